"""The examples in the documentation run and say what they show."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import attrs
import pytest
from markdown_it import MarkdownIt

import signalkit
import signalkit.model
from docs.folding import BEGIN, END, fold
from docs.pages import find_stale, make_pages
from docs.pictures import draw, make_pictures
from signalkit import Configuration, Corpus
from signalkit.checking import Checker
from signalkit.checking.config import load_configuration
from signalkit.checking.rules import RULES
from signalkit.corpus import card_of
from signalkit.plugins import PluginManager
from tests.support.pages import COPIES, ELSEWHERE, PAGES, Runner, blocks, relative_links, targets
from tests.support.samples import ROOT, corpus_files

SLOW = {ROOT / "docs" / "how-to" / "test-a-plugin.md"}
"""Pages that run pytest again and again, which takes as long as all others together."""


@pytest.mark.process
@pytest.mark.parametrize(
    "page",
    [pytest.param(one, marks=pytest.mark.slow("packaging")) if one in SLOW else one for one in PAGES],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if page in COPIES or page.relative_to(ROOT).as_posix() in ELSEWHERE:
        return
    monkeypatch.chdir(tmp_path)
    of_project = (ROOT / "README.md", ROOT / "docs" / "how-to" / "index.md")
    runner = Runner(tmp_path, digests="seeds" if page in of_project else "digests")
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
    assert len(reasons) <= 5, reasons


def test_commands_are_in_blocks_that_are_run() -> None:
    """Code within a sentence is not run: no command is only there that installs or copies anything."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page.name not in ("CHANGELOG.md", "plugins.md"):
            assert not re.search(r"`(pip install \.|cp |mkdir )", text), page


@pytest.mark.process
def test_make_knows_what_pages_tell_to_make() -> None:
    known = {"demo", "docs", "pages", "quick", "test"}
    assert known <= targets()
    done = subprocess.run(["make", "--dry-run", *targets()], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for link in relative_links(page):
        assert not link or (page.parent / link).exists(), link


@pytest.mark.process
def test_the_demo_proves_the_main_job(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "docs.demo", "seeds", str(tmp_path / "out")]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "14 digests" in out
    assert "bytes in = bytes out: 14 of 14" in out
    assert out.count("\n+|") == out.count("\n-|") == 1
    for name in ("csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml", "xlsx"):
        assert re.search(rf"^  {name} +[0-9,]+ bytes  equal  ", out, re.M)
    assert re.search(r"^ +1  SK304  \[ \]  too-many-cells$", out, re.M)
    picture = tmp_path / "out" / "check.svg"
    assert out.endswith(f"{picture}\n")
    assert ElementTree.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_the_pictures_of_a_terminal_are_up_to_date() -> None:
    """`make pictures` draws them."""
    drawn = make_pictures()
    assert drawn.keys() == {path.name for path in (ROOT / "docs" / "img").glob("*.svg")}
    for name, text in drawn.items():
        assert (ROOT / "docs" / "img" / name).read_bytes() == text.encode(), name
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", re.sub(r"<text.*?</text>", "", text))


def test_a_picture_shows_what_a_terminal_shows(tmp_path: Path) -> None:
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests" / "bees.md").write_text("# __Bees__\n\n## Keywords\n\n* a\n* A\n")
    shown = "".join(ElementTree.fromstring(draw(["check", "--isolated", "digests"], tmp_path)).itertext())
    assert "SK402" in shown.replace("\xa0", " ")
    assert "digests/bees.md:6:3" in shown
    assert "\x1b" not in shown


def test_the_picture_of_the_site_is_a_picture() -> None:
    data = (ROOT / "docs" / "img" / "site.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (1280, 960)
    assert 20_000 < len(data) < 400_000


def test_each_picture_is_on_a_page() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in relative_links(page)}
    assert not set((ROOT / "docs" / "img").iterdir()) - shown


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
    information = {rule.code for rule in RULES if rule.severity == "info" and rule.default}
    of_defaults, _, rest = section.partition("Errors are")
    of_errors, _, rest = rest.partition("Information")
    assert off == set(re.findall(r"SK\d\d\d", of_defaults)) - information
    assert errors == set(re.findall(r"SK\d\d\d", of_errors))
    assert information == set(re.findall(r"SK\d\d\d", rest.partition("\n\n")[0]))


@pytest.mark.skipif(not corpus_files(), reason="the real digests that were counted are elsewhere")
def test_the_counts_in_the_docs_are_so() -> None:
    plugins = PluginManager(discover=False)
    documents = [signalkit.load(path) for path in corpus_files() if path.suffix == ".md"]
    corpus = Corpus(map(card_of, documents))
    every = Configuration(select=("ALL",))
    found = signalkit.check(documents, config=every, plugins=plugins)
    found += [
        one
        for one in signalkit.check(corpus, config=Configuration(select=("SK5",)), plugins=plugins)
        if one.code.startswith("SK5")
    ]
    counts = Counter(one.code for one in found)
    files = Counter(code for code, _ in {(one.code, one.path) for one in found})
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    assert f"applied to the {len(documents)} real files" in text
    rows = re.findall(r"^\| (SK\d\d\d) [^|]*\| +(\d+) \| +(\d+) \|", text, re.M)
    assert {code: (int(count), int(many)) for code, count, many in rows} == {
        code: (counts[code], files[code]) for code in counts
    }


def test_the_pages_that_are_made_from_the_code_are_up_to_date() -> None:
    """`make pages` writes them."""
    pages = make_pages()
    assert not find_stale(pages)
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, path


def test_the_pages_of_rules_and_fields_have_each() -> None:
    pages = {path.relative_to(ROOT / "docs").as_posix(): text for path, text in make_pages().items()}
    rules = PluginManager().rules()
    listed = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| `([a-z0-9-]+)` \|", pages["rules/index.md"], re.M)
    assert sorted(listed) == sorted((code, code, rule.name) for code, rule in rules.items())
    assert {f"rules/{code}.md" for code in rules} < pages.keys()
    assert all(f"`{name}`" in pages["reference/fields.md"] for name in signalkit.model.FIELDS)


def test_the_reference_of_settings_has_an_example_of_each(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## `([a-z-]+)`\n.*?^```toml [^\n]*\n(.*?)^```$", text, re.M | re.S)
    assert [f"{name.replace('-', '_')}" for name, _ in sections] == [
        field.name for field in attrs.fields(Configuration) if field.name != "path"
    ]
    defaults = Configuration()
    for name, example in sections:
        path = tmp_path / "signalkit.toml"
        path.write_text(example)
        given = load_configuration(path)
        changed = {
            field.name
            for field in attrs.fields(Configuration)
            if getattr(given, field.name) != getattr(defaults, field.name)
        }
        assert changed == {name.replace("-", "_"), "path"}
        assert Checker(given).codes


# -- the reference as plain Markdown -----------------------------------------------------------------------

REFERENCE = sorted((ROOT / "docs" / "reference").glob("*.md"))


@pytest.mark.parametrize("page", REFERENCE, ids=lambda page: page.name)
def test_the_reference_is_plain_markdown(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"^(:::|--8<--)", text, re.M)
    shown = MarkdownIt("commonmark").enable("table").parse(text)
    headings = {after.content for token, after in pairwise(shown) if token.type == "heading_open"}
    assert {f"`{name}`" for name in re.findall(r"^<!-- ::: (\S+) -->$", text, re.M)} <= headings


def test_a_page_is_folded_to_what_the_site_is_built_from() -> None:
    text = "# A\n\n{}\n\n## B\n\nwords\n\n{}\n"
    names = ("signalkit.load", "signalkit.testing.digests")
    directives = [f"::: {name}" for name in names]
    expanded = [f"{BEGIN.format(name)}\n### `{name}`\n\n```py\n## B\n```\n\n{END}" for name in names]
    assert fold(text.format(*expanded)) == fold(text.format(*directives)) == text.format(*directives)
    assert fold(text.format(*reversed(expanded))) != text.format(*directives)
