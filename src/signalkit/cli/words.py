"""Words that differ between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from signalkit.model.align import align

_TOKEN = re.compile(r"\s*\S+|\s+")
_SPACE = re.compile(r"\s*")


class Piece(NamedTuple):
    """A part of two texts.

    Attributes:
        kind: Whether both texts have it, or the old or the new one alone.
        text: The part, not empty.
    """

    kind: Literal["same", "old", "new"]
    text: str


def compare_words(old: str, new: str) -> list[Piece]:
    """Return the parts that two texts have in common, and those that one has alone, in order.

    Texts with less than a third of their words in common are two parts. The time is linear.
    """
    olds, news = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    at = same = 0
    for step in align(olds, news):
        same += step.start - at
        before, after = "".join(olds[step.start : step.end]), "".join(news[step.new_start : step.new_end])
        space = _common_space(before, after)
        pieces += _pieces("same", [*olds[at : step.start], space])
        pieces += _pieces("old", [before[len(space) :]])
        pieces += _pieces("new", [after[len(space) :]])
        at = step.end
    same += len(olds) - at
    if 3 * same < max(len(olds), len(news)):
        return [*_pieces("old", [old]), *_pieces("new", [new])]
    return [*pieces, *_pieces("same", olds[at:])]


def _pieces(kind: Literal["same", "old", "new"], tokens: list[str]) -> Iterator[Piece]:
    text = "".join(tokens)
    if text:
        yield Piece(kind, text)


def _common_space(old: str, new: str) -> str:
    """Return the white space that both texts begin with, if something else follows in both."""
    space, other = (found[0] for text in (old, new) if (found := _SPACE.match(text)))
    return space if space == other and len(space) < len(old) and len(space) < len(new) else ""
