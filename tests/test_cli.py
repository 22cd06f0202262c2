"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest

from signalkit import __version__
from signalkit.cli.main import cli
from tests.support.cli import run, run_process
from tests.support.samples import SEEDS


def seed(title: str) -> Path:
    return next(
        p for p in SEEDS.glob("*.md") if p.stem != "README" and title in p.read_text(encoding="utf-8")[:300]
    )


def test_show_prints_what_a_digest_says() -> None:
    result = run("show", seed("DART Moves"))
    assert result.returncode == 0
    text = result.stdout.decode()
    for part in (
        "DART Moves an Asteroid",
        "16 October 2022",
        "kinetic impactor",
        "driving force",
        "Closest (4)",
    ):
        assert part in text


def test_show_json_is_the_digest() -> None:
    path = seed("DART Moves")
    digest = json.loads(run("show", "--json", path).stdout)
    assert digest["id"] == path.stem
    assert digest["origin"]["label"] == "20221016"
    assert digest["signals"][0]["horizon"]
    both = json.loads(run("show", "--json", path, seed("Seed Vault")).stdout)
    assert len(both) == 2


def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_done(tmp_path: Path) -> None:
    result = run("show", tmp_path / "missing.md", seed("DART Moves"))
    assert result.returncode == 2
    assert b"DART" in result.stdout
    assert (
        result.stderr.decode().strip() == f"signalkit: {tmp_path / 'missing.md'}: No such file or directory"
    )


def test_misuse_exits_2_without_a_traceback() -> None:
    for arguments in (["show"], ["show", "--colour"], ["format", "--colour"], ["nothing"]):
        result = run(*arguments)
        assert result.returncode == 2
        assert (result.stdout, bool(result.stderr)) == (b"", True)


def test_format_mends_a_file_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# __T__\n## Keywords\n- a\n- b\n\n\n\n## Signals\n|name|change|\n|-|-|\n|x|y|\n", encoding="utf-8"
    )
    before = path.read_bytes()
    assert run("format", "--check", path).returncode == 1
    diff = run("format", "--diff", path)
    assert diff.returncode == 1
    assert b"+* a" in diff.stdout
    assert path.read_bytes() == before
    assert run("format", path).returncode == 0
    assert path.read_text(encoding="utf-8") == (
        "# __T__\n\n## Keywords\n\n* a\n* b\n\n## Signals\n\n"
        "| name   | change   |\n|:-------|:---------|\n| x      | y        |\n"
    )
    assert run("format", "--check", tmp_path).returncode == 0


def test_format_from_stdin_to_stdout() -> None:
    result = run("format", "-", stdin=b"## Keywords\r\n- a")
    assert result.returncode == 0
    assert result.stdout == b"## Keywords\r\n\r\n* a"


def test_format_gives_back_standard_input_that_it_does_not_format() -> None:
    other = b"# Readme\n\n- No digest.\n"
    done = run("format", "-", "--force-exclude", stdin=other)
    assert (done.returncode, done.stdout) == (0, other)
    assert done.stderr == b"signalkit: skipped 1 file (not a digest)\n"
    assert run("format", "-", "--force-exclude", "--check", stdin=other).stdout == b""


def test_format_gives_back_standard_input_that_is_excluded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "signalkit.toml").write_text('exclude = ["-"]')
    monkeypatch.chdir(tmp_path)
    digest = b"# __Bees__\n\n## Keywords\n\n- bees"
    assert run("format", "-", "--force-exclude", stdin=digest).stdout == digest
    assert run("format", "-", stdin=digest).stdout != digest


def test_format_of_odd_files(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "binary.md").write_bytes(bytes(range(256)))
    result = run("format", tmp_path)
    assert result.returncode == 0
    assert (tmp_path / "binary.md").read_bytes() == bytes(range(256))


def test_a_folder_without_digests_is_spoken_of(tmp_path: Path) -> None:
    result = run("show", tmp_path)
    assert (result.returncode, result.stdout) == (0, b"")
    assert result.stderr.decode() == f"signalkit: {tmp_path}: no Markdown files in this folder\n"


# -- the program -------------------------------------------------------------------------------------------


@pytest.mark.process
@pytest.mark.parametrize(
    "program", [[sys.executable, "-m", "signalkit"], ["signalkit"]], ids=["-m", "script"]
)
def test_the_program_does_what_the_command_does_in_this_process(program: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf# __T__\n")
    script = str(Path(sys.executable).with_name("signalkit"))
    command = [script, *program[1:]] if program[0] == "signalkit" else program
    for words in (["check", "."], ["format", "--diff", "-"], ["nothing"], ["--version"]):
        text = (tmp_path / "a.md").read_bytes()
        done = subprocess.run([*command, *words], cwd=tmp_path, input=text, capture_output=True, check=False)
        here = run(*words, cwd=tmp_path, stdin=text)
        assert (done.returncode, done.stdout, done.stderr) == (here.returncode, here.stdout, here.stderr)


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").stdout.decode() == f"signalkit, version {__version__}\n"


def test_runners_of_click_see_what_a_command_writes() -> None:
    runner = click.testing.CliRunner()
    assert json.loads(runner.invoke(cli, ["show", "--json", str(seed("DART Moves"))]).output)["title"]
    assert runner.invoke(cli, ["format", "-"], input=b"## Keywords\n- a").output == "## Keywords\n\n* a"
    assert runner.invoke(cli, ["show"]).exit_code == 2


@pytest.mark.process
def test_a_process_says_the_same_without_streams_of_text(tmp_path: Path) -> None:
    """Results are bytes, whatever the encoding of the streams; what is for people is escaped."""
    path = tmp_path / "a.md"
    path.write_text("# __Café 🛰️__", encoding="utf-8")
    done = run_process("show", path, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Caf\\xe9" in done.stdout
    path = seed("DART Moves")
    for words in (["show", "--json", path], ["export", "json", path], ["rule", "--all"]):
        done = run_process(*words, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
        assert (done.returncode, done.stdout) == (0, run(*words).stdout)
