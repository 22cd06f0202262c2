"""Lists: the items of Keywords and Themes, and of every other field that is a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from signalkit.codec.draft import Draft
from signalkit.codec.outline import Part, Place
from signalkit.model.align import align
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span
from signalkit.syntax.tree import Node, Source

_FURTHER = re.compile(r"\n(?![-=:| \t]*(?:\n|\Z))")


class Item(NamedTuple):
    """An item of a list.

    Attributes:
        start: where its first line starts, at the bullet.
        text: where its text is.
        end: where the whole item ends.
        value: its text, without what containers put before its lines.
    """

    start: int
    text: Place
    end: int
    value: str

    @property
    def span(self) -> Span:
        """Where its text is."""
        return Span(*self.text)


def locate(source: Source, blocks: Iterable[Block]) -> list[Item]:
    """Find the items of the lists among some blocks, nested ones too, that have text; in order."""
    items: list[Item] = []
    for block in blocks:
        if block.kind != "list":
            continue
        if block.node is None:
            items += _plain_items(source, block)
            continue
        for node in item_nodes(block.node):
            paragraph = next((child for child in node.children if child.kind == "paragraph"), None)
            if paragraph is not None:
                texts = [leaf for leaf in paragraph.children if leaf.kind == "text"]
                value = text_of(paragraph)
                items.append(Item(node.start, (texts[0].start, texts[-1].end), node.end, value))
    return items


def _plain_items(source: Source, block: Block) -> Iterator[Item]:
    s = source.normalized
    _, pos, end, _ = block
    while pos < end:
        stop = s.find("\n", pos, end) + 1 or end
        left, right = source.trim(pos + 2, stop)
        yield Item(pos, (left, right), stop, s[left:right])
        pos = stop


def item_nodes(node: Node) -> Iterator[Node]:
    """Yield the items of a list, and of the lists in them, in order; not those in quotes.

    Args:
        node: the list.
    """
    stack = [node]
    while stack:
        node = stack.pop()
        if node.kind == "item":
            yield node
        elif node.kind != "list":
            continue
        stack.extend(reversed(node.children))


def text_of(paragraph: Node) -> str:
    """Return the text of a paragraph, line by line, without what containers put before it."""
    pieces: list[str] = []
    for leaf in paragraph.children:
        if leaf.kind == "text":
            pieces.append(leaf.text)
        elif leaf.kind == "eol":
            pieces.append(leaf.text.rstrip("\r\n") + "\n")
    return "".join(pieces).rstrip(" \t\n")


def read(source: Source, blocks: Iterable[Block]) -> list[str]:
    """Read the values of the items of the lists among some blocks: those that `locate` finds, but faster."""
    values: list[str] = []
    for block in blocks:
        kind, start, end, node = block
        if kind != "list":
            continue
        if node is None:
            s = source.normalized
            piece = s[start + 2 : end]
            items = piece.split(f"\n{s[start]} ")
            if " \n" in piece or "\t\n" in piece:
                values += [item.rstrip(" \t\n") for item in items]
            else:
                items[-1] = items[-1].rstrip(" \t\n")
                values += items
        else:
            values += [item.value for item in locate(source, (block,))]
    return values


def render(texts: Iterable[str]) -> str:
    """Write a list."""
    return "\n".join([f"* {hang(text, 2)}" for text in texts])


def hang(text: str, width: int) -> str:
    """Indent the further lines of an item's text, but for one that would underline the others."""
    return _FURTHER.sub("\n" + " " * width, text) if "\n" in text else text


Change = Callable[[Draft, Item, str], None]
"""Writes another text in an item."""


def edit(
    draft: Draft, part: Part, old: Sequence[str], new: Sequence[str], change: Change | None = None
) -> None:
    """Write the items of a section.

    Args:
        draft: the comparison.
        part: the section.
        old: the texts of its items, as they are read.
        new: the texts that they are to be.
        change: how one item is changed; `change_item` if None.
    """
    blocks = [block for block in part.blocks if block.kind == "list"]
    if not blocks:
        draft.insert_body(part, render(new))
        return
    items = locate(draft.source, part.blocks)
    if draft.coarse or not items:
        draft.replace_blocks(blocks, render(new))
        return
    for step in align(old, new):
        at = step.start + step.pairs
        for k in range(step.pairs):
            (change or change_item)(draft, items[step.start + k], new[step.new_start + k])
        draft.delete_lines([(items[k].start, _own_end(draft.source, items, k)) for k in range(at, step.end)])
        texts = new[step.new_start + step.pairs : step.new_end]
        if texts:
            _insert(draft, items, at, texts)


def change_item(draft: Draft, item: Item, text: str) -> None:
    """Write another text in an item."""
    draft.replace(*item.text, hang_below(draft.source, item, text))


def hang_below(source: Source, item: Item, text: str) -> str:
    """Indent the further lines of a text as those of an item are."""
    return hang(text, len(_prefix(source, item).expandtabs(4))) if "\n" in text else text


def _prefix(source: Source, item: Item) -> str:
    """Return the start of an item's line, up to its text."""
    return source.text[source.line_start(item.start) : item.text[0]]


def _own_end(source: Source, items: Sequence[Item], index: int) -> int:
    """Return where an item ends, or the first item in it starts."""
    end = items[index].end
    if index + 1 < len(items):
        end = min(end, source.line_start(items[index + 1].start))
    return end


def _insert(draft: Draft, items: Sequence[Item], index: int, texts: Sequence[str]) -> None:
    """Write new items before the item of an index, in the style of the one beside them."""
    source = draft.source
    before_next = index < len(items) and (index == 0 or items[index - 1].end > items[index].start)
    model = items[index if before_next else index - 1]
    lines = [f"{_prefix(source, model)}{hang_below(source, model, text)}" for text in texts]
    if before_next:
        at = source.line_start(model.start)
        draft.replace(at, at, "".join(f"{line}\n" for line in lines))
    else:
        draft.append_lines(model.end, lines)
