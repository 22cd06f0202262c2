"""``json``: one array of all digests, each an object with the fields of a `Digest`, and its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import attrs

from signalkit.errors import ImportFormatError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.options import NoOptions, option
from signalkit.plugins.hooks import hookimpl

if TYPE_CHECKING:
    from signalkit.exchange.records import Exportable, Record


@attrs.frozen
class JsonOptions:
    """How the array is laid out."""

    indent: int = option(0, help="Number of spaces per level; 0 writes one digest per line.")

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.indent <= 16:
            raise ValueError(f"indent: expected 0 to 16, got {self.indent}")


def write(documents: Iterator[Exportable], out: BinaryIO, options: JsonOptions) -> None:
    """Write an array."""
    from signalkit.exchange import json_text
    from signalkit.exchange.records import to_plain

    separator = b"[\n"
    for document in documents:
        out.write(separator + json_text.encode(to_plain(document), document, indent=options.indent))
        separator = b",\n"
    out.write(b"[]\n" if separator == b"[\n" else b"\n]\n")


def read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    """Read an array."""
    from signalkit.exchange import json_text

    for line, value in json_text.read_array(source):
        yield record_at(line, value)


def record_at(line: int, value: object) -> Record:
    """Convert an object to a record.

    Raises:
        ImportFormatError: If it is not one; the error has the line.
    """
    from signalkit.exchange.records import from_plain

    try:
        return from_plain(value)
    except (TypeError, ValueError) as error:
        raise ImportFormatError(f"not a digest: {error}", line=line) from error


EXPORTER = Exporter(
    name="json",
    title="JSON",
    media_type="application/json",
    suffix=".json",
    lossless=True,
    options=JsonOptions,
    write=write,
)
IMPORTER = Importer(name="json", title="JSON", media_type="application/json", suffix=".json", read=read)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporter."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importer."""
    return [IMPORTER]
