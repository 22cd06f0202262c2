"""The lossless tree over the top-level blocks of a text; what is below a block is made when it is asked for.

Blocks that the full rules have read have their nodes already. Below the plain shapes of
`signalkit.syntax.scan` there is nothing to find out: lines, markers and cells are where the shape says. Each
kind has two functions: one makes the children of its node, the other makes all leaves below it and nothing
between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from signalkit.syntax.lines import heading_tokens, line_tokens, make_leaves, row_tokens
from signalkit.syntax.scan import Block
from signalkit.syntax.tree import Below, Node, Source, Token


def build_tree(source: Source, blocks: Iterable[Block]) -> Node:
    """Return the tree over the blocks of a text, as `signalkit.syntax.scan.scan` finds them."""
    children: list[Node] = []
    done = 0
    for kind, start, end, node in blocks:
        if done < start:
            children += _split_lines(source, "blank", done, start)
        children.append(node or Node(source, kind, start, end, _BELOW.get(kind, ())))
        done = end
    size = len(source.text)
    if done < size:
        children += _split_lines(source, "blank", done, size)
    return Node(source, "document", 0, size, tuple(children))


def _split_lines(
    source: Source, kind: str, start: int, end: int, below: Below | tuple[()] = ()
) -> list[Node]:
    """Return a node for each line."""
    s = source.normalized
    nodes: list[Node] = []
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        nodes.append(Node(source, kind, start, stop, below))
        start = stop
    return nodes


# -- headings and paragraphs: the children are the leaves ----------------------------------------------------

_PLAIN_HEADING = re.compile(r"#{1,6}[ \t]++([^\n#]*[^\n# \t])[ \t]*+\n")


def _heading(source: Source, start: int, end: int) -> tuple[Node, ...]:
    plain = _PLAIN_HEADING.fullmatch(source.normalized, start, end)
    if plain is None:
        return tuple(make_leaves(source, heading_tokens(source.normalized, start, end)))
    left, right = plain.span(1)
    return (
        Node(source, "marker", start, left),
        Node(source, "text", left, right),
        Node(source, "eol", right, end),
    )


def _paragraph(source: Source, start: int, end: int) -> tuple[Node, ...]:
    s = source.normalized
    tokens: list[Token] = []
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        tokens += line_tokens(s, start, stop)
        start = stop
    return tuple(make_leaves(source, tokens))


_BELOW_PARAGRAPH = Below(_paragraph, _paragraph)


# -- lists: items of one line, whose text follows a marker of two characters ---------------------------------


def _items(source: Source, start: int, end: int) -> tuple[Node, ...]:
    return tuple(_split_lines(source, "item", start, end, _BELOW_ITEM))


def _item(source: Source, start: int, end: int) -> tuple[Node, ...]:
    text = start + 2
    return Node(source, "marker", start, text), Node(source, "paragraph", text, end, _BELOW_PARAGRAPH)


def _item_leaves(source: Source, start: int, end: int) -> list[Node]:
    leaves: list[Node] = []
    s = source.normalized
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        text = start + 2
        text_end = start + len(s[start:stop].rstrip(" \t\n"))
        leaves += Node(source, "marker", start, text), Node(source, "text", text, text_end)
        if text_end < stop:
            leaves.append(Node(source, "eol", text_end, stop))
        start = stop
    return leaves


_BELOW_ITEM = Below(_item, _item_leaves)


# -- tables: rows of one line, the second of which is the delimiter row --------------------------------------

_PLAIN_CELL = re.compile(r"[^| \t\n](?:[^|\n]*[^| \t\n])?")


def _rows(source: Source, start: int, end: int) -> tuple[Node, ...]:
    rows = _split_lines(source, "row", start, end, _BELOW_ROW)
    delimiter = rows[1]
    leaf = Node(source, "delimiter", delimiter.start, delimiter.end)
    rows[1] = Node(source, "delimiter_row", delimiter.start, delimiter.end, (leaf,))
    return tuple(rows)


def _row(source: Source, start: int, end: int) -> tuple[Node, ...]:
    s = source.normalized
    if s.find("\\", start, end) >= 0:
        return tuple(make_leaves(source, row_tokens(s, start, end)))
    leaves: list[Node] = []
    done = start
    for cell in _PLAIN_CELL.finditer(s, start, end):
        left, right = cell.span()
        if done < left:
            leaves.append(Node(source, "pipe", done, left))
        leaves.append(Node(source, "cell", left, right))
        done = right
    if done < end:
        leaves.append(Node(source, "pipe", done, end))
    return tuple(leaves)


def _row_leaves(source: Source, start: int, end: int) -> list[Node]:
    find = source.normalized.find
    delimiter = find("\n", start, end) + 1
    stop = find("\n", delimiter, end) + 1 or end
    leaves = [*_row(source, start, delimiter), Node(source, "delimiter", delimiter, stop)]
    while stop < end:
        start = stop
        stop = find("\n", start, end) + 1 or end
        leaves += _row(source, start, stop)
    return leaves


_BELOW_ROW = Below(_row, _row)

_BELOW = {
    "heading": Below(_heading, _heading),
    "paragraph": _BELOW_PARAGRAPH,
    "list": Below(_items, _item_leaves),
    "table": Below(_rows, _row_leaves),
}
