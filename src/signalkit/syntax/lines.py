r"""Single lines: the leaves that tile them, and the cells of table rows.

All functions take text whose lines end with ``\n`` alone (`signalkit.syntax.text.even_out`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.syntax.tree import Token

_CLOSING = re.compile(r"(?:^|(?<=[ \t]))#+\Z")
_DELIMITER = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+(?=\n|\Z)")


def cell_spans(s: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a table row stand, blanks around them left out; empty cells are empty spans.

    A pipe directly after a backslash is text, whatever stands before the backslash.
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
    """Undo the split at pipes that stand directly after a backslash."""
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
    """How many cells `cell_spans` finds in a line."""
    line = line.strip(" \t\n")
    if len(line) < 2:
        return 0 if line in ("", "|") else 1
    inner = line.count("|") - (line.count("\\|") if "\\" in line else 0)
    return inner + 1 - (line[0] == "|") - (line[-1] == "|" and line[-2] != "\\")


def is_table(s: str, header: int, header_end: int, delimiter: int, delimiter_end: int) -> bool:
    """Whether two lines are the header and the delimiter row of a GFM table (section 4.10)."""
    return (
        s.find("|", header, header_end) >= 0
        and _DELIMITER.match(s, delimiter) is not None
        and count_cells(s[header:header_end]) == count_cells(s[delimiter:delimiter_end])
    )


def row_tokens(s: str, start: int, end: int) -> Iterator[Token]:
    """The leaves of one line of a table, its line end included: cells, and what stands between them."""
    done = start
    stop = end - 1 if end > start and s[end - 1] == "\n" else end
    for left, right in cell_spans(s, start, stop):
        if left < right:
            if done < left:
                yield "pipe", done, left
            yield "cell", left, right
            done = right
    if done < end:
        yield "pipe", done, end


def heading_tokens(s: str, start: int, end: int) -> Iterator[Token]:
    """The leaves of an ATX heading line (section 4.2): marker, text, closing sequence, line end."""
    left, right = start, end
    while s[left] in " \t":
        left += 1
    while left < right and s[left] == "#":
        left += 1
    while left < right and s[left] in " \t":
        left += 1
    yield "marker", start, left
    while right > left and s[right - 1] in " \t\n":
        right -= 1
    text = right
    closing = _CLOSING.search(s, left, right) if s[right - 1] == "#" and right > left else None
    if closing is not None:
        text = closing.start()
        while text > left and s[text - 1] in " \t":
            text -= 1
    if left < text:
        yield "text", left, text
    if text < right:
        yield "closing", text, right
    if right < end:
        yield "eol", right, end


def line_tokens(s: str, start: int, end: int) -> Iterator[Token]:
    """The leaves of one line of a paragraph: indent, text, line end with the blanks before it."""
    left, right = start, end
    while left < right and s[left] in " \t":
        left += 1
    while right > left and s[right - 1] in " \t\n":
        right -= 1
    if start < left:
        yield "space", start, left
    if left < right:
        yield "text", left, right
    if right < end:
        yield "eol", right, end


def rule_tokens(s: str, start: int, end: int, kind: str = "marker") -> Iterator[Token]:
    """The leaves of a line that is all marker: setext underline, thematic break, fence."""
    right = end
    while right > start and s[right - 1] in " \t\n":
        right -= 1
    yield kind, start, right
    if right < end:
        yield "eol", right, end
