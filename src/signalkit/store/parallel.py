"""Many files written at once: a disk takes as long to confirm one file as to confirm eight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")

THREADS = 8
WAITING = 4 * THREADS
"""How many writes are begun before the outcome of the first is taken."""


def write_in_threads(
    items: Iterable[_T], write: Callable[[_T], None]
) -> Generator[tuple[_T, OSError | None]]:
    """Write files in threads, and yield each item with the error that its write raised, in order.

    A single item is written without a thread. If the iteration ends early, writes that have begun are
    completed and the others are dropped.

    Args:
        items: taken as fast as they are written.
        write: writes the file of an item; called in any thread.
    """
    remaining = iter(items)
    first = list(islice(remaining, 2))
    if len(first) < 2:
        for item in first:
            yield item, _error_of(write, item)
        return
    begun: deque[tuple[_T, Future[OSError | None]]] = deque()
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="signalkit-write")
    try:
        for source in (first, remaining):
            for item in source:
                begun.append((item, pool.submit(_error_of, write, item)))
                if len(begun) >= WAITING:
                    done, future = begun.popleft()
                    yield done, future.result()
        while begun:
            done, future = begun.popleft()
            yield done, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _error_of(write: Callable[[_T], None], item: _T) -> OSError | None:
    try:
        write(item)
    except OSError as error:
        return error
    return None
