"""Digests with one id: reported on export, and refused, skipped or renamed on import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from signalkit.cli.output import Output
from signalkit.display import quote
from signalkit.document import Document
from signalkit.errors import ImportFormatError
from signalkit.exchange.records import Record

ON_DUPLICATE = ("error", "skip", "rename")
"""What an import can do with a digest whose id another one has."""


def report_duplicates(documents: Iterable[Document], output: Output) -> Iterator[Document]:
    """Yield documents as they are; report each whose id an earlier one has, for `import` refuses it."""
    paths: dict[str, Path] = {}
    for document in documents:
        if document.id is not None and document.path is not None:
            first = paths.setdefault(document.id, document.path)
            if first is not document.path:
                advice = "import refuses it without --on-duplicate"
                output.complain(f"same id as {first}; {advice}", document.path)
        yield document


def resolve_duplicates(records: Iterable[Record], choice: str, output: Output) -> Iterator[Record]:
    """Yield records with ids of their own, or without one.

    Args:
        records: Some may have the id of an earlier one.
        choice: One of `ON_DUPLICATE`. A record that is renamed gets the first free number, from 2, after
            its id.
        output: Where each digest that is skipped or renamed is reported.

    Raises:
        ImportFormatError: If two have the same id, and the choice is "error".
    """
    seen: set[str] = set()
    for record in records:
        id_ = record.id
        if id_ is not None and id_ in seen:
            if choice == "error":
                raise ImportFormatError(
                    f"two digests have the id {quote(id_)}; use --on-duplicate skip or rename"
                )
            if choice == "skip":
                output.complain("skipped (an earlier digest has the same id)", id_)
                continue
            number = 2
            while f"{id_}-{number}" in seen:
                number += 1
            record = attrs.evolve(record, id=f"{id_}-{number}")
            output.complain(f"renamed to {record.id} (an earlier digest has the same id)", id_)
        if record.id is not None:
            seen.add(record.id)
        yield record
