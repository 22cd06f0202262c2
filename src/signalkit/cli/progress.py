"""A count on stderr for long work on a terminal."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from typing import TypeVar

from signalkit.cli.output import Output
from signalkit.cli.terminal import can_redraw, use_colour

_T = TypeVar("_T")
PATIENCE = 1.0
"""Seconds before anything is shown."""


def track(values: Iterable[_T], output: Output) -> Generator[_T]:
    """Yield the values; count them on standard error if that is a terminal and they take long.

    Close the generator before anything else is written to standard error.
    """
    rest = iter(values)
    if can_redraw(output.stderr):
        start = time.monotonic()
        done = 0
        for value in rest:
            yield value
            done += 1
            if time.monotonic() - start > PATIENCE:
                break
        else:
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = SpinnerColumn(), TextColumn("{task.completed} digests"), TimeElapsedColumn()
        console = Console(file=output.stderr, force_terminal=True, no_color=not use_colour(output.stderr))
        with Progress(*columns, console=console, transient=True) as progress:
            yield from progress.track(rest, completed=done)
    else:
        yield from rest
