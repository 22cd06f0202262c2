"""Edits of digests as people and tools make them: a value, an entry more or less, another order, all anew."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import attrs

from signalkit import Digest, Reference, Section, Signal, Topic
from signalkit.model.schema import ENTRY_TYPES

WORDS = ("drift", "北京", "a | b", "x" * 30, "שלום", "e-ink 5G", "C#")

Rows = list[Any]


T = TypeVar("T")


def evolve(value: T, **fields: Any) -> T:
    changed: Any = value
    return attrs.evolve(changed, **fields)  # type: ignore[no-any-return]


def join(one: Digest, other: Digest) -> Digest:
    """The first digest with the entries of both."""
    entries = {name: getattr(one, name) + getattr(other, name) for name in ENTRY_TYPES}
    return evolve(one, **entries)


def revise(digest: Digest, other: Digest, number: int) -> Digest:
    """The digest with one to five edits, the same ones for each number; what is new may be the other's."""
    draw = random.Random(number)
    for _ in range(draw.randint(1, 5)):
        digest = edit(draw, digest, other)
    return digest


def edit(draw: random.Random, digest: Digest, other: Digest) -> Digest:
    """The digest with one edit."""
    several = [name for name in ENTRY_TYPES if getattr(digest, name)]
    if not several or draw.random() < 0.3:
        name = draw.choice(attrs.fields(Digest)).name
        return evolve(digest, **{name: getattr(other, name)})
    name = draw.choice(several)
    entries = list(getattr(digest, name))
    draw.choice(EDITS)(draw, entries, getattr(other, name))
    return evolve(digest, **{name: entries})


def change(draw: random.Random, entries: Rows, others: Sequence[Any]) -> None:
    """Change a value of an entry."""
    at = draw.randrange(len(entries))
    entries[at] = change_entry(draw, entries[at])


def change_entry(draw: random.Random, entry: Any) -> Any:
    word = draw.choice(WORDS)
    if isinstance(entry, str):
        return f"{entry} {word}" if draw.random() < 0.5 else word
    if isinstance(entry, Reference | Section):
        return evolve(entry, **{draw.choice(attrs.fields(type(entry))).name: word})
    assert isinstance(entry, Signal | Topic)
    name = draw.choice(attrs.fields(type(entry))).name
    if name == "relevancy":
        return evolve(entry, relevancy=draw.choice([None, 1, 5]))
    if name == "extra":
        return evolve(entry, extra={**entry.extra, draw.choice(["src", "note"]): word})
    return evolve(entry, **{name: word})


def insert(draw: random.Random, entries: Rows, others: Sequence[Any]) -> None:
    """Insert an entry of another digest, or one more like one that is there."""
    entry = draw.choice(others) if others else change_entry(draw, draw.choice(entries))
    entries.insert(draw.randint(0, len(entries)), entry)


def remove(draw: random.Random, entries: Rows, others: Sequence[Any]) -> None:
    """Remove an entry."""
    del entries[draw.randrange(len(entries))]


def move(draw: random.Random, entries: Rows, others: Sequence[Any]) -> None:
    """Move an entry."""
    entry = entries.pop(draw.randrange(len(entries)))
    entries.insert(draw.randint(0, len(entries)), entry)


def shuffle(draw: random.Random, entries: Rows, others: Sequence[Any]) -> None:
    """Change the order of all."""
    draw.shuffle(entries)


def repeat(draw: random.Random, entries: Rows, others: Sequence[Any]) -> None:
    """Insert an entry that is there."""
    entries.insert(draw.randint(0, len(entries)), draw.choice(entries))


EDITS: tuple[Callable[[random.Random, Rows, Sequence[Any]], None], ...] = (
    change,
    change,
    insert,
    insert,
    remove,
    move,
    shuffle,
    repeat,
)
