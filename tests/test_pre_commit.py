"""The hooks: the commands that they run, and the real pre-commit that installs them from this repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from tests.support.cli import installed, run
from tests.support.samples import ROOT, SEEDS

VALIDATOR = {
    "pyproject.toml": """
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"
[project]
name = "signalkit-house"
version = "1.0"
dependencies = ["signalkit-digest"]
[project.entry-points.signalkit]
house = "signalkit_house"
[tool.hatch.build.targets.wheel]
packages = ["signalkit_house"]
""",
    "signalkit_house/__init__.py": """
from signalkit import Finding, Rule, hookimpl

def no_bees(document):
    if "bees" in document.digest.keywords:
        yield Finding("we do not keep bees", "keywords")

@hookimpl
def signalkit_rules():
    text = "# __T__\\\\n\\\\n## Keywords\\\\n\\\\n* {}"
    return [Rule(code="HOUSE001", name="no-bees", title="Bees.", why="They sting.", check=no_bees,
                 failing=text.format("bees"), passing=text.format("cats"))]
""",
}
BAD = "# __Bees__\n## Keywords\n- bees\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name, text in VALIDATOR.items():
        path = tmp_path / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("\\\\n", "\\n"))
    return tmp_path / "house"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / "README.md").write_text("# About\n\n- not a digest\n")
    good = SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md"
    (folder / good.name).write_bytes(good.read_bytes())
    (folder / "bad.md").write_text(BAD)
    return folder


@pytest.fixture
def repository(folder: Path, house: Path) -> Path:
    try:
        revision = git(ROOT, "rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout: pre-commit has nothing to take the hooks from")
    (folder / ".pre-commit-config.yaml").write_text(
        f"""
repos:
  - repo: {ROOT}
    rev: {revision}
    hooks:
      - id: signalkit-format
        additional_dependencies: ["{house}"]
      - id: signalkit-check
        additional_dependencies: ["{house}"]
"""
    )
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return folder


def pre_commit(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"]
    # Git's own variables, where these tests run in a hook themselves, mean another repository.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"PRE_COMMIT_HOME": str(folder.parent / "cache"), "PYTHONPATH": ""}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_commands_of_the_hooks(folder: Path, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = house / "signalkit_house-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: signalkit-house\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[signalkit]\nhouse = signalkit_house\n")
    commands = {hook["id"]: hook["entry"].split() for hook in load_manifest(ROOT / ".pre-commit-hooks.yaml")}
    assert set(commands) == {"signalkit-check", "signalkit-format"}

    def run_hook(id_: str) -> subprocess.CompletedProcess[bytes]:
        program, *words = commands[id_]
        assert program == "signalkit"
        with installed(house):
            return run(*words, *sorted(path.name for path in folder.glob("*.md")), cwd=folder)

    assert run_hook("signalkit-format").returncode == 0
    assert (folder / "bad.md").read_text() == "# __Bees__\n\n## Keywords\n\n* bees\n"
    assert (folder / "README.md").read_text() == "# About\n\n- not a digest\n"
    monkeypatch.setenv("PRE_COMMIT", "1")  # as pre-commit does
    done = run_hook("signalkit-check")
    assert done.returncode == 1
    assert b"To read about a rule, run: signalkit rule " in done.stderr
    assert b"bad.md:1:5: SK102" in done.stdout
    assert b"bad.md:5:3: HOUSE001 we do not keep bees [no-bees]" in done.stdout
    assert b"ea6bdd" not in done.stdout
    (folder / "bad.md").unlink()
    done = run_hook("signalkit-check")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.slow("packaging")
def test_the_hooks(repository: Path) -> None:
    done = pre_commit(repository)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "signalkit format" in done.stdout
    assert "To stage the changes, run: git add --update" in done.stdout
    assert "To read about a rule, run: signalkit rule " in done.stdout
    assert "files were modified by this hook" in done.stdout
    assert (repository / "bad.md").read_text() == "# __Bees__\n\n## Keywords\n\n* bees\n"
    assert (repository / "README.md").read_text() == "# About\n\n- not a digest\n"
    assert "bad.md:1:5: SK102" in done.stdout
    assert "bad.md:5:3: HOUSE001 we do not keep bees [no-bees]" in done.stdout
    assert "ea6bdd" not in done.stdout

    git(repository, "rm", "-q", "-f", "bad.md")
    done = pre_commit(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2
