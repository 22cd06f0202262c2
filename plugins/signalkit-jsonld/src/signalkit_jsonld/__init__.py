"""Signal digests as JSON-LD 1.1: ``json-ld``. A signalkit plugin.

``vocabulary.ttl`` defines the terms that schema.org and Dublin Core do not have, ``shapes.ttl`` describes in
SHACL an exported graph; `VOCABULARY` and `SHAPES` are their paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from signalkit import Exporter, Importer, hookimpl
from signalkit.exchange import NoOptions
from signalkit_jsonld.options import JsonLdOptions

if TYPE_CHECKING:
    from signalkit import Record
    from signalkit.exchange import Exportable

signalkit_api = 1

__all__ = ["EXPORTER", "IMPORTER", "NAMESPACE", "SHAPES", "VOCABULARY"]

NAMESPACE = "https://w3id.org/signalkit#"
"""Of the terms that are our own."""


def _write(documents: Iterator[Exportable], out: BinaryIO, options: JsonLdOptions) -> None:
    from signalkit_jsonld.writer import write

    write(documents, out, options)


def _read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    from signalkit_jsonld.reader import read

    return read(source, options)


VOCABULARY = Path(__file__).with_name("vocabulary.ttl")
SHAPES = Path(__file__).with_name("shapes.ttl")

EXPORTER = Exporter(
    name="json-ld",
    title="JSON-LD with schema.org and Dublin Core terms",
    media_type="application/ld+json",
    suffix=".jsonld",
    lossless=True,
    options=JsonLdOptions,
    write=_write,
)
IMPORTER = Importer(
    name="json-ld",
    title="JSON-LD, in any form",
    media_type="application/ld+json",
    suffix=".jsonld",
    read=_read,
)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporter."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importer."""
    return [IMPORTER]
