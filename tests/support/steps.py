"""Work that is counted, not timed: the same each time, on any machine."""

from __future__ import annotations

from collections.abc import Callable

from signalkit.testing.steps import count_steps

__all__ = ["count_steps", "growth"]


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times the steps grow when the size does fourfold: 4 if it is linear, 16 if it is quadratic."""
    work(4 * size)  # what is done once is no part of it
    return count_steps(lambda: work(4 * size)) / count_steps(lambda: work(size))
