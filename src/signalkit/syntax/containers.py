r"""The containers that are open at a line: quotes, lists and items (CommonMark 0.31.2, section 5).

`parse_region` reads whole top-level blocks line by line, by the strategy of the specification's appendix
("Phase 1: block structure"), and makes a leaf of every character. It reads the text whose lines all end with
``\n`` (`signalkit.syntax.text.unify_newlines`).
"""

from __future__ import annotations

from signalkit.syntax.cursor import Line
from signalkit.syntax.leaf_blocks import IndentedCode, Leaf, Paragraph, Table, join_nodes, read_leaf
from signalkit.syntax.patterns import BLOCK_STARTS, LIST_MARKER
from signalkit.syntax.tree import Node, Source

MAX_DEPTH = 100
"""Maximum depth of containers. Markers further in are text, as in other parsers with such a limit."""


def parse_region(source: Source, start: int) -> tuple[list[Node], int]:
    """Read top-level blocks up to a line that has nothing to do with them, or to the end of the text.

    Args:
        source: the text to read.
        start: offset of a line at which no block is open.

    Returns:
        The nodes, which tile the text from `start` to the second value: the offset to continue at.
    """
    containers = Containers(source)
    size = len(source.normalized)
    pos = start
    while pos < size:
        if pos > start and containers.are_unrelated(pos):
            break
        line = Line(source, pos)
        containers.take(line)
        pos = line.after
    containers.close_to(0)
    return containers.stack[0].parts, pos


class Container:
    """A container block that is open.

    Attributes:
        kind: kind of its node: ``"document"``, ``"quote"``, ``"list"`` or ``"item"``.
        parts: its children so far.
        marker: last character of the markers of a list.
        indent: columns from the start of an item to its content.
    """

    __slots__ = ("indent", "kind", "marker", "parts")

    def __init__(self, kind: str, *, marker: str = "", indent: int = 0) -> None:
        self.kind = kind
        self.parts: list[Node] = []
        self.marker = marker
        self.indent = indent


class Containers:
    """The stack of open containers, and the leaf block that is open in the innermost.

    Attributes:
        source: the text.
        stack: the containers, outermost first; the first is the document.
        leaf: the leaf block, if one is open.
        blank_lines: lines whose container the next line will show: the depth of the outermost that it may be,
            and the leaves.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack = [Container("document")]
        self.leaf: Leaf | None = None
        self.blank_lines: list[tuple[int, list[Node]]] = []

    def are_unrelated(self, start: int) -> bool:
        """Return whether the line at `start` has nothing to do with the lines before it."""
        if len(self.stack) == 1:
            return self.leaf is None and bool(self.stack[0].parts)
        return self.source.normalized[start] not in " \t\n>*+-0123456789" and not isinstance(
            self.leaf, Paragraph
        )

    def take(self, line: Line) -> None:
        """Take in the next line."""
        stack, leaf = self.stack, self.leaf
        if len(stack) > 1:
            self._match(line)
        if leaf is not None and line.depth == len(stack) - 1 and leaf.claims(line):
            if self.blank_lines:
                self._place_blank_lines(leaf.parts)
            self._feed(leaf, line)
            return
        while line.first < line.end:
            if (
                line.indent > 3
                or line.s[line.first] not in BLOCK_STARTS
                or not (self._start_leaf(line) or self._start_quote(line) or self._start_item(line))
            ):
                self._take_text(line)
                return
            if line.pos == line.after:
                return
        self._take_blank(line)

    def _match(self, line: Line) -> None:
        """Read the markers and indentation of the open containers that a line continues."""
        s, stack = line.s, self.stack
        for depth in range(1, len(stack)):
            container = stack[depth]
            begin = line.pos
            if container.kind == "quote":
                if line.first >= line.end or s[line.first] != ">" or line.indent > 3:
                    return
                line.pass_quote_marker()
                line.prefix.append(Node(self.source, "marker", begin, line.pos))
            elif container.kind == "item":
                if line.first >= line.end:
                    if len(container.parts) == 1 and self.leaf is None and depth == len(stack) - 1:
                        return  # an item may start with one blank line, not with two (section 5.2)
                elif line.indent >= container.indent:
                    line.pass_columns(container.indent)
                    if begin < line.pos:
                        line.prefix.append(Node(self.source, "space", begin, line.pos))
                else:
                    return  # the line continues the list only if it starts another item
            line.depth = depth

    def _start_leaf(self, line: Line) -> bool:
        """Start a leaf block that has a marker, or underline a paragraph, with the rest of a line."""
        leaf = self.leaf
        if isinstance(leaf, Paragraph) and line.depth == len(self.stack) - 1 and leaf.underline(line):
            self._close_leaf()
        else:
            block = read_leaf(self.source, line, in_paragraph=isinstance(leaf, Paragraph))
            if block is None:
                return False
            self._make_room(line)
            if isinstance(block, Node):
                self.stack[-1].parts.append(block)
            else:
                self._feed(block, line)
        line.pos = line.after
        return True

    def _start_quote(self, line: Line) -> bool:
        """Start a quote (section 5.1) with the rest of a line."""
        if line.s[line.first] != ">" or len(self.stack) >= MAX_DEPTH:
            return False
        self._make_room(line)
        begin = line.pos
        line.pass_quote_marker()
        self._open(Container("quote"), line, begin)
        return True

    def _start_item(self, line: Line) -> bool:
        """Start an item (section 5.2), in an open list or a new one, with the rest of a line."""
        s, first = line.s, line.first
        found = LIST_MARKER.match(s, first)
        if found is None or len(self.stack) + 1 >= MAX_DEPTH:
            return False
        end = found.end()
        if isinstance(self.leaf, Paragraph) and line.depth == len(self.stack) - 1:
            number = found[1]
            if (number and int(number) != 1) or not s[end : line.end].strip(" \t"):
                return False  # it cannot interrupt a paragraph
        marker = s[end - 1]
        self._make_room(line, marker)
        if self.stack[-1].kind != "list":
            self.stack.append(Container("list", marker=marker))
        begin, indent = line.pos, line.indent + end - first
        line.pass_marker(end)
        if line.first >= line.end:
            line.pos = line.after
            indent += 1
        else:
            gap = line.indent if line.indent <= 4 else 1
            line.pass_columns(gap)
            indent += gap
        self._open(Container("item", indent=indent), line, begin)
        return True

    def _take_text(self, line: Line) -> None:
        """Take a line whose rest has no markers: it continues a paragraph or table, or starts a block."""
        leaf = self.leaf
        is_lazy = line.depth < len(self.stack) - 1
        if isinstance(leaf, Paragraph):
            table = None if is_lazy or line.indent > 3 else leaf.split_table(line)
            if table is None:
                leaf.take(line)
            else:
                self._close_leaf()
                self.leaf = table
        elif isinstance(leaf, Table) and not is_lazy and line.indent <= 3:
            leaf.take(line)
        else:
            self._make_room(line)
            self._feed(Paragraph(self.source) if line.indent <= 3 else IndentedCode(self.source), line)

    def _take_blank(self, line: Line) -> None:
        """Take a blank line. The next line will show which container it belongs to."""
        depth = line.depth
        if depth < len(self.stack) - 1:
            self.close_to(depth)
        elif not isinstance(self.leaf, IndentedCode):
            self._close_leaf()
        while depth and self.stack[depth].kind != "quote":
            depth -= 1
        if depth == 0 or line.pos < line.after:
            line.prefix.append(Node(self.source, "blank", line.pos, line.after))
        self.blank_lines.append((depth, line.prefix))

    def _make_room(self, line: Line, marker: str = "") -> None:
        """Close what a line does not continue, before a block that starts in it."""
        depth = line.depth
        container = self.stack[depth]
        if container.kind == "list" and container.marker != marker:
            depth -= 1
        self.close_to(depth)
        self.stack[-1].parts += line.prefix
        line.prefix = []

    def _open(self, container: Container, line: Line, begin: int) -> None:
        """Open a container whose marker has been read from `begin` on."""
        container.parts.append(Node(self.source, "marker", begin, line.pos))
        self.stack.append(container)
        line.depth = len(self.stack) - 1

    def _feed(self, leaf: Leaf, line: Line) -> None:
        """Let a leaf block, open or new, take a line."""
        self.leaf = leaf
        leaf.take(line)
        if leaf.is_complete:
            self._close_leaf()

    def _close_leaf(self) -> None:
        if self.leaf is not None:
            self.stack[-1].parts += self.leaf.close()
            self.leaf = None

    def close_to(self, depth: int) -> None:
        """Close the leaf block and all containers deeper than `depth`, and place the blank lines."""
        self._close_leaf()
        stack, blank_lines = self.stack, self.blank_lines
        while len(stack) - 1 > depth:
            container = stack.pop()
            inside = 0
            while inside < len(blank_lines) and blank_lines[inside][0] >= len(stack):
                container.parts += blank_lines[inside][1]
                inside += 1
            del blank_lines[:inside]
            stack[-1].parts.append(join_nodes(self.source, container.kind, container.parts))
        if blank_lines:
            self._place_blank_lines(stack[-1].parts)

    def _place_blank_lines(self, parts: list[Node]) -> None:
        for _, leaves in self.blank_lines:
            parts += leaves
        self.blank_lines.clear()
