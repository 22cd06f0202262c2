"""``csv``: one flat table, a row for each entry of each digest, with the fields of the digest beside it.

The rows of a digest follow each other. `section` says what a row is: a keyword, a signal, a reference, …, and
`position` is its place among them. The last row of a digest has the section ``digest``, so that a table that
is cut off is found out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter, itemgetter
from typing import Any, BinaryIO

from signalkit import Digest, ImportFormatError, Record, Reference, Section
from signalkit.exchange import Exportable
from signalkit.model import Field
from signalkit_csv import narrow
from signalkit_csv.cells import (
    ESCAPED,
    IS_ESCAPED,
    MISSING,
    OWN,
    PLAIN,
    Cells,
    Row,
    TableWriter,
    escape_formula,
    extra_cell,
    in_order,
    is_no_number,
    own_cells,
    own_fields,
    read_entry,
    read_number,
    shorten,
    unescape_row,
)
from signalkit_csv.dates import COLUMN as DATE
from signalkit_csv.dates import check_date
from signalkit_csv.fields import ENTRIES, ITEMS, SECTIONS, TEXTS, VALUES
from signalkit_csv.options import CsvImportOptions, CsvOptions
from signalkit_csv.problems import Problems, raise_all
from signalkit_csv.tables import Table, gather, key_of

_ENTRY = ("section", "position", *VALUES, "reference", "extra")
COLUMNS = ("digest", *OWN, *_ENTRY)
_END = "digest"


# -- writing -----------------------------------------------------------------------------------------------


def write(documents: Iterator[Exportable], out: BinaryIO, options: CsvOptions) -> None:
    """Write the table."""
    if options.excel:
        out.write(b"\xef\xbb\xbf")
    if options.columns:
        narrow.write(documents, out, options)
        return
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
    """The rows of one digest.

    Args:
        key: the number of the digest.
        line: of its first row.
        problems: where those of the rows are added.
    """

    def __init__(self, key: str, line: int, problems: Problems) -> None:
        self.key = key
        self.entries: dict[str, list[tuple[int | None, int, Any]]] = {section: [] for section in SECTIONS}
        self.line = self.first = line
        self.ended = False
        self._own: tuple[str, ...] | None = None
        self._dates: set[str | None] = set()
        self._problems = problems

    def add(self, line: int, cells: Cells) -> None:
        """Add a row."""
        self.line = line
        problems = self._problems
        section = cells["section"]
        position = cells["position"]
        own = _own_of(cells)
        is_added = section in self.entries and is_no_number(position)
        if own != self._own and (any(own) or not is_added):
            others = self._own = own if self._own is None else self._own
            for name, cell, first in zip(_OWN, own, others, strict=True):
                if cell != first and (cell or not is_added):  # an added row may leave out what others say
                    reason = f"{name}: differs from the other rows of digest {self.key}"
                    problems.add(ImportFormatError(reason, line=line))
        try:
            if cells.get(DATE) not in self._dates:
                check_date(cells, line)
                self._dates.add(cells.get(DATE))
        except ImportFormatError as error:
            problems.add(error)
        if section == _END and not self.ended:
            self.ended = True
            try:
                _entry(section, cells, line)
            except ImportFormatError as error:
                problems.add(error)
        elif section in self.entries:
            self._add_entry(section, position, line, cells)
        else:
            known = ", ".join(SECTIONS)
            reason = f"section: expected {known}, or {_END} in the last row of a digest; got {section!r}"
            problems.add(ImportFormatError(reason, line=line))

    def _add_entry(self, section: str, position: str, line: int, cells: Cells) -> None:
        number = None
        try:
            number = None if is_no_number(position) else read_number(position, "position", line)
        except ImportFormatError as error:
            self._problems.add(error)
        try:
            self.entries[section].append((number, line, _entry(section, cells, line)))
        except ImportFormatError as error:
            self._problems.add(error)

    def record(self) -> Record | None:
        """Make the digest; None if there are problems."""
        problems = self._problems
        if not self.ended:
            reason = (
                f"digest {self.key} has no last row, of section {_END!r}: cut off, or made with --section"
            )
            problems.add(ImportFormatError(reason, line=self.line))
        what = f"digest {self.key}, {{}}".format
        fields: dict[str, Any] = {}
        for section, entries in self.entries.items():
            try:
                fields[section] = in_order(entries, what(section))
            except ImportFormatError as error:
                problems.add(error)
        for field in TEXTS:
            texts = fields.get(field, ())
            if len(texts) > 1:
                problems.add(ImportFormatError(f"duplicate {what(field)}", line=self.entries[field][1][1]))
            fields[field] = texts[0] if texts else ""
        own = dict(zip(_OWN, self._own or ("",) * len(_OWN), strict=True))
        _check_origin(own, self.first, problems)
        if problems:
            return None
        return Record(own["id"] or None, Digest(**fields, **own_fields(own)))


_OWN = tuple(name for name in OWN if name != DATE)
_own_of = itemgetter(*_OWN)


def _check_origin(own: Cells, line: int, problems: Problems) -> None:
    """Warn of a number that has lost its decimals, as the address of the origin shows."""
    label = own["origin"]
    if label.isdecimal() and (match := re.search(rf"(?<!\d){label}\.0+(?!\d)", own["origin_url"])):
        advice = "if a spreadsheet changed it, restore it in a column of the type text"
        problems.warn(f"origin: {shorten(label)} is {match[0]!r} in origin_url; {advice}", line)


_USED = {
    **{key: {"description"} for key in TEXTS},
    **{key: {"name"} for key in ITEMS},
    **{name: {*(column.attribute for column in field.columns), "extra"} for name, field in ENTRIES.items()},
    "closest": {"name", "reference"},
    "sections": {"name", "description"},
    _END: set(),
}
"""The cells that a row of a section has a use for; the others must be empty."""


def _entry(section: str, cells: Cells, line: int) -> Any:
    """Read the entry of a row.

    Raises:
        ImportFormatError: If cells are wrong; it lists all of them.
    """
    used = _USED[section]
    wrong = [column for column in _ENTRY[2:] if cells[column] and column not in used]
    if "relevancy" in wrong and is_no_number(cells["relevancy"]):
        wrong.remove("relevancy")
    if wrong:
        errors = [
            ImportFormatError(f"{column}: not allowed in a row of {section}", line=line) for column in wrong
        ]
        try:
            if section in ENTRIES:
                read_entry(ENTRIES[section], cells, line)
        except ImportFormatError as error:
            errors += error.problems
        raise_all(errors)
    if section in ENTRIES:
        return read_entry(ENTRIES[section], cells, line)
    if section in TEXTS:
        return cells["description"]
    if section == "closest":
        return Reference(cells["name"], cells["reference"])
    if section == "sections":
        return Section(cells["name"], cells["description"])
    return cells["name"]


def _is_whole(column: str, cells: Cells, before: Cells) -> bool:
    """Return whether the last row is complete although it has no line end, by its last cell."""
    if cells.get("section") != _END:
        return False
    cell = cells.get(column)
    if cell is None:  # of a column that is not imported
        return True
    if column in _ENTRY[1:]:  # which is empty in such a row
        return not cell
    if column == "section" or (column == "formulas" and cell in (ESCAPED, PLAIN)):
        return True
    return before.get("digest") == cells["digest"] and before[column] == cell


def read(source: BinaryIO, options: CsvImportOptions) -> Iterator[Record]:
    """Read the table, which says itself whether formulas are escaped.

    Raises:
        ImportFormatError: If there are problems; raised at the end, with all of them.
    """
    problems = Problems(strict=options.strict)
    required = [column for column in COLUMNS if column != DATE]
    start = source.tell()
    table = Table(source, options.delimiter)
    if narrow.is_narrow(table.names):
        source.seek(start)
        yield from _collecting(narrow.read(source, start, options.delimiter, problems), problems)
        return
    table.bind(required, optional=(DATE, "formulas"), added=problems.warn)
    is_grouped = table.is_grouped("digest", key_of)
    source.seek(start)
    table = Table(source, options.delimiter)
    table.bind(required, optional=(DATE, "formulas"), added=lambda reason, line: None)
    rows = table.rows(is_whole=_is_whole, report=problems.add, added=problems.warn)
    if not is_grouped:
        rows = gather(rows, "digest", key_of)
    yield from _collecting(_digests(rows, problems), problems)


def _collecting(records: Iterator[Record], problems: Problems) -> Iterator[Record]:
    """Yield records, and raise all problems at the end.

    Raises:
        ImportFormatError: If there are any.
    """
    try:
        yield from records
    except ImportFormatError as error:
        problems.add(error)
    problems.check()


def _digests(rows: Iterable[tuple[int, Cells]], problems: Problems) -> Iterator[Record]:
    """Yield the digests until there is a problem; read all rows."""
    digest: _Rows | None = None
    last = ""
    for line, written in rows:
        try:
            cells = unescape_row(written, IS_ESCAPED.get(written.get("formulas", "")), line, MISSING)
        except ImportFormatError as error:
            problems.add(error)
            cells = written
        key = cells["digest"]
        if digest is None or (key != last and key_of(key) != digest.key):
            if digest is not None and (record := digest.record()) is not None:
                yield record
            digest = _Rows(key_of(key), line, problems)
            if not key.strip():
                problems.add(ImportFormatError("digest: expected a number, got an empty cell", line=line))
        last = key
        digest.add(line, cells)
    if digest is not None and (record := digest.record()) is not None:
        yield record
