"""A count on stderr for long work on a terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")
PATIENCE = 1.0  # seconds before anything is shown


class Counted(Generic[_T]):
    """Values on their way, counted, and shown to be counted when it takes long."""

    def __init__(self, values: Iterable[_T], stack: contextlib.ExitStack | None) -> None:
        self._values = values
        self._stack = stack
        self.count = 0

    def __iter__(self) -> Iterator[_T]:
        shown: Any = None
        task: Any = None
        start = time.monotonic()
        for value in self._values:
            self.count += 1
            yield value
            if self._stack is None:
                continue
            if shown is None and time.monotonic() - start > PATIENCE:
                shown, task = _show(self._stack)
            if shown is not None:
                shown.update(task, completed=self.count)


@contextlib.contextmanager
def progress(values: Iterable[_T]) -> Iterator[Counted[_T]]:
    """The values, counted on stderr if that is a terminal and they take long."""
    with contextlib.ExitStack() as stack:
        yield Counted(values, stack if sys.stderr.isatty() else None)


def _show(stack: contextlib.ExitStack) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.completed} digests"), TimeElapsedColumn()
    shown = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    return shown, shown.add_task("", total=None)
