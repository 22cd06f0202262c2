"""The lossless syntax tree: nodes that span the text, leaves that tile it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from signalkit.syntax.text import unify_newlines

Token = tuple[str, int, int]
"""A leaf before it is a node: kind, start, end."""


class Below(NamedTuple):
    """How to make the children of a node on demand, given the text and the start of the node."""

    children: Callable[[Source, int, int], tuple[Node, ...]]
    leaves: Callable[[Source, int, int], Iterable[Node]]


class Source:
    r"""The text of a document, unchanged and with normalized line endings.

    Attributes:
        text: the text, exactly.
        normalized: text of the same length whose lines all end with ``\n`` (see `unify_newlines`).
    """

    __slots__ = ("normalized", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.normalized = unify_newlines(text)

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch without the whitespace around it."""
        piece = self.normalized[start:end]
        return start + len(piece) - len(piece.lstrip(" \t\n")), start + len(piece.rstrip(" \t\n"))

    def content_end(self, start: int, end: int) -> int:
        """Return the end of a stretch without the whitespace after it."""
        return start + len(self.normalized[start:end].rstrip(" \t\n"))

    def next_content(self, pos: int) -> int:
        """Return where the next line that is not blank starts, indent included; the end if there is none."""
        rest = self.normalized[pos:]
        lead = rest[: len(rest) - len(rest.lstrip(" \t\n"))]
        return pos + (len(lead) if len(lead) == len(rest) else lead.rfind("\n") + 1)

    def line_start(self, pos: int) -> int:
        """Return where the line of an offset starts."""
        return self.normalized.rfind("\n", 0, pos) + 1

    def before_newline(self, pos: int) -> int:
        """Return the end of the line before the one that starts at `pos`; `pos` if none ends there."""
        if self.normalized[pos - 1 : pos] != "\n":
            return pos
        return pos - 2 if self.text[pos - 2 : pos] == "\r\n" else pos - 1


class Node:
    """A piece of the text. Leaves tile it; a parent spans its children. Nodes never change.

    Made by `Document.tree`. Sources: CommonMark 0.31.2, sections 4 and 5, and GFM 0.29, section 4.10.

    Attributes:
        kind: one of the names in ``docs/format.md``: ``"document"``, ``"heading"``, ``"item"``, ``"cell"``, …
        start: offset of the first character, in code points from 0.
        end: offset after the last character, in code points.
    """

    __slots__ = ("_below", "_source", "end", "kind", "start")

    def __init__(
        self, source: Source, kind: str, start: int, end: int, below: tuple[Node, ...] | Below = ()
    ) -> None:
        self._source = source
        self.kind = kind
        self.start = start
        self.end = end
        self._below = below

    @property
    def text(self) -> str:
        """The exact source text."""
        return self._source.text[self.start : self.end]

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes that this one is made of, in order; none for a leaf."""
        below = self._below
        if isinstance(below, Below):
            self._below = below = below.children(self._source, self.start, self.end)
        return below

    def leaves(self) -> Iterator[Node]:
        """All nodes without children below this one (or itself), in the order of the text."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            below = node._below
            if isinstance(below, Below):
                yield from below.leaves(node._source, node.start, node.end)
            elif below:
                stack.extend(reversed(below))
            else:
                yield node

    def walk(self) -> Iterator[Node]:
        """Yield this node and all its descendants, parents first, in text order."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def __repr__(self) -> str:
        text = self.text
        return f"<{self.kind} {self.start}-{self.end} {text if len(text) < 40 else text[:37] + '...'!r}>"
