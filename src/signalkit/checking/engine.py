"""Rules applied to documents: what they find becomes diagnostics, unless a comment suppresses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVarTuple

import attrs

from signalkit.checking.config import Configuration, config_error
from signalkit.checking.fixing import check_fix
from signalkit.checking.options import make_rule_options
from signalkit.checking.rule import (
    BaseRule,
    CorpusRule,
    Diagnostic,
    Finding,
    Location,
    Related,
    Rule,
)
from signalkit.checking.selection import Selection
from signalkit.checking.suppression import Suppressions
from signalkit.corpus import Card, Corpus
from signalkit.document import Document
from signalkit.errors import ENDS, ConfigError, FieldPathError, PluginError, describe
from signalkit.plugins.manager import PluginManager, get_manager
from signalkit.plugins.prints import PrintGuard
from signalkit.syntax.text import Span

_Ts = TypeVarTuple("_Ts")

_MOST = 1_000_001  # findings of a rule in a document: more than a real one has, fewer than memory holds
UNUSED = "SK006"  # rules that the engine itself applies: they are about what it does
UNKNOWN = "SK007"


class Checker:
    """Applies the rules that a configuration selects.

    Args:
        configuration: the defaults if None.
        plugins: where rules come from; the process's own plugin manager if None.

    Raises:
        ConfigError: If the configuration names an unknown rule, or has an invalid pattern or option.
        PluginError: If a required plugin is missing or fails, or if the manager is strict and any fails.

    Attributes:
        configuration: what it was made with.
        plugins: what it was made with.
        rules: all rules by code, selected or not.
        codes: the codes of those that the configuration selects.
        options: the options object of each rule that has options, by code.
    """

    def __init__(
        self, configuration: Configuration | None = None, *, plugins: PluginManager | None = None
    ) -> None:
        self.configuration = configuration or Configuration()
        self.plugins = get_manager() if plugins is None else plugins
        self.rules = self.plugins.rules()
        try:
            self._selection = Selection(self.rules, self.configuration)
        except ConfigError as error:
            raise config_error(self.configuration, error) from None
        self.codes = self._selection.codes
        self._arguments = make_rule_options(self.rules, self.configuration)
        self.options = {code: options for code, found in self._arguments.items() for options in found}
        self._key = object()  # of what a corpus remembers: another checker may have other options
        self._code_of = {code: code for code in self.rules}
        self._exclusive = {
            code for code, rule in self.rules.items() if isinstance(rule, Rule) and rule.exclusive
        }
        self._code_of |= {rule.name: code for code, rule in self.rules.items()}
        foreign = [code for code in self.codes if not self.plugins.is_ours("rules", code)]
        self._guards = {code: self.plugins.guard("rules", code) for code in foreign}
        # Guards inside this one cost next to nothing.
        self._host: AbstractContextManager[None] = PrintGuard(None) if foreign else nullcontext()

    @property
    def needs_corpus(self) -> bool:
        """Whether a selected rule checks documents among others."""
        return any(not isinstance(self.rules[code], Rule) for code in self.codes)

    def check(self, document: Document) -> list[Diagnostic]:
        """Apply the rules that check one document at a time.

        Args:
            document: any.

        Returns:
            What they find, in the order of the text.
        """
        applicable = self._selection.applicable_to(document.path)
        found: list[Diagnostic] = []
        has_exclusive = False
        options, guards = self._arguments, self._guards
        with self._host:
            for rule in applicable.rules:
                arguments = options[rule.code]
                if rule.code in guards:
                    findings = self._ask(rule, rule.check, document, *arguments)
                elif arguments:
                    findings = _ask(rule.check, document, *arguments)
                else:  # without a tuple for the arguments
                    findings = _ask(rule.check, document)
                if findings:
                    found += self._diagnostics(rule, document, findings)
                    has_exclusive |= rule.exclusive
        if has_exclusive:
            found = self._undisputed(found, found)
        if "<!--" in document.text:
            found = self._suppress(document, applicable.codes, found)
        found.sort(key=order)
        return found

    def check_card(self, card: Card, corpus: Corpus, document: Document | None = None) -> list[Diagnostic]:
        """Apply the rules that check a document among others. It is read only if they find something.

        What rules prepare is prepared once for each corpus. A rule that fails at that finds nothing here, and
        `check_corpus` reports it.

        Args:
            card: of the document.
            corpus: it among the others.
            document: the document itself, if it has been read already.

        Returns:
            What they find, in the order of the text.

        Raises:
            OSError: If the document cannot be read.
        """
        applicable = self._selection.applicable_to(card.path)
        found: list[Diagnostic] = []
        for rule in applicable.corpus_rules:
            arguments = self._prepare(rule, corpus)
            if rule.check is None or isinstance(arguments, BaseException):
                continue
            if findings := self._ask(rule, rule.check, card, corpus, *arguments):
                if document is None:
                    document = corpus.document(card)
                found += self._diagnostics(rule, document, findings, corpus)
        if found and document is not None:
            exclusive: list[Diagnostic] = []
            for each in applicable.rules:
                if each.exclusive:
                    asked = self._ask(each, each.check, document, *self._arguments[each.code])
                    exclusive += self._diagnostics(each, document, asked)
            found = self._undisputed(found, exclusive)
            found = _unsuppressed(found, Suppressions(document))
        found.sort(key=order)
        return found

    def check_corpus(self, corpus: Corpus) -> list[Diagnostic]:
        """Apply the rules that check a corpus as a whole.

        Args:
            corpus: any; in one without digests nothing is found.

        Returns:
            What they find about the folder of the corpus, and which rules failed to prepare, in the order of
            the rules.
        """
        if not corpus.cards:
            return []
        folder = Document("", path=corpus.folder)
        found: list[Diagnostic] = []
        for rule in self._selection.applicable_to(folder.path).corpus_rules:
            arguments = self._prepare(rule, corpus)
            if isinstance(arguments, BaseException):
                found += self._diagnostics(rule, folder, [arguments], corpus, about_corpus=True)
            elif rule.check_corpus is not None:
                findings = self._ask(rule, rule.check_corpus, corpus, *arguments)
                found += self._diagnostics(rule, folder, findings, corpus, about_corpus=True)
        return found

    def _prepare(self, rule: CorpusRule, corpus: Corpus) -> tuple[Any, ...] | BaseException:
        """Return what the functions of a rule get in addition, or the exception by which it failed."""
        options = self._arguments[rule.code]
        prepare = rule.prepare
        if prepare is None:
            return options

        def make(corpus: Corpus) -> tuple[Any, ...] | BaseException:
            try:
                with self._guards.get(rule.code, nullcontext()):
                    return (prepare(corpus, *options), *options)
            except ENDS:
                raise
            except BaseException as error:
                return error

        return corpus.remember((self._key, rule.code), make)

    def _ask(
        self, rule: BaseRule, check: Callable[..., Iterable[Finding]], *arguments: Any
    ) -> list[Finding | BaseException]:
        """Collect what a rule finds; one of a plugin does not print to standard output meanwhile."""
        guard = self._guards.get(rule.code)
        if guard is None:
            return _ask(check, *arguments)
        with guard:
            return _ask(check, *arguments)

    def _diagnostics(
        self,
        rule: BaseRule,
        document: Document,
        findings: Sequence[Finding | BaseException],
        corpus: Corpus | None = None,
        *,
        about_corpus: bool = False,
    ) -> Iterator[Diagnostic]:
        """Diagnose what a rule has found, up to the first finding that shows that the rule fails."""
        for finding in findings:
            try:
                if isinstance(finding, BaseException):
                    raise finding
                found = self._diagnose(rule, document, finding, corpus, about_corpus=about_corpus)
            except ENDS:
                raise
            except BaseException as error:
                message = f"this rule of {self.plugins.owner('rules', rule.code)} failed: {describe(error)}"
                failure = self._diagnose(rule, document, Finding(message), about_corpus=about_corpus)
                yield attrs.evolve(failure, severity="error")
                return
            yield found

    def _diagnose(
        self,
        rule: BaseRule,
        document: Document,
        finding: Finding,
        corpus: Corpus | None = None,
        *,
        about_corpus: bool = False,
    ) -> Diagnostic:
        span = _span_of(finding, document)
        fix = finding.fix
        if fix is not None and not _can_be_saved(document.text[span.start : span.end]):
            fix = None  # it would repeat what no file can hold, which is not the fault of the rule
        if about_corpus and finding.fix is not None:
            raise ValueError("fix: a finding about the corpus as a whole has none")
        check_fix(rule, fix, span)
        return Diagnostic(
            code=rule.code,
            rule=rule.name,
            severity=self._selection.severity[rule.code],
            message=finding.message[:],  # a plain str, also of a subclass
            span=span,
            start=document.position(span.start),
            end=document.position(span.end),
            path=document.path,
            fix=fix,
            related=self._locate(finding.related, document, corpus) if finding.related else (),
            about_corpus=about_corpus,
        )

    def _locate(
        self, related: Iterable[Related], document: Document, corpus: Corpus | None
    ) -> tuple[Location, ...]:
        """Find the places that a finding refers to; see `_locate`.

        Many digests of a corpus may refer to one, so that each place is found once.
        """
        known: dict[tuple[int, Span | str, str], tuple[Card | None, Location]] = {}
        if corpus is not None:
            known = corpus.remember((self._key, ""), lambda _: {})
        places = []
        for one in related:
            key = (id(one.card), one.span, one.message)  # valid as long as the card is kept
            if key in known:
                places.append(known[key][1])
                continue
            place = _locate(one, document)
            places.append(place)
            if one.card is not None:
                known[key] = one.card, place
        return tuple(places)

    def _undisputed(self, found: list[Diagnostic], exclusive: list[Diagnostic]) -> list[Diagnostic]:
        """Drop what is found on the lines of a finding of an exclusive rule, that finding excepted."""
        claimed: set[int] = set()
        for one in exclusive:
            if one.code in self._exclusive:
                claimed.update(range(one.start[0], one.end[0] + 1))
        return [one for one in found if one.code in self._exclusive or one.start[0] not in claimed]

    def _suppress(
        self, document: Document, codes: frozenset[str], found: Iterable[Diagnostic]
    ) -> list[Diagnostic]:
        """Drop what comments suppress, and add what is wrong with the comments themselves."""
        suppressions = Suppressions(document)
        kept = _unsuppressed(found, suppressions)

        def is_judged(name: str) -> bool:
            code = self._code_of.get(name)
            return code in codes and code != UNUSED and isinstance(self.rules[code], Rule)

        def add(code: str, findings: Iterable[Finding]) -> None:
            rule = self.rules[code]
            for one in [self._diagnose(rule, document, finding) for finding in findings]:
                # A comment about all rules does not suppress what is found about comments.
                if not suppressions.is_suppressed(code, rule.name, one.start[0], named=True):
                    kept.append(one)

        if UNKNOWN in codes:
            add(UNKNOWN, suppressions.unknown(self._code_of))
        if UNUSED in codes:
            add(UNUSED, suppressions.unused(is_judged))
        return kept


def _ask(check: Callable[..., Iterable[Finding]], *arguments: Any) -> list[Finding | BaseException]:
    """Collect what a rule finds, and last the exception by which it fails, if it does."""
    found: list[Finding | BaseException] = []
    try:
        for finding in check(*arguments):
            found.append(finding)  # what was found before it fails is kept
            if len(found) == _MOST:
                return [PluginError(f"it finds more than {_MOST - 1:,} problems in one digest")]
    except ENDS:
        raise
    except BaseException as error:
        found.append(error)
    return found


def _unsuppressed(found: Iterable[Diagnostic], suppressions: Suppressions) -> list[Diagnostic]:
    return [one for one in found if not suppressions.is_suppressed(one.code, one.rule, one.start[0])]


def _span_of(finding: Finding, document: Document) -> Span:
    """Find what a finding is about; the start of the text if its field path has no place there.

    Raises:
        TypeError: If it is not a `Finding`; rules are untrusted code.
        ValueError: If its span leaves the text.
    """
    if not isinstance(finding, Finding):
        raise TypeError(f"expected a Finding, got {type(finding).__name__}")
    return _resolve(finding.span, document)


def _resolve(span: Span | str, document: Document) -> Span:
    if isinstance(span, str):
        try:
            return document.span_of(span)
        except FieldPathError:
            return Span(0, 0)
    if not 0 <= span.start <= span.end <= len(document.text):
        raise ValueError(f"a span outside the text: {span.start} to {span.end}")
    return span


def _locate(related: Related, document: Document) -> Location:
    """Find a place that a finding refers to; the start of its file if that cannot be read any more.

    Args:
        related: what the finding says of it.
        document: that the finding is in.

    Raises:
        TypeError: If it is not in a `Card`; rules are untrusted code.
        ValueError: If its span leaves the text.
    """
    card = related.card
    if card is not None:
        if not isinstance(card, Card):
            raise TypeError(f"related: expected a Card, got {type(card).__name__}")
        try:
            document = card.document
        except OSError:
            return Location(related.message[:], Span(0, 0), (1, 1), (1, 1), card.path)
    span = _resolve(related.span, document)
    start, end = document.position(span.start), document.position(span.end)
    return Location(related.message[:], span, start, end, document.path)


def _can_be_saved(text: str) -> bool:
    """Return whether a file can hold a text: not if it has a surrogate that stands for no byte."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def order(one: Diagnostic) -> tuple[Span, str, str]:
    """Return what the findings of a document are sorted by."""
    return one.span, one.code, one.message
