"""Memory that is measured without what other threads, caches and garbage add to it."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

TIMES = 3
"""What comes from outside, as the threads of pytest-xdist, is not there each time."""


def peak_of(work: Callable[[], object]) -> int:
    """Return the most bytes that a call has allocated at a time: the least of several calls."""
    return min(_peak_of(work) for _ in range(TIMES))


def _peak_of(work: Callable[[], object]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
