"""The changes of two people put together, value by value.

A text, a cell or an item that both sides changed differently is a conflict. A text of several paragraphs is
not, if they changed different paragraphs. An entry that one side removed and the other edited is a conflict.
One that one side moved is edited or removed as the other side did. What both inserted or moved is there once,
at the earlier of two places.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs

from signalkit.changes.change import Conflict, MergeConflictError
from signalkit.changes.pairing import pair_up
from signalkit.model.digest import Digest, Extra
from signalkit.model.schema import FIELDS
from signalkit.model.validate import check_digest

Side = Literal["ours", "theirs"]
"""Whose value is taken where both sides changed it differently."""

_PROSE = frozenset({"preamble", "summary", "body"})
"""The attributes whose text may have several paragraphs."""


def merge(base: Digest, ours: Digest, theirs: Digest) -> Digest:
    """Return the digest with the changes of both sides.

    Changes to different values never conflict. What both insert at one place follows each other, ours first.
    The time is linear in the number of entries, as that of `diff` is.

    Args:
        base: the digest that both sides started from.
        ours: the digest as we changed it.
        theirs: the digest as they changed it.

    Raises:
        FieldTypeError: If one is not a digest.
        MergeConflictError: If both sides changed the same values differently; it has all of them.
    """
    merged, conflicts = merge_preferring("ours", base, ours, theirs)
    if conflicts:
        raise MergeConflictError(conflicts)
    return merged


def merge_preferring(side: Side, base: Digest, ours: Digest, theirs: Digest) -> tuple[Digest, list[Conflict]]:
    """Return the digest with the changes of both sides, and the conflicts, in which one side wins.

    Args:
        side: which side wins a conflict.
        base: see `merge`.
        ours: see `merge`.
        theirs: see `merge`.

    Raises:
        FieldTypeError: If one is not a digest.
    """
    for digest in (base, ours, theirs):
        check_digest(digest)
    merging = _Merging(side)
    values = {
        name: merging.merge_field(name, *[getattr(digest, name) for digest in (base, ours, theirs)])
        for name in FIELDS
    }
    return attrs.evolve(ours, **values), merging.conflicts


class _Merging:
    """A merge; it collects the conflicts.

    Args:
        side: which side wins a conflict.

    Attributes:
        conflicts: so far.
    """

    def __init__(self, side: Side = "ours") -> None:
        self.side = side
        self.conflicts: list[Conflict] = []

    def merge_field(self, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Return the value of a field."""
        if isinstance(base, tuple) and base not in (ours, theirs) and ours != theirs:
            return tuple(self.merge_entries(name, base, ours, theirs))
        return self.merge_value(name, name, base, ours, theirs)

    def merge_value(self, path: str, name: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Return a value that both sides may have changed; `name` is that of its attribute."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if isinstance(base, str) and name in _PROSE:
            merged = _merge_paragraphs(base, ours, theirs)
            if merged is not None:
                return merged
        elif isinstance(base, Extra):
            columns = {**base, **ours, **theirs}
            cells = [[cells.get(column, "") for cells in (base, ours, theirs)] for column in columns]
            return {
                column: self.merge_value(f"{path}.{column}", "", *three)
                for column, three in zip(columns, cells, strict=True)
            }
        elif None not in (base, ours, theirs) and attrs.has(type(base)):
            names = [attribute.name for attribute in attrs.fields(type(base))]
            values = {
                one: self.merge_value(f"{path}.{one}", one, *[getattr(e, one) for e in (base, ours, theirs)])
                for one in names
            }
            return attrs.evolve(ours, **values)
        return self._settle(Conflict(path, base, ours, theirs))

    def _settle(self, conflict: Conflict) -> Any:
        """Note a conflict, and return the value of the side that wins."""
        self.conflicts.append(conflict)
        return conflict.ours if self.side == "ours" else conflict.theirs

    def merge_entries(
        self, path: str, base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]
    ) -> Iterator[Any]:
        """Yield the entries of a field."""
        we, they = _Side(base, ours), _Side(base, theirs)
        added = _add(we, they)
        for at in range(len(base) + 1):
            for key in added[at]:
                if isinstance(key, tuple):
                    yield key[0]
                elif key not in we.removed and key not in they.removed:
                    yield (they if key in we.added else we).edited.get(key, base[key])
            if at == len(base):
                return
            entry, our, their = base[at], we.edited.get(at, base[at]), they.edited.get(at, base[at])
            if at in we.removed or at in they.removed:
                if at in we.edited or at in they.edited:
                    three = entry, None if at in we.removed else our, None if at in they.removed else their
                    kept = self._settle(Conflict(f"{path}[{at}]", *three))
                    if kept is not None:
                        yield kept
            elif at not in we.added and at not in they.added:
                yield self.merge_value(f"{path}[{at}]", "", entry, our, their)


_Key = int | tuple[Any, int]
"""What is added at a place: the index of a moved entry; or a new one and how many equal ones come before."""


class _Side:
    """What one side made of the entries of the base.

    Args:
        base: the entries.
        new: those of the side.

    Attributes:
        edited: the new entries by the indexes of the old ones.
        removed: the indexes of entries that are neither edited nor moved.
        added: what is moved or inserted, with the index of the entry that it comes before, in order.
    """

    def __init__(self, base: Sequence[Any], new: Sequence[Any]) -> None:
        self.edited: dict[int, Any] = {}
        self.removed: set[int] = set()
        self.added: dict[_Key, int] = {}
        inserted: list[tuple[int, Any]] = []
        gone: dict[Any, deque[int]] = defaultdict(deque)
        for at, before, after in pair_up(base, new):
            if after is None:
                gone[before].append(at)
                self.removed.add(at)
            elif before is None:
                inserted.append((at, after))
            else:
                self.edited[at] = after
        counts: Counter[Any] = Counter()
        for at, entry in inserted:
            if gone.get(entry):
                index = gone[entry].popleft()
                self.removed.discard(index)
                self.added[index] = at
            else:
                self.added[entry, counts[entry]] = at
                counts[entry] += 1


def _add(we: _Side, they: _Side) -> Mapping[int, list[_Key]]:
    """Return what is added before each entry of the base, ours first; what both add is there once."""
    places: dict[int, list[_Key]] = defaultdict(list)
    for key, at in we.added.items():
        if at <= they.added.get(key, at):
            places[at].append(key)
    for key, at in they.added.items():
        if key not in we.added or at < we.added[key]:
            places[at].append(key)
    return places


def _merge_paragraphs(base: str, ours: str, theirs: str) -> str | None:
    """Return a text with the paragraphs of both sides; None if they changed the same one."""
    three = [text.split("\n\n") for text in (base, ours, theirs)]
    if any(part.strip("\n") != part or not part for parts in three for part in parts):
        return None
    merging = _Merging()
    merged = list(merging.merge_entries("", *three))
    return None if merging.conflicts or not merged else "\n\n".join(merged)
