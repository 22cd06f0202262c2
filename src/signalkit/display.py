"""Sanitise untrusted text for terminal output; quote values; measure how wide text is, and wrap it."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Controls, surrogates, and what turns the direction of text (UAX 9): it would read otherwise than it is.
_STEERS = [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_REPLACED = dict.fromkeys([*_STEERS, *range(0xD800, 0xE000)], "\ufffd") | {10: "\n", 9: " "}
_LONGEST = 60  # code points of a value in a message
_WORD = re.compile("[^ ]+")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def sanitize(text: str) -> str:
    """Replace each character that would steer a terminal with U+FFFD; line ends stay."""
    return text if text.isprintable() else text.translate(_REPLACED)


def sanitize_line(text: object) -> str:
    """Return the same in one line."""
    return sanitize(str(text).replace("\n", " "))


def sanitize_json(text: str) -> str:
    """Escape in JSON each character that would steer a terminal; the meaning stays."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width_of(text: str) -> int:
    """Return how many columns a text takes on a terminal, as tabulate counts them with wcwidth."""
    if text.isascii() and text.isprintable():
        return len(text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield a line of text in lines of some width, each with the indent of the first.

    Lines are broken at spaces alone: a word that is wider than a line has a line to itself.

    Args:
        text: Without line ends.
        width: In columns of a terminal.
    """
    text = text.rstrip(" ")
    if len(text) <= width and width_of(text) <= width:
        yield text
        return
    indent = text[: len(text) - len(text.lstrip(" "))]
    parts: list[str] = []
    used = end = 0
    for match in _WORD.finditer(text):
        space, word = text[end : match.start()], match[0]
        end = match.end()
        size = width_of(word)
        if parts and used + len(space) + size > width:
            yield "".join(parts)
            space, parts, used = indent, [], 0
        parts += (space, word)
        used += len(space) + size
    yield "".join(parts)


def quote(text: str) -> str:
    """Quote a value for a message: stripped, in double quotes, invisible characters escaped, a long one cut.

    Args:
        text: the value; of more than 60 code points, 59 and an ellipsis are shown.
    """
    text = text.strip()
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    # The quotation mark makes repr choose apostrophes.
    escaped = repr(f'"{shown}')[2:-1].replace("\\'", "'").replace("\\\\", "\\")
    return f'"{escaped}"'


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, which agrees with it: ``1 file``, ``2 files``.

    Args:
        number: the number.
        noun: the noun in the singular.
        plural: the noun in the plural; empty if it only takes an s.
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
