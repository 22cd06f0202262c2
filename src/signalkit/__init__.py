"""Read, change and write signal digests without losing a byte.

The names below are the whole public face; each loads its module when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signalkit.digest import Digest, Link, Origin, Reference, Section, Signal, Topic
    from signalkit.document import Document, load, parse, parse_bytes
    from signalkit.errors import FieldPathError, SignalkitError, UnrepresentableError
    from signalkit.text import Span, TextEdit
    from signalkit.tree import Node
    from signalkit.writer import serialize

__version__ = "0.1.0"

__all__ = [
    "Digest",
    "Document",
    "FieldPathError",
    "Link",
    "Node",
    "Origin",
    "Reference",
    "Section",
    "Signal",
    "SignalkitError",
    "Span",
    "TextEdit",
    "Topic",
    "UnrepresentableError",
    "load",
    "parse",
    "parse_bytes",
    "serialize",
]

_HOMES = {
    **dict.fromkeys(("Digest", "Link", "Origin", "Reference", "Section", "Signal", "Topic"), "digest"),
    **dict.fromkeys(("Document", "load", "parse", "parse_bytes"), "document"),
    **dict.fromkeys(("FieldPathError", "SignalkitError", "UnrepresentableError"), "errors"),
    **dict.fromkeys(("Span", "TextEdit"), "text"),
    "Node": "tree",
    "serialize": "writer",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
