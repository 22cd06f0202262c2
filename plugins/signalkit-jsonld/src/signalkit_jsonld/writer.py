"""Digests to one JSON-LD graph, a node for each, one by one as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import quote

from signalkit import Topic
from signalkit.exchange import Exportable
from signalkit_jsonld.options import JsonLdOptions
from signalkit_jsonld.terms import context

_EXACT = 2**53  # beyond, a reader of JSON may have no whole number
_TOPICS = {
    "concerns": "Concern",
    "behaviors": "Behavior",
    "technologies": "Technology",
    "issues": "Issue",
}


def write(documents: Iterator[Exportable], out: BinaryIO, options: JsonLdOptions) -> None:
    """Write the graph."""
    head = json.dumps(context(options.language), ensure_ascii=False, indent=1)
    out.write(f'{{\n"@context": {head},\n"@graph": ['.encode())
    seen: dict[str, int] = {}
    separator = "\n"
    for position, document in enumerate(documents, 1):
        node = _node(document, position, options.base, seen)
        out.write((separator + json.dumps(node, ensure_ascii=False)).encode())
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
    if digest.signals:
        node["signals"] = [
            _filled(
                {
                    "@type": "Signal",
                    "name": s.name,
                    "description": s.description,
                    "change": s.change,
                    "horizon": s.horizon,
                    "drivingForce": s.driving_force,
                    "relevancy": _number(s.relevancy),
                    "extra": _cells(s.extra),
                }
            )
            for s in digest.signals
        ]
    for field, kind in _TOPICS.items():
        topics: tuple[Topic, ...] = getattr(digest, field)
        if topics:
            node[field] = [
                _filled(
                    {
                        "@type": kind,
                        "name": t.name,
                        "description": t.description,
                        "relevancy": _number(t.relevancy),
                        "extra": _cells(t.extra),
                    }
                )
                for t in topics
            ]
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


def _filled(node: dict[str, Any]) -> dict[str, Any]:
    """The node without what is absent or empty, which is the same content."""
    return {term: value for term, value in node.items() if value not in ("", None)}


def _number(number: int | None) -> int | str | None:
    return number if number is None or -_EXACT < number < _EXACT else str(number)


def _cells(extra: Mapping[str, str]) -> list[dict[str, str]] | None:
    if not extra:
        return None
    return [{"@type": "PropertyValue", "propertyID": name, "value": cell} for name, cell in extra.items()]
