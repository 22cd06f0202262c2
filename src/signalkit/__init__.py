"""Read, change and write signal digests without losing a byte.

::

    document = signalkit.load("digest.md")
    document.digest.signals[0].change
    document.with_value("signals[0].change", "from lawn to moss").save()

Reading and writing
    load, parse, parse_bytes, serialize, Document, Corpus
Content of a digest
    Digest, Origin, Link, Signal, Topic, Reference, Section
Places in a file
    Span, TextEdit, Node
Changes
    diff, patch, merge, Change, Conflict
Checking
    check, Configuration, Diagnostic, Rule, CorpusRule, Finding, Fix, Related
Other formats and plugins
    export, import_, import_records, Record, Exporter, Importer, hookimpl
Errors
    SignalkitError, and its subclasses AmbiguousIdError, ConcurrentChangeError, ConfigError,
    FieldPathError, FieldTypeError, ImportFormatError, MergeConflictError, OptionError, PatchError,
    PluginError, UnknownFormatError, UnknownIdError, UnrepresentableError

``help(signalkit.Document)`` explains one name. Each name loads its module on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit._version import __version__ as __version__
from signalkit.facade import export_lazily

if TYPE_CHECKING:
    from signalkit.changes.change import Change, Conflict, MergeConflictError, PatchError
    from signalkit.changes.difference import diff
    from signalkit.changes.merging import merge
    from signalkit.changes.patching import patch
    from signalkit.checking.config import Configuration
    from signalkit.checking.rule import CorpusRule, Diagnostic, Finding, Fix, Related, Rule
    from signalkit.checking.run import check
    from signalkit.codec.render import serialize
    from signalkit.corpus import Corpus
    from signalkit.document import Document, load, parse, parse_bytes
    from signalkit.errors import (
        AmbiguousIdError,
        ConcurrentChangeError,
        ConfigError,
        FieldPathError,
        FieldTypeError,
        ImportFormatError,
        OptionError,
        PluginError,
        SignalkitError,
        UnknownFormatError,
        UnknownIdError,
        UnrepresentableError,
    )
    from signalkit.exchange.formats import Exporter, Importer
    from signalkit.exchange.records import Record
    from signalkit.exchange.run import export, import_, import_records
    from signalkit.model.digest import Digest, Link, Origin, Reference, Section, Signal, Topic
    from signalkit.plugins.hooks import hookimpl
    from signalkit.syntax.text import Span, TextEdit
    from signalkit.syntax.tree import Node

_HOMES = {
    ".changes.change": "Change Conflict MergeConflictError PatchError",
    ".changes.difference": "diff",
    ".changes.merging": "merge",
    ".changes.patching": "patch",
    ".checking.config": "Configuration",
    ".checking.rule": "CorpusRule Diagnostic Finding Fix Related Rule",
    ".checking.run": "check",
    ".codec.render": "serialize",
    ".corpus": "Corpus",
    ".document": "Document load parse parse_bytes",
    ".errors": "AmbiguousIdError ConcurrentChangeError ConfigError FieldPathError FieldTypeError"
    " ImportFormatError OptionError PluginError SignalkitError UnknownFormatError UnknownIdError"
    " UnrepresentableError",
    ".exchange.formats": "Exporter Importer",
    ".exchange.records": "Record",
    ".exchange.run": "export import_ import_records",
    ".model.digest": "Digest Link Origin Reference Section Signal Topic",
    ".plugins.hooks": "hookimpl",
    ".syntax.text": "Span TextEdit",
    ".syntax.tree": "Node",
}

__all__ = [
    "AmbiguousIdError",
    "Change",
    "ConcurrentChangeError",
    "ConfigError",
    "Configuration",
    "Conflict",
    "Corpus",
    "CorpusRule",
    "Diagnostic",
    "Digest",
    "Document",
    "Exporter",
    "FieldPathError",
    "FieldTypeError",
    "Finding",
    "Fix",
    "ImportFormatError",
    "Importer",
    "Link",
    "MergeConflictError",
    "Node",
    "OptionError",
    "Origin",
    "PatchError",
    "PluginError",
    "Record",
    "Reference",
    "Related",
    "Rule",
    "Section",
    "Signal",
    "SignalkitError",
    "Span",
    "TextEdit",
    "Topic",
    "UnknownFormatError",
    "UnknownIdError",
    "UnrepresentableError",
    "check",
    "diff",
    "export",
    "hookimpl",
    "import_",
    "import_records",
    "load",
    "merge",
    "parse",
    "parse_bytes",
    "patch",
    "serialize",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = export_lazily(__name__, _HOMES)
