"""An untrusted workbook, opened safely, and the rows of its sheets."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, BinaryIO
from zipfile import ZipFile

import attrs
import openpyxl
from openpyxl.utils import get_column_letter

from signalkit import ImportFormatError
from signalkit.store import check_archive
from signalkit_xlsx.cells import CellError, read_cell, shorten
from signalkit_xlsx.sheets import HEADINGS, MAX_COLUMNS, MAX_ROWS, Column

_SILENCE = Lock()  # filters of warnings belong to the process, not to a thread

_TYPES = "[Content_Types].xml"
_ACTIVE = {
    b"macroenabled": "has macros",
    b"vbaproject": "has macros",
    b"macrosheet": "has macros",
    b"externallink": "has links to other workbooks",
    b"activex": "has ActiveX controls",
    b"oleobject": "has embedded objects",
    b"connections+xml": "has data connections",
}
_SHOWN = 100


class Problems:
    """What is wrong with a workbook, all at once."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._more = 0

    def add(self, place: str, reason: str) -> None:
        """Add a problem.

        Args:
            place: a cell such as ``"signals!F5"``, or a sheet.
            reason: what is wrong.
        """
        if len(self._found) < _SHOWN:
            self._found.append(f"{place}: {reason}")
        else:
            self._more += 1

    def refuse(self) -> None:
        """Refuse a workbook that has problems.

        Raises:
            ImportFormatError: If there is a problem; it lists them.
        """
        if self._found:
            more = [f"and {self._more} more problems"] if self._more else []
            raise ImportFormatError("; ".join(self._found + more))


@attrs.frozen
class Row:
    """A row of a sheet.

    Attributes:
        sheet: its name.
        number: of the row, from 1.
        cells: what is in its cells, by column; empty cells are missing.
        places: the letters of all columns of the sheet.
        is_sound: whether every cell could be read.
    """

    sheet: str
    number: int
    cells: dict[str, Any]
    places: dict[str, str]
    is_sound: bool

    def place(self, column: str) -> str:
        """Return where a cell is: ``"signals!F5"``."""
        return f"{self.sheet}!{self.places.get(column, '')}{self.number}"


@contextmanager
def open_book(source: BinaryIO) -> Iterator[Any]:
    """Open a workbook; whatever is wrong with it until it is closed is an `ImportFormatError`.

    Args:
        source: a seekable binary file.

    Raises:
        ImportFormatError: If it is not a workbook, or one that is more than values.
    """
    try:
        check_archive(source)
        with ZipFile(source) as archive:
            if _TYPES not in archive.namelist():
                raise ImportFormatError("not an Excel workbook")
            types = archive.read(_TYPES).lower()
        for mark, reason in _ACTIVE.items():
            if mark in types:
                raise ImportFormatError(f"the workbook {reason}; save it without them as .xlsx")
        with _SILENCE, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what openpyxl would not keep if it wrote
            book = openpyxl.load_workbook(source, read_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except (ImportFormatError, MemoryError):
        raise
    except Exception as error:  # openpyxl does not say what it raises for which damage
        for cause in (error, error.__context__):
            if isinstance(cause, OSError) and cause.errno not in (None, errno.EINVAL):
                raise cause from None
        raise ImportFormatError(f"not an Excel workbook: {type(error).__name__}: {error}") from error


def find_sheets(book: Any, ignore_unknown: bool, problems: Problems) -> dict[str, Any]:
    """Return the sheets by their names, whatever the case of these.

    Args:
        book: the workbook.
        ignore_unknown: whether other sheets are ignored.
        problems: where a missing, duplicate or unknown sheet is added to.
    """
    found: dict[str, Any] = {}
    for sheet in book.worksheets:
        name = sheet.title.strip().casefold()
        if name not in HEADINGS:
            sheet.reset_dimensions()
            if not ignore_unknown and any(
                cell.value not in (None, "") for row in _rows(sheet) for cell in row
            ):
                problems.add(
                    sheet.title, "unknown sheet: it would be lost; use --ignore-unknown to ignore it"
                )
        elif name in found:
            problems.add(sheet.title, "duplicate sheet")
        else:
            found[name] = sheet
    for name in HEADINGS:
        if name not in found:
            problems.add(name, "missing sheet")
    return found


def read_rows(name: str, sheet: Any, ignore_unknown: bool, problems: Problems) -> Iterator[Row]:
    """Read the rows of a sheet that are not empty.

    Args:
        name: its name.
        sheet: the sheet, of openpyxl.
        ignore_unknown: whether other columns are ignored.
        problems: where what cannot be read is added to.
    """
    rows = enumerate(_rows(sheet), 1)
    _, header = next(rows, (1, ()))
    columns = _find_columns(name, header, problems)
    if columns is None:
        return
    places = {column.name: get_column_letter(at + 1) for at, column in columns.items()}
    lost: set[int] = set()
    for number, row in rows:
        cells: dict[str, Any] = {}
        is_sound = True
        for at, cell in enumerate(row):
            if cell.value is None or cell.value == "":
                continue
            column = columns.get(at)
            if column is None:
                if not ignore_unknown and at not in lost:
                    lost.add(at)
                    _refuse_column(f"{name}!{get_column_letter(at + 1)}{number}", header, at, problems)
                continue
            try:
                cells[column.name] = read_cell(column, cell)
            except CellError as error:
                problems.add(f"{name}!{places[column.name]}{number}", f"{column.name}: {error}")
                is_sound = False
        if cells or not is_sound:
            yield Row(name, number, cells, places, is_sound)


def _rows(sheet: Any) -> Iterator[Iterable[Any]]:
    """Yield the rows of a sheet; one that claims to be larger than Excel allows is refused."""
    sheet.reset_dimensions()  # which are what the file says of itself
    for number, row in enumerate(sheet.rows, 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            reason = f"expected at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns"
            raise ImportFormatError(f"{sheet.title}: {reason}")
        yield row


def _find_columns(name: str, header: Iterable[Any], problems: Problems) -> dict[int, Column] | None:
    """Return the columns of a sheet by their places, from 0; None if one is missing."""
    known = {column.name: column for column in HEADINGS[name]}
    found: dict[int, Column] = {}
    for at, cell in enumerate(header):
        column = known.get(_heading(cell))
        if column is not None and column in found.values():
            problems.add(f"{name}!{get_column_letter(at + 1)}1", f"duplicate column {column.name!r}")
        elif column is not None:
            found[at] = column
    missing = [one.name for one in known.values() if one.required and one not in found.values()]
    for one in missing:
        problems.add(name, f"missing column {one!r}")
    return None if missing else found


def _heading(cell: Any) -> str:
    return "_".join(str(cell.value).casefold().split()) if cell.value is not None else ""


def _refuse_column(place: str, header: Iterable[Any], at: int, problems: Problems) -> None:
    heading = dict(enumerate(header)).get(at)
    text = str(heading.value) if heading is not None and heading.value is not None else ""
    what = f"unknown column {shorten(text)}" if text else "the column has no heading"
    problems.add(place, f"{what}: it would be lost; use --ignore-unknown to ignore it")
