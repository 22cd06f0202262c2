"""SK306 to SK309, SK311: the values of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Rule
from signalkit.checking.rules.lists import again
from signalkit.checking.rules.tables.common import GOOD, SIGNAL_HEADER, tables_of, write_table
from signalkit.codec.tables import Row
from signalkit.document import Document
from signalkit.model.schema import HEADINGS
from signalkit.syntax.text import Span

_INTEGER = re.compile(r"-?[0-9]{1,18}\Z")


def _value(document: Document, row: Row, column: int) -> str | None:
    if column < 0 or column >= len(row.cells):
        return None
    start, end = row.cells[column]
    return document.text[start:end]


def _empty_name(document: Document) -> Iterator[Finding]:
    digest = document.digest
    for field, tables in document.tables.items():
        if all(entry.name for entry in getattr(digest, field)):
            continue
        index = 0
        for table in tables:
            for row in table.rows:
                if "name" in table.columns.attributes and not getattr(digest, field)[index].name:
                    yield Finding(f"{HEADINGS[field]}: a row without a name", row.span)
                index += 1


def _relevancies(document: Document) -> Iterator[tuple[Row, Span, str]]:
    for _, table in tables_of(document):
        column = table.columns.relevancy
        if column >= 0:
            for row in table.rows:
                cell = _value(document, row, column)
                if cell:
                    yield row, Span(*row.cells[column]), cell


def _no_integer(document: Document) -> Iterator[Finding]:
    for _, span, cell in _relevancies(document):
        if cell != "nan" and not _INTEGER.match(cell):
            yield Finding(f"relevancy: {cell[:40]!r} is no whole number", span)


def _out_of_range(document: Document) -> Iterator[Finding]:
    for _, span, cell in _relevancies(document):
        if _INTEGER.match(cell) and not 1 <= int(cell) <= 5:
            yield Finding(f"relevancy: {cell} is not between 1 and 5", span)


def _nan(document: Document) -> Iterator[Finding]:
    if "nan" not in document.text:
        return
    for _, table in tables_of(document):
        for row in table.rows:
            for start, end in row.cells:
                if document.text[start:end] == "nan":
                    yield Finding("a number that is missing: nan", Span(start, end))


def _duplicate_signal(document: Document) -> Iterator[Finding]:
    for index in again([signal.name.casefold() for signal in document.digest.signals]):
        shown = document.digest.signals[index].name
        if shown:
            yield Finding(f"the signal {shown!r} stands twice", f"signals[{index}].name")


RULES = [
    Rule(
        code="SK306",
        name="empty-name",
        title="A row without a name, in a table that has names.",
        why="Nobody can refer to it.",
        failing=write_table("|  | It may rot. | 2 |"),
        passing=GOOD,
        check=_empty_name,
    ),
    Rule(
        code="SK307",
        name="relevancy-no-integer",
        title="A relevancy that is no whole number.",
        why="It is read as missing.",
        failing=write_table("| Rot | It may rot. | high |"),
        passing=GOOD,
        check=_no_integer,
    ),
    Rule(
        code="SK308",
        name="relevancy-out-of-range",
        title="A relevancy that is not between 1 and 5.",
        why="It cannot be compared with others.",
        failing=write_table("| Rot | It may rot. | 7 |"),
        passing=GOOD,
        check=_out_of_range,
    ),
    Rule(
        code="SK309",
        name="nan",
        title="A cell that says nan.",
        why="It stands for a number that is missing. The producer writes it so.",
        failing=write_table("| Rot | It may rot. | nan |"),
        passing=GOOD,
        check=_nan,
        default=False,
    ),
    Rule(
        code="SK311",
        name="duplicate-signal",
        title="A signal that stands twice.",
        why="It counts twice wherever signals are counted.",
        failing=write_table(
            "| a | b | c | d |", "| A | b | c | d |", section="Signals", header=SIGNAL_HEADER
        ),
        passing=write_table("| a | b | c | d |", section="Signals", header=SIGNAL_HEADER),
        check=_duplicate_signal,
    ),
]
