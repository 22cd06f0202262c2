"""Leaf blocks (CommonMark 0.31.2, section 4; GFM 0.29, section 4.10), read line by line."""

from __future__ import annotations

import re
from typing import ClassVar

from signalkit.syntax.cursor import Line
from signalkit.syntax.lines import (
    heading_tokens,
    is_table,
    line_tokens,
    make_leaves,
    row_tokens,
    rule_tokens,
)
from signalkit.syntax.patterns import (
    ATX_HEADING,
    CODE_FENCE,
    DEFINITION,
    HTML_END,
    HTML_START,
    SETEXT_UNDERLINE,
    THEMATIC_BREAK,
)
from signalkit.syntax.tree import Node, Source


def join_nodes(source: Source, kind: str, parts: list[Node]) -> Node:
    """Return the node whose children are `parts`, one or more."""
    return Node(source, kind, parts[0].start, parts[-1].end, tuple(parts))


def read_leaf(source: Source, line: Line, *, in_paragraph: bool = False) -> Leaf | Node | None:
    """Return the leaf block that the rest of a line starts, if it starts one by a marker.

    Args:
        source: the text.
        line: the line; it is not blank, and not indented as code.
        in_paragraph: whether a paragraph is open.

    Returns:
        The node of an ATX heading or thematic break; a fenced code or HTML block that has yet to take the
        line; None if the line starts none of these.
    """
    s, first = line.s, line.first
    char = s[first]
    if char == "#":
        if ATX_HEADING.match(s, first):
            leaves = make_leaves(source, heading_tokens(s, line.pos, line.after))
            return join_nodes(source, "heading", leaves)
    elif char in "*-_":
        if THEMATIC_BREAK.match(s, first):
            leaves = make_leaves(source, rule_tokens(s, line.pos, line.after))
            return join_nodes(source, "thematic_break", leaves)
    elif char in "`~":
        if fence := CODE_FENCE.match(s, first):
            return Fence(source, fence[0])
    elif char == "<" and (start := HTML_START.match(s, first)):
        condition = start.lastindex or 0
        if not (condition == 7 and in_paragraph):  # a lone tag cannot interrupt a paragraph
            return Html(source, HTML_END.get(condition))
    return None


def is_open_html(block: str) -> bool:
    """Return whether an HTML block lacks the end that its start condition asks for (section 4.6)."""
    start = HTML_START.match(block)
    if start is None or start.lastindex not in HTML_END:
        return False
    return HTML_END[start.lastindex].search(block) is None


class Leaf:
    """A leaf block that may take more lines.

    Attributes:
        kind: kind of its node.
        content: kind of the leaves that its lines are.
        source: the text.
        parts: its children so far.
        is_complete: whether the last line has ended it.
    """

    __slots__ = ("is_complete", "parts", "source")
    kind: ClassVar[str]
    content: ClassVar[str]

    def __init__(self, source: Source) -> None:
        self.source = source
        self.parts: list[Node] = []
        self.is_complete = False

    def claims(self, line: Line) -> bool:
        """Return whether a line that continues all containers is part of it before anything else."""
        return False

    def take(self, line: Line) -> None:
        """Add a line, with the markers of containers before the rest of it."""
        self.parts += line.prefix
        self.read(line)

    def read(self, line: Line) -> None:
        """Add the rest of a line."""
        if line.pos < line.after:
            self.parts.append(Node(self.source, self.content, line.pos, line.after))

    def close(self) -> list[Node]:
        """Return its node, or the nodes that it turns out to be."""
        return [join_nodes(self.source, self.kind, self.parts)]


class IndentedCode(Leaf):
    """An indented code block (section 4.4). Blank lines are part of it if more code follows."""

    __slots__ = ()
    kind = content = "code"

    def claims(self, line: Line) -> bool:
        """Return whether the line is code."""
        return line.indent > 3 and line.first < line.end


class Fence(Leaf):
    """A fenced code block (section 4.5)."""

    __slots__ = ("fence",)
    kind = "fence"
    content = "code"

    def __init__(self, source: Source, fence: str) -> None:
        super().__init__(source)
        self.fence = fence

    def claims(self, line: Line) -> bool:
        """Return True: nothing but a closing fence ends it."""
        return True

    def read(self, line: Line) -> None:
        """Add the rest of a line: the opening fence with its info string, code, or the closing fence."""
        s, first, fence = line.s, line.first, self.fence
        if not self.parts:
            end = first + len(fence)
            tokens = ("marker", line.pos, end), *line_tokens(s, end, line.after, "info")
            self.parts = make_leaves(self.source, tokens)
        elif (
            s.startswith(fence, first)
            and line.indent <= 3
            and not s[first : line.end].rstrip(" \t").strip(fence[0])
        ):
            self.parts += make_leaves(self.source, rule_tokens(s, line.pos, line.after))
            self.is_complete = True
        else:
            super().read(line)


class Html(Leaf):
    """An HTML block (section 4.6), which ends where `end` is found or, if it is None, before a blank line."""

    __slots__ = ("end",)
    kind = content = "html"

    def __init__(self, source: Source, end: re.Pattern[str] | None) -> None:
        super().__init__(source)
        self.end = end

    def claims(self, line: Line) -> bool:
        """Return whether the line is anything but the blank line that ends it."""
        return self.end is not None or line.first < line.end

    def read(self, line: Line) -> None:
        """Add the rest of a line, and look for the end in it."""
        super().read(line)
        if self.end is not None and self.end.search(line.s, line.pos, line.end):
            self.is_complete = True

    def close(self) -> list[Node]:
        """Return its node: a comment if nothing follows the comment that it starts with."""
        parts = self.parts
        text = self.source.normalized[parts[0].start : parts[-1].end].strip(" \t\n")
        is_comment = text.startswith("<!--") and text.find("-->") in (-1, len(text) - 3)
        return [join_nodes(self.source, "comment" if is_comment else "html", parts)]


class Paragraph(Leaf):
    """A paragraph (section 4.8), or a setext heading (section 4.3) once it has an underline."""

    __slots__ = ("indent",)

    def read(self, line: Line) -> None:
        """Add the rest of a line, which is not blank."""
        self.parts += make_leaves(self.source, line_tokens(line.s, line.pos, line.after))
        self.indent = line.indent

    def underline(self, line: Line) -> bool:
        """Make it a heading if `line` underlines it, unless there is nothing but definitions to underline."""
        s, first = line.s, line.first
        if s[first] not in "=-" or SETEXT_UNDERLINE.match(s, first) is None:
            return False
        stops = self._definitions()
        if stops and stops[-1] >= len(self.parts):
            return False
        self.parts += line.prefix
        self.parts += make_leaves(self.source, rule_tokens(s, line.pos, line.after))
        self.is_complete = True
        return True

    def split_table(self, line: Line) -> Table | None:
        """Take the header of a table from its end, if `line` is the delimiter row that makes it one."""
        s, parts = line.s, self.parts
        if s[line.first] not in "|:-" or self.indent > 3:
            return None
        text = parts[-2]  # the last leaf is the line end
        if not is_table(s, text.start, text.end, line.first, line.end):
            return None
        begin = len(parts) - 2
        while begin and parts[begin - 1].kind != "eol":
            begin -= 1
        header = parts[begin:]
        del parts[begin:]
        return Table(self.source, header, line)

    def close(self) -> list[Node]:
        """Return the link reference definitions at its start, and what remains of it."""
        source, parts = self.source, self.parts
        nodes: list[Node] = []
        begin = 0
        for stop in self._definitions():
            nodes.append(join_nodes(source, "definition", parts[begin:stop]))
            begin = stop
        if begin < len(parts):
            nodes.append(join_nodes(source, "heading" if self.is_complete else "paragraph", parts[begin:]))
        return nodes

    def _definitions(self) -> list[int]:
        """Return the index in `parts` after each link reference definition at the start (section 4.7)."""
        s, parts = self.source.normalized, self.parts
        if not parts or s[parts[0].start if parts[0].kind == "text" else parts[0].end] != "[":
            return []
        lines = [index for index, part in enumerate(parts) if part.kind == "text"]
        text = "\n".join([s[parts[index].start : parts[index].end] for index in lines])
        stops: list[int] = []
        pos = line = 0
        while pos < len(text) and (end := _definition_end(text, pos)) > pos:
            line = len(lines) if end == len(text) else line + text.count("\n", pos, end)
            stops.append(lines[line - 1] + 2)  # after the text and the line end
            pos = end
        return stops


class Table(Leaf):
    """A table (GFM 4.10), made from the leaves of its header and the line that is its delimiter row."""

    __slots__ = ()
    kind = "table"

    def __init__(self, source: Source, header: list[Node], line: Line) -> None:
        super().__init__(source)
        *lead, text, eol = header
        start = lead.pop().start if lead and lead[-1].kind == "space" else text.start
        self.parts = [*lead, self._row(start, eol.end), *line.prefix]
        delimiter = Node(source, "delimiter", line.pos, line.after)
        self.parts.append(join_nodes(source, "delimiter_row", [delimiter]))

    def read(self, line: Line) -> None:
        """Add the rest of a line as a row."""
        self.parts.append(self._row(line.pos, line.after))

    def _row(self, start: int, end: int) -> Node:
        leaves = make_leaves(self.source, row_tokens(self.source.normalized, start, end))
        return join_nodes(self.source, "row", leaves)


def _definition_end(text: str, pos: int) -> int:
    """Return where the link reference definition at `pos` ends, line end included; -1 if there is none."""
    definition = DEFINITION.match(text, pos)
    if definition is None or (definition[1] and not _is_balanced(definition[1])):
        return -1
    return definition.end()


def _is_balanced(destination: str) -> bool:
    """Return whether each parenthesis that is not escaped has its counterpart."""
    depth = 0
    escaped = False
    for char in destination:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0
