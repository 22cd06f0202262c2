"""Texts of strangers as people may be shown them: nothing in them steers a terminal; how wide they are."""

from __future__ import annotations

import re

# Controls, surrogates, and what turns the direction of text (UAX 9): it would read otherwise than it stands.
_STEERS = [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_HARMLESS = dict.fromkeys([*_STEERS, *range(0xD800, 0xE000)], "\ufffd") | {10: "\n", 9: " "}
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text with a mark for each character that would steer a terminal; line ends stay."""
    return text.translate(_HARMLESS)


def harmless_line(text: object) -> str:
    """The same in one line."""
    return harmless(str(text).replace("\n", " "))


def harmless_json(text: str) -> str:
    """JSON that means the same, without anything that would steer a terminal."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal, as tabulate counts them with wcwidth at hand."""
    if text.isascii() and text.isprintable():
        return len(text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)
