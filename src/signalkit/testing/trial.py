"""A rule in a checker of its own, and the laws that it keeps, as checks; loads no Hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import attrs

from signalkit.checking.config import Configuration
from signalkit.checking.engine import Checker
from signalkit.checking.rule import CorpusRule, Diagnostic, Finding, Rule
from signalkit.corpus import Card, Corpus, card_of
from signalkit.document import Document, parse
from signalkit.errors import FieldPathError
from signalkit.model.paths import parse_path
from signalkit.plugins.hooks import hookimpl
from signalkit.plugins.manager import PluginManager
from signalkit.syntax.text import apply_edits
from signalkit.testing.demands import broken
from signalkit.testing.watch import capture_output

_SPARE = 1000
"""How many findings a rule may have beside one for each character."""


class RulePlugin:
    """A plugin of one rule."""

    def __init__(self, rule: Rule | CorpusRule) -> None:
        self.rule = rule

    @hookimpl
    def signalkit_rules(self) -> list[Rule | CorpusRule]:
        return [self.rule]


class Trial:
    """A rule in a checker of its own.

    Args:
        rule: the rule.
        options: values for its options, by their names in a configuration.

    Attributes:
        rule: what it was made with.
        checker: applies that rule alone.
        is_capturing: whether to collect what the rule prints on standard output.
        printed: what it has printed.
    """

    def __init__(self, rule: Rule | CorpusRule, options: Mapping[str, Any] | None = None) -> None:
        self.rule = rule
        self.is_capturing = False
        self.printed = ""
        self._faults: list[tuple[str, str, str]] = []
        plugins = PluginManager(discover=False, disabled=["rules"])
        watched = {
            name: self._watched(function)
            for name in ("check", "check_corpus")
            if (function := getattr(rule, name, None)) is not None
        }
        evolve: Any = attrs.evolve  # mypy does not see that classes with overloads are attrs classes
        plugins.register(RulePlugin(evolve(rule, **watched)), "under test")
        tables = {rule.code: options} if options else {}
        self.checker = Checker(Configuration(select=(rule.code,), rules=tables), plugins=plugins)
        others = rule.others if isinstance(rule, CorpusRule) else {}
        self._others = [card_of(parse(text, path=path)) for path, text in others.items()]

    def _watched(self, function: Any) -> Any:
        """Make a function that looks at the findings of another one."""

        def check(about: Document | Card | Corpus, *arguments: Any) -> Iterator[Finding]:
            limit = _SPARE + (len(about.text) if isinstance(about, Document) else 0)
            findings = function(about, *arguments)
            if self.is_capturing:
                with capture_output() as output:
                    findings = list(islice(findings, limit))
                self.printed += output.text
            for number, finding in enumerate(findings):
                if number > limit:
                    self._faults.append(
                        (
                            f"more than {limit} findings in one text",
                            "at most a finding for each character",
                            "end the loop; yield each finding once",
                        )
                    )
                    return
                if isinstance(finding, Finding) and isinstance(finding.span, str) and finding.span:
                    self._look_at_path(finding.span, about)
                yield finding

        return check

    def _look_at_path(self, path: str, about: Document | Card | Corpus) -> None:
        if isinstance(about, Corpus):
            return
        try:
            parse_path(path, about.digest)
        except FieldPathError as error:
            self._faults.append(
                (
                    f"a finding names a field path that no digest can have here: {error}",
                    "a field path of the document, such as 'signals[2].change'",
                    "take the field from the reference, and an index from enumerate()",
                )
            )

    def find(self, text: str, name: str | None = None, *, pathless: bool = False) -> list[Diagnostic]:
        """Return what the rule finds in a text.

        Args:
            text: the text of a digest.
            name: the name of its file; that of the failing example if None.
            pathless: whether the document has no path.

        Raises:
            AssertionError: If it has too many findings, or one with an impossible field path.
        """
        __tracebackhide__ = True
        path = None if pathless else self.rule.example if name is None else name
        self._faults.clear()
        found = self.find_in(parse(text, path=path))
        for wrong, expected, fix in self._faults:
            broken(f"{wrong}\nText: {text[:200]!r}", expected=expected, fix=fix)
        return found

    def find_in(self, document: Document) -> list[Diagnostic]:
        """Return what the rule finds in a document, among the others of its examples."""
        if isinstance(self.rule, Rule):
            return self.checker.check(document)
        card = card_of(document)
        corpus = Corpus([card, *self._others])
        return [*self.checker.check_card(card, corpus, document), *self.checker.check_corpus(corpus)]

    def check_failing_example(self) -> None:
        """Require a finding in the failing example, and a fix if the rule has any."""
        __tracebackhide__ = True
        found = self.find(self.rule.failing)
        check_findings(self.rule.failing, found)
        if not found:
            broken(
                f"{self.rule.code} finds nothing in its failing example",
                expected="a finding in the example that the page of the rule shows",
                fix="correct `failing` or `check`; for a file name, set `example`; for references, `others`",
            )
        if self.rule.fixable and not any(one.fix is not None for one in found):
            broken(
                f"{self.rule.code} is fixable={self.rule.fixable!r}, and has no fix for its failing example",
                expected="a fix of the failing example",
                fix='pass a Fix to the Finding, or set fixable=""',
            )

    def check_passing_example(self) -> None:
        """Require no finding in the passing example."""
        __tracebackhide__ = True
        found = self.find(self.rule.passing, self.rule.passing_example)
        check_findings(self.rule.passing, found)
        if found:
            broken(
                f"{self.rule.code} finds something in its passing example: {found[0].message!r}",
                expected="no finding in the example that the page of the rule shows as correct",
                fix="correct `passing` or `check`",
            )

    def check_fixes(self, text: str) -> None:
        """Require of each fix that it removes its finding, keeps to its span and, usually, the digest."""
        __tracebackhide__ = True
        found = self.find(text)
        for one in found:
            if one.fix is None:
                continue
            fixed = apply_edits(text, one.fix.edits)
            shown = f"\nText: {text[:200]!r}\nFixed: {fixed[:200]!r}"
            if one.fix.safe > (self.rule.fixable == "safe"):
                broken(
                    f"a fix is safe, and the rule is fixable={self.rule.fixable!r}{shown}",
                    expected='safe fixes of a rule with fixable="safe" only',
                    fix="pass safe=False to the Fix, or change `fixable`",
                )
            for edit in one.fix.edits:
                if not one.span.start <= edit.span.start <= edit.span.end <= one.span.end:
                    broken(
                        f"an edit from {edit.span.start} to {edit.span.end} leaves its finding, which is "
                        f"from {one.span.start} to {one.span.end}{shown}",
                        expected="edits inside the span of the finding",
                        fix="extend the span of the finding, or keep the edit inside of it",
                    )
            if len(self.find(fixed)) >= len(found):
                broken(
                    f"a fix does not remove its finding, or makes another: {one.message!r}{shown}",
                    expected="fewer findings of the rule after the fix",
                    fix="compute the edits from what `check` looks at",
                )
            if not self.rule.changes and parse(fixed).digest != parse(text).digest:
                broken(
                    f"a fix changes the digest, and the rule has changes=False: {one.message!r}{shown}",
                    expected="the same digest after the fix",
                    fix="edit only what is not content, or set changes=True",
                )


def check_findings(text: str, found: Iterable[Diagnostic]) -> None:
    """Require that no rule has failed on a text, and that each finding has a message and is in the text."""
    __tracebackhide__ = True
    for one in found:
        if one.message.startswith("this rule of "):
            broken(
                f"{one.message}\nText: {text[:200]!r}",
                expected="a list or iterator of findings, and no error, for any text",
                fix="handle what the text does not have: no title, no table, no path, an empty cell",
            )
        if not one.message:
            broken(
                f"{one.code} has a finding without a message",
                expected="a message that says what is wrong",
                fix="pass a message to the Finding",
            )
        if not 0 <= one.span.start <= one.span.end <= len(text):
            broken(
                f"a finding is at {one.span.start} to {one.span.end} of {len(text)} characters",
                expected="a span inside the text",
                fix="take the span from the document, as in document.span_of('title')",
            )


def find_all(rule: Rule | CorpusRule, texts: Sequence[str]) -> list[list[Diagnostic]]:
    """Return what a rule finds in each of some texts."""
    trial = Trial(rule)
    return [trial.find(text) for text in texts]
