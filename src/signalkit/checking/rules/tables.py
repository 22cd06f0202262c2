"""SK3: tables, their columns, rows and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.lists import again, is_bare_table
from signalkit.codec.read import RowPlace, TablePlace
from signalkit.document import Document
from signalkit.model.layout import HEADINGS, TABLES, columns_of
from signalkit.syntax.text import Span, TextEdit, dominant_newline, normalize_newlines

_NEEDED = {
    "signals": {
        "name": "name",
        "change": "change",
        "horizon": "10-year horizon",
        "driving_force": "driving force",
    },
    "concerns": {"description": "description"},
    "behaviors": {"description": "description"},
    "technologies": {"description": "description"},
    "issues": {"description": "description"},
}
_INTEGER = re.compile(r"-?[0-9]{1,18}\Z")


def _table(*rows: str, section: str = "Concerns", header: str = "| name | description | relevancy |") -> str:
    rule = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([f"## {section}", "", header, rule, *rows])


def _all(document: Document) -> Iterator[tuple[str, TablePlace]]:
    for field, tables in document._tables:
        for table in tables:
            yield field, table


def _line(document: Document, row: RowPlace) -> Span:
    return Span(row.start, row.start + len(document.text[row.start : row.end].rstrip("\r\n")))


def _value(document: Document, row: RowPlace, column: int) -> str | None:
    if column < 0 or column >= len(row.cells):
        return None
    start, end = row.cells[column]
    return document.text[start:end]


def _is_even(document: Document, table: TablePlace) -> bool:
    """Whether it is plain to see that every row has as many cells as the header."""
    _, start, end, _ = table.block
    text = document.text[start:end]
    pipes = table.plan.size + 1
    lines = normalize_newlines(text).rstrip("\n").split("\n")
    return "\\" not in text and all(
        line.count("|") == pipes and line[0] == "|" and line.rstrip(" \t")[-1] == "|" for line in lines
    )


def _rows_of_uneven_tables(document: Document) -> Iterator[tuple[TablePlace, int, RowPlace]]:
    for _, table in _all(document):
        if not _is_even(document, table):
            for index, row in enumerate(table.rows):
                yield table, index, row


def _uneven_rows(document: Document) -> Iterator[tuple[TablePlace, int, RowPlace]]:
    for table, index, row in _rows_of_uneven_tables(document):
        if len(row.cells) != table.plan.size:
            yield table, index, row


def _missing_column(document: Document) -> Iterator[Finding]:
    for field, table in _all(document):
        for attribute, name in _NEEDED[field].items():
            if attribute not in table.plan.attributes:
                message = f"{HEADINGS[field]} has no column {name!r}"
                yield Finding(message, _line(document, table.header))


def _unknown_column(document: Document) -> Iterator[Finding]:
    for field, table in _all(document):
        for name, index in table.plan.extra.items():
            if name != "src":
                start, end = table.header.cells[index]
                yield Finding(f"{HEADINGS[field]} has an unknown column {name!r}", Span(start, end))


def _is_torn(document: Document, table: TablePlace, index: int) -> bool:
    """Whether a row and the next are one that a line break has torn."""
    if index + 1 >= len(table.rows):
        return False
    one, two = (document.text[row.start : row.end].strip() for row in table.rows[index : index + 2])
    header = document.text[table.header.start : table.header.end].strip()
    if not (header.startswith("|") and header.endswith("|")):
        return False
    cells = len(table.rows[index].cells) + len(table.rows[index + 1].cells) - 1
    return (
        one.startswith("|") and not one.endswith("|") and not two.startswith("|") and cells == table.plan.size
    )


def _too_few(document: Document) -> Iterator[Finding]:
    for table, index, row in _uneven_rows(document):
        torn = _is_torn(document, table, index) or (index > 0 and _is_torn(document, table, index - 1))
        if len(row.cells) < table.plan.size and not torn:
            message = f"{len(row.cells)} cells where the table has {table.plan.size} columns"
            yield Finding(message, _line(document, row))


def _too_many(document: Document) -> Iterator[Finding]:
    for table, _, row in _uneven_rows(document):
        if len(row.cells) > table.plan.size:
            span = _line(document, row)
            extra = len(row.cells) - table.plan.size
            pipes = _stray_pipes(document, table, row)
            if pipes and len(pipes) == extra:
                fix = Fix([TextEdit(Span(at, at), "\\") for at in pipes])
                yield Finding("a pipe in a cell parts it in two: write it as \\|", span, fix)
            else:
                yield Finding(f"{len(row.cells)} cells where the table has {table.plan.size} columns", span)


def _stray_pipes(document: Document, table: TablePlace, row: RowPlace) -> list[int]:
    """Offsets of the pipes that stand between no columns; none where that is not certain.

    It is where the row is as padded as the delimiter row: then every column ends at the same place in both.
    """
    rule = document.text[table.delimiter.start : table.delimiter.end].rstrip()
    line = document.text[row.start : row.end].rstrip()
    borders = [at for at, character in enumerate(rule) if character == "|"]
    if len(rule) != len(line) or len(borders) != table.plan.size + 1 or "\\" in line:
        return []
    if any(line[at] != "|" for at in borders):
        return []
    return [row.start + at for at, character in enumerate(line) if character == "|" and at not in borders]


def _torn(document: Document) -> Iterator[Finding]:
    for table, index, row in _rows_of_uneven_tables(document):
        if _is_torn(document, table, index):
            two = _line(document, table.rows[index + 1])
            end = row.start + len(document.text[row.start : row.end].rstrip())
            start = (
                two.start
                + len(document.text[two.start : two.end])
                - len(document.text[two.start : two.end].lstrip())
            )
            fix = Fix([TextEdit(Span(end, start), " ")], safe=False)
            yield Finding("a line break in a cell tears the row in two", Span(row.start, two.end), fix)


def _empty_name(document: Document) -> Iterator[Finding]:
    digest = document.digest
    for field, tables in document._tables:
        if all(entry.name for entry in getattr(digest, field)):
            continue
        index = 0
        for table in tables:
            for row in table.rows:
                if "name" in table.plan.attributes and not getattr(digest, field)[index].name:
                    yield Finding(f"{HEADINGS[field]}: a row without a name", _line(document, row))
                index += 1


def _relevancies(document: Document) -> Iterator[tuple[RowPlace, Span, str]]:
    for _, table in _all(document):
        column = table.plan.relevancy
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
    for _, table in _all(document):
        for row in table.rows:
            for start, end in row.cells:
                if document.text[start:end] == "nan":
                    yield Finding("a number that is missing: nan", Span(start, end))


def _no_delimiter(document: Document) -> Iterator[Finding]:
    for part in document._outline.parts:
        for block in part.blocks if part.field in TABLES else ():
            if not is_bare_table(document, block):
                continue
            start, end = block.start, block.start + len(document.text[block.start : block.end].rstrip())
            lines = normalize_newlines(document.text[start:end]).split("\n")
            if not lines[1].strip(" \t|:-"):
                message = "the row of dashes has other columns than the header: this is not read as a table"
                yield Finding(message, Span(start, end))
                continue
            fix = None
            sizes = {line.count("|") for line in lines}
            known = columns_of(str(part.field))
            names = [name.strip(" \t").casefold() for name in lines[0].strip(" \t|").split("|")]
            whole = set(_NEEDED[str(part.field)]) <= {known.get(name) for name in names} and all(
                name in known for name in names
            )  # otherwise a table with other faults would come of it
            closed = whole and all(
                line.strip(" \t").startswith("|") and line.rstrip(" \t").endswith("|") for line in lines
            )
            if closed and len(sizes) == 1 and not any("\\" in line for line in lines):
                first = start + len(lines[0])
                rule = f"{dominant_newline(document.text)}|{'---|' * (sizes.pop() - 1)}"
                fix = Fix([TextEdit(Span(first, first), rule)], safe=False)
            message = "a table without the row of dashes below its header: it is not read as one"
            yield Finding(message, Span(start, end), fix)


def _duplicate_signal(document: Document) -> Iterator[Finding]:
    for index in again([signal.name.casefold() for signal in document.digest.signals]):
        shown = document.digest.signals[index].name
        if shown:
            yield Finding(f"the signal {shown!r} stands twice", f"signals[{index}].name")


_GOOD = _table("| Rot | It may rot. | 2 |")
_SIGNALS = "| name | change | 10-year | driving-force |"

RULES = [
    Rule(
        code="SK301",
        name="missing-column",
        title="A table without a column that all of its kind have.",
        why="What stands in it for other digests is missing here, and nobody sees that.",
        failing=_table("| Bees | less |", section="Signals", header="| name | change |"),
        passing=_table("| Bees | less | none | mites |", section="Signals", header=_SIGNALS),
        check=_missing_column,
    ),
    Rule(
        code="SK302",
        name="unknown-column",
        title="A column that the format does not know.",
        why="Programs carry it along, but cannot do anything with it; or it is a known one, misspelt.",
        failing=_table("| Rot | x | 2 |", header="| name | description | relevance |"),
        passing=_GOOD,
        check=_unknown_column,
    ),
    Rule(
        code="SK303",
        name="too-few-cells",
        title="A row with fewer cells than the table has columns.",
        why="A cell has been lost, and those behind it may stand in the wrong column.",
        failing=_table("| Rot | 2 |"),
        passing=_GOOD,
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
        failing=_table("| Rot | It may", "rot. | 2 |"),
        passing=_GOOD,
        check=_torn,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK306",
        name="empty-name",
        title="A row without a name, in a table that has names.",
        why="Nobody can refer to it.",
        failing=_table("|  | It may rot. | 2 |"),
        passing=_GOOD,
        check=_empty_name,
    ),
    Rule(
        code="SK307",
        name="relevancy-no-integer",
        title="A relevancy that is no whole number.",
        why="It is read as missing.",
        failing=_table("| Rot | It may rot. | high |"),
        passing=_GOOD,
        check=_no_integer,
    ),
    Rule(
        code="SK308",
        name="relevancy-out-of-range",
        title="A relevancy that is not between 1 and 5.",
        why="It cannot be compared with others.",
        failing=_table("| Rot | It may rot. | 7 |"),
        passing=_GOOD,
        check=_out_of_range,
    ),
    Rule(
        code="SK309",
        name="nan",
        title="A cell that says nan.",
        why="It stands for a number that is missing. The producer writes it so.",
        failing=_table("| Rot | It may rot. | nan |"),
        passing=_GOOD,
        check=_nan,
        default=False,
    ),
    Rule(
        code="SK310",
        name="missing-delimiter-row",
        title="A table without the row of dashes below its header.",
        why="It is running text to every reader of Markdown, and no entry is read.",
        failing="## Issues\n\n| name | description |\n| Rot | It may rot. |",
        passing="## Issues\n\n| name | description |\n|---|---|\n| Rot | It may rot. |",
        check=_no_delimiter,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK311",
        name="duplicate-signal",
        title="A signal that stands twice.",
        why="It counts twice wherever signals are counted.",
        failing=_table("| a | b | c | d |", "| A | b | c | d |", section="Signals", header=_SIGNALS),
        passing=_table("| a | b | c | d |", section="Signals", header=_SIGNALS),
        check=_duplicate_signal,
    ),
]
