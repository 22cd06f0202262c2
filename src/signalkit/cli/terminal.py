"""What people see: one line for each trouble, nothing that steers their terminal."""

from __future__ import annotations

from typing import IO, Any

import click

# Characters that would steer the terminal are shown as a mark instead.
_HARMLESS = dict.fromkeys([*range(32), 127, *range(128, 160), *range(0xD800, 0xE000)], "\ufffd") | {
    10: "\n",
    9: " ",
}


def harmless(text: str) -> str:
    """The text without anything that would steer a terminal; line ends stay."""
    return text.translate(_HARMLESS)


def complain(reason: object, path: object = None) -> None:
    """Say in one line on stderr what is wrong, and with which file."""
    if isinstance(reason, OSError) and reason.strerror:
        path = reason.filename if path is None else path
        reason = reason.strerror
    line = f"{reason}" if path is None else f"{path}: {reason}"
    click.echo(f"signalkit: {harmless(line.replace(chr(10), ' '))}", err=True)


class Trouble(click.ClickException):
    """The end of a command, said in one line; exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it."""
        complain(self.message)
