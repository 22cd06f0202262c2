"""What people see: one line for each trouble, nothing that steers their terminal."""

from __future__ import annotations

import sys
from typing import IO, Any, BinaryIO, cast

import click

from signalkit.errors import describe

# Characters that would steer the terminal are shown as a mark instead.
_HARMLESS = dict.fromkeys([*range(32), 127, *range(128, 160), *range(0xD800, 0xE000)], "\ufffd") | {
    10: "\n",
    9: " ",
}


def harmless(text: str) -> str:
    """The text without anything that would steer a terminal; line ends stay."""
    return text.translate(_HARMLESS)


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
    click.echo(f"signalkit: {harmless(line.replace(chr(10), ' '))}", err=True)


class Trouble(click.ClickException):
    """The end of a command, said in one line; exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it."""
        complain(self.message)
