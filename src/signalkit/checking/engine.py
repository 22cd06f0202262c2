"""Rules, documents and a corpus to diagnostics."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from signalkit.checking import selection
from signalkit.checking.config import Configuration, load_configuration
from signalkit.checking.rule import Diagnostic, Finding, Fix, Rule
from signalkit.checking.suppression import KINDS, Suppressions
from signalkit.corpus import Card, Corpus
from signalkit.document import Document
from signalkit.errors import ConfigError, FieldPathError, describe
from signalkit.store.find import check_pattern, matches
from signalkit.syntax.text import Span, TextEdit

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager

UNUSED = "SK006"  # rules that the engine itself applies: they are about what it does
UNKNOWN = "SK007"


class Checker:
    """Applies the rules that a configuration selects.

    Args:
        configuration: the defaults if None.
        plugins: where rules come from; the process's own plugin manager if None.

    Raises:
        ConfigError: the configuration names a rule that there is not, or has a pattern that is none.
        PluginError: a plugin that is required is not there or fails; or the manager is strict and one failed.
    """

    def __init__(
        self, configuration: Configuration | None = None, *, plugins: PluginManager | None = None
    ) -> None:
        from signalkit.plugins.manager import get_manager

        self.configuration = configuration or Configuration()
        self.plugins = get_manager() if plugins is None else plugins
        self.rules = self.plugins.rules()
        config = self.configuration
        self.codes = selection.select(
            self.rules, chosen=config.select, extended=config.extend_select, ignored=config.ignore
        )
        self._severity: dict[str, str] = {}
        for selector, severity in config.severity.items():
            for code in selection.resolve(selector, self.rules, "severity"):
                self._severity[code] = severity
        self._ignores = [
            (pattern, set().union(*(selection.resolve(one, self.rules, "per-file-ignores") for one in codes)))
            for pattern, codes in config.per_file_ignores.items()
        ]
        for pattern in config.per_file_ignores:
            try:
                check_pattern(pattern)
            except ValueError as error:
                raise ConfigError(f"per-file-ignores: {error}") from error
        self._names = {rule.name: code for code, rule in self.rules.items()}
        self._select = lru_cache(maxsize=64)(self._rules_of)

    @property
    def needs_corpus(self) -> bool:
        """Whether a rule that is selected looks at a digest among others."""
        return any(self.rules[code].corpus for code in self.codes)

    def _codes_of(self, path: Path | None) -> frozenset[str]:
        codes = self.codes
        if path is not None and self._ignores:
            for pattern, ignored in self._ignores:
                if matches(pattern, path, self.configuration.root):
                    codes = codes - ignored
        return frozenset(codes)

    def _rules_of(self, codes: frozenset[str]) -> list[Rule]:
        return [rule for code, rule in self.rules.items() if code in codes]

    def check(self, document: Document) -> list[Diagnostic]:
        """What the rules of single documents find in one, in the order of its text.

        Args:
            document: any.
        """
        codes = self._codes_of(document.path)
        found: list[Diagnostic] = []
        for rule in self._select(codes):
            if not rule.corpus and (findings := _ask(rule, document)):
                found += self._diagnose_all(rule, document, findings)
        found = self._quieten(document, codes, found)
        found.sort(key=order)
        return found

    def check_card(self, card: Card, corpus: Corpus, document: Document | None = None) -> list[Diagnostic]:
        """What the rules of a corpus find in a document of it, which is read only if they find something.

        Args:
            card: of the document.
            corpus: it among the others.
            document: the document itself, if it has been read already.

        Raises:
            OSError: it cannot be read.
        """
        codes = self._codes_of(card.path)
        found: list[Diagnostic] = []
        for rule in self._select(codes):
            if rule.corpus and (findings := _ask(rule, card, corpus)):
                if document is None:
                    document = corpus.document(card)
                found += self._diagnose_all(rule, document, findings)
        if found and document is not None:
            quiet = Suppressions(document)
            found = [one for one in found if not quiet.keeps_quiet(one.code, one.rule, one.start[0])]
        found.sort(key=order)
        return found

    def _diagnose_all(self, rule: Rule, document: Document, findings: list[Any]) -> Iterator[Diagnostic]:
        """The diagnoses of what a rule has found, up to the first that shows that it fails."""
        try:
            for finding in findings:
                if isinstance(finding, BaseException):
                    raise finding
                if not isinstance(finding, Finding):
                    raise TypeError(f"expected a Finding, got {type(finding).__name__}")
                yield self._diagnose(rule, document, finding)
        except (Exception, SystemExit) as error:
            message = f"this rule of {self.plugins.owner('rules', rule.code)} failed: {describe(error)}"
            failure = self._diagnose(rule, document, Finding(message, Span(0, 0)))
            yield attrs.evolve(failure, severity="error")

    def _diagnose(self, rule: Rule, document: Document, finding: Finding) -> Diagnostic:
        span = finding.span
        if isinstance(span, str):
            try:
                span = document.span_of(span)
            except FieldPathError:
                span = Span(0, 0)
        if not 0 <= span.start <= span.end <= len(document.text):
            raise ValueError(f"a span outside the text: {span.start} to {span.end}")
        _check_fix(finding.fix, span)
        return Diagnostic(
            code=rule.code,
            rule=rule.name,
            severity=self._severity.get(rule.code, rule.severity),
            message=finding.message[:],  # a plain text, whatever class it is of
            span=span,
            start=document.position(span.start),
            end=document.position(span.end),
            path=document.path,
            fix=finding.fix,
        )

    def _quieten(
        self, document: Document, codes: frozenset[str], found: list[Diagnostic]
    ) -> list[Diagnostic]:
        if "signalkit-" not in document.text:
            return found
        quiet = Suppressions(document)
        kept = [one for one in found if not quiet.keeps_quiet(one.code, one.rule, one.start[0])]

        def is_judged(code: str) -> bool:
            code = self._names.get(code, code)
            return code in codes and not self.rules[code].corpus

        def add(code: str, finding: Finding) -> None:
            one = self._diagnose(self.rules[code], document, finding)
            # A comment about all rules does not keep quiet what is found about itself.
            if not quiet.keeps_quiet(code, one.rule, one.start[0], named=True):
                kept.append(one)

        for comment in quiet.comments if UNKNOWN in codes else ():
            if comment.kind not in KINDS:
                message = f"there is no signalkit-{comment.kind}; there are {', '.join(KINDS)}"
                add(UNKNOWN, Finding(message, comment.span))
            for code in comment.codes:
                if code not in self.rules and code not in self._names:
                    add(UNKNOWN, Finding(f"there is no rule {code!r}", comment.span))
        alone = {block.start for block in document._blocks if block.kind == "comment"}
        for comment, code in list(quiet.unused(is_judged)) if UNUSED in codes else ():
            if self._names.get(code, code) == UNUSED:
                continue  # it would be of use only here
            message = f"nothing here to keep quiet{f' by {code}' if code else ''}"
            fix = None
            if len(comment.codes) < 2 and comment.span.start in alone:
                fix = Fix([TextEdit(comment.span, "")], safe=False)
            add(UNUSED, Finding(message, comment.span, fix))
        return kept


def _ask(rule: Rule, *arguments: object) -> list[Any]:
    """What a rule finds, and behind it the exception by which it fails, if it does."""
    found: list[Any] = []
    try:
        for finding in rule.check(*arguments):
            found.append(finding)  # noqa: PERF402 (what was found before it fails is kept)
    except (Exception, SystemExit) as error:
        found.append(error)
    return found


def _check_fix(fix: Fix | None, span: Span) -> None:
    """See that the edits of a fix lie in the span of its finding, one behind the other."""
    at = span.start
    for edit in () if fix is None else fix.edits:
        if not isinstance(edit, TextEdit):
            raise TypeError(f"fix: expected a TextEdit, got {type(edit).__name__}")
        if not at <= edit.span.start <= edit.span.end <= span.end:
            raise ValueError(f"fix: the edit at {edit.span.start} overlaps another, or leaves what was found")
        edit.text.encode("utf-8", "surrogateescape")
        at = edit.span.end


def order(one: Diagnostic) -> tuple[Span, str, str]:
    """What the findings of a document are sorted by."""
    return one.span, one.code, one.message


def check(
    what: Document | Corpus | Iterable[Document],
    *,
    config: Configuration | str | os.PathLike[str] | None = None,
    plugins: PluginManager | None = None,
) -> list[Diagnostic]:
    """What the rules find in a document, in several, or in a corpus.

    A rule that fails is an error of its own, and the others go on.

    Args:
        what: a document, several, or a corpus; rules about digests among others need the last.
        config: a configuration, or the path of a file with one; the defaults if None.
        plugins: where rules come from; the process's own plugin manager if None.

    Returns:
        The findings, in the order of the documents and of their texts.

    Raises:
        ConfigError: the configuration cannot be read, or names what there is not.
        PluginError: as `Checker`.
        OSError: a document of a corpus cannot be read.
        TypeError: `what` is none of these.
    """
    if config is not None and not isinstance(config, Configuration):
        config = load_configuration(config)
    checker = Checker(config, plugins=plugins)
    if isinstance(what, Corpus):
        return list(_check_corpus(checker, what))
    documents = [what] if isinstance(what, Document) else what
    if isinstance(documents, (str, os.PathLike)) or not isinstance(documents, Iterable):
        raise TypeError(
            f"what: expected a Document, several, or a Corpus, got {type(what).__name__}; load reads a file"
        )
    return [one for document in documents for one in checker.check(document)]


def _check_corpus(checker: Checker, corpus: Corpus) -> Iterator[Diagnostic]:
    for card in corpus.cards:
        document = corpus.document(card)
        yield from sorted([*checker.check(document), *checker.check_card(card, corpus, document)], key=order)
