"""The guide for plugin authors: its files are built, installed by pip into a fresh environment, used."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.support.samples import ROOT

GUIDE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', GUIDE, re.M | re.S))
[CONSOLE] = re.findall(r"^```console\n(.*?)^```$", GUIDE, re.M | re.S)

pytestmark = pytest.mark.slow("packaging")


def steps() -> list[tuple[str, str]]:
    """Each command of the guide, and what it prints."""
    parts = re.split(r"^\$ (.*)\n", CONSOLE, flags=re.M)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def call(python: Path, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    name, *arguments = shlex.split(command)
    run = [str(python.parent / name), *arguments]
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(run, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with signalkit and pytest, as pip installs them."""
    folder = tmp_path_factory.mktemp("guide") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = call(python, f"python -m pip install --quiet {ROOT}[testing] pytest", folder)
    assert done.returncode == 0, done.stderr
    return python


def write_files(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_type_checkers_accept_the_guide_and_reject_other_options(tmp_path: Path) -> None:
    write_files(tmp_path)
    wrong = tmp_path / "src" / "signalkit_ris" / "wrong.py"
    code = FILES["src/signalkit_ris/exporter.py"].replace("options: RisOptions)", "options: int)")
    python = Path(sys.executable)
    for command in ("mypy --strict src tests", f"pyright --pythonpath {python} src tests"):
        wrong.unlink(missing_ok=True)
        done = call(python, command, tmp_path)
        assert done.returncode == 0, done.stdout
        wrong.write_text(code, encoding="utf-8")
        done = call(python, command, tmp_path)
        assert re.search(r"wrong\.py:\d+.*write", done.stdout), done.stdout
        assert done.returncode == 1


def test_the_guide_from_the_first_line_to_the_last(python: Path, tmp_path: Path) -> None:
    write_files(tmp_path)
    assert {"pyproject.toml", "src/signalkit_ris/__init__.py", "tests/test_ris.py"} <= FILES.keys()
    for command, shown in steps():
        done = call(python, command, tmp_path)
        if command.startswith("pytest"):
            assert done.returncode == 0, done.stdout
            assert re.search(r"\b(9|[1-9][0-9]) passed", done.stdout), done.stdout
            continue
        printed = done.stdout + done.stderr if not command.startswith("pip") else done.stdout
        assert printed == shown, command
        assert done.returncode == (2 if "Error" in shown else 1 if "RIS001" in shown else 0), command
    assert (tmp_path / "bees.ris").read_bytes().count(b"LA  - en\n") == 1
