"""Which entries of two sequences are the same entry: equal, edited, inserted, removed.

Equal entries are aligned first. What is left between two of them is paired in order, so that the least is
changed, by these rules:

- An item that is a text may become any other text: a replaced keyword is a change of that keyword.
- Two rows, references or sections are the same entry if they have a text in common, or half of their words,
  or if they differ in one value only. Otherwise one is removed and the other inserted.
- An entry that is in both sequences as often is not edited but moved: removed here and inserted there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, zip_longest
from typing import Any, NamedTuple

from signalkit.model.align import align
from signalkit.model.digest import Extra
from signalkit.model.paths import ATTRIBUTES

_MOST = 2_500  # pairs that are weighed between two equal entries; beyond, entries are paired by position
_SHORT = 60  # code points: texts that are shorter are compared by pairs of letters, others by words
_WORD = re.compile(r"\w+")
_GONE = 100  # what it costs to remove or to insert an entry
_NEVER = 1_000_000_000  # more than all entries cost


class Pair(NamedTuple):
    """An entry that is edited, inserted or removed.

    Attributes:
        at: index in the old sequence, of the entry or of the one that an inserted entry comes before.
        old: the old entry; None if it is inserted.
        new: the new entry; None if it is removed.
    """

    at: int
    old: Any
    new: Any


def pair_up(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Pair]:
    """Yield the entries that differ, in order; what is inserted at one place comes before what is removed.

    Args:
        old: texts, or entries of one kind.
        new: the same kind of values.
    """
    numbers: dict[Any, int] = {}  # equal entries have the same one; an entry is hashed once
    olds = [numbers.setdefault(entry, len(numbers)) for entry in old]
    news = [numbers.setdefault(entry, len(numbers)) for entry in new]
    surplus: tuple[Counter[int], Counter[int]] | None = None
    for step in align(olds, news):
        if step.kind == "insert":
            yield from (Pair(step.start, None, entry) for entry in new[step.new_start : step.new_end])
        elif step.kind == "delete":
            yield from (Pair(at, old[at], None) for at in range(step.start, step.end))
        else:
            if surplus is None:
                counts = Counter(olds), Counter(news)
                surplus = counts[0] - counts[1], counts[1] - counts[0]
            before = [_Look(old[at], olds[at], olds[at] in surplus[0]) for at in range(step.start, step.end)]
            after = [
                _Look(new[at], news[at], news[at] in surplus[1]) for at in range(step.new_start, step.new_end)
            ]
            few = len(before) * len(after) <= _MOST
            for at, one, other in (_pair_few if few else _pair_many)(before, after):
                if one is None or other is None:
                    yield Pair(step.start + at, one and one.entry, other and other.entry)
                elif one.number != other.number:
                    yield Pair(step.start + at, one.entry, other.entry)


class _Look:
    """What the likeness of an entry depends on.

    Args:
        entry: the entry.
        number: the same for equal entries.
        is_surplus: whether its sequence has it more often than the other; else, it is at most moved.

    Attributes:
        texts: its texts, each with the attribute that has it; none if it is a text itself.
        pieces: what its texts are made of.
    """

    __slots__ = ("entry", "is_surplus", "number", "pieces", "texts")

    def __init__(self, entry: Any, number: int, is_surplus: bool) -> None:
        self.entry = entry
        self.number = number
        self.is_surplus = is_surplus
        self.texts: frozenset[tuple[str, str]] = frozenset()
        text = entry
        if not isinstance(entry, str):
            values = [(name, getattr(entry, name)) for name in ATTRIBUTES[type(entry)]]
            texts = [one for one in values if one[1] and isinstance(one[1], str)]
            text = " ".join([text for _, text in texts])
            self.texts = frozenset(texts)
        self.pieces: frozenset[object] = frozenset(
            pairwise(text) if len(text) < _SHORT else _WORD.findall(text)
        )


_Match = tuple[int, _Look | None, _Look | None]
"""An entry that is edited, kept, inserted or removed, as in a `Pair`."""


def _pair_few(old: Sequence[_Look], new: Sequence[_Look]) -> Iterator[_Match]:
    """Yield the matches of the least cost."""
    height, width = len(old), len(new)
    # below[j]: what it costs to match the entries from the next old one on with those from j on
    below = [_GONE * (width - j) for j in range(width + 1)]
    choices: list[list[int]] = []
    for i in reversed(range(height)):
        one = old[i]
        row = [0] * width + [below[width] + _GONE]
        chosen = [_REMOVE] * (width + 1)
        for j in reversed(range(width)):
            least, choice = below[j] + _GONE, _REMOVE
            if row[j + 1] + _GONE <= least:
                least, choice = row[j + 1] + _GONE, _INSERT
            cost = _cost(one, new[j])
            if below[j + 1] + cost <= least:
                least, choice = below[j + 1] + cost, _PAIR
            row[j], chosen[j] = least, choice
        below = row
        choices.append(chosen)
    choices.reverse()
    i = j = 0
    while i < height or j < width:
        choice = choices[i][j] if i < height else _INSERT
        yield i, old[i] if choice != _INSERT else None, new[j] if choice != _REMOVE else None
        i += choice != _INSERT
        j += choice != _REMOVE


_PAIR, _INSERT, _REMOVE = range(3)


def _pair_many(old: Sequence[_Look], new: Sequence[_Look]) -> Iterator[_Match]:
    """Yield matches by position."""
    for at, (one, other) in enumerate(zip_longest(old, new)):
        if one is not None and other is not None and _cost(one, other) < _NEVER:
            yield at, one, other
            continue
        if other is not None:
            yield min(at, len(old)), None, other
        if one is not None:
            yield at, one, None


def _cost(old: _Look, new: _Look) -> int:
    """Return what it costs to change one entry into another.

    It is at most what it costs to remove the one and to insert the other; `_NEVER` if they are not the same.
    """
    if old.number == new.number:
        return 0
    if not (old.is_surplus and new.is_surplus):
        return _NEVER
    cost = 2 * _GONE
    size = len(old.pieces) + len(new.pieces)
    if size:
        cost -= 4 * _GONE * len(old.pieces & new.pieces) // size
    if cost <= _GONE or isinstance(old.entry, str):
        return cost
    return _GONE if _are_same(old, new) else _NEVER


def _are_same(old: _Look, new: _Look) -> bool:
    """Return whether two unlike entries have a text in common, or differ in one value only."""
    if old.texts and new.texts and len(old.texts) + len(new.texts) > 2:
        return not old.texts.isdisjoint(new.texts)
    return len(list(islice(differences(old.entry, new.entry), 2))) < 2


def differences(old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value in which two entries differ: its path in the entry, the old value and the new one.

    Args:
        old: an entry, an origin or a link.
        new: another of the same kind.
    """
    for name in ATTRIBUTES[type(old)]:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if isinstance(before, Extra):
            for column in {**before, **after}:
                if before.get(column, "") != after.get(column, ""):
                    yield f"{name}.{column}", before.get(column, ""), after.get(column, "")
        else:
            yield name, before, after
