"""``csv``: one flat table, a row for each entry of each digest, with what is the digest's own beside it.

The rows of a digest stand together. `section` says what a row is: a keyword, a signal, a reference, …, and
`position` where it stood. The last row of a digest has the section ``digest``: nothing of it is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from signalkit import Digest, ImportFormatError, Record, Reference, Section, Signal, Topic
from signalkit.exchange import Exportable
from signalkit_csv.cells import (
    OWN,
    Cells,
    Row,
    TableWriter,
    empty_parts,
    escape_formula,
    extra_cell,
    in_order,
    number_cell,
    own_cells,
    own_fields,
    read_extra,
    read_number,
    read_relevancy,
    read_table,
    unescape_formula,
)
from signalkit_csv.options import ITEMS, SECTIONS, TEXTS, TOPICS, CsvImportOptions, CsvOptions

_ENTRY = (
    "section",
    "position",
    "name",
    "description",
    "change",
    "horizon",
    "driving_force",
    "relevancy",
    "reference",
    "extra",
    "empty",
)
COLUMNS = ("digest", *OWN, *_ENTRY)
_END = "digest"


# -- writing -----------------------------------------------------------------------------------------------


def write(documents: Iterator[Exportable], out: BinaryIO, options: CsvOptions) -> None:
    """Write the table."""
    if options.excel:
        out.write(b"\xef\xbb\xbf")
    change: Callable[[str], str] | None = None
    columns: tuple[str, ...] = COLUMNS
    tail: list[str] = []
    if options.escape_formulas:
        change, columns, tail = escape_formula, (*COLUMNS, "formulas"), ["escaped"]
    table = TableWriter(out, columns, delimiter=options.delimiter, change=change)
    only = options.section
    for number, document in enumerate(documents, 1):
        head: list[str | int] = [number, *own_cells(document)]
        empty = empty_parts(document.digest)
        rows = [
            [str(cell) for cell in (*head, *entry, empty, *tail)]
            for entry in _entries(document.digest)
            if not only or entry[0] == only
        ]
        table.write(rows)


def _entries(digest: Digest) -> Iterator[Row]:
    """The cells of `_ENTRY` but the last, for each entry."""
    for field in TEXTS:
        text = getattr(digest, field)
        if text:
            yield field, 1, "", text, "", "", "", "", "", ""
    for field in ITEMS:
        for at, item in enumerate(getattr(digest, field), 1):
            yield field, at, item, "", "", "", "", "", "", ""
    for at, s in enumerate(digest.signals, 1):
        number = number_cell(s.relevancy)
        yield (
            "signals",
            at,
            s.name,
            s.description,
            s.change,
            s.horizon,
            s.driving_force,
            number,
            "",
            extra_cell(s.extra),
        )
    for field in TOPICS:
        for at, t in enumerate(getattr(digest, field), 1):
            number = number_cell(t.relevancy)
            yield field, at, t.name, t.description, "", "", "", number, "", extra_cell(t.extra)
    for at, r in enumerate(digest.closest, 1):
        yield "closest", at, r.title, "", "", "", "", "", r.id, ""
    for at, section in enumerate(digest.sections, 1):
        yield "sections", at, section.heading, section.body, "", "", "", "", "", ""
    yield _END, "", "", "", "", "", "", "", "", ""


# -- reading -----------------------------------------------------------------------------------------------


class _Rows:
    """The rows of one digest."""

    def __init__(self, line: int, cells: Cells) -> None:
        self.own = {name: cells[name] for name in ("digest", *OWN, "empty")}
        self.entries: dict[str, list[tuple[int, int, Any]]] = {section: [] for section in SECTIONS}
        self.line = line
        self.ended = False

    def add(self, line: int, cells: Cells) -> None:
        """Take one more row."""
        self.line = line
        for name, cell in self.own.items():
            if cells[name] != cell:
                reason = f"{name}: differs from the other rows of digest {self.own['digest']}"
                raise ImportFormatError(reason, line=line)
        section = cells["section"]
        if section == _END and not self.ended:
            self.ended = True
        elif section in self.entries:
            position = read_number(cells["position"], "position", line)
            self.entries[section].append((position, line, _entry(section, cells, line)))
        else:
            known = ", ".join(SECTIONS)
            raise ImportFormatError(f"section: expected {known}, or {_END} once a digest", line=line)

    def record(self) -> Record:
        """The digest."""
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
                raise ImportFormatError(f"{what(field)} stands twice", line=self.line)
            fields[field] = fields[field][0] if fields[field] else ""
        return Record(self.own["id"] or None, Digest(**fields, **own_fields(self.own)))


def _entry(section: str, cells: Cells, line: int) -> Any:
    """The entry that a row holds; a cell that its section has no use for must be empty."""
    name, description = cells["name"], cells["description"]
    used = {"name"}
    value: Any = name
    if section in TEXTS:
        used, value = {"description"}, description
    elif section == "closest":
        used, value = {"name", "reference"}, Reference(name, cells["reference"])
    elif section == "sections":
        used, value = {"name", "description"}, Section(name, description)
    elif section not in ITEMS:
        relevancy, extra = read_relevancy(cells["relevancy"], line), read_extra(cells["extra"], line)
        used = {"name", "description", "relevancy", "extra"}
        if section == "signals":
            used |= {"change", "horizon", "driving_force"}
            value = Signal(
                name, description, cells["change"], cells["horizon"], cells["driving_force"], relevancy, extra
            )
        else:
            value = Topic(name, description, relevancy, extra)
    for column in _ENTRY[2:-1]:
        if cells[column] and column not in used:
            raise ImportFormatError(f"{column}: a row of {section} has no place for it", line=line)
    return value


def read(source: BinaryIO, options: CsvImportOptions) -> Iterator[Record]:
    """Read the table. Whether formulas are escaped, it tells itself."""
    rows: _Rows | None = None
    seen: set[str] = set()
    table = read_table(source, COLUMNS, optional=("formulas",), delimiter=options.delimiter)
    for line, cells in table:
        if cells.get("formulas") == "escaped":
            cells = {name: unescape_formula(cell) for name, cell in cells.items()}
        number = cells["digest"]
        if rows is None or number != rows.own["digest"]:
            if rows is not None:
                yield rows.record()
            if number in seen:
                raise ImportFormatError(f"the rows of digest {number} do not stand together", line=line)
            seen.add(number)
            rows = _Rows(line, cells)
        rows.add(line, cells)
    if rows is not None:
        yield rows.record()
