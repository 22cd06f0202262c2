"""Each group of slow tests has tests, and has its turn within a week."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import date, timedelta

import pytest

from tests.support.groups import GROUPS, NIGHTLY, group_of
from tests.support.samples import ROOT


def test_each_group_has_its_turn_within_a_week() -> None:
    monday = date(2026, 11, 23)
    assert {group_of(monday + timedelta(days=day)) for day in range(7)} == GROUPS.keys() - {NIGHTLY}


def test_each_group_has_tests() -> None:
    marked = {"fuzz"}  # every law
    for path in (ROOT / "tests").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.slow":
                marked |= {str(ast.literal_eval(argument)) for argument in node.args}
    assert marked == set(GROUPS)


@pytest.mark.process
def test_slow_tests_run_when_they_are_asked_for() -> None:
    run = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/test_memory.py"]
    normal = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert normal.returncode == 5, normal.stdout  # nothing to run
    slow = subprocess.run([*run, "--slow", "memory"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert slow.stdout.count("test_exports_take_no_more_memory") == 6
