r"""Single lines: the leaves that tile them, and the cells of table rows.

All functions take text whose lines all end with ``\n`` alone (`signalkit.syntax.text.even_out`).
"""

from __future__ import annotations

from collections.abc import Iterable

from signalkit.syntax.patterns import CLOSING_SEQUENCE, DELIMITER_ROW
from signalkit.syntax.tree import Node, Source, Token


def make_leaves(source: Source, tokens: Iterable[Token]) -> list[Node]:
    """Return a node for each token."""
    return [Node(source, kind, start, end) for kind, start, end in tokens]


def cell_spans(s: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the cells of a table row, without whitespace around them; empty ones included.

    A pipe directly after a backslash is text, no matter what precedes the backslash.
    """
    line = s[start:end]
    text = line.strip(" \t")
    start += len(line) - len(line.lstrip(" \t"))
    if text[:1] == "|":
        start += 1
        text = text[1:]
    spans: list[tuple[int, int]] = []
    if not text:
        return spans
    pieces = text.split("|")
    if "\\|" in text:
        pieces = _rejoin(pieces)
    if not pieces[-1]:
        del pieces[-1]
    for piece in pieces:
        left = start + len(piece) - len(piece.lstrip(" \t"))
        right = start + len(piece.rstrip(" \t"))
        spans.append((left, right) if left < right else (left, left))
        start += len(piece) + 1
    return spans


def _rejoin(pieces: list[str]) -> list[str]:
    """Undo the split at pipes directly after a backslash."""
    cells: list[str] = []
    open_cell: list[str] = []
    for piece in pieces:
        open_cell.append(piece)
        if not piece.endswith("\\"):
            cells.append("|".join(open_cell))
            open_cell = []
    if open_cell:
        cells.append("|".join(open_cell))
    return cells


def count_cells(line: str) -> int:
    """Return how many cells `cell_spans` finds in a line."""
    line = line.strip(" \t\n")
    if len(line) < 2:
        return 0 if line in ("", "|") else 1
    inner = line.count("|") - (line.count("\\|") if "\\" in line else 0)
    return inner + 1 - (line[0] == "|") - (line[-1] == "|" and line[-2] != "\\")


def is_table(s: str, header: int, header_end: int, delimiter: int, delimiter_end: int) -> bool:
    """Return whether two lines are the header and the delimiter row of a GFM table (section 4.10)."""
    return (
        s.find("|", header, header_end) >= 0
        and DELIMITER_ROW.match(s, delimiter) is not None
        and count_cells(s[header:header_end]) == count_cells(s[delimiter:delimiter_end])
    )


def row_tokens(s: str, start: int, end: int) -> list[Token]:
    """Return the leaves of one line of a table, line end included: cells, and what separates them."""
    tokens: list[Token] = []
    done = start
    stop = end - 1 if end > start and s[end - 1] == "\n" else end
    for left, right in cell_spans(s, start, stop):
        if left < right:
            if done < left:
                tokens.append(("pipe", done, left))
            tokens.append(("cell", left, right))
            done = right
    if done < end:
        tokens.append(("pipe", done, end))
    return tokens


def heading_tokens(s: str, start: int, end: int) -> list[Token]:
    """Return the leaves of an ATX heading line (section 4.2): marker, text, closing sequence, line end."""
    left, right = start, end
    while s[left] in " \t":
        left += 1
    while left < right and s[left] == "#":
        left += 1
    while left < right and s[left] in " \t":
        left += 1
    tokens: list[Token] = [("marker", start, left)]
    while right > left and s[right - 1] in " \t\n":
        right -= 1
    text = right
    closing = CLOSING_SEQUENCE.search(s, left, right) if s[right - 1] == "#" and right > left else None
    if closing is not None:
        text = closing.start()
        while text > left and s[text - 1] in " \t":
            text -= 1
    if left < text:
        tokens.append(("text", left, text))
    if text < right:
        tokens.append(("closing", text, right))
    if right < end:
        tokens.append(("eol", right, end))
    return tokens


def line_tokens(s: str, start: int, end: int, kind: str = "text") -> list[Token]:
    """Return the leaves of one line of text: indentation, text, line end with the whitespace before it."""
    tokens: list[Token] = []
    left, right = start, end
    while left < right and s[left] in " \t":
        left += 1
    while right > left and s[right - 1] in " \t\n":
        right -= 1
    if start < left:
        tokens.append(("space", start, left))
    if left < right:
        tokens.append((kind, left, right))
    if right < end:
        tokens.append(("eol", right, end))
    return tokens


def rule_tokens(s: str, start: int, end: int) -> list[Token]:
    """Return the leaves of a line that is all marker: setext underline, thematic break, fence."""
    right = end
    while right > start and s[right - 1] in " \t\n":
        right -= 1
    tokens: list[Token] = [("marker", start, right)]
    if right < end:
        tokens.append(("eol", right, end))
    return tokens
