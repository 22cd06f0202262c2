"""``csvw``: a table for each kind of entry, and the metadata that ties them together (W3C CSV on the Web).

The tables are normal: each digest has a number, each entry the number of its digest and its position.
``csv-metadata.json`` has columns, datatypes, keys, the number of rows (``dc:extent``) and the lengths of the
cells of the last row (``notes``), by which a table that was cut off is found out.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import attrs

from signalkit import Digest, ImportFormatError, Record, Reference, Section
from signalkit.exchange import Exportable, NoOptions
from signalkit.exchange.json_text import decode, read_text
from signalkit.model import FIELDS, Field
from signalkit.store import Files, Folder
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
    unescape_row,
)
from signalkit_csv.dates import COLUMN as DATE
from signalkit_csv.dates import check_date
from signalkit_csv.fields import ENTRIES, ITEMS, TEXTS, TOPICS
from signalkit_csv.options import CsvwOptions
from signalkit_csv.tables import Table

_ESCAPED = "An apostrophe precedes each cell that a spreadsheet could take for a formula."
_PLAIN = "Cells are as they are in the digests; a spreadsheet could take some for formulas."
_LAST = "lengthsOfLastRow"
METADATA = "csv-metadata.json"  # the name that readers look for (Model for Tabular Data, 5.3)


@attrs.frozen
class _Table:
    name: str
    title: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("digest", "position")

    @property
    def url(self) -> str:
        return f"{self.name}.csv"


def _items(field: str, title: str) -> _Table:
    return _Table(field, title, ("digest", "position", "name"))


def _columns(field: str) -> tuple[str, ...]:
    return *(column.attribute for column in ENTRIES[field].columns), "extra"


_DIGESTS = _Table("digests", "Digests", ("digest", *OWN, *TEXTS), key=("digest",))
_ENTRY_TABLES = (
    *(_items(field, "Other facts" if field == "other" else FIELDS[field].heading) for field in ITEMS),
    _Table("signals", "Weak signals", ("digest", "position", *_columns("signals"))),
    _Table(
        "topics",
        "Concerns, behaviors, technologies and issues",
        ("digest", "section", "position", *_columns(TOPICS[0])),
        key=("digest", "section", "position"),
    ),
    _Table("references", "Closest digests", ("digest", "position", "title", "reference")),
    _Table("sections", "Other sections", ("digest", "position", "heading", "body")),
)
TABLES = (_DIGESTS, *_ENTRY_TABLES)

_TITLES = {
    "digest": "Digest",
    "id": "Identifier",
    "title": "Title",
    "origin": "Newsletter issue",
    "origin_url": "Address of the issue",
    "origin_date": "Date of the issue",
    "link": "Text of the external link",
    "link_url": "External link",
    "category": "Category",
    "type": "Type",
    "preamble": "Preamble",
    "summary": "Summary",
    "position": "Position",
    "section": "Section",
    **{column.attribute: column.title.capitalize() for column in FIELDS["signals"].columns},
    "extra": "Cells of other columns",
    "reference": "Identifier of the digest referred to",
    "heading": "Heading",
    "body": "Body",
}
_DATATYPES: dict[str, object] = {
    "digest": {"base": "integer", "minimum": 1},
    "position": {"base": "integer", "minimum": 1},
    "relevancy": "integer",
    "origin_date": "date",
    "extra": "json",
    "section": {"base": "string", "format": "|".join(TOPICS)},
}


# -- writing -----------------------------------------------------------------------------------------------


def write(documents: Iterator[Exportable], out: Folder, options: CsvwOptions) -> None:
    """Write the tables, then their metadata."""
    with contextlib.ExitStack() as stack:
        writers = {
            table.name: TableWriter(
                stack.enter_context(out.create(table.url)),
                table.columns,
                change=escape_formula if options.escape_formulas else None,
            )
            for table in TABLES
        }
        for number, document in enumerate(documents, 1):
            digest = document.digest
            texts = [getattr(digest, field) for field in TEXTS]
            own: Row = [number, *own_cells(document), *texts]
            writers["digests"].write([own])
            for name, rows in _rows(number, digest).items():
                if rows:
                    writers[name].write(rows)
    sizes = {name: writer.size for name, writer in writers.items()}
    last = {name: writer.last for name, writer in writers.items()}
    with out.create(METADATA) as file:
        made = metadata(sizes, last, escaped=options.escape_formulas)
        file.write(json.dumps(made, ensure_ascii=False, indent=2).encode() + b"\n")


def _values_of(field: Field) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(column.attribute for column in field.columns))


_SIGNAL = _values_of(ENTRIES["signals"])
_TOPIC = _values_of(ENTRIES[TOPICS[0]])


def _rows(number: int, digest: Digest) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {
        field: [(number, at, item) for at, item in enumerate(getattr(digest, field), 1)] for field in ITEMS
    }
    rows["signals"] = [
        (number, at, *_SIGNAL(s), extra_cell(s.extra)) for at, s in enumerate(digest.signals, 1)
    ]
    rows["topics"] = [
        (number, field, at, *_TOPIC(t), extra_cell(t.extra))
        for field in TOPICS
        for at, t in enumerate(getattr(digest, field), 1)
    ]
    rows["references"] = [(number, at, r.title, r.id) for at, r in enumerate(digest.closest, 1)]
    rows["sections"] = [(number, at, s.heading, s.body) for at, s in enumerate(digest.sections, 1)]
    return rows


def metadata(
    sizes: dict[str, int], last: dict[str, dict[str, int]], *, escaped: bool = False
) -> dict[str, Any]:
    """Make the content of ``csv-metadata.json``.

    Args:
        sizes: the number of rows of each table.
        last: the lengths of the cells of the last row of each table, in characters, by column.
        escaped: whether formulas are escaped.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Signal digests",
        "dc:description": _ESCAPED if escaped else _PLAIN,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\r\n", "\n"]},
        "tables": [_table_metadata(table, sizes[table.name], last[table.name]) for table in TABLES],
    }


def _table_metadata(table: _Table, size: int, last: dict[str, int]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [
            {
                "name": column,
                "titles": [column, _TITLES[column]],
                "datatype": _DATATYPES.get(column, "string"),
                "required": column in table.key,
            }
            for column in table.columns
        ],
        "primaryKey": list(table.key),
    }
    if table is not _DIGESTS:
        reference = {"resource": _DIGESTS.url, "columnReference": ["digest"]}
        schema["foreignKeys"] = [{"columnReference": ["digest"], "reference": reference}]
    notes = {"notes": [{_LAST: last}]} if last else {}
    return {"url": table.url, "dc:title": table.title, "dc:extent": size, **notes, "tableSchema": schema}


# -- reading -----------------------------------------------------------------------------------------------


class _Reader:
    """A table, read together with the digests that its rows belong to."""

    def __init__(
        self,
        files: Files,
        table: _Table,
        size: int | None,
        last: dict[str, int],
        stack: contextlib.ExitStack,
        *,
        escaped: bool | None,
    ) -> None:
        self.url = table.url
        self._escaped = escaped
        self._size = size
        self._last = last
        try:
            file = stack.enter_context(files.open(table.url))
        except FileNotFoundError:
            raise self.fail("missing table") from None
        columns = [column for column in table.columns if column != DATE]
        with self.here():
            read = Table(file)
            read.bind(columns, optional=(DATE,))
        rows = read.rows(is_whole=self._is_whole)
        self._rows = self._read(rows, once=table is _DIGESTS)
        self.next = next(self._rows, None)

    def _is_whole(self, column: str, cells: Cells, before: Cells) -> bool:
        """Return whether the last row is complete although it has no line end, by what the metadata says.

        If whole rows are missing, `_read` finds another number of rows.
        """
        if self._size is None or not cells:
            return self._size == 0
        length = self._last.get(column)
        return length is not None and len(cells[column]) >= length

    def fail(self, reason: str, line: int | None = None) -> ImportFormatError:
        """Make the error for a mistake in this table."""
        return ImportFormatError(reason, path=self.url, line=line)

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Add the table to errors."""
        try:
            yield
        except ImportFormatError as error:
            if error.path is None:
                error.move(self.url)
            raise

    def _read(self, rows: Iterable[tuple[int, Cells]], *, once: bool) -> Iterator[tuple[int, int, Cells]]:
        """Yield number of the digest, line and cells of each row."""
        before = count = 0
        with self.here():
            for line, cells in rows:
                cells = unescape_row(cells, self._escaped, line, _MISSING)
                number = read_number(cells["digest"], "digest", line)
                if number < 1:
                    raise self.fail(f"digest: expected a number from 1, got {number}", line)
                if number == before and once:
                    raise self.fail(f"duplicate digest {number}", line)
                if number < before:
                    raise self.fail(f"digest {number} is after {before}; sort the table by digest", line)
                before = number
                count += 1
                yield number, line, cells
            if self._size not in (None, count):
                reason = (
                    f"{count} rows, but {METADATA} says {self._size} (dc:extent); correct it if that is meant"
                )
                raise self.fail(reason)

    def take(self, number: int) -> list[tuple[int, Cells]]:
        """Take the rows of a digest with their lines."""
        taken = []
        while self.next is not None and self.next[0] <= number:
            self.refuse_before(number)
            taken.append(self.next[1:])
            self.next = next(self._rows, None)
        return taken

    def refuse_before(self, number: float) -> None:
        """Check that the next row does not belong to a digest before this one."""
        if self.next is not None and self.next[0] < number:
            raise self.fail(f"no digest has the number {self.next[0]}", self.next[1])


def read(source: Files, options: NoOptions) -> Iterator[Record]:
    """Read all tables in step, a digest at a time."""
    sizes, last, escaped = _read_metadata(source)
    with contextlib.ExitStack() as stack:
        readers = {
            table.name: _Reader(
                source, table, sizes.get(table.url), last.get(table.url, {}), stack, escaped=escaped
            )
            for table in TABLES
        }
        digests = readers.pop("digests")
        while digests.next is not None:
            number = digests.next[0]
            [(line, cells)] = digests.take(number)
            with digests.here():
                check_date(cells, line)
            yield Record(cells["id"] or None, _digest(number, cells, readers))
        for reader in readers.values():
            reader.refuse_before(math.inf)


def _digest(number: int, cells: Cells, readers: dict[str, _Reader]) -> Digest:
    fields: dict[str, Any] = own_fields(cells) | {name: cells[name] for name in TEXTS}
    for name, reader in readers.items():
        own = "closest" if name == "references" else name
        lists: dict[str, list[tuple[int | None, int, Any]]] = {
            field: [] for field in (TOPICS if name == "topics" else (own,))
        }
        with reader.here():
            for line, row in reader.take(number):
                field = row["section"] if name == "topics" else own
                if field not in lists:
                    raise reader.fail(f"section: expected {', '.join(TOPICS)}", line)
                lists[field].append(
                    (read_number(row["position"], "position", line), line, _entry(name, row, line))
                )
            fields |= {
                field: in_order(entries, f"digest {number}, {field}") for field, entries in lists.items()
            }
    return Digest(**fields)


def _entry(table: str, cells: Cells, line: int) -> Any:
    if table == "references":
        return Reference(cells["title"], cells["reference"])
    if table == "sections":
        return Section(cells["heading"], cells["body"])
    if table in ITEMS:
        return cells["name"]
    return read_entry(ENTRIES[TOPICS[0] if table == "topics" else table], cells, line)


_MISSING = f"set dc:description in {METADATA} to {_ESCAPED!r} or to {_PLAIN!r}"


def _read_metadata(source: Files) -> tuple[dict[str, int], dict[str, dict[str, int]], bool | None]:
    """Read what the metadata says of each table, by address, and whether formulas are escaped.

    Returns:
        The number of rows, if there is one; the lengths of the cells of the last row, if they are there;
        whether formulas are escaped, None if it does not say.
    """
    try:
        with source.open(METADATA) as file:
            value = decode(read_text(file))
    except FileNotFoundError:
        raise ImportFormatError(f"no {METADATA} in there") from None
    except ImportFormatError as error:
        error.path = METADATA
        raise
    tables: Sequence[Any] = value.get("tables", ()) if isinstance(value, dict) else ()
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ImportFormatError("tables: expected a list of objects", path=METADATA)
    sizes = {str(table.get("url")): table.get("dc:extent") for table in tables}
    if unknown := sizes.keys() - {table.url for table in TABLES}:
        raise ImportFormatError(f"unknown table {sorted(unknown)[0]!r}: it would be lost", path=METADATA)
    for url, size in sizes.items():
        if size is not None and type(size) is not int:
            raise ImportFormatError(f"{url}: dc:extent: expected a number", path=METADATA)
    description = value.get("dc:description") if isinstance(value, dict) else None
    escaped = description == _ESCAPED if description in (_ESCAPED, _PLAIN) else None
    last = {str(table.get("url")): _lengths(table.get("notes")) for table in tables}
    return {url: size for url, size in sizes.items() if size is not None}, last, escaped


def _lengths(notes: Any) -> dict[str, int]:
    """Return the lengths of the cells of the last row by column, among the notes of a table."""
    for note in notes if isinstance(notes, list) else ():
        lengths = note.get(_LAST) if isinstance(note, dict) else None
        if isinstance(lengths, dict):
            return {column: length for column, length in lengths.items() if type(length) is int}
    return {}
