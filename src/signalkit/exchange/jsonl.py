"""``jsonl``: JSON Lines, an object a line, each a digest as in ``json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from signalkit.exchange.formats import Exporter, Importer
from signalkit.exchange.json import record_at
from signalkit.options import NoOptions
from signalkit.plugins.hooks import hookimpl

if TYPE_CHECKING:
    from signalkit.exchange.records import Exportable, Record


def write(documents: Iterator[Exportable], out: BinaryIO, options: NoOptions) -> None:
    """Write a line for each digest."""
    from signalkit.exchange import json_text
    from signalkit.exchange.records import to_plain

    for document in documents:
        out.write(json_text.encode(to_plain(document), document) + b"\n")


def read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    """Read a digest from each line; blank lines are skipped, so an empty file has no digests."""
    from signalkit.exchange import json_text

    for number, line in json_text.lines(source):
        if line.strip():
            yield record_at(number, json_text.decode(line, line=number))


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
