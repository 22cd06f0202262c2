"""Digests in other formats and back: what exporters and importers are, `export` and `import_`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

if TYPE_CHECKING:
    from signalkit.exchange.records import Exportable, Record, find_text, from_plain, not_encodable, to_plain
    from signalkit.exchange.run import (
        Exporter,
        Importer,
        NoOptions,
        Option,
        export,
        import_,
        import_records,
        option,
        options_of,
    )
    from signalkit.store.folder import Files, Folder

__all__ = [
    "Exportable",
    "Exporter",
    "Files",
    "Folder",
    "Importer",
    "NoOptions",
    "Option",
    "Record",
    "export",
    "find_text",
    "from_plain",
    "import_",
    "import_records",
    "not_encodable",
    "option",
    "options_of",
    "to_plain",
]

__getattr__, __dir__ = export_lazily(
    __name__,
    {
        ".run": "Exporter Importer NoOptions Option export import_ import_records option options_of",
        ".records": "Exportable Record find_text from_plain not_encodable to_plain",
        "..store.folder": "Files Folder",
    },
)
