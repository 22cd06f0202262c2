"""Widths for the columns of a table whose cells are wrapped."""

from __future__ import annotations

from collections.abc import Sequence

from signalkit.display import width_of


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
