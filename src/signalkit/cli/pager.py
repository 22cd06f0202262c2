"""Lines shown through a pager where they are more than the terminal shows at once, as git shows them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import click

from signalkit.cli.output import Output
from signalkit.cli.terminal import can_redraw, columns_of, rows_of
from signalkit.display import width_of

_SETTINGS = {"LESS": "FRX", "LV": "-c"}
"""What pagers read unless it is set: less ends at once if the screen is enough, and shows colours."""

_MISSING = (126, 127)
"""The exit statuses of a shell that cannot start a command."""

_BUFFER = 1 << 20
"""More characters than a pipe takes that nothing reads."""


def print_lines(lines: Iterable[str], output: Output, *, paged: bool = True) -> None:
    """Print lines to standard output as they come.

    Args:
        lines: Without line ends.
        output: Of the run.
        paged: Whether to use a pager where a terminal is too small for them.

    Raises:
        OSError: If standard output is closed or full.
    """
    output.results.flush()
    stream: Any = output.stdout
    rest = iter(lines)
    if paged and can_redraw(stream) and (rows := rows_of(stream)) and (command := find_pager()):
        first = list(_screen(rest, rows, columns_of(stream)))
        if _height(first, columns_of(stream)) >= rows:
            with output.holding_notes(), _ignored_interrupts():
                unread = _pipe(chain(first, rest), command, stream)
            if unread is None:
                return
            output.complain(f"cannot start the pager {command!r}; set PAGER to another, or to cat")
            first = unread
        rest = chain(first, rest)
    for line in rest:
        stream.write(f"{line}\n")


def find_pager() -> str | None:
    """Return the command of the pager: that of ``PAGER``, or else less; None if it is empty or ``cat``."""
    command = os.environ.get("PAGER")
    if command is None:
        return "less" if shutil.which("less") else None
    return None if command.strip() in ("", "cat") else command


def _screen(lines: Iterator[str], rows: int, columns: int) -> Iterator[str]:
    """Yield lines until a terminal of that size is full."""
    used = 0
    while used < rows and (line := next(lines, None)) is not None:
        used += _height([line], columns)
        yield line


def _height(lines: Iterable[str], columns: int) -> int:
    """Return how many rows of a terminal some lines take."""
    return sum(max(1, -(-width_of(click.unstyle(line)) // columns)) for line in lines)


def _pipe(lines: Iterator[str], command: str, stream: Any) -> list[str] | None:
    """Write lines to a pager until it ends; the lines that it was to have had, if it could not be started."""
    stream.flush()
    process = subprocess.Popen(
        command, shell=True, stdin=subprocess.PIPE, stdout=stream.fileno(), env={**_SETTINGS, **os.environ}
    )
    assert process.stdin is not None
    kept: list[str] = []
    size = 0
    with contextlib.suppress(BrokenPipeError):  # it has ended
        for line in lines:
            if size < _BUFFER:
                kept.append(line)
                size += len(line)
            process.stdin.write(f"{line}\n".encode(stream.encoding, "backslashreplace"))
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    return kept if process.wait() in _MISSING else None


@contextlib.contextmanager
def _ignored_interrupts() -> Iterator[None]:
    """Leave Ctrl-C to the pager while it runs."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # only the main thread may do so
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
