"""The command line: run in this process, or as a process of its own where a test is about one."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from unittest import mock

from signalkit.cli.main import cli
from signalkit.plugins.manager import get_manager

PROGRAM = [sys.executable, "-m", "signalkit"]


class _Stream(io.TextIOWrapper):
    """A standard stream in memory, which may take itself for a terminal."""

    def __init__(self, data: bytes = b"", *, terminal: bool = False) -> None:
        self.memory = io.BytesIO(data)
        self._is_terminal = terminal
        super().__init__(self.memory, encoding="utf-8", errors="backslashreplace", newline="")

    def isatty(self) -> bool:
        return self._is_terminal

    def content(self) -> bytes:
        self.flush()
        return self.memory.getvalue()


def run(
    *arguments: object,
    stdin: bytes | None = b"",
    stdout: Literal["read", "closed", "full"] = "read",
    stderr: Literal["apart", "stdout"] = "apart",
    cwd: Path | None = None,
    terminal: bool = False,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in this process.

    An exception that a process would show as a traceback is raised, and so is an `AssertionError`
    where the command changes anything of the process.

    Args:
        *arguments: Of the command.
        stdin: What standard input has; None if it is closed.
        stdout: Whether standard output is closed, or is a device that is full.
        stderr: Whether standard error is a stream of its own, or the same as standard output.
        cwd: The current folder; unchanged if None.
        terminal: Whether standard output and standard error are a terminal.
        env: Variables that are added to those of this process.
    """
    out = _Stream(terminal=terminal)
    err = out if stderr == "stdout" else _Stream(terminal=terminal)
    words = list(map(str, arguments))
    with (
        _full_device() if stdout == "full" else contextlib.nullcontext(out) as written,
        contextlib.chdir(cwd or Path.cwd()),
        mock.patch.dict(os.environ, env or {}),
        mock.patch.object(sys, "stdin", None if stdin is None else _Stream(stdin)),
        mock.patch.object(sys, "stdout", None if stdout == "closed" else written),
        mock.patch.object(sys, "stderr", err),
        warnings.catch_warnings(),
    ):
        before = _state()
        status: Any = None
        try:
            cli.main(words, prog_name="signalkit")
        except SystemExit as ended:
            status = ended.code
        assert isinstance(status, int), status
        after = _state()
        assert after == before, {
            name: (before[name], after[name]) for name in before if before[name] != after[name]
        }
    return subprocess.CompletedProcess(words, status, out.content(), err.content())


@contextlib.contextmanager
def _full_device() -> Iterator[io.TextIOWrapper]:
    file = io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "w")), encoding="utf-8")
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):
            file.close()


def _state() -> dict[str, Any]:
    """Return what a command leaves as it is."""
    return {
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        # Libraries add filters of their own when they are first loaded.
        "warnings": [
            one for one in warnings.filters if one[2].__module__ == "builtins" and not _of_numpy(one)
        ],
        "signals": [signal.getsignal(number) for number in signal.valid_signals()],
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "plugins": get_manager(),
    }


def _of_numpy(rule: Sequence[Any]) -> bool:
    """Return whether a filter is one that numpy adds, which openpyxl loads if it is installed."""
    return getattr(rule[1], "pattern", "").startswith("numpy.")


def run_process(
    *arguments: object,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own; see `run`."""
    command = [*PROGRAM, *map(str, arguments)]
    variables = {**os.environ, **(env or {})}
    done = subprocess.run(command, input=stdin, cwd=cwd, env=variables, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    return done


def start_process(*arguments: object, **streams: Any) -> subprocess.Popen[bytes]:
    """Start a process whose streams are pipes, if nothing else is said."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*PROGRAM, *map(str, arguments)], **{**pipes, **streams})


@contextlib.contextmanager
def installed(site: Path) -> Iterator[None]:
    """Let the distributions in a folder be installed in this process."""
    with mock.patch.object(sys, "path", [str(site), *sys.path]):
        importlib.invalidate_caches()
        try:
            yield
        finally:
            for name, module in list(sys.modules.items()):
                if str(getattr(module, "__file__", None)).startswith(f"{site}{os.sep}"):
                    del sys.modules[name]
            importlib.invalidate_caches()


def run_on_terminal(
    *arguments: object,
    cwd: Path,
    size: tuple[int, int] = (80, 24),
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = PROGRAM,
) -> tuple[int, str]:
    """Run a process on a terminal of its own.

    Args:
        *arguments: Of the command.
        cwd: The current folder.
        size: Columns and rows of the terminal.
        env: Variables that are added to those of this process; those of pagers and sizes are taken away.
        command: What to run instead of the program.

    Returns:
        The exit status, and what both streams show.
    """
    import fcntl  # which not every system has
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("LESS", "COLUMNS", "LINES")}
    variables = {**kept, **(env or {})}
    words = [*command, *map(str, arguments)]
    process = subprocess.Popen(words, cwd=cwd, env=variables, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while piece := os.read(master, 65536):
            shown += piece
    os.close(master)
    return process.wait(), shown.decode().replace("\r\n", "\n")
