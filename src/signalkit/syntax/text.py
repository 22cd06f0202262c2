r"""Bytes and text without loss; spans, edits, lines and columns.

Offsets are code points from 0. Lines and columns count from 1. A line ends with ``\n``, ``\r\n`` or ``\r``
and with nothing else (CommonMark 0.31, section 2.1): U+2028, U+0085, VT and FF are ordinary characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

import attrs

from signalkit.errors import UnrepresentableError

BOM = "\ufeff"

LINE_END = re.compile(r"\r\n?|\n")


@attrs.frozen(order=True)
class Span:
    """A stretch of text, in code points from 0.

    Attributes:
        start: offset of the first character.
        end: offset after the last one.
    """

    start: int
    end: int


@attrs.frozen
class TextEdit:
    """An edit: the text of a span is replaced.

    Attributes:
        span: what is replaced; an empty one inserts.
        text: what comes in its place.
    """

    span: Span
    text: str


def decode(data: bytes) -> str:
    """Decode UTF-8 so that `encode` gives the same bytes back, whatever they are.

    A byte that is not UTF-8 becomes a lone surrogate U+DC80 to U+DCFF (PEP 383). A BOM stays, as U+FEFF.
    """
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Encode text as `decode` read it.

    Raises:
        UnrepresentableError: If the text has a surrogate that stands for no byte.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        at = error.start
        raise UnrepresentableError("text", text[at : at + 1], f"no UTF-8 for the character at {at}") from None


def unify_newlines(text: str) -> str:
    r"""Text of the same length in which every line ends with ``\n`` alone.

    The CR of a CRLF becomes a trailing space, which block structure never looks at, so that offsets into
    the result are offsets into the text.
    """
    if "\r" not in text:
        return text
    return text.replace("\r\n", " \n").replace("\r", "\n")


def normalize_newlines(text: str) -> str:
    r"""Return a text with every line end written as ``\n``.

    Args:
        text: any.
    """
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def dominant_newline(text: str) -> str:
    r"""Return the line end that a text uses most; ``\n`` if it has none, or as many of each.

    Args:
        text: any.
    """
    if "\r" not in text:
        return "\n"
    pairs = text.count("\r\n")
    counts = {"\n": text.count("\n") - pairs, "\r\n": pairs, "\r": text.count("\r") - pairs}
    return max(counts, key=counts.__getitem__)


def line_starts(text: str) -> list[int]:
    """Offsets at which the lines of the text start, in order; the first is 0."""
    return [0, *(match.end() for match in LINE_END.finditer(text))]


def position(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, given the `line_starts` of the text."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


class OverlapError(ValueError):
    """Two edits overlap, or one lies outside the text: a fault of the code that made them."""


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Return the text with all edits made; edits at one place are made in the order given.

    Args:
        text: the text to edit.
        edits: in any order.

    Raises:
        OverlapError: If two edits overlap, or one lies outside the text.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if not done <= edit.span.start <= edit.span.end <= len(text):
            raise OverlapError(f"edit at {edit.span.start} overlaps another or leaves the text")
        pieces += text[done : edit.span.start], edit.text
        done = edit.span.end
    pieces.append(text[done:])
    return "".join(pieces)
