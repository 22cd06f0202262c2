r"""Text to top-level blocks, in one pass, and from there to the whole lossless tree.

Most of a digest is of five plain shapes: a heading, a run of one-line items, a table with outer pipes, a
paragraph, blank lines. Each is taken whole by one compiled expression that can match nothing else; whatever
else stands there goes to `signalkit.commonmark`, line by line. What the shortcuts see is what the full rules
would see: ``scan(source, shortcuts=False)`` is the judge (tests/test_laws_tree.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from signalkit.commonmark import (
    heading_tokens,
    is_table,
    line_tokens,
    parse_region,
    row_tokens,
)
from signalkit.text import BOM
from signalkit.tree import Node, Source, Token


class Block(NamedTuple):
    """A top-level block; `node` is there when the full rules have read it already."""

    kind: str
    start: int
    end: int
    node: Node | None = None


# First characters of a line that can start, end or change no block but go on with a paragraph.
_PLAIN = r"(?:[^\x00-\x20#>*+\-_=0-9<`~|:\[]|_{1,2}+(?![_ \t\n]|\Z)|[0-9]++(?![0-9.)]))[^\n]*+"
# The same for the text of an item; a link is one, a link reference definition is not.
_ITEM = rf"(?:{_PLAIN}|\[[^\]\n]*+(?:\](?!:)[^\]\n]*+)*+(?=\n|\Z))"
_ENDS = r"(?:\n(?=\n|#{1,6}[ \t]|\Z)|\Z)"

_HEADING = re.compile(r"#{1,6}(?:[ \t][^\n]*+)?(?:\n|\Z)")
_PARAGRAPH = re.compile(rf"{_PLAIN}(?:\n{_PLAIN})*+{_ENDS}")
_LIST = re.compile(
    rf"([*+-]) {_ITEM}(?:\n\1 {_ITEM})*+(?:\n(?=#{{1,6}}[ \t]|\n++(?:\Z|(?!\1)[^ \t\n])|\Z)|\Z)"
)
_TABLE = re.compile(r"(\|[^\n]*+\n)(\|[ \t:|-]*+(?:\n|\Z))(?:\|[^\n]*+(?:\n|\Z))*+(?=\n|\Z)")
_BLANKS = re.compile(r"[ \t\n]*+")
_FRONT_MATTER = re.compile(
    r"(?:---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)|\+\+\+[ \t]*\n(?:.*\n)*?\+\+\+)[ \t]*(?:\n|\Z)"
)

_SHORTCUTS: dict[str, tuple[str, Callable[..., re.Match[str] | None]] | None] = {
    "#": ("heading", _HEADING.match),
    "*": ("list", _LIST.match),
    "+": ("list", _LIST.match),
    "-": ("list", _LIST.match),
    "|": ("table", _TABLE.match),
    **dict.fromkeys(" \t>=<`~:["),
}
_DEFAULT = ("paragraph", _PARAGRAPH.match)


def scan(source: Source, *, shortcuts: bool = True) -> list[Block]:
    """The top-level blocks of a text, which tile it. Never fails; linear in the size.

    Args:
        source: the text.
        shortcuts: False reads everything by the full rules; the result is the same, but for being slower.
    """
    s = source.even
    size = len(s)
    blocks: list[Block] = []
    append = blocks.append
    make = Block._make
    shortcut = _SHORTCUTS.get
    pos = _scan_head(s, append)
    while pos < size:
        char = s[pos]
        if char == "\n":
            end = _blanks_end(s, pos)
            append(make(("blank", pos, end, None)))
            pos = end
            continue
        start = shortcut(char, _DEFAULT) if shortcuts else None
        if start is not None:
            kind, match = start
            found = match(s, pos)
            if found is not None and (
                kind != "table" or is_table(s, pos, found.end(1) - 1, found.end(1), found.end(2))
            ):
                end = found.end()
                append(make((kind, pos, end, None)))
                pos = end
                continue
        elif char in " \t" and (end := _blanks_end(s, pos)) > pos:
            append(make(("blank", pos, end, None)))
            pos = end
            continue
        nodes, pos = parse_region(source, pos)
        blocks += [Block(node.kind, node.start, node.end, node) for node in nodes]
    return blocks


def _scan_head(s: str, append: Callable[[Block], None]) -> int:
    """BOM and front matter, which stand at the very start or nowhere; the offset behind them."""
    pos = 0
    if s[:1] == BOM:
        append(Block("bom", 0, 1))
        pos = 1
    if s.startswith(("---", "+++"), pos):
        match = _front_matter_end(s, pos)
        if match > pos:
            append(Block("front_matter", pos, match))
            pos = match
    return pos


_FENCE_LINE = {
    "-": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M),
    "+": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.M),
}


def _front_matter_end(s: str, pos: int) -> int:
    """Behind the front matter that starts at `pos`; `pos` if there is none."""
    first = s.find("\n", pos)
    if first < 0 or s[pos + 3 : first].strip(" \t"):
        return pos
    closing = _FENCE_LINE[s[pos]].search(s, first + 1)
    return closing.end() if closing else pos


def _blanks_end(s: str, pos: int) -> int:
    """Behind the blank lines that start at `pos`."""
    found = _BLANKS.match(s, pos)
    assert found is not None
    end = found.end()
    return end if end == len(s) else s.rfind("\n", pos, end) + 1 or pos


def build_tree(source: Source, blocks: Iterable[Block]) -> Node:
    """The tree over the blocks; what is below a block is made when it is asked for."""
    children: list[Node] = []
    for block in blocks:
        kind, start, end, node = block
        if node is not None:
            children.append(node)
        elif kind == "blank":
            children += _lines(source, start, end, "blank")
        else:
            children.append(Node(source, kind, start, end, _EXPAND.get(kind, ())))
    return Node(source, "document", 0, len(source.text), tuple(children))


def _lines(source: Source, start: int, end: int, kind: str) -> list[Node]:
    s = source.even
    nodes: list[Node] = []
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        nodes.append(Node(source, kind, start, stop))
        start = stop
    return nodes


def _nodes(source: Source, tokens: Iterable[Token]) -> tuple[Node, ...]:
    return tuple([Node(source, kind, start, end) for kind, start, end in tokens])


def _expand_heading(source: Source, start: int, end: int) -> tuple[Node, ...]:
    return _nodes(source, heading_tokens(source.even, start, end))


def _expand_paragraph(source: Source, start: int, end: int) -> tuple[Node, ...]:
    s = source.even
    tokens: list[Token] = []
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        tokens += line_tokens(s, start, stop)
        start = stop
    return _nodes(source, tokens)


def _expand_list(source: Source, start: int, end: int) -> tuple[Node, ...]:
    return tuple(
        [Node(source, "item", n.start, n.end, _expand_item) for n in _lines(source, start, end, "item")]
    )


def _expand_item(source: Source, start: int, end: int) -> tuple[Node, ...]:
    text = start + 2
    return Node(source, "marker", start, text), Node(source, "paragraph", text, end, _expand_paragraph)


def _expand_table(source: Source, start: int, end: int) -> tuple[Node, ...]:
    rows = _lines(source, start, end, "row")
    delimiter = rows[1]
    leaf = Node(source, "delimiter", delimiter.start, delimiter.end)
    rows[1] = Node(source, "delimiter_row", delimiter.start, delimiter.end, (leaf,))
    return tuple(
        [row if row is rows[1] else Node(source, "row", row.start, row.end, _expand_row) for row in rows]
    )


def _expand_row(source: Source, start: int, end: int) -> tuple[Node, ...]:
    return _nodes(source, row_tokens(source.even, start, end))


_EXPAND = {
    "heading": _expand_heading,
    "paragraph": _expand_paragraph,
    "list": _expand_list,
    "table": _expand_table,
}
