"""Importing signalkit is light: what is heavy comes with first use. Imports point down the layers only."""

from __future__ import annotations

import ast
import os
import pydoc
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import signalkit
from tests.support.reference import LISTED
from tests.support.samples import ROOT

HEAVY = ("marko", "pluggy", "click", "rich", "importlib.metadata", "hypothesis", "wcwidth", "regex")


def loaded_after(code: str) -> set[str]:
    run = [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"]
    return set(subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.process
def test_import_loads_nothing_heavy() -> None:
    assert not loaded_after("import signalkit") & set(HEAVY)


@pytest.mark.process
def test_reading_and_writing_load_nothing_heavy() -> None:
    code = "import signalkit; signalkit.serialize(signalkit.parse('# T').digest)"
    assert not loaded_after(code) & set(HEAVY)


@pytest.mark.process
def test_loading_our_plugins_is_light() -> None:
    code = "from signalkit.plugins import PluginManager; assert 'opml' in PluginManager().exporters()"
    heavy = {
        "defusedxml",
        "openpyxl",
        "xlsxwriter",
        "pyld",
        "xml.sax",
        "signalkit_csv.flat",
        "signalkit.codec.lens",
        "signalkit.exchange.run",
        "difflib",
        "hashlib",
        "signalkit_jsonld.writer",
        "signalkit.deprecation",
        "signalkit.exchange.json_text",
        "signalkit.exchange.records",
    }
    assert not loaded_after(code) & heavy


@pytest.mark.process
def test_checking_a_file_is_light(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("# T\n\n## Keywords\n\n* a\n* a\n", encoding="utf-8")
    libraries = "import importlib.metadata, attrs, click, pluggy"
    code = f"""{libraries}, contextlib
from signalkit.cli.main import main
with contextlib.suppress(SystemExit):
    main(["check", "--isolated", {str(file)!r}])"""
    loaded = loaded_after(code)
    assert "[duplicate-keyword]" in loaded  # the words of the report are in it, too
    heavy = {
        "difflib",
        "hashlib",
        "json",
        "marko",
        "multiprocessing",
        "regex",
        "rich",
        "shlex",
        "wcwidth",
        "signalkit.changes",
        "signalkit.deprecation",
        "signalkit.exchange.json_text",
        "signalkit.exchange.records",
        "signalkit.exchange.run",
        "signalkit.exchange.sink",
        "signalkit.scaffold",
        "signalkit.store.archive",
        "signalkit.testing",
    }
    assert not (loaded - loaded_after(libraries)) & heavy


# -- facades -----------------------------------------------------------------------------------------------

FACADES = (
    "signalkit",
    "signalkit.changes",
    "signalkit.checking",
    "signalkit.exchange",
    "signalkit.model",
    "signalkit.plugins",
    "signalkit.store",
)


@pytest.mark.parametrize("name", FACADES)
def test_a_facade_has_every_name_it_promises(name: str) -> None:
    package = import_module(name)
    for public in package.__all__:
        assert getattr(getattr(package, public), "__name__", public) == public
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'nothing'"):
        package.nothing  # noqa: B018


def typed_names(path: Path) -> Iterator[tuple[str, str]]:
    """The names that a facade imports for type checkers, each with its module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If):
            for statement in node.body:
                if isinstance(statement, ast.ImportFrom):
                    yield from ((alias.name, str(statement.module)) for alias in statement.names)


@pytest.mark.parametrize("name", FACADES)
def test_a_facade_shows_type_checkers_what_it_loads(name: str) -> None:
    package = import_module(name)
    typed = dict(typed_names(Path(str(package.__file__))))
    assert typed.keys() == set(package.__all__)
    for public, module in typed.items():
        assert getattr(package, public) is getattr(import_module(module), public)


# -- layers ------------------------------------------------------------------------------------------------

PLANTS = {
    "nothing": ("errors.py", "", 3),
    "the command line in the lowest layer": ("syntax/text.py", "from signalkit.cli import main", 2),
    "in a function": ("syntax/text.py", "def late():\n    from signalkit.document import parse", 2),
    "by its package": ("codec/read.py", "def late():\n    import signalkit.corpus", 2),
    "for type checkers": ("model/digest.py", "if TYPE_CHECKING:\n    from signalkit.codec import read", 2),
    "verbs in types": (
        "exchange/records.py",
        "def late():\n    from signalkit.plugins.manager import get_manager",
        2,
    ),
    "the public names": ("store/atomic.py", "from signalkit import parse", 2),
    "a facade": ("codec/render.py", "def late():\n    from signalkit.exchange import Record", 2),
    "a circle in a package": ("syntax/text.py", "def late():\n    from signalkit.syntax import scan", 2),
}


@pytest.mark.process
@pytest.mark.parametrize("name", PLANTS)
def test_a_forbidden_import_is_found(name: str, tmp_path: Path) -> None:
    path, code, kept = PLANTS[name]
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    package = tmp_path / "signalkit"
    shutil.copytree(ROOT / "src" / "signalkit", package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / path).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{code}\n")
    run = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert f"Contracts: {kept} kept, {3 - kept} broken." in done.stdout, done.stdout + done.stderr
    assert done.returncode == (0 if kept == 3 else 1)


def test_every_module_has_a_layer() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in content["tool"]["importlinter"]["contracts"] if one["id"] == "layers")
    layered = {module for layer in contract["layers"] for module in layer.split(" | ")}
    source = ROOT / "src"
    for path in source.glob("signalkit/**/*.py"):
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        above = {name.rsplit(".", steps)[0] for steps in range(name.count(".") + 1)}
        assert layered & above or name in FACADES, name


# -- public names ------------------------------------------------------------------------------------------

PACKAGES = {name.rpartition(".")[0] for name in LISTED}


def dotted(node: ast.expr) -> str:
    """The dotted name that an expression is; empty if it is something else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def used_names(source: str) -> Iterator[str]:
    """The names of signalkit that a module imports, or reaches through a package or module of it."""
    tree = ast.parse(source)
    packages: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "signalkit":
                    packages[alias.asname or "signalkit"] = alias.name if alias.asname else "signalkit"
        elif isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "signalkit":
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in PACKAGES:
                    packages[alias.asname or alias.name] = name
                else:
                    yield name
    chains = [dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    for chain in chains:
        first, _, rest = chain.partition(".")
        if first in packages and not any(longer.startswith(f"{chain}.") for longer in chains):
            yield f"{packages[first]}.{rest}"


def unlisted(source: str) -> list[str]:
    """The names that a module uses and the reference does not list, or a method of one that it lists."""
    return [
        name for name in used_names(source) if name not in LISTED and name.rpartition(".")[0] not in LISTED
    ]


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("plugins/*/src/**/*.py")), ids=lambda path: "/".join(path.parts[-2:])
)
def test_our_plugins_use_listed_names_only(path: Path) -> None:
    assert not unlisted(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "from signalkit.exchange.records import check_record",
        "from signalkit.corpus import Corpus",
        "def late():\n    from signalkit import codec\n    codec.read.Parsed",
        "import signalkit\nsignalkit.codec.read.Parsed",
        "import signalkit.codec.read as reader\nreader.Parsed",
        "from signalkit.exchange import json_text\njson_text._decode",
        "from signalkit import exchange as e\ne.records.Record",
    ],
)
def test_a_name_that_is_not_listed_is_found(source: str) -> None:
    assert unlisted(source)
    assert not unlisted("import signalkit\nfrom signalkit import inline as i\ni.plain(signalkit.Corpus.load)")


@pytest.mark.parametrize("name", FACADES)
def test_the_reference_lists_every_name_of_a_facade(name: str) -> None:
    names = import_module(name).__all__
    assert [one for one in names if not {f"{name}.{one}", f"signalkit.{one}"} & LISTED] == []


def test_the_help_of_the_package_begins_with_all_names_in_groups() -> None:
    overview = signalkit.__doc__ or ""
    groups = re.findall(r"^(?!.*::)(\S.*)\n((?: {4}.*\n)+)", overview, re.M)
    named = [name for _, names in groups for name in re.findall(r"\b(?:[A-Z]\w+|[a-z_]+)\b", names)]
    named = [name for name in named if name not in ("and", "its", "subclasses")]
    assert sorted(named) == sorted(signalkit.__all__)
    shown = pydoc.plain(pydoc.render_doc(signalkit))
    assert shown.index("Errors") < shown.index("PACKAGE CONTENTS")
    assert len(overview.splitlines()) <= 30  # a screen, with the heads that help adds
