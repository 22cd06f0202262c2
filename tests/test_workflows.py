"""The workflows on GitHub: valid, of least permissions, and about the versions that the metadata names."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.process
def test_the_schemas_of_github_are_kept() -> None:
    validate = ("-m", "check_jsonschema", "--builtin-schema")
    run(*validate, "vendor.github-workflows", *map(str, WORKFLOWS))
    run(*validate, "vendor.dependabot", ".github/dependabot.yml")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_bounded(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for name, job in workflow["jobs"].items():
        if "uses" in job:  # a workflow of this repository, bounded itself
            assert (ROOT / job["uses"]).exists()
            continue
        assert job["timeout-minutes"] <= 360
        assert job.get("permissions", {}) == ({"id-token": "write"} if name == "publish" else {})
        for step in job["steps"]:
            assert re.search(r"@(v[0-9]+|release/v1)\Z", step.get("uses", "@v1")), step
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_the_targets_of_make_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = {
        target
        for path in WORKFLOWS
        for target in re.findall(r"\bmake ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert called >= {"test", "deep"}
    assert called <= set(re.findall(r"^([a-z-]+):", makefile, re.M))


def test_every_python_of_the_metadata_is_tested() -> None:
    jobs = load(ROOT / ".github" / "workflows" / "test.yml")["jobs"]
    named = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)]
    assert jobs["linux"]["strategy"]["matrix"]["python"] == named
    for system in ("macos", "windows"):
        assert jobs[system]["strategy"]["matrix"]["python"] == named
    assert PROJECT["requires-python"] == f">={named[0]}"


def test_every_test_that_windows_leaves_out_exists() -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    left_out = re.findall(r"--ignore (\S+)", text)
    assert left_out
    assert all((ROOT / path).exists() for path in left_out)


@pytest.mark.process
def test_every_dependency_has_a_lower_bound() -> None:
    printed = run(".github/minimum_versions.py").split()
    assert [line.partition("==")[0] for line in printed] == sorted(
        {
            re.match(r"[a-z0-9-]+", requirement)[0]  # type: ignore[index]
            for path in (ROOT, *(ROOT / "plugins").glob("signalkit-*"))
            for requirement in dependencies(path)
            if not requirement.startswith("signalkit")
        }
    )


def dependencies(folder: Path) -> list[str]:
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    return [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
