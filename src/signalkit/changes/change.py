"""What differs between two digests, value by value, and what two people changed differently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import attrs

from signalkit.display import counted
from signalkit.errors import SignalkitError


@attrs.frozen
class Change:
    """One value of a digest that differs, is inserted or is removed.

    Indexes in paths count in the old digest. That of an inserted entry names the old entry that it comes
    before, or, one after the last, the end; several that are inserted at one place follow each other in the
    order of their changes.

    Attributes:
        path: the field path of the value: `title`, `origin.url`, `keywords[2]`, `signals[1].change`.
        old: the old value; None if an entry, an origin or a link is inserted.
        new: the new value; None if an entry, an origin or a link is removed.
    """

    path: str
    old: Any
    new: Any

    @property
    def kind(self) -> Literal["insert", "remove", "replace"]:
        """What happens: of a value in an entry, or a text of the digest, always ``"replace"``."""
        if "." in self.path:
            return "replace"
        return "insert" if self.old is None else "remove" if self.new is None else "replace"


@attrs.frozen
class Conflict:
    """One value that two people changed differently.

    Attributes:
        path: the field path of the value in the base.
        base: the value that both started from; None where an origin or a link was missing.
        ours: our value; None if we removed it.
        theirs: their value; None if they removed it.
    """

    path: str
    base: Any
    ours: Any
    theirs: Any


class PatchError(SignalkitError, ValueError):
    """A change does not fit the digest that it is applied to.

    Attributes:
        change: the change.
        reason: why it does not fit, for people.
    """

    def __init__(self, change: Change, reason: str) -> None:
        super().__init__(change, reason)
        self.change = change
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.change.path}: {self.reason}"


class MergeConflictError(SignalkitError, ValueError):
    """Both sides of a merge changed the same values differently.

    Attributes:
        conflicts: all of them, in the order of the fields.
    """

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        super().__init__(tuple(conflicts))
        self.conflicts: tuple[Conflict, ...] = self.args[0]

    def __str__(self) -> str:
        paths = ", ".join([conflict.path for conflict in self.conflicts])
        return f"{counted(len(self.conflicts), 'value')} changed differently on both sides: {paths}"
