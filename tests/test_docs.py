"""The examples in the documentation run and say what they show."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest
from samples import ROOT


def test_the_readme_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted > 8
    assert result.failed == 0


def test_the_demo_proves_the_main_job() -> None:
    run = [sys.executable, "docs/demo.py", "seeds"]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "14 digests" in out
    assert "bytes in = bytes out: 14 of 14" in out
    assert out.count("\n+|") == out.count("\n-|") == 1
