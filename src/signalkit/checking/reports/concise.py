"""``concise``: a line for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from signalkit.checking.reports import Context, place_of
from signalkit.checking.rule import Diagnostic
from signalkit.display import sanitize_line


def line_of(one: Diagnostic) -> str:
    """Write path, place, code, whether it can be fixed, what is wrong, and the name of the rule."""
    mark = "" if one.fix is None else "[*] " if one.fix.safe else "[-] "
    place = place_of(one)
    if place.startswith("::"):
        place = f"./{place}"  # no line begins like a command to GitHub's runner
    return f"{place}: {one.code} {mark}{sanitize_line(one.message)} [{one.rule}]"


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the lines."""
    return "".join(f"{line_of(one)}\n" for one in diagnostics)
