"""The terms: the name of each in our context, and its IRI."""

from __future__ import annotations

from typing import Any

from signalkit.model import FIELDS
from signalkit_jsonld import NAMESPACE

SCHEMA = "https://schema.org/"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"

ENTRY_CLASSES = {
    "signals": "Signal",
    "concerns": "Concern",
    "behaviors": "Behavior",
    "technologies": "Technology",
    "issues": "Issue",
    "closest": "Reference",
    "sections": "Section",
}
"""The class of the entries of a field."""

VALUES = {
    name: {
        column.attribute: "drivingForce" if column.attribute == "driving_force" else column.attribute
        for column in field.columns
    }
    for name, field in FIELDS.items()
    if field.columns
}
"""The term of each attribute of an entry, by field."""

CLASSES = {
    "Article": f"{SCHEMA}Article",
    "PublicationIssue": f"{SCHEMA}PublicationIssue",
    "CreativeWork": f"{SCHEMA}CreativeWork",
    "DefinedTerm": f"{SCHEMA}DefinedTerm",
    "PropertyValue": f"{SCHEMA}PropertyValue",
    **{name: f"{NAMESPACE}{name}" for name in ("Digest", *ENTRY_CLASSES.values())},
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
"""Texts in a natural language: that of the graph."""

CODES = {
    "identifier": f"{DCTERMS}identifier",
    "url": f"{SCHEMA}url",
    "issueNumber": f"{SCHEMA}issueNumber",
    "propertyID": f"{SCHEMA}propertyID",
}
"""Texts without a language."""

LISTS = {
    "keywords": f"{SCHEMA}keywords",
    "about": f"{SCHEMA}about",
    **{name: f"{NAMESPACE}{name}" for name in ("other", *ENTRY_CLASSES, "extra")},
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
    """Make our context, with a language for the texts if there is one."""
    made: dict[str, Any] = {"@version": 1.1}
    if language is not None:
        made["@language"] = language
    made |= CLASSES | TEXTS
    made |= {name: {"@id": iri, "@language": None} for name, iri in CODES.items()}
    made |= {name: {"@id": iri, "@container": "@list"} for name, iri in LISTS.items()}
    return made | OTHERS
