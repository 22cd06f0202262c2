"""Pieces of Markdown that several pages are made of."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a pipe table."""
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def code(text: str | None) -> str:
    """Mark a text as code, unless it is empty."""
    return f"`{text}`" if text else ""


def fill(text: str, width: int = 100) -> str:
    """Wrap the prose of a page, of which each paragraph and each item is one line; code and tables stay.

    Args:
        text: The page.
        width: The longest line in columns.
    """
    lines, is_code = [], False
    for line in text.split("\n"):
        is_code ^= line.startswith("```")
        if len(line) > width and not is_code and not line.startswith(("|", "#", "<")):
            indent = "  " if line.startswith("- ") else ""
            line = textwrap.fill(
                line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
        lines.append(line)
    return "\n".join(lines)


def sentence(text: str) -> str:
    """Write a phrase of a docstring as a sentence, with its code and references marked as in Markdown."""
    text = re.sub(r"``(.+?)``", r"`\1`", " ".join(text.split())).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
