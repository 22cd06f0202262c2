"""Tables as programs write them: any common delimiter and encoding, columns in any order."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from typing import BinaryIO, NoReturn

from signalkit import ImportFormatError
from signalkit_csv.cells import WHOLE, Cells, shorten
from signalkit_csv.problems import Line, raise_all

_MAX_CELL = (1 << 31) - 1  # characters; the limit of csv is 128 KiB, and a summary may be longer


def _raise(error: ImportFormatError) -> NoReturn:
    raise error


class Table:
    """A table of which the header has been read.

    Args:
        source: the file.
        delimiter: the field delimiter; if empty, what a first line ``sep=;`` names, or else the character
            after the first word of the header.

    Attributes:
        names: the columns in order, as the header has them, and from `bind` on as they are called.
        line: the line of the header.

    Raises:
        ImportFormatError: If there is no header.
    """

    def __init__(self, source: BinaryIO, delimiter: str = "") -> None:
        if csv.field_size_limit() < _MAX_CELL:
            csv.field_size_limit(_MAX_CELL)
        self._lines = _Lines(source)
        header = next(self._lines, "")
        if match := _SEPARATOR.match(header):
            delimiter = delimiter or match[1]
            header = next(self._lines, "")
        self.line = self._lines.line
        if not header.strip():
            raise ImportFormatError("file is empty", line=self.line or 1)
        self._rows = csv.reader(
            chain([header], self._lines), strict=True, delimiter=delimiter or _delimiter(header)
        )
        with _explained(lambda: self.line):
            self.names: list[str] = next(self._rows)
        self._known: frozenset[str] = frozenset()

    def bind(
        self,
        columns: Sequence[str],
        *,
        optional: Sequence[str] = (),
        added: Callable[[str, int], None] | None = None,
    ) -> None:
        """Find the columns, in any order and case, and check that all are there.

        Args:
            columns: those that are required.
            optional: those that may be missing.
            added: called with a message and its line for each column that is not imported; it is an error if
                None.

        Raises:
            ImportFormatError: If columns are missing or duplicated, with all of them.
        """
        known = {name.casefold(): name for name in (*columns, *optional)}
        self.names = [known.get(name.strip().casefold(), name) for name in self.names]
        self._known = frozenset(known.values())
        found = set(self.names)
        unknown = []
        reasons = [f"missing column {name!r}" for name in columns if name not in found]
        for name in dict.fromkeys(filter(str.strip, self.names)):
            if self.names.count(name) > 1 and (added is None or name in self._known):
                reasons.append(f"duplicate column {shorten(name)}")
            if name not in self._known:
                if added is None:
                    reasons.append(f"unknown column {shorten(name)}: it would be lost")
                else:
                    unknown.append(name)
        if reasons:
            raise_all([ImportFormatError(reason, line=self.line) for reason in reasons])
        for name in unknown:
            if added is not None:
                added(f"column {shorten(name)} is not imported", self.line)

    def is_grouped(self, column: str, key: Callable[[str], str]) -> bool:
        """Return whether the rows with the same cell of a column are adjacent; read the table to its end.

        Args:
            column: one of `names`.
            key: what its cells are compared by.
        """
        at = self.names.index(column)
        seen: set[str] = set()
        last: str | None = None
        try:
            for row in self._rows:
                if len(row) > at and row[at] != last:
                    new = key(row[at])
                    if last is None or new != key(last):
                        if new in seen:
                            return False
                        seen.add(new)
                    last = row[at]
        except (csv.Error, ImportFormatError):  # which is reported when the rows are read
            return True
        return True

    def rows(
        self,
        *,
        is_whole: Callable[[str, Cells, Cells], bool] | None = None,
        report: Callable[[ImportFormatError], object] = _raise,
        added: Callable[[str, int], None] | None = None,
    ) -> Iterator[tuple[Line, dict[str, str]]]:
        """Read the rows, each a dict of cells by column, with the lines on which they begin.

        Args:
            is_whole: whether the last row is complete although it has no line end, given the last column,
                the cells of the row and those of the row before, which are empty if there is none; such a
                row is refused if None.
            report: called for a row with another number of cells, which is left out.
            added: called once for each column without a name that has a cell; see `bind`.

        Raises:
            ImportFormatError: If it is not such a table.
        """
        first, width = self.line, len(self.names)
        line, count = self._rows.line_num + first, 1
        unnamed = {at for at, name in enumerate(self.names) if not name.strip()}
        kept = [at for at, name in enumerate(self.names) if name in self._known]
        names = [self.names[at] for at in kept]
        least = kept[-1] + 1  # a program may leave out empty cells at the end, of columns that were added
        last: dict[str, str] = {}
        before = last
        is_full = True
        with _explained(lambda: line):
            for row in self._rows:
                count += 1
                if any(row):  # spreadsheets leave empty rows, and empty columns
                    here = Line(line, count)
                    if least <= len(row) <= width:
                        for at in sorted(unnamed):
                            if at < len(row) and row[at].strip():
                                reason = f"column {at + 1} has no name: {shorten(row[at])}"
                                if added is None:
                                    report(ImportFormatError(f"{reason} would be lost", line=here))
                                else:
                                    added(f"{reason} is not imported", here)
                                    unnamed.discard(at)
                        before = last
                        cells = row if len(kept) == width else [row[at] for at in kept]
                        last = dict(zip(names, cells, strict=True))
                        is_full = len(row) == width
                        yield here, last
                    else:
                        report(ImportFormatError(f"expected {width} cells, got {len(row)}", line=here))
                line = self._rows.line_num + first
        if not self._lines.ended and not (
            is_whole is not None and is_full and is_whole(self.names[-1], last, before)
        ):
            reason = "the last row does not end: is the file cut off? add a line end if not"
            raise ImportFormatError(reason, line=line - 1)


@contextmanager
def _explained(line: Callable[[], int]) -> Iterator[None]:
    """Turn an error of `csv` into ours, on a line that is asked for then."""
    try:
        yield
    except csv.Error as error:
        raise ImportFormatError(f"not CSV: {error}", line=line()) from error


def key_of(cell: str) -> str:
    """Return what stands for a cell that groups rows: of a whole number its digits."""
    match = WHOLE.fullmatch(cell)
    return match[1] if match else cell


def gather(
    rows: Iterable[tuple[Line, dict[str, str]]], column: str, key: Callable[[str], str]
) -> Iterator[tuple[Line, dict[str, str]]]:
    """Yield all rows with the same cell of a column after each other, in the order of the first ones.

    The rows are kept in a temporary file, not in memory.

    Args:
        rows: cells by column, all with the same columns.
        column: the column.
        key: what its cells are compared by.
    """
    import sqlite3

    groups: dict[str, int] = {}
    names: list[str] = []

    def values() -> Iterator[tuple[int, int, int, str]]:
        for line, cells in rows:
            names[:] = cells
            group = groups.setdefault(key(cells[column]), len(groups))
            yield group, line, line.row, json.dumps(list(cells.values()))

    with closing(sqlite3.connect("", check_same_thread=False)) as database:
        database.execute("CREATE TABLE held (digest INTEGER, line INTEGER, number INTEGER, cells TEXT)")
        database.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", values())
        for line, row, cells in database.execute(
            "SELECT line, number, cells FROM held ORDER BY digest, line"
        ):
            yield Line(line, row), dict(zip(names, json.loads(cells), strict=True))


# The first line that sets the delimiter for Excel.
_SEPARATOR = re.compile(r"""\"?sep=([^\w"'\r\n])"?[,;\t]*+[\r\n]*\Z""", re.I)


def _delimiter(header: str) -> str:
    match = re.match(r'"? *\w+ *"?([^\w"\r\n])', header)
    return match[1] if match else ","


class _Lines:
    """Iterates over the lines of a file in UTF-8, with or without BOM, or UTF-16 with one.

    Line ends are kept.

    Attributes:
        line: the number of the last line, from 1.
        ended: whether it had a line end.
    """

    def __init__(self, source: BinaryIO) -> None:
        self.line = 0
        self.ended = True
        self._texts = self._decode(iter(source))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            text = next(self._texts)
        except UnicodeDecodeError as error:
            encoding = "UTF-8" if error.encoding == "utf-8" else "UTF-16"
            raise ImportFormatError(
                f"not in {encoding} ({error.reason}): save it as CSV UTF-8", line=self.line + 1
            ) from None
        self.line += 1
        self.ended = text.endswith("\n")
        return text

    @staticmethod
    def _decode(lines: Iterator[bytes]) -> Iterator[str]:
        first = next(lines, b"")
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield from _decode_utf16(chain([first], lines))
        elif first:
            yield first.removeprefix(codecs.BOM_UTF8).decode()
            for line in lines:
                yield line.decode()


def _decode_utf16(chunks: Iterable[bytes]) -> Iterator[str]:
    """Decode what Excel calls Unicode text; a chunk ends at any byte of a line feed."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    pieces: list[str] = []
    for chunk in chunks:
        *ended, rest = decoder.decode(chunk).split("\n")
        for text in ended:
            yield "".join((*pieces, text, "\n"))
            pieces.clear()
        pieces.append(rest)
    pieces.append(decoder.decode(b"", True))
    if any(pieces):
        yield "".join(pieces)
