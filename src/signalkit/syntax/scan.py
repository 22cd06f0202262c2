"""The top-level blocks of a text, in one pass.

Most of a digest has five plain shapes: a heading, a run of one-line items, a table with outer pipes, a
paragraph, blank lines. Each is taken whole by one compiled expression that matches nothing else. Everything
else goes to `signalkit.syntax.containers`, line by line. The shortcuts find the blocks that the full rules
find (``scan(source, shortcuts=False)``): that is a law (tests/test_laws.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from signalkit.syntax.containers import parse_region
from signalkit.syntax.leaf_blocks import is_open_html
from signalkit.syntax.lines import is_table
from signalkit.syntax.text import BOM, Span, even_out
from signalkit.syntax.tree import Node, Source


class Block(NamedTuple):
    """A top-level block. Lines outside all blocks are blank.

    Attributes:
        kind: that of its `Node`, e.g. ``"paragraph"``.
        start: offset of its first character, in code points.
        end: offset after its last character, line end included.
        node: its node, if the full rules have already read it.
    """

    kind: str
    start: int
    end: int
    node: Node | None = None

    @property
    def span(self) -> Span:
        """Where it is."""
        return Span(self.start, self.end)

    @property
    def is_open(self) -> bool:
        """Whether it is a fenced code or HTML block that extends to the end because nothing closes it."""
        node = self.node
        if node is None:
            return False
        if node.kind == "fence":
            return sum(child.kind == "marker" for child in node.children) < 2
        return node.kind in ("comment", "html") and is_open_html(even_out(node.text).lstrip(" \t"))


_new_block = partial(tuple.__new__, Block)  # a third of the time that calling the class takes

# A line whose first characters can start, end or change no block, only continue a paragraph.
_PLAIN = r"(?:[^\x00-\x20#>*+\-_=0-9<`~|:\[]|_{1,2}+(?![_ \t\n]|\Z)|[0-9]++(?![0-9.)])).*+"
# The text of an item, likewise: a link is such a text, a link reference definition is not.
_ITEM = rf"(?:{_PLAIN}|\[[^\]\\\n]*+\](?!:).*+)"
_ENDS = r"(?:\n(?=\n|#{1,6}[ \t]|\Z)|\Z)"

_SHORTCUTS = re.compile(
    r"(?:(?P<heading>#{1,6}(?:[ \t].*+)?(?:\n|\Z))"
    rf"|(?P<list>([*+-]) {_ITEM}(?:\n\3 {_ITEM})*+"
    r"(?:\n(?=#{1,6}[ \t]|\n++(?:\Z|(?!\3)[^ \t\n])|\Z)|\Z))"
    r"|(?P<table>(\|.*+\n)(\|[ \t:|-]*+(?:\n|\Z))(?:\|.*+(?:\n|\Z))*+(?=\n|\Z))"
    rf"|(?P<paragraph>{_PLAIN}(?:\n{_PLAIN})*+{_ENDS}))\n*+"
    r"|(?P<other>)"
)
_WHITESPACE = re.compile(r"[ \t\n]*+")


def scan(source: Source, *, shortcuts: bool = True) -> list[Block]:
    """Return the top-level blocks of a text, in order, in time linear in its size. Never fails.

    Args:
        source: the text.
        shortcuts: False reads everything by the full rules, which is slower and gives the same blocks.
    """
    s = source.even
    size = len(s)
    blocks: list[Block] = []
    append = blocks.append
    new_block = _new_block
    pos = _scan_head(s, append)
    while pos < size:
        if s[pos] in " \t\n" and (end := _whitespace_end(s, pos)) > pos:
            pos = end
            continue
        if shortcuts:
            for found in _SHORTCUTS.finditer(s, pos):
                kind = found.lastgroup or "other"
                pos, end = found.span(kind)
                if kind == "other":
                    break
                if kind == "table" and not is_table(s, pos, found.end(5) - 1, found.end(5), found.end(6)):
                    break
                append(new_block((kind, pos, end, None)))
            if pos == size or (s[pos] in " \t" and _whitespace_end(s, pos) > pos):
                continue
        nodes, pos = parse_region(source, pos)
        blocks += [
            new_block((node.kind, node.start, node.end, node)) for node in nodes if node.kind != "blank"
        ]
    return blocks


def _scan_head(s: str, append: Callable[[Block], None]) -> int:
    """Append the BOM and front matter that the text starts with; return the offset after them."""
    pos = 0
    if s[:1] == BOM:
        append(Block("bom", 0, 1))
        pos = 1
    if s.startswith(("---", "+++"), pos):
        end = _front_matter_end(s, pos)
        if end > pos:
            append(Block("front_matter", pos, end))
            pos = end
    return pos


_FENCE_LINE = {
    "-": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M),
    "+": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.M),
}


def _front_matter_end(s: str, pos: int) -> int:
    """Return the end of the front matter that starts at `pos`; `pos` if there is none."""
    first = s.find("\n", pos)
    if first < 0 or s[pos + 3 : first].strip(" \t"):
        return pos
    closing = _FENCE_LINE[s[pos]].search(s, first + 1)
    return closing.end() if closing else pos


def _whitespace_end(s: str, pos: int) -> int:
    """Return the end of the blank lines that start at `pos`."""
    found = _WHITESPACE.match(s, pos)
    assert found is not None
    end = found.end()
    return end if end == len(s) else s.rfind("\n", pos, end) + 1 or pos
