"""Rules of a corpus: what they prepare, cards that are read late, the corpus as a whole, related places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

import signalkit
from signalkit import (
    Configuration,
    Corpus,
    CorpusRule,
    Document,
    Finding,
    Fix,
    Related,
    Rule,
    Span,
    TextEdit,
    hookimpl,
)
from signalkit.checking import Checker, Diagnostic
from signalkit.checking.reports import FORMATS, Context, write_report
from signalkit.checking.rule import EXAMPLE
from signalkit.checking.rules import RULES
from signalkit.corpus import Card, card_of
from signalkit.plugins import PluginManager
from tests.support.cli import installed, run
from tests.support.pool import texts
from tests.support.profiles import fewer

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
OURS = PluginManager(discover=False)
FACTS: dict[str, Any] = {"name": "a-rule", "title": "T.", "why": "W.", "failing": "x", "passing": ""}


class Plugin:
    def __init__(self, *rules: Rule | CorpusRule) -> None:
        self.rules = rules

    @hookimpl
    def signalkit_rules(self) -> Iterable[Rule | CorpusRule]:
        return self.rules


def checker(*rules: Rule | CorpusRule) -> Checker:
    plugins = PluginManager(discover=False)
    plugins.register(Plugin(*rules), "house")
    return Checker(Configuration(select=[rule.code for rule in rules]), plugins=plugins)


def corpus_of(*texts: str, folder: str = "in") -> Corpus:
    """A corpus of digests that are in no file."""
    paths = [f"{folder}/{number:032x}.md" for number in range(len(texts))]
    return Corpus(card_of(signalkit.parse(text, path=path)) for text, path in zip(texts, paths, strict=True))


def check_all(checker: Checker, corpus: Corpus) -> list[Diagnostic]:
    found = [one for card in corpus.cards for one in checker.check_card(card, corpus)]
    return found + checker.check_corpus(corpus)


KEYWORDS = [f"# __{title}__\n\n## Keywords\n\n* {word}\n" for title, word in ("Aa", "Ba", "Cb")]

# -- what is prepared --------------------------------------------------------------------------------------


def first_uses(corpus: Corpus) -> dict[str, Card]:
    return {keyword: card for card in reversed(corpus.cards) for keyword in card.keywords}


def test_a_rule_prepares_once_for_each_corpus() -> None:
    prepared: list[Corpus] = []

    def prepare(corpus: Corpus) -> int:
        prepared.append(corpus)
        return len(prepared)

    def check(card: Card, corpus: Corpus, number: int) -> list[Finding]:
        return [Finding(f"{card.title} {number}", "title")]

    rule = CorpusRule(code="HSE001", prepare=prepare, check=check, **FACTS)
    one, other, checks = corpus_of("# __A__", "# __B__"), corpus_of("# __C__"), checker(rule)
    for _ in range(2):
        assert [found.message for found in check_all(checks, one)] == ["A 1", "B 1"]
        assert [found.message for found in check_all(checks, other)] == ["C 2"]
    assert prepared == [one, other]
    assert [found.message for found in check_all(checker(rule), one)] == ["A 3", "B 3"]


def test_a_rule_that_fails_to_prepare_is_reported_once_and_the_others_go_on() -> None:
    def prepare(corpus: Corpus) -> int:
        raise KeyError("gone")

    def check(card: Card, corpus: Corpus, number: int) -> list[Finding]:
        raise AssertionError("never called")

    def other(card: Card, corpus: Corpus) -> list[Finding]:
        return [Finding("found", "title")]

    rules = [
        CorpusRule(code="HSE001", prepare=prepare, check=check, **FACTS),
        CorpusRule(code="HSE002", check=other, **{**FACTS, "name": "other"}),
    ]
    found = check_all(checker(*rules), corpus_of("# __A__", "# __B__"))
    assert [(one.code, one.severity, one.about_corpus, str(one.path)) for one in found] == [
        ("HSE002", "warning", False, f"in/{0:032x}.md"),
        ("HSE002", "warning", False, f"in/{1:032x}.md"),
        ("HSE001", "error", True, "in"),
    ]
    assert str(found[-1]) == "in: HSE001 this rule of house failed: KeyError: 'gone'"


# -- cards -------------------------------------------------------------------------------------------------


@given(text=texts())
@fewer(20)
def test_law_a_card_has_the_values_of_its_digest(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / EXAMPLE
    document = signalkit.parse(text, path=path)
    path.write_bytes(document.to_bytes())
    document = signalkit.load(path)
    kept, light = card_of(document), card_of(document, keep=False)
    path.unlink()
    assert kept == light
    assert kept.document is document
    path.write_bytes(document.to_bytes())
    digest = light.digest
    path.unlink()
    assert light.digest is digest  # read once
    assert digest == kept.digest
    for card in (kept, light):
        values = (card.title, card.summary, card.keywords, card.themes, card.signals, card.closest)
        assert values == (
            digest.title,
            digest.summary,
            digest.keywords,
            digest.themes,
            digest.signals,
            digest.closest,
        )
        assert card.date == (None if digest.origin is None else digest.origin.date)
        assert card.link == (digest.link.url if digest.link else "")


def test_a_card_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / EXAMPLE
    path.write_text(KEYWORDS[0])
    [card] = Corpus.load(tmp_path).cards
    path.write_text(KEYWORDS[2])
    assert (card.title, card.keywords) == ("A", ("b",))
    path.write_text(KEYWORDS[0])
    assert (card.title, card.keywords) == ("A", ("b",))
    [card] = Corpus.load(tmp_path).cards
    path.unlink()
    with pytest.raises(FileNotFoundError):
        card.keywords  # noqa: B018


def test_what_a_corpus_remembers_is_made_once() -> None:
    made: list[Corpus] = []

    def make(corpus: Corpus) -> int:
        made.append(corpus)
        return len(made)

    corpus = corpus_of("")
    assert [corpus.remember("a", make), corpus.remember("a", make), corpus.remember("b", make)] == [1, 1, 2]


def test_the_folder_of_a_corpus_contains_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def folder(*paths: str | Path) -> Path | None:
        return Corpus(card_of(signalkit.parse("", path=path)) for path in paths).folder

    assert folder() is None
    assert folder("a.md") == Path()
    assert folder("x/a.md") == folder("x/a.md", "x/b.md") == Path("x")
    assert folder("x/y/a.md", "x/b.md") == folder("x/y/a.md", tmp_path / "x" / "b.md") == Path("x")
    assert folder(tmp_path / "x" / "a.md") == tmp_path / "x"
    assert folder("x/a.md", tmp_path.parent / "b.md") == tmp_path.parent


# -- the corpus as a whole ---------------------------------------------------------------------------------


def too_few(corpus: Corpus) -> list[Finding]:
    first = corpus.cards[0]
    return (
        [Finding("only 3\x1b digests", related=[Related("the first", "title", first)])]
        if len(corpus) < 9
        else []
    )


TOO_FEW = CorpusRule(code="HSE009", check_corpus=too_few, **FACTS)


def test_a_finding_about_a_corpus_names_its_folder() -> None:
    corpus = corpus_of(*KEYWORDS)
    [found] = checker(TOO_FEW).check_corpus(corpus)
    assert (found.path, found.span, found.about_corpus) == (Path("in"), Span(0, 0), True)
    assert str(found) == "in: HSE009 only 3\ufffd digests"
    assert [one.path for one in found.related] == [Path("in") / f"{0:032x}.md"]
    assert checker(TOO_FEW).check_corpus(Corpus()) == []
    assert checker(TOO_FEW).check_card(corpus.cards[0], corpus) == []
    plugins = PluginManager(discover=False)
    plugins.register(Plugin(TOO_FEW), "house")
    config = Configuration(select=["HSE", "SK107"])
    assert [one.code for one in signalkit.check(corpus, config=config, plugins=plugins)][-1] == "HSE009"


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (Finding("a", Span(0, 1)), "a span outside the text"),
        (
            Finding("a", "", Fix([TextEdit(Span(0, 0), "x")])),
            "a finding about the corpus as a whole has none",
        ),
        (Finding("a", related=[Related("b", "title", 5)]), "expected a Card, got int"),  # type: ignore[arg-type]
        (5, "expected a Finding, got int"),
    ],
)
def test_a_wrong_finding_about_a_corpus_is_the_failure_of_its_rule(finding: Any, reason: str) -> None:
    [found] = checker(CorpusRule(code="HSE009", check_corpus=lambda corpus: [finding], **FACTS)).check_corpus(
        corpus_of(KEYWORDS[0])
    )
    assert found.message.startswith("this rule of house failed: ")
    assert reason in found.message
    assert found.about_corpus


def test_a_rule_of_a_corpus_checks_something() -> None:
    with pytest.raises(TypeError, match="check: expected a function, got None; or give check_corpus"):
        CorpusRule(code="HSE009", **FACTS)


@pytest.mark.parametrize("format", FORMATS)
def test_each_report_names_the_folder(format: str) -> None:
    corpus = corpus_of(*KEYWORDS)
    found = checker(TOO_FEW).check_corpus(corpus)
    text = report(format, found, corpus)
    assert "in" in text
    assert "digests" in text
    if format == "json":
        [one] = json.loads(text)
        assert (one["filename"], one["location"], one["end_location"]) == ("in", None, None)
    elif format == "sarif":
        [result] = json.loads(text)["runs"][0]["results"]
        assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "in/"}}}]
    elif format == "concise":
        assert text == "in: HSE009 only 3\ufffd digests [a-rule]\n"
    elif format == "github":
        assert text == "::warning title=signalkit (HSE009)::in: HSE009 only 3\ufffd digests [a-rule]\n"
    elif format == "full":
        assert text.startswith(
            "HSE009 only 3\ufffd digests [a-rule]\n  --> in\nnote: the first\n  --> in/0000"
        )


# -- related places ----------------------------------------------------------------------------------------


def report(format: str, found: list[Diagnostic], corpus: Corpus, **facts: Any) -> str:
    documents: dict[Path | None, Document] = {card.path: card.document for card in corpus.cards}
    rules = {rule.code: rule for rule in [*RULES, TOO_FEW]}
    text = write_report(format, found, Context(rules, documents.__getitem__, **facts))
    if format == "sarif":
        jsonschema.Draft7Validator(SCHEMA).validate(json.loads(text))
    return text


def used_before(card: Card, corpus: Corpus, first: dict[str, Card]) -> Iterator[Finding]:
    for index, keyword in enumerate(card.keywords):
        if first[keyword] is not card:
            related = Related("first used here", "keywords[0]", first[keyword])
            yield Finding("used before", f"keywords[{index}]", related=[related])


USED_BEFORE = CorpusRule(code="HSE001", prepare=first_uses, check=used_before, **FACTS)


def test_reports_show_related_places() -> None:
    corpus = corpus_of(*KEYWORDS)
    found = check_all(checker(USED_BEFORE), corpus)
    [[first]] = [one.related for one in found]
    assert (first.message, first.path, first.start, first.end) == (
        "first used here",
        corpus.cards[0].path,
        (5, 3),
        (5, 4),
    )
    name, other = (card.path.as_posix() for card in corpus.cards[:2])
    assert report("full", found, corpus) == (
        f"HSE001 used before [a-rule]\n  --> {other}:5:3\n    5 | * a\n      |   ^\n"
        f"note: first used here\n  --> {name}:5:3\n    5 | * a\n      |   -\n\n"
    )
    assert "\x1b[36m\x1b[22mnote\x1b[0m: first" in report("full", found, corpus, colour=True)
    assert json.loads(report("json", found, corpus))[0]["related"] == [
        {
            "message": "first used here",
            "filename": name,
            "location": {"row": 5, "column": 3},
            "end_location": {"row": 5, "column": 4},
        }
    ]
    [result] = json.loads(report("sarif", found, corpus))["runs"][0]["results"]
    assert result["relatedLocations"] == [
        {
            "id": 1,
            "message": {"text": "first used here"},
            "physicalLocation": {
                "artifactLocation": {"uri": name},
                "region": {"startLine": 5, "startColumn": 3, "endLine": 5, "endColumn": 4},
            },
        }
    ]


def test_a_place_in_a_file_that_is_gone_has_no_lines(tmp_path: Path) -> None:
    for name, text in zip("ab", KEYWORDS, strict=False):
        (tmp_path / f"{name}.md").write_text(text)
    corpus = Corpus.load(tmp_path)
    checks = checker(USED_BEFORE)
    checks.check_card(corpus.cards[0], corpus)  # which reads the keywords
    (tmp_path / "a.md").unlink()
    [found] = checks.check_card(corpus.cards[1], corpus)
    assert [(one.path, one.span, one.start) for one in found.related] == [
        (tmp_path / "a.md", Span(0, 0), (1, 1))
    ]

    def document(path: Path | None) -> Document:
        assert path is not None
        return signalkit.load(path)

    text = write_report("full", [found], Context({}, document))
    assert text.endswith(f"note: first used here\n  --> {tmp_path / 'a.md'}:1:1\n\n")


def test_a_rule_of_one_document_may_relate_places_in_it() -> None:
    def check(document: Document) -> list[Finding]:
        return [Finding("b", Span(0, 1), related=[Related("a", Span(2, 3)), Related("the whole")])]

    [found] = checker(Rule(code="HSE001", check=check, **FACTS)).check(signalkit.parse("# x", path="a.md"))
    assert [(one.span, one.start, one.path) for one in found.related] == [
        (Span(2, 3), (1, 3), Path("a.md")),
        (Span(0, 0), (1, 1), Path("a.md")),
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Related(5),  # type: ignore[arg-type]
        lambda: Related("a", 5),  # type: ignore[arg-type]
        lambda: Finding("a", related=[5]),  # type: ignore[list-item]
        lambda: Finding("a", related=5),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_type_fails_where_it_is_made(make: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        make()


def test_our_rules_of_a_corpus_point_to_the_other_place() -> None:
    a, b = (f"{number:032x}" for number in range(2))
    corpus = corpus_of(
        f"# __A__\n\n__[External link](https://a.org)__\n\n## Closest\n\n* [B]({b})\n* [B]({b})\n"
        f"* [C]({b})\n",
        f"# __B__\n\n__[External link](https://a.org)__\n\n## Closest\n\n* [A]({a})\n",
    )
    again = card_of(signalkit.parse("# __B__\n", path=f"in/again/{b}.md"))
    corpus = Corpus([*corpus.cards, again])
    selected = Configuration(select=["SK503", "SK504", "SK507", "SK508"])
    found = check_all(Checker(selected, plugins=OURS), corpus)
    shown = {
        (one.code, one.path.as_posix()[3:], one.start[0]): [
            (place.message, place.path.as_posix()[3:], place.start) for place in one.related if place.path
        ]
        for one in found
        if one.path
    }
    assert shown == {
        ("SK503", f"{a}.md", 8): [("first reference to it", f"{a}.md", (7, 3))],
        ("SK503", f"{a}.md", 9): [("first reference to it", f"{a}.md", (7, 3))],
        ("SK504", f"{a}.md", 9): [("title of the digest", f"{b}.md", (1, 5))],
        ("SK507", f"{b}.md", 1): [("digest with the same id", f"again/{b}.md", (1, 5))],
        ("SK507", f"again/{b}.md", 1): [("digest with the same id", f"{b}.md", (1, 5))],
        ("SK508", f"{a}.md", 3): [("digest of the same article", f"{b}.md", (3, 1))],
        ("SK508", f"{b}.md", 3): [("digest of the same article", f"{a}.md", (3, 1))],
    }


@given(texts(), texts())
@fewer(20)
def test_law_related_places_are_in_their_texts(one: str, other: str) -> None:
    corpus = Corpus(
        card_of(signalkit.parse(text, path=path))
        for text, path in ((one, EXAMPLE), (other, f"again/{EXAMPLE}"))
    )
    documents = {card.path: card.document for card in corpus.cards}
    every = Checker(Configuration(select=["ALL"]), plugins=OURS)
    found = check_all(every, corpus)
    for each in found:
        for place in each.related:
            assert place.path is not None
            document = documents[place.path]
            assert 0 <= place.span.start <= place.span.end <= len(document.text)
            assert place.start == document.position(place.span.start)
            assert place.end == document.position(place.span.end)


# -- the command line --------------------------------------------------------------------------------------

CODE = """
from signalkit import CorpusRule, Finding, Related, hookimpl

def first_uses(corpus):
    return {keyword: card for card in reversed(corpus.cards) for keyword in card.keywords}

def used_before(card, corpus, first):
    for index, keyword in enumerate(card.keywords):
        if first[keyword] is not card:
            related = Related("here", "keywords", first[keyword])
            yield Finding("used before", f"keywords[{index}]", related=[related])

def too_few(corpus, first):
    yield Finding(f"{len(corpus)} digests, {len(first)} keywords")

FACTS = dict(title="T.", why="W.", failing="x", passing="")

@hookimpl
def signalkit_rules():
    return [CorpusRule(
        code="HSE001", name="used", prepare=first_uses, check=used_before, check_corpus=too_few, **FACTS
    )]
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    info = tmp_path / "site" / "used-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: used\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[signalkit]\nused = used_rules\n")
    (tmp_path / "site" / "used_rules.py").write_text(CODE)
    (tmp_path / "docs").mkdir()
    for name, text in zip("abc", KEYWORDS, strict=True):
        (tmp_path / "docs" / f"{name}.md").write_text(text)
    with installed(tmp_path / "site"):
        yield tmp_path


def test_check_reports_the_corpus_after_its_files(project: Path) -> None:
    done = run("check", "docs", "--select", "HSE", cwd=project)
    assert done.stdout.decode().splitlines() == [
        "docs/b.md:5:3: HSE001 used before [used]",
        "docs: HSE001 3 digests, 2 keywords [used]",
    ]
    assert done.stderr.decode() == "Found 2 problems in 1 file\n"
    assert done.returncode == 1
    done = run("check", "docs/c.md", "--select", "HSE", cwd=project)
    assert done.stdout.decode() == "docs: HSE001 1 digests, 1 keywords [used]\n"
    assert done.stderr.decode() == "Found 1 problem\n"
    named = run(
        "check", "-", "--stdin-filename", "new.md", "--select", "HSE", cwd=project, stdin=KEYWORDS[0].encode()
    )
    assert named.stdout.decode() == ".: HSE001 1 digests, 1 keywords [used]\n"


def test_fixes_are_made_before_the_corpus_is_checked(project: Path) -> None:
    (project / "docs" / "c.md").write_text(KEYWORDS[2].replace("* b", "-\ta"))
    done = run("check", "docs", "--select", "HSE,SK403,SK405", "--fix", "--unsafe-fixes", cwd=project)
    assert done.stdout.decode().splitlines() == [
        "docs/b.md:5:3: HSE001 used before [used]",
        "docs/c.md:5:3: HSE001 used before [used]",
        "docs: HSE001 3 digests, 1 keywords [used]",
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_takes_a_finding_about_a_corpus(format: str, project: Path) -> None:
    done = run("check", "docs", "--select", "HSE", "--output-format", format, cwd=project)
    assert done.returncode == 1
    assert b"3 digests" in done.stdout
