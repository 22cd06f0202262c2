"""Inline Markdown of one value to plain text and to safe HTML, by marko (GFM), loaded on first use.

Values are inline content (CommonMark 0.31, section 6): what would start a block, ``# x`` or ``* x``, is text
here. Both functions are total. marko needs time that grows with the square of some inputs, and the stack for
deep nesting; a value longer than `MAX_LENGTH` characters, or with more than `MAX_MARKS` of those that could
begin or end something, is taken as plain text instead.
"""

from __future__ import annotations

import re
from html import escape
from typing import Literal

MAX_LENGTH = 50_000
"""Characters up to which a value is interpreted."""

MAX_MARKS = 400
"""Characters that could begin or end something, ``*`` and ``[`` say, up to which a value is interpreted."""

_MARKS = re.compile(r"[\[\]*_~`<&!\\]|https?:|www\.|@", re.I)


def plain(value: str) -> str:
    r"""Return the text that a reader sees.

    Markers are gone, entities and escapes are resolved, line breaks are ``\n``.

    Args:
        value: raw inline Markdown.

    Returns:
        The text. Past the bounds of this module: the value, unchanged.

    Raises:
        TypeError: `value` is not a str.
    """
    text = _rendered(value, "plain")
    return value if text is None else text


def html(value: str) -> str:
    """Return safe HTML: raw HTML is shown as text, links and images need a safe scheme or none.

    Safe schemes are http, https and mailto.

    Args:
        value: raw inline Markdown.

    Returns:
        HTML without a paragraph around it. Past the bounds of this module: the value, escaped.

    Raises:
        TypeError: `value` is not a str.
    """
    text = _rendered(value, "html")
    return escape(value) if text is None else text


def _rendered(value: str, form: Literal["plain", "html"]) -> str | None:
    """Render a value; return None if it has no markup or is past the bounds."""
    if not isinstance(value, str):
        raise TypeError(f"value: expected str, got {type(value).__name__}")
    if len(value) > MAX_LENGTH:
        return None
    marks = sum(1 for _ in _MARKS.finditer(value))
    if marks > MAX_MARKS or not (marks or "\n" in value):
        return None
    from signalkit import markup

    try:
        block = markup.parse(value)
    except MemoryError:
        raise
    except Exception:  # marko is not total: what it fails on is text
        return None
    try:
        return markup.safe_html(block) if form == "html" else markup.plain_text(block)
    except RecursionError:
        return None
