"""Completion, in real shells where there are any: paths, formats, rules, plugins and options."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalkit.checking.reports import FORMATS
from signalkit.checking.rules import RULES
from signalkit.plugins import PluginManager
from tests.support.cli import run
from tests.support.profiles import fewer

CODES = [one.code for one in RULES]
SHELLS = ("bash", "zsh", "fish")
EXPORTERS = list(PluginManager().exporters())
FILE = "<file>"


def completions(line: str, shell: str = "fish", breaks: str = " \t\n\"'><=;|&(:") -> list[str]:
    """What the program offers for a line; `FILE` where the shell is to complete a path."""
    variables = {"_SIGNALKIT_COMPLETE": f"{shell}_complete", "_SIGNALKIT_LINE": line}
    done = run(env={**variables, "_SIGNALKIT_BREAKS": breaks, "SIGNALKIT_DISABLE_PLUGINS": "signalkit-links"})
    assert (done.returncode, done.stderr) == (0, b"")
    entries = [entry.split("\t") for entry in done.stdout.decode().split("\n")]
    assert all(len(entry) == 3 for entry in entries if entry != [""])
    return [FILE if entry[0] == "file" else entry[1] for entry in entries if entry != [""]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("signalkit sh", ["show"]),
        ("signalkit show real/cl", [FILE]),
        ("signalkit show ", [FILE]),
        ("signalkit show --js", ["--json"]),
        ("signalkit show a.md 'b c", [FILE]),
        ("signalkit format --diff ", [FILE]),
        ("signalkit format --stdin-filename x", [FILE]),
        ("signalkit check -o sig", [FILE]),
        ("signalkit check --output-file=sig", [FILE]),
        ("signalkit check --config ", [FILE]),
        ("signalkit check --output-format ", list(FORMATS)),
        ("signalkit check --output-format=j", ["json", "junit"]),
        ("signalkit check --select SK30", [code for code in CODES if code.startswith("SK30")]),
        ("signalkit check --select SK1,SK501", ["SK1,SK501"]),
        ("signalkit check --ignore=SK101,SK101", []),
        ("signalkit check --extend-select AL", ["ALL"]),
        ("signalkit check --ignore missing-t", ["missing-title"]),
        ("signalkit check --jobs ", []),
        ("signalkit new-", ["new-plugin"]),
        ("signalkit new-plugin x -o sig", [FILE]),
        ("signalkit new-plugin x --kind ", ["exporter", "rules", "command"]),
        ("signalkit rule SK10", [code for code in CODES if code.startswith("SK10")]),
        ("signalkit rule missing-t", ["missing-title"]),
        ("signalkit export ", EXPORTERS),
        ("signalkit export js", [name for name in EXPORTERS if name.startswith("js")]),
        ("signalkit export digests", [FILE]),
        ("signalkit export digests ", [FILE]),
        ("signalkit export digests -o sig", [FILE]),
        ("signalkit export -o sig", [FILE]),
        ("signalkit export digests -o x.csv --exc", ["--excel"]),
        ("signalkit export csv ", [FILE]),
        ("signalkit export csv digests -o ", [FILE]),
        ("signalkit export csv --exc", ["--excel"]),
        ("signalkit export csv --section sig", ["signals"]),
        ("signalkit import ", list(PluginManager().importers())),
        ("signalkit import jsonl ", [FILE]),
        ("signalkit import jsonl in.jsonl -o ", [FILE]),
        ("signalkit import in.jsonl -o ", [FILE]),
        ("signalkit plugins -p no:jso", ["no:json", "no:json-ld", "no:jsonl"]),
        ("signalkit completion ", list(SHELLS)),
    ],
)  # fmt: skip
def test_what_is_offered(line: str, expected: list[str]) -> None:
    for shell in ("fish", "zsh"):
        assert sorted(completions(line, shell)) == sorted(expected)
    if "-p" not in line:
        assert sorted(completions(line, "bash")) == sorted(expected)


def test_readline_keeps_what_it_takes_for_a_word() -> None:
    assert completions("signalkit plugins -p no:jsonl", "bash") == ["jsonl"]
    assert completions("signalkit plugins -p no:jsonl", "bash", breaks=" \t") == ["no:jsonl"]


def test_every_verb_and_option_of_a_path_completes_it() -> None:
    """So that none is forgotten that comes later."""
    from click import Argument, Context, Group, Option

    from signalkit.cli.main import cli

    def walk(context: Context) -> None:
        command = context.command
        for parameter in command.get_params(context):
            metavar = parameter.metavar or ""
            if re.search(r"PATH|FILE|FOLDER|OUT\b|NAME\b", metavar) and metavar != "no:NAME":
                found = [one.type for one in parameter.shell_complete(context, "x")]
                assert found in (["file"], ["dir"]), (context.command_path, parameter.name)
            assert isinstance(parameter, (Argument, Option))
        if isinstance(command, Group):
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                walk(Context(below, parent=context, info_name=name))

    # Commands remember what the first context calls the option for help.
    walk(Context(cli, info_name="signalkit", **cli.context_settings))


@fewer(20)
@given(
    st.lists(
        st.sampled_from(
            ["export", "import", "check", "show", "csv", "-o", "--select", "-", "--", "'", '"', "\\", "=",
             "x.csv", "--help", "--version", "-p", "no:", ",", "SK", "\u2028", "rule", "--all", "nothing"]
        ),
        max_size=5,
    ),
    st.sampled_from(SHELLS),
    st.sampled_from(["", " "]),
)  # fmt: skip
def test_no_line_makes_it_fail(words: list[str], shell: str, end: str) -> None:
    completions(f"signalkit {' '.join(words)}{end}", shell)


def test_what_fails_is_not_shown_while_a_line_is_edited(tmp_path: Path) -> None:
    (tmp_path / "signalkit.toml").write_text("wrong = 1")
    variables = {"_SIGNALKIT_COMPLETE": "bash_complete", "_SIGNALKIT_LINE": "signalkit rule "}
    done = run(cwd=tmp_path, env=variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"\n", b"")


# -- real shells -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "real" / "classic").mkdir(parents=True)
    (tmp_path / "real" / "classic" / "one two.md").write_text("# __T__")
    for shell in SHELLS:
        (tmp_path / f"script.{shell}").write_bytes(run("completion", shell).stdout)
    return tmp_path


LINES = {
    "signalkit sh": "show",
    "signalkit show real/cl": "real/classic/",
    "signalkit show real/classic/o": "real/classic/one two.md",
    "signalkit check --output-format sar": "sarif",
    "signalkit check --output-format=sar": "--output-format=sarif",
    "signalkit check --output-file=real/cl": "--output-file=real/classic/",
    "signalkit check -o rea": "real/",
    "signalkit check --project-root rea": "real/",
    "signalkit check --select SK1,missing-ti": "SK1,missing-title",
    "signalkit check --show-f": "--show-files",
    "signalkit export op": "opml",
    "signalkit export rea": "real/",
    "signalkit export csv --section sig": "signals",
    "signalkit plugins -p no:opm": "no:opml",
    "signalkit rule missing-ti": "missing-title",
}


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"no {shell} here")


def environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("_SIGNALKIT")}
    return {**kept, "PATH": path, "TERM": "dumb", "PS1": "$ ", "INPUTRC": os.devnull, "LC_ALL": "C.UTF-8"}


def typed(command: list[str], setup: str, folder: Path) -> dict[str, str]:
    """The last word of each line on which a person presses Tab, in one interactive shell.

    Its prompt is waited for; then each line is made the arguments of a command that prints the last.
    """
    import pty

    master, slave = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(),
        start_new_session=True,
    )
    os.close(slave)
    shown = b""

    def wait_for(mark: bytes) -> None:
        nonlocal shown
        end = time.monotonic() + 60
        while mark not in shown:
            assert time.monotonic() < end, shown
            if select.select([master], [], [], 1)[0]:
                shown += os.read(master, 65536)

    last = {}
    try:
        os.write(master, f"{setup}; last() {{ printf '<%s>\\n' \"${{@: -1}}\"; }}; echo read''y\n".encode())
        wait_for(b"ready\r\n")
        for line in LINES:
            shown = b""
            os.write(master, f"{line}\t".encode() + b"\x01last \x05\n")  # to the beginning, and to the end
            wait_for(b">\r\n")
            found: list[bytes] = re.findall(rb"<([^<>\r\n]*)>\r\n", shown)
            last[line] = found[-1].decode()
    finally:
        process.kill()
        process.wait()
        os.close(master)
    return last


@pytest.mark.process
@needs("bash")
def test_bash(folder: Path) -> None:
    assert typed(["bash", "--norc", "--noprofile", "-i"], "source ./script.bash", folder) == LINES


@pytest.mark.slow("packaging")
@needs("zsh")
def test_zsh(folder: Path) -> None:
    setup = "autoload -Uz compinit; compinit -u -D; bindkey -e; unsetopt prompt_sp; source ./script.zsh"
    expected = {line: word.rstrip("/") for line, word in LINES.items()}  # it goes when the line goes on
    assert typed(["zsh", "-f", "-i"], setup, folder) == expected


@pytest.mark.slow("packaging")
@needs("fish")
def test_fish(folder: Path) -> None:
    program = "source ./script.fish; for line in $argv; complete --do-complete $line; end"
    done = subprocess.run(
        ["fish", "--no-config", "-c", program, *LINES],
        cwd=folder, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    values = [one.partition("\t")[0].replace("\\ ", " ") for one in done.stdout.splitlines()]
    assert values == list(LINES.values())


@pytest.mark.process
@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_one_that_its_shell_reads(shell: str, folder: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    check = [shell, "-n", f"script.{shell}"]
    subprocess.run(check, cwd=folder, check=True)


def test_shells_that_are_not_known() -> None:
    assert run("completion", "tcsh").returncode == 2
    assert run("completion").returncode == 2
