"""What strangers wrote steers no terminal, and gives no command to GitHub's runner."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from junitparser import JUnitXml

import signalkit
from signalkit.checking.reports import FORMATS
from signalkit.display import sanitize, sanitize_json
from tests.support.cli import installed, run, run_on_terminal

# Clears the screen, names a link, sets the title, hides text, answers back; C1; overwriting; Trojan source.
ATTACK = (
    "\x1b[2J\x1b]8;;http://evil.example\x07link\x1b]8;;\x1b\\\x1b]0;title\x07\x1b[8mhidden\x1b[6n\x1bc"
    "\x9b31mc1\x9d0;t\x9c\x85over\x08\x08\x7fbell\x07\u202etxt.exe\u202c\u2066iso\u2069\u2067\u2068"
)
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
COLOURS = re.compile(r"\x1b\[(?:0|1|2|22|3[1-6]|1;3[1-6]|3[1-6];1|2;3[1-6])?m")
DIGEST = (
    f"# __Bees {ATTACK}__, from ([lab{ATTACK}](http://x.example/{ATTACK}).)\n\n"
    f"__[External link](http://a{ATTACK})__\n\n## Summary\n\nText {ATTACK}\n\n## Keywords\n\n"
    f"- {ATTACK}\n- bees\n- bees\n\n## Signals\n\n|Signal|Change|{ATTACK}|\n|-|-|-|\n|a {ATTACK}|b|c|\n\n"
    f"## Odd {ATTACK}\n\nx {ATTACK}\n"
    f"\n## Closest\n\n* [t {ATTACK}](id{ATTACK})\n\n<!-- signalkit-disable-next-line nothing -->\n"
)
NAME = "a\x1b[2J\x1b]0;t\x07\x9b8m\u202e\x7f\r.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / NAME).write_text(DIGEST, encoding="utf-8", newline="")
    (tmp_path / f"in{NAME}.jsonl").write_text('{"title": 1}')
    (tmp_path / "bad.toml").write_text(f"{json.dumps(ATTACK)} = 1")
    return tmp_path


COMMANDS = [
    ["show", "hostile"],
    ["show", "--json", "hostile"],
    ["check", "--select=ALL", "hostile"],
    *(["check", "--select=ALL", f"--output-format={format}", "hostile"] for format in FORMATS),
    ["check", "--diff", "--unsafe-fixes", "--select=ALL", "hostile"],
    ["check", "--show-files", "hostile"],
    ["check", f"--config=none{ATTACK}"],
    ["check", "--config=bad.toml", "hostile"],
    ["check", f"--select={ATTACK}"],
    ["check", f"--{ATTACK}"],
    ["check", f"--select=ALL-{ATTACK}", "hostile"],
    [ATTACK],
    ["format", "--diff", "hostile"],
    ["format", "--check", "hostile"],
    ["format", "hostile"],
    ["export", ATTACK, "hostile"],
    ["export", "opml", "hostile"],
    ["export", "json", f"none{ATTACK}", "-o", "out.json"],
    ["import", "jsonl", f"in{NAME}.jsonl", "-o", f"out{ATTACK.replace('/', '')}"],
    ["rule", ATTACK],
    ["plugins", "-p", ATTACK],
]


def assert_harmless(shown: str) -> None:
    assert shown
    assert not STEERS.findall(COLOURS.sub("", shown))
    assert "\x1b[8m" not in shown


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: " ".join(command[:3]).encode("unicode_escape")
)
def test_nothing_steers_a_terminal(command: list[str], folder: Path) -> None:
    done = run(*command, cwd=folder, terminal=True)
    assert done.returncode in (0, 1, 2)
    assert_harmless((done.stdout + done.stderr).decode())


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals here")
@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[2]], ids=["show", "check"])
def test_nothing_of_a_process_steers_a_terminal(command: list[str], folder: Path) -> None:
    status, shown = run_on_terminal(*command, cwd=folder, env={"PAGER": "cat"})
    assert status in (0, 1, 2)
    assert "\x1b[" in shown  # it takes it for one
    assert_harmless(shown)


@pytest.mark.parametrize("format", FORMATS)
def test_reports_in_a_log_steer_nothing(format: str, folder: Path) -> None:
    done = run("check", "--select=ALL", f"--output-format={format}", "hostile", cwd=folder)
    text = done.stdout.decode()
    assert done.returncode == 1
    if format == "junit":
        assert all(suite.tests for suite in JUnitXml.fromstring(done.stdout))
        text = re.sub('(name|classname|file)="[^"]*"', "", text)  # which has to be that of the file
    assert not STEERS.findall(text)
    if format in ("json", "sarif", "gitlab"):
        assert NAME.encode("unicode_escape").decode().replace("\\x", "\\u00") in text or "%1B" in text


def test_a_diff_is_whole_where_no_terminal_reads_it(folder: Path) -> None:
    assert ATTACK.encode() in run("format", "--diff", "hostile", cwd=folder).stdout


def test_each_character_that_steers_is_replaced() -> None:
    for character in map(chr, range(0x110000)):
        found = character not in "\t\n" and bool(STEERS.match(character) or "\ud800" <= character <= "\udfff")
        assert (sanitize(character) == "\ufffd") == (found or character == "\ufffd"), hex(ord(character))


def test_json_says_the_same_without_its_sting() -> None:
    text = json.dumps(ATTACK, ensure_ascii=False)
    assert STEERS.search(text)
    assert not STEERS.search(sanitize_json(text))
    assert json.loads(sanitize_json(text)) == ATTACK
    assert not STEERS.search(sanitize(ATTACK))
    assert sanitize("naïve שלום 🛰️\n\ttext") == "naïve שלום 🛰️\n text"


@pytest.mark.parametrize("name", ["::error::x.md", "::stop-commands::x.md", "::add-mask::x\n::error::y.md"])
@pytest.mark.parametrize("format", ["concise", "full", "github"])
def test_no_line_of_a_report_is_a_command_of_a_stranger(name: str, format: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(
        "# __T__\n\n## Keywords\n\n* ::error::a\n* ::error::a\r::warning::b\n\n## Odd\n\n::error::c\n"
    )
    done = run("check", f"--output-format={format}", ".", cwd=tmp_path)
    assert done.returncode == 1
    for line in re.split(r"\r\n|\r|\n", done.stdout.decode()):
        ours = re.match(r"::(error|warning|notice) title=signalkit \([A-Z0-9]+\),file=[^,:]*,line=", line)
        assert not line.lstrip().startswith("::") or (format == "github" and ours)


def test_a_plugin_with_a_hostile_name_and_error_is_told_of_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "evil-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: evil\x1b[2J\nVersion: 1\x9b8m\n", encoding="utf-8"
    )
    (folder / "entry_points.txt").write_text("[signalkit]\nx\x1b[2J = evil_module\n", encoding="utf-8")
    (tmp_path / "evil_module.py").write_text(f"raise ValueError({ATTACK!r})")
    for verb in (["plugins"], ["plugins", "--json"], ["rule", "SK101"]):
        with installed(tmp_path):
            done = run(*verb)
        assert b"ValueError" in done.stdout + done.stderr
        assert not STEERS.search((done.stdout + done.stderr).decode())


def test_the_sample_is_read_as_it_stands() -> None:
    assert ATTACK in signalkit.parse(DIGEST).digest.summary
