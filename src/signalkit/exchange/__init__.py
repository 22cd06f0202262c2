"""Digests in other formats and back: what exporters and importers are, `export` and `import_`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

__all__ = [
    "Exportable",
    "Exporter",
    "ImportFormatWarning",
    "Importer",
    "NoOptions",
    "Option",
    "Record",
    "export",
    "find_text",
    "from_plain",
    "import_",
    "import_records",
    "option",
    "options_of",
    "to_plain",
]

if TYPE_CHECKING:
    from signalkit.exchange.formats import Exporter, Importer, ImportFormatWarning
    from signalkit.exchange.records import Exportable, Record, find_text, from_plain, to_plain
    from signalkit.exchange.run import export, import_, import_records
    from signalkit.options import NoOptions, Option, option, options_of
else:
    __getattr__, __dir__ = export_lazily(
        __name__,
        {
            ".formats": "Exporter ImportFormatWarning Importer",
            "..options": "NoOptions Option option options_of",
            ".records": "Exportable Record find_text from_plain to_plain",
            ".run": "export import_ import_records",
        },
    )
