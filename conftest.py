"""Hypothesis profiles and groups of slow tests, for our tests and those of the plugins."""

from __future__ import annotations

import pytest

from tests.support import profiles
from tests.support.groups import GROUPS

profiles.load()


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
    else:
        left = [item for item in items if groups[item] and chosen in {*groups[item], "all"}]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(left)])
    items[:] = sorted(left, key=lambda item: "fuzz" not in groups[item])


def groups_of(item: pytest.Item) -> set[str]:
    """The groups of a test: those of its marks, and "fuzz" if Hypothesis draws for it.

    Raises:
        UsageError: There is no such group.
    """
    groups = {str(mark.args[0]) for mark in item.iter_markers("slow")}
    if unknown := groups - GROUPS.keys():
        raise pytest.UsageError(f"{item.nodeid}: unknown group {', '.join(unknown)}")
    return groups | ({"fuzz"} if item.get_closest_marker("hypothesis") else set())
