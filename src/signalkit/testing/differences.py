"""Where the digests that were read differ from those that were written, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from signalkit.display import counted
from signalkit.exchange.records import Record, to_plain

_AROUND = 30
"""How many characters of a long text are shown on either side of the first one that differs."""


def describe_difference(written: Sequence[Record], read: Sequence[Record]) -> str:
    """Describe the first difference between two sequences of records; return an empty text if they are equal.

    Args:
        written: the records that were exported.
        read: the records that were imported.
    """
    if list(written) == list(read):
        return ""
    if len(written) != len(read):
        missing = next((one for one in written if one not in read), None)
        which = "" if missing is None else f"; {_name(written, written.index(missing))} is missing"
        return f"wrote {counted(len(written), 'digest')}, read {len(read)}{which}"
    index = next(index for index, (a, b) in enumerate(zip(written, read, strict=True)) if a != b)
    if _is_reordered(written, read):
        return (
            f"the order of digests differs: number {index + 1} was written with id {written[index].id!r}, "
            f"and read with id {read[index].id!r}"
        )
    path, before, after = _first("", to_plain(written[index]), to_plain(read[index])) or ("", "", "")
    return f"{_name(written, index)}: {path}: wrote {_show(before, after)}, read {_show(after, before)}"


def _is_reordered(written: Sequence[Record], read: Sequence[Record]) -> bool:
    left = list(read)
    for one in written:
        if one not in left:
            return False
        left.remove(one)
    return True


def _name(records: Sequence[Record], index: int) -> str:
    return f"digest {index + 1} of {len(records)} (id {_show(records[index].id)})"


def _first(path: str, before: Any, after: Any) -> tuple[str, Any, Any] | None:
    """Find the first value that differs, with its field path."""
    if before == after:
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            inner = f"{path}.{name}" if path else name
            if (found := _first(inner, before.get(name), after.get(name))) is not None:
                return found
    if isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            return path, f"{len(before)} values", f"{len(after)} values"
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            if (found := _first(f"{path}[{index}]", one, other)) is not None:
                return found
    return path, before, after


def _show(value: Any, other: Any = None) -> str:
    """Show a value; of a long text, its length and the characters around the first that differs."""
    if not isinstance(value, str) or len(value) <= 2 * _AROUND:
        return repr(value)
    at = 0
    if isinstance(other, str):
        pairs = enumerate(zip(value, other, strict=False))
        at = next((index for index, (a, b) in pairs if a != b), min(len(value), len(other)))
    start = max(0, at - _AROUND)
    shown = value[start : at + _AROUND]
    return f"{shown!r} (from character {start + 1} of {len(value)})"
