r"""The block rules of CommonMark 0.31.2 and GFM tables, line by line, losing nothing.

`parse_region` reads whole top-level blocks from a given line on and stops where the next line starts
afresh. It follows the strategy of CommonMark's appendix ("Phase 1: block structure"), with tokens kept for
every character. All functions take text whose lines end with ``\n`` alone (`signalkit.syntax.text.even_out`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.syntax.lines import heading_tokens, is_table, line_tokens, row_tokens, rule_tokens
from signalkit.syntax.tree import Node, Source, Token

MAX_DEPTH = 100
"""Containers nest this deep at most; markers further in are text (as in other parsers with such a bound)."""

ATX = re.compile(r"(#{1,6})(?=[ \t\n]|\Z)")
FENCE = re.compile(r"(`{3,})(?=[^`\n]*(?:\n|\Z))|(~{3,})")
SETEXT = re.compile(r"(=+|-+)[ \t]*(?=\n|\Z)")
THEMATIC = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)(?=\n|\Z)")
BULLET = re.compile(r"[*+-](?=[ \t\n]|\Z)")
ORDERED = re.compile(r"([0-9]{1,9})[.)](?=[ \t\n]|\Z)")

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|"
    "div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|"
    "iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|"
    "summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_VALUE = r"""(?:[^ \t\n"'=<>`]++|'[^'\n]*+'|"[^"\n]*+")"""
_ATTRIBUTE = rf"[ \t]++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:[ \t]*+=[ \t]*+{_VALUE})?+"
# How HTML blocks start (section 4.6), and what ends each; those of the last two kinds, a blank line.
_HTML: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=[ \t>\n]|\Z)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCK_TAGS})(?=[ \t\n]|/?>|\Z)", re.I), None),
    (
        re.compile(
            rf"(?:<[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+[ \t]*+/?>|</[A-Za-z][A-Za-z0-9-]*+[ \t]*+>)"
            r"[ \t]*+(?=\n|\Z)"
        ),
        None,
    ),
)

# Link reference definitions (section 4.7), matched against a paragraph whose lines have lost their indent.
_LABEL = re.compile(r"\[(?=[^\]]*[^\s\]])(?:[^\\\[\]]|\\.){1,999}+\]:[ \t]*+(?:\n[ \t]*+)?+", re.S)
_ANGLED = re.compile(r"<(?:[^<>\n\\]|\\.)*+>")
_BARE = re.compile(r"[^\x00-\x20\x7f<][^\x00-\x20\x7f]*+")
_TITLE = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))[ \t]*+(?:\n|\Z)""", re.S
)
_REST = re.compile(r"[ \t]*+(?:\n|\Z)")
_GAP = re.compile(r"[ \t]*+(?:\n[ \t]*+)?+")


def is_open_html(block: str) -> bool:
    """Whether an HTML block still waits for the end that its start asks for (section 4.6)."""
    for begin, end in _HTML:
        if begin.match(block):
            return end is not None and end.search(block) is None
    return False


class _Open:
    """A block that is still open."""

    __slots__ = ("char", "end_pattern", "indent", "kind", "lines", "parts", "size")

    def __init__(self, kind: str, indent: int = 0, char: str = "", size: int = 0) -> None:
        self.kind = kind
        self.parts: list[Node] = []
        self.indent = indent  # of an item: columns up to its content
        self.char = char  # of a list or fence: its marker
        self.size = size  # of a fence: its length
        self.end_pattern: re.Pattern[str] | None = None  # of an HTML block
        # of a paragraph, for each line: index in parts, start and end of its text, its indent in columns
        self.lines: list[tuple[int, int, int, int]] = []


def _indent(s: str, pos: int, column: int) -> tuple[int, int]:
    """Offset and column of the first character from `pos` on that is neither blank nor tab."""
    size = len(s)
    while pos < size:
        char = s[pos]
        if char == " ":
            column += 1
        elif char == "\t":
            column += 4 - column % 4
        else:
            break
        pos += 1
    return pos, column


def _advance(s: str, pos: int, column: int, columns: int) -> tuple[int, int]:
    """Move over blanks by so many columns; a tab that is used in part is not passed."""
    target = column + columns
    while column < target:
        if s[pos] == "\t":
            stop = column + 4 - column % 4
            if stop > target:
                return pos, target
            column = stop
        else:
            column += 1
        pos += 1
    return pos, column


class _Region:
    """The state of the parser between two lines."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.s = source.even
        self.root = _Open("document")
        self.stack = [self.root]
        self.leaf: _Open | None = None
        self.pending: list[tuple[int, list[Token]]] = []

    # -- nodes -------------------------------------------------------------------------------------------

    def put(self, block: _Open, tokens: list[Token] | Iterator[Token]) -> None:
        source = self.source
        block.parts += [Node(source, kind, start, end) for kind, start, end in tokens]

    def node(self, kind: str, parts: list[Node]) -> Node:
        return Node(self.source, kind, parts[0].start, parts[-1].end, tuple(parts))

    def close_leaf(self) -> None:
        leaf = self.leaf
        if leaf is None:
            return
        self.leaf = None
        if leaf.kind == "paragraph":
            self.close_paragraph(leaf, "paragraph")
        elif leaf.kind == "html":
            first, last = leaf.parts[0].start, leaf.parts[-1].end
            text = self.s[first:last].strip(" \t\n")
            closed = text.find("-->")
            comment = text.startswith("<!--") and (closed < 0 or closed == len(text) - 3)
            self.stack[-1].parts.append(self.node("comment" if comment else "html", leaf.parts))
        else:
            self.stack[-1].parts.append(self.node(leaf.kind, leaf.parts))

    def close_paragraph(self, leaf: _Open, kind: str) -> None:
        """Close a paragraph or setext heading, link reference definitions split off."""
        parent = self.stack[-1].parts
        used = self.definitions(leaf) if leaf.lines and self.s[leaf.lines[0][1]] == "[" else []
        begin = 0
        for count in used:
            stop = leaf.lines[count][0] if count < len(leaf.lines) else len(leaf.parts)
            parent.append(self.node("definition", leaf.parts[begin:stop]))
            begin = stop
        if begin < len(leaf.parts):
            parent.append(self.node(kind, leaf.parts[begin:]))

    def definitions(self, leaf: _Open) -> list[int]:
        """For each link reference definition that the paragraph starts with: the line behind it."""
        text = "\n".join([self.s[start:end] for _, start, end, _ in leaf.lines])
        ends: list[int] = []
        pos = line = 0
        while pos < len(text):
            stop = _definition(text, pos)
            if stop < 0:
                break
            line = len(leaf.lines) if stop == len(text) else line + text.count("\n", pos, stop)
            ends.append(line)
            pos = stop
        return ends

    def close_to(self, depth: int) -> None:
        """Close the leaf and all containers deeper than `depth`; blank lines find their place."""
        self.close_leaf()
        stack, pending = self.stack, self.pending
        while len(stack) - 1 > depth:
            level = len(stack) - 1
            here = 0
            while here < len(pending) and pending[here][0] >= level:
                self.put(stack[-1], pending[here][1])
                here += 1
            del pending[:here]
            top = stack.pop()
            stack[-1].parts.append(self.node(top.kind, top.parts))
        self.flush(stack[-1])

    def flush(self, block: _Open) -> None:
        for _, tokens in self.pending:
            self.put(block, tokens)
        self.pending.clear()

    # -- lines -------------------------------------------------------------------------------------------

    def fresh(self, start: int) -> bool:
        """Whether the line at `start`, not blank, has nothing to do with the lines before it."""
        stack, leaf = self.stack, self.leaf
        if leaf is not None and (leaf.kind == "paragraph" or len(stack) == 1):
            return False
        if len(stack) == 1:
            return bool(self.root.parts)
        return self.s[start] not in " \t>*+-0123456789"

    def match_containers(self, ls: int, le: int, prefix: list[Token]) -> tuple[int, int, int]:
        """Match the open containers against the line: depth matched, offset and column behind them."""
        s, stack = self.s, self.stack
        pos = ls
        column = matched = 0
        for depth in range(1, len(stack)):
            block = stack[depth]
            if block.kind == "list":
                matched = depth
                continue
            inner, inner_column = _indent(s, pos, column)
            if block.kind == "quote":
                if inner >= le or s[inner] != ">" or inner_column - column > 3:
                    break
                begin = pos
                pos, column = inner + 1, inner_column + 1
                if pos < le and s[pos] in " \t":
                    pos, column = _advance(s, pos, column, 1)
                prefix.append(("marker", begin, pos))
            elif inner >= le:
                if len(block.parts) == 1 and self.leaf is None and depth == len(stack) - 1:
                    break  # an item may start with one blank line, not two (section 5.2)
            elif inner_column - column >= block.indent:
                begin = pos
                pos, column = _advance(s, pos, column, block.indent)
                if begin < pos:
                    prefix.append(("space", begin, pos))
            else:
                break
            matched = depth
        # a list whose item did not match goes on only with another item
        return matched, pos, column

    def line(self, ls: int, le: int, ne: int) -> None:
        """Take in one line: from `ls`, its text up to `le`, its line end up to `ne`."""
        s, stack = self.s, self.stack
        prefix: list[Token] = []
        pos, column, depth = ls, 0, 0
        if len(stack) > 1:
            depth, pos, column = self.match_containers(ls, le, prefix)
        complete = depth == len(stack) - 1
        inner, inner_column = _indent(s, pos, column)
        leaf = self.leaf

        if leaf is not None and complete and leaf.kind in ("fence", "html", "code"):
            if leaf.kind == "code":
                if inner < le and inner_column - column >= 4:
                    self.flush(leaf)
                    self.put(leaf, [*prefix, ("code", pos, ne)])
                    return
            elif self.continue_verbatim(leaf, prefix, pos, inner, inner_column - column, le, ne):
                return
            leaf = self.leaf

        if inner >= le:
            self.blank(depth, complete, prefix, pos, ne)
            return

        started = False
        while True:
            paragraph = leaf is not None and leaf.kind == "paragraph" and not started
            indent = inner_column - column
            char = s[inner]
            if indent > 3:
                if paragraph:
                    break
                self.start(depth, prefix, started)
                self.leaf = leaf = _Open("code")
                self.put(leaf, [("code", pos, ne)])
                return
            if char == ">":
                if len(stack) + 1 > MAX_DEPTH:
                    break
                self.start(depth, prefix, started)
                begin = pos
                pos, column = inner + 1, inner_column + 1
                if pos < le and s[pos] in " \t":
                    pos, column = _advance(s, pos, column, 1)
                stack.append(_Open("quote"))
                self.put(stack[-1], [("marker", begin, pos)])
            elif char == "#" and ATX.match(s, inner):
                self.start(depth, prefix, started)
                block = _Open("heading")
                self.put(block, heading_tokens(s, pos, ne))
                stack[-1].parts.append(self.node("heading", block.parts))
                return
            elif char in "`~" and (match := FENCE.match(s, inner)):
                self.start(depth, prefix, started)
                fence = match[0]
                self.leaf = leaf = _Open("fence", char=char, size=len(fence))
                self.put(leaf, [("marker", pos, match.end())])
                self.put(
                    leaf,
                    (("info" if t[0] == "text" else t[0], *t[1:]) for t in line_tokens(s, match.end(), ne)),
                )
                return
            elif (char == "<" and self.start_html(depth, prefix, started, paragraph, pos, inner, le, ne)) or (
                paragraph
                and complete
                and char in "=-"
                and SETEXT.match(s, inner)
                and self.setext(prefix, pos, ne)
            ):
                return
            elif char in "*-_" and THEMATIC.match(s, inner):
                self.start(depth, prefix, started)
                block = _Open("thematic_break")
                self.put(block, rule_tokens(s, pos, ne))
                stack[-1].parts.append(self.node("thematic_break", block.parts))
                return
            elif (char in "*+-" and (match := BULLET.match(s, inner))) or (
                "0" <= char <= "9" and (match := ORDERED.match(s, inner))
            ):
                width = match.end() - inner
                after, after_column = _indent(s, match.end(), inner_column + width)
                bare = after >= le
                if (paragraph and complete and (bare or (match.lastindex and int(match[1]) != 1))) or (
                    len(stack) + 2 > MAX_DEPTH
                ):
                    break
                marker = s[match.end() - 1]
                top = stack[-1] if started else stack[depth]
                same = top.kind == "list" and top.char == marker
                self.start(depth, prefix, started, into_list=same)
                if not same:
                    stack.append(_Open("list", char=marker))
                begin = pos
                pos, column = match.end(), inner_column + width
                gap = after_column - column
                if bare or gap > 4:
                    gap = 1
                    if pos < le:
                        pos, column = _advance(s, pos, column, 1)
                else:
                    pos, column = after, after_column
                stack.append(_Open("item", indent=indent + width + gap))
                self.put(stack[-1], [("marker", begin, pos)])
                if bare:
                    if pos < ne:
                        self.put(stack[-1], [("blank", pos, ne)])
                        # the rest of the marker line is no child: the item may still be empty
                        parts = stack[-1].parts
                        parts[:] = [Node(self.source, "marker", begin, ne)]
                    return
            else:
                break
            started = True
            depth = len(stack) - 1
            prefix = []
            inner, inner_column = _indent(s, pos, column)
            if inner >= le:
                self.blank(depth, True, prefix, pos, ne)
                return

        self.text(depth, complete, started, prefix, pos, inner_column - column, le, ne)

    def start(self, depth: int, prefix: list[Token], started: bool, *, into_list: bool = False) -> None:
        """Make room for a new block at `depth`."""
        if not started:
            if self.stack[depth].kind == "list" and not into_list:
                depth -= 1
            self.close_to(depth)
            self.put(self.stack[-1], prefix)

    def blank(self, depth: int, complete: bool, prefix: list[Token], pos: int, ne: int) -> None:
        """A blank line: its place is known when the next line is."""
        leaf = self.leaf
        if not complete:
            self.close_to(depth)
        elif leaf is not None and leaf.kind != "code":
            self.close_leaf()
        floor = max((i for i in range(depth + 1) if self.stack[i].kind == "quote"), default=0)
        if floor == 0 or pos < ne:
            prefix.append(("blank", pos, ne))
        self.pending.append((floor, prefix))

    def continue_verbatim(
        self, leaf: _Open, prefix: list[Token], pos: int, inner: int, indent: int, le: int, ne: int
    ) -> bool:
        """Take a line into the open fence or HTML block; False if it is not part of it."""
        s = self.s
        if leaf.kind == "fence":
            size = leaf.size
            if (
                indent <= 3
                and s.startswith(leaf.char * size, inner)
                and not s[inner:le].strip(" \t").strip(leaf.char)
            ):
                self.put(leaf, prefix)
                self.put(leaf, rule_tokens(s, pos, ne))
                self.close_leaf()
            else:
                self.put(leaf, prefix)
                if pos < ne:
                    self.put(leaf, [("code", pos, ne)])
            return True
        if leaf.end_pattern is None and inner >= le:
            return False
        self.put(leaf, prefix)
        if pos < ne:
            self.put(leaf, [("html", pos, ne)])
        if leaf.end_pattern is not None and leaf.end_pattern.search(s, pos, le):
            self.close_leaf()
        return True

    def start_html(
        self,
        depth: int,
        prefix: list[Token],
        started: bool,
        paragraph: bool,
        pos: int,
        inner: int,
        le: int,
        ne: int,
    ) -> bool:
        for kind, (begin, end) in enumerate(_HTML, 1):
            if begin.match(self.s, inner) and not (kind == 7 and paragraph):
                self.start(depth, prefix, started)
                self.leaf = leaf = _Open("html")
                leaf.end_pattern = end
                self.put(leaf, [("html", pos, ne)])
                if end is not None and end.search(self.s, inner, le):
                    self.close_leaf()
                return True
        return False

    def setext(self, prefix: list[Token], pos: int, ne: int) -> bool:
        """Turn the open paragraph into a setext heading, if anything but definitions is in it."""
        leaf = self.leaf
        assert leaf is not None
        if self.s[leaf.lines[0][1]] == "[":
            ends = self.definitions(leaf)
            if ends and ends[-1] == len(leaf.lines):
                return False
        self.put(leaf, prefix)
        self.put(leaf, rule_tokens(self.s, pos, ne))
        self.leaf = None
        self.close_paragraph(leaf, "heading")
        return True

    def text(
        self,
        depth: int,
        complete: bool,
        started: bool,
        prefix: list[Token],
        pos: int,
        indent: int,
        le: int,
        ne: int,
    ) -> None:
        """A line that starts no block: goes on with a paragraph or table, or starts a paragraph."""
        leaf = self.leaf
        if leaf is not None and not started:
            if leaf.kind == "table" and complete and indent <= 3:
                self.put(leaf, prefix)
                self.row(leaf, pos, ne)
                return
            if leaf.kind == "paragraph":
                if complete and indent <= 3 and self.start_table(leaf, prefix, pos, le, ne):
                    return
                self.paragraph_line(leaf, prefix, pos, indent, ne)
                return
        self.start(depth, prefix, started)
        self.leaf = leaf = _Open("paragraph")
        self.paragraph_line(leaf, [], pos, indent, ne)

    def paragraph_line(self, leaf: _Open, prefix: list[Token], pos: int, indent: int, ne: int) -> None:
        index = len(leaf.parts)
        self.put(leaf, prefix)
        tokens = list(line_tokens(self.s, pos, ne))
        self.put(leaf, tokens)
        text = next(token for token in tokens if token[0] == "text")
        leaf.lines.append((index, text[1], text[2], indent))

    def row(self, table: _Open, pos: int, ne: int, kind: str = "row") -> None:
        row = _Open(kind)
        self.put(row, [("delimiter", pos, ne)] if kind == "delimiter_row" else row_tokens(self.s, pos, ne))
        table.parts.append(self.node(kind, row.parts))

    def start_table(self, leaf: _Open, prefix: list[Token], pos: int, le: int, ne: int) -> bool:
        """Make the last line of the paragraph the header of a table, if this line is its delimiter row."""
        s = self.s
        if s[pos:le].lstrip(" \t")[:1] not in ("|", ":", "-"):
            return False
        index, start, end, indent = leaf.lines[-1]
        left, _ = _indent(s, pos, 0)
        if indent > 3 or not is_table(s, start, end, left, le):
            return False
        table = _Open("table")
        header = leaf.parts[index:]
        lead = [node for node in header if node.end <= start]
        begin, stop = start, header[-1].end
        if lead and lead[-1].kind == "space":
            begin = lead.pop().start
        del leaf.parts[index:], leaf.lines[-1]
        self.leaf = None
        if leaf.parts:
            self.close_paragraph(leaf, "paragraph")
        table.parts += lead
        self.row(table, begin, stop)
        self.put(table, prefix)
        self.row(table, pos, ne, "delimiter_row")
        self.leaf = table
        return True


def _definition(text: str, pos: int) -> int:
    """Where the link reference definition at `pos` ends (behind its line end); -1 if there is none."""
    label = _LABEL.match(text, pos)
    if label is None:
        return -1
    pos = label.end()
    match = _ANGLED.match(text, pos)
    if match is None:
        match = _BARE.match(text, pos)
        if match is None or not _balanced(match[0]):
            return -1
    pos = match.end()
    gap = _GAP.match(text, pos)
    assert gap is not None
    if gap.end() > pos and (title := _TITLE.match(text, gap.end())):
        return title.end()
    rest = _REST.match(text, pos)
    return rest.end() if rest else -1


def _balanced(destination: str) -> bool:
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


def parse_region(source: Source, start: int) -> tuple[list[Node], int]:
    """Read top-level blocks from the line at `start` on, until a line starts afresh or the text ends.

    Args:
        source: the text to read.
        start: offset of a line at which no block is open.

    Returns:
        The nodes, which tile the text from `start` to the second value: where to go on.
    """
    region = _Region(source)
    s = source.even
    size = len(s)
    pos = start
    while pos < size:
        le = s.find("\n", pos)
        ne = le + 1
        if le < 0:
            le = ne = size
        if pos > start and region.fresh(pos) and s[pos:le].strip(" \t"):
            break
        region.line(pos, le, ne)
        pos = ne
    region.close_to(0)
    return region.root.parts, pos
