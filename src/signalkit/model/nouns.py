"""What one value of a field is called in messages."""

from __future__ import annotations

_IRREGULAR = {"technologies": "technology", "other": "other", "closest": "closest"}


def singular_of(field: str) -> str:
    """Return the noun for one value of a field that holds several: ``"keyword"`` of ``"keywords"``."""
    return _IRREGULAR.get(field, field.removesuffix("s"))
