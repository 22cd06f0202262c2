"""SK314: header and delimiter rows in the body of a table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.tables.examples import GOOD, write_table
from signalkit.checking.rules.tables.fragments import COLONS, DASHES, NAMES, is_header
from signalkit.codec.tables import Row, Table
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit

_MARKS = f"{DASHES}{COLONS}+| \t\xa0"


def _is_mark(value: str) -> bool:
    """Return whether the name of an entry looks like a column heading or a piece of a delimiter row."""
    if value[:1] in _MARKS:
        return value != "" and not value.strip(_MARKS)
    return value.casefold() in NAMES


@lru_cache(maxsize=1)  # several rules ask for each document in turn
def _find(document: Document) -> list[list[tuple[Row, bool]]]:
    """Find the header and delimiter rows in bodies, those that follow each other together.

    Returns:
        Rows, and whether each is a delimiter row.
    """
    groups: list[list[tuple[Row, bool]]] = []
    for field, tables in document.tables.items():
        if not tables:
            continue
        entries = getattr(document.digest, field)
        marked = {index for index, entry in enumerate(entries) if _is_mark(entry.name or entry.description)}
        if not marked:
            continue
        rows = ((table, row) for table in tables for row in table.rows)
        last = -1
        for index, (table, row) in enumerate(rows):
            if index in marked and (kind := _kind_of(document, table, row)) is not None:
                if row.start != last:
                    groups.append([])
                groups[-1].append((row, kind == "delimiter"))
                last = row.end
    return groups


def _kind_of(document: Document, table: Table, row: Row) -> str | None:
    line = document.text[row.start : row.end].strip()
    if is_header(line, table.columns.names):
        return "header"
    cells = [document.text[start:end] for start, end in row.cells]
    filled = [cell for cell in cells if cell]
    is_long = any(sum(map(cell.count, DASHES)) > 2 for cell in filled)
    if all(not cell.strip(_MARKS) for cell in filled) and (
        is_long or len(filled) == len(table.columns.names) > 1
    ):
        return "delimiter"
    return None


@lru_cache(maxsize=1)
def _starts(document: Document) -> frozenset[int]:
    return frozenset(row.start for group in _find(document) for row, _ in group)


def is_misplaced(document: Document, row: Row) -> bool:
    """Return whether a row is a header or delimiter row, so that its cells are not values."""
    return row.start in _starts(document)


def _repeated(document: Document) -> Iterator[Finding]:
    for group in _find(document):
        kinds = {is_delimiter for _, is_delimiter in group}
        what = (
            "header and delimiter row" if len(kinds) > 1 else "delimiter row" if kinds == {True} else "header"
        )
        span = Span(group[0][0].start, group[-1][0].end)
        message = f"{what} in the body of the table: read as {'an entry' if len(group) == 1 else 'entries'}"
        yield Finding(message, span, Fix([TextEdit(span, "")], safe=False))


RULES = [
    Rule(
        code="SK314",
        name="header-in-body",
        title="Checks for header and delimiter rows in the body of a table.",
        why="A table has one header. These rows are read as entries named after a column, or as dashes.",
        failing=write_table("| Rot | It may rot. | 2 |", "| --- | --- | --- |"),
        passing=GOOD,
        check=_repeated,
        fixable="unsafe",
        changes=True,
    ),
]
