"""The suite itself: each law of the design has its tests, with their examples; test modules stand alone."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from signalkit.plugins import get_manager
from signalkit.testing.formats import law
from tests.support import profiles
from tests.support.agreement import PEERS
from tests.support.samples import ROOT

LAWS = {
    "lossless": ["test_law_lossless_text", "test_law_lossless_bytes"],
    "tiling": ["test_law_tiling"],
    "round trip": ["test_law_round_trip"],
    "get-put": ["test_law_get_put"],
    "put-get": ["test_law_put_get", "test_law_put_get_of_one_field"],
    "put-put": ["test_law_put_put"],
    "undo": ["test_law_undo"],
    "locality": [
        "test_law_locality_of_one_value",
        "test_law_locality_of_one_cell",
        "test_law_locality_of_one_item_more",
    ],
    "agreement": ["test_law_agreement"],
    "canonical": ["test_law_canonical", "test_law_canonical_form_is_left_alone"],
    "exchange": ["test_law_exchange"],
    "totality": ["test_law_lossless_bytes", "test_law_canonical", "test_law_totality_of_all_rules"],
    "fixes": ["test_law_fixes", "test_law_fixes_end_and_add_nothing"],
    "diff": ["test_law_a_diff_is_empty_if_equal_and_only_then", "test_law_one_value_changed_is_one_change"],
    "patch": [
        "test_law_a_patch_makes_the_new_digest_of_the_old",
        "test_law_a_change_that_does_not_fit_is_refused",
    ],
    "merge": [
        "test_law_a_merge_with_what_did_not_change_is_the_other_side",
        "test_law_merge_is_symmetric",
        "test_law_changes_to_different_values_never_conflict_others_do",
        "test_law_all_conflicts_are_reported_at_once",
        "test_law_ours_keeps_every_byte_that_theirs_does_not_touch",
    ],
}
"""The tests of each law that the design names."""

MODULES = [*ROOT.glob("tests/test_*.py"), *ROOT.glob("plugins/*/tests/test_*.py")]
KIT = [*(ROOT / "src" / "signalkit" / "testing").glob("*.py")]


@cache
def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


FORMATS = sum(
    ast.unparse(node.func) == "exporter_conformance"
    for path in [ROOT / "tests" / "test_formats.py", *ROOT.glob("plugins/*/tests/test_*.py")]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
)
"""How many of our formats have the demands of the kit."""

RUNS = {"test_law_agreement": len(PEERS), "test_law_exchange": FORMATS}
"""How many times a test is run that is run more than once: with each of so many parsers, or formats."""


def examples_of(path: Path, name: str) -> int:
    """Return how many examples a test of a law is shown at most, of a thousand that the profile has."""
    constants = {
        ast.unparse(node.targets[0]): ast.unparse(node.value)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
    }
    decorators = [ast.unparse(one) for one in functions_of(path)[name].decorator_list]
    assert any(one.startswith("given(") for one in decorators), name
    kept = ("given(", "example(", "pytest.mark.")
    number = 1000
    for one in (constants.get(one, one) for one in decorators if not one.startswith(kept)):
        if one == "law()":  # of the kit
            number = law().max_examples
        else:
            times = re.fullmatch(r"fewer\((\d+)\)", one)
            assert times, f"{name}: {one}"
            number //= int(times[1])
    return number


@pytest.mark.skipif(
    profiles.NAME != "test" or profiles.LOWERED, reason="another profile has fewer examples, or more"
)
@pytest.mark.parametrize("name", LAWS)
def test_a_law_is_shown_a_thousand_examples(name: str) -> None:
    """By all of its tests together, each of which has some."""
    assert settings().max_examples >= 1000
    places = {test: path for path in [*MODULES, *KIT] for test in functions_of(path)}
    places["test_law_fixes"] = ROOT / "tests" / "test_rules.py"  # the kit and a plugin have one, too
    counts = [examples_of(places[test], test) * RUNS.get(test, 1) for test in LAWS[name]]
    assert all(counts)
    assert sum(counts) >= 1000


def test_each_lossless_format_has_the_law_of_exchange() -> None:
    exporters = get_manager().exporters().values()
    assert all(one.lossless for one in exporters)
    assert len(exporters) == FORMATS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_test_modules_import_no_other(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        assert not [name for name in names if name.rpartition(".")[2].startswith("test_")]
