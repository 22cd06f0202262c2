"""SK301, SK302: the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.checking.rule import Finding, Rule
from signalkit.checking.rules.tables.common import (
    GOOD,
    NEEDED,
    SIGNAL_HEADER,
    line_of,
    tables_of,
    write_table,
)
from signalkit.document import Document
from signalkit.model.layout import HEADINGS
from signalkit.syntax.text import Span


def _missing_column(document: Document) -> Iterator[Finding]:
    for field, table in tables_of(document):
        for attribute, name in NEEDED[field].items():
            if attribute not in table.plan.attributes:
                message = f"{HEADINGS[field]} has no column {name!r}"
                yield Finding(message, line_of(document, table.header))


def _unknown_column(document: Document) -> Iterator[Finding]:
    for field, table in tables_of(document):
        for name, index in table.plan.extra.items():
            if name != "src":
                start, end = table.header.cells[index]
                yield Finding(f"{HEADINGS[field]} has an unknown column {name!r}", Span(start, end))


RULES = [
    Rule(
        code="SK301",
        name="missing-column",
        title="A table without a column that all of its kind have.",
        why="What stands in it for other digests is missing here, and nobody sees that.",
        failing=write_table("| Bees | less |", section="Signals", header="| name | change |"),
        passing=write_table("| Bees | less | none | mites |", section="Signals", header=SIGNAL_HEADER),
        check=_missing_column,
    ),
    Rule(
        code="SK302",
        name="unknown-column",
        title="A column that the format does not know.",
        why="Programs carry it along, but cannot do anything with it; or it is a known one, misspelt.",
        failing=write_table("| Rot | x | 2 |", header="| name | description | relevance |"),
        passing=GOOD,
        check=_unknown_column,
    ),
]
