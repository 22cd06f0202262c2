"""Cells and rows, of the flat table and of the tables of CSVW.

Tables are RFC 4180: UTF-8, rows ending with CR LF, quotes where they are needed, a header.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO, TypeVar

from signalkit import ImportFormatError, Link, Origin
from signalkit.exchange import Exportable
from signalkit.exchange.json_text import decode
from signalkit.model import Field, parse_relevancy

Row = Sequence[str | int | None]
Cells = Mapping[str, str]
_T = TypeVar("_T")

_MAX_CELL = (1 << 31) - 1  # characters; the limit of csv is 128 KiB, and a summary may be longer

OWN = ("id", "title", "origin", "origin_url", "origin_date", "link", "link_url", "category", "type")
"""The columns of the fields that hold one short text; `own_cells` fills them."""


def own_cells(document: Exportable) -> list[str]:
    """Return the cells of `OWN`; the date is for people, and is not read back."""
    digest = document.digest
    origin, link = digest.origin, digest.link
    day = origin.date if origin is not None else None
    return [
        document.id or "",
        digest.title,
        origin.label if origin is not None else "",
        origin.url if origin is not None else "",
        day.isoformat() if day is not None else "",
        link.text if link is not None else "",
        link.url if link is not None else "",
        digest.category,
        digest.type,
    ]


def own_fields(cells: Cells) -> dict[str, Any]:
    """Read the fields of a digest that `own_cells` wrote."""
    return {
        "title": cells["title"],
        "origin": Origin(label=cells["origin"], url=cells["origin_url"]),
        "link": Link(text=cells["link"], url=cells["link_url"]),
        "category": cells["category"],
        "type": cells["type"],
    }


def extra_cell(extra: Cells) -> str:
    """Write the cells of unknown columns as a JSON object in one cell."""
    return json.dumps(extra, ensure_ascii=False) if extra else ""


def read_extra(cell: str, line: int) -> dict[str, str]:
    """Read what `extra_cell` wrote."""
    if not cell:
        return {}
    value = decode(cell, line=line)
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ImportFormatError("extra: expected a JSON object of texts", line=line)
    return value


def read_number(cell: str, column: str, line: int) -> int:
    """Read an integer, of as many digits as a relevancy at most."""
    number = parse_relevancy(cell)
    if number is None:
        raise ImportFormatError(f"{column}: expected a whole number, got {shorten(cell)}", line=line)
    return number


def read_entry(field: Field, cells: Cells, line: int) -> Any:
    """Read a signal or a topic from the cells of its columns and ``extra``."""
    values: dict[str, Any] = {column.attribute: cells[column.attribute] for column in field.columns}
    relevancy = values.pop("relevancy")
    values["relevancy"] = read_number(relevancy, "relevancy", line) if relevancy else None
    return field.type(**values, extra=read_extra(cells["extra"], line))


def in_order(entries: Iterable[tuple[int, int, _T]], what: str) -> tuple[_T, ...]:
    """Return the entries of a list by position.

    Args:
        entries: position, line and entry of each.
        what: the name of the list, for errors.
    """
    by_position: dict[int, _T] = {}
    for position, line, entry in entries:
        if position in by_position:
            raise ImportFormatError(f"{what}: duplicate position {position}", line=line)
        by_position[position] = entry
    return tuple(by_position[position] for position in sorted(by_position))


def shorten(cell: str) -> str:
    """Return a cell for an error, cut to 40 characters."""
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")


# -- formulas ----------------------------------------------------------------------------------------------

# OWASP, CSV injection: what makes a spreadsheet take a cell for a formula, in full-width forms too; after
# characters that some programs skip, and after the apostrophe of a cell that is escaped already.
_FORMULA = re.compile("['\"\\s\x00-\x20\u200b-\u200f\u2060\ufeff]*+[=+\\-@＝＋－＠]|'*+[\t\r\n]")


def escape_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet could take for a formula."""
    if not cell or cell[0].isalnum():  # as nearly all are
        return cell
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Undo `escape_formula`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def unescape_row(cells: Cells, escaped: bool | None, line: int, missing: str) -> Cells:
    """Return the cells of a row as they were before formulas were escaped.

    Args:
        cells: the cells by column.
        escaped: whether formulas are escaped; None if unknown.
        line: the line of the row.
        missing: what the file lacks, and how to add it, for the error.

    Raises:
        ImportFormatError: If this is unknown and matters for a cell.
    """
    if escaped is None:
        for name, cell in cells.items():
            if unescape_formula(cell) != cell:
                reason = f"{name}: {shorten(cell)} may have an apostrophe before a formula; {missing}"
                raise ImportFormatError(reason, line=line)
    elif escaped:
        return {name: unescape_formula(cell) for name, cell in cells.items()}
    return cells


# -- writing -----------------------------------------------------------------------------------------------


class _Pieces:
    """The text of rows, in pieces; faster than a StringIO."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.write = self.pieces.append


class TableWriter:
    """Writes rows to a binary file.

    Attributes:
        size: how many, without the header.
        last: the lengths of the cells of the last row, in characters, by column; empty without rows.
    """

    def __init__(
        self,
        out: BinaryIO,
        columns: Sequence[str],
        *,
        delimiter: str = ",",
        change: Callable[[str], str] | None = None,
    ) -> None:
        self.size = 0
        self.last: dict[str, int] = {}
        self._columns = columns
        self._out = out
        self._change = change
        self._file = _Pieces()
        self._writer = csv.writer(self._file, delimiter=delimiter, lineterminator="\r\n")
        self._writer.writerow(columns)
        self._flush()

    def write(self, rows: Sequence[Row]) -> None:
        """Write some rows.

        Raises:
            UnicodeEncodeError: If a cell cannot be written in UTF-8; `signalkit.export` reports its document.
        """
        self.size += len(rows)
        if self._change is not None:
            change = self._change
            rows = [[change(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        self._writer.writerows(rows)
        self._flush()
        if rows:
            lengths = [0 if cell is None else len(str(cell)) for cell in rows[-1]]
            self.last = dict(zip(self._columns, lengths, strict=True))

    def _flush(self) -> None:
        self._out.write("".join(self._file.pieces).encode())
        self._file.pieces.clear()


# -- reading -----------------------------------------------------------------------------------------------


def read_table(
    source: BinaryIO,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    delimiter: str = "",
    is_whole: Callable[[str, Cells, Cells], bool] | None = None,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a table, each a dict of cells by column, with the lines on which they begin.

    Args:
        source: the file.
        columns: the required columns, in any order.
        optional: further columns that are allowed.
        delimiter: the field delimiter; if empty, what a first line ``sep=;`` names, or else the character
            after the first word of the header.
        is_whole: whether the last row is complete although it has no line end, given the last column,
            the cells of the row and those of the row before, which are empty if there is none; such a row is
            refused if None.

    Raises:
        ImportFormatError: If it is not such a table.
    """
    if csv.field_size_limit() < _MAX_CELL:
        csv.field_size_limit(_MAX_CELL)
    lines = _Lines(source)
    header = next(lines, "")
    if match := _SEPARATOR.match(header):
        delimiter = delimiter or match[1]
        header = next(lines, "")
    line = first = lines.line
    if not header.strip():
        raise ImportFormatError("file is empty", line=line or 1)
    rows = csv.reader(chain([header], lines), strict=True, delimiter=delimiter or _delimiter(header))
    names: list[str] = []
    unnamed: list[int] = []
    last: dict[str, str] = {}
    before = last
    try:
        for row in rows:
            if not names:
                names = row
                _check_header(names, columns, optional, line)
                unnamed = [at for at, name in enumerate(names) if not name.strip()]
            elif len(row) == len(names) and any(row):  # spreadsheets leave empty rows, and empty columns
                for at in unnamed:
                    _refuse_unnamed(at, row[at], line)
                before, last = last, dict(zip(names, row, strict=True))
                yield line, last
            elif any(row):
                raise ImportFormatError(f"expected {len(names)} cells, got {len(row)}", line=line)
            line = rows.line_num + first
    except csv.Error as error:
        raise ImportFormatError(f"not CSV: {error}", line=line) from error
    if not lines.ended and (is_whole is None or not is_whole(names[-1], last, before)):
        raise ImportFormatError(
            "the last row does not end: is the file cut off? add a line end if not", line=line - 1
        )


def _refuse_unnamed(at: int, cell: str, line: int) -> None:
    if cell.strip():
        raise ImportFormatError(f"column {at + 1} has no name: {shorten(cell)} would be lost", line=line)


def _check_header(names: list[str], columns: Sequence[str], optional: Sequence[str], line: int) -> None:
    for name in columns:
        if name not in names:
            raise ImportFormatError(f"missing column {name!r}", line=line)
    for name in filter(str.strip, names):
        if names.count(name) > 1:
            raise ImportFormatError(f"duplicate column {shorten(name)}", line=line)
        if name not in columns and name not in optional:
            raise ImportFormatError(f"unknown column {shorten(name)}: it would be lost", line=line)


# The first line that sets the delimiter for Excel.
_SEPARATOR = re.compile(r"""\"?sep=([^\w"'\r\n])"?[,;\t]*+[\r\n]*\Z""", re.I)


def _delimiter(header: str) -> str:
    match = re.match(r'"?\w+"?([^\w"\r\n])', header)
    return match[1] if match else ","


class _Lines:
    """Iterates over the lines of a file in UTF-8, with or without BOM; line ends are kept.

    Attributes:
        line: the number of the last line, from 1.
        ended: whether it had a line end.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._lines = iter(source)
        self.line = 0
        self.ended = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        data = next(self._lines)
        self.line += 1
        if self.line == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        self.ended = data.endswith(b"\n")
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise ImportFormatError(
                f"not in UTF-8 ({error.reason}): save it as CSV UTF-8", line=self.line
            ) from None
