"""What the terminal decides: colours, widths and progress, the same way for every verb."""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit.checking import Diagnostic
from signalkit.checking.reports import Context, write_report
from signalkit.cli.terminal import columns_of
from signalkit.display import sanitize, width_of
from tests.support.cli import run
from tests.support.pool import texts
from tests.support.profiles import fewer

VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM")
TEXT = "\ufeff# __Bees__\n\n## Keywords\n\n- bees\n- bees\n"
VERBS = {
    "check": ["check", "--output-format", "full", "a.md"],
    "check --diff": ["check", "--select", "SK002", "--diff", "a.md"],
    "format --diff": ["format", "--diff", "a.md"],
    "show": ["show", "a.md"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def is_coloured(variables: dict[str, str], terminal: bool) -> bool:
    """The decision, as the specifications of the variables have it."""
    if variables["NO_COLOR"]:
        return False
    if variables["FORCE_COLOR"] or variables["CLICOLOR_FORCE"] not in ("", "0"):
        return True
    return terminal and variables["TERM"] != "dumb" and variables["CLICOLOR"] != "0"


@pytest.mark.lengthy
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("terminal", [True, False])
def test_colours_are_one_decision(verb: str, terminal: bool, folder: Path) -> None:
    for values in product(("", "1"), ("", "1"), ("", "0", "1"), ("", "0", "1"), ("xterm", "dumb")):
        variables = dict(zip(VARIABLES, values, strict=True))
        done = run(*VERBS[verb], cwd=folder, terminal=terminal, env=variables)
        assert done.stdout
        assert (b"\x1b[" in done.stdout) == is_coloured(variables, terminal), variables


def test_a_diff_is_coloured_line_by_line(folder: Path) -> None:
    lines = run("format", "--diff", "a.md", cwd=folder, terminal=True).stdout.decode().splitlines()
    assert lines[0] == "\x1b[1m--- a/a.md\x1b[0m"
    assert lines[1] == "\x1b[1m+++ b/a.md\x1b[0m"
    assert lines[2].startswith("\x1b[36m@@ ")
    assert "\x1b[31m- bees\x1b[0m" not in lines
    assert "\x1b[31m-- bees\x1b[0m" in lines
    assert "\x1b[32m+* bees\x1b[0m" in lines
    plain = run("format", "--diff", "a.md", cwd=folder).stdout.decode().splitlines()
    assert [re.sub("\x1b\\[[0-9]*m", "", line) for line in lines] == plain


# -- widths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "columns"), [("60", 60), ("", 80), ("x", 80), ("-1", 80), ("9" * 9, 80)])
def test_columns_are_those_of_the_variable(value: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", value)
    assert columns_of(None) == columns


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals here")
def test_columns_are_those_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl
    import pty
    import struct
    import termios

    monkeypatch.delenv("COLUMNS", raising=False)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 97, 0, 0))
    with os.fdopen(slave, "w") as stream:
        assert columns_of(stream) == 97
    os.close(master)


def excerpt(document: signalkit.Document, start: int, end: int, width: int) -> tuple[str, str]:
    """The line of a file and the marks below it, as the full report has them."""
    one = Diagnostic(
        code="SK000",
        rule="x",
        severity="error",
        message="x",
        span=signalkit.Span(start, end),
        start=document.position(start),
        end=document.position(end),
    )
    line, marks = write_report("full", [one], Context({}, lambda _: document, width=width)).splitlines()[2:4]
    return line, marks


@fewer(4)
@given(texts(), st.integers(40, 160), st.data())
def test_the_full_report_fits_the_terminal(text: str, width: int, data: st.DataObject) -> None:
    document = signalkit.parse(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, marks = excerpt(document, start, end, width)
    assert max(width_of(line), width_of(marks)) <= width
    column = marks.index("^")
    before = next(length for length in range(len(line) + 1) if width_of(line[:length]) >= column)
    marked = sanitize(re.split("[\r\n]", text[start:end])[0])
    if width_of(line[:before]) == column and marked[:1].isprintable() and width_of(marked[:1]) == 1:
        assert marked[0] in line[before : before + 2]


def test_the_window_is_centred_on_what_is_marked() -> None:
    text = "a" * 5000 + "NEEDLE" + "b" * 5000
    line, marks = excerpt(signalkit.parse(text), 5000, 5006, 60)
    assert line == "    1 | … " + "a" * 21 + "NEEDLE" + "b" * 21 + " …"
    assert marks == "      | " + " " * 23 + "^^^^^^"
    line, marks = excerpt(signalkit.parse(text), 5000, 9000, 60)  # longer than the window
    assert line == "    1 | … " + "NEEDLE" + "b" * 42 + " …"
    assert marks == "      |   " + "^" * 48
    line, marks = excerpt(signalkit.parse(text), 0, 1, 60)
    assert line == "    1 | " + "a" * 48 + " …"
    line, marks = excerpt(signalkit.parse(text), len(text) - 1, len(text), 60)
    assert line == "    1 | … " + "b" * 48
    assert marks.endswith(" ^")
    assert len(marks) == len(line)


def test_what_has_no_width_is_marked_too() -> None:
    _, marks = excerpt(signalkit.parse("a\u200bb"), 1, 2, 60)
    assert marks == "      |  ^"


@pytest.mark.parametrize("columns", [60, 120])
def test_check_takes_the_width_of_the_terminal(columns: int, folder: Path) -> None:
    (folder / "a.md").write_text("# __Bees__\n\n## Summary\n\n" + "word " * 60 + "\x07 word" * 60)
    done = run("check", "a.md", cwd=folder, terminal=True, env={"COLUMNS": str(columns)})
    shown = [re.sub("\x1b\\[[0-9]*m", "", line) for line in done.stdout.decode().splitlines()]
    lines = [line for line in shown if " | " in line]
    assert max(map(width_of, lines)) <= columns
    assert max(map(width_of, lines)) > columns - 3
