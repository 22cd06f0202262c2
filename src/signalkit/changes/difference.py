"""What differs between two digests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from signalkit.changes.change import Change
from signalkit.changes.pairing import differences, pair_up
from signalkit.model.digest import Digest
from signalkit.model.schema import FIELDS
from signalkit.model.validate import check_digest


def diff(old: Digest, new: Digest) -> tuple[Change, ...]:
    """Return what differs between two digests, in the order of the fields and of their values.

    There is no change exactly if the digests are equal. One value that differs is one change: a row of which
    one cell differs is a change of that cell. Between equal entries of a list or table, entries that differ
    are paired so that the least is changed; the time is linear in their number.

    Args:
        old: the digest that the paths of the changes refer to.
        new: the digest that `patch` makes of it.

    Raises:
        FieldTypeError: If one is not a digest.
    """
    check_digest(old)
    check_digest(new)
    changes: list[Change] = []
    for name, field in FIELDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if field.several:
            changes += _diff_entries(name, before, after)
        else:
            changes += _diff_value(name, before, after)
    return tuple(changes)


def _diff_entries(name: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Change]:
    for at, before, after in pair_up(old, new):
        yield from _diff_value(f"{name}[{at}]", before, after)


def _diff_value(path: str, old: Any, new: Any) -> Iterator[Change]:
    """Yield the changes of a text, or of a value of which each side may have none."""
    if old is None or new is None or isinstance(old, str):
        yield Change(path, old, new)
        return
    for rest, before, after in differences(old, new):
        yield Change(f"{path}.{rest}", before, after)
