"""What a slip is: one small mistake that a person makes in a digest file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import attrs


class Slipped(NamedTuple):
    """A text after a slip.

    Attributes:
        text: the whole text.
        line: the line of it that the slip changed or added, from 1; the first if there are several.
        last_line: the last of these lines.
    """

    text: str
    line: int
    last_line: int


@attrs.frozen
class Slip:
    """A kind of slip.

    Attributes:
        name: lower-case words joined with hyphens, e.g. ``"heading-without-space"``.
        apply: gives the text after the slip for every place of a text where it can happen, in order.
    """

    name: str
    apply: Callable[[str], Iterable[Slipped]]


def change_lines(
    change: Callable[[str, int, list[str]], Iterable[str]],
) -> Callable[[str], Iterable[Slipped]]:
    r"""Make the `apply` of a slip that replaces one line by others.

    Args:
        change: is given a line without its line end, its index from 0 and all lines; gives what may come in
            its place, which may hold ``\n``; nothing where the slip does not apply.
    """

    def apply(text: str) -> Iterable[Slipped]:
        lines = text.split("\n")
        for index, line in enumerate(lines):
            for new in change(line, index, lines):
                changed = [*lines[:index], *new.split("\n"), *lines[index + 1 :]]
                yield Slipped("\n".join(changed), index + 1, index + 1 + new.count("\n"))

    return apply
