"""Closest: a list whose items are links to other digests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from signalkit.codec import lists
from signalkit.codec.draft import Draft
from signalkit.codec.lists import Item
from signalkit.codec.outline import Part, Place
from signalkit.model.digest import Reference
from signalkit.syntax.scan import Block
from signalkit.syntax.tree import Source


def locate(source: Source, item: Item) -> tuple[Place, Place | None]:
    """Find title and id of a reference in its item; no id if the item is not a link."""
    start, end = item.text
    text = source.even[start:end]  # the value of an item of several lines is shorter
    if text[:1] == "[" and text[-1:] == ")":
        middle = text.rfind("](")
        if middle > 0:
            return (start + 1, start + middle), (start + middle + 2, end - 1)
    return item.text, None


def to_reference(text: str) -> Reference:
    """Return the reference that an item's text is."""
    if text[:1] == "[" and text[-1:] == ")":
        title, middle, id_ = text[1:-1].rpartition("](")
        if middle:
            return Reference(title, id_)
    return Reference(text)


def read(source: Source, blocks: Iterable[Block]) -> list[Reference]:
    """Read the references of a section."""
    references: list[Reference] = []
    for block in blocks:
        kind, start, end, node = block
        if kind == "list" and node is None:
            # As a rule all items are links: then the same is between any two of them.
            items = source.even[start:end].removesuffix("\n")
            opening = f"\n{items[:3]}"
            if items[2:3] == "[" and items[-1] == ")":
                parts = [item.rpartition("](") for item in items[3:-1].split(f"){opening}")]
                titles, middles, ids = zip(*parts, strict=True)
                if len(parts) == items.count("\n") + 1 and all(middles):
                    references += map(Reference, titles, ids)
                    continue
        references += map(to_reference, lists.read(source, (block,)))
    return references


def render(reference: Reference) -> str:
    """Write the text of a reference's item."""
    return f"[{reference.title}]({reference.id})"


def edit(draft: Draft, part: Part, old: Sequence[Reference], new: Sequence[Reference]) -> None:
    """Write the references of a section; those that stay keep the text of their items."""
    texts = lists.read(draft.source, part.blocks)
    kept = () if draft.coarse else zip(reversed(old), reversed(texts), strict=True)
    before = dict(kept)
    lists.edit(draft, part, texts, [before.get(one) or render(one) for one in new])
