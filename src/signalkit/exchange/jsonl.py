"""``jsonl``: JSON Lines, an object a line, each a digest as in ``json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from signalkit.errors import ImportFormatError
from signalkit.exchange import json_text
from signalkit.exchange.formats import Exporter, Importer
from signalkit.exchange.json import record_at
from signalkit.exchange.options import NoOptions
from signalkit.exchange.records import Exportable, Record, to_plain
from signalkit.plugins.hooks import hookimpl


def write(documents: Iterator[Exportable], out: BinaryIO, options: NoOptions) -> None:
    """Write a line for each digest."""
    for document in documents:
        out.write(json_text.encode(to_plain(document), document) + b"\n")


def read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    """Read a digest from each line; blank lines are skipped."""
    found = False
    for number, line in json_text.lines(source):
        if line.strip():
            found = True
            yield record_at(number, json_text.decode(line, line=number))
    if not found:
        raise ImportFormatError("the file is empty", line=1)


EXPORTER = Exporter(
    name="jsonl",
    title="JSON Lines",
    media_type="application/jsonl",
    suffix=".jsonl",
    lossless=True,
    write=write,
)
IMPORTER = Importer(
    name="jsonl", title="JSON Lines", media_type="application/jsonl", suffix=".jsonl", read=read
)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporter."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importer."""
    return [IMPORTER]
