"""Hypothesis profiles and groups of slow tests, for our tests and those of the plugins."""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator
from typing import Any

import pytest

from tests.support import profiles
from tests.support.groups import GROUPS

profiles.load()

STARTS = {"os.fork", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
"""The audit events of a process that starts another one."""

LEFT_OUT = {"lengthy", "process"}
"""The marks of tests that `make quick` leaves out."""

_in_process: str | None = None
"""The test that runs, if it may start no process."""


def _refuse_process(event: str, arguments: tuple[Any, ...]) -> None:
    if event in STARTS and _in_process is not None:
        raise RuntimeError(f"{_in_process} starts a process: mark the test with pytest.mark.process")


sys.addaudithook(_refuse_process)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option that chooses slow tests."""
    parser.addoption(
        "--slow", choices=[*GROUPS, "all"], help="run this group of slow tests alone, or all of them"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests or the others; run laws first, since they take longest."""
    chosen = config.getoption("--slow")
    groups = {item: groups_of(item) for item in items}
    if chosen is None:
        left = [item for item in items if not groups[item] - {"fuzz"}]
        if profiles.NAME == "quick":
            left = [item for item in left if not is_left_out(item)]
    else:
        left = [item for item in items if groups[item] and chosen in {*groups[item], "all"}]
    kept = set(left)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = sorted(left, key=lambda item: "fuzz" not in groups[item])


def pytest_collection_finish() -> None:
    """Collect garbage seldom, and never look at what stays: modules, the tests, the pool."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def is_left_out(item: pytest.Item) -> bool:
    """Return whether `make quick` leaves a test out: by its marks, or as one of the kit that takes long."""
    marks = {mark.name for mark in item.iter_markers()}
    return bool(LEFT_OUT & marks) or "memory" in item.name or is_of_second_process(item)


def is_of_second_process(item: pytest.Item) -> bool:
    """Return whether a test is that of the kit which starts a process; the kit knows no marks of pytest."""
    return "second_process" in item.name


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let only those tests start processes that say so, so that the others stay quick."""
    global _in_process
    has_mark = groups_of(item) - {"fuzz"} or item.get_closest_marker("process")
    may_start = has_mark or is_of_second_process(item)
    _in_process = None if may_start else item.nodeid
    try:
        return (yield)
    finally:
        _in_process = None


def groups_of(item: pytest.Item) -> set[str]:
    """Return the groups of a test: those of its marks, and "fuzz" if Hypothesis draws for it.

    Raises:
        UsageError: There is no such group.
    """
    groups = {str(mark.args[0]) for mark in item.iter_markers("slow")}
    if unknown := groups - GROUPS.keys():
        raise pytest.UsageError(f"{item.nodeid}: unknown group {', '.join(unknown)}")
    return groups | ({"fuzz"} if item.get_closest_marker("hypothesis") else set())
