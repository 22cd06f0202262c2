"""The streams of a command: results, complaints, and whether a terminal shows them."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any, BinaryIO

import click

from signalkit.cli.terminal import columns_of, is_terminal, use_colour
from signalkit.display import sanitize, sanitize_line
from signalkit.errors import describe


class Output:
    """The standard streams of one run, as they are when it begins.

    Results go to standard output, everything else to standard error. What plugins print while the
    run redirects `sys.stdout` does not get into the results.

    Attributes:
        stdin: Standard input; None if it is closed, as in `sys`.
        stdout: Standard output, likewise.
        stderr: Standard error, likewise.
        failed: Whether `report_failure` was called: the exit status is 2.
    """

    def __init__(self) -> None:
        self.stdin = sys.stdin
        self.stdout = sys.stdout
        self.stderr = sys.stderr
        self.failed = False
        self._held: list[str] | None = None

    # -- results --

    @property
    def results(self) -> BinaryIO:
        """Standard output, as bytes.

        Raises:
            OSError: If it is closed.
        """
        return _binary(self.stdout, "standard output")

    @property
    def is_terminal(self) -> bool:
        """Whether standard output is a terminal."""
        return is_terminal(self.stdout)

    @property
    def is_coloured(self) -> bool:
        """Whether to colour what people read on standard output."""
        return use_colour(self.stdout)

    @property
    def columns(self) -> int:
        """The width of what people read on standard output, perhaps through a pipe to their own pager."""
        return columns_of(self.stdout if self.is_terminal else self.stderr)

    def write(self, data: bytes) -> None:
        """Write a result for other programs, unchanged.

        Raises:
            OSError: If standard output is closed or full.
        """
        self.results.write(data)
        self.results.flush()

    def write_text(self, text: str) -> None:
        """Write a text: unchanged to a file or another program, sanitized to a terminal.

        Raises:
            OSError: If standard output cannot be written; see `write`.
        """
        text = sanitize(text) if self.is_terminal else text
        self.write(text.encode("utf-8", "surrogateescape"))

    def write_diff(self, text: str) -> None:
        """Write a diff: with colours and sanitized where there are colours, else as `write_text`.

        Raises:
            OSError: If standard output cannot be written; see `write`.
        """
        if self.is_coloured:
            from signalkit.cli.diff import colour_diff

            self.write(colour_diff(text).encode("utf-8", "backslashreplace"))
        else:
            self.write_text(text)

    def print(self, text: str) -> None:
        """Write lines for people: sanitized, in the encoding of standard output; dropped if it is closed."""
        if self.stdout is not None:
            click.echo(sanitize(text), file=self.stdout)

    def can_show(self, text: str) -> bool:
        """Return whether the encoding of standard output has the characters of a text."""
        try:
            text.encode(getattr(self.stdout, "encoding", None) or "utf-8")
        except UnicodeEncodeError:
            return False
        return True

    def flush(self) -> None:
        """Write what is buffered.

        Raises:
            OSError: If standard output is full.
        """
        if self.stdout is not None:
            self.stdout.flush()

    # -- everything else --

    @property
    def messages(self) -> BinaryIO:
        """Standard error, as bytes.

        Raises:
            OSError: If it is closed.
        """
        return _binary(self.stderr, "standard error")

    def note(self, text: str) -> None:
        """Write a line about the run to standard error."""
        if self._held is not None:
            self._held.append(text)
        elif self.stderr is not None:
            click.echo(sanitize_line(text), file=self.stderr)

    @contextlib.contextmanager
    def holding_notes(self) -> Iterator[None]:
        """Keep back what would be written to standard error until something else has left the screen."""
        held = self._held = []
        try:
            yield
        finally:
            self._held = None
            for text in held:
                self.note(text)

    def complain(self, reason: object, path: object = None) -> None:
        """Write in one line to standard error what is wrong, and with which file."""
        if isinstance(reason, OSError):
            path = reason.filename if path is None else path
            reason = reason.strerror or describe(reason)
        self.note(f"signalkit: {reason}" if path is None else f"signalkit: {path}: {reason}")

    def report_failure(self, reason: object, path: object = None) -> None:
        """Complain, and remember that the exit status is 2."""
        self.complain(reason, path)
        self.failed = True

    # -- input --

    def read(self) -> bytes:
        """Return all of standard input.

        Raises:
            OSError: If it is closed.
        """
        return self.input.read()

    @property
    def input(self) -> BinaryIO:
        """Standard input, as bytes.

        Raises:
            OSError: If it is closed.
        """
        return _binary(self.stdin, "standard input")


def _binary(stream: Any, name: str) -> BinaryIO:
    if stream is None:
        raise OSError(errno.EBADF, f"{name} is closed")
    binary: BinaryIO = stream.buffer
    return binary


class CommandError(click.ClickException):
    """The end of a command, reported in one line, and a line for each of several problems; exit status 2.

    Args:
        message: what ends the command.
        problems: what comes before.
    """

    exit_code = 2

    def __init__(self, message: str, problems: Iterable[object] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the lines."""
        for line in (*self.problems, self.message):
            click.echo(f"signalkit: {sanitize_line(str(line))}", file=file, err=True)
