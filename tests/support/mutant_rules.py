"""Rules that break one demand each, and one of each kind that keeps them all."""

from __future__ import annotations

import datetime
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from signalkit import Corpus, CorpusRule, Document, Finding, Fix, Rule, Span, TextEdit
from signalkit.corpus import Card


class BadRule(NamedTuple):
    """A rule that breaks a demand.

    Attributes:
        rule: the rule.
        demand: the demand that it breaks, without ``test_``.
        words: what the message says about it, as a regular expression.
    """

    rule: Rule | CorpusRule
    demand: str
    words: str


def in_capitals(document: Document) -> Iterator[Finding]:
    if document.digest.title.isupper():
        yield Finding("title is in capitals", "title")


def rule(check: Callable[[Document], Any] = in_capitals, **facts: Any) -> Rule:
    facts = {"failing": "# __BEES__", "passing": "# __Bees__", **facts}
    return Rule(code="MUT001", name="capitals", title="Capitals.", why="They shout.", check=check, **facts)


def card_in_capitals(card: Card, corpus: Corpus) -> Iterator[Finding]:
    if card.title.isupper():
        yield Finding("title is in capitals", "title")


def corpus_rule(check: Callable[[Card, Corpus], Any] = card_in_capitals, **facts: Any) -> CorpusRule:
    facts = {"failing": "# __BEES__", "passing": "# __Bees__", **facts}
    return CorpusRule(code="MUT002", name="cards", title="Capitals.", why="They shout.", check=check, **facts)


GOOD = rule()
GOOD_CORPUS = corpus_rule()


def lower(safe: bool = True) -> Callable[[Document], Iterator[Finding]]:
    """Make a check whose fix writes titles in lower case."""

    def check(document: Document) -> Iterator[Finding]:
        if document.digest.title.isupper():
            span = document.span_of("title")
            fix = Fix([TextEdit(span, document.text[span.start : span.end].lower())], safe=safe)
            yield Finding("title is in capitals", span, fix)

    return check


FIXING = rule(lower(), fixable="safe", changes=True)


def also(more: Callable[[Document], Iterable[Finding]], **facts: Any) -> Rule:
    """Make a rule that finds something besides."""

    def check(document: Document) -> Iterator[Finding]:
        yield from in_capitals(document)
        yield from more(document)

    return rule(check, **facts)


# -- what the findings depend on ---------------------------------------------------------------------------

SEEN: set[str] = set()


def seen_before(document: Document) -> Iterator[Finding]:
    title = document.digest.title
    if title in SEEN and len(SEEN) > 50:
        yield Finding("the title was there before", Span(0, 0))
    if len(title) > 30:
        SEEN.add(title)


def by_chance(document: Document) -> Iterator[Finding]:
    if len(document.text) > 3:
        yield Finding(f"{random.random()}", Span(0, 0))


def names_a_set(document: Document) -> Iterator[Finding]:
    if len(document.digest.keywords) > 2:
        yield Finding(f"keywords {', '.join(set(document.digest.keywords))}", Span(0, 0))


def names_the_day(document: Document) -> Iterator[Finding]:
    if document.digest.keywords:
        yield Finding(f"no keywords after {datetime.date.today()}", Span(0, 0))


def names_the_process(document: Document) -> Iterator[Finding]:
    if document.digest.keywords:
        yield Finding(f"{os.getpid()}", Span(0, 0))


# -- what raises an error ----------------------------------------------------------------------------------


def needs_a_path(document: Document) -> Iterator[Finding]:
    assert document.path is not None
    if document.path.stem == "":
        yield Finding("no name", Span(0, 0))


def needs_a_summary(document: Document) -> Iterator[Finding]:
    if document.digest.title:
        yield from [Finding("short", "summary")] if document.span_of("summary").end == 1 else []


def needs_keywords(document: Document) -> Iterator[Finding]:
    if document.digest.keywords[0] == "":
        yield Finding("empty", "keywords[0]")


def beyond_the_text(document: Document) -> Iterator[Finding]:
    if document.digest.keywords:
        yield Finding("too far", Span(0, len(document.text) + 5))


def impossible_index(document: Document) -> Iterator[Finding]:
    if document.digest.keywords:
        yield Finding("the last", f"keywords[{len(document.digest.keywords)}]")


def impossible_field(document: Document) -> Iterator[Finding]:
    if document.digest.signals:
        yield Finding("no year", "signals[0].year")


def without_end(document: Document) -> Iterator[Finding]:
    while document.digest.title.isupper():
        yield Finding("title is in capitals", "title")


def nothing_or_a_list(document: Document) -> Any:
    return list(in_capitals(document)) or None


def exits(document: Document) -> Iterator[Finding]:
    raise SystemExit(4)


# -- the process and time ----------------------------------------------------------------------------------


def prints(document: Document) -> Iterator[Finding]:
    print(document.digest.title)
    return iter(())


def changes_the_folder(document: Document) -> Iterator[Finding]:
    os.chdir("/")
    return iter(())


def changes_the_zone(document: Document) -> Iterator[Finding]:
    os.environ["TZ"] = "UTC"
    time.tzset()
    return iter(())


def compares_all_keywords(document: Document) -> Iterator[Finding]:
    for one in document.digest.keywords:
        for other in document.digest.keywords:
            if one is not other and one == other:
                yield Finding("duplicate", "keywords")


def compares_all_characters(document: Document) -> Iterator[Finding]:
    text = document.digest.summary
    for at in range(len(text)):
        for other in range(len(text)):
            if other < at and text[at] == "\x00":
                yield Finding("NUL", "summary")


def compares_all_cards(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for other in corpus.cards:
        if other.path != card.path and other.title == "":
            yield Finding("another digest has no title", "title")
    yield from card_in_capitals(card, corpus)


def reads_all_digests(card: Card, corpus: Corpus) -> Iterator[Finding]:
    if any(document.digest.title == "" for document in corpus):
        yield Finding("another digest has no title", "title")
    yield from card_in_capitals(card, corpus)


def far_card(card: Card, corpus: Corpus) -> Iterator[Finding]:
    if card.title.isupper():
        yield Finding("title is in capitals", "closest[99]")


# -- fixes -------------------------------------------------------------------------------------------------


def fix_nothing(document: Document) -> Iterator[Finding]:
    for finding in in_capitals(document):
        span = document.span_of("title")
        yield Finding(finding.message, span, Fix([TextEdit(span, document.digest.title)]))


_STATE = "findings_depend_on_the_text_alone"
_ELSEWHERE = "a_second_process_finds_the_same"
_GROWTH = "work_grows_with_the_size"
_FIX = "law_fixes"

BAD_RULES = {
    "state between documents": BadRule(also(seen_before), _STATE, "another order of texts gives other"),
    "chance": BadRule(also(by_chance), "law_totality", "same text has other findings"),
    "set order": BadRule(also(names_a_set), _ELSEWHERE, "a second process finds something else: .*keywords"),
    "the day": BadRule(also(names_the_day), _ELSEWHERE, "a second process finds something else"),
    "the process": BadRule(also(names_the_process), _ELSEWHERE, "rely on no time"),
    "it needs a path": BadRule(
        also(needs_a_path), "documents_without_a_path_are_checked", "MUT001|under test failed: AssertionError"
    ),
    "it needs a summary": BadRule(also(needs_a_summary), _STATE, "failed: 'summary': not in the file"),
    "it needs keywords": BadRule(also(needs_keywords), "the_passing_example_passes", "failed: IndexError"),
    "a span beyond the text": BadRule(also(beyond_the_text), _STATE, "a span outside the text"),
    "an index that is not there": BadRule(also(impossible_index), _STATE, "index 2 is out of range"),
    "a field that is not there": BadRule(also(impossible_field), _STATE, "a signal has no field 'year'"),
    "no end": BadRule(also(without_end), "the_failing_example_fails", "more than 1010 findings"),
    "None for nothing": BadRule(rule(nothing_or_a_list), "the_passing_example_passes", "NoneType"),
    "sys.exit": BadRule(rule(exits), "the_failing_example_fails", "failed: SystemExit"),
    "nothing in the failing example": BadRule(
        rule(failing="# __Bees__"), "the_failing_example_fails", "nothing in its failing example"
    ),
    "something in the passing example": BadRule(
        rule(passing="# __WAX__"), "the_passing_example_passes", "something in its passing example"
    ),
    "print": BadRule(also(prints), "checking_prints_nothing", r"prints on standard output: 'BEES\\n"),
    "chdir": BadRule(
        also(changes_the_folder), "checking_changes_nothing_in_the_process", "changes the current directory"
    ),
    "environ": BadRule(
        also(changes_the_zone), "checking_changes_nothing_in_the_process", "changes environment variables"
    ),
    "quadratic in keywords": BadRule(also(compares_all_keywords), _GROWTH, "20 keywords take"),
    "quadratic in characters": BadRule(also(compares_all_characters), _GROWTH, "20 words take"),
    "quadratic in digests": BadRule(corpus_rule(compares_all_cards), _GROWTH, "20 digests take"),
    "all digests for each": BadRule(corpus_rule(reads_all_digests), _GROWTH, "20 digests take"),
    "a reference that is not there": BadRule(
        corpus_rule(far_card), "the_failing_example_fails", r"index 99 is out of range"
    ),
    "no fix": BadRule(rule(fixable="safe"), "the_failing_example_fails", "has no fix for its"),
    "a fix that changes nothing": BadRule(rule(fix_nothing, fixable="safe"), _FIX, "does not remove its"),
    "a fix that changes the digest": BadRule(rule(lower(), fixable="safe"), _FIX, "changes the digest"),
    "a safe fix of a rule with unsafe ones": BadRule(
        rule(lower(), fixable="unsafe", changes=True), _FIX, "a fix is safe, and the rule is fixable='unsafe'"
    ),
}  # fmt: skip
