"""Cells as people leave them: typed numbers and dates, formulas, errors."""

from __future__ import annotations

import datetime
import re
from json import JSONDecodeError, loads
from typing import Any

from signalkit import Origin
from signalkit.model import parse_relevancy
from signalkit_xlsx.sheets import Column

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_UNITS = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class CellError(ValueError):
    """A cell that holds something else than its column."""


def read_cell(column: Column, cell: Any) -> Any:
    """Return the value of a cell, which is not empty.

    Args:
        column: the column that it is in.
        cell: the cell, as openpyxl reads it.

    Returns:
        An int in a column of numbers, a dict in one of `extra`, else a text; of a date, that of ISO 8601.

    Raises:
        CellError: If it holds something else.
    """
    value, kind = cell.value, cell.data_type
    if kind == "f":
        raise CellError("expected a value, got a formula; paste its value instead")
    if kind == "e":
        raise CellError(f"expected a value, got the error {value}")
    if column.kind == "number":
        return _number(value)
    if column.kind == "date":
        return _day(value).isoformat() if isinstance(value, datetime.date) else _text(value)
    if column.kind == "label" and isinstance(value, datetime.date):
        return f"{_day(value):%Y%m%d}"
    text = _text(value)
    return _extra(text) if column.kind == "extra" else text


def _day(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            raise CellError(f"expected a date, got the time {value}")
        return value.date()
    return value


def _number(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _text(value).strip()
    number = parse_relevancy(text)
    if number is None:
        raise CellError(f"expected a whole number, got {shorten(text)}")
    return number


def _text(value: object) -> str:
    if isinstance(value, str):
        return unescape(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    raise CellError(f"expected text, got the date {value}; format the cell as text and type it again")


def _extra(text: str) -> dict[str, str]:
    try:
        value = loads(text)
    except (JSONDecodeError, RecursionError):
        value = None
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise CellError(f'expected a JSON object of texts such as {{"src": "a1"}}, got {shorten(text)}')
    return value


def unescape(text: str) -> str:
    """Replace the escapes that stand for characters in a workbook (ECMA-376, part 1, section 22.9.2.19)."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return _UNITS.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def check_date(cell: str, label: str) -> None:
    """Check that a date is that of an origin.

    Args:
        cell: the date; empty if there is none.
        label: of the origin.

    Raises:
        CellError: If it is another date.
    """
    day = Origin(label=label, url="").date
    if not cell or (day is not None and cell.strip() in (day.isoformat(), f"{day:%Y%m%d}")):
        return
    expected = f"an empty cell, as origin {shorten(label)} is not a date" if day is None else day.isoformat()
    raise CellError(f"expected {expected}, got {shorten(cell)}; to change the date, change origin")


def shorten(cell: str) -> str:
    """Return a text for an error, cut to 40 characters."""
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")
