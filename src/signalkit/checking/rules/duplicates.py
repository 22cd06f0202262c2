"""Values that appear more than once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_ZERO_WIDTH = re.compile("[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def fold(value: str) -> str:
    """Return what values that look the same have in common.

    Case, the kind and number of spaces, zero-width characters and the Unicode normal form make no difference.
    """
    if value.isascii():
        return " ".join(value.split()).casefold()
    visible = _ZERO_WIDTH.sub("", unicodedata.normalize("NFD", value))
    return unicodedata.normalize("NFC", " ".join(visible.split()).casefold())


def find_duplicates(values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each value that appears before, too, and the index where it appears first."""
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        first = seen.setdefault(value, index)
        if first != index:
            yield index, first


def count_duplicates(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where each repeated value appears for the second time, and how often it does.

    Args:
        values: those that look the same count as one; empty ones do not count.
    """
    folded = _fold_all(list(values))
    if len(set(folded)) == len(folded):
        return
    places: dict[str, list[int]] = {}
    for index, value in enumerate(folded):
        places.setdefault(value, []).append(index)
    for value, indexes in places.items():
        if value and len(indexes) > 1:
            yield indexes[1], len(indexes)


def _fold_all(values: list[str]) -> list[str]:
    joined = "\n".join(values)
    if joined.isascii() and "  " not in joined and "\t" not in joined:  # the usual case, at once
        folded = joined.casefold().split("\n")
        if len(folded) == len(values):
            return folded
    return [fold(value) for value in values]


def name_duplicate(what: str, count: int) -> str:
    """Return a message about a value that appears so often."""
    return f"duplicate {what}" if count == 2 else f"duplicate {what} ({count} times)"
