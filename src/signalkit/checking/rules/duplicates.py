"""Values that appear more than once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def find_duplicates(values: Sequence[str]) -> Iterator[int]:
    """Yield the index of each value that appears before, too."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)
