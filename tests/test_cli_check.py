"""``signalkit check``, run as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import ROOT, SEEDS

GOOD = (SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md").read_bytes()
BAD = b"\xef\xbb\xbf# __Bees__\n\n## Keywords\n\n* bees\n* bees\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / f"{'a' * 32}.md").write_bytes(GOOD)
    (tmp_path / "docs" / "bad.md").write_bytes(BAD)
    (tmp_path / "docs" / "README.md").write_text("# About\n\nNo digest.\n")
    return tmp_path


def check(
    folder: Path, *arguments: object, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "signalkit", "check", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, check=False, env={**os.environ, **environment}
    )
    assert b"Traceback" not in done.stderr
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.split()[1] for line in done.stdout.splitlines()]


def test_findings_are_lines_and_exit_1(project: Path) -> None:
    done = check(project, "docs")
    assert done.returncode == 1
    assert codes(done) == ["SK002", "SK102", "SK107", "SK201", "SK201", "SK402"] or set(codes(done)) == {
        "SK002",
        "SK102",
        "SK107",
        "SK201",
        "SK402",
    }
    assert done.stdout.startswith("docs/bad.md:1:1: ")
    assert done.stderr == "signalkit: left alone: 1 file that is no digest\n"
    assert check(project, f"docs/{'a' * 32}.md").returncode == 0
    assert check(project).stdout == done.stdout


def test_a_file_that_is_named_is_checked_whatever_it_is(project: Path) -> None:
    assert "SK102" in codes(check(project, "docs/README.md"))


def test_select_ignore_and_the_like(project: Path) -> None:
    assert codes(check(project, "docs", "--select", "SK402")) == ["SK402"]
    assert codes(check(project, "docs", "--select", "duplicate-keyword,SK002")) == ["SK002", "SK402"]
    assert codes(check(project, "docs", "--select", "SK4", "--ignore", "SK402")) == []
    assert "SK008" in codes(check(project, "docs", "--extend-select", "SK008"))
    assert check(project, "docs", "--select", "SK001").returncode == 0


def test_files_that_are_named_as_if_they_were_found(project: Path) -> None:
    """As pre-commit calls it: with every Markdown file that was changed."""
    done = check(project, "--force-exclude", "docs/README.md", f"docs/{'a' * 32}.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "signalkit: left alone: 1 file that is no digest\n"


def test_exit_zero_but_not_for_what_cannot_be_read(project: Path) -> None:
    assert check(project, "docs", "--exit-zero").returncode == 0
    done = check(project, "docs", "none.md", "--exit-zero")
    assert done.returncode == 2
    assert "signalkit: none.md: No such file or directory\n" in done.stderr
    assert "SK002" in done.stdout


def test_fix_mends_and_says_what_is_left(project: Path) -> None:
    path = project / "docs" / "bad.md"
    diff = check(project, "docs", "--diff")
    assert (diff.returncode, path.read_bytes()) == (1, BAD)
    assert diff.stdout.splitlines()[:2] == ["--- a/docs/bad.md", "+++ b/docs/bad.md"]
    done = check(project, "docs", "--fix")
    assert "1 fixed in 1 file" in done.stderr
    assert path.read_bytes() == BAD[3:]
    assert "SK002" not in codes(done)
    assert "SK402" in codes(done)
    assert check(project, "docs", "--diff").stdout == ""


def test_unsafe_fixes_only_when_asked(project: Path) -> None:
    path = project / "docs" / "bad.md"
    path.write_text("# __Bees\x07__\n")
    assert check(project, path, "--fix", "--select", "SK004").returncode == 1
    assert check(project, path, "--fix", "--unsafe-fixes", "--select", "SK004").returncode == 0
    assert path.read_text() == "# __Bees__\n"


def test_standard_input(project: Path) -> None:
    done = check(project, "-", "--select", "SK002", stdin=BAD)
    assert (done.returncode, done.stdout[:12]) == (1, "-:1:1: SK002")
    done = check(project, "-", "--select", "SK002", "--stdin-filename", "docs/x.md", stdin=BAD)
    assert done.stdout.startswith("docs/x.md:1:1: ")
    done = check(project, "-", "--select", "SK002", "--fix", stdin=BAD)
    assert done.stdout.encode() == BAD[3:]
    assert done.returncode == 0


def test_configuration(project: Path) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.signalkit]\nselect = ["SK4", "SK002"]\nexclude = ["docs/old/"]\n'
        '[tool.signalkit.per-file-ignores]\n"docs/bad.md" = ["SK402"]\n'
        '[tool.signalkit.severity]\nSK002 = "info"\n'
    )
    done = check(project)
    assert codes(done) == ["SK002"]
    assert done.returncode == 0  # information fails nothing
    assert "SK102" in codes(check(project, "--isolated"))
    (project / "docs" / "old").mkdir()
    (project / "docs" / "old" / "x.md").write_bytes(BAD)
    assert codes(check(project)) == ["SK002"]
    assert codes(check(project, "docs/old/x.md")) == ["SK002", "SK402"]
    assert codes(check(project, "docs/old/x.md", "--force-exclude")) == []
    assert codes(check(project / "docs", "bad.md")) == ["SK002"]
    other = project / "other.toml"
    other.write_text('select = ["SK402"]')
    assert codes(check(project, "--config", other)) == ["SK402", "SK402"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("selct = []", "no key 'selct'"),
        ('select = ["SK999"]', "select: there is no rule 'SK999'"),
        (
            'ignore = ["missing-titel"]',
            "ignore: there is no rule 'missing-titel'; did you mean 'missing-title'?",
        ),
        ('[severity]\nSK101 = "fatal"', "severity: expected a table whose values are error, warning, info"),
        ('[severity]\nSK999 = "info"', "severity: there is no rule 'SK999'"),
        ("per-file-ignores = []", "per-file-ignores: expected a table of lists"),
        ('corpus = ["nowhere"]', "corpus: there is no "),
        ('required-plugins = ["nope"]', "required plugin 'nope': not installed"),
    ],
)
def test_a_wrong_configuration_is_one_line(project: Path, text: str, reason: str) -> None:
    (project / "signalkit.toml").write_text(text)
    done = check(project)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_misuse_is_one_message(project: Path) -> None:
    for arguments in (
        ["--selct", "x"],
        ["--select", "SK999"],
        ["--output-format", "xml"],
        ["--isolated", "--config", "x.toml"],
        ["--config", "none.toml"],
        ["--jobs", "0"],
        ["--project-root", "nowhere"],
    ):
        done = check(project, "docs", *arguments)
        assert done.returncode == 2, arguments
        assert done.stdout == ""
        assert done.stderr


def test_an_empty_selection_is_said(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "signalkit: no files to check\n"


def test_show_files_and_statistics(project: Path) -> None:
    done = check(project, "--show-files")
    assert sorted(done.stdout.splitlines()) == sorted(
        ["docs/README.md", f"docs/{'a' * 32}.md", "docs/bad.md"]
    ) or sorted(done.stdout.splitlines()) == sorted(
        ["./docs/README.md", f"./docs/{'a' * 32}.md", "./docs/bad.md"]
    )
    lines = check(project, "docs", "--statistics").stdout.splitlines()
    assert "2  SK201  [ ]  missing-section" in lines
    assert "1  SK002  [*]  byte-order-mark" in lines


def test_a_report_goes_to_a_file(project: Path) -> None:
    done = check(project, "docs", "--output-format", "json", "-o", project / "report.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((project / "report.json").read_text())
    done = check(project, "docs", "-o", project / "docs")
    assert done.returncode == 2
    assert "Is a directory" in done.stderr


def test_several_processes_say_the_same(project: Path) -> None:
    for number in range(40):
        (project / "docs" / f"{number:032x}.md").write_bytes(BAD if number % 3 else GOOD)
    one = check(project, "docs", "--jobs", 1, "--select", "ALL")
    two = check(project, "docs", "--jobs", 2, "--select", "ALL")
    assert one.stdout == two.stdout
    assert one.returncode == two.returncode == 1


def test_references_mean_the_digests_of_the_project(project: Path) -> None:
    other = "b" * 32
    text = f"# __Bees__\n\n## Closest\n\n* [Wasps]({'a' * 32})\n* [Gone]({other})\n"
    (project / "new").mkdir()
    (project / "new" / f"{'c' * 32}.md").write_text(text)
    arguments = ("new", "--select", "SK501,SK504")
    assert codes(check(project, *arguments)) == ["SK501", "SK501"]
    found = check(project, *arguments, "--project-root", "docs")
    assert codes(found) == ["SK504", "SK501"]
    (project / "signalkit.toml").write_text('corpus = ["docs"]')
    assert codes(check(project, *arguments)) == ["SK504", "SK501"]
    assert codes(check(project / "new", ".", "--select", "SK501,SK504")) == ["SK504", "SK501"]


def test_odd_files_are_one_line_and_the_others_are_checked(project: Path) -> None:
    (project / "docs" / "binary.md").write_bytes(bytes(range(256)) * 10)
    (project / "docs" / "nowhere.md").symlink_to(project / "none")
    done = check(project, "docs", "/dev/zero", "--select", "SK0")
    assert done.returncode == 2
    assert "signalkit: /dev/zero: Is a device\n" in done.stderr
    assert "signalkit: docs/nowhere.md: No such file or directory\n" in done.stderr
    assert "SK002" in codes(done)


def test_a_large_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_text("# __Bees__\n\n## Summary\n\n" + "word " * 4_000_000)
    assert check(tmp_path, path, "--select", "ALL").returncode == 1


def test_nothing_steers_the_terminal(project: Path) -> None:
    (project / "docs" / "\x1b[31mred.md").write_bytes(b"# __\x1b[31mBees__\n\n## \x1b]0;x\x07\n")
    for format in ("concise", "full", "github"):
        done = check(project, "docs", "--select", "ALL", "--output-format", format)
        assert "\x1b" not in done.stdout + done.stderr


def test_rules_are_told(tmp_path: Path) -> None:
    def rule(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "signalkit", "rule", *arguments]
        env = {**os.environ, "SIGNALKIT_DISABLE_PLUGINS": "signalkit-links"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env)

    assert rule("SK101").stdout == rule("missing-title").stdout
    assert "# SK101 missing-title" in rule("SK101").stdout
    assert len(rule().stdout.splitlines()) > 40
    wrong = rule("SK102x")
    assert wrong.returncode == 2
    assert "did you mean 'SK102'" in wrong.stderr
    assert (
        rule("--all").stdout == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").partition("\n\n")[2]
    )


def test_what_git_ignores_is_not_checked(project: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("no git here")
    subprocess.run(["git", "init", "-q", project], check=True)
    (project / ".gitignore").write_text("bad.md\n")
    assert check(project, ".").stdout == ""
    assert check(project, "docs/bad.md").returncode == 1
