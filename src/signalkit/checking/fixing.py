"""Fixes, applied until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.checking.rule import BaseRule, Diagnostic, Fix
from signalkit.document import Document
from signalkit.errors import SignalkitError
from signalkit.syntax.conflicts import has_conflict
from signalkit.syntax.text import Span, TextEdit, apply_edits

ROUNDS = 20
"""A fix may make room for another, up to this many times."""


def check_fix(rule: BaseRule, fix: Fix | None, span: Span) -> None:
    """Check that a rule may have a fix, and that its edits are in order, without overlap, inside a span.

    Args:
        rule: whose fix it is; rules are untrusted code.
        fix: nothing is checked if None.
        span: that of the finding.

    Raises:
        TypeError: If an edit is not a `TextEdit`.
        ValueError: If the rule declares no fixes, or the edits are not in order, or one cannot be saved.
    """
    if fix is None:
        return
    if not rule.fixable:
        raise ValueError('fix: the rule declares none; set fixable="safe" or "unsafe"')
    at = span.start
    for edit in fix.edits:
        if not isinstance(edit, TextEdit):
            raise TypeError(f"fix: expected a TextEdit, got {type(edit).__name__}")
        if not at <= edit.span.start <= edit.span.end <= span.end:
            raise ValueError(f"fix: the edit at {edit.span.start} overlaps another, or leaves what was found")
        edit.text.encode("utf-8", "surrogateescape")
        at = edit.span.end


def fix(
    document: Document,
    check: Callable[[Document], Iterable[Diagnostic]],
    *,
    unsafe: bool = False,
    may_change: Callable[[Diagnostic], bool] | None = None,
) -> tuple[Document, int]:
    """Apply fixes to a document until there are none left.

    A document with conflict markers stays as it is: a fix may change one side of a conflict alone.

    Args:
        document: what to fix.
        check: returns the diagnostics whose fixes are applied.
        unsafe: whether to apply unsafe fixes, too.
        may_change: returns whether a fix may change the digest; the others are checked. If None, all may.

    Returns:
        The fixed document, the same object if nothing changed; and the number of fixes applied.

    Raises:
        SignalkitError: If the fixes do not come to an end, since a rule finds again what it has fixed, or if
            one changes the digest that may not.
    """
    if has_conflict(document.text):
        return document, 0
    count = 0
    seen = {document.text}
    for _ in range(ROUNDS):
        edits: list[TextEdit] = []
        keeping: dict[tuple[str, str], list[TextEdit]] = {}  # by rule
        applied = 0
        free = -1  # after what this round has changed
        for diagnostic in sorted(check(document), key=lambda one: one.span):
            if diagnostic.fix is None or not (diagnostic.fix.safe or unsafe):
                continue
            if diagnostic.span.start < free or (diagnostic.span.start == free and edits):
                continue
            edits += diagnostic.fix.edits
            if may_change is not None and not may_change(diagnostic):
                keeping.setdefault((diagnostic.code, diagnostic.rule), []).extend(diagnostic.fix.edits)
            applied += 1
            free = max(diagnostic.span.end, free)
        text = apply_edits(document.text, edits)
        if not edits or text in seen:
            return document, count
        seen.add(text)
        for (code, name), own in keeping.items():
            if Document(apply_edits(document.text, own)).digest != document.digest:
                raise SignalkitError(
                    f"the fix of {code} ({name}) changes the digest, but the rule is not declared with "
                    "changes=True; nothing was changed"
                )
        document = Document(text, path=document.path)
        count += applied
    raise SignalkitError(f"fixes do not come to an end after {ROUNDS} rounds; nothing was changed")
