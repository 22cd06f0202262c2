"""Read, change and write signal digests without losing a byte.

The names below are the whole public face; each loads its module when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signalkit.checking import Diagnostic, Finding, Fix, Rule, check
    from signalkit.configuration import Configuration
    from signalkit.corpus import Corpus
    from signalkit.digest import Digest, Link, Origin, Reference, Section, Signal, Topic
    from signalkit.document import Document, load, parse, parse_bytes
    from signalkit.errors import (
        ConfigError,
        FieldPathError,
        ImportFormatError,
        OptionError,
        PluginError,
        SignalkitError,
        UnknownFormatError,
        UnrepresentableError,
    )
    from signalkit.exchange import Exporter, Importer, export, import_, import_records
    from signalkit.plugins import hookimpl
    from signalkit.records import Record
    from signalkit.text import Span, TextEdit
    from signalkit.tree import Node
    from signalkit.writer import serialize

__version__ = "0.1.0"

_HOMES = {
    name: module
    for module, names in {
        "checking": "Diagnostic Finding Fix Rule check",
        "configuration": "Configuration",
        "corpus": "Corpus",
        "digest": "Digest Link Origin Reference Section Signal Topic",
        "document": "Document load parse parse_bytes",
        "errors": "ConfigError FieldPathError ImportFormatError OptionError PluginError SignalkitError"
        " UnknownFormatError UnrepresentableError",
        "exchange": "Exporter Importer export import_ import_records",
        "plugins": "hookimpl",
        "records": "Record",
        "text": "Span TextEdit",
        "tree": "Node",
        "writer": "serialize",
    }.items()
    for name in names.split()
}

__all__ = [
    "ConfigError",
    "Configuration",
    "Corpus",
    "Diagnostic",
    "Digest",
    "Document",
    "Exporter",
    "FieldPathError",
    "Finding",
    "Fix",
    "ImportFormatError",
    "Importer",
    "Link",
    "Node",
    "OptionError",
    "Origin",
    "PluginError",
    "Record",
    "Reference",
    "Rule",
    "Section",
    "Signal",
    "SignalkitError",
    "Span",
    "TextEdit",
    "Topic",
    "UnknownFormatError",
    "UnrepresentableError",
    "check",
    "export",
    "hookimpl",
    "import_",
    "import_records",
    "load",
    "parse",
    "parse_bytes",
    "serialize",
]


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
