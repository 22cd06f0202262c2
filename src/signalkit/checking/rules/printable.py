"""Whether a text has characters that do not show: asked once, for all rules about such characters."""

from __future__ import annotations

from functools import lru_cache

from signalkit.document import Document

_PRINTABLE = bytes([*range(0x20, 0x7F), *b"\r\n"])
"""Printable ASCII and line ends, as bytes: to remove them first is faster than to look at each character."""


@lru_cache(maxsize=1)  # several rules ask for each document in turn
def is_printable(document: Document) -> bool:
    """Return whether all characters but line ends show: no controls, surrogates or spaces but U+0020."""
    data = document.text.encode("utf-8", "surrogatepass").translate(None, _PRINTABLE)
    return data.decode("utf-8", "surrogatepass").isprintable()
