"""Changes of a text, as ``diff -u`` shows them."""

from __future__ import annotations

import difflib
import re

import click

from signalkit.display import sanitize

_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def unified_diff(old: str, new: str, name: str, *, context: int = 3) -> str:
    """Return the change from one text to another as a patch of git, with some lines of context.

    `git apply` and ``patch -p1`` take it; it is empty if there is no change.
    """
    before, after = (_file_name(f"{side}/{name.lstrip('/')}") for side in "ab")
    lines = difflib.unified_diff(_lines(old), _lines(new), before, after, n=context)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


_QUOTED = re.compile('["\\\\\x00-\x1f\x7f\ud800-\udfff]')
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _file_name(name: str) -> str:
    """Return a name as patches have it: quoted as in C if it needs to be, else with its end marked."""
    if _QUOTED.search(name) is None:
        return f"{name}\t" if " " in name else name
    return f'"{_QUOTED.sub(_escape, name)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    octal = "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
    return _ESCAPES.get(character, octal)


def colour_diff(diff: str) -> str:
    """Colour the diff of one file as git does, and sanitize it."""
    made = []
    for number, line in enumerate(diff.split("\n")[:-1]):
        if number < 2:  # the names, which begin like changed lines
            made.append(click.style(sanitize(line), bold=True))
        else:
            made.append(click.style(sanitize(line), fg=_COLOURS.get(line[0])))
    return "".join(f"{line}\n" for line in made)


def _lines(text: str) -> list[str]:
    """Return the lines as other programs count them: ended by a line feed and nothing else."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + (
        [text.rpartition("\n")[2]] if text[-1:] != "\n" else []
    )
