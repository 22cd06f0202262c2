"""Conformance tests of rules: the demands that every rule keeps, as tests for pytest.

    TestMyRule = rule_conformance(RULE)

or, with the same attributes, a subclass:

    class TestMyRule(RuleConformance):
        rule = RULE
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from hypothesis import given
from hypothesis import strategies as st

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.corpus import Card, Corpus, card_of
from signalkit.document import parse
from signalkit.testing.demands import broken
from signalkit.testing.elsewhere import locate, run_elsewhere
from signalkit.testing.formats import law
from signalkit.testing.steps import TooManyStepsError, count_steps
from signalkit.testing.strategies import documents, messy_text
from signalkit.testing.texts import GROWING, growing, texts
from signalkit.testing.trial import Trial, check_findings
from signalkit.testing.watch import report_changes, report_printing, watch_process

ONE, SOME, MANY = 1, 20, 80
"""How many of something a text has when steps are counted."""

GROWTH = 8
"""How many times as many steps four times the size may take: 4 if the work is linear, 16 if quadratic."""

SPARE = 300
"""How many steps more are not worth a report."""


class RuleConformance:
    """Tests of a rule; a subclass sets the attributes.

    Attributes:
        rule: what is tested.
        options: combinations of values for its options to try, beside the defaults, by their names in a
            configuration.
        texts: texts to try; all kinds if None.
        waived: demands that the rule does not keep, by their names without ``test_``, each with the reason.

    Raises:
        TypeError: If a waived demand does not exist.
        ConfigError: If an option does not take a value.
    """

    rule: ClassVar[Rule | CorpusRule]
    options: ClassVar[Sequence[Mapping[str, Any]]] = ()
    texts: ClassVar[st.SearchStrategy[str] | None] = None
    waived: ClassVar[Mapping[str, str]] = {}

    _trials: ClassVar[list[Trial]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "rule"):
            return
        cls._trials = [Trial(cls.rule, options) for options in ({}, *cls.options)]
        attributes: Any = cls
        attributes.test_law_totality = _law_totality(cls, cls._trials)
        attributes.test_law_fixes = _law_fixes(cls, cls._trials) if cls.rule.fixable else None
        if isinstance(cls.rule, CorpusRule):
            attributes.test_documents_without_a_path_are_checked = None  # they have no place in a corpus
        known = {name.removeprefix("test_") for name in dir(cls) if name.startswith("test_")}
        for name in cls.waived:
            if name not in known:
                raise TypeError(f"waived: unknown demand {name!r}; known: {', '.join(sorted(known))}")
            setattr(cls, f"test_{name}", None)  # pytest collects functions alone

    def test_the_failing_example_fails(self) -> None:
        """The rule finds something in its failing example, and has a fix for it if it has any."""
        __tracebackhide__ = True
        self._trials[0].check_failing_example()

    def test_the_passing_example_passes(self) -> None:
        """The rule finds nothing in its passing example."""
        __tracebackhide__ = True
        self._trials[0].check_passing_example()

    def test_findings_depend_on_the_text_alone(self) -> None:
        """No order of texts, and no text before, changes what is found."""
        __tracebackhide__ = True
        for trial in self._trials:
            first = [trial.find(text) for text in texts()]
            again = [trial.find(text) for text in reversed(texts())][::-1]
            for text, before, after in zip(texts(), first, again, strict=True):
                check_findings(text, before)
                if before != after:
                    broken(
                        f"another order of texts gives other findings: {len(before)} and {len(after)} in a "
                        f"text\nText: {text[:200]!r}",
                        expected="the findings in a document depend on that document alone",
                        fix="keep nothing between two calls; what needs other documents is a CorpusRule",
                    )

    def test_a_second_process_finds_the_same(self) -> None:
        """Another hash seed, process, clock, time zone, locale, user and folder change no finding."""
        __tracebackhide__ = True
        rule = type(self).rule
        home = locate(rule, getattr(rule, "check", None))
        if home is None:
            broken(
                "a second process cannot import the rule: no global of a module leads to it",
                expected="the rule is at the top level of a module, by itself or in a list or dict",
                fix="assign the rule to a name at the top level of a module",
            )
        answer = run_elsewhere({"rule": home}, texts())
        if isinstance(answer.results, str):
            broken(
                f"the rule fails in a second process: {answer.results}",
                expected="the rule works with another clock, locale and folder",
                fix="name files by absolute paths, name encodings, and rely on no environment variable",
            )
        if answer.printed:
            report_printing(answer.printed)
        for text, there in zip(texts(), answer.results, strict=True):
            here = self._trials[0].find(text)
            if here != there:
                shown = [[one.message for one in found] for found in (here, there)]
                broken(
                    f"a second process finds something else: {shown[0]} here, {shown[1]} there\n"
                    f"Text: {text[:200]!r}",
                    expected="the findings depend on the text alone",
                    fix="sort sets before naming their values; rely on no time, path or order of a set",
                )

    def test_documents_without_a_path_are_checked(self) -> None:
        """A document of no file, such as one that an editor has not saved, raises no error."""
        __tracebackhide__ = True
        for trial in self._trials:
            for text in (self.rule.failing, self.rule.passing, *texts()):
                check_findings(text, trial.find(text, pathless=True))

    def test_checking_prints_nothing(self) -> None:
        """`check` prints nothing on standard output, which may be the report."""
        __tracebackhide__ = True
        trial = Trial(self.rule)
        trial.is_capturing = True
        for text in (self.rule.failing, self.rule.passing):
            trial.find(text)
        if trial.printed:
            report_printing(trial.printed)

    def test_checking_changes_nothing_in_the_process(self) -> None:
        """`check` changes no current directory, environment variable, locale or limit of recursion."""
        __tracebackhide__ = True
        with watch_process() as changed:
            self._trials[0].find(self.rule.failing)
        if changed:
            report_changes("check()", changed)

    def test_work_grows_with_the_size(self) -> None:
        """Four times the signals, words or digests take less than eight times the steps."""
        __tracebackhide__ = True
        trial = self._trials[0]
        for what in GROWING:
            documents = [parse(growing(what, size), path=self.rule.example) for size in (ONE, SOME, MANY)]
            _check_growth(what, [partial(trial.find_in, document) for document in documents])
        if isinstance(self.rule, CorpusRule):
            cards = [_cards(self.rule, size) for size in (ONE, SOME, MANY)]
            _check_growth("digests", [partial(_check_cards, trial, some) for some in cards])


def rule_conformance(
    rule: Rule | CorpusRule,
    *,
    options: Sequence[Mapping[str, Any]] = (),
    texts: st.SearchStrategy[str] | None = None,
    waived: Mapping[str, str] | None = None,
) -> type[RuleConformance]:
    """Make tests of a rule: its examples, that no text makes it fail, and the law of its fixes.

    The reference lists the demands that they check.

    Args:
        rule: see `RuleConformance`.
        options: see `RuleConformance`.
        texts: see `RuleConformance`.
        waived: see `RuleConformance`.

    Returns:
        A class of test methods; the name it is bound to begins with ``Test``.

    Raises:
        TypeError: If a waived demand does not exist.
        ConfigError: If an option does not take a value.
    """
    attributes = {"rule": rule, "options": options, "texts": texts, "waived": waived or {}}
    return type("Conformance", (RuleConformance,), attributes)


def _law_totality(cls: type[RuleConformance], trials: list[Trial]) -> Any:
    drawn = messy_text() | documents() if cls.texts is None else cls.texts

    @given(drawn, st.sampled_from(trials))
    @law(100)
    def test_law_totality(self: Any, text: str, trial: Trial) -> None:
        """No text that Hypothesis draws makes the rule fail, and the same text has the same findings."""
        __tracebackhide__ = True
        found = trial.find(text)
        check_findings(text, found)
        if trial.find(text) != found:
            broken(
                f"the same text has other findings when it is checked again\nText: {text[:200]!r}",
                expected="the findings depend on the text alone",
                fix="keep nothing between two calls; use no clock and no random number",
            )

    return test_law_totality


def _law_fixes(cls: type[RuleConformance], trials: list[Trial]) -> Any:
    drawn = st.just(cls.rule.failing) | (documents() if cls.texts is None else cls.texts)

    @given(drawn, st.sampled_from(trials))
    @law(100)
    def test_law_fixes(self: Any, text: str, trial: Trial) -> None:
        """A fix removes its finding, stays in its span, and keeps the digest unless the rule changes it."""
        __tracebackhide__ = True
        trial.check_fixes(text)

    return test_law_fixes


# -- steps -------------------------------------------------------------------------------------------------


def _check_growth(what: str, works: Sequence[Callable[[], object]]) -> None:
    """Require that four times the size takes less than `GROWTH` times the steps.

    Args:
        what: there is one, some and many of.
        works: calls with one, some and many.
    """
    __tracebackhide__ = True
    for work in works:
        work()  # what is done once for a document or for the rule does not count
    one, some = map(count_steps, works[:2])
    limit = GROWTH * (some - one) + SPARE
    try:
        count_steps(works[2], limit=one + limit)
    except TooManyStepsError:
        broken(
            f"{SOME} {what} take {some - one} steps, and {MANY} take more than {limit}",
            expected=f"4 times the {what} take about 4 times the steps",
            fix="do not look at all values again for each of them; collect what is needed in a dict first",
        )


def _cards(rule: CorpusRule, size: int) -> list[Card]:
    """Make cards of the failing example under many names, whose digests have been read."""
    cards = [card_of(parse(rule.failing, path=f"{number:032x}.md")) for number in range(size)]
    assert all(card.digest is not None for card in cards)
    return cards


def _check_cards(trial: Trial, cards: Sequence[Card]) -> None:
    corpus = Corpus(cards)
    for card in corpus.cards:
        trial.checker.check_card(card, corpus, card.document)
    trial.checker.check_corpus(corpus)
