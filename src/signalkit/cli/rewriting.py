"""Documents that a verb changes: written to their files, several at once, or only shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

from signalkit.cli.diff import unified_diff
from signalkit.cli.output import Output
from signalkit.display import sanitize_line
from signalkit.document import Document
from signalkit.errors import describe
from signalkit.store.atomic import replace_file, write_file
from signalkit.store.find import STDIN
from signalkit.store.parallel import write_in_threads


@attrs.frozen
class Rewrite:
    """A document before and after; the same object if nothing changes.

    Attributes:
        path: Of the file, or `STDIN`.
        name: Of the file, for people.
        before: The document in it; None if the file is new.
        after: The document that it gets.
    """

    path: Path
    name: str
    before: Document | None
    after: Document

    @property
    def is_change(self) -> bool:
        """Whether the text changes."""
        return self.after is not self.before

    def save(self) -> None:
        """Replace the file if the text changes, or make it; standard input is left to the verb.

        Raises:
            OSError: If the file cannot be written, or changed since it was read.
        """
        if not self.is_change or self.path == STDIN:
            return
        data = self.after.to_bytes()
        if self.before is not None:
            write_file(self.path, data, before=self.before.to_bytes())
            return
        with replace_file(self.path, overwrite=False) as file:
            file.write(data)


def rewrite_all(
    rewrites: Iterable[Rewrite], output: Output, *, writes: bool, show_diff: bool, undone: str = ""
) -> list[str]:
    """Save documents, or show what would change, and report each on standard output.

    Args:
        rewrites: Those that change, and standard input.
        output: Where reports go to, and standard input after the change.
        writes: Whether to save them. An error of a file is reported, and the others are saved.
        show_diff: Whether to print a patch of each, instead of its name.
        undone: What follows the error of a file that is not saved.

    Returns:
        The names of the files that change, in order.
    """
    changed: list[str] = []
    for one, error in (
        write_in_threads(rewrites, Rewrite.save) if writes else ((one, None) for one in rewrites)
    ):
        if error is not None:
            output.report_failure(f"{error.strerror or describe(error)}{undone}", one.name)
            continue
        if one.path == STDIN and writes:
            output.write(one.after.to_bytes())
        if not one.is_change:
            continue
        changed.append(one.name)
        if show_diff:
            before = "" if one.before is None else one.before.text
            output.write_diff(unified_diff(before, one.after.text, one.name))
        elif not writes:
            output.print(f"would change {sanitize_line(one.name)}")
        elif one.path != STDIN:
            output.print(f"{'created' if one.before is None else 'changed'} {sanitize_line(one.name)}")
    return changed
