"""Work that is counted, not timed: the same each time, on any machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class TooManyStepsError(Exception):
    """Work took more steps than it may."""


def count_steps(work: Callable[[], object], *, limit: int | None = None) -> int:
    """Count the lines of Python that a call executes, including those of all that it calls.

    What runs in C, such as a regular expression or the search in a list, counts as part of its line.

    Args:
        work: the call.
        limit: the number of steps after which the call is ended; None to let it end by itself.

    Returns:
        The number of steps.

    Raises:
        TooManyStepsError: If there are more than `limit`.
    """
    steps = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += 1
        if limit is not None and steps > limit:
            raise TooManyStepsError(f"more than {limit} steps")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    if limit is not None and steps > limit:  # what was called has caught it
        raise TooManyStepsError(f"more than {limit} steps")
    return steps
