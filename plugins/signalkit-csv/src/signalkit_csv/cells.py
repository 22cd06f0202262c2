"""Cells and rows, of the flat table and of the tables of CSVW.

Tables are RFC 4180: UTF-8, rows ending with CR LF, quotes where they are needed, a header.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar

from signalkit import ImportFormatError, Link, Origin
from signalkit.exchange import Exportable
from signalkit.exchange.json_text import decode
from signalkit.model import Field, parse_relevancy
from signalkit_csv.problems import raise_all

Row = Sequence[str | int | None]
Cells = Mapping[str, str]
_T = TypeVar("_T")

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
    try:
        value = decode(cell, line=line)
    except ImportFormatError as error:
        raise ImportFormatError(f"extra: {error.reason}", line=line) from error
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ImportFormatError("extra: expected a JSON object of texts", line=line)
    return value


WHOLE = re.compile(r"\s*+(-?[0-9]++)(?:\.0*+|,00?)?+\s*+")
"""A whole number, however a spreadsheet formats it."""


def read_number(cell: str, column: str, line: int) -> int:
    """Read an integer, of as many digits as a relevancy at most; ``1.0`` is one."""
    number = parse_relevancy(cell)
    if number is None and (match := WHOLE.fullmatch(cell)):
        number = parse_relevancy(match[1])
    if number is None:
        raise ImportFormatError(f"{column}: expected a whole number, got {shorten(cell)}", line=line)
    return number


def is_no_number(cell: str) -> bool:
    """Return whether a cell of numbers is empty, however a program writes it."""
    return not cell or (not cell.isdecimal() and cell.strip().casefold() in ("", "nan"))


def read_entry(field: Field, cells: Cells, line: int) -> Any:
    """Read a signal or a topic from the cells of its columns and ``extra``.

    Raises:
        ImportFormatError: If cells are wrong; it lists all of them.
    """
    values: dict[str, Any] = {column.attribute: cells[column.attribute] for column in field.columns}
    relevancy = values["relevancy"]
    values["relevancy"] = None
    errors: list[ImportFormatError] = []
    try:
        if not is_no_number(relevancy):
            values["relevancy"] = read_number(relevancy, "relevancy", line)
    except ImportFormatError as error:
        errors.append(error)
    try:
        values["extra"] = read_extra(cells["extra"], line)
    except ImportFormatError as error:
        errors.append(error)
    if errors:
        raise_all(errors)
    return field.type(**values)


def in_order(entries: Sequence[tuple[int | None, int, _T]], what: str) -> tuple[_T, ...]:
    """Return the entries of a list by position; one without a position follows the one before it.

    Args:
        entries: position, line and entry of each.
        what: the name of the list, for errors.

    Raises:
        ImportFormatError: If positions are duplicated, with all of them.
    """
    placed: dict[tuple[int, int], _T] = {}
    errors = []
    last = (_FIRST, 0)
    for position, line, entry in entries:
        last = (last[0], last[1] + 1) if position is None else (position, 0)
        if last in placed:
            errors.append(ImportFormatError(f"{what}: duplicate position {position}", line=line))
        placed[last] = entry
    if errors:
        raise_all(errors)
    return tuple(placed[place] for place in sorted(placed))


_FIRST = -(10**20)  # before every position


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
        ImportFormatError: If this is unknown and matters for cells, with all of them.
    """
    if escaped is None:
        unknown = [(name, cell) for name, cell in cells.items() if unescape_formula(cell) != cell]
        advice = f"may have an apostrophe before a formula; {missing}"
        if unknown:
            raise_all(
                [ImportFormatError(f"{name}: {shorten(cell)} {advice}", line=line) for name, cell in unknown]
            )
    elif escaped:
        return {name: unescape_formula(cell) if cell[:1] == "'" else cell for name, cell in cells.items()}
    return cells


ESCAPED, PLAIN = "escaped", "plain"  # the values of the column `formulas`
IS_ESCAPED = {ESCAPED: True, PLAIN: False}
MISSING = f"add a column 'formulas' that contains {ESCAPED!r} or {PLAIN!r} in each row"


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
