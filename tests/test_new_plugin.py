"""`signalkit new-plugin`: a distribution whose tests and types are fine, written whole or not at all."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import get_args

import pytest

import signalkit
from signalkit.plugins import PluginManager
from signalkit.plugins.api import API_VERSION, requirement
from signalkit.scaffold.plugin import KINDS, Kind, choose_names, make_files
from signalkit.store import staging
from tests.support.cli import run
from tests.support.samples import ROOT


def new_plugin(folder: Path, *arguments: object, status: int = 0) -> str:
    """Run the command in a folder; return what it prints."""
    done = run("new-plugin", *arguments, cwd=folder)
    assert done.returncode == status, done.stderr
    assert done.stdout == b""
    return done.stderr.decode()


def read(folder: Path) -> dict[str, str]:
    """The text of each file below a folder, by its path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_each_kind_has_templates() -> None:
    assert get_args(Kind) == KINDS
    folders = (ROOT / "src" / "signalkit" / "scaffold" / "files").iterdir()
    assert {folder.name for folder in folders} == {"all", *KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_of_a_plugin(kind: Kind, tmp_path: Path) -> None:
    printed = new_plugin(tmp_path, "Signalkit_Field.notes", "--kind", kind)
    name, package = "signalkit-field-notes", "signalkit_field_notes"
    assert printed == f"6 files written to {name}; README.md shows the next steps\n"
    files = read(tmp_path / name)
    module = {"exporter": "exporter", "rules": "rules", "command": "command"}[kind]
    assert files.keys() == {
        "README.md",
        "pyproject.toml",
        f"src/{package}/__init__.py",
        f"src/{package}/py.typed",
        f"src/{package}/{module}.py",
        f"tests/test_{package}.py",
    }
    assert not any("$" in text or "PACKAGE" in text for text in files.values())
    project = tomllib.loads(files["pyproject.toml"])
    assert project["project"]["name"] == name
    assert project["project"]["entry-points"] == {"signalkit": {"field-notes": package}}
    assert requirement() in project["project"]["dependencies"]
    assert f"\nsignalkit_api = {API_VERSION}\n" in files[f"src/{package}/__init__.py"]
    for path, text in files.items():
        assert max(map(len, text.splitlines()), default=0) <= 100, path
        if path.endswith(".py"):
            assert ast.get_docstring(ast.parse(text)), path


@pytest.mark.parametrize("kind", KINDS)
def test_dependencies_have_the_bounds_of_signalkit(kind: Kind) -> None:
    own = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    text = make_files(choose_names("signalkit-field-notes", kind, ()), kind)["pyproject.toml"]
    found = tomllib.loads(text)
    assert set(found["project"]["dependencies"]) <= {*own, requirement()}


@pytest.mark.process
@pytest.mark.parametrize("kind", KINDS)
def test_the_files_of_a_plugin_are_linted_like_ours(kind: Kind, tmp_path: Path) -> None:
    new_plugin(tmp_path, "signalkit-notes", "--kind", kind)
    ruff = [sys.executable, "-m", "ruff"]
    select = "--select=E,F,W,I,UP,B,C4,SIM,RUF,PIE,PT,PERF,N,D2,D3,D4"
    for command in (["check", "--ignore=D203,D213,D406,D407,D413", select], ["format", "--check"]):
        done = subprocess.run(
            [*ruff, *command, "--isolated", "--no-cache", "--target-version=py311", "."],
            cwd=tmp_path / "signalkit-notes",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("", "rules", "expected letters, digits and hyphens, such as signalkit-ris"),
        ("../bees", "rules", "expected letters"),
        ("bees-", "rules", "expected letters"),
        ("bées", "rules", "expected letters"),
        ("bees\n", "rules", "expected letters"),
        ("class", "rules", "'class' cannot be the name of a Python package"),
        ("3d", "rules", "'3d' cannot be the name of a Python package"),
        ("json", "rules", "package 'json' already exists"),
        ("Attrs", "rules", "package 'attrs' already exists"),
        ("signalkit-csv", "rules", "package 'signalkit_csv' already exists"),
        ("SignalKit", "rules", "this is signalkit itself"),
        ("signalkit_digest", "rules", "this is signalkit itself"),
        ("signalkit-3d", "exporter", "expected a letter first, got '3d'"),
        ("signalkit-x", "rules", "expected at least two letters for the codes of rules, got 'x'"),
        ("signalkit-sk", "rules", "prefix of rules 'SK' already exists"),
        ("signalkit-lnk", "rules", "prefix of rules 'LNK' already exists"),
        ("signalkit-jsonl", "exporter", "format 'jsonl' already exists"),
        ("signalkit-csvw", "exporter", "format 'csvw' already exists"),
        ("signalkit-check", "command", "verb 'check' already exists"),
        ("signalkit-new-plugin", "command", "verb 'new-plugin' already exists"),
    ],
)
def test_a_name_that_would_not_work_is_refused(name: str, kind: Kind, reason: str, tmp_path: Path) -> None:
    printed = new_plugin(tmp_path, "--kind", kind, "--", name, status=2)
    [message] = [line for line in printed.splitlines() if line.startswith("Error: ")]
    assert message.startswith("Error: Invalid value for NAME: ")
    assert reason in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("existing", ["file", "folder", "link"])
def test_what_exists_is_not_touched(existing: str, tmp_path: Path) -> None:
    target = tmp_path / "bees"
    if existing == "file":
        target.write_text("honey")
    elif existing == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    printed = new_plugin(tmp_path, "signalkit-notes", "--kind", "rules", "-o", "bees", status=2)
    assert printed == "signalkit: bees: File exists\n"
    assert list(tmp_path.iterdir()) == [target]
    assert not target.is_dir() or list(target.iterdir()) == []


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28), "disk")

    monkeypatch.setattr(staging, "_sync_files", fail)
    printed = new_plugin(tmp_path, "signalkit-notes", "--kind", "rules", "-o", "a/b", status=2)
    assert printed == "signalkit: disk: No space left on device\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_plugin_works_from_its_source(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_plugin(tmp_path, "signalkit-notes", "--kind", kind)
    for name in ("signalkit_notes", f"signalkit_notes.{kind}"):
        monkeypatch.setitem(sys.modules, name, sys)  # so that it is taken away afterwards
        del sys.modules[name]
    monkeypatch.syspath_prepend(tmp_path / "signalkit-notes" / "src")
    import signalkit_notes  # type: ignore[import-not-found]

    manager = PluginManager(discover=False)
    manager.register(signalkit_notes, "notes")
    if kind == "exporter":
        out = tmp_path / "bees.notes"
        signalkit.export([signalkit.Digest(title="Bees", keywords=("wax",))], "notes", out, plugins=manager)
        assert out.read_text() == "\tBees\n"
    elif kind == "command":
        assert list(manager.commands()) == ["notes"]
    else:
        found = signalkit.check(signalkit.parse("# __BEES__"), plugins=manager)
        assert "NOTES001" in {one.code for one in found}


# -- as users get it ---------------------------------------------------------------------------------------


def call(*command: object, cwd: Path, status: int = 0) -> str:
    """Run a process; return what it prints."""
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with signalkit from its wheel."""
    folder = tmp_path_factory.mktemp("new-plugin")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    call(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    [wheel] = folder.glob("*.whl")
    pip = (python, "-m", "pip", "install", "--quiet")
    call(*pip, f"{wheel}[testing]", "pytest", "mypy", "build", "hatchling", cwd=folder)
    return python


USES: dict[Kind, tuple[list[str], int, str]] = {
    "exporter": (["export", "notes"], 0, r"^[0-9a-f]+\tBees Count the Hours$"),
    "rules": (["check", "--select", "NOTES", "--isolated"], 1, "NOTES001 title is in capitals"),
    "command": (["notes"], 0, r"^[0-9a-f]+\t\d+$"),
}


@pytest.mark.slow("packaging")
@pytest.mark.parametrize("kind", KINDS)
def test_a_plugin_is_built_installed_tested_and_used(kind: Kind, python: Path, tmp_path: Path) -> None:
    signalkit_ = python.with_name("signalkit")
    call(signalkit_, "new-plugin", "signalkit-notes", "--kind", kind, cwd=tmp_path)
    folder = tmp_path / "signalkit-notes"
    call(python, "-m", "build", "--no-isolation", cwd=folder)
    [wheel] = (folder / "dist").glob("signalkit_notes-0.1.0-*.whl")
    assert (folder / "dist" / "signalkit_notes-0.1.0.tar.gz").exists()
    call(python, "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    try:
        assert re.search(r"\d+ passed", call(python, "-m", "pytest", cwd=folder))
        assert "Success: no issues found in 3 source files" in call(python, "-m", "mypy", cwd=folder)
        digests = tmp_path / "digests"
        digests.mkdir()
        (digests / "0a1b.md").write_text("# __Bees Count the Hours__\n\n## Keywords\n\n* a\n")
        (digests / "0c2d.md").write_text("# __BEES__\n\n## Keywords\n\n* a\n")
        arguments, status, shown = USES[kind]
        printed = call(signalkit_, *arguments, digests, cwd=tmp_path, status=status)
        assert re.search(shown, printed, re.M), printed
    finally:
        call(python, "-m", "pip", "uninstall", "--quiet", "--yes", "signalkit-notes", cwd=tmp_path)
