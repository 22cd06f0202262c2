"""A workbook is written row by row: no digest and no row stays in memory."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from signalkit import UnrepresentableError
from signalkit.exchange import Exportable
from signalkit_xlsx.rows import Cell, Link, rows_of
from signalkit_xlsx.sheets import HEADINGS, MAX_LINKS, MAX_ROWS

_OPTIONS = {
    "constant_memory": True,
    "use_zip64": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CREATED = datetime.datetime(2000, 1, 1)  # not the time of the export: the same digests give the same bytes
_NUMBER_FORMATS = {"number": "0", "date": "yyyy-mm-dd"}
_TEXT_FORMAT = "@"


def write(documents: Iterator[Exportable], out: Path) -> None:
    """Write a workbook.

    Args:
        documents: what to write.
        out: the path of the file, in a folder for temporary files.

    Raises:
        UnrepresentableError: If a cell cannot hold a value, or a sheet all rows.
    """
    rows = (list(rows_of(number, document)) for number, document in enumerate(documents, 1))
    first = next(rows, [])
    with _open(out) as book:
        sheets = _Sheets(book)
        sheets.add(first)
        del first
        for more in rows:
            sheets.add(more)
        sheets.finish()


@contextmanager
def _open(out: Path) -> Iterator[Workbook]:
    """Open a workbook that is written when all went well; it leaves no open files."""
    book = Workbook(str(out), {**_OPTIONS, "tmpdir": str(out.parent)})
    try:
        yield book
        book.close()
    except FileCreateError as error:  # which hides the error of the file
        raise (error.args[0] if error.args else OSError("the workbook cannot be written")) from None
    finally:
        book.fileclosed = True  # or it complains when it is given up
        sheets: list[Any] = book.worksheets()
        for sheet in sheets:
            sheet.row_data_fh.close()


class _Sheets:
    """The sheets of a workbook, which grow row by row.

    Args:
        book: the workbook.
    """

    def __init__(self, book: Workbook) -> None:
        book.set_properties({"title": "Signal digests", "created": _CREATED})
        shown = {"valign": "top", "text_wrap": True}
        formats = {
            kind: book.add_format({"num_format": _NUMBER_FORMATS.get(kind, _TEXT_FORMAT), **shown})
            for kind in ("text", "number", "date")
        }
        formats["id"] = book.add_format({"num_format": _TEXT_FORMAT, "valign": "top"})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top"})
        self._link = book.add_format(
            {"num_format": _TEXT_FORMAT, **shown, "font_color": "#0563C1", "underline": 1}
        )
        self._plain = book.add_format()
        self._text = formats["text"]
        self._sheets: dict[str, Any] = {}
        self._rows = dict.fromkeys(HEADINGS, 0)
        self._links = 0
        for name, columns in HEADINGS.items():
            sheet = self._sheets[name] = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})
            for at, column in enumerate(columns):
                sheet.set_column(at, at, column.width, formats.get(column.kind, self._text))
                sheet.write_string(0, at, column.name, head)

    def add(self, rows: list[tuple[str, str, list[Cell | Link]]]) -> None:
        """Add rows.

        Args:
            rows: the sheet, the field path and the cells of each.

        Raises:
            UnrepresentableError: If a sheet is full.
        """
        for name, path, cells in rows:
            row = self._rows[name] = self._rows[name] + 1
            if row >= MAX_ROWS:
                reason = f"a sheet of Excel has at most {MAX_ROWS:,} rows; export fewer digests"
                raise UnrepresentableError(path, row + 1, reason)
            sheet = self._sheets[name]
            for at, cell in enumerate(cells):
                if cell is not None:
                    self._add_cell(sheet, row, at, cell)

    def _add_cell(self, sheet: Any, row: int, at: int, cell: str | int | datetime.date | Link) -> None:
        if isinstance(cell, datetime.date):
            sheet.write_datetime(row, at, cell)
        elif isinstance(cell, int):
            sheet.write_number(row, at, cell)
        elif isinstance(cell, Link):
            if self._links < MAX_LINKS:
                self._links += 1
                sheet.write_url(row, at, cell.url, self._link, cell.url)
            else:
                sheet.write_string(row, at, cell.url)
        elif cell.startswith("<r>") and cell.endswith("</r>"):  # which XlsxWriter takes for markup
            sheet.write_rich_string(row, at, self._plain, cell[0], self._plain, cell[1:], self._text)
        else:
            sheet.write_string(row, at, cell)

    def finish(self) -> None:
        """Add the filters, which cover all rows."""
        for name, columns in HEADINGS.items():
            self._sheets[name].autofilter(0, 0, self._rows[name], len(columns) - 1)
