"""Records that have some fields of a digest only, applied to the digest that has all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import attrs

from signalkit.errors import ImportFormatError
from signalkit.model.digest import Digest, Link, Origin, Signal
from signalkit.model.schema import FIELDS

_PARTS: dict[str, type] = {"origin": Origin, "link": Link}
_EMPTY = {"origin": Origin(label="", url=""), "link": Link(text="", url="")}
NAMES = frozenset(
    {
        *FIELDS,
        *(f"{name}.{field.name}" for name, cls in _PARTS.items() for field in attrs.fields(cls)),
        *(f"signals.{field.name}" for field in attrs.fields(Signal)),
    }
)
"""What `Record.fields` can contain: fields, and attributes of the origin, the link and all signals."""


def check_fields(fields: object) -> None:
    """Check what a record says of its fields.

    Raises:
        TypeError: If it is not a frozenset of names in `NAMES`.
    """
    if not isinstance(fields, frozenset):
        raise TypeError(f"fields: expected a frozenset or None, got {type(fields).__name__}")
    for name in sorted(map(str, fields - NAMES)):
        raise TypeError(f"fields: there is no field {name!r}")


def apply_fields(current: Digest, digest: Digest, fields: Collection[str]) -> Digest:
    """Return a digest with some fields of another one.

    Signals are matched by name: in order where no row moved, so that a signal can be renamed.

    Args:
        current: the digest that has all fields.
        digest: the one that has the fields.
        fields: names in `NAMES`.

    Raises:
        ImportFormatError: If it is unclear which signal is which.
    """
    new: dict[str, Any] = {}
    attributes: dict[str, list[str]] = {}
    for name in sorted(fields):
        field, _, attribute = name.partition(".")
        if attribute:
            attributes.setdefault(field, []).append(attribute)
        else:
            new[field] = getattr(digest, field)
    for field, cls in _PARTS.items():
        if field in attributes:
            old, given = getattr(current, field), getattr(digest, field)
            if old is None and not any(getattr(given, name, "") for name in attributes[field]):
                continue
            new[field] = _take(old or cls(), given or _EMPTY[field], attributes[field])
    if "signals" in attributes:
        new["signals"] = _take_signals(current.signals, digest.signals, attributes["signals"])
    return attrs.evolve(current, **new)


def _take(old: Any, new: Any, attributes: Sequence[str]) -> Any:
    return attrs.evolve(old, **{name: getattr(new, name) for name in attributes})


def _take_signals(
    old: Sequence[Signal], new: Sequence[Signal], attributes: Sequence[str]
) -> tuple[Signal, ...]:
    """Return signals with some attributes of others, in their own order."""
    if len(old) != len(new):
        raise ImportFormatError(
            f"signals: expected {len(old)} rows as in the file, got {len(new)}; "
            "only an export of all fields can add and remove rows"
        )
    places = _match([one.name for one in old], [one.name for one in new]) if "name" in attributes else None
    taken = list(old)
    for at, signal in enumerate(new):
        place = at if places is None else places[at]
        taken[place] = _take(old[place], signal, attributes)
    repeated = {name for name, count in Counter(one.name for one in old).items() if count > 1}
    for before, after in zip(old, taken, strict=True):
        if before.name in repeated and before != after:
            raise ImportFormatError(f"signals: several are named {before.name!r}; edit them in the file")
    return tuple(taken)


def _match(old: Sequence[str], new: Sequence[str]) -> Sequence[int]:
    """Return the place among the old names that each new one has."""
    known = {name: at for at, name in enumerate(old)}
    if all(name == before or name not in known for before, name in zip(old, new, strict=True)):
        return range(len(new))  # no row has moved; the names that differ were changed
    counts = Counter(new)
    free = set(range(len(old))) - {known[name] for name in new if name in known}
    renamed = [name for name in new if name not in known]
    if len(known) < len(old) or len(counts) < len(new) or len(renamed) > 1:
        raise ImportFormatError(
            "signals: rows have moved, and several names differ from the file; keep the order of the rows"
        )
    return [known[name] if name in known else min(free) for name in new]
