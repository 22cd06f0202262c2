"""Signal digests as CSV: ``csv``, one flat table, and ``csvw``, tables with metadata. A signalkit plugin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from signalkit import Exporter, Importer, hookimpl
from signalkit.exchange import NoOptions
from signalkit_csv.options import CsvImportOptions, CsvOptions, CsvwOptions

if TYPE_CHECKING:
    from signalkit import Record
    from signalkit.exchange import Exportable
    from signalkit.store import Files, Folder

signalkit_api = 1


def _write_csv(documents: Iterator[Exportable], out: BinaryIO, options: CsvOptions) -> None:
    from signalkit_csv.flat import write

    write(documents, out, options)


def _read_csv(source: BinaryIO, options: CsvImportOptions) -> Iterator[Record]:
    from signalkit_csv.flat import read

    return read(source, options)


def _write_csvw(documents: Iterator[Exportable], out: Folder, options: CsvwOptions) -> None:
    from signalkit_csv.csvw import write

    write(documents, out, options)


def _read_csvw(source: Files, options: NoOptions) -> Iterator[Record]:
    from signalkit_csv.csvw import read

    return read(source, options)


CSV = Exporter(
    name="csv",
    title="CSV, one flat table for spreadsheets",
    media_type="text/csv",
    suffix=".csv",
    lossless=True,
    options=CsvOptions,
    write=_write_csv,
)
CSV_IMPORTER = Importer(
    name="csv",
    title="CSV, one flat table",
    media_type="text/csv",
    suffix=".csv",
    options=CsvImportOptions,
    read=_read_csv,
)
CSVW = Exporter(
    name="csvw",
    title="CSV on the Web: tables with metadata",
    media_type="application/csvm+json",
    target="folder",
    lossless=True,
    options=CsvwOptions,
    write=_write_csvw,
)
CSVW_IMPORTER = Importer(
    name="csvw",
    title="CSV on the Web: tables with metadata",
    media_type="application/csvm+json",
    source="folder",
    read=_read_csvw,
)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporters."""
    return [CSV, CSVW]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importers."""
    return [CSV_IMPORTER, CSVW_IMPORTER]
