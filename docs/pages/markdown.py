"""Pieces of Markdown that several pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a pipe table."""
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def code(text: str | None) -> str:
    """Mark a text as code, unless it is empty."""
    return f"`{text}`" if text else ""


def sentence(text: str) -> str:
    """Write a phrase of a docstring as a sentence, with its code and references marked as in Markdown."""
    text = re.sub(r"``(.+?)``", r"`\1`", " ".join(text.split())).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
