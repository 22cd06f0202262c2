"""A line that is being read, from one container marker to the next."""

from __future__ import annotations

from signalkit.syntax.tree import Node, Source


class Line:
    """A line and how far it has been read.

    Offsets are code points into the text. Columns count from 0; a tab ends at the next multiple of four
    (CommonMark 0.31.2, section 2.2), so a container may use only part of it.

    Args:
        source: the text.
        start: offset of the first character of the line.

    Attributes:
        s: the text with normalized line endings.
        end: offset of the line end.
        after: offset of the next line.
        pos: offset up to which the line has been read.
        column: column of `pos`, or a later one inside the tab at `pos`.
        first: offset of the first character from `pos` on that is neither space nor tab; `end` if none is.
        indent: columns from `column` to `first`; from 4 on, they make it a line of code (section 4.4).
        depth: how many of the open containers the line continues.
        prefix: leaves that have been read and belong to no block yet: markers and indentation of containers.
    """

    __slots__ = ("after", "column", "depth", "end", "first", "indent", "pos", "prefix", "s")

    def __init__(self, source: Source, start: int) -> None:
        self.s = s = source.normalized
        self.end = end = s.find("\n", start)
        self.after = end + 1
        if end < 0:
            self.end = self.after = len(s)
        self.pos = start
        self.column = self.depth = 0
        self.prefix: list[Node] = []
        self._find_first()

    def _find_first(self) -> None:
        s, end, pos = self.s, self.end, self.pos
        start = column = self.column
        while pos < end:
            char = s[pos]
            if char == " ":
                column += 1
            elif char == "\t":
                column += 4 - column % 4
            else:
                break
            pos += 1
        self.first = pos
        self.indent = column - start

    def pass_marker(self, end: int) -> None:
        """Read up to `end`: the indentation and a marker, which has no tabs."""
        self.column += self.indent + end - self.first
        self.pos = end
        self._find_first()

    def pass_quote_marker(self) -> None:
        """Read over indentation, ``>`` and the space after it, if there is one (section 5.1)."""
        s, pos, column = self.s, self.first + 1, self.column + self.indent + 1
        if pos < self.end and s[pos] in " \t":
            column += 1
            if s[pos] == " " or column % 4 == 0:
                pos += 1
        self.pos = pos
        self.column = column
        self._find_first()

    def pass_columns(self, columns: int) -> None:
        """Read over columns of indentation, `indent` at most. A tab that is used in part is not passed."""
        s, pos, column = self.s, self.pos, self.column
        self.indent -= columns
        self.column = target = column + columns
        while column < target:
            column += 1 if s[pos] == " " else 4 - column % 4
            if column > target:
                break
            pos += 1
        self.pos = pos
