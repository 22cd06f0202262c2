"""JSON for exporters and importers: every text survives, every mistake has a line.

JSON is read strictly, as RFC 8259 has it: a duplicate name in an object, ``NaN`` and the like are mistakes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO, NoReturn

from signalkit.errors import ImportFormatError, UnrepresentableError
from signalkit.exchange.records import Exportable, find_text

_CHUNK = 1 << 16
_SPACE = re.compile(r"[ \t\n\r]*")
_FALSE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def encode(value: object, document: Exportable, *, indent: int = 0) -> bytes:
    """Write a value as JSON in UTF-8, on one line or indented. A lone surrogate is written as its escape.

    Args:
        value: dicts, lists, texts, numbers, truth values and None.
        document: the document that it was made of, for the error to name the field.
        indent: spaces a level; 0 for one line.

    Raises:
        UnrepresentableError: If two surrogates would read back as one character.
    """
    text = _encoder(indent or None).encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        found = find_text(document, _FALSE_PAIR)
        if found is not None:
            raise UnrepresentableError(*found, "two surrogates would read back as one character") from None
        return text.encode("utf-8", "backslashreplace")


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, check_circular=False, indent=indent)


def decode(text: str, *, line: int = 1) -> Any:
    """Read a value from a text that holds nothing else.

    Args:
        text: the JSON.
        line: the number of its first line.

    Raises:
        ImportFormatError: If it is not JSON.
    """
    value, end = _decode(text, _skip_space(text, 0), line)
    end = _skip_space(text, end)
    if end != len(text):
        raise ImportFormatError("extra data after the value", line=line + text.count("\n", 0, end))
    return value


def read_text(file: BinaryIO) -> str:
    """Read the whole of a file in UTF-8, without BOM.

    Args:
        file: an open binary file.

    Raises:
        ImportFormatError: If it is not in UTF-8.
    """
    return "".join(_chunks(file))


def read_array(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Read the objects of a JSON array one by one, in memory that does not grow with their number.

    Args:
        file: an open binary file.

    Yields:
        The line on which each object begins, and the object.

    Raises:
        ImportFormatError: If the file is something else, or ends too early.
    """
    window = _Window(file)
    if (mark := window.peek()) != "[":
        raise window.error("not a JSON array" if mark else "file is empty")
    window.at += 1
    more = window.peek() != "]"
    if not more:
        window.at += 1
    while more:
        if (mark := window.peek()) != "{":
            raise window.error("expected an object" if mark else "the array ends too early")
        yield window.take_value()
        if (mark := window.peek()) not in (",", "]"):
            raise window.error("expected ',' or ']'" if mark else "the array ends too early")
        window.at += 1
        more = mark == ","
    if window.peek():
        raise window.error("extra data after the array")


def lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    r"""Read the lines of a file in UTF-8, without BOM and line ends (``\n``, ``\r\n``).

    Args:
        file: an open binary file.

    Yields:
        The number of each line, from 1, and the line.

    Raises:
        ImportFormatError: If it is not in UTF-8.
    """
    for number, data in enumerate(file, 1):
        data = data.removeprefix(codecs.BOM_UTF8) if number == 1 else data
        try:
            yield number, data.decode()
        except UnicodeDecodeError as error:
            raise ImportFormatError(f"not in UTF-8 ({error.reason})", line=number) from None


# -- an array, as the file is read -------------------------------------------------------------------------


class _Window:
    """The part of a text that has been read from a file and not yet taken."""

    def __init__(self, file: BinaryIO) -> None:
        self.text = ""
        self.at = 0
        self._line = 1  # of the first character of the text
        self._chunks = _chunks(file)
        self._ended = False

    @property
    def line(self) -> int:
        """The line of the next character."""
        return self._line + self.text.count("\n", 0, self.at)

    def error(self, reason: str) -> ImportFormatError:
        """Make an error at the next character."""
        return ImportFormatError(reason, line=self.line)

    def peek(self) -> str:
        """Return the next character after whitespace; empty at the end."""
        self.at = _skip_space(self.text, self.at)
        while self.at == len(self.text) and not self._ended:
            self._grow(1)
            self.at = _skip_space(self.text, self.at)
        return self.text[self.at : self.at + 1]

    def take_value(self) -> tuple[int, Any]:
        """Take the next value, after `peek`, with its line."""
        while True:
            try:
                value, end = _decode(self.text, self.at, self._line)
                break
            except ImportFormatError:  # it is cut off, or a mistake: the rest of the file decides which
                if self._ended:
                    raise
                self._grow(max(_CHUNK, len(self.text) - self.at))
        line, self.at = self.line, end
        return line, value

    def _grow(self, size: int) -> None:
        """Drop what has been taken, and read at least so many characters more, if there are."""
        self._line = self.line
        pieces = [self.text[self.at :]]
        while size > 0 and not self._ended:
            piece = next(self._chunks, None)
            self._ended = piece is None
            pieces.append(piece or "")
            size -= len(piece or "")
        self.text, self.at = "".join(pieces), 0


def _chunks(file: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    line = 1
    while True:
        data = file.read(_CHUNK)
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            line += bytes(error.object[: error.start]).count(b"\n")
            raise ImportFormatError(f"not in UTF-8 ({error.reason})", line=line) from None
        line += text.count("\n")
        if text:
            yield text
        if not data:
            return


# -- one value ---------------------------------------------------------------------------------------------


class _JsonError(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise _JsonError(f"duplicate {twice!r} in an object")
    return made


def _constant(name: str) -> NoReturn:
    raise _JsonError(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _skip_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    assert space is not None
    return space.end()


def _decode(text: str, at: int, line: int) -> tuple[Any, int]:
    """Read a value at an offset of a text whose first line has that number; return it and its end."""
    if at == len(text):
        raise ImportFormatError("nothing there", line=line)
    try:
        return _decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        where = line + text.count("\n", 0, error.pos)
        raise ImportFormatError(f"not JSON: {error.msg}", line=where) from None
    except _JsonError as error:
        reason = str(error)
    except RecursionError:
        reason = "nested too deeply"
    except ValueError:
        reason = "a number that is too long"
    raise ImportFormatError(reason, line=line + text.count("\n", 0, at))
