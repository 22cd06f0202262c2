"""Fixes, applied until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.checking.rule import Diagnostic
from signalkit.document import Document
from signalkit.errors import SignalkitError
from signalkit.syntax.conflicts import has_conflict
from signalkit.syntax.text import TextEdit, apply_edits

ROUNDS = 20
"""A fix may make room for another, up to this many times."""


def fix(
    document: Document, check: Callable[[Document], Iterable[Diagnostic]], *, unsafe: bool = False
) -> tuple[Document, int]:
    """Apply fixes to a document until there are none left.

    A document with conflict markers stays as it is: a fix may change one side of a conflict alone.

    Args:
        document: what to fix.
        check: returns the diagnostics whose fixes are applied.
        unsafe: whether to apply unsafe fixes, too.

    Returns:
        The fixed document, the same object if nothing changed; and the number of fixes applied.

    Raises:
        SignalkitError: If the fixes do not come to an end, since a rule finds again what it has fixed.
    """
    if has_conflict(document.text):
        return document, 0
    count = 0
    seen = {document.text}
    for _ in range(ROUNDS):
        edits: list[TextEdit] = []
        applied = 0
        free = -1  # after what this round has changed
        for diagnostic in sorted(check(document), key=lambda one: one.span):
            if diagnostic.fix is None or not (diagnostic.fix.safe or unsafe):
                continue
            if diagnostic.span.start < free or (diagnostic.span.start == free and edits):
                continue
            edits += diagnostic.fix.edits
            applied += 1
            free = max(diagnostic.span.end, free)
        text = apply_edits(document.text, edits)
        if not edits or text in seen:
            return document, count
        seen.add(text)
        document = Document(text, path=document.path)
        count += applied
    raise SignalkitError(f"fixes do not come to an end after {ROUNDS} rounds; nothing was changed")
