"""``full``: each finding with the line of the file, and marks below what it is about."""

from __future__ import annotations

from collections.abc import Sequence

import click

from signalkit.checking.reports import Context, place_of
from signalkit.checking.rule import Diagnostic, Location
from signalkit.display import sanitize, sanitize_line, width_of, wrap
from signalkit.document import Document
from signalkit.syntax.text import Span

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_INDENT = "    "  # of the further lines of a message
_LEAST = 20  # columns of a line that are shown, however narrow the terminal is


def _excerpt(document: Document, one: Diagnostic | Location, width: int, mark: str) -> list[str]:
    """Show the line on which a place starts, or the part of it that fits, with marks below.

    Args:
        document: The file.
        one: A finding, or a place that it refers to.
        width: How many columns both lines may take.
        mark: What is repeated below the place.
    """
    number, column = one.start
    line = document.line_span(number)
    start = min(line.start + column - 1, line.end)
    end = line.start + one.end[1] - 1 if one.end[0] == number else line.end
    end = min(max(end, start), line.end)
    gutter = f"{number:>5} | "
    left, right = _window(document.text, line, start, end, max(_LEAST, width - len(gutter)))
    before = "… " if left > line.start else ""
    after = " …" if right < line.end else ""
    indent = width_of(before + sanitize(document.text[left:start]))
    marks = max(1, width_of(sanitize(document.text[start : min(end, right)])))
    return [
        f"{gutter}{before}{sanitize(document.text[left:right])}{after}",
        f"{'| ':>{len(gutter)}}{' ' * indent}{mark * marks}",
    ]


def _window(text: str, line: Span, start: int, end: int, room: int) -> tuple[int, int]:
    """Return the part of a line that fits into some columns, with what is marked in its middle.

    Args:
        text: The text of the file.
        line: The line.
        start: Where the marked part begins, an offset in the text.
        end: Where it ends.
        room: The columns, with those of the ellipses on both sides.
    """
    if line.end - line.start <= 2 * room and width_of(sanitize(text[line.start : line.end])) <= room:
        return line.start, line.end
    room -= 4
    # No more of a long line is looked at than could be shown.
    first, last = max(line.start, start - room), min(line.end, start + room)
    widths = [width_of(character) for character in sanitize(text[first:last])]
    left = right = start - first
    marked = min(sum(widths[left : end - first]), room)
    used = 0
    while left > 0 and used + widths[left - 1] <= (room - marked) // 2:
        left -= 1
        used += widths[left]
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    while left > 0 and used + widths[left - 1] <= room:  # the line has ended: more of its beginning
        left -= 1
        used += widths[left]
    return first + left, first + right


def _related(other: Location, context: Context) -> list[str]:
    """Show the line of a place that a finding refers to; nothing of a file that cannot be read any more."""
    try:
        document = context.document(other.path)
    except OSError:
        return []
    return _excerpt(document, other, context.width, "-")


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the findings, a blank line after each."""

    def style(text: str, colour: str | None = None, *, bold: bool = False) -> str:
        return click.style(text, fg=colour, bold=bold) if context.colour else text

    parts = []
    for one in diagnostics:
        colour = _COLOURS[one.severity]
        fixable = "" if one.fix is None else " [*]" if one.fix.safe else " [-]"
        message = f"{one.code}{fixable} {sanitize_line(one.message)} [{one.rule}]"
        first, *more = wrap(message, max(_LEAST, context.width - len(_INDENT)))
        lines = [
            style(one.code, colour, bold=True) + first.removeprefix(one.code),
            *(f"{_INDENT}{line}" for line in more),
            style(f"  --> {place_of(one)}", "blue"),
        ]
        if not one.about_corpus:
            lines += _excerpt(context.document(one.path), one, context.width, "^")
        for other in one.related:
            lines += [
                f"{style('note', 'cyan')}: {sanitize_line(other.message)}",
                style(f"  --> {place_of(other)}", "blue"),
                *_related(other, context),
            ]
        parts.append("\n".join([*lines, ""]))
    return "".join(f"{part}\n" for part in parts)
