"""Signal digests as CSV: ``csv``, one flat table, and ``csvw``, tables with metadata. A signalkit plugin."""

from __future__ import annotations

from signalkit import Exporter, Importer, hookimpl
from signalkit_csv import csvw, flat


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """What is written."""
    return [flat.EXPORTER, csvw.EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """What is read."""
    return [flat.IMPORTER, csvw.IMPORTER]
