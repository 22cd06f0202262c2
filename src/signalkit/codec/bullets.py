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
_REST = re.compile(r"[^\r\n]*")


def replace_bullets(text: str, blocks: Iterable[Block]) -> Iterator[TextEdit]:
    """Yield edits that give the items of lists the bullet ``*``, in order; the values stay the same.

    An item that would become a thematic break keeps its bullet, and so does an empty one. A list that starts
    on the line of another bullet keeps its markers, which may be meant as text: ``* 2. Foo``. In an item
    with more than a line of text, the text stays in its column, so that what is below it stays part of the
    item.

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
    content = text[item.start : item.end].rstrip(" \t\r\n")
    if "\n" not in content and "\r" not in content:
        return TextEdit(span, "* ")
    if text[found.end()] in "\r\n" or "\t" in spaces:
        return TextEdit(Span(*found.span(1)), "*")
    return TextEdit(span, "*" + " " * min(len(marker) - 1 + len(spaces), 4))


def _is_break(text: str, at: int) -> bool:
    """Return whether a line would be a thematic break with ``*`` before what is at an offset."""
    rest = _REST.match(text, at)
    return rest is not None and rest[0].count("*") > 1 and not rest[0].strip("* \t")
