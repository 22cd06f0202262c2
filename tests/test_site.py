"""The documentation as a site: it is built strictly, fetches nothing, and tells of every public name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import click
import griffe
import pytest

import signalkit
import signalkit.testing
from signalkit.cli.main import cli
from signalkit.plugins import PluginManager
from tests.support.samples import ROOT

PUBLIC = [
    *(f"signalkit.{name}" for name in signalkit.__all__),
    *(f"signalkit.inline.{name}" for name in ("plain", "html")),
    *(f"signalkit.testing.{name}" for name in signalkit.testing.__all__),
    *(f"signalkit.plugins.signalkit_{kind}" for kind in ("exporters", "importers", "rules")),
]
NAMED = sorted(
    {
        name
        for page in (ROOT / "docs" / "reference").glob("*.md")
        for name in re.findall(r"^::: (\S+)$", page.read_text(encoding="utf-8"), re.M)
    }
)


class Loaded(HTMLParser):
    """What a page has a browser fetch, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "link"):
            self.urls += [url for name in ("src", "href") if (url := found.get(name))]
        if identifier := found.get("id"):
            self.anchors.add(identifier)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built for real."""
    folder = tmp_path_factory.mktemp("site")
    run = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.process
def test_the_site_tells_of_every_public_name(site: Path) -> None:
    pages = (site / "reference").glob("*.html")
    anchors = set().union(*(Loaded(page.read_text(encoding="utf-8")).anchors for page in pages))
    assert not set(PUBLIC) - anchors
    command_line = Loaded((site / "reference" / "command-line.html").read_text(encoding="utf-8")).anchors
    plugins = PluginManager()
    verbs = [
        *cli.list_commands(click.Context(cli)),
        *(f"export-{name}" for name in plugins.exporters()),
        *(f"import-{name}" for name in plugins.importers()),
    ]
    assert not {f"signalkit-{verb}" for verb in verbs} - command_line


@pytest.mark.process
def test_the_site_fetches_nothing(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not [url for url in Loaded(text).urls if re.match(r"(https?:)?//", url)], page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import )['\"]?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


# -- docstrings --------------------------------------------------------------------------------------------

PACKAGE = griffe.load("signalkit", search_paths=[ROOT / "src"], docstring_parser="google")


def documented(name: str) -> Iterator[griffe.Object]:
    """A name of the reference, and if it is a class, the methods that it shows."""
    found = PACKAGE[name.removeprefix("signalkit.")]
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


@pytest.mark.parametrize("name", NAMED)
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
