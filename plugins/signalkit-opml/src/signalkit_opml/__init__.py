"""Signal digests as OPML 2.0: ``opml``, an outline for each. A signalkit plugin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from signalkit import Exporter, Importer, hookimpl
from signalkit.exchange import NoOptions
from signalkit_opml.options import OpmlOptions

if TYPE_CHECKING:
    from signalkit import Record
    from signalkit.exchange import Exportable

signalkit_api = 1


def _write(documents: Iterator[Exportable], out: BinaryIO, options: OpmlOptions) -> None:
    from signalkit_opml.writer import write

    write(documents, out, options)


def _read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    from signalkit_opml.reader import read

    return read(source, options)


EXPORTER = Exporter(
    name="opml",
    title="OPML 2.0 for outliners",
    media_type="text/x-opml",
    suffix=".opml",
    lossless=True,
    options=OpmlOptions,
    write=_write,
)
IMPORTER = Importer(name="opml", title="OPML 2.0", media_type="text/x-opml", suffix=".opml", read=_read)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporter."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importer."""
    return [IMPORTER]
