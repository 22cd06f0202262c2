"""The examples in the documentation run and say what they show."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import ROOT, SEEDS

PLUGIN_READMES = sorted((ROOT / "plugins").glob("signalkit-*/README.md"))


def test_the_readme_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted > 8
    assert result.failed == 0


def test_the_demo_proves_the_main_job(tmp_path: Path) -> None:
    run = [sys.executable, "docs/demo.py", "seeds", str(tmp_path / "out")]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "14 digests" in out
    assert "bytes in = bytes out: 14 of 14" in out
    assert out.count("\n+|") == out.count("\n-|") == 1
    for name in ("csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml"):
        assert re.search(rf"^  {name} +[0-9,]+ bytes  equal  ", out, re.M)


@pytest.mark.parametrize("readme", PLUGIN_READMES, ids=lambda p: p.parent.name)
def test_the_readme_of_a_plugin(readme: Path, tmp_path: Path) -> None:
    (tmp_path / "digests").mkdir()
    for path in SEEDS.glob("*.md"):
        shutil.copy(path, tmp_path / "digests")
    commands = re.findall(r"^signalkit (.*?)(?:  +#.*)?$", readme.read_text(encoding="utf-8"), re.M)
    assert len(commands) > 1
    for command in commands:
        run = [sys.executable, "-m", "signalkit", *shlex.split(command)]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "back").iterdir())) == 14
    assert doctest.testfile(str(readme), module_relative=False, encoding="utf-8").failed == 0
