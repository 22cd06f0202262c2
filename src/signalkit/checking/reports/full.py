"""``full``: each finding with the line of the file, and marks below what it is about."""

from __future__ import annotations

from collections.abc import Sequence

import click

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import Diagnostic
from signalkit.display import sanitize, sanitize_line, width_of
from signalkit.document import Document

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_WIDTH = 100  # code points of a line that are shown


def _excerpt(document: Document, one: Diagnostic) -> list[str]:
    """Show the line on which a finding starts, or the part of it that matters, with marks below."""
    number, column = one.start
    span = document.line_span(number)
    text = sanitize(document.text[span.start : span.end])
    last = one.end[1] if one.end[0] == number else len(text) + 1
    left = max(0, min(column - 1, len(text)) - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = text[left : left + _WIDTH]
    before = ("… " if left else "") + shown[: column - 1 - left]
    marked = max(1, min(last, left + len(shown) + 1) - column)
    gutter = f"{number:>5} | "
    line = ("… " if left else "") + shown + (" …" if left + _WIDTH < len(text) else "")
    return [
        gutter + line,
        f"{'':>5} | {' ' * width_of(before)}{'^' * width_of(text[column - 1 : column - 1 + marked] or '^')}",
    ]


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the findings, separated by blank lines."""

    def style(text: str, colour: str | None = None, *, bold: bool = False) -> str:
        return click.style(text, fg=colour, bold=bold) if context.colour else text

    parts = []
    for one in diagnostics:
        colour = _COLOURS[one.severity]
        fixable = "" if one.fix is None else " [*]" if one.fix.safe else " [-]"
        head = f"{style(one.code, colour, bold=True)}{fixable} {sanitize_line(one.message)} [{one.rule}]"
        line, column = one.start
        place = f"  --> {sanitize_line(name_of(one))}:{line}:{column}"
        parts.append("\n".join([head, style(place, "blue"), *_excerpt(context.document(one.path), one), ""]))
    return "\n".join(parts)
