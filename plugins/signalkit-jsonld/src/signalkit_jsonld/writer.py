"""Digests to one JSON-LD graph, a node for each, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, BinaryIO
from urllib.parse import quote

from signalkit import Signal, Topic
from signalkit.exchange import Exportable
from signalkit_jsonld.options import JsonLdOptions
from signalkit_jsonld.terms import ENTRY_CLASSES, VALUES, context

_EXACT = 2**53  # from here on, a reader of JSON may not have the exact integer

_GETTERS = {field: (tuple(terms.values()), attrgetter(*terms)) for field, terms in VALUES.items()}
"""The terms of an entry and the function that returns their values, by field."""


_encode = json.JSONEncoder(ensure_ascii=False).encode


def write(documents: Iterator[Exportable], out: BinaryIO, options: JsonLdOptions) -> None:
    """Write the graph."""
    head = json.dumps(context(options.language), ensure_ascii=False, indent=1)
    out.write(f'{{\n"@context": {head},\n"@graph": ['.encode())
    seen: dict[str, int] = {}
    separator = "\n"
    for position, document in enumerate(documents, 1):
        node = _node(document, position, options.base, seen)
        out.write((separator + _encode(node)).encode())
        separator = ",\n"
    out.write(b"\n]\n}\n")


def _node(document: Exportable, position: int, base: str, seen: dict[str, int]) -> dict[str, Any]:
    digest = document.digest
    node: dict[str, Any] = {"@type": ["Article", "Digest"], "position": position}
    if document.id is not None:
        count = seen[document.id] = seen.get(document.id, 0) + 1
        iri = base + quote(document.id, safe="")
        # A second digest of that id is another node: two in one would be neither.
        node["@id"] = iri if count == 1 else f"{iri}#{count}"
        node["identifier"] = document.id
    if digest.title:
        node["headline"] = digest.title
    if (origin := digest.origin) is not None:
        issue = _filled({"@type": "PublicationIssue", "issueNumber": origin.label, "url": origin.url})
        if origin.date is not None:
            issue["datePublished"] = origin.date.isoformat()
        node["isPartOf"] = issue
    if (link := digest.link) is not None:
        node["isBasedOn"] = _filled({"@type": "CreativeWork", "name": link.text, "url": link.url})
    if digest.preamble:
        node["preamble"] = digest.preamble
    if digest.summary:
        node["abstract"] = digest.summary
    if digest.keywords:
        node["keywords"] = digest.keywords
    if digest.themes:
        node["about"] = [{"@type": "DefinedTerm", "name": theme} for theme in digest.themes]
    if digest.category:
        node["articleSection"] = digest.category
    if digest.type:
        node["genre"] = digest.type
    if digest.other:
        node["other"] = digest.other
    for field in VALUES:
        if entries := getattr(digest, field):
            node[field] = _entries(field, entries)
    if digest.closest:
        iris = [base + quote(r.id, safe="") for r in digest.closest if r.id]
        node["relation"] = list(dict.fromkeys(iris))
        node["closest"] = [
            _filled({"@type": "Reference", "name": r.title, "identifier": r.id}) for r in digest.closest
        ]
    if digest.sections:
        node["sections"] = [
            _filled({"@type": "Section", "name": s.heading, "text": s.body}) for s in digest.sections
        ]
    return node


def _entries(field: str, entries: tuple[Signal | Topic, ...]) -> list[dict[str, Any]]:
    kind = ENTRY_CLASSES[field]
    terms, values = _GETTERS[field]
    nodes = []
    for entry in entries:
        pairs = zip(terms, values(entry), strict=True)
        node = {"@type": kind, **{term: value for term, value in pairs if value not in ("", None)}}
        number = entry.relevancy
        if number is not None and not -_EXACT < number < _EXACT:
            node["relevancy"] = str(number)
        if entry.extra:
            node["extra"] = _cells(entry.extra)
        nodes.append(node)
    return nodes


def _filled(node: dict[str, Any]) -> dict[str, Any]:
    """Drop what is absent or empty, which is the same content."""
    return {term: value for term, value in node.items() if value not in ("", None)}


def _cells(extra: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@type": "PropertyValue", "propertyID": name, "value": cell} for name, cell in extra.items()]
