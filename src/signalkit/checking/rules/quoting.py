"""Values of a digest as messages show them."""

from __future__ import annotations

_LONGEST = 60


def quote(text: str) -> str:
    """Put a value in double quotes: stripped, invisible characters escaped, a long one cut."""
    text = text.strip()
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    # The quotation mark makes repr choose apostrophes.
    escaped = repr(f'"{shown}')[2:-1].replace("\\'", "'").replace("\\\\", "\\")
    return f'"{escaped}"'
