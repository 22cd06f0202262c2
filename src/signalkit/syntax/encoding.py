"""Encodings other than UTF-8, found in a text that was decoded as UTF-8 with escapes for invalid bytes."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_WIDE = (
    ("UTF-32LE", "utf-32-le", codecs.BOM_UTF32_LE),  # before UTF-16LE, whose BOM its own begins with
    ("UTF-32BE", "utf-32-be", codecs.BOM_UTF32_BE),
    ("UTF-16LE", "utf-16-le", codecs.BOM_UTF16_LE),
    ("UTF-16BE", "utf-16-be", codecs.BOM_UTF16_BE),
)
_NARROW = re.compile(rb"[\t\n\r -~]{32}")
_OTHER = re.compile("[^\x00-\x7f\udc80-\udcff]")
_ESCAPES = re.compile("[\udc80-\udcff]+")
_UNLIKELY = re.compile(
    "[a-z][\u0192\u201a\u201e\u2020\u2021\u02c6\u2030\u2039\u203a\u02dc\u0160\u0152\u017d\u0178À-ÖØ-Þ][a-z]"
    "|[À-ÖØ-Þ][À-ÿ]|[À-ÿ]{3}"
)


class Decoded(NamedTuple):
    """A text in its own encoding.

    Attributes:
        encoding: its name for people.
        text: the text, without a byte order mark.
        is_exact: whether all bytes were decoded.
        is_whole: whether all of the file appears to be in that encoding.
    """

    encoding: str
    text: str
    is_exact: bool
    is_whole: bool = True


def decode_wide(text: str) -> Decoded | None:
    """Decode a text that is UTF-16 or UTF-32, with a byte order mark or without; None if it is neither.

    Without a mark, a quarter of the characters must be ASCII, as in any digest.

    Args:
        text: as `signalkit.syntax.text.decode` returns it.
    """
    if "\0" not in text:
        return None
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # it was never bytes
        return None
    marked = [one for one in _WIDE if data.startswith(one[2])][:1]
    for name, codec, mark in marked or _WIDE:
        body = data[len(mark) :] if marked else data
        decoded = body.decode(codec, "replace")
        ascii_count = len(decoded.encode("ascii", "ignore"))
        if decoded and "\0" not in decoded and ascii_count * (20 if marked else 4) >= len(decoded):
            is_exact = decoded.encode(codec) == body
            return Decoded(name, decoded, is_exact, _NARROW.search(data) is None)
    return None


def decode_legacy(text: str) -> Decoded | None:
    """Decode a text that appears to be Latin-1 or Windows-1252; None if it does not.

    It does if no byte above 127 is part of UTF-8, and if these bytes are few, apart, and not capitals or
    quotation marks within a word, as bytes of other encodings would be.

    Args:
        text: as `signalkit.syntax.text.decode` returns it.
    """
    if _OTHER.search(text):
        return None
    runs = [match[0] for match in _ESCAPES.finditer(text)]
    if not runs or max(map(len, runs)) > 3 or sum(map(len, runs)) * 4 > len(text):
        return None
    data = text.encode("utf-8", "surrogateescape")
    try:
        decoded = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _UNLIKELY.search(decoded):
        return None
    has_windows = any("\udc80" <= one <= "\udc9f" for run in runs for one in run)
    return Decoded("Windows-1252" if has_windows else "Latin-1", decoded, is_exact=True)
