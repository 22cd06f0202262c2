"""``csv``: one flat table, a row for each entry of each digest, with the fields of the digest beside it.

The rows of a digest follow each other. `section` says what a row is: a keyword, a signal, a reference, …, and
`position` is its place among them. The last row of a digest has the section ``digest``, so that a table that
is cut off is found out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter, itemgetter
from typing import Any, BinaryIO

from signalkit import Digest, ImportFormatError, Record, Reference, Section
from signalkit.exchange import Exportable
from signalkit.model import Field
from signalkit_csv.cells import (
    OWN,
    Cells,
    Row,
    TableWriter,
    escape_formula,
    extra_cell,
    in_order,
    own_cells,
    own_fields,
    read_entry,
    read_number,
    read_table,
    unescape_row,
)
from signalkit_csv.dates import COLUMN as DATE
from signalkit_csv.dates import check_date
from signalkit_csv.fields import ENTRIES, ITEMS, SECTIONS, TEXTS, VALUES
from signalkit_csv.options import CsvImportOptions, CsvOptions

_ENTRY = ("section", "position", *VALUES, "reference", "extra")
COLUMNS = ("digest", *OWN, *_ENTRY)
_END = "digest"
ESCAPED, PLAIN = "escaped", "plain"  # the values of the column `formulas`


# -- writing -----------------------------------------------------------------------------------------------


def write(documents: Iterator[Exportable], out: BinaryIO, options: CsvOptions) -> None:
    """Write the table."""
    if options.excel:
        out.write(b"\xef\xbb\xbf")
    change = escape_formula if options.escape_formulas else None
    formulas = ESCAPED if options.escape_formulas else PLAIN
    table = TableWriter(out, (*COLUMNS, "formulas"), delimiter=options.delimiter, change=change)
    only = frozenset(options.section)
    for number, document in enumerate(documents, 1):
        head: list[str | int] = [number, *own_cells(document)]
        rows = [
            ["" if cell is None else str(cell) for cell in (*head, *entry, formulas)]
            for entry in _entries(document.digest)
            if not only or entry[0] in only
        ]
        table.write(rows)


def _rows_of(field: Field) -> Callable[[Digest], Iterator[Row]]:
    """Make the function that yields the cells of `_ENTRY` for each entry of a field."""
    names = [column.attribute for column in field.columns]
    values = attrgetter(*names)
    blank = len(names)
    in_place = itemgetter(*(names.index(name) if name in names else blank for name in VALUES))

    def rows(digest: Digest) -> Iterator[Row]:
        for at, entry in enumerate(getattr(digest, field.name), 1):
            yield field.name, at, *in_place((*values(entry), "")), "", extra_cell(entry.extra)

    return rows


_TABLE_ROWS = [_rows_of(field) for field in ENTRIES.values()]


_BLANK = ("",) * (len(VALUES) - 2)  # the cells after name and description


def _entries(digest: Digest) -> Iterator[Row]:
    """Yield the cells of `_ENTRY` for each entry."""
    for field in TEXTS:
        text = getattr(digest, field)
        if text:
            yield field, 1, "", text, *_BLANK, "", ""
    for field in ITEMS:
        for at, item in enumerate(getattr(digest, field), 1):
            yield field, at, item, "", *_BLANK, "", ""
    for rows in _TABLE_ROWS:
        yield from rows(digest)
    for at, r in enumerate(digest.closest, 1):
        yield "closest", at, r.title, "", *_BLANK, r.id, ""
    for at, section in enumerate(digest.sections, 1):
        yield "sections", at, section.heading, section.body, *_BLANK, "", ""
    yield _END, "", "", "", *_BLANK, "", ""


# -- reading -----------------------------------------------------------------------------------------------


class _Rows:
    """The rows of one digest."""

    def __init__(self, line: int, cells: Cells) -> None:
        self.own = {name: cells[name] for name in ("digest", *OWN) if name != DATE}
        self.entries: dict[str, list[tuple[int, int, Any]]] = {section: [] for section in SECTIONS}
        self.line = line
        self.ended = False
        self._dates: set[str | None] = set()

    def add(self, line: int, cells: Cells) -> None:
        """Add a row."""
        self.line = line
        for name, cell in self.own.items():
            if cells[name] != cell:
                reason = f"{name}: differs from the other rows of digest {self.own['digest']}"
                raise ImportFormatError(reason, line=line)
        if cells.get(DATE) not in self._dates:
            check_date(cells, line)
            self._dates.add(cells.get(DATE))
        section = cells["section"]
        if section == _END and not self.ended:
            self.ended = True
        elif section in self.entries:
            position = read_number(cells["position"], "position", line)
            self.entries[section].append((position, line, _entry(section, cells, line)))
        else:
            known = ", ".join(SECTIONS)
            reason = f"section: expected {known}, or {_END} in the last row of a digest; got {section!r}"
            raise ImportFormatError(reason, line=line)

    def record(self) -> Record:
        """Make the digest."""
        number = self.own["digest"]
        if not self.ended:
            reason = f"digest {number} has no last row, of section {_END!r}: cut off, or made with --section"
            raise ImportFormatError(reason, line=self.line)
        what = f"digest {number}, {{}}".format
        fields: dict[str, Any] = {
            section: in_order(entries, what(section)) for section, entries in self.entries.items()
        }
        for field in TEXTS:
            if len(fields[field]) > 1:
                raise ImportFormatError(f"duplicate {what(field)}", line=self.line)
            fields[field] = fields[field][0] if fields[field] else ""
        return Record(self.own["id"] or None, Digest(**fields, **own_fields(self.own)))


_USED = {
    **{key: {"description"} for key in TEXTS},
    **{key: {"name"} for key in ITEMS},
    **{name: {*(column.attribute for column in field.columns), "extra"} for name, field in ENTRIES.items()},
    "closest": {"name", "reference"},
    "sections": {"name", "description"},
}
"""The cells that a row of a section has a use for; the others must be empty."""


def _entry(section: str, cells: Cells, line: int) -> Any:
    """Read the entry of a row."""
    for column in _ENTRY[2:]:
        if cells[column] and column not in _USED[section]:
            raise ImportFormatError(f"{column}: not allowed in a row of {section}", line=line)
    if section in ENTRIES:
        return read_entry(ENTRIES[section], cells, line)
    if section in TEXTS:
        return cells["description"]
    if section == "closest":
        return Reference(cells["name"], cells["reference"])
    if section == "sections":
        return Section(cells["name"], cells["description"])
    return cells["name"]


def _separated(number: str, line: int) -> ImportFormatError:
    reason = f'the rows of digest {number} are not adjacent; sort the table by the column "digest"'
    return ImportFormatError(reason, line=line)


def _refuse_separated(number: str, rest: Iterator[tuple[int, Cells]]) -> None:
    """Refuse a digest that has further rows in the rest of the table, as in one that is sorted otherwise."""
    for line, cells in rest:
        if cells["digest"] == number:
            raise _separated(number, line)


def _is_whole(column: str, cells: Cells, before: Cells) -> bool:
    """Return whether the last row is complete although it has no line end, by its last cell."""
    if cells.get("section") != _END:
        return False
    cell = cells[column]
    if not column.strip() or column in _ENTRY[1:]:  # which is empty in such a row
        return not cell
    if column == "section" or (column == "formulas" and cell in (ESCAPED, PLAIN)):
        return True
    return before.get("digest") == cells["digest"] and before[column] == cell


_IS_ESCAPED = {ESCAPED: True, PLAIN: False}
_MISSING = f"add a column 'formulas' that contains {ESCAPED!r} or {PLAIN!r} in each row"


def read(source: BinaryIO, options: CsvImportOptions) -> Iterator[Record]:
    """Read the table, which says itself whether formulas are escaped."""
    rows: _Rows | None = None
    seen: set[str] = set()
    table = read_table(
        source,
        [column for column in COLUMNS if column != DATE],
        optional=(DATE, "formulas"),
        delimiter=options.delimiter,
        is_whole=_is_whole,
    )
    for line, written in table:
        cells = unescape_row(written, _IS_ESCAPED.get(written.get("formulas", "")), line, _MISSING)
        number = cells["digest"]
        if rows is None or number != rows.own["digest"]:
            if rows is not None:
                if not rows.ended:
                    _refuse_separated(rows.own["digest"], table)
                yield rows.record()
            if number in seen:
                raise _separated(number, line)
            seen.add(number)
            rows = _Rows(line, cells)
        rows.add(line, cells)
    if rows is not None:
        yield rows.record()
