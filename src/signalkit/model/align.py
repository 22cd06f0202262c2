"""How one sequence becomes another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

_MOST = (
    250_000  # pairs that are compared: beyond, what differs is replaced as a whole, so that cost stays linear
)


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
    """Return the steps that turn `old` into `new`, in order; bounded on long sequences."""
    size = min(len(old), len(new))
    head = 0
    while head < size and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < size - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    i, j = len(old) - tail, len(new) - tail
    if head == i and head == j:
        return []
    if head == i:
        return [Step("insert", head, head, head, j)]
    if head == j:
        return [Step("delete", head, i, head, head)]
    if i - head == j - head == 1 or (i - head) * (j - head) > _MOST:
        return [Step("replace", head, i, head, j)]
    from difflib import SequenceMatcher  # which programs that only read do without

    matcher = SequenceMatcher(None, old[head:i], new[head:j], autojunk=False)
    return [
        Step(kind, a + head, b + head, c + head, d + head)
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
