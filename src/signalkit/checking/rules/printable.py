"""Whether a text has characters that do not show: asked once, for all rules about such characters."""

from __future__ import annotations

from functools import lru_cache

from signalkit.document import Document


@lru_cache(maxsize=1)  # several rules ask for each document in turn
def is_printable(document: Document) -> bool:
    """Return whether all characters but line ends show: no controls, surrogates or spaces but U+0020."""
    return document.text.replace("\n", "").replace("\r", "").isprintable()
