"""SK303 to SK305, SK316: as many cells in each row as the table has columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.tables.examples import GOOD, write_table
from signalkit.checking.rules.tables.misplaced import is_misplaced
from signalkit.codec.tables import Row, Table
from signalkit.display import counted
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit, normalize_newlines


def _is_rectangular(document: Document, table: Table) -> bool:
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
def _irregular_tables(document: Document) -> list[Table]:
    tables = chain.from_iterable(document.tables.values())
    return [table for table in tables if not _is_rectangular(document, table)]


@lru_cache(maxsize=1)
def _shapes(document: Document) -> dict[int, _Shape]:
    """Return the shapes of the irregular tables, by their start."""
    return {table.block.start: _Shape(document, table) for table in _irregular_tables(document)}


def is_entry(document: Document, table: Table, index: int) -> bool:
    """Return whether a row is meant to be an entry by itself, so that its cells can be judged."""
    shape = _shapes(document).get(table.block.start)
    return (shape is None or not shape.is_odd(index)) and not is_misplaced(document, table.rows[index])


class _Shape:
    """Which rows of a table are pieces of one, and which lines below it are not meant as rows.

    Attributes:
        runs: index of the first and the last piece of each row that line breaks split.
        below: index of the first row that is text directly below the table; the number of rows if none is.
    """

    def __init__(self, document: Document, table: Table) -> None:
        text = document.text
        header = text[table.header.start : table.header.end].strip()
        self._lines = [text[row.start : row.end].strip() for row in table.rows]
        self._pipes = [line.count("|") - line.count("\\|") for line in self._lines]
        self._size = len(table.columns.names)
        is_closed = header.startswith("|") and header.endswith("|")
        self.runs = list(self._find_runs()) if is_closed else []
        self.below = self._find_below(is_table=self._size > 1 or is_closed)
        self._pieces = {index for first, last in self.runs for index in range(first, last + 1)}

    def is_odd(self, index: int) -> bool:
        """Return whether a row is a piece of one, or not meant as a row."""
        return index >= self.below or index in self._pieces

    def _is_closed(self, index: int) -> bool:
        line = self._lines[index]
        return line.endswith("|") and not line.endswith("\\|")

    def _find_runs(self) -> Iterator[tuple[int, int]]:
        index = 0
        while index < len(self._lines):
            last, is_run = self._follow(index)
            if is_run:
                yield index, last
            index = last + 1

    def _follow(self, first: int) -> tuple[int, bool]:
        """Return the last row that may be a piece of the row that starts here, and whether they are one."""
        whole = self._size + 1  # pipes
        pipes = self._pipes[first]
        if not self._lines[first].startswith("|") or (self._is_closed(first) and pipes >= whole):
            return first, False
        last = first
        while pipes <= whole:
            if last > first and pipes == whole and self._is_closed(last):
                return last, True
            after = last + 1
            may_follow = after < len(self._lines) and (
                not self._lines[after].startswith("|")
                or (self._pipes[after] < whole and not self._is_closed(last))
            )
            if not may_follow:
                return last, last > first and pipes == self._size and not self._is_closed(last)
            if pipes + self._pipes[after] > whole:
                break
            last = after
            pipes += self._pipes[after]
        return last, False

    def _find_below(self, *, is_table: bool) -> int:
        below = len(self._lines)
        while is_table and below and not self._pipes[below - 1] and not self._is_piece(below - 1):
            below -= 1
        return below

    def _is_piece(self, index: int) -> bool:
        return any(first <= index <= last for first, last in self.runs[-1:])


def _too_few(document: Document) -> Iterator[Finding]:
    for table in _irregular_tables(document):
        size = len(table.columns.names)
        for index, row in enumerate(table.rows):
            if len(row.cells) < size and is_entry(document, table, index):
                yield Finding(_number_of_cells(row, size), row.span)


def _number_of_cells(row: Row, size: int) -> str:
    return f"row has {counted(len(row.cells), 'cell')}, but the table has {counted(size, 'column')}"


def _too_many(document: Document) -> Iterator[Finding]:
    for table in _irregular_tables(document):
        size = len(table.columns.names)
        for row in table.rows:
            if len(row.cells) <= size or is_misplaced(document, row):
                continue
            pipes = _stray_pipes(document, table, row)
            if pipes and len(pipes) == len(row.cells) - size:
                fix = Fix([TextEdit(Span(at, at), "\\") for at in pipes])
                yield Finding("unescaped pipe splits the cell; escape it as \\|", row.span, fix)
            else:
                yield Finding(_number_of_cells(row, size), row.span)


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
    for table in _irregular_tables(document):
        for first, last in _shapes(document)[table.block.start].runs:
            pieces = table.rows[first : last + 1]
            edits = [TextEdit(_gap(document, one, two), " ") for one, two in pairwise(pieces)]
            message = "line break in a cell splits the row in two"
            if len(pieces) > 2:
                message = f"line breaks in a cell split the row into {len(pieces)} lines"
            yield Finding(message, Span(pieces[0].start, pieces[-1].span.end), Fix(edits, safe=False))


def has_split_row(document: Document) -> bool:
    """Return whether a line break in a cell splits a row in two."""
    return next(_split(document), None) is not None


def _gap(document: Document, one: Row, two: Row) -> Span:
    """Return what is between the texts of two rows."""
    before = document.text[one.start : one.end].rstrip()
    after = document.text[two.start : two.end]
    return Span(one.start + len(before), two.start + len(after) - len(after.lstrip()))


_BELOW = {
    "{": "an attribute list",
    "[^": "a footnote",
    "^": "a block id",
}


def _below(document: Document) -> Iterator[Finding]:
    for table in _irregular_tables(document):
        below = table.rows[_shapes(document)[table.block.start].below :]
        rows = [row for row in below if not is_misplaced(document, row)]
        if rows:
            span = Span(rows[0].start, rows[-1].span.end)
            start = document.text[span.start : span.end].lstrip()
            what = next((name for mark, name in _BELOW.items() if start.startswith(mark)), "text")
            yield Finding(f"{what} directly below the table is read as a row", span)


RULES = [
    Rule(
        code="SK303",
        name="too-few-cells",
        title="Checks for rows with fewer cells than the table has columns.",
        why="A cell is missing, and the cells after it may be in the wrong column.",
        failing=write_table("| Rot | 2 |"),
        passing=GOOD,
        check=_too_few,
    ),
    Rule(
        code="SK304",
        name="too-many-cells",
        title="Checks for rows with more cells than the table has columns, usually because a pipe "
        "is not escaped.",
        why="Cells after the last column are not read, and the cells before them may be in the wrong column.",
        failing="## Issues\n\n| name  | description |\n|:------|:------------|\n| a|b   | text        |",
        passing="## Issues\n\n| name  | description |\n|:------|:------------|\n| a\\|b  | text        |",
        check=_too_many,
        severity="error",
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe: it escapes pipes only in a row that is padded like the delimiter row, "
        "where every other pipe is the border of a column.",
    ),
    Rule(
        code="SK305",
        name="split-row",
        title="Checks for rows that a line break in a cell splits in two.",
        why="One entry is read as two incomplete ones.",
        failing=write_table("| Rot | It may", "rot. | 2 |"),
        passing=GOOD,
        check=_split,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK316",
        name="text-below-table",
        title="Checks for captions, attribute lists, footnotes and block ids directly below a table.",
        why="A table ends at a blank line. A line directly below it is a row, and is read as an entry.",
        failing=f"{GOOD}\n{{: .wide}}",
        passing=GOOD,
        check=_below,
    ),
]
