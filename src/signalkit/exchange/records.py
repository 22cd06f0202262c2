"""A digest with its id, and digests as plain values: what travels through formats other than Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, cast

import attrs

from signalkit.document import Document
from signalkit.errors import UnrepresentableError
from signalkit.model.digest import (
    Digest,
    Link,
    Origin,
    Reference,
    Section,
    Signal,
    Topic,
)
from signalkit.model.paths import texts_of
from signalkit.model.schema import ENTRY_TYPES
from signalkit.model.validate import check_types


class Exportable(Protocol):
    """What can be exported: a `Document`, a `Record`, or whatever else has an id and a digest."""

    @property
    def id(self) -> str | None:
        """The stem of the file name; None if there is none."""

    @property
    def digest(self) -> Digest:
        """The content."""


def _none_if_empty(id_: str | None) -> str | None:
    return None if id_ == "" else id_


@attrs.frozen
class Record:
    """A digest and the id it goes by: what travels through other formats.

    Attributes:
        id: the stem of its file name; None, or an empty text, without one.
        digest: the content.
    """

    id: str | None = attrs.field(converter=_none_if_empty)
    digest: Digest


def as_records(documents: Exportable | Digest | Iterable[Exportable | Digest]) -> Iterator[Exportable]:
    """One by one, what has an id and a digest; a bare digest gets no id.

    Raises:
        TypeError: something is neither, or has a value of the wrong type.
        UnrepresentableError: see `check_record`.
    """
    several = [documents] if isinstance(documents, Digest) or hasattr(documents, "digest") else documents
    for document in cast("Iterable[Exportable | Digest]", several):
        if isinstance(document, Document):
            yield document  # whose values were read from its text
            continue
        if isinstance(document, Digest):
            document = Record(None, document)
        elif not (hasattr(document, "digest") and hasattr(document, "id")):
            raise TypeError(f"expected documents or digests, got {type(document).__name__}")
        check_record(document)
        yield document


MAX_RELEVANCY = 10**18
"""A relevancy lies between this and its negative: what stands in a table is read up to 18 digits."""


def check_record(record: Exportable) -> None:
    """See that every value has its type, and a relevancy no more digits than are read.

    Raises:
        TypeError: a value has the wrong type; the message names the record and the field path.
        UnrepresentableError: a relevancy is too large.
    """
    name = record.id if isinstance(record.id, str) else None
    try:
        if record.id is not None and name is None:
            raise TypeError(f"id: expected str or None, got {type(record.id).__name__}")
        check_types(record.digest)
    except TypeError as error:
        raise TypeError(f"{name}: {error}" if name else str(error)) from None
    for field in ("signals", "concerns", "behaviors", "technologies", "issues"):
        for index, entry in enumerate(getattr(record.digest, field)):
            number = entry.relevancy
            if number is not None and not -MAX_RELEVANCY < number < MAX_RELEVANCY:
                raise UnrepresentableError(
                    f"{field}[{index}].relevancy", hex(number), "more than 18 digits", document=name
                )


def find_text(document: Exportable, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Field path and value of the first text, the id included, in which a pattern is found; None if none."""
    if document.id is not None and pattern.search(document.id):
        return "id", document.id
    return next((found for found in texts_of(document.digest) if pattern.search(found[1])), None)


_SURROGATE = re.compile("[\ud800-\udfff]")


def not_encodable(document: Exportable) -> UnrepresentableError:
    """The error for a document with a text that UTF-8 cannot hold: bytes of its file that were not UTF-8."""
    found = find_text(document, _SURROGATE)
    path, value = found if found is not None else ("", "")
    return UnrepresentableError(
        path, value, "bytes that are not UTF-8 have no place here; correct them first"
    )


# -- plain values ------------------------------------------------------------------------------------------


def to_plain(document: Exportable) -> dict[str, Any]:
    """The content as dicts, lists, strings and integers, the id first; every field is there."""
    digest = document.digest
    origin, link = digest.origin, digest.link
    return {
        "id": document.id,
        "title": digest.title,
        "origin": None if origin is None else {"label": origin.label, "url": origin.url},
        "link": None if link is None else {"text": link.text, "url": link.url},
        "preamble": digest.preamble,
        "summary": digest.summary,
        "keywords": list(digest.keywords),
        "themes": list(digest.themes),
        "category": digest.category,
        "type": digest.type,
        "other": list(digest.other),
        "signals": [
            {
                "name": s.name,
                "description": s.description,
                "change": s.change,
                "horizon": s.horizon,
                "driving_force": s.driving_force,
                "relevancy": s.relevancy,
                "extra": dict(s.extra),
            }
            for s in digest.signals
        ],
        "concerns": _plain_topics(digest.concerns),
        "behaviors": _plain_topics(digest.behaviors),
        "technologies": _plain_topics(digest.technologies),
        "issues": _plain_topics(digest.issues),
        "closest": [{"title": r.title, "id": r.id} for r in digest.closest],
        "sections": [{"heading": s.heading, "body": s.body} for s in digest.sections],
    }


def _plain_topics(topics: tuple[Topic, ...]) -> list[dict[str, Any]]:
    return [
        {"name": t.name, "description": t.description, "relevancy": t.relevancy, "extra": dict(t.extra)}
        for t in topics
    ]


_CLASSES: dict[str, type] = {"origin": Origin, "link": Link, **ENTRY_TYPES}
_NAMES: dict[type, frozenset[str]] = {
    cls: frozenset(field.name for field in attrs.fields(cls))
    for cls in (Digest, Origin, Link, Signal, Topic, Reference, Section)
}


def from_plain(value: object) -> Record:
    """What `to_plain` gave, back; a field that is not there is empty.

    Raises:
        TypeError, ValueError: it is something else; the message names the place.
    """
    fields = dict(_mapping("digest", value))
    id_ = fields.pop("id", None)
    if id_ is not None and not isinstance(id_, str):
        raise TypeError(f"id: expected a text or null, got {_kind(id_)}")
    for name in fields.keys() & _CLASSES.keys():
        if name not in ENTRY_TYPES:
            fields[name] = None if fields[name] is None else _build(name, _CLASSES[name], fields[name])
        elif not isinstance(fields[name], list):
            raise TypeError(f"{name}: expected a list, got {_kind(fields[name])}")
        elif ENTRY_TYPES[name] is not str:
            cls = _CLASSES[name]
            fields[name] = [_build(f"{name}[{i}]", cls, entry) for i, entry in enumerate(fields[name])]
    digest: Digest = _build("digest", Digest, fields)
    check_types(digest)
    return Record(id_, digest)


def _build(path: str, cls: type, value: object) -> Any:
    fields = _mapping(path, value)
    if not fields.keys() <= _NAMES[cls]:
        unknown = sorted(fields.keys() - _NAMES[cls])[0]
        raise ValueError(f"{path}: no field {unknown!r}")
    if "extra" in fields:
        for column, cell in _mapping(f"{path}.extra", fields["extra"]).items():
            if not isinstance(cell, str):
                raise TypeError(f"{path}.extra.{column}: expected a text, got {_kind(cell)}")
    return cls(**fields)


def _mapping(path: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{path}: expected an object, got {_kind(value)}")
    return value


_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "a truth value",
    int: "a number",
    float: "a number",
}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "null" if value is None else type(value).__name__)
