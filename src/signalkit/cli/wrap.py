"""Text broken into lines at its spaces, and widths for the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from signalkit.display import width_of

_WORD = re.compile("[^ ]+")


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


class Measure:
    """How wide the cells of a column are.

    Attributes:
        whole: The width of the widest.
        word: The width of the widest word in any, which is not broken.
    """

    def __init__(self, heading: str) -> None:
        self.whole = self.word = 0
        self.add(heading)

    def add(self, cell: str) -> None:
        """Measure a cell."""
        widest = 2 * len(cell)  # as it were if all its characters were wide
        if widest > self.whole:
            self.whole = max(self.whole, width_of(cell))
        if widest > self.word:
            self.word = max(self.word, max(map(width_of, cell.split(" ")), default=0))


def fit_columns(columns: Sequence[Measure], width: int) -> list[int] | None:
    """Return widths for the columns of a table that take no more than `width`; None if there are none.

    No word is broken, and no column gets more than it needs: the narrow ones are whole, the others alike.
    """
    if sum(column.word for column in columns) > width:
        return None
    level = low = 0
    high = max((column.whole for column in columns), default=0)
    while low <= high:
        middle = (low + high) // 2
        if sum(_at(column, middle) for column in columns) <= width:
            level, low = middle, middle + 1
        else:
            high = middle - 1
    return [_at(column, level) for column in columns]


def _at(column: Measure, level: int) -> int:
    return max(column.word, min(column.whole, level))
