"""Fixes of what was found: written, or only shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import attrs

from signalkit.checking.engine import Checker
from signalkit.checking.fixing import fix
from signalkit.checking.rule import Diagnostic
from signalkit.cli.commands.check.documents import Documents
from signalkit.cli.commands.check.outcomes import Outcome
from signalkit.cli.output import Output
from signalkit.corpus import card_of
from signalkit.display import counted
from signalkit.document import Document
from signalkit.errors import SignalkitError, describe
from signalkit.store.parallel import write_in_threads
from signalkit.syntax.conflicts import has_conflict


class _Fixed(NamedTuple):
    """An outcome by its index, its document before and after, and how many fixes were applied."""

    at: int
    before: Document
    after: Document
    fixes: int


@attrs.frozen
class Fixer:
    """Fixes the files in which something was found.

    Attributes:
        checker: Applies the rules.
        documents: Reads and saves the files.
        output: Of the run.
        unsafe: Whether to apply unsafe fixes, too.
    """

    checker: Checker
    documents: Documents
    output: Output
    unsafe: bool

    def show(self, outcomes: Sequence[Outcome]) -> bool:
        """Show what would change; whether anything would."""
        from signalkit.cli.diff import unified_diff

        files = fixes = 0
        for _, before, after, count in self._fixed(outcomes):
            name = "-" if before.path is None else str(before.path)
            self.output.write_diff(unified_diff(before.text, after.text, name))
            files += 1
            fixes += count
        found = sum(len(outcome.diagnostics) for outcome in outcomes)
        if files:
            self.output.note(f"Would fix {counted(fixes, 'problem')} in {counted(files, 'file')}")
        elif found:
            self.output.note(f"Would fix none of {counted(found, 'problem')}")
        return files > 0

    def apply(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Save what changes, and return the outcomes with what rules of one document still find.

        Standard input is written back.
        """
        made = list(outcomes)
        files = fixes = failed = 0
        for (index, _, after, count), error in write_in_threads(self._fixed(outcomes), self._save):
            if error is not None:
                self.output.report_failure(f"{error.strerror or describe(error)}; not fixed", after.path)
                failed += 1
                continue
            is_held = after.path in self.documents.held
            card = None if after.path is None else card_of(after, keep=is_held)
            made[index] = attrs.evolve(made[index], diagnostics=self.checker.check(after), card=card)
            files += 1
            fixes += count
        if self.documents.has_stdin:
            for document in self.documents.held.values():  # a filter gives back what it got, fixed or not
                self.output.write(document.to_bytes())
        if fixes or failed:
            rest = f"; {counted(failed, 'file')} not written" if failed else ""
            self.output.complain(f"{counted(fixes, 'problem')} fixed in {counted(files, 'file')}{rest}")
        return made

    def _save(self, fixed: _Fixed) -> None:
        self.documents.save(fixed.after, fixed.before)

    def _may_change(self, diagnostic: Diagnostic) -> bool:
        """Return whether a fix may change the digest: ours, which are tested, or as the rule declares it."""
        code = diagnostic.code
        return self.checker.rules[code].changes or self.checker.plugins.is_ours("rules", code)

    def _fixed(self, outcomes: Sequence[Outcome]) -> Iterator[_Fixed]:
        """Yield index, document, fixed document and number of fixes of each file that changes."""
        for index, outcome in enumerate(outcomes):
            if not outcome.diagnostics:
                continue
            try:
                before = self.documents.read(outcome.path)
                if has_conflict(before.text):
                    self.output.complain("has conflict markers; not fixed", outcome.path or "-")
                    continue
                after, count = fix(
                    before, self.checker.check, unsafe=self.unsafe, may_change=self._may_change
                )
            except (OSError, SignalkitError) as error:
                self.output.report_failure(error, outcome.path)
                continue
            if after is not before:
                yield _Fixed(index, before, after, count)
