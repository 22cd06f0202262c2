"""What people see: one line for each trouble, nothing that steers their terminal."""

from __future__ import annotations

import sys
from typing import IO, Any, BinaryIO, cast

import click

from signalkit.display import harmless, harmless_line
from signalkit.errors import describe


def show_text(text: str) -> None:
    """Write a text to standard output: as it is to a file or another program, harmless to a terminal."""
    out = standard_output()
    if out.isatty():
        text = harmless(text)
    out.write(text.encode("utf-8", "surrogateescape"))


def standard_input() -> BinaryIO:
    """Standard input, as bytes.

    Raises:
        OSError: it is closed.
    """
    if sys.stdin is None:
        raise OSError(9, "standard input is closed")
    return sys.stdin.buffer


def standard_output() -> BinaryIO:
    """Standard output, as bytes; raises as `standard_input` does."""
    if sys.__stdout__ is None:
        raise OSError(9, "standard output is closed")
    return cast(BinaryIO, sys.__stdout__.buffer)  # the real one, even while what plugins print goes elsewhere


def complain(reason: object, path: object = None) -> None:
    """Say in one line on stderr what is wrong, and with which file."""
    if isinstance(reason, OSError):
        path = reason.filename if path is None else path
        reason = reason.strerror or describe(reason)
    line = f"{reason}" if path is None else f"{path}: {reason}"
    click.echo(f"signalkit: {harmless_line(line)}", err=True)


class Trouble(click.ClickException):
    """The end of a command, said in one line; exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it."""
        complain(self.message)
