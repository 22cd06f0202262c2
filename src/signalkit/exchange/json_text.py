"""JSON for exporters and importers: every text survives, every mistake has a line.

RFC 8259, read strictly: a name that stands twice in an object, ``NaN`` and the like are mistakes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from signalkit.errors import ImportFormatError, UnrepresentableError
from signalkit.exchange.records import Exportable, find_text

_CHUNK = 1 << 16
_SPACE = re.compile(r"[ \t\n\r]*")
_FALSE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def encode(value: object, document: Exportable, *, indent: int = 0) -> bytes:
    """A value as JSON in UTF-8: on one line, or indented. A lone surrogate is written as its escape.

    Args:
        value: dicts, lists, texts, numbers, truth values and None.
        document: what it was made of, for the error to name the field.
        indent: blanks a level; 0 for one line.

    Raises:
        UnrepresentableError: two surrogates would read back as one character.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent or None)
    try:
        return text.encode()
    except UnicodeEncodeError:
        found = find_text(document, _FALSE_PAIR)
        if found is not None:
            raise UnrepresentableError(*found, "two surrogates would read back as one character") from None
        return text.encode("utf-8", "backslashreplace")


def decode(text: str, *, line: int = 1) -> Any:
    """The value that a text of JSON stands for.

    Args:
        text: the JSON.
        line: the number of its first line.

    Raises:
        ImportFormatError: it is none.
    """
    value, end = _decode(text, _skip(text, 0), line)
    end = _skip(text, end)
    if end != len(text):
        raise ImportFormatError("something stands behind the value", line=line + text.count("\n", 0, end))
    return value


def read_text(file: BinaryIO) -> str:
    """The whole of a file in UTF-8, without BOM.

    Args:
        file: an open binary file.

    Raises:
        ImportFormatError: it is not in UTF-8.
    """
    return "".join(_chunks(file))


def read_array(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """The objects in a JSON array with the line on which each begins, one by one as the file is read.

    Args:
        file: an open binary file.

    Raises:
        ImportFormatError: the file is something else, or ends too early.
    """
    chunks = _chunks(file)
    text = ""
    at = 0
    line = 1
    ended = False

    def grow(size: int) -> bool:
        nonlocal text, at, line, ended
        line += text.count("\n", 0, at)
        pieces = [text[at:]]
        at = 0
        while size > 0 and not ended:
            piece = next(chunks, None)
            ended = piece is None
            pieces.append(piece or "")
            size -= len(piece or "")
        text = "".join(pieces)
        return not ended

    def peek() -> str:
        nonlocal at
        at = _skip(text, at)
        while at == len(text) and grow(1):
            at = _skip(text, at)
        return text[at : at + 1]

    def fail(reason: str) -> NoReturn:
        raise ImportFormatError(reason, line=line + text.count("\n", 0, at))

    if peek() != "[":
        fail("the file is empty" if not peek() else "no JSON array")
    at += 1
    more = peek() != "]"
    if not more:
        at += 1
    while more:
        if (mark := peek()) != "{":
            fail("the array ends too early" if not mark else "expected an object")
        while True:
            try:
                value, end = _decode(text, at, line)
                break
            except ImportFormatError:
                if ended:
                    raise
                grow(max(_CHUNK, len(text) - at))
        yield line + text.count("\n", 0, at), value
        at = end
        if (mark := peek()) not in (",", "]"):
            fail("the array ends too early" if not mark else "expected ',' or ']'")
        at += 1
        more = mark == ","
    if peek():
        fail("something stands behind the array")


def lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    r"""The lines of a file in UTF-8 with their numbers, without BOM and line ends (``\n``, ``\r\n``).

    Args:
        file: an open binary file.

    Raises:
        ImportFormatError: it is not in UTF-8.
    """
    for number, data in enumerate(file, 1):
        data = data.removeprefix(codecs.BOM_UTF8) if number == 1 else data
        try:
            yield number, data.decode()
        except UnicodeDecodeError as error:
            raise ImportFormatError(f"not in UTF-8 ({error.reason})", line=number) from None


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


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    assert space is not None
    return space.end()


class _JsonError(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise _JsonError(f"{twice!r} stands twice in an object")
    return made


def _constant(name: str) -> NoReturn:
    raise _JsonError(f"{name} is no JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _decode(text: str, at: int, line: int) -> tuple[Any, int]:
    if at == len(text):
        raise ImportFormatError("nothing there", line=line)
    try:
        return _decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        where = line + text.count("\n", 0, error.pos)
        raise ImportFormatError(f"no JSON: {error.msg}", line=where) from None
    except _JsonError as error:
        reason = str(error)
    except RecursionError:
        reason = "nested too deeply"
    except ValueError:
        reason = "a number that is too long"
    raise ImportFormatError(reason, line=line + text.count("\n", 0, at))
