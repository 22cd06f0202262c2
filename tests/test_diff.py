"""The patches of ``check --diff`` and ``format --diff``."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from signalkit.cli.diff import unified_diff
from tests.support.cli import run

BAD = b"\xef\xbb\xbf# __Bees__\n\n## Keywords\n\n* bees\n* bees\n"
ODD_NAMES = ["a b.md", "new\nline.md", "tab\t.md", 'quo"te\\.md', "é.md", "-dash.md"]


@pytest.mark.process
@pytest.mark.parametrize("command", [["git", "apply"], ["patch", "-p1", "-s"]])
def test_a_patch_with_odd_names_is_one_that_others_take(command: list[str], tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} here")
    files = [*(tmp_path / name for name in ODD_NAMES), Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md"))]
    for path in files:
        path.write_bytes(BAD)
    diff = run("check", ".", "--select", "SK002", "--diff", cwd=tmp_path)
    assert diff.returncode == 1
    assert subprocess.run(command, cwd=tmp_path, input=diff.stdout, check=True)
    assert [path.read_bytes() for path in files] == [BAD[3:]] * len(files)


def test_a_diff_has_three_lines_of_context(tmp_path: Path) -> None:
    lines = [f"line {number}\n" for number in range(20)]
    changed = [*lines[:10], "other\n", *lines[11:]]
    diff = unified_diff("".join(lines), "".join(changed), "/a/b.md")
    expected = ["--- a/a/b.md", "+++ b/a/b.md", "@@ -8,7 +8,7 @@"]
    expected += [
        *(f" line {n}" for n in (7, 8, 9)),
        "-line 10",
        "+other",
        *(f" line {n}" for n in (11, 12, 13)),
    ]
    assert diff.splitlines() == expected


@pytest.mark.parametrize("options", [["--output-format", "json"], ["-o", "out"], ["--statistics"]])
def test_a_diff_is_no_report(options: list[str], tmp_path: Path) -> None:
    done = run("check", "--diff", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--diff prints a patch; it cannot be combined with --" in done.stderr
