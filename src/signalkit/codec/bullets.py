"""Bullets: the edits that give items of lists the bullet of the canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit
from signalkit.syntax.tree import Node

_PLAIN = re.compile(r"[+-](?<![^\r\n][+-])[ \t]+(?=[^ \t\r\n])")  # a line may begin after a CR, unlike ^
_MARKER = re.compile(r"[ \t]*([+-]|[0-9]{1,9}[.)])([ \t]*)")
_LINE_END = re.compile(r"[\r\n]")
_INDENT = re.compile(r"(?:[ \t]*+[\r\n])*+([ \t]*+)(?!\Z)")
_SPACES = re.compile(" *+")
_REST = re.compile(r"[^\r\n]*")


def replace_bullets(text: str, blocks: Iterable[Block]) -> Iterator[TextEdit]:
    """Yield edits that give the items of lists the bullet ``*``, in order; the values stay the same.

    An item that would become a thematic break keeps its bullet, and so does an empty one. A list that starts
    on the line of another bullet keeps its markers, which may be meant as text: ``* 2. Foo``. One space
    follows the bullet, unless what is below the text would not stay part of the item as it is: then the text
    stays in its column.

    Args:
        text: the text of a file.
        blocks: blocks of it; the lists among them, and lists in their items, are looked at.
    """
    for kind, start, end, node in blocks:
        if kind != "list":
            continue
        if node is not None:
            for item in _items(text, node):
                if (edit := _edit(text, item)) is not None:
                    yield edit
        elif text[start] != "*":
            for found in _PLAIN.finditer(text[start:end]):
                span = Span(start + found.start(), start + found.end())
                if not _is_break(text, span.end):
                    yield TextEdit(span, "* ")


def _items(text: str, node: Node) -> Iterator[Node]:
    """Yield the items of a list that have a text, and of the lists in them, in order."""
    stack = [node]
    while stack:
        node = stack.pop()
        if node.kind == "item":
            if any(child.kind == "paragraph" for child in node.children):
                yield node
            line_end = _LINE_END.search(text, node.start, node.end)
            if line_end is not None:
                stack += [child for child in reversed(node.children) if child.start > line_end.start()]
        elif node.kind == "list":
            stack += reversed(node.children)


def _edit(text: str, item: Node) -> TextEdit | None:
    """Return the edit of an item's marker and the spaces after it; None if it has to stay."""
    found = _MARKER.match(text, item.start)
    if found is None or _is_break(text, found.end()):
        return None
    marker, spaces = found.groups()
    span = Span(found.start(1), found.end())
    if _may_move(text, item, found.end(), 2):
        return TextEdit(span, "* ")
    bullet = TextEdit(Span(*found.span(1)), "*")
    if text[found.end()] in "\r\n":
        return bullet if len(marker) == 1 or _may_move(text, item, found.end(1) + 1, 2) else None
    if "\t" in spaces:
        start = text[_line_start(text, item.start) : found.start(1)]
        old, new = (f"{start}{mark}{spaces}".expandtabs(4) for mark in (marker, "*"))
        return bullet if len(old) == len(new) else None
    width = len(marker) + len(spaces)
    if width > _WIDEST and not _may_move(text, item, found.end(), _WIDEST):
        return None
    return TextEdit(span, "*" + " " * (min(width, _WIDEST) - 1))


_FORM = ("marker", "blank", "space")
_WIDEST = 5
"""A bullet and all spaces that may be between it and text."""


def _may_move(text: str, item: Node, at: int, width: int) -> bool:
    """Return whether the text of an item can be nearer to its bullet, and all below it stays what it is.

    It can if no line in the item begins left of the text, as one that continues a paragraph may, and no block
    so far from it that it would be code.

    Args:
        text: the text of the file.
        item: the item.
        at: where its text starts.
        width: how many columns after the start of the bullet the text would start.
    """
    start = _line_start(text, item.start)
    column = item.start - start
    below = _INDENT.match(text, item.end)
    if below is not None and ("\t" in below[1] or len(below[1]) >= column + width):
        return False  # it would become part of the item
    content = text[item.start : item.end].rstrip(" \t\r\n")
    if "\n" not in content and "\r" not in content:
        return True
    if text[start : item.start].strip(" "):
        return False
    blocks: list[Node] = []
    for child in item.children:
        if child.kind in _FORM:
            continue
        if child.start == at and child.kind == "paragraph":
            further = [leaf.start for leaf in child.children if leaf.kind == "text"][1:]
            if any(_column(text, leaf) < at - start for leaf in further):
                return False
            continue
        if child.kind not in ("paragraph", "list"):
            return False
        blocks += [one for one in child.children if one.kind == "item"] if child.kind == "list" else [child]
    return all(at - start <= _column(text, block.start) <= column + width + 3 for block in blocks)


def _column(text: str, at: int) -> int:
    """Return the column, from 0, of the first character after spaces from an offset; -1 after a tab."""
    found = _SPACES.match(text, at)
    start = _line_start(text, at)
    assert found is not None
    return -1 if "\t" in text[start : found.end() + 1] else found.end() - start


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _is_break(text: str, at: int) -> bool:
    """Return whether a line would be a thematic break with ``*`` before what is at an offset."""
    rest = _REST.match(text, at)
    return rest is not None and rest[0].count("*") > 1 and not rest[0].strip("* \t")
