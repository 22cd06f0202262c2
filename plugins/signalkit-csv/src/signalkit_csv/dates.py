"""The date of the origin: for sorting, and not read back; a change of it would be lost."""

from __future__ import annotations

import re
from datetime import date

from signalkit import ImportFormatError, Origin
from signalkit_csv.cells import Cells, shorten

COLUMN = "origin_date"
"""The column of the date, which may be missing."""

_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?(\.0+)?(Z| [AP]M)?\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST = date(1899, 12, 30)
"""What spreadsheets count days from."""


def check_date(cells: Cells, line: int, column: str = COLUMN) -> None:
    """Check that the cell of the date is empty or the date of the origin, however a spreadsheet writes it.

    Args:
        cells: of the row; the column may be missing.
        line: of the row.
        column: that of the date.

    Raises:
        ImportFormatError: If it is another date.
    """
    cell = cells.get(column, "").strip()
    if not cell:
        return
    label = cells["origin"]
    day = Origin(label=label, url="").date
    if day is None:
        reason = f"expected an empty cell, as origin {shorten(label)} is not a date"
    elif _is_spelled(cell, day):
        return
    else:
        reason = f"expected {day.isoformat()}, the date of origin {shorten(label)}"
    advice = "to change the date, change origin and empty this cell"
    raise ImportFormatError(f"{column}: {reason}, got {shorten(cell)}; {advice}", line=line)


def _is_spelled(cell: str, day: date) -> bool:
    """Return whether a cell is a date, in some order of its parts, by month name or as a number of days."""
    cell = _MIDNIGHT.sub("", cell)
    if cell.isdecimal() and len(cell) < 8:
        return int(cell) == (day - _FIRST).days
    if re.fullmatch("[0-9]{8}", cell):
        return cell == f"{day:%Y%m%d}"
    numbers = sorted(map(int, re.findall("[0-9]+", cell)[:4]))
    words = [word.casefold() for word in re.findall("[^\\W\\d_]{3,}", cell)]
    months = [word for word in words if word.startswith(_MONTHS)]
    parts = [day.day] if months else [day.day, day.month]
    is_month = not months or months[0].startswith(_MONTHS[day.month - 1])
    return is_month and numbers in (sorted([*parts, day.year]), sorted([*parts, day.year % 100]))
