"""What a plugin does beside its work: what it prints, and what it changes in the process."""

from __future__ import annotations

import contextlib
import io
import locale
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from signalkit.testing.demands import broken


class Printed:
    """What was printed on standard output while a block ran."""

    def __init__(self) -> None:
        self.text = ""


@contextlib.contextmanager
def capture_output() -> Iterator[Printed]:
    """Collect what is printed on standard output, as text or as bytes."""
    printed = Printed()
    buffer = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(buffer, "utf-8", "backslashreplace")) as out:
        try:
            yield printed
        finally:
            if not out.closed:
                out.flush()
                printed.text = buffer.getvalue().decode("utf-8", "backslashreplace")
                out.detach()


def _state() -> dict[str, Any]:
    return {
        "the current directory": os.getcwd(),
        "environment variables": dict(os.environ),
        "the locale": locale.setlocale(locale.LC_ALL),
        "the limit of recursion": sys.getrecursionlimit(),
    }


def _restore(state: Mapping[str, Any]) -> None:
    os.chdir(state["the current directory"])
    variables = state["environment variables"]
    for name in [name for name in os.environ if name not in variables]:
        del os.environ[name]
    os.environ.update(variables)
    locale.setlocale(locale.LC_ALL, state["the locale"])
    sys.setrecursionlimit(state["the limit of recursion"])


@contextlib.contextmanager
def watch_process() -> Iterator[list[str]]:
    """Collect the names of what a block changes in the process, once it has ended, and restore it."""
    changed: list[str] = []
    before = _state()
    try:
        yield changed
    finally:
        after = _state()
        changed += [name for name in before if before[name] != after[name]]
        _restore(before)


def report_printing(text: str) -> NoReturn:
    """Report that a plugin prints on standard output.

    Raises:
        AssertionError: If it is called.
    """
    __tracebackhide__ = True
    broken(
        f"the plugin prints on standard output: {text[:80]!r}",
        expected="nothing is printed; what is exported or reported may be piped there",
        fix="remove the print(), or use logging or warnings",
    )


def report_changes(function: str, changed: list[str]) -> NoReturn:
    """Report that a function of a plugin changes something in the process.

    Raises:
        AssertionError: If it is called.
    """
    __tracebackhide__ = True
    broken(
        f"{function} changes {' and '.join(changed)}",
        expected="nothing in the process is changed; other threads and later work depend on it",
        fix="pass the value to the function that needs it, or restore it in the same call",
    )
