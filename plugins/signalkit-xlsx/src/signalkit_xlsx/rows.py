"""The rows of a digest, with cells that a workbook can hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from json import dumps
from typing import Any

import attrs

from signalkit import UnrepresentableError
from signalkit.exchange import Exportable
from signalkit.exchange.xml_text import illegal
from signalkit_xlsx.sheets import DIGEST, ENTRIES, MAX_LINK, MAX_TEXT, Column, own_cells

_FIRST_DATE = datetime.date(1900, 3, 1)  # Excel takes 1900 for a leap year
_LARGEST = 10**15  # Excel keeps 15 digits of a number
_OVERLAPPING = re.compile(
    "_x[0-9A-Fa-f]{4}(?=_x[0-9A-Fa-f]{4}_)"
)  # XlsxWriter escapes the first of them only
_URL = re.compile(r"https?://[!-~]+")

Cell = str | int | datetime.date | None


@attrs.frozen
class Link:
    """A cell with a text that is a hyperlink, too."""

    url: str


def rows_of(number: int, document: Exportable) -> Iterator[tuple[str, str, list[Cell | Link]]]:
    """Yield the rows of a digest: the sheet and the field path of each, and its cells.

    Args:
        number: of the digest.
        document: the digest with its id.

    Raises:
        UnrepresentableError: If a cell cannot hold a value.
        UnicodeEncodeError: If a text is not Unicode; `signalkit.export` reports its document and field.
    """
    digest = document.digest
    day = digest.origin.date if digest.origin is not None else None
    common = (number, document.id or "", digest.title, day)
    yield "digests", "title", _cells(DIGEST, "", (*common, *own_cells(digest)))
    for sheet in ENTRIES:
        for at, entry in enumerate(getattr(digest, sheet.name)):
            path = f"{sheet.name}[{at}]"
            yield sheet.name, path, _cells(sheet.columns, path, (*common, at + 1, *sheet.values(entry)))


def _cells(columns: tuple[Column, ...], path: str, values: tuple[Any, ...]) -> list[Cell | Link]:
    return [_cell(column, path, value) for column, value in zip(columns, values, strict=True)]


def _cell(column: Column, path: str, value: Any) -> Cell | Link:
    if value is None or value == "" or value == {}:
        return None
    if isinstance(value, datetime.date):
        return value if value >= _FIRST_DATE else value.isoformat()
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else str(value)
    text = dumps(value, ensure_ascii=False) if column.kind == "extra" else str(value)
    _check(text, f"{path}.{column.path}".strip("."))
    return Link(text) if column.kind == "url" and len(text) <= MAX_LINK and _URL.fullmatch(text) else text


def _check(text: str, path: str) -> None:
    if not text.isprintable() and illegal().search(text):
        text.encode()
        raise UnrepresentableError(path, text, "a workbook cannot hold this control character")
    if "_x" in text and _OVERLAPPING.search(text):
        raise UnrepresentableError(path, text, "a workbook cannot hold two overlapping escapes of characters")
    if 2 * len(text) > MAX_TEXT and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        raise UnrepresentableError(path, text, f"a cell of Excel holds at most {MAX_TEXT:,} characters")
