"""The last line of a run: what was found, what can be fixed, and in a hook, what to run."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from signalkit.checking.reports import FORMATS
from signalkit.display import counted
from tests.support.cli import run
from tests.support.samples import SEEDS

GOOD = SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md"
BAD = "\ufeff# __Bees__\n\n## Keywords\n\n* bees\n* bees\n"
RULES = ("--select", "SK002,SK402")  # the first has a safe fix, the other none


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PRE_COMMIT", raising=False)
    shutil.copy(GOOD, tmp_path / "good.md")
    (tmp_path / "bad.md").write_text(BAD, encoding="utf-8")
    return tmp_path


def last(folder: Path, *arguments: object, stdin: bytes = b"") -> str:
    return run("check", *arguments, cwd=folder, stdin=stdin).stderr.decode().splitlines()[-1]


def test_problems_are_counted(folder: Path) -> None:
    assert last(folder, *RULES) == "Found 2 problems in 1 file (1 fixable with --fix)"
    (folder / "worse.md").write_text(BAD.replace("Bees", "Be\x07es"))
    assert last(folder, *RULES) == "Found 4 problems in 2 files (2 fixable with --fix)"
    assert (
        last(folder, "--select", "SK004") == "Found 1 problem in 1 file (1 fixable with --fix --unsafe-fixes)"
    )
    assert last(folder, "--select", "SK002,SK004") == (
        "Found 3 problems in 2 files (2 fixable with --fix, 1 more with --fix --unsafe-fixes)"
    )
    assert last(folder, "--select", "SK402") == "Found 2 problems in 2 files"


def test_information_is_counted_by_itself(folder: Path) -> None:
    (folder / "signalkit.toml").write_text('[severity]\nSK002 = "info"')
    assert last(folder, *RULES) == "Found 1 problem and 1 note in 1 file (1 fixable with --fix)"
    assert last(folder, "--select", "SK002") == "Found 1 note in 1 file (1 fixable with --fix)"


def test_no_problems_are_said(folder: Path) -> None:
    assert last(folder, "--select", "SK001") == "Found no problems in 2 files"
    assert last(folder, "good.md", "--select", "SK001") == "Found no problems in 1 file"
    (folder / "good.md").unlink()
    (folder / "bad.md").unlink()
    assert last(folder) == "signalkit: no files to check"


@pytest.mark.parametrize("format", FORMATS)
def test_a_summary_is_no_part_of_a_report(format: str, folder: Path) -> None:
    line = "Found 2 problems in 1 file (1 fixable with --fix)"
    assert last(folder, *RULES, "--output-format", format) == line
    assert last(folder, *RULES, "--output-format", format, "-o", "out") == line
    assert last(folder, *RULES, "--statistics") == line
    assert "Found" not in run("check", *RULES, "--output-format", format, cwd=folder).stdout.decode()


def test_what_is_fixed_is_not_found(folder: Path) -> None:
    assert last(folder, *RULES, "--diff") == "Would fix 1 problem in 1 file"
    assert last(folder, *RULES, "--fix") == "Found 1 problem in 1 file"
    done = run("check", *RULES, "--diff", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"Would fix none of 1 problem\n")
    assert (
        last(folder, *RULES, "-", stdin=BAD.encode()) == "Found 2 problems in 1 file (1 fixable with --fix)"
    )


# -- hooks -------------------------------------------------------------------------------------------------


def in_hook(folder: Path, *arguments: object) -> list[str]:
    done = run(*arguments, cwd=folder, env={"PRE_COMMIT": "1"})
    return done.stderr.decode().splitlines()


def test_a_hook_that_fails_says_what_to_run(folder: Path) -> None:
    (folder / "bad.md").rename(folder / "it's bad.md")
    lines = in_hook(folder, "check", "--force-exclude", *RULES, "good.md", "it's bad.md")
    assert lines[-2].startswith("To fix what can be fixed, run: signalkit check --fix ")
    assert lines[-1] == "To read about a rule, run: signalkit rule SK002"
    for line in lines[-2:]:
        _, *words = shlex.split(line.partition(": ")[2])
        assert run(*words, cwd=folder).returncode in (0, 1)
    assert b"SK002" not in run("check", *RULES, ".", cwd=folder).stdout
    lines = in_hook(folder, "check", "--force-exclude", *RULES, "good.md", "it's bad.md")
    assert [line for line in lines if "run:" in line] == ["To read about a rule, run: signalkit rule SK402"]
    assert in_hook(folder, "check", "good.md", *RULES) == ["Found no problems in 1 file"]


def test_a_hook_names_no_more_files_than_can_be_read(folder: Path) -> None:
    for number in range(11):
        shutil.copy(folder / "bad.md", folder / f"{number}.md")
    assert "To fix what can be fixed, run: signalkit check --fix ." in in_hook(folder, "check", *RULES)


def test_a_formatting_hook_says_what_to_run(folder: Path) -> None:
    (folder / "bad.md").write_text("# __T__\n## Keywords\n- a\n")
    lines = in_hook(folder, "format", "--force-exclude", "--check", "good.md", "bad.md")
    assert lines == ["1 of 2 files would change", "To format them, run: signalkit format bad.md"]
    lines = in_hook(folder, "format", "--force-exclude", "good.md", "bad.md")
    assert lines == ["1 of 2 files changed", "To stage the changes, run: git add --update"]
    lines = in_hook(folder, "format", "--force-exclude", "good.md", "bad.md")
    assert lines == ["0 of 2 files changed"]


def test_nouns_agree_with_their_numbers() -> None:
    assert [counted(number, "file") for number in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert counted(3, "entry", "entries") == "3 entries"
