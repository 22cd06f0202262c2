"""The documentation as a site: it is built strictly, fetches nothing, and tells of every public name."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import griffe
import pytest

import signalkit
import signalkit.testing
from docs.pages.reference import load_package
from docs.site import find_faults, navigation_faults, read_page
from signalkit.cli.main import cli
from signalkit.plugins import PluginManager
from tests.support.reference import LISTED
from tests.support.samples import ROOT

pytestmark = pytest.mark.lengthy

PUBLIC = [
    *(f"signalkit.{name}" for name in signalkit.__all__),
    *(f"signalkit.inline.{name}" for name in ("plain", "html")),
    *(f"signalkit.testing.{name}" for name in signalkit.testing.__all__),
    *(f"signalkit.plugins.signalkit_{kind}" for kind in ("exporters", "importers", "rules")),
]


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a folder with a zensical.toml."""
    run = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    return subprocess.run(run, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built for real from a copy: the caches of Zensical are beside its settings."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (ROOT / "zensical.toml", ROOT / "CHANGELOG.md", *ROOT.glob("plugins/*/README.md")):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.mark.process
def test_the_site_tells_of_every_public_name(site: Path) -> None:
    pages = (site / "reference").glob("*.html")
    anchors = set().union(*(read_page(page).anchors for page in pages))
    assert not set(PUBLIC) - anchors
    command_line = read_page(site / "reference" / "command-line.html").anchors
    plugins = PluginManager()
    verbs = [
        *cli.list_commands(click.Context(cli)),
        *(f"export-{name}" for name in plugins.exporters()),
        *(f"import-{name}" for name in plugins.importers()),
    ]
    assert not {f"signalkit-{verb}" for verb in verbs} - command_line


@pytest.mark.process
def test_the_site_fetches_nothing_and_its_links_lead_somewhere(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 110
    assert not list(find_faults(site))
    assert not list(site.rglob("*.py"))


SETTINGS = """
[project]
site_name = "Bees"
use_directory_urls = false
nav = ["index.md", "hives.md"]
[project.markdown_extensions.toc]
[project.markdown_extensions.tables]
[project.markdown_extensions.pymdownx.superfences]
[project.markdown_extensions.pymdownx.snippets]
base_path = ["."]
check_paths = true
[project.plugins.mkdocstrings.handlers.python]
paths = ["src"]
"""


@pytest.mark.slow("packaging")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("[a](hives.md#wax)", (), id="nothing wrong"),
        pytest.param(
            "[a](nests.md)\n[b](hives.md#honey)\n[c](#honey)\n[d][1]\n\n[1]: nests.md",
            ("index.md:3:", "index.md:4:", "index.md:5:", "index.md:8:"),
            id="a page, an anchor, an anchor of the page, a definition",
        ),
        pytest.param("::: signalkit.nothing", ("signalkit.nothing",), id="a name of Python"),
        pytest.param('--8<-- "nests.md"', ("nests.md",), id="a snippet"),
    ],
)
def test_zensical_is_strict_about_what_a_page_names(
    text: str, found: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "zensical.toml").write_text(SETTINGS)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Bees\n\n{text}\n")
    (tmp_path / "docs" / "hives.md").write_text("# Hives\n\n## Wax\n")
    done = build(tmp_path)
    assert (done.returncode == 0) == (not found)
    assert all(place in done.stdout + done.stderr for place in found)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="b.html#x">', ""),
        ('<a href="#here" id="here">', ""),
        ('<a href="https://example.org/">', ""),
        ('<a href="c.html">', "a.html: c.html leads nowhere"),
        ('<a href="b.html#y">', "a.html: b.html#y leads nowhere"),
        ('<a href="/b.html">', "a.html: /b.html leads nowhere"),
        ('<img src="b.svg">', "a.html: b.svg leads nowhere"),
        ('<script src="https://example.org/a.js"></script>', "a.html: fetches https://example.org/a.js"),
        ('<link rel="stylesheet" href="//example.org/a.css">', "a.html: fetches //example.org/a.css"),
    ],
)
def test_what_zensical_does_not_check_is_checked(html: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(html)
    (tmp_path / "b.html").write_text('<p id="x">')
    found = [one for one in find_faults(tmp_path) if not one.endswith("there is no page of it")]
    assert found == [fault] * bool(fault)


def test_a_sheet_that_fetches_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://example.org/a.css'; p {background: url(a.png)}")
    assert "a.css: fetches https://example.org/a.css" in list(find_faults(tmp_path))
    assert "index.md: there is no page of it" in list(find_faults(tmp_path))


def test_each_page_is_in_the_navigation_once() -> None:
    settings = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    assert not list(navigation_faults(settings))
    settings["nav"] = [{"A": ["index.md", "index.md", "none.md"]}]
    faults = list(navigation_faults(settings))
    assert faults[:2] == ["none.md: in the navigation, but no file", "index.md: twice in the navigation"]
    assert "tutorial.md: not in the navigation" in faults
    assert not any(fault.startswith("rules/SK") for fault in faults)


@pytest.mark.slow("packaging")
def test_the_table_of_rules_can_be_filtered(site: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium here")

    def shown(query: str) -> set[str]:
        url = f"{(site / 'rules' / 'index.html').as_uri()}?q={query}"
        run = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", url]
        page = subprocess.run(run, capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
        body = page.partition("<tbody>")[2].partition("</tbody>")[0]
        assert f"{body.count('<tr>')} of {body.count('<tr')} rules" in page
        return set(re.findall(r"<tr>\s*<td><a [^>]*>(\w+)<", body))

    rules = PluginManager().rules()
    assert shown("") == rules.keys()
    assert shown("sk3+SAFE") == {
        code for code, rule in rules.items() if code.startswith("SK3") and rule.fixable == "safe"
    }
    assert shown("duplicate-keyword") == {"SK402"}


# -- docstrings --------------------------------------------------------------------------------------------


def documented(name: str) -> Iterator[griffe.Object]:
    """A name of the reference, and if it is a class, the methods that it shows."""
    found = load_package()[name.removeprefix("signalkit.")]
    found = found.final_target if isinstance(found, griffe.Alias) else found
    yield found
    if isinstance(found, griffe.Class):
        for member in found.members.values():
            if isinstance(member, griffe.Function) and member.is_public and not member.name.startswith("_"):
                yield member


def sections(found: griffe.Object, kind: str) -> set[str]:
    """The names, or exceptions, that a section of a docstring tells of."""
    assert found.docstring is not None, found.path
    return {
        str(getattr(entry, "name", None) or entry.annotation)
        for section in found.docstring.parsed
        if section.kind.value == kind
        for entry in section.value
    }


def parameters(function: griffe.Function) -> set[str]:
    """Those of a function, as docstrings name them."""
    stars = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
    return {
        (stars.get(one.kind, "") if one.kind else "") + one.name
        for one in function.parameters
        if one.name not in ("self", "cls")
    }


_OS_ERRORS = {one.__name__ for one in OSError.__subclasses__()}


def raised(function: griffe.Function) -> set[str]:
    """The exceptions that stand behind a `raise` in a function itself, but those of tests."""
    nodes = ast.walk(ast.parse(textwrap.dedent(function.source)))
    called = [
        node.exc.func for node in nodes if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    names = {one.id for one in called if isinstance(one, ast.Name) and one.id.endswith("Error")}
    return {"OSError" if name in _OS_ERRORS else name for name in names - {"AssertionError"}}


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_docstring_tells_of_everything(name: str) -> None:
    for found in documented(name):
        assert found.docstring is not None, found.path
        if isinstance(found, griffe.Function):
            assert sections(found, "parameters") == parameters(found), found.path
            assert raised(found) <= sections(found, "raises"), found.path
        elif isinstance(found, griffe.Class):
            told = sections(found, "parameters")
            for one in (found, *found.mro()):
                told |= sections(one, "attributes")
            if any(str(one.value).startswith("attrs.") for one in found.decorators):
                fields = {key for key, one in found.all_members.items() if one.is_attribute and one.is_public}
                assert told == {key for key in fields if "property" not in found.all_members[key].labels}, (
                    name
                )
            elif (
                isinstance(made := found.members.get("__init__"), griffe.Function)
                and name != "signalkit.Node"
            ):
                assert parameters(made) <= told, name
                assert raised(made) <= sections(found, "raises"), name
