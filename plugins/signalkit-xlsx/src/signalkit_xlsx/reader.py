"""A workbook is read as people leave it: rows in any order, new rows, typed numbers and dates.

All problems are found before the first digest is made, and reported together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import attrs

from signalkit import Digest, Link, Origin, Record
from signalkit_xlsx.book import Problems, Row, find_sheets, open_book, read_rows
from signalkit_xlsx.cells import CellError, check_date, shorten
from signalkit_xlsx.options import XlsxImportOptions
from signalkit_xlsx.sheets import COMMON, ENTRIES, Sheet

_COMMON = frozenset(column.name for column in COMMON)
_SHOWN = ("id", "title", "date")
"""The columns of entries that repeat what the sheet of digests says."""

Place = tuple[int, int]
"""A position, and the number of a row that has none and follows one that has it."""


@attrs.define
class _Digest:
    """The rows of a digest.

    Attributes:
        row: its row in the sheet of digests.
        entries: those of each sheet, with their places.
        shown: what the rows of entries say of the digest, by column, with the first place of each.
    """

    row: Row
    entries: dict[str, list[tuple[Place, Any]]] = attrs.field(factory=dict)
    shown: dict[str, dict[str, str]] = attrs.field(factory=dict)


def read(source: BinaryIO, options: XlsxImportOptions) -> Iterator[Record]:
    """Read a workbook.

    Args:
        source: a seekable binary file.
        options: how it is read.

    Raises:
        ImportFormatError: If it is not a workbook of this format; it lists all problems.
    """
    problems = Problems()
    ignore = options.ignore_unknown
    with open_book(source) as book:
        sheets = find_sheets(book, ignore, problems)
        problems.refuse()
        digests = _Digests(read_rows("digests", sheets["digests"], ignore, problems), problems)
        for sheet in ENTRIES:
            digests.add(sheet, read_rows(sheet.name, sheets[sheet.name], ignore, problems))
    digests.check()
    problems.refuse()
    yield from digests.records()


class _Digests:
    """The digests of a workbook.

    Args:
        rows: of the sheet of digests.
        problems: where problems are added to.
    """

    def __init__(self, rows: Iterator[Row], problems: Problems) -> None:
        self._problems = problems
        self._numbered: dict[int, _Digest] = {}
        self._new: list[_Digest] = []
        self._by_id: dict[str, list[_Digest]] = {}
        for row in rows:
            found = _Digest(row)
            number = row.cells.get("digest")
            if number in self._numbered:
                problems.add(row.place("digest"), f"digest: duplicate number {number}")
            elif number is not None:
                self._numbered[number] = found
            else:
                self._new.append(found)
            self._by_id.setdefault(row.cells.get("id", ""), []).append(found)
            try:
                check_date(row.cells.get("date", ""), row.cells.get("origin", ""))
            except CellError as error:
                if row.is_sound:
                    problems.add(row.place("date"), f"date: {error}")

    def add(self, sheet: Sheet, rows: Iterator[Row]) -> None:
        """Add the entries of a sheet."""
        last: dict[int, Place] = {}
        taken: dict[tuple[int, int], str] = {}
        for row in rows:
            found = self._find(row)
            if found is None or not row.is_sound:
                continue
            position = row.cells.get("position")
            key = id(found)
            if position is None:
                before = last.get(key, (0, 0))
                place = (before[0], before[1] + 1)
            else:
                place = (position, 0)
                if (key, position) in taken:
                    reason = f"position: duplicate {position}, as in {taken[key, position]}"
                    advice = "empty it to put a new row after the row above"
                    self._problems.add(row.place("position"), f"{reason}; {advice}")
                taken[key, position] = row.place("position")
            last[key] = place
            for name in _SHOWN:
                found.shown.setdefault(name, {}).setdefault(row.cells.get(name, ""), row.place(name))
            found.entries.setdefault(sheet.name, []).append((place, self._make(sheet, row)))

    def _find(self, row: Row) -> _Digest | None:
        """Find the digest of an entry, by its number or its id."""
        number, id_ = row.cells.get("digest"), row.cells.get("id", "")
        if number is not None:
            found = self._numbered.get(number)
            if found is None:
                self._problems.add(
                    row.place("digest"), f"digest: there is no digest {number} in the sheet digests"
                )
            return found
        candidates = self._by_id.get(id_, []) if id_ else []
        if len(candidates) == 1:
            return candidates[0]
        if not row.is_sound:
            return None
        if not id_:
            self._problems.add(row.place("digest"), "digest: expected the number of a digest, or an id")
        else:
            how = "several digests" if candidates else "no digest"
            self._problems.add(row.place("id"), f"id: {how} in the sheet digests with the id {shorten(id_)}")
        return None

    def _make(self, sheet: Sheet, row: Row) -> Any:
        cells: dict[str, Any] = {}
        for column in sheet.columns:
            if column.name not in _COMMON:
                empty: Any = None if column.kind == "number" else {} if column.kind == "extra" else ""
                cells[column.name] = row.cells.get(column.name, empty)
        return sheet.make(cells)

    def check(self) -> None:
        """Check that no row of an entry says something of its digest that would be lost."""
        for digest in (*self._numbered.values(), *self._new):
            for name, shown in digest.shown.items():
                others = {value: place for value, place in shown.items() if value}
                if len(others) < 2:
                    continue
                own = digest.row.cells.get(name, "")
                for value, place in others.items():
                    if value != own:
                        reason = f"{name}: {shorten(value)} differs from the other rows of its digest"
                        self._problems.add(place, f"{reason}; change it in the sheet digests only")

    def records(self) -> Iterator[Record]:
        """Yield the digests by number, then those without."""
        for number in sorted(self._numbered):
            yield _record(self._numbered.pop(number))
        for digest in self._new:
            yield _record(digest)


def _record(digest: _Digest) -> Record:
    def text(name: str) -> str:
        value = digest.row.cells.get(name, "")
        return value if isinstance(value, str) else ""

    fields: dict[str, Any] = {
        name: tuple(entry for _, entry in sorted(entries, key=lambda one: one[0]))
        for name, entries in digest.entries.items()
    }
    return Record(
        text("id") or None,
        Digest(
            title=text("title"),
            origin=Origin(label=text("origin"), url=text("origin_url")),
            link=Link(text=text("link"), url=text("link_url")),
            preamble=text("preamble"),
            summary=text("summary"),
            category=text("category"),
            type=text("type"),
            **fields,
        ),
    )
