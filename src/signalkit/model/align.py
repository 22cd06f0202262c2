"""How one sequence becomes another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

_MOST = 250_000  # pairs that are compared; beyond, values that are there once on either side come first


class Step(NamedTuple):
    """A step of turning one sequence into another.

    Attributes:
        kind: what happens.
        start: first index in the old sequence.
        end: index after the last.
        new_start: first index in the new sequence.
        new_end: index after the last.
    """

    kind: Literal["insert", "delete", "replace"]
    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def pairs(self) -> int:
        """How many values have a counterpart, in order."""
        if self.kind != "replace":
            return 0
        return min(self.end - self.start, self.new_end - self.new_start)


def align(old: Sequence[Any], new: Sequence[Any]) -> list[Step]:
    """Return the steps that turn `old` into `new`, in order; bounded on long sequences.

    Args:
        old: hashable values.
        new: hashable values.
    """
    return _align(old, new, 0, len(old), 0, len(new))


def _align(
    old: Sequence[Any], new: Sequence[Any], i: int, i_end: int, j: int, j_end: int, *, anchors: bool = True
) -> list[Step]:
    """Return the steps between two ranges."""
    while i < i_end and j < j_end and old[i] == new[j]:
        i += 1
        j += 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end -= 1
        j_end -= 1
    if i == i_end and j == j_end:
        return []
    if i == i_end:
        return [Step("insert", i, i, j, j_end)]
    if j == j_end:
        return [Step("delete", i, i_end, j, j)]
    if i_end - i == j_end - j == 1:
        return [Step("replace", i, i_end, j, j_end)]
    if (i_end - i) * (j_end - j) > _MOST:
        found = _find_anchors(old[i:i_end], new[j:j_end]) if anchors else []
        if not found:
            return [Step("replace", i, i_end, j, j_end)]
        steps: list[Step] = []
        starts = [(i, j), *((i + a + 1, j + b + 1) for a, b in found)]
        ends = [*((i + a, j + b) for a, b in found), (i_end, j_end)]
        for (a, b), (a_end, b_end) in zip(starts, ends, strict=True):
            if a < a_end or b < b_end:
                steps += _align(old, new, a, a_end, b, b_end, anchors=False)
        return steps
    from difflib import SequenceMatcher  # which programs that only read do without

    matcher = SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False)
    return [
        Step(kind, a + i, b + i, c + j, d + j)
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _find_anchors(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Return the most pairs of indexes, both ascending, of values that each sequence has once.

    This is the first step of patience diff. It takes n log n.
    """
    places = {value: index for index, value in enumerate(new)}
    counts, olds = Counter(new), Counter(old)
    pairs = [
        (index, places[value])
        for index, value in enumerate(old)
        if olds[value] == 1 and counts.get(value) == 1
    ]
    # The longest ascending subsequence: for each length, the pair that ends one with the least index.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, index) in enumerate(pairs):
        size = bisect_left(ends, index)
        before.append(last[size - 1] if size else -1)
        ends[size : size + 1] = [index]
        last[size : size + 1] = [at]
    found: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
