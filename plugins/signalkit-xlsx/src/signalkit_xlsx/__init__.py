"""Signal digests as an Excel workbook: ``xlsx``. A signalkit plugin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from signalkit import Exporter, Importer, hookimpl
from signalkit.exchange import NoOptions
from signalkit_xlsx.options import XlsxImportOptions

if TYPE_CHECKING:
    from pathlib import Path

    from signalkit import Record
    from signalkit.exchange import Exportable

signalkit_api = 1

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _write(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
    from signalkit_xlsx.writer import write

    write(documents, out)


def _read(source: BinaryIO, options: XlsxImportOptions) -> Iterator[Record]:
    from signalkit_xlsx.reader import read

    return read(source, options)


XLSX = Exporter(
    name="xlsx",
    title="an Excel workbook, a sheet for each kind of entry",
    media_type=_MEDIA_TYPE,
    suffix=".xlsx",
    target="path",
    lossless=True,
    binary=True,
    write=_write,
)
XLSX_IMPORTER = Importer(
    name="xlsx",
    title="an Excel workbook, a sheet for each kind of entry",
    media_type=_MEDIA_TYPE,
    suffix=".xlsx",
    source="seekable",
    options=XlsxImportOptions,
    read=_read,
)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporter."""
    return [XLSX]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importer."""
    return [XLSX_IMPORTER]
