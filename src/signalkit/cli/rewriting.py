"""Documents that a verb changes: written to their files, several at once, or only shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from signalkit.document import Document
from signalkit.store.atomic import write_file
from signalkit.store.find import STDIN
from signalkit.store.parallel import write_in_threads


@attrs.frozen
class Rewrite:
    """A document before and after; the same object if nothing changes.

    Attributes:
        path: Of the file, or `STDIN`.
        name: Of the file, for people.
        before: The document in it.
        after: The document that it gets.
    """

    path: Path
    name: str
    before: Document
    after: Document

    @property
    def is_change(self) -> bool:
        """Whether the text changes."""
        return self.after is not self.before

    def save(self) -> None:
        """Replace the file if the text changes; standard input is left to the verb.

        Raises:
            OSError: If the file cannot be written, or changed since it was read.
        """
        if self.is_change and self.path != STDIN:
            write_file(self.path, self.after.to_bytes(), before=self.before.to_bytes())


def save_all(rewrites: Iterable[Rewrite]) -> Iterator[tuple[Rewrite, OSError | None]]:
    """Save documents, and yield each with the error of its file, in order; see `write_in_threads`."""
    yield from write_in_threads(rewrites, Rewrite.save)


def show_all(rewrites: Iterable[Rewrite]) -> Iterator[tuple[Rewrite, OSError | None]]:
    """Yield documents as `save_all` does, without saving them."""
    for one in rewrites:
        yield one, None
