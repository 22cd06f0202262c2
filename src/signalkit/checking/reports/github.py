"""``github``: commands that GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import Diagnostic
from signalkit.display import sanitize, sanitize_line

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def escape_data(text: str) -> str:
    """Escape the text after a command (actions/toolkit, ``escapeData``)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape the value of a property (actions/toolkit, ``escapeProperty``)."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _place(one: Diagnostic) -> str:
    name = sanitize(name_of(one))
    return name if one.about_corpus else f"{name}:{one.start[0]}:{one.start[1]}"


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write a command for each finding; columns are left out if it spans lines."""
    lines = []
    for one in diagnostics:
        facts = {"title": f"signalkit ({one.code})"}
        if not one.about_corpus:  # which has no line that it could be shown beside
            facts |= {
                "file": sanitize(name_of(one)),
                "line": str(one.start[0]),
                "endLine": str(one.end[0]),
            }
        if one.start[0] == one.end[0] and not one.about_corpus:
            facts |= {"col": str(one.start[1]), "endColumn": str(one.end[1])}
        properties = ",".join(f"{name}={escape_property(value)}" for name, value in facts.items())
        message = f"{_place(one)}: {one.code} {sanitize_line(one.message)} [{one.rule}]"
        lines.append(f"::{_COMMANDS[one.severity]} {properties}::{escape_data(message)}\n")
    return "".join(lines)
