"""The terms: what each is called in our context, and its IRI."""

from __future__ import annotations

from typing import Any

from signalkit_jsonld import NAMESPACE

SCHEMA = "https://schema.org/"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"

CLASSES = {
    "Article": f"{SCHEMA}Article",
    "PublicationIssue": f"{SCHEMA}PublicationIssue",
    "CreativeWork": f"{SCHEMA}CreativeWork",
    "DefinedTerm": f"{SCHEMA}DefinedTerm",
    "PropertyValue": f"{SCHEMA}PropertyValue",
    **{
        name: f"{NAMESPACE}{name}"
        for name in (
            "Digest",
            "Signal",
            "Concern",
            "Behavior",
            "Technology",
            "Issue",
            "Reference",
            "Section",
        )
    },
}

TEXTS = {
    "headline": f"{SCHEMA}headline",
    "name": f"{SCHEMA}name",
    "description": f"{SCHEMA}description",
    "abstract": f"{SCHEMA}abstract",
    "text": f"{SCHEMA}text",
    "articleSection": f"{SCHEMA}articleSection",
    "genre": f"{SCHEMA}genre",
    "value": f"{SCHEMA}value",
    **{name: f"{NAMESPACE}{name}" for name in ("preamble", "change", "horizon", "drivingForce")},
}
"""Texts for people; they take the language of the graph."""

CODES = {
    "identifier": f"{DCTERMS}identifier",
    "url": f"{SCHEMA}url",
    "issueNumber": f"{SCHEMA}issueNumber",
    "propertyID": f"{SCHEMA}propertyID",
}
"""Texts that are in no language."""

LISTS = {
    "keywords": f"{SCHEMA}keywords",
    "about": f"{SCHEMA}about",
    **{
        name: f"{NAMESPACE}{name}"
        for name in (
            "other",
            "signals",
            "concerns",
            "behaviors",
            "technologies",
            "issues",
            "closest",
            "sections",
            "extra",
        )
    },
}
"""Values in order."""

OTHERS: dict[str, Any] = {
    "isPartOf": f"{SCHEMA}isPartOf",
    "isBasedOn": f"{SCHEMA}isBasedOn",
    "relation": {"@id": f"{DCTERMS}relation", "@type": "@id"},
    "datePublished": {"@id": f"{SCHEMA}datePublished", "@type": f"{XSD}date"},
    "position": {"@id": f"{SCHEMA}position", "@type": f"{XSD}integer"},
    "relevancy": {"@id": f"{NAMESPACE}relevancy", "@type": f"{XSD}integer"},
}

IRIS: dict[str, str] = {
    **CLASSES,
    **TEXTS,
    **CODES,
    **LISTS,
    **{name: term if isinstance(term, str) else term["@id"] for name, term in OTHERS.items()},
}
"""The IRI of each term."""


def context(language: str | None) -> dict[str, Any]:
    """Our context, with a language for the texts if there is one."""
    made: dict[str, Any] = {"@version": 1.1}
    if language is not None:
        made["@language"] = language
    made |= CLASSES | TEXTS
    made |= {name: {"@id": iri, "@language": None} for name, iri in CODES.items()}
    made |= {name: {"@id": iri, "@container": "@list"} for name, iri in LISTS.items()}
    return made | OTHERS
