"""Other: a list in which an item with a key, ``Category: …`` or ``Type: …``, holds a field of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from signalkit.codec import lists
from signalkit.codec.draft import Draft
from signalkit.codec.lists import Item
from signalkit.codec.outline import Part, Place
from signalkit.model.align import align
from signalkit.model.digest import Digest
from signalkit.model.schema import FIELDS, KEYS
from signalkit.syntax.scan import Block
from signalkit.syntax.tree import Source

_SPACE = " \t"


def key_of(text: str) -> str | None:
    """Return the field that the text of an item holds: ``"category"``, ``"type"`` or None."""
    key, colon, _ = text.partition(":")
    return KEYS.get(key.casefold()) if colon else None


def locate(items: Iterable[Item]) -> tuple[dict[str, Item], list[Item]]:
    """Separate the items that hold a field of their own, by field, from the others."""
    keyed: dict[str, Item] = {}
    rest: list[Item] = []
    for item in items:
        field = key_of(item.value)
        if field is not None and field not in keyed:
            keyed[field] = item
        else:
            rest.append(item)
    return keyed, rest


def locate_value(source: Source, item: Item) -> Place:
    """Find the value of an item with a key."""
    start, end = item.text
    value = source.even[start:end].partition(":")[2].strip(_SPACE)
    return end - len(value), end


def read(source: Source, blocks: Iterable[Block]) -> dict[str, Any]:
    """Read the fields of the section: those with a key, and ``"other"``."""
    values: dict[str, Any] = {}
    rest: list[str] = []
    for text in lists.read(source, blocks):
        field = key_of(text)
        if field is not None and field not in values:
            values[field] = text.partition(":")[2].strip(_SPACE)
        else:
            rest.append(text)
    values["other"] = tuple(rest)
    return values


def render(digest: Digest) -> list[str]:
    """Write the texts of the items of the section."""
    keyed = [(FIELDS[field].key, getattr(digest, field)) for field in KEYS.values()]
    return [*(f"{key}: {value}" for key, value in keyed if value), *digest.other]


def edit(draft: Draft, part: Part) -> None:
    """Write category, type and other of the new digest."""
    old = lists.read(draft.source, part.blocks)
    if draft.coarse or not old:
        lists.edit(draft, part, old, render(draft.new))
    else:
        lists.edit(draft, part, old, _wanted(draft.old, draft.new, old), _change_item)


def _wanted(before: Digest, after: Digest, old: Sequence[str]) -> list[str]:
    """Return the texts that the items are to be, keyed ones where they are."""
    # what comes in place of each other item, and after them all
    rest = [[text] for text in before.other] + [[]]
    for step in align(before.other, after.other):
        rest[step.start : step.end] = [[] for _ in range(step.start, step.end)]
        rest[step.start][:0] = after.other[step.new_start : step.new_end]
    others = iter(rest)
    wanted: list[str] = []
    seen: set[str] = set()
    for text in old:
        field = key_of(text)
        if field is None or field in seen:
            wanted += next(others)
            continue
        seen.add(field)
        value = getattr(after, field)
        if value == getattr(before, field):
            wanted.append(text)
        elif value:
            wanted.append(f"{text.partition(':')[0]}: {value}")
    for field in KEYS.values():
        if field not in seen and (value := getattr(after, field)):
            after_category = field == "type" and wanted and key_of(wanted[0]) == "category"
            wanted.insert(1 if after_category else 0, f"{FIELDS[field].key}: {value}")
    return wanted + rest[-1]


def _change_item(draft: Draft, item: Item, text: str) -> None:
    """Write another text in an item; of one that keeps its key, the value alone."""
    field = key_of(item.value)
    if field is None or field != key_of(text) or "\n" in item.value:
        lists.change_item(draft, item, text)
        return
    start, end = item.text
    colon = item.value.index(":") + 1
    rest = item.value[colon:]
    head = colon + len(rest) - len(rest.lstrip(_SPACE))
    value = lists.hang_below(draft.source, item, text.partition(":")[2].lstrip(" "))
    draft.replace(start + head, end, value if head > colon else f" {value}")
