"""What the producer of the corpus writes, pandas' tables, is read exactly and left alone by `format`."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import tabulate
from hypothesis import example, given
from hypothesis import strategies as st

import signalkit
from signalkit.formatter import format_document
from signalkit.reader import to_relevancy

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"], exclude_characters="|\\"),
    max_size=12,
)
WORDS = st.lists(
    TEXT | st.sampled_from(["北京", "👩‍🚀", "שלום", "é", "nan", "12", "1.50", "-3", "1e5"]), max_size=3
).map(lambda words: " ".join(filter(None, words)))
ROWS = st.lists(
    st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS, st.integers(1, 5) | st.none()), min_size=1, max_size=4
)
COLUMNS = ["name", "description", "change", "10-year", "driving-force", "relevancy"]


def table(rows: list[tuple[Any, ...]]) -> str:
    return str(pd.DataFrame(rows, columns=COLUMNS).to_markdown(index=False))


def shown(column: list[Any]) -> list[str]:
    """The cells of a column of texts as tabulate prints them: one that is all numbers is one of numbers."""
    lines = str(pd.DataFrame({"x": column}).to_markdown(index=False)).splitlines()
    return [line.strip("|").strip(" ") for line in lines[2:]]


@pytest.mark.parametrize("wide", [True, False], ids=["wcwidth", "characters"])
@given(rows=ROWS)
@example(rows=[("", "", "", "", "⺀", None), ("", "", "", "0", "", None)])
def test_tables_of_the_producer(wide: bool, rows: list[tuple[Any, ...]]) -> None:
    before = tabulate.wcwidth, tabulate.WIDE_CHARS_MODE
    tabulate.WIDE_CHARS_MODE = wide
    try:
        text = f"# __T__, (from page [20240101](https://example.org).)\n\n## Signals\n\n{table(rows)}\n"
        columns = [shown(list(column)) for column in zip(*rows, strict=True)]
    finally:
        tabulate.wcwidth, tabulate.WIDE_CHARS_MODE = before
    doc = signalkit.parse(text)
    read = doc.digest.signals
    assert [s.name for s in read] == columns[0]
    assert [s.description for s in read] == columns[1]
    assert [s.change for s in read] == columns[2]
    assert [s.horizon for s in read] == columns[3]
    assert [s.driving_force for s in read] == columns[4]
    assert [s.relevancy for s in read] == [to_relevancy(cell) for cell in columns[5]]
    assert format_document(doc).text == text
