"""SK411, SK412: items whose text starts with what Markdown reads as the marker of a nested list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.items import nested_lists
from signalkit.codec.lists import item_nodes
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit
from signalkit.syntax.tree import Node

_FORM = ("marker", "blank", "eol")


class _Nested(NamedTuple):
    """A list in an item that starts on the same line as the item does.

    Attributes:
        marker: where its first marker is.
        is_single: whether the item is one line.
        is_empty: whether the item is one line with nothing after that marker.
    """

    marker: Span
    is_single: bool
    is_empty: bool


def nested_markers(document: Document) -> Iterator[_Nested]:
    """Yield the markers in list sections that follow another marker on its line; of several, the first."""
    for node in nested_lists(document):
        inner: set[int] = set()
        for item in item_nodes(node):
            nested = first_content(item)
            if nested is None or nested.kind != "list" or not _on_one_line(document, item, nested):
                continue
            inner.add(nested.start)
            if item.start not in inner:
                end = nested.start + len(nested.text.split(maxsplit=1)[0])
                is_single = "\n" not in item.text.rstrip() and "\r" not in item.text.rstrip()
                is_empty = is_single and first_content(nested.children[0]) is None
                yield _Nested(Span(nested.start, end), is_single, is_empty)


def first_content(item: Node) -> Node | None:
    """Return the first node in an item that is more than form; None if there is nothing in it."""
    return next((child for child in item.children if child.kind not in _FORM), None)


def _on_one_line(document: Document, item: Node, nested: Node) -> bool:
    return document.position(item.start)[0] == document.position(nested.start)[0]


def _escape(document: Document, span: Span) -> str:
    marker = document.text[span.start : span.end]
    return f"{marker[:-1]}\\{marker[-1]}"


def _marker(document: Document) -> Iterator[Finding]:
    for span, is_single, is_empty in nested_markers(document):
        marker, escaped = document.text[span.start : span.end], _escape(document, span)
        if marker[0].isdecimal():
            message = f'"{marker}" is read as the number of a nested list item; escape it as {escaped}'
            fix = Fix([TextEdit(span, escaped)], safe=False) if is_single else None
            yield Finding(message, span, fix)
        elif not is_empty:
            message = f'"{marker}" is read as a second bullet; remove it, or escape it as {escaped}'
            yield Finding(message, span)


def _sign(document: Document) -> Iterator[Finding]:
    for span, _, is_empty in nested_markers(document):
        marker = document.text[span.start]
        if is_empty and not marker.isdecimal():
            escaped = _escape(document, span)
            message = f'"{marker}" is read as a second bullet with nothing after it; escape it as {escaped}'
            yield Finding(message, span, Fix([TextEdit(span, escaped)], safe=False))


RULES = [
    Rule(
        code="SK411",
        name="marker-in-item",
        title="Checks for items whose text starts with a list marker, such as `2. Foo`.",
        why="Markdown reads the marker as that of a nested list, so it is not part of the value.",
        failing="## Keywords\n\n* 2. Fast 2. Furious",
        passing="## Keywords\n\n* 2\\. Fast 2. Furious",
        check=_marker,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK412",
        name="bullet-in-item",
        title="Checks for items that consist of a bullet, such as `* -`.",
        why="Markdown reads the bullet as that of an empty nested list, so the item has no value. "
        "Generated digests have such items where a list was split into single characters.",
        failing="## Keywords\n\n* bees\n* -",
        passing="## Keywords\n\n* bees\n* \\-",
        check=_sign,
        severity="info",
        fixable="unsafe",
        changes=True,
    ),
]
