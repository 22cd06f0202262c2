"""SK303 to SK305: as many cells in each row as the table has columns."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.tables.common import GOOD, tables_of, write_table
from signalkit.codec.tables import Row, Table
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit, normalize_newlines


def _is_even(document: Document, table: Table) -> bool:
    """Whether it is plain to see that every row has as many cells as the header."""
    _, start, end, _ = table.block
    text = document.text[start:end]
    pipes = len(table.columns.names) + 1
    lines = normalize_newlines(text).rstrip("\n").split("\n")
    return "\\" not in text and all(
        line.count("|") == pipes and line[0] == "|" and line.rstrip(" \t")[-1] == "|" for line in lines
    )


def _rows_of_uneven_tables(document: Document) -> Iterator[tuple[Table, int, Row]]:
    for _, table in tables_of(document):
        if not _is_even(document, table):
            for index, row in enumerate(table.rows):
                yield table, index, row


def _uneven_rows(document: Document) -> Iterator[tuple[Table, int, Row]]:
    for table, index, row in _rows_of_uneven_tables(document):
        if len(row.cells) != len(table.columns.names):
            yield table, index, row


def _is_torn(document: Document, table: Table, index: int) -> bool:
    """Whether a row and the next are one that a line break has torn."""
    if index + 1 >= len(table.rows):
        return False
    one, two = (document.text[row.start : row.end].strip() for row in table.rows[index : index + 2])
    header = document.text[table.header.start : table.header.end].strip()
    if not (header.startswith("|") and header.endswith("|")):
        return False
    cells = len(table.rows[index].cells) + len(table.rows[index + 1].cells) - 1
    return (
        one.startswith("|")
        and not one.endswith("|")
        and not two.startswith("|")
        and cells == len(table.columns.names)
    )


def _too_few(document: Document) -> Iterator[Finding]:
    for table, index, row in _uneven_rows(document):
        torn = _is_torn(document, table, index) or (index > 0 and _is_torn(document, table, index - 1))
        if len(row.cells) < len(table.columns.names) and not torn:
            message = f"{len(row.cells)} cells where the table has {len(table.columns.names)} columns"
            yield Finding(message, row.span)


def _too_many(document: Document) -> Iterator[Finding]:
    for table, _, row in _uneven_rows(document):
        if len(row.cells) > len(table.columns.names):
            span = row.span
            extra = len(row.cells) - len(table.columns.names)
            pipes = _stray_pipes(document, table, row)
            if pipes and len(pipes) == extra:
                fix = Fix([TextEdit(Span(at, at), "\\") for at in pipes])
                yield Finding("a pipe in a cell parts it in two: write it as \\|", span, fix)
            else:
                yield Finding(
                    f"{len(row.cells)} cells where the table has {len(table.columns.names)} columns", span
                )


def _stray_pipes(document: Document, table: Table, row: Row) -> list[int]:
    """Offsets of the pipes that stand between no columns; none where that is not certain.

    It is where the row is as padded as the delimiter row: then every column ends at the same place in both.
    """
    rule = document.text[table.delimiter.start : table.delimiter.end].rstrip()
    line = document.text[row.start : row.end].rstrip()
    borders = [at for at, character in enumerate(rule) if character == "|"]
    if len(rule) != len(line) or len(borders) != len(table.columns.names) + 1 or "\\" in line:
        return []
    if any(line[at] != "|" for at in borders):
        return []
    return [row.start + at for at, character in enumerate(line) if character == "|" and at not in borders]


def _torn(document: Document) -> Iterator[Finding]:
    for table, index, row in _rows_of_uneven_tables(document):
        if _is_torn(document, table, index):
            two = table.rows[index + 1].span
            end = row.start + len(document.text[row.start : row.end].rstrip())
            start = (
                two.start
                + len(document.text[two.start : two.end])
                - len(document.text[two.start : two.end].lstrip())
            )
            fix = Fix([TextEdit(Span(end, start), " ")], safe=False)
            yield Finding("a line break in a cell tears the row in two", Span(row.start, two.end), fix)


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
        check=_torn,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
]
