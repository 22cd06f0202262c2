"""Digests with their ids, checked on the way in and out; digests as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

import attrs

from signalkit.document import Document
from signalkit.errors import UnrepresentableError
from signalkit.model import plain
from signalkit.model.digest import Digest
from signalkit.model.paths import texts_of
from signalkit.model.validate import check_digest, check_relevancies


class Exportable(Protocol):
    """What can be exported: a `Document`, a `Record`, or any object with an id and a digest."""

    @property
    def id(self) -> str | None:
        """The stem of the file name; None if there is none."""
        raise NotImplementedError

    @property
    def digest(self) -> Digest:
        """The content."""
        raise NotImplementedError


@attrs.frozen
class Record:
    """A digest with its id.

    Attributes:
        id: the stem of its file name; None, or an empty text, without one.
        digest: the content.
        fields: the names of those fields that an import has, if it has some only; None for all. A name is
            that of a field (``"themes"``), or of an attribute of the origin (``"origin.label"``), of the
            link, or of all signals (``"signals.change"``).
    """

    id: str | None
    digest: Digest
    fields: frozenset[str] | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.id == "":
            object.__setattr__(self, "id", None)


def as_records(documents: Exportable | Digest | Iterable[Exportable | Digest]) -> Iterator[Exportable]:
    """Iterate over documents, one or several; a bare digest becomes a record without id.

    Raises:
        TypeError: If something is not a document, or has a value of the wrong type.
        UnrepresentableError: If no format can hold a value; see `check_record`.
    """
    several = [documents] if isinstance(documents, Digest) or hasattr(documents, "digest") else documents
    for document in cast("Iterable[Exportable | Digest]", several):
        if isinstance(document, Document):
            yield document  # its values were read from its text: their types are right
            continue
        if isinstance(document, Digest):
            document = Record(None, document)
        elif not (hasattr(document, "digest") and hasattr(document, "id")):
            raise TypeError(f"expected documents or digests, got {type(document).__name__}")
        check_record(document)
        yield document


def check_record(record: Exportable) -> None:
    """Check the type of every value, and that a relevancy has no more digits than are read.

    Raises:
        TypeError: If a value has the wrong type; the message names the record and the field path.
        UnrepresentableError: If a relevancy is too large.
    """
    name = record.id if isinstance(record.id, str) else None
    try:
        if record.id is not None and name is None:
            raise TypeError(f"id: expected str or None, got {type(record.id).__name__}")
        check_digest(record.digest)
        check_relevancies(record.digest)
    except TypeError as error:
        raise TypeError(f"{name}: {error}" if name else str(error)) from None
    except UnrepresentableError as error:
        error.document = name
        raise


def find_text(document: Exportable, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Find the first text, the id included, that a pattern is found in.

    An exporter whose format cannot hold a character finds out with it which value to name in its error.

    Args:
        document: the document to search.
        pattern: what to search for.

    Returns:
        The field path of the text (``"id"`` for the id) and the text; None if there is none.
    """
    if document.id is not None and pattern.search(document.id):
        return "id", document.id
    return next((found for found in texts_of(document.digest) if pattern.search(found[1])), None)


def to_plain(document: Exportable) -> dict[str, Any]:
    """Convert a document to dicts, lists, strings and integers: the id, then every field of the digest.

    Args:
        document: the document, or a record.
    """
    return {"id": document.id, **plain.to_plain(document.digest)}


def from_plain(value: object) -> Record:
    """Convert back what `to_plain` returned; a missing field is empty.

    Args:
        value: a dict of fields, as JSON has it.

    Raises:
        TypeError: If a value has the wrong type; the message names its field path.
        ValueError: If a field is unknown; the message names it.
    """
    fields = dict(plain.mapping_at("digest", value))
    id_ = fields.pop("id", None)
    if id_ is not None and not isinstance(id_, str):
        raise TypeError(f"id: expected a text or null, got {plain.kind_of(id_)}")
    return Record(id_, plain.from_plain(fields))
