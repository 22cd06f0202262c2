"""The distributions: built, looked into, installed from a folder without an index, taken away again."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

import signalkit
from tests.support.pages import installs
from tests.support.samples import ROOT, SEEDS

PLUGINS = sorted(path.name for path in (ROOT / "plugins").iterdir() if (path / "pyproject.toml").exists())
CORE = "signalkit-digest"
NAMES = [CORE, *PLUGINS]
FORMATS = {
    "signalkit-csv": "csv",
    "signalkit-jsonld": "json-ld",
    "signalkit-opml": "opml",
    "signalkit-xlsx": "xlsx",
}

pytestmark = pytest.mark.slow("packaging")


def source_of(name: str) -> Path:
    return ROOT if name == CORE else ROOT / "plugins" / name


def run(*command: object, status: int = 0, cwd: Path | None = None) -> str:
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an sdist of each distribution, and a wheel made from that."""
    folder = tmp_path_factory.mktemp("dist")
    for name in NAMES:
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, source_of(name))
    return folder


@pytest.fixture(scope="module")
def bin(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that got all wheels, and what they need, from a folder."""
    folder = tmp_path_factory.mktemp("packaging")
    wheels = sorted(dist.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "download", "--quiet", "--dest", folder / "wheels", *wheels)
    venv.create(folder / "venv", with_pip=True)
    bin = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    offline = ("--no-index", "--find-links", folder / "wheels")
    run(bin / "python", "-m", "pip", "install", "--quiet", *offline, *NAMES)
    return bin


def wheel(dist: Path, name: str) -> set[str]:
    [path] = dist.glob(f"{name.replace('-', '_')}-*.whl")
    return set(ZipFile(path).namelist())


def sdist(dist: Path, name: str) -> set[str]:
    [path] = dist.glob(f"{name.replace('-', '_')}-*.tar.gz")
    with tarfile.open(path) as archive:
        return {member.partition("/")[2] for member in archive.getnames()}


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_has_the_package_and_nothing_else(dist: Path, name: str) -> None:
    package = "signalkit" if name == CORE else name.replace("-", "_")
    files = wheel(dist, name)
    metadata = f"{name.replace('-', '_')}-{signalkit.__version__}.dist-info"
    assert {file.partition("/")[0] for file in files} == {package, metadata}
    assert {f"{package}/py.typed", f"{metadata}/licenses/LICENSE"} <= files
    source = source_of(name) / "src"
    modules = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    assert modules == {file for file in files if file.endswith(".py")}


@pytest.mark.parametrize("name", NAMES)
def test_an_sdist_has_tests_and_docs(dist: Path, name: str) -> None:
    files = sdist(dist, name)
    assert {"README.md", "LICENSE", "pyproject.toml"} <= files
    assert any(file.startswith("tests/test_") for file in files)
    if name == CORE:
        wanted = [ROOT / "Makefile", ROOT / ".pre-commit-hooks.yaml", ROOT / "conftest.py"]
        for folder in ("tests", "docs", "seeds", "benchmarks", "fuzz", "plugins"):
            wanted += [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".md", ".toml")]
        missing = {path.relative_to(ROOT).as_posix() for path in wanted} - files
        assert missing == set()


def test_entry_points_work_from_wheels_alone(bin: Path, tmp_path: Path) -> None:
    shown = run(bin / "signalkit", "plugins")
    assert all(f"{name} {signalkit.__version__}\n" in shown for name in NAMES)
    assert "failed" not in shown
    for format in FORMATS.values():
        target = tmp_path / f"digests.{format}"
        run(bin / "signalkit", "export", format, SEEDS, "-o", target)
        assert target.stat().st_size > 1000
        run(bin / "signalkit", "import", format, target, "-o", tmp_path / format)
        again = {doc.id: doc.digest for doc in signalkit.Corpus.load(tmp_path / format)}
        assert again == {doc.id: doc.digest for doc in signalkit.Corpus.load(SEEDS)}
    assert "# LNK001 " in run(bin / "python", "-m", "signalkit", "rule", "--all")


def test_what_pages_install_is_installed(tmp_path: Path) -> None:
    for number, command in enumerate(installs()):
        folder = tmp_path / str(number)
        venv.create(folder, with_pip=True)
        bin = folder / ("Scripts" if sys.platform == "win32" else "bin")
        run("bash", "-c", f"{bin / 'python'} -m {command} --quiet", cwd=ROOT)
        shown = run(bin / "signalkit", "plugins")
        assert "failed" not in shown
        named = PLUGINS if "*" in command else re.findall(r"signalkit-\w+", command)
        assert named
        assert all(f"{name} {signalkit.__version__}\n" in shown for name in named)


def test_without_its_distribution_a_format_is_gone(bin: Path) -> None:
    for name, format in FORMATS.items():
        run(bin / "python", "-m", "pip", "uninstall", "--quiet", "--yes", name)
        shown = run(bin / "signalkit", "export", format, SEEDS, "-o", "-", status=2)
        assert f"unknown exporter '{format}'" in shown
    left = run(bin / "signalkit", "plugins")
    assert "signalkit-links" in left
    assert not any(name in left for name in FORMATS)
