"""A table of some columns, for people: a row for each signal, with lists joined in one cell beside it.

A digest without signals has one row. The importer makes records that have the fields of these columns only.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from signalkit import Digest, ImportFormatError, Link, Origin, Record, Signal, UnrepresentableError
from signalkit.exchange import Exportable, ImportFormatWarning
from signalkit_csv.cells import (
    ESCAPED,
    IS_ESCAPED,
    MISSING,
    OWN,
    PLAIN,
    Cells,
    TableWriter,
    escape_formula,
    is_no_number,
    own_cells,
    read_number,
    unescape_row,
)
from signalkit_csv.dates import COLUMN as DATE
from signalkit_csv.dates import check_date
from signalkit_csv.fields import ITEMS, NARROW, SIGNAL, TEXTS
from signalkit_csv.options import CsvOptions
from signalkit_csv.problems import Line, Problems
from signalkit_csv.tables import Table, gather

_SEPARATOR = re.compile(r";[ \u00a0]+")


# -- writing -----------------------------------------------------------------------------------------------


def write(documents: Iterator[Exportable], out: BinaryIO, options: CsvOptions) -> None:
    """Write the table of the chosen columns, and the column ``formulas``.

    Raises:
        UnrepresentableError: If a cell would read back as another list, or a row as no signal.
    """
    columns = options.chosen
    names = [SIGNAL[column] for column in columns if column in SIGNAL]
    table = TableWriter(
        out,
        (*columns, "formulas"),
        delimiter=options.delimiter,
        change=escape_formula if options.escape_formulas else None,
    )
    for document in documents:
        own = _own_cells(document, columns)
        signals: Sequence[Signal | None] = document.digest.signals if names else ()
        rows = []
        for signal in signals or (None,):
            values = [getattr(signal, name, None) for name in names]
            cells = dict(zip(names, ["" if value is None else str(value) for value in values], strict=True))
            rows.append(
                [
                    *(cells[SIGNAL[column]] if column in SIGNAL else own[column] for column in columns),
                    ESCAPED if options.escape_formulas else PLAIN,
                ]
            )
            if len(signals) == 1 and not any(cells.values()):
                reason = f"a row without {' and '.join(names)} is a digest without signals"
                raise UnrepresentableError("signals[0]", "", reason)
        table.write(rows)


def _own_cells(document: Exportable, columns: Sequence[str]) -> dict[str, str]:
    """Return the cells of a digest that all its rows have."""
    digest = document.digest
    cells: dict[str, str] = dict(zip(OWN, own_cells(document), strict=True))
    cells["date"] = cells.pop(DATE)
    cells |= {field: getattr(digest, field) for field in TEXTS}
    return cells | {field: _join(field, getattr(digest, field)) for field in ITEMS if field in columns}


def _join(field: str, items: Sequence[str]) -> str:
    joined = "; ".join(items)
    for at, (item, found) in enumerate(zip(items, (*split(joined), *[None] * len(items)), strict=False)):
        if item != found:
            reason = "cannot be read back from a cell of items joined by '; '"
            raise UnrepresentableError(f"{field}[{at}]", item, reason)
    return joined


def split(cell: str) -> tuple[str, ...]:
    """Return the items of a cell: what is between semicolons and spaces, without spaces around it."""
    return tuple(item for part in _SEPARATOR.split(cell) if (item := part.strip()))


# -- reading -----------------------------------------------------------------------------------------------


def is_narrow(names: Sequence[str]) -> bool:
    """Return whether a header is that of such a table, and not of a table of all fields."""
    found = {name.strip().casefold() for name in names}
    return "id" in found and not found & {"digest", "section", "position"}


def read(source: BinaryIO, start: int, delimiter: str, problems: Problems) -> Iterator[Record]:
    """Read the table from a position of its file.

    Raises:
        ImportFormatError: If it is not such a table.
    """
    optional = tuple(name for name in (*NARROW, "formulas") if name != "id")
    table = Table(source, delimiter)
    table.bind(("id",), optional=optional, added=problems.warn)
    columns = [name for name in table.names if name in NARROW]
    if "date" in columns and "origin" not in columns:
        warnings.warn(ImportFormatWarning("column 'date' is not imported", line=table.line), stacklevel=2)
    is_grouped = table.is_grouped("id", str)
    source.seek(start)
    table = Table(source, delimiter)
    table.bind(("id",), optional=optional, added=lambda reason, line: None)
    rows = table.rows(is_whole=_is_whole, report=problems.add, added=problems.warn)
    return _records(rows if is_grouped else gather(rows, "id", str), columns, problems)


def _is_whole(column: str, cells: Cells, before: Cells) -> bool:
    return column not in cells or (column == "formulas" and cells[column] in IS_ESCAPED)


def _records(
    rows: Iterable[tuple[Line, dict[str, str]]], columns: Sequence[str], problems: Problems
) -> Iterator[Record]:
    """Yield the digests until there is a problem; read all rows."""
    fields = frozenset(NARROW[column] for column in columns if NARROW[column])
    digest: _Rows | None = None
    for line, written in rows:
        try:
            cells = unescape_row(written, IS_ESCAPED.get(written.get("formulas", "")), line, MISSING)
        except ImportFormatError as error:
            problems.add(error)
            cells = written
        if digest is None or cells["id"] != digest.own["id"]:
            if digest is not None and not problems:
                yield digest.record(fields)
            digest = _Rows(cells, columns)
            if not cells["id"].strip():
                problems.add(
                    ImportFormatError("id: expected the id of a digest, got an empty cell", line=line)
                )
        digest.add(line, cells, problems)
    if digest is not None and not problems:
        yield digest.record(fields)


class _Rows:
    """The rows of one digest.

    Args:
        cells: the first row.
        columns: of the table.
    """

    def __init__(self, cells: Cells, columns: Sequence[str]) -> None:
        self.own = {name: cells[name] for name in columns if name not in SIGNAL}
        self._columns = [name for name in columns if name in SIGNAL]
        self._signals: list[Signal] = []
        self._is_empty = False

    def add(self, line: int, cells: Cells, problems: Problems) -> None:
        """Add a row, and its problems to those of the table."""
        for name, first in self.own.items():
            if cells[name] != first:
                reason = f"{name}: differs from the other rows of {self.own['id']}; change it in all of them"
                problems.add(ImportFormatError(reason, line=line))
        try:
            if "date" in self.own and "origin" in self.own:
                check_date(cells, line, "date")
        except ImportFormatError as error:
            problems.add(error)
        values: dict[str, Any] = {SIGNAL[name]: cells[name] for name in self._columns}
        try:
            if "relevancy" in values:
                cell = values["relevancy"]
                values["relevancy"] = None if is_no_number(cell) else read_number(cell, "relevancy", line)
        except ImportFormatError as error:
            problems.add(error)
            return
        self._is_empty = not any(value not in ("", None) for value in values.values())
        self._signals.append(Signal(**values))

    def record(self, fields: frozenset[str]) -> Record:
        """Make the digest, which has some fields only."""
        own = self.own.get
        is_without = len(self._signals) == 1 and self._is_empty
        lists: dict[str, Any] = {field: split(own(field, "")) for field in ITEMS}
        texts: dict[str, Any] = {field: own(field, "") for field in TEXTS}
        digest = Digest(
            title=own("title", ""),
            origin=Origin(label=own("origin", ""), url=own("origin_url", "")),
            # a link without address and with the usual text would be none, and lose its text
            link=Link(text=own("link", ""), url=own("link_url", "?")),
            category=own("category", ""),
            type=own("type", ""),
            signals=() if is_without else tuple(self._signals),
            **texts,
            **lists,
        )
        return Record(self.own["id"], digest, fields=fields)
