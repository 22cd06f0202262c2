"""SK303 to SK305: as many cells in each row as the table has columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.tables.examples import GOOD, write_table
from signalkit.codec.tables import Row, Table
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit, normalize_newlines


def _is_even(document: Document, table: Table) -> bool:
    """Return whether every row obviously has as many cells as the header.

    It does if all have outer pipes and no space after them: then line ends are all that is between a row
    and the next.
    """
    text = normalize_newlines(document.text[table.block.start : table.block.end])
    size = len(table.columns.names) + 1
    pieces = text.split("|")
    ends = pieces[size::size]
    lines = text.count("\n")
    return (
        "\\" not in text
        and not pieces[0]
        and len(pieces) == size * len(ends) + 1
        and ends.count("\n") == lines
        and (lines == len(ends) or (lines == len(ends) - 1 and not ends[-1]))
    )


@lru_cache(maxsize=1)  # three rules ask for each document in turn
def _uneven_tables(document: Document) -> list[Table]:
    tables = chain.from_iterable(document.tables.values())
    return [table for table in tables if not _is_even(document, table)]


def _is_split(document: Document, table: Table, index: int) -> bool:
    """Return whether a row and the next are one that a line break has split."""
    if not 0 <= index < len(table.rows) - 1:
        return False
    rows = (table.header, table.rows[index], table.rows[index + 1])
    header, one, two = (document.text[row.start : row.end].strip() for row in rows)
    if not (header.startswith("|") and header.endswith("|")):
        return False
    cells = len(rows[1].cells) + len(rows[2].cells) - 1
    is_open = one.startswith("|") and not one.endswith("|") and not two.startswith("|")
    return is_open and cells == len(table.columns.names)


def _too_few(document: Document) -> Iterator[Finding]:
    for table in _uneven_tables(document):
        size = len(table.columns.names)
        for index, row in enumerate(table.rows):
            if len(row.cells) < size and not (
                _is_split(document, table, index) or _is_split(document, table, index - 1)
            ):
                message = f"{len(row.cells)} cells where the table has {size} columns"
                yield Finding(message, row.span)


def _too_many(document: Document) -> Iterator[Finding]:
    for table in _uneven_tables(document):
        size = len(table.columns.names)
        for row in table.rows:
            if len(row.cells) <= size:
                continue
            pipes = _stray_pipes(document, table, row)
            if pipes and len(pipes) == len(row.cells) - size:
                fix = Fix([TextEdit(Span(at, at), "\\") for at in pipes])
                yield Finding("a pipe in a cell parts it in two: write it as \\|", row.span, fix)
            else:
                yield Finding(f"{len(row.cells)} cells where the table has {size} columns", row.span)


def _stray_pipes(document: Document, table: Table, row: Row) -> list[int]:
    """Find the offsets of pipes that separate no columns; none unless that is certain.

    It is if the row is as padded as the delimiter row: then every column ends at the same place in both.
    """
    delimiter = document.text[table.delimiter.start : table.delimiter.end].rstrip()
    line = document.text[row.start : row.end].rstrip()
    borders = {at for at, character in enumerate(delimiter) if character == "|"}
    if len(delimiter) != len(line) or len(borders) != len(table.columns.names) + 1 or "\\" in line:
        return []
    if any(line[at] != "|" for at in borders):
        return []
    return [row.start + at for at, character in enumerate(line) if character == "|" and at not in borders]


def _split(document: Document) -> Iterator[Finding]:
    for table in _uneven_tables(document):
        for index, row in enumerate(table.rows):
            if _is_split(document, table, index):
                span = Span(row.start, table.rows[index + 1].span.end)
                line = document.text[row.start : row.end]
                rest = document.text[row.end : span.end]
                gap = Span(row.start + len(line.rstrip()), span.end - len(rest.lstrip()))
                fix = Fix([TextEdit(gap, " ")], safe=False)
                yield Finding("a line break in a cell tears the row in two", span, fix)


RULES = [
    Rule(
        code="SK303",
        name="too-few-cells",
        title="A row with fewer cells than the table has columns.",
        why="A cell has been lost, and those behind it may stand in the wrong column.",
        failing=write_table("| Rot | 2 |"),
        passing=GOOD,
        check=_too_few,
    ),
    Rule(
        code="SK304",
        name="too-many-cells",
        title="A row with more cells than the table has columns, mostly by a pipe that is not escaped.",
        why="What stands behind the last column is not read, and cells before it stand in the wrong columns.",
        failing="## Issues\n\n| name  | description |\n|:------|:------------|\n| a|b   | text        |",
        passing="## Issues\n\n| name  | description |\n|:------|:------------|\n| a\\|b  | text        |",
        check=_too_many,
        severity="error",
        fixable="safe",
        changes=True,
    ),
    Rule(
        code="SK305",
        name="torn-row",
        title="A row that a line break in a cell has torn in two.",
        why="One entry is read as two, neither of them whole.",
        failing=write_table("| Rot | It may", "rot. | 2 |"),
        passing=GOOD,
        check=_split,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
]
