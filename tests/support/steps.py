"""Work that is counted, not timed: the same each time, on any machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that a call executes, with those of all that it calls."""
    steps = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times the steps grow when the size does fourfold: 4 if it is linear, 16 if it is quadratic."""
    work(4 * size)  # what is done once is no part of it
    return count_steps(lambda: work(4 * size)) / count_steps(lambda: work(size))
