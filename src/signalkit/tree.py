"""The lossless syntax tree: nodes that span the text, leaves that tile it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from signalkit.text import even_out

Token = tuple[str, int, int]
"""A leaf before it is a node: kind, start, end."""

Children: TypeAlias = "tuple[Node, ...] | Callable[[Source, int, int], tuple[Node, ...]]"


class Source:
    r"""The text of a document, as it stands in the file and with its line ends made even.

    Attributes:
        text: the text, exactly.
        even: text of the same length whose lines all end with ``\n`` (see `signalkit.text.even_out`).
    """

    __slots__ = ("even", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.even = even_out(text)


class Node:
    """A piece of the text. Leaves tile it; a parent spans its children. Nodes never change.

    Attributes:
        kind: one of the names in ``docs/format.md``: ``"document"``, ``"heading"``, ``"item"``, ``"cell"``, …
        start: offset of the first character, in code points.
        end: offset behind the last character.
    """

    __slots__ = ("_children", "_source", "end", "kind", "start")

    def __init__(self, source: Source, kind: str, start: int, end: int, children: Children = ()) -> None:
        self._source = source
        self.kind = kind
        self.start = start
        self.end = end
        self._children = children  # or the function that makes them when they are first asked for

    @property
    def text(self) -> str:
        """What stands in the file, exactly."""
        return self._source.text[self.start : self.end]

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes that this one is made of, in order; none for a leaf."""
        children = self._children
        if not isinstance(children, tuple):
            self._children = children = children(self._source, self.start, self.end)
        return children

    def leaves(self) -> Iterator[Node]:
        """All nodes without children below this one (or itself), in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            children = node.children
            if children:
                stack.extend(reversed(children))
            else:
                yield node

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first, in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def __repr__(self) -> str:
        text = self.text
        return f"<{self.kind} {self.start}-{self.end} {text if len(text) < 40 else text[:37] + '...'!r}>"
