r"""Text to top-level blocks, in one pass, and from there to the whole lossless tree.

Most of a digest is of five plain shapes: a heading, a run of one-line items, a table with outer pipes, a
paragraph, blank lines. Each is taken whole by one compiled expression that can match nothing else; whatever
else there is goes to `signalkit.syntax.containers`, line by line. The shortcuts see what the full rules would
see: ``scan(source, shortcuts=False)`` is the judge (tests/test_law_agreement.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from signalkit.syntax.containers import parse_region
from signalkit.syntax.lines import heading_tokens, is_table, line_tokens, row_tokens
from signalkit.syntax.text import BOM, Span
from signalkit.syntax.tree import Below, Node, Source, Token


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


_new_block = partial(tuple.__new__, Block)  # a third of the time that calling the class takes

# First characters of a line that can start, end or change no block but go on with a paragraph.
_PLAIN = r"(?:[^\x00-\x20#>*+\-_=0-9<`~|:\[]|_{1,2}+(?![_ \t\n]|\Z)|[0-9]++(?![0-9.)]))[^\n]*+"
# The same for the text of an item; a link is one, a link reference definition is not.
_ITEM = rf"(?:{_PLAIN}|\[[^\]\\\n]*+\](?!:)[^\n]*+)"
_ENDS = r"(?:\n(?=\n|#{1,6}[ \t]|\Z)|\Z)"

_SHORTCUTS = re.compile(
    r"(?:(?P<heading>#{1,6}(?:[ \t][^\n]*+)?(?:\n|\Z))"
    rf"|(?P<list>([*+-]) {_ITEM}(?:\n\3 {_ITEM})*+"
    r"(?:\n(?=#{1,6}[ \t]|\n++(?:\Z|(?!\3)[^ \t\n])|\Z)|\Z))"
    r"|(?P<table>(\|[^\n]*+\n)(\|[ \t:|-]*+(?:\n|\Z))(?:\|[^\n]*+(?:\n|\Z))*+(?=\n|\Z))"
    rf"|(?P<paragraph>{_PLAIN}(?:\n{_PLAIN})*+{_ENDS}))\n*+"
    r"|(?P<other>)"
)
_BLANKS = re.compile(r"[ \t\n]*+")


def scan(source: Source, *, shortcuts: bool = True) -> list[Block]:
    """The top-level blocks of a text, in order. Never fails; linear in the size.

    Args:
        source: the text.
        shortcuts: False reads everything by the full rules; the result is the same, but for being slower.
    """
    s = source.even
    size = len(s)
    blocks: list[Block] = []
    append = blocks.append
    new_block = _new_block
    pos = _scan_head(s, append)
    while pos < size:
        if s[pos] in " \t\n" and (end := _blanks_end(s, pos)) > pos:
            pos = end
            continue
        if shortcuts:
            for found in _SHORTCUTS.finditer(s, pos):
                kind = found.lastgroup
                if kind == "other" or kind is None:
                    break
                start, end = found.span(kind)
                if kind == "table" and not is_table(s, start, found.end(5) - 1, found.end(5), found.end(6)):
                    break
                append(new_block((kind, start, end, None)))
                pos = found.end()
            if pos == size or (s[pos] in " \t" and _blanks_end(s, pos) > pos):
                continue
        nodes, pos = parse_region(source, pos)
        blocks += [Block(node.kind, node.start, node.end, node) for node in nodes if node.kind != "blank"]
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
    done = 0
    for kind, start, end, node in blocks:
        if done < start:
            children += _lines(source, done, start, "blank")
        children.append(node or Node(source, kind, start, end, _BELOW.get(kind, ())))
        done = end
    if done < len(source.text):
        children += _lines(source, done, len(source.text), "blank")
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


# Below the blocks that the shortcuts take: of headings, paragraphs and rows the children are the leaves.


_HEADING = re.compile(r"#{1,6}[ \t]++([^\n#]*[^\n# \t])[ \t]*+\n")


def _heading(source: Source, start: int, end: int) -> tuple[Node, ...]:
    plain = _HEADING.fullmatch(source.even, start, end)
    if plain is not None:
        left, right = plain.span(1)
        return (
            Node(source, "marker", start, left),
            Node(source, "text", left, right),
            Node(source, "eol", right, end),
        )
    return _nodes(source, heading_tokens(source.even, start, end))


def _paragraph(source: Source, start: int, end: int) -> tuple[Node, ...]:
    s = source.even
    tokens: list[Token] = []
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        tokens += line_tokens(s, start, stop)
        start = stop
    return _nodes(source, tokens)


def _items(source: Source, start: int, end: int) -> tuple[Node, ...]:
    lines = _lines(source, start, end, "item")
    return tuple([Node(source, "item", line.start, line.end, _ITEM_BELOW) for line in lines])


def _item(source: Source, start: int, end: int) -> tuple[Node, ...]:
    text = start + 2
    return Node(source, "marker", start, text), Node(source, "paragraph", text, end, _PARAGRAPH_BELOW)


def _item_leaves(source: Source, start: int, end: int) -> list[Node]:
    leaves: list[Node] = []
    s = source.even
    while start < end:
        stop = s.find("\n", start, end) + 1 or end
        text = start + 2
        text_end = start + len(s[start:stop].rstrip(" \t\n"))
        leaves += Node(source, "marker", start, text), Node(source, "text", text, text_end)
        if text_end < stop:
            leaves.append(Node(source, "eol", text_end, stop))
        start = stop
    return leaves


def _rows(source: Source, start: int, end: int) -> tuple[Node, ...]:
    header, delimiter, *rows = _lines(source, start, end, "row")
    leaf = Node(source, "delimiter", delimiter.start, delimiter.end)
    return (
        Node(source, "row", header.start, header.end, _ROW_BELOW),
        Node(source, "delimiter_row", delimiter.start, delimiter.end, (leaf,)),
        *[Node(source, "row", row.start, row.end, _ROW_BELOW) for row in rows],
    )


def _row_leaves(source: Source, start: int, end: int) -> list[Node]:
    leaves: list[Node] = []
    for number, row in enumerate(_lines(source, start, end, "delimiter")):
        if number == 1:
            leaves.append(row)
        else:
            leaves += _row(source, row.start, row.end)
    return leaves


_CELL = re.compile(r"[^| \t\n](?:[^|\n]*[^| \t\n])?")


def _row(source: Source, start: int, end: int) -> tuple[Node, ...]:
    s = source.even
    if s.find("\\", start, end) >= 0:
        return _nodes(source, row_tokens(s, start, end))
    leaves: list[Node] = []
    done = start
    for cell in _CELL.finditer(s, start, end):
        left, right = cell.span()
        if done < left:
            leaves.append(Node(source, "pipe", done, left))
        leaves.append(Node(source, "cell", left, right))
        done = right
    if done < end:
        leaves.append(Node(source, "pipe", done, end))
    return tuple(leaves)


_PARAGRAPH_BELOW = Below(_paragraph, _paragraph)
_ITEM_BELOW = Below(_item, _item_leaves)
_ROW_BELOW = Below(_row, _row)
_BELOW = {
    "heading": Below(_heading, _heading),
    "paragraph": _PARAGRAPH_BELOW,
    "list": Below(_items, _item_leaves),
    "table": Below(_rows, _row_leaves),
}
