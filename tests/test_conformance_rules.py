"""The conformance kit finds what is wrong with bad rules, and nothing in good ones."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from signalkit import Document, Finding, Rule
from signalkit.checking import option
from signalkit.testing import RuleConformance, count_steps, rule_conformance
from signalkit.testing.steps import TooManyStepsError
from signalkit.testing.texts import GROWING, growing, texts
from tests.support.mutant_rules import BAD_RULES, FIXING, GOOD, GOOD_CORPUS, BadRule
from tests.support.pool import documents
from tests.support.samples import ROOT

pytestmark = pytest.mark.lengthy

TestFixing = rule_conformance(FIXING, texts=documents())
TestCorpus = rule_conformance(GOOD_CORPUS, texts=documents())


class TestGood(RuleConformance):
    rule = GOOD


@attrs.frozen
class Options:
    most: int = option(3, help="The number of words that a title may have.")


def too_long(document: Document, options: Options) -> list[Finding]:
    is_long = len(document.digest.title.split()) > options.most
    return [Finding(f"title has more than {options.most} words", "title")] if is_long else []


WITH_OPTIONS = Rule(
    code="MUT003",
    name="long-title",
    title="Long titles.",
    why="They are cut.",
    failing="# __One two three four__",
    passing="# __One two three__",
    check=too_long,
    options=Options,
)
TestOptions = rule_conformance(WITH_OPTIONS, options=[{"most": 0}], texts=documents())


@pytest.mark.parametrize(
    "bad", BAD_RULES.values(), ids=[f"{name} ({bad.demand})" for name, bad in BAD_RULES.items()]
)
def test_a_bad_rule_is_caught_by_its_demand_in_words(bad: BadRule) -> None:
    tests = rule_conformance(bad.rule)
    with pytest.raises(AssertionError, match=bad.words) as caught:
        getattr(tests(), f"test_{bad.demand}")()
    starts = [line.partition(" ")[0] for line in str(caught.value).split("\n")]
    assert "Expected:" in starts
    assert "Fix:" in starts


def demands(tests: type) -> set[str]:
    names = [name.removeprefix("test_") for name in dir(tests) if name.startswith("test_")]
    return {name for name in names if callable(getattr(tests, f"test_{name}"))}


def test_each_demand_catches_a_rule() -> None:
    assert {bad.demand for bad in BAD_RULES.values()} == demands(TestFixing)


def test_a_class_has_the_demands_that_concern_its_rule() -> None:
    assert demands(TestFixing) - demands(TestGood) == {"law_fixes"}
    assert demands(TestGood) - demands(TestCorpus) == {"documents_without_a_path_are_checked"}


def test_a_demand_can_be_waived() -> None:
    tests = rule_conformance(GOOD, waived={"work_grows_with_the_size": "compares all pairs"})
    assert demands(TestGood) - demands(tests) == {"work_grows_with_the_size"}
    with pytest.raises(TypeError, match="waived: unknown demand 'time'"):
        rule_conformance(GOOD, waived={"time": "typo"})


def test_a_second_process_needs_a_rule_that_it_can_import() -> None:
    hidden: Any = attrs.evolve(GOOD, code="MUT009")  # type: ignore[misc]
    with pytest.raises(AssertionError, match="cannot import the rule: no global of a module leads to it"):
        rule_conformance(hidden)().test_a_second_process_finds_the_same()


def test_texts_are_many_and_unlike() -> None:
    assert len(texts()) == len(set(texts())) > 100
    for what in GROWING:
        assert 3 < len(growing(what, 80)) / len(growing(what, 20)) < 5, what


def test_steps_are_counted_up_to_a_limit() -> None:
    def work(size: int) -> int:
        found = 0
        for number in range(size):
            found += number
        return found

    assert count_steps(lambda: work(100)) - count_steps(lambda: work(50)) == 100
    with pytest.raises(TooManyStepsError, match="more than 50 steps"):
        count_steps(lambda: work(100), limit=50)

    def stubborn() -> None:
        for _ in range(100):
            try:
                work(100)
            except TooManyStepsError:
                continue

    with pytest.raises(TooManyStepsError):
        count_steps(stubborn, limit=50)


def test_the_reference_lists_each_demand_with_what_it_means() -> None:
    text = (ROOT / "docs" / "reference" / "testing.md").read_text(encoding="utf-8")
    of_rules = text[text.index("Of a rule:") :]
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", of_rules, re.M))
    assert listed == {name: getattr(TestFixing, f"test_{name}").__doc__ for name in demands(TestFixing)}
