"""The examples in the documentation run and say what they show."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from samples import ROOT, SEEDS, corpus_files

import signalkit
from signalkit import Configuration, Corpus
from signalkit.checking import Checker
from signalkit.configuration import find_configuration
from signalkit.corpus import card_of
from signalkit.plugins import PluginManager
from signalkit.rules import RULES

PLUGIN_READMES = sorted((ROOT / "plugins").glob("signalkit-*/README.md"))


def test_the_readme_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted > 8
    assert result.failed == 0


def test_the_demo_proves_the_main_job(tmp_path: Path) -> None:
    run = [sys.executable, "docs/demo.py", "seeds", str(tmp_path / "out")]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "14 digests" in out
    assert "bytes in = bytes out: 14 of 14" in out
    assert out.count("\n+|") == out.count("\n-|") == 1
    for name in ("csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml"):
        assert re.search(rf"^  {name} +[0-9,]+ bytes  equal  ", out, re.M)


@pytest.mark.parametrize("readme", PLUGIN_READMES, ids=lambda p: p.parent.name)
def test_the_readme_of_a_plugin(readme: Path, tmp_path: Path) -> None:
    (tmp_path / "digests").mkdir()
    for path in SEEDS.glob("*.md"):
        shutil.copy(path, tmp_path / "digests")
    commands = re.findall(r"^signalkit (.*?)(?:  +#.*)?$", readme.read_text(encoding="utf-8"), re.M)
    assert len(commands) > 1
    for command in commands:
        run = [sys.executable, "-m", "signalkit", *shlex.split(command)]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    if any(command.startswith("import") for command in commands):
        assert len(list((tmp_path / "back").iterdir())) == 14
    assert doctest.testfile(str(readme), module_relative=False, encoding="utf-8").failed == 0


def test_the_configuration_in_the_docs_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    [toml] = re.findall(r'^```toml title="signalkit.toml"\n(.*?)^```$', text, re.M | re.S)
    (tmp_path / "signalkit.toml").write_text(toml, encoding="utf-8")
    configuration = find_configuration(tmp_path)
    assert configuration.required_plugins == ("signalkit-links",)
    Checker(configuration)


def test_what_the_docs_say_of_defaults_is_so() -> None:
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    section = text[text.index("## How the defaults were decided") :]
    off = {rule.code for rule in RULES if not rule.default}
    errors = {rule.code for rule in RULES if rule.severity == "error"}
    assert off == set(re.findall(r"SK\d\d\d", section.partition("Errors are")[0])) - {"SK104"}
    assert errors == set(
        re.findall(r"SK\d\d\d", section.partition("Errors are")[2].partition("Information")[0])
    )


@pytest.mark.skipif(len(corpus_files()) != 12, reason="not the real digests that were counted")
def test_the_counts_in_the_docs_are_so() -> None:
    plugins = PluginManager(discover=False)
    documents = [signalkit.load(path) for path in corpus_files()]
    corpus = Corpus(
        card_of(document) for document in documents if document.path and document.path.suffix == ".md"
    )
    every = Configuration(select=("ALL",))
    found = signalkit.check(documents, config=every, plugins=plugins)
    found += [
        one
        for one in signalkit.check(corpus, config=Configuration(select=("SK5",)), plugins=plugins)
        if one.code.startswith("SK5")
    ]
    counts = Counter(one.code for one in found)
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    told = {code: int(count) for code, count in re.findall(r"^\| (SK\d\d\d) [^|]*\| +(\d+) \|", text, re.M)}
    assert counts == told
