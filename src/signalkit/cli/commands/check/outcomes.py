"""Files checked one by one, in this process or in several; the results are the same, in the same order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import attrs

from signalkit.checking.engine import Checker
from signalkit.checking.rule import Diagnostic
from signalkit.cli.output import Output
from signalkit.cli.sources import read_document, report_unread
from signalkit.corpus import Card, card_of
from signalkit.document import Document
from signalkit.store.find import Found

ENOUGH = 400
"""Files that are worth a process of their own."""


@attrs.frozen(eq=False, repr=False)
class Outcome:
    """What came of one file.

    Attributes:
        path: The file; None for standard input.
        diagnostics: What was found.
        card: What other digests have to know of it.
        is_other: Whether it is not a digest, and was not named.
        error: Why it could not be read.
        named: Whether it was named, if it could not be read.
    """

    path: Path | None
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    card: Card | None = None
    is_other: bool = False
    error: OSError | None = None
    named: bool = True

    @property
    def found(self) -> Found:
        """The file as it was found; standard input has none."""
        assert self.path is not None
        return Found(self.path, self.named)


def check_files(files: Sequence[Found | Document], checker: Checker, jobs: int | None) -> list[Outcome]:
    """Return what the rules of single documents find in some files, in their order.

    Args:
        files: Files to read, or documents that have been read already.
        checker: Applies the rules.
        jobs: How many processes; as many as it is worth if None.

    Raises:
        CommandError: If a process ends before its time.
    """
    todo = [one for one in files if isinstance(one, Found)]
    if jobs is None:
        jobs = max(1, min(os.cpu_count() or 1, len(todo) // ENOUGH))
    if jobs == 1 or len(todo) < 2:
        return [check_file(one, checker) for one in files]
    from signalkit.cli.commands.check.workers import check_in_processes

    done = iter(list(check_in_processes(todo, checker, jobs)))  # to its end, so that the processes end
    return [next(done) if isinstance(one, Found) else check_file(one, checker) for one in files]


def check_file(one: Found | Document, checker: Checker) -> Outcome:
    """Return what the rules of single documents find in a file."""
    if isinstance(one, Document):
        card = None if one.path is None else card_of(one)
        return Outcome(one.path, checker.check(one), card)
    try:
        document = read_document(one)
    except OSError as error:
        return Outcome(one.path, error=error, named=one.named)
    if not one.named and not document.is_digest and not _is_emptied(one.path, document):
        return Outcome(one.path, is_other=True)
    return Outcome(one.path, checker.check(document), card_of(document, keep=False))


def _is_emptied(path: Path, document: Document) -> bool:
    """Return whether a file has the name of a digest and no content, as after a failed write."""
    if document.text.strip():
        return False
    from signalkit.checking.rules.title import ID  # loaded by then

    return ID.match(path.stem) is not None


def of_digests(outcomes: Sequence[Outcome], output: Output) -> list[Outcome]:
    """Return the outcomes of digests; report the files that could not be read."""
    for outcome in outcomes:
        if outcome.error is not None:
            report_unread(outcome.error, outcome.found, output)
    return [outcome for outcome in outcomes if outcome.error is None and not outcome.is_other]
