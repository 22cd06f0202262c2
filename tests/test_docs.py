"""The examples in the documentation run and say what they show."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import signalkit
import signalkit.model
from signalkit import Configuration, Corpus
from signalkit.checking.rules import RULES
from signalkit.corpus import card_of
from signalkit.plugins import PluginManager
from tests.support.pages import ELSEWHERE, PAGES, Runner, blocks, relative_links
from tests.support.samples import ROOT, corpus_files


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if page.relative_to(ROOT).as_posix() in ELSEWHERE:
        return
    monkeypatch.chdir(tmp_path)
    runner = Runner(tmp_path, digests="seeds" if page == ROOT / "README.md" else "digests")
    for block in blocks(page):
        if not block.reason:
            try:
                runner.run(block)
            except BaseException as error:
                error.add_note(f"{page}:{block.line}")
                raise


def test_every_file_that_a_page_has_is_used() -> None:
    for page in PAGES:
        found = list(blocks(page))
        for index, block in enumerate(found):
            if block.language == "python" and block.title and str(page.relative_to(ROOT)) not in ELSEWHERE:
                name = Path(block.title).stem
                assert any(name in later.text for later in found[index + 1 :]), block.title


def test_few_blocks_are_not_run() -> None:
    reasons = [block.reason for page in PAGES for block in blocks(page) if block.reason]
    assert len(reasons) < 7, reasons


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for link in relative_links(page):
        assert not link or (page.parent / link).exists(), link


def test_the_demo_proves_the_main_job(tmp_path: Path) -> None:
    run = [sys.executable, "docs/demo.py", "seeds", str(tmp_path / "out")]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "14 digests" in out
    assert "bytes in = bytes out: 14 of 14" in out
    assert out.count("\n+|") == out.count("\n-|") == 1
    for name in ("csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml"):
        assert re.search(rf"^  {name} +[0-9,]+ bytes  equal  ", out, re.M)


def test_the_layers_of_the_design_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    section = text.partition("## Layers\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z]+)`", " ".join(re.findall(r"^\|(.*?)\|", section, re.M)))
    found = {path.stem for path in (ROOT / "src" / "signalkit").iterdir() if path.suffix in (".py", "")}
    assert len(named) == len(set(named))
    assert set(named) == {name for name in found if not name.startswith("_")}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    held = {module.split(".")[1] for layer in layers for module in layer.split(" | ")}
    assert held == {name for name in found if name not in ("__init__", "__pycache__")}


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


def test_the_page_of_fields_is_made_from_the_table_of_the_model() -> None:
    run = [sys.executable, "docs/fields.py"]
    made = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    assert made == (ROOT / "docs" / "reference" / "fields.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in made for name in signalkit.model.FIELDS)
