"""Rules find, diagnostics say where; a rule that fails is said to, and the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import signalkit
from signalkit import Corpus, CorpusRule, Document, Finding, Rule, Span, hookimpl
from signalkit.corpus import Card
from signalkit.display import quote
from signalkit.plugins import PluginManager
from tests.support.samples import SEEDS

MESSY = ("32235843", "8e02aaf0", "93c30969")
TIDY = [p for p in sorted(SEEDS.glob("*.md")) if p.stem != "README" and not p.stem.startswith(MESSY)]


def make(code: str, check: object) -> Rule:
    facts = {"name": f"rule-{code.lower()}", "title": "T.", "why": "W.", "failing": "x", "passing": ""}
    return Rule(code=code, check=check, **facts)  # type: ignore[call-overload, no-any-return]


def each_x(document: Document) -> Iterator[Finding]:
    for at, character in enumerate(document.text):
        if character == "x":
            yield Finding("an x", Span(at, at + 1))


def broken(document: Document) -> Iterator[Finding]:
    yield from each_x(document)
    raise KeyError("gone")


def leaves(document: Document) -> Iterator[Finding]:
    raise SystemExit(0)


def no_finding(document: Document) -> Iterator[Finding]:
    yield Finding(5, Span(0, 1))  # type: ignore[arg-type]


class Plugin:
    @hookimpl
    def signalkit_rules(self) -> list[Rule]:
        return [
            make("AB001", each_x),
            make("AB002", broken),
            make("AB003", leaves),
            make("AB004", no_finding),
        ]


def manager() -> PluginManager:
    made = PluginManager(discover=False)
    made.register(Plugin(), "own")
    return made


def test_diagnostics_stand_in_the_order_of_documents_and_text() -> None:
    documents = [signalkit.parse("# __T__\n\nx é x", path="b.md"), signalkit.parse("# __x__")]
    found = signalkit.check(documents, plugins=manager())
    assert [(one.code, one.start, one.end) for one in found if one.code == "AB001"] == [
        ("AB001", (3, 1), (3, 2)),
        ("AB001", (3, 5), (3, 6)),
        ("AB001", (1, 5), (1, 6)),
    ]
    assert found[0].path == Path("b.md")
    assert found[-1].path is None


def test_a_rule_that_fails_is_named_and_the_others_go_on() -> None:
    found = signalkit.check(signalkit.parse("# __T__"), plugins=manager())
    assert [(one.code, one.severity, one.message.partition(": (")[0]) for one in found if one.code < "B"] == [
        ("AB002", "error", "this rule of own failed: KeyError: 'gone'"),
        ("AB003", "error", "this rule of own failed: SystemExit: 0"),
        ("AB004", "error", "this rule of own failed: TypeError"),
    ]


@pytest.mark.parametrize(
    "facts", [{"code": "ab1"}, {"name": "Not Kebab"}, {"severity": "fatal"}, {"check": None}, {"title": 1}]
)
def test_a_rule_that_is_none(facts: dict[str, object]) -> None:
    valid = {
        "code": "AB001",
        "name": "a",
        "title": "T.",
        "why": "W.",
        "failing": "",
        "passing": "",
        "check": each_x,
    }
    Rule(**valid)  # type: ignore[call-overload]
    with pytest.raises((ValueError, TypeError)):
        Rule(**{**valid, **facts})  # type: ignore[call-overload]


def among_others(card: Card, corpus: Corpus) -> Iterator[Finding]:
    if len(corpus) > 1:
        yield Finding("not alone", "title")


class Mixed:
    """Checks of either kind, as those of the other kind too, which a type checker rejects."""

    @hookimpl
    def signalkit_rules(self) -> list[Rule | CorpusRule]:
        return [
            Rule(
                code="AB001",
                name="a-rule",
                title="T.",
                why="W.",
                failing="",
                passing="",
                check=among_others,  # type: ignore[arg-type]
            ),
            CorpusRule(
                code="AB002",
                name="another-rule",
                title="T.",
                why="W.",
                failing="",
                passing="",
                check=each_x,  # type: ignore[arg-type]
            ),
            CorpusRule(
                code="AB003",
                name="a-third-rule",
                title="T.",
                why="W.",
                failing="",
                passing="",
                check=among_others,
            ),
        ]


def test_a_check_of_the_other_kind_fails_and_the_others_go_on(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("# __x__")
    plugins = PluginManager(discover=False)
    plugins.register(Mixed(), "own")
    found = signalkit.check(Corpus.load(tmp_path), plugins=plugins)
    assert [one.message.partition(": ")[0] for one in found if one.code < "B"] == [
        "this rule of own failed",
        "this rule of own failed",
        "not alone",
    ] * 2


@pytest.mark.parametrize("path", TIDY, ids=lambda p: p.stem)
def test_a_tidy_seed_is_clean(path: Path) -> None:
    assert signalkit.check(signalkit.load(path), plugins=PluginManager(discover=False)) == []


@pytest.mark.parametrize("what", ["a.md", Path("a.md"), None, 3])
def test_what_is_checked_is_a_document(what: object) -> None:
    with pytest.raises(TypeError, match=f"or a Corpus, got {type(what).__name__}"):
        signalkit.check(what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Moss", '"Moss"'),
        (" a\xa0b\u200b ", '"a\\xa0b\\u200b"'),
        ('it\'s "so"', '"it\'s "so""'),
        ("a\\|b", '"a\\|b"'),
        ("x" * 61, f'"{"x" * 59}…"'),
    ],
)
def test_a_value_in_a_message_is_quoted(text: str, shown: str) -> None:
    assert quote(text) == shown
