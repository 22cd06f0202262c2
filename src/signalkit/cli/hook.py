"""What a hook of pre-commit says to run: its users did not type the command that has failed."""

from __future__ import annotations

import os
from collections.abc import Collection

from signalkit.display import sanitize_line

_MOST = 10
"""As many names as a command to copy may have."""


def is_hook() -> bool:
    """Return whether pre-commit runs this process as a hook."""
    return os.environ.get("PRE_COMMIT") == "1"


def command_for(verb: str, *words: str, names: Collection[str] = ()) -> str:
    """Return a command to copy: for the files named, or for the current folder if they are many.

    Args:
        verb: Of signalkit.
        *words: Options, and arguments that are not files.
        names: Of files.
    """
    import shlex

    files = list(names) if len(names) <= _MOST else [os.curdir]
    files = [f"./{name}" if name.startswith("-") else name for name in files]
    return sanitize_line(shlex.join(["signalkit", verb, *words, *files]))
