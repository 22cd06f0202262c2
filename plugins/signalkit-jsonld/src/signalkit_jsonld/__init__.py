"""Signal digests as JSON-LD 1.1: ``json-ld``. A signalkit plugin.

``vocabulary.ttl`` defines the terms that schema.org and Dublin Core do not have, ``shapes.ttl`` says in SHACL
what an exported graph looks like; `VOCABULARY` and `SHAPES` are where they stand.
"""

from __future__ import annotations

from pathlib import Path

from signalkit import Exporter, Importer, hookimpl
from signalkit.exchange import NoOptions
from signalkit_jsonld import reader, writer
from signalkit_jsonld.terms import NAMESPACE

__all__ = ["EXPORTER", "IMPORTER", "NAMESPACE", "SHAPES", "VOCABULARY"]

VOCABULARY = Path(__file__).with_name("vocabulary.ttl")
SHAPES = Path(__file__).with_name("shapes.ttl")

EXPORTER = Exporter(
    name="json-ld",
    title="JSON-LD with schema.org and Dublin Core terms",
    media_type="application/ld+json",
    suffix=".jsonld",
    lossless=True,
    options=writer.JsonLdOptions,
    write=writer.write,
)
IMPORTER = Importer(
    name="json-ld",
    title="JSON-LD, in whatever form",
    media_type="application/ld+json",
    suffix=".jsonld",
    options=NoOptions,
    read=reader.read,
)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """What is written."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """What is read."""
    return [IMPORTER]
