"""What the terminal is like: whether a stream is one, its size, and whether text for it is coloured.

Every verb asks here, so that the variables mean the same everywhere. Sources: https://no-color.org,
https://force-color.org, https://bixense.com/clicolors.
"""

from __future__ import annotations

import os
import stat
from typing import Any

DEFAULT_COLUMNS = 80
"""The width of text for people where no terminal gives one."""


def is_terminal(stream: Any) -> bool:
    """Return whether a stream is a terminal; None, for one that is closed, is not."""
    return stream is not None and bool(stream.isatty())


def is_terminal_at(path: str) -> bool:
    """Return whether the file at a path is a terminal, such as ``/dev/tty`` or ``/dev/stdout``."""
    try:
        if not stat.S_ISCHR(os.stat(path).st_mode):
            return False
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    except OSError:
        return False
    try:
        return os.isatty(handle)
    finally:
        os.close(handle)


def can_redraw(stream: Any) -> bool:
    """Return whether a stream is a terminal that can move its cursor, as progress and pagers need."""
    return is_terminal(stream) and not _is_dumb()


def use_colour(stream: Any) -> bool:
    """Return whether to colour text for a stream.

    The first that applies decides: ``NO_COLOR`` (no), ``FORCE_COLOR`` or ``CLICOLOR_FORCE`` other than 0
    (yes), ``TERM=dumb`` or ``CLICOLOR=0`` (no); else whether the stream is a terminal. A variable that is
    empty counts as not set.
    """
    variables = os.environ
    if variables.get("NO_COLOR"):
        return False
    if variables.get("FORCE_COLOR") or variables.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return stream is not None
    return can_redraw(stream) and variables.get("CLICOLOR") != "0"


def columns_of(stream: Any) -> int:
    """Return the width of text for a stream: of ``COLUMNS``, of the terminal, or else `DEFAULT_COLUMNS`."""
    return _given("COLUMNS") or _size_of(stream)[0] or DEFAULT_COLUMNS


def rows_of(stream: Any) -> int:
    """Return the height of the terminal that a stream is, of ``LINES`` first; 0 if it is not known."""
    return _given("LINES") or _size_of(stream)[1]


def _is_dumb() -> bool:
    return os.environ.get("TERM") in ("dumb", "unknown")


def _given(variable: str) -> int:
    value = os.environ.get(variable, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _size_of(stream: Any) -> tuple[int, int]:
    """Return columns and rows; 0 for what is not known."""
    if not is_terminal(stream):
        return 0, 0
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):  # it has no file descriptor
        return 0, 0
    return size.columns, size.lines
