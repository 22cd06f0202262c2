"""What documents, digests, corpora and diagnostics look like in a shell, in a notebook and in a test."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import signalkit
from signalkit import Configuration, Corpus, Digest, Section, Signal, Topic
from signalkit.display import sanitize
from signalkit.model.schema import FIELDS
from signalkit.testing import assert_valid
from tests.support.pool import digests, texts
from tests.support.profiles import fewer
from tests.support.samples import SEEDS
from tests.support.values import values

TEXT = """# __Moss *Walls*__, from ([20240616](https://n.example/p/1).)

## Keywords

* moss
* moss

## Signals

| Signal   | Change   | 10y horizon   | Driving force   | src   |
|:---------|:---------|:--------------|:----------------|:------|
| <b>a</b> | b        | c             | d               | 0f    |
"""
TAGS = {"table", "caption", "tr", "th", "td", "br", "p"}


class Page(HTMLParser):
    """The tags, attributes and text of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[Any] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_repr_is_short() -> None:
    document = signalkit.parse(TEXT)
    assert repr(document) == "<Document 'Moss *Walls*' classic, 2 keywords, 1 signal>"
    assert repr(signalkit.parse(TEXT, path="scan/moss.md")) == (
        "<Document 'Moss *Walls*' scan/moss.md, classic, 2 keywords, 1 signal>"
    )
    assert repr(document.digest) == "<Digest 'Moss *Walls*' 2 keywords, 1 signal>"
    topics = {"technologies": (Topic(),), "issues": (Topic(), Topic()), "other": ("a",)}
    assert repr(Digest(**topics)) == "<Digest '' 1 other, 1 technology, 2 issues>"  # type: ignore[arg-type]
    assert repr(Digest()) == "<Digest '' empty>"
    assert repr(Corpus()) == "<Corpus 0 digests>"
    assert repr(Corpus.load(SEEDS)) == "<Corpus 14 digests>"


@fewer(4)
@given(texts())
def test_law_a_repr_is_one_short_printable_line(text: str) -> None:
    document = signalkit.parse(text * 3, path="a.md")
    for one in (document, document.digest):
        assert repr(one).isprintable()
        assert len(repr(one)) < 600
    assert repr(signalkit.parse("", path="a\x1b[31m\n.md")).isprintable()


def test_a_notebook_shows_tables() -> None:
    html = signalkit.parse(TEXT, path="moss.md")._repr_html_()
    assert html == (
        "<table><tr><th>path</th><td>moss.md</td></tr><tr><th>layout</th><td>classic</td></tr>"
        "<tr><th>title</th><td>Moss *Walls*</td></tr>"
        "<tr><th>origin</th><td>20240616 · https://n.example/p/1</td></tr>"
        "<tr><th>keywords</th><td>moss<br>moss</td></tr></table>\n"
        "<table><caption>1 signal</caption>"
        "<tr><th>name</th><th>change</th><th>horizon</th><th>driving force</th><th>src</th></tr>"
        "<tr><td>&lt;b&gt;a&lt;/b&gt;</td><td>b</td><td>c</td><td>d</td><td>0f</td></tr></table>"
    )
    assert Corpus.load(SEEDS)._repr_html_().count("<tr>") == 15


@fewer(4)
@given(digests())
def test_law_a_notebook_shows_every_value_and_no_markup_of_the_digest(digest: Digest) -> None:
    page = Page(digest._repr_html_())
    assert page.tags <= TAGS
    assert not page.attributes
    for path, value in values(digest).items():
        assert sanitize(value) in page.text, path
    page.text.encode()


def test_a_notebook_shows_the_first_of_many() -> None:
    many = Digest(keywords=["k"] * 1000, signals=[Signal("s")] * 1000)  # type: ignore[arg-type]
    html = many._repr_html_()
    assert html.count("… and 900 more") == 2
    assert len(html) < 5000
    assert "h · b" in Digest(sections=(Section("h", "b"),))._repr_html_()


def test_a_diagnostic_is_one_line() -> None:
    one, *_ = signalkit.check(signalkit.parse(TEXT, path=Path("scan") / "moss.md"))
    assert str(one) == 'scan/moss.md:1:1: SK201 missing section "Summary"'
    found = [str(one) for one in signalkit.check(signalkit.parse(TEXT)) if one.code == "SK402"]
    assert [one[:12] for one in found] == ["-:6:3: SK402"]
    hostile = signalkit.check(signalkit.parse("# __T__", path="a\x1b[31m\nb.md"))
    assert all(str(one).isprintable() for one in hostile)


def test_assert_valid_reads_like_a_report(tmp_path: Path) -> None:
    path = tmp_path / "moss.md"
    path.write_text(TEXT)
    only = Configuration(select=("SK402",))
    for what in (path, str(path), signalkit.load(path)):
        with pytest.raises(AssertionError) as caught:
            assert_valid(what, config=only)
        head, _, report = str(caught.value).partition("\n\n")
        assert head == f"1 problem in {path}"
        assert report.startswith("SK402 ")
        assert f"  --> {path}:6:3\n    6 | * moss\n      |   ^^^^\n" in report
    assert_valid(path, config=Configuration(select=("SK402",), severity={"SK402": "info"}))
    path.write_text(TEXT.replace("* moss\n* moss", "* moss"))
    assert_valid(path, config=only)
    untyped: Any = assert_valid
    with pytest.raises(TypeError, match="expected a Document or a path, got Digest"):
        untyped(Digest())


def test_a_seed_is_valid() -> None:
    assert_valid(SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md")


def test_the_noun_for_one_value_of_each_field() -> None:
    found = {name: field.singular for name, field in FIELDS.items() if field.several}
    assert found == {
        "keywords": "keyword",
        "themes": "theme",
        "other": "other",
        "signals": "signal",
        "concerns": "concern",
        "behaviors": "behavior",
        "technologies": "technology",
        "issues": "issue",
        "closest": "closest",
        "sections": "section",
    }
