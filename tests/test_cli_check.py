"""``signalkit check``, run as a user runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from signalkit.checking.rules import RULES
from tests.support.cli import installed, run, run_process, start_process
from tests.support.samples import ROOT, SEEDS
from tests.support.steps import count_steps

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
    folder: Path, *arguments: object, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return as_text(run("check", *arguments, cwd=folder, stdin=stdin, env=env))


def check_in_process(
    folder: Path, *arguments: object, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return as_text(run_process("check", *arguments, cwd=folder, env=env))


def as_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    out, err = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.split()[1] for line in done.stdout.splitlines()]


def test_findings_are_lines_and_exit_1(project: Path) -> None:
    done = check(project, "docs")
    assert done.returncode == 1
    assert sorted(codes(done)) == ["SK002", "SK102", "SK107", "SK201", "SK201", "SK402"]
    assert done.stdout.startswith("docs/bad.md:1:1: ")
    assert done.stderr == (
        "signalkit: skipped 1 file (not a digest)\nFound 6 problems in 1 file (1 fixable with --fix)\n"
    )
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
    assert done.stderr == ("signalkit: skipped 1 file (not a digest)\nFound no problems in 1 file\n")


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
    assert "1 problem fixed in 1 file" in done.stderr
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


def test_standard_input_is_excluded_by_its_name(project: Path) -> None:
    (project / "signalkit.toml").write_text('exclude = ["docs/old/"]')
    arguments = ("-", "--select", "SK002", "--stdin-filename", "docs/old/x.md")
    assert codes(check(project, *arguments, stdin=BAD)) == ["SK002"]
    done = check(project, *arguments, "--force-exclude", stdin=BAD)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "signalkit: no files to check\n")
    done = check(project, *arguments, "--force-exclude", "--fix", stdin=BAD)
    assert (done.returncode, done.stdout.encode()) == (0, BAD)
    assert check(project, *arguments, "--force-exclude", "--show-files", stdin=BAD).stdout == ""
    elsewhere = ("-", "--select", "SK002", "--stdin-filename", "docs/x.md", "--force-exclude")
    assert codes(check(project, *elsewhere, stdin=BAD)) == ["SK002"]


OTHER = b"\xef\xbb\xbf# Readme\n\nNo digest.\n"


@pytest.mark.parametrize("name", [None, "docs/README.md", "docs/old/x.md"])
def test_standard_input_that_is_no_digest(project: Path, name: str | None) -> None:
    """As an editor calls it with any Markdown file: what is no digest is neither checked nor changed."""
    (project / "signalkit.toml").write_text('exclude = ["docs/old/"]')
    arguments = ("-", "--select", "SK002", *(("--stdin-filename", name) if name else ()))
    assert codes(check(project, *arguments, stdin=OTHER)) == ["SK002"]
    assert check(project, *arguments, "--show-files", stdin=OTHER).stdout == f"{name or '-'}\n"
    forced = (*arguments, "--force-exclude")
    said = "no files to check" if name == "docs/old/x.md" else "skipped 1 file (not a digest)"
    for options, stdout in ((), b""), (("--fix",), OTHER), (("--diff",), b""), (("--fix", "--diff"), b""):
        done = check(project, *forced, *options, stdin=OTHER)
        assert (done.returncode, done.stdout.encode()) == (0, stdout)
        assert done.stderr == f"signalkit: {said}\n"
    assert check(project, *forced, "--show-files", stdin=OTHER).stdout == ""


def test_git_ignores_no_file_that_is_named(project: Path) -> None:
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("bad.md\n")
    assert codes(check(project, "docs", "--select", "SK002")) == []
    for options in ((), ("--force-exclude",)):  # as in ruff
        assert codes(check(project, "docs/bad.md", "--select", "SK002", *options)) == ["SK002"]


@pytest.mark.parametrize("options", [(), ("--force-exclude",)])
def test_show_files_lists_what_is_checked(project: Path, options: tuple[str, ...]) -> None:
    (project / "docs" / "old").mkdir()
    (project / "docs" / "old" / "x.md").write_bytes(BAD)
    (project / "signalkit.toml").write_text('exclude = ["docs/old/"]')
    names = ("docs/README.md", "docs/bad.md", "docs/old/x.md", "docs", "-")
    arguments = (*names, "--stdin-filename", "in.md", *options)
    listed = check(project, *arguments, "--show-files", stdin=BAD).stdout.splitlines()
    found = json.loads(
        check(project, *arguments, "--output-format", "json", "--select", "ALL", stdin=BAD).stdout
    )
    assert {one["filename"] for one in found} <= set(listed)
    assert {"docs/bad.md", "in.md"} <= set(listed)
    assert ("docs/README.md" in listed, "docs/old/x.md" in listed) == (not options, not options)


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
        ("selct = []", "unknown key 'selct'"),
        ('select = ["SK999"]', "select: unknown rule 'SK999'"),
        (
            'ignore = ["missing-titel"]',
            "ignore: unknown rule 'missing-titel'; did you mean 'missing-title'?",
        ),
        ('[severity]\nSK101 = "fatal"', "severity: expected a table whose values are error, warning, info"),
        ('[severity]\nSK999 = "info"', "severity: unknown rule 'SK999'"),
        ("per-file-ignores = []", "per-file-ignores: expected a table of lists"),
        ('corpus = ["nowhere"]', "nowhere' does not exist"),
        ('required-plugins = ["nope"]', "required plugin 'nope': not installed"),
    ],
)
def test_a_wrong_configuration_is_one_line(project: Path, text: str, reason: str) -> None:
    (project / "signalkit.toml").write_text(text)
    done = check(project)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"signalkit: {project / 'signalkit.toml'}: ") or "plugin" in reason


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--select", "SK999", "unknown rule 'SK999'"),
        ("--ignore", "missing-titel", "unknown rule 'missing-titel'; did you mean 'missing-title'?"),
        ("--extend-select", "nope", "unknown rule 'nope'"),
        ("--project-root", "nope", "'nope' does not exist"),
    ],
)
def test_a_wrong_option_is_named(option: str, value: str, reason: str, project: Path) -> None:
    (project / "signalkit.toml").write_text('ignore = ["SK402"]')
    done = check(project, option, value)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"signalkit: {option}: {reason}\n"


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
    assert done.stdout.splitlines() == [f"docs/{'a' * 32}.md", "docs/bad.md"]  # not docs/README.md
    (project / "docs" / "gone.md").symlink_to(project / "none")
    done = check(project, "docs/README.md", "-", "docs", "--show-files", "--stdin-filename", "x.md")
    assert done.stdout.splitlines() == ["docs/README.md", "x.md", f"docs/{'a' * 32}.md", "docs/bad.md"]
    assert done.returncode == 0
    assert done.stderr == "signalkit: docs/gone.md: skipped (broken symbolic link)\n"
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


BROKEN = "signalkit: docs/gone.md: skipped (broken symbolic link)\n"


@pytest.mark.process
def test_several_processes_say_the_same(project: Path, plugin: Plugin) -> None:
    """Of rules that fail, of one that prints, and of a broken link, too."""
    plugin.write(*FAILING, "print('noise') or []")
    for number in range(40):
        (project / "docs" / f"{number:032x}.md").write_bytes(BAD if number % 3 else GOOD)
    (project / "docs" / "gone.md").symlink_to(project / "none")
    words = ("--select", "ALL", "docs")
    one = check(project, *words, "--jobs", 1)
    two = check_in_process(project, *words, "--jobs", 2, env=plugin.env)
    assert one.stdout == two.stdout
    assert one.stdout.count("this rule of bad (bad 1.0) failed: ") == 42 * len(FAILING)
    assert one.returncode == two.returncode == 1
    for done in (one, two):
        assert "noise" in done.stderr
        assert BROKEN in done.stderr
    named = check_in_process(project, "docs/gone.md", "docs/bad.md", "--select", "SK402", "--jobs", 2)
    assert (named.returncode, codes(named)) == (2, ["SK402"])
    assert "signalkit: docs/gone.md: No such file or directory\n" in named.stderr


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
    assert "signalkit: docs/nowhere.md: skipped (broken symbolic link)\n" in done.stderr
    assert "SK002" in codes(done)


def test_a_broken_link_in_a_folder_is_a_warning(project: Path) -> None:
    link = project / "docs" / "gone.md"
    link.symlink_to(project / "none")
    done = check(project, "docs", "--select", "SK402", "--jobs", 1)
    assert (done.returncode, codes(done)) == (1, ["SK402"])
    assert BROKEN in done.stderr
    done = check(project, "docs/gone.md", "docs/bad.md", "--select", "SK402", "--jobs", 1)
    assert (done.returncode, codes(done)) == (2, ["SK402"])
    assert "signalkit: docs/gone.md: No such file or directory\n" in done.stderr


@pytest.mark.parametrize("words", [200_000, pytest.param(4_000_000, marks=pytest.mark.slow("scale"))])
def test_a_large_file_is_checked(words: int, tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_text("# __Bees__\n\n## Summary\n\n" + "word " * words)
    assert check(tmp_path, path, "--select", "ALL").returncode == 1


def rule(*arguments: str) -> subprocess.CompletedProcess[str]:
    return as_text(run("rule", *arguments, env={"SIGNALKIT_DISABLE_PLUGINS": "signalkit-links"}))


def listed(text: str) -> list[str]:
    """The codes in a list of rules."""
    return [line.split()[0] for line in text.partition("\n\n")[0].splitlines()[1:]]


def test_rules_are_told() -> None:
    assert rule("SK101").stdout == rule("missing-title").stdout
    assert "# SK101 missing-title" in rule("SK101").stdout
    wrong = rule("SK102x")
    assert wrong.returncode == 2
    assert "did you mean 'SK102'" in wrong.stderr
    folder = ROOT / "docs" / "rules"
    pages = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("SK*.md"))]
    shown = "\n".join(page.partition("-->\n\n")[2] for page in pages)
    shown = re.sub(r"\[(`.+`)\]\(\.\./reference/settings\.md#.+\)", r"\1", shown)
    shown = re.sub(r"(default:\s+(`[^`]+`)\.)$", r"\1 Current value: \2.", shown, flags=re.M)
    assert rule("--all").stdout.split() == shown.split()  # pages are wrapped


def test_rules_are_listed_by_what_selects_them() -> None:
    """As `--select` takes it: the beginning of a code, or ALL."""
    every = listed(rule().stdout)
    assert every == [one.code for one in RULES]
    assert rule("ALL").stdout == rule().stdout
    for selector in ("S", "SK", "SK3", "SK30", "SK4"):
        assert listed(rule(selector).stdout) == [code for code in every if code.startswith(selector)]
    wrong = rule("sk3")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'SK3'?" in wrong.stderr
    assert rule("SK9").returncode == rule("").returncode == 2


def test_a_list_of_rules_has_headings_and_a_legend() -> None:
    text = rule("SK30").stdout
    lines = text.splitlines()
    assert lines[0] == "CODE   SEVERITY  FIX  NAME"
    facts = {one.code: one for one in RULES}
    for line in lines[1 : lines.index("")]:
        found = facts[line[:5]]
        assert line[7:17].strip() == (found.severity if found.default else "off")
        assert line[17:22].strip() == {"": "", "safe": "*", "unsafe": "-"}[found.fixable]
        assert line[22:] == found.name
    assert "*: by --fix; -: by --fix --unsafe-fixes" in text
    assert lines[-1] == f"{len(listed(text))} rules; `signalkit rule CODE` explains one"


@pytest.mark.process
def test_what_git_ignores_is_not_checked(project: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("no git here")
    subprocess.run(["git", "init", "-q", project], check=True)
    (project / ".gitignore").write_text("bad.md\n")
    assert check(project, ".").stdout == ""
    assert check(project, "docs/bad.md").returncode == 1


# -- a rule of a plugin ------------------------------------------------------------------------------------

PLUGIN = """
import os, signal
from signalkit import Finding, Fix, Rule, Span, TextEdit, hookimpl

def make(number, find):
    facts = dict(title="B.", why="B.", failing="x", passing="y", fixable="safe", changes=True)
    return Rule(code=f"BAD{{number:03}}", name=f"bad-{{number}}", check=find, **facts)

FOUND = [
    {code}
]

@hookimpl
def signalkit_rules():
    return [make(number, find) for number, find in enumerate(FOUND, 1)]
"""


class Plugin:
    """A distribution with rules, each a function of a document that is given as an expression."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.env = {"PYTHONPATH": str(site)}
        (site / "bad-1.0.dist-info").mkdir(parents=True)
        (site / "bad-1.0.dist-info" / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n"
        )
        (site / "bad-1.0.dist-info" / "entry_points.txt").write_text("[signalkit]\nbad = bad\n")

    def write(self, *rules: str) -> None:
        code = "".join(f"lambda document: {rule}," for rule in rules)
        (self.site / "bad.py").write_text(PLUGIN.format(code=code))


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[Plugin]:
    plugin = Plugin(tmp_path / "site")
    with installed(plugin.site):
        yield plugin


FAILING = {
    "[Finding('b', Span(0, 9), Fix([TextEdit(Span(0, 5), ''), TextEdit(Span(2, 6), '')]))]": "overlaps",
    "[Finding('b', Span(0, 9), Fix([TextEdit(Span(0, 99999), '')]))]": "leaves what was found",
    "[Finding('b', Span(9, 2))]": "a span outside the text",
    "[Finding('b', Span(0, 9), Fix([3]))]": "expected a TextEdit, got int",
    "[Finding('b', Span(0, 9), Fix([TextEdit(Span(0, 1), chr(0xD800))]))]": "UnicodeEncodeError",
    "(_ for _ in ()).throw(SystemExit(0))": "SystemExit: 0",
}


@pytest.mark.parametrize("arguments", [["--fix"], ["--output-format", "sarif"]])
def test_a_rule_with_bad_findings_is_named(project: Path, plugin: Plugin, arguments: list[str]) -> None:
    plugin.write(*FAILING)
    done = check(project, "docs", "--select", "BAD,SK402", *arguments)
    assert done.returncode == 1
    assert done.stdout.count("this rule of bad (bad 1.0) failed: ") == 2 * len(FAILING)
    for reason in FAILING.values():
        assert reason in done.stdout
    assert "SK402" in done.stdout


def test_fixes_that_do_not_end_change_nothing(project: Path, plugin: Plugin) -> None:
    plugin.write("[Finding('b', Span(0, 0), Fix([TextEdit(Span(0, 0), 'x')]))]")
    done = check(project, "docs/bad.md", "--select", "BAD", "--fix")
    assert done.returncode == 2
    assert "docs/bad.md: fixes do not come to an end" in done.stderr
    assert (project / "docs" / "bad.md").read_bytes() == BAD


@pytest.mark.process
def test_a_process_that_dies_is_one_line(project: Path, plugin: Plugin) -> None:
    plugin.write("os._exit(3)")
    arguments = ("docs", "--select", "BAD", "--jobs", "2")
    done = check_in_process(project, *arguments, env=plugin.env)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a process ended before its time" in done.stderr


def test_what_a_rule_prints_is_no_part_of_the_report(project: Path, plugin: Plugin) -> None:
    plugin.write("print('noise') or []")
    done = check(project, "docs", "--output-format", "json", "--jobs", "1")
    assert json.loads(done.stdout)
    assert "noise" in done.stderr


# -- odd input, odd files ----------------------------------------------------------------------------------


def test_a_filter_gives_back_what_it_got(project: Path) -> None:
    for text in (GOOD, b"# __T__\n\n* \x00", b"* a", b""):
        assert check(project, "-", "--fix", stdin=text).stdout.encode() == text


def test_positions_are_those_of_the_mended_file(project: Path) -> None:
    path = project / "docs" / f"{'d' * 32}.md"
    path.write_bytes(BAD.replace(b"\n\n", b"\n\n\t\n\n\n") + b"\n## Closest\n\n* [X](notanid)\n")
    done = check(project, path, "--fix", "--unsafe-fixes", "--select", "SK002,SK405,SK505")
    again = check(project, path, "--select", "SK505")
    assert done.stdout == again.stdout
    assert "SK505" in done.stdout


def test_standard_input_has_a_name_but_no_file(project: Path) -> None:
    text = b"# __T__\n\n## Closest\n\n* [X](notanid)\n"
    (project / "other.md").write_text("short")
    for name in ("nowhere.md", "other.md"):
        done = check(project, "-", "--stdin-filename", name, "--select", "SK505", stdin=text)
        assert done.stdout.startswith(f"{name}:5:3: SK505")
        assert done.returncode == 1
    assert check(project, "-", "other.md", "--stdin-filename", "other.md").returncode == 2


def test_a_pipe_that_is_named_is_read_once(project: Path) -> None:
    fifo = project / "fifo.md"
    os.mkfifo(fifo)
    writer = Thread(target=fifo.write_bytes, args=(BAD,))
    writer.start()
    done = check(project, fifo, "--output-format", "full")
    writer.join()
    assert done.returncode == 1
    assert "SK002" in done.stdout
    assert "* bees" in done.stdout
    assert done.stderr == "Found 6 problems in 1 file (1 fixable with --fix)\n"
    done = check(project, ".")  # one that is found is not waited for
    assert done.returncode == 2
    assert "signalkit: fifo.md: Is a pipe\n" in done.stderr


def test_a_file_is_checked_once_whatever_it_is_called(project: Path) -> None:
    done = check(project, "docs", "./docs/bad.md", "docs/../docs/bad.md", "--select", "SK402")
    assert codes(done) == ["SK402"]
    (project / "link").symlink_to(project / "docs")
    name = f"{'a' * 32}.md"
    assert codes(check(project, f"link/{name}", "--project-root", "docs", "--select", "SK507,SK508")) == []


def test_a_folder_that_git_ignores_is_checked_when_it_is_named(project: Path) -> None:
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("docs/\n")
    assert check(project, ".", "--select", "SK402").stdout == ""
    assert codes(check(project, "docs", "--select", "SK402")) == ["SK402"]


def test_a_digest_of_the_project_that_cannot_be_read_is_said(project: Path) -> None:
    os.mkfifo(project / "docs" / "gone.md")
    done = check(project, "docs/bad.md", "--select", "SK402,SK501", "--project-root", "docs")
    assert done.returncode == 2
    assert "gone.md: Is a pipe" in done.stderr
    assert codes(done) == ["SK402"]


@pytest.mark.lengthy
def test_many_digests_of_one_article_are_checked_in_linear_time(tmp_path: Path) -> None:
    steps = {}
    for count in (50, 100, 200):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            text = "# __T__\n\n__[External link](https://example.org/a)__\n"
            (folder / f"{number:032x}.md").write_text(text)

        def check_all(folder: Path = folder, count: int = count) -> None:
            done = check(folder, "--select", "SK508,LNK003", "--jobs", "1")
            assert len(codes(done)) == count

        steps[count] = count_steps(check_all)
    assert steps[200] - steps[100] <= 2.1 * (steps[100] - steps[50])


@pytest.mark.process
def test_a_run_that_is_ended_ends(project: Path, plugin: Plugin) -> None:
    plugin.write("os.write(2, b'here') and signal.pause()")
    env = {**os.environ, **plugin.env}
    process = start_process("check", "--jobs", "1", "docs", "--select", "BAD", cwd=project, env=env)
    assert process.stderr is not None
    assert process.stderr.read(4) == b"here"
    process.terminate()
    out, err = process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert (out, err) == (b"", b"")


def test_an_empty_selection_of_rules_is_a_mistake(project: Path) -> None:
    assert check(project, "docs", "--select", "").returncode == 2


@pytest.mark.process
def test_a_diff_is_one_that_patch_takes(project: Path) -> None:
    if shutil.which("patch") is None:
        pytest.skip("no patch here")
    path = project / "docs" / "bad.md"
    path.write_bytes(BAD.rstrip(b"\n").replace(b"bees\n*", "bees\u2028\n*".encode()))
    diff = check(project, "docs/bad.md", "--select", "SK002,SK008", "--diff").stdout
    shutil.copytree(project / "docs", project / "copy" / "docs")
    subprocess.run(["patch", "-p1", "-s"], cwd=project / "copy", input=diff.encode(), check=True)
    check(project, "docs/bad.md", "--select", "SK002,SK008", "--fix")
    assert (project / "copy" / "docs" / "bad.md").read_bytes() == path.read_bytes()


def test_an_empty_file_with_the_name_of_a_digest_is_found(project: Path) -> None:
    (project / "docs" / f"{7:032x}.md").write_bytes(b"\n")
    (project / "docs" / "notes.md").write_bytes(b"")
    done = check(project, "docs", "--select", "SK005")
    assert codes(done) == ["SK005"]
    assert "skipped 2 files (not digests)" in done.stderr


def test_a_file_to_list_that_is_missing_is_a_failure(project: Path) -> None:
    done = check(project, "gone.md", "--show-files")
    assert (done.returncode, done.stdout) == (2, "")
    assert "gone.md" in done.stderr


def test_a_report_to_a_dash_goes_to_standard_output(project: Path) -> None:
    assert check(project, "docs", "-o", "-").stdout == check(project, "docs").stdout
    assert not (project / "-").exists()
