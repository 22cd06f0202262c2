"""Files named on the command line: found, read, and complained about in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from signalkit.document import Document, load, parse_bytes

STDIN = Path("-")


def find_files(paths: Iterable[str]) -> Iterator[Path]:
    """The files named, and the `*.md` below the folders named, in order of their names.

    A folder without any is spoken of on stderr: a wrong path should not pass for a clean one.
    """
    for name in paths:
        path = Path(name)
        if name != "-" and path.is_dir():
            found = False
            for folder, folders, files in os.walk(path):
                folders[:] = sorted(f for f in folders if not f.startswith("."))
                for file in sorted(files):
                    if file.endswith(".md"):
                        found = True
                        yield Path(folder) / file
            if not found:
                complain(path, "no *.md files in this folder")
        else:
            yield path


def complain(path: object, reason: object) -> None:
    """Say on stderr, in one line, what is wrong with a file."""
    if isinstance(reason, OSError) and reason.strerror:
        reason = reason.strerror
    line = f"{path}: {reason}".replace("\n", " ")
    click.echo(f"signalkit: {line}".encode("utf-8", "backslashreplace"), err=True)


def load_or_complain(path: Path) -> Document | None:
    """The document in a file; None, and a line on stderr, if it cannot be read."""
    try:
        if path == STDIN:
            return parse_bytes(sys.stdin.buffer.read())
        return load(path)
    except OSError as error:
        complain(path, error)
        return None
