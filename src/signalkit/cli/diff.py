"""Changes of a text, as ``diff -u`` shows them."""

from __future__ import annotations

import difflib

import click

from signalkit.display import sanitize

_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def unified_diff(old: str, new: str, name: str, *, context: int = 0) -> str:
    """Return the change from one text to another, with some lines around it; empty if there is none."""
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}", n=context)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


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
