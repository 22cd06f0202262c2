"""How wide the producers of tables have counted text to be, and which of the ways a table shows.

Where wcwidth is not installed, tabulate counts characters. The rules of wcwidth have changed: up to 0.2.8
the widths of characters are added up, up to 0.2.12 joined emoji count as one, and since then U+FE0F widens
the character before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from unicodedata import category

from signalkit.codec import pipe_table
from signalkit.display import width_of
from signalkit.syntax.lines import cell_spans

Measure = Callable[[str], int]
"""Returns the width of a text in columns."""

# Letters, punctuation and currency signs of one column each.
_DISPUTED = re.compile("[^\x00-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def _width_until_0_2_8(text: str) -> int:
    return _add_up(text, joins=False, styles=False)


def _width_until_0_2_12(text: str) -> int:
    return _add_up(text, joins=True, styles=False)


def _width_until_0_2_14(text: str) -> int:
    return _add_up(text, joins=True, styles=True)


def _add_up(text: str, *, joins: bool, styles: bool) -> int:
    """Add up the widths of characters.

    Args:
        text: any.
        joins: whether a skin tone, a spacing mark, a soft hyphen, and what follows a joiner have no width.
        styles: whether U+FE0F widens the character before it.
    """
    if text.isascii():
        return len(text)
    from wcwidth import wcwidth

    total = 0
    previous = ""
    for character in text:
        width = wcwidth(character)
        if width < 0:
            return len(text)
        if "\U0001f1e6" <= character <= "\U0001f1ff":
            width = 1  # a letter of a flag
        elif character in _SKIN_TONES:
            width = 0 if joins else 2
        elif character == _EMOJI_STYLE:
            width = width_of(previous + character) - width_of(previous) if styles else 0
        elif character == "\u00ad" or category(character) == "Mc":
            width = 0 if joins else 1
        if joins and previous == _JOINER:
            previous = ""
        else:
            total += width
            previous = character
    return total


MEASURES: tuple[Measure, ...] = (
    len,
    width_of,
    _width_until_0_2_14,
    _width_until_0_2_12,
    _width_until_0_2_8,
)
"""The ways in which a producer may have counted, the most likely first. On ASCII they agree."""


def measure_of(table: str) -> Measure | None:
    r"""Return the measure by which a table is in canonical form; None if it is in none.

    Args:
        table: its lines, which end with ``\n`` alone, without the last line end.
    """
    for measure in MEASURES if is_disputed(table) else MEASURES[:1]:
        if pad_table(table, measure) == table:
            return measure
    return None


def pad_table(table: str, measure: Measure = len) -> str:
    r"""Return a table in canonical form by the alignments of its delimiter row.

    A row with too few cells gets no more. A table stays as it is if it has a row with too many cells, or one
    with too few that is not closed: it may be a piece of a row, or text below the table.

    Args:
        table: its lines, which end with ``\n`` alone, without the last line end.
        measure: how its cells are measured.
    """
    lines = table.split("\n")
    header, delimiter, *rows = [
        [line[start:end] for start, end in cell_spans(line, 0, len(line))] for line in lines
    ]
    size = len(header)
    is_closed = all(map(_is_closed, lines))
    if any(len(row) > size or (len(row) < size and not is_closed) for row in rows):
        return table
    columns = [[row[i] if i < len(row) else "" for row in rows] for i in range(size)]
    alignments = [_alignment(dashes, cells) for dashes, cells in zip(delimiter, columns, strict=True)]
    return "\n".join(pipe_table.lines(header, columns, alignments, measure, map(len, rows)))


def _is_closed(line: str) -> bool:
    """Return whether a line of a table has a pipe at both ends."""
    line = line.strip(" \t")
    return line.startswith("|") and line.endswith("|") and not line.endswith("\\|")


def _alignment(dashes: str, cells: Sequence[str]) -> str:
    left, right = dashes.startswith(":"), dashes.endswith(":")
    if left and right:
        return "center"
    if right or (not left and pipe_table.is_numeric(cells)):
        return "right"
    return "left" if left or cells else ""


def is_disputed(text: str) -> bool:
    """Return whether the measures may disagree about a text."""
    return not text.isascii() and _DISPUTED.search(text) is not None


def choose_measure(columns: Iterable[tuple[int, str]]) -> Measure:
    """Return the measure by which most cells are as wide as their column; characters if none shows.

    Args:
        columns: width of the column and text between the pipes, for each cell.
    """
    disputed = [(width, text) for width, text in columns if is_disputed(text)]
    return max(MEASURES, key=lambda measure: sum(measure(text) == width for width, text in disputed))
