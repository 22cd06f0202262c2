"""The promise of docs/compatibility.md: what is public, what is deprecated, what plugins require."""

from __future__ import annotations

import re
import sys
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import signalkit
from signalkit import hookimpl
from signalkit.deprecation import DEPRECATED, Deprecation, warn_deprecated
from signalkit.facade import export_lazily
from signalkit.plugins import API_VERSION, PluginManager, PluginWarning
from signalkit.plugins.api import requirement
from tests.support.reference import LISTED
from tests.support.samples import ROOT

pytestmark = pytest.mark.lengthy

PAGE = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")
PACKAGES = [
    "signalkit",
    *(
        f"signalkit.{path.parent.name}"
        for path in sorted((ROOT / "src" / "signalkit").glob("*/__init__.py"))
        if "__all__" in path.read_text(encoding="utf-8")
    ),
]
PLUGINS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
MINOR = ".".join(signalkit.__version__.split(".")[:2])


# -- public names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", PACKAGES)
def test_each_public_name_is_in_the_reference(package: str) -> None:
    names = import_module(package).__all__
    assert {name for name in names if not {f"{package}.{name}", f"signalkit.{name}"} & LISTED} == set()


@pytest.mark.parametrize("name", sorted(LISTED))
def test_each_name_in_the_reference_exists(name: str) -> None:
    module, _, last = name.rpartition(".")
    assert hasattr(import_module(module), last)


def test_each_way_to_the_page_exists() -> None:
    for page in ("README.md", "docs/plugins.md", "docs/reference/index.md", "zensical.toml", "CHANGELOG.md"):
        assert "compatibility.md" in (ROOT / page).read_text(encoding="utf-8"), page


# -- deprecated names --------------------------------------------------------------------------------------


def faults(table: Mapping[str, Deprecation], minor: str, page: str) -> Iterator[str]:
    """What is wrong with a table of deprecated names in a minor version, a line each."""
    for name, one in table.items():
        if one.since != minor:
            yield f"{name}: deprecated in {one.since}, so that {minor} should not have it"
        if name in LISTED:
            yield f"{name}: in the reference"
        if one.instead not in LISTED:
            yield f"{name}: {one.instead} is not in the reference"
        if f"`{name}`" not in page:
            yield f"{name}: not on the page"
    if bool(table) == ("Nothing is deprecated" in page):
        yield "the page is wrong about whether anything is deprecated"


def uses(table: Mapping[str, Deprecation]) -> Iterator[tuple[object, object, str]]:
    """Use each name of a package: what it is, what replaces it, and the warning."""
    for name, one in table.items():
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            module, _, new = one.instead.rpartition(".")
            with pytest.warns(DeprecationWarning, match="is deprecated since") as caught:
                found = getattr(sys.modules[package], last)
            [warning] = caught
            assert warning.filename == __file__
            yield found, getattr(import_module(module), new), str(warning.message)


def test_what_is_deprecated_is_replaced_and_listed() -> None:
    assert list(faults(DEPRECATED, MINOR, PAGE)) == []
    for found, instead, message in uses(DEPRECATED):
        assert found is instead
        assert "; use signalkit." in message


def test_faults_of_a_table_are_found() -> None:
    table = {"signalkit.parse": Deprecation("0.1", "signalkit.nothing")}
    assert list(faults(table, "0.2", "Nothing is deprecated")) == [
        "signalkit.parse: deprecated in 0.1, so that 0.2 should not have it",
        "signalkit.parse: in the reference",
        "signalkit.parse: signalkit.nothing is not in the reference",
        "signalkit.parse: not on the page",
        "the page is wrong about whether anything is deprecated",
    ]
    fine = {"signalkit.old": Deprecation("0.2", "signalkit.parse")}
    assert list(faults(fine, "0.2", "`signalkit.old`")) == []
    assert list(faults({}, "0.2", "")) != []


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package with a deprecated name that `signalkit.parse` replaces."""
    module = ModuleType("made_up")
    monkeypatch.setitem(sys.modules, "made_up", module)
    monkeypatch.setitem(DEPRECATED, "made_up.read", Deprecation("0.9", "signalkit.parse"))
    vars(module).update(zip(("__getattr__", "__dir__"), export_lazily("made_up", {}), strict=True))
    return module


def test_a_deprecated_name_works_and_names_its_replacement(made_up: ModuleType) -> None:
    expected = (
        "made_up.read is deprecated since signalkit 0.9 and will be removed in 0.10; use signalkit.parse"
    )
    for _ in range(2):
        table = {"made_up.read": DEPRECATED["made_up.read"]}
        assert list(uses(table)) == [(signalkit.parse, signalkit.parse, expected)]
    assert "read" not in dir(made_up)
    with pytest.raises(AttributeError):
        made_up.write  # noqa: B018
    with pytest.warns(DeprecationWarning, match="made_up.read is deprecated"):
        from made_up import read  # type: ignore[import-not-found]
    assert read is signalkit.parse


def test_a_deprecated_argument_warns_where_it_is_given() -> None:
    table = {"signalkit.load(encoding=)": Deprecation("0.1", "signalkit.parse_bytes")}

    def load(encoding: str = "") -> None:
        if encoding:
            warn_deprecated("signalkit.load(encoding=)", table=table)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load()
    with pytest.warns(
        DeprecationWarning, match=r"will be removed in 0\.2; use signalkit\.parse_bytes"
    ) as got:
        load(encoding="utf-8")
    assert got[0].filename == __file__


# -- plugins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda path: path.name)
def test_our_plugins_follow_the_page(folder: Path) -> None:
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f'["{requirement()}"]' in PAGE
    assert requirement() in project["dependencies"]
    for module in project["entry-points"]["signalkit"].values():
        assert import_module(module).signalkit_api == API_VERSION


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.1.0", "signalkit-digest>=0.1,<0.3"),
        ("0.9.2", "signalkit-digest>=0.9,<0.11"),
        ("0.10.0rc1", "signalkit-digest>=0.10,<0.12"),
    ],
)
def test_a_requirement_ends_before_the_minor_version_after_the_next(version: str, expected: str) -> None:
    assert requirement(version) == expected


def test_the_page_lists_the_versions_of_the_interface() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+\.\d+) \|$", PAGE, re.M)
    assert [int(number) for number, _ in rows] == list(range(1, API_VERSION + 1))
    assert rows[-1][1] <= MINOR
    assert f"\nsignalkit_api = {API_VERSION}\n" in PAGE


class _Plugin:
    def __init__(self, **values: object) -> None:
        vars(self).update(values)

    @hookimpl
    def signalkit_rules(self) -> list[signalkit.Rule]:
        return []


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({}, ""),
        ({"signalkit_api": API_VERSION}, ""),
        (
            {"signalkit_api": API_VERSION + 1},
            f"needs version {API_VERSION + 1} of the plugin interface, but signalkit-digest "
            f"{signalkit.__version__} has {API_VERSION}; upgrade signalkit-digest",
        ),
        ({"signalkit_api": "1"}, "signalkit_api: expected an integer from 1, got '1'"),
        ({"signalkit_api": True}, "signalkit_api: expected an integer from 1, got True"),
        ({"signalkit_api": 0}, "signalkit_api: expected an integer from 1, got 0"),
    ],
)
def test_a_plugin_that_needs_a_newer_interface_is_refused(declared: dict[str, object], reason: str) -> None:
    manager = PluginManager(discover=False)
    manager.register(_Plugin(**declared), "bees")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert "jsonl" in manager.exporters()
    assert [str(one.message) for one in caught] == [f"plugin bees: {reason}"] * bool(reason)
    assert all(one.category is PluginWarning for one in caught)
    assert ("bees" in [plugin.name for plugin in manager.plugins]) == (not reason)
