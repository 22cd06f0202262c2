"""Conflicts that a merge leaves in a text: lines between markers, as git and diff3 write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.syntax.text import Span

# Markers have seven characters; more in nested conflicts, and where git's conflict-marker-size asks for it.
_MARKER = re.compile(r"(?:\A|(?<=[\r\n]))(?:<{7,}+|>{7,}+)(?=[ \r\n]|\Z)[^\r\n]*+")


def find_conflicts(text: str) -> Iterator[Span]:
    """Yield where conflicts are, from the line of the first marker to that of the last, line end excluded.

    A first or last marker without the other one is a conflict by itself. A line of ``=`` alone is not: it
    underlines a heading.

    Args:
        text: any.
    """
    if "<" not in text and ">" not in text:  # a single character is found several times as fast
        return
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return
    opened: Span | None = None
    size = 0
    for match in _MARKER.finditer(text):
        span = Span(*match.span())
        marker = match[0].partition(" ")[0]
        if marker[0] == "<":
            if opened is None:
                opened, size = span, len(marker)
            elif len(marker) == size:  # a longer one is nested
                yield opened
                opened = span
        elif opened is None:
            yield span
        elif len(marker) == size:
            yield Span(opened.start, span.end)
            opened = None
    if opened is not None:
        yield opened


def has_conflict(text: str) -> bool:
    """Return whether a text has conflict markers.

    Args:
        text: any.
    """
    return next(find_conflicts(text), None) is not None
