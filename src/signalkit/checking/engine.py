"""Rules and documents to diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from signalkit.checking.rule import Diagnostic, Finding, Rule
from signalkit.document import Document
from signalkit.errors import describe
from signalkit.text import Span

if TYPE_CHECKING:
    from signalkit.plugins import PluginManager


def check(what: Document | Iterable[Document], *, plugins: PluginManager | None = None) -> list[Diagnostic]:
    """What all rules find in a document, or in several, in the order of the documents and of the text.

    A rule that fails is an error of its own, and the others go on.

    Args:
        what: a document or several.
        plugins: where rules come from; the process's own plugin manager if None.
    """
    from signalkit.plugins import get_manager

    manager = get_manager() if plugins is None else plugins
    rules = manager.rules().values()
    documents = [what] if isinstance(what, Document) else what
    found: list[Diagnostic] = []
    for document in documents:
        diagnostics = [one for rule in rules for one in _apply(rule, document, manager)]
        found += sorted(diagnostics, key=lambda one: (one.span.start, one.span.end, one.code, one.message))
    return found


def _apply(rule: Rule, document: Document, plugins: PluginManager) -> Iterator[Diagnostic]:
    try:
        for finding in rule.check(document):
            if not isinstance(finding, Finding):
                raise TypeError(f"expected a Finding, got {type(finding).__name__}")
            yield _diagnose(rule, document, finding, rule.severity)
    except (Exception, SystemExit) as error:
        message = f"this rule of {plugins.owner('rules', rule.code)} failed: {describe(error)}"
        yield _diagnose(rule, document, Finding(message, Span(0, 0)), "error")


def _diagnose(rule: Rule, document: Document, finding: Finding, severity: str) -> Diagnostic:
    return Diagnostic(
        code=rule.code,
        rule=rule.name,
        severity=severity,
        message=finding.message,
        span=finding.span,
        start=document.position(finding.span.start),
        end=document.position(finding.span.end),
        path=document.path,
        fix=finding.fix,
    )
