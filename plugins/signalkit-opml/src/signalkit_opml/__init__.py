"""Signal digests as OPML 2.0: ``opml``, an outline for each. A signalkit plugin."""

from __future__ import annotations

from signalkit import Exporter, Importer, hookimpl
from signalkit_opml import reader, writer

EXPORTER = Exporter(
    name="opml",
    title="OPML 2.0 for outliners",
    media_type="text/x-opml",
    suffix=".opml",
    lossless=True,
    options=writer.OpmlOptions,
    write=writer.write,
)
IMPORTER = Importer(name="opml", title="OPML 2.0", media_type="text/x-opml", suffix=".opml", read=reader.read)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """What is written."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """What is read."""
    return [IMPORTER]
