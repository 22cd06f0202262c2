"""Tests that the author of a rule gets in one line: the laws that every rule keeps.

TestMyRule = rule_conformance(RULE)
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signalkit.checking.config import Configuration
from signalkit.checking.engine import Checker
from signalkit.checking.rule import CorpusRule, Diagnostic, Rule
from signalkit.corpus import Corpus, card_of
from signalkit.document import parse
from signalkit.plugins.hooks import hookimpl
from signalkit.plugins.manager import PluginManager
from signalkit.syntax.text import apply_edits
from signalkit.testing.strategies import documents, messy_text

_CHECKS = list(HealthCheck)
_LAW = settings(deadline=None, suppress_health_check=_CHECKS, max_examples=100)  # pyright: ignore[reportArgumentType]


def rule_conformance(rule: Rule | CorpusRule, *, texts: st.SearchStrategy[str] | None = None) -> type:
    """Make tests of a rule: its examples, that no text makes it fail, and the law of its fixes.

    A fix removes its finding, touches only the span of it, and keeps what the digest says unless the rule
    says that it changes it.

    Args:
        rule: what is tested.
        texts: texts to try; all kinds if None.

    Returns:
        A class of test methods.
    """
    trial = Trial(rule)
    any_text = messy_text() | documents() if texts is None else texts

    class Conformance:
        def test_the_failing_example_fails(self) -> None:
            trial.check_failing_example()

        def test_the_passing_example_passes(self) -> None:
            trial.check_passing_example()

        @given(any_text)
        @_LAW
        def test_law_totality(self, text: str) -> None:
            found = trial.find(text)
            check_findings(text, found)
            assert trial.find(text) == found

        if rule.fixable:

            @given(st.just(rule.failing) | (documents() if texts is None else texts))
            @_LAW
            def test_law_fixes(self, text: str) -> None:
                trial.check_fixes(text)

    return Conformance


class Trial:
    """A rule in a checker of its own, and the laws that it keeps, as checks."""

    def __init__(self, rule: Rule | CorpusRule) -> None:
        self.rule = rule
        plugins = PluginManager(discover=False, disabled=["rules"])
        plugins.register(_Plugin(rule), "under test")
        self._checker = Checker(Configuration(select=(rule.code,)), plugins=plugins)
        others = rule.others if isinstance(rule, CorpusRule) else {}
        self._others = [card_of(parse(text, path=path)) for path, text in others.items()]

    def find(self, text: str, name: str | None = None) -> list[Diagnostic]:
        """Return what the rule finds in a text; the file has the name of the failing example by default."""
        document = parse(text, path=self.rule.example if name is None else name)
        if isinstance(self.rule, Rule):
            return self._checker.check(document)
        card = card_of(document)
        return self._checker.check_card(card, Corpus([card, *self._others]), document)

    def check_failing_example(self) -> None:
        """Require a finding in the failing example, and a fix if the rule has any."""
        found = self.find(self.rule.failing)
        assert found
        check_findings(self.rule.failing, found)
        assert not self.rule.fixable or any(one.fix is not None for one in found)

    def check_passing_example(self) -> None:
        """Require no finding in the passing example."""
        assert not self.find(self.rule.passing, self.rule.passing_example)

    def check_fixes(self, text: str) -> None:
        """Require of each fix that it removes its finding, keeps to its span and, usually, the digest."""
        found = self.find(text)
        for one in found:
            if one.fix is None:
                continue
            assert one.fix.safe <= (self.rule.fixable == "safe")
            for edit in one.fix.edits:
                assert one.span.start <= edit.span.start <= edit.span.end <= one.span.end
            fixed = apply_edits(text, one.fix.edits)
            assert len(self.find(fixed)) < len(found)
            if not self.rule.changes:
                assert parse(fixed).digest == parse(text).digest


def check_findings(text: str, found: Iterable[Diagnostic]) -> None:
    """Require that no rule has failed on a text, and that each finding has a message and lies in the text."""
    for one in found:
        assert not one.message.startswith("this rule of "), one.message
        assert one.message
        assert 0 <= one.span.start <= one.span.end <= len(text)


class _Plugin:
    """A plugin of one rule."""

    def __init__(self, rule: Rule | CorpusRule) -> None:
        self.rule = rule

    @hookimpl
    def signalkit_rules(self) -> list[Rule | CorpusRule]:
        return [self.rule]
