"""A JSON-LD graph to digests, in any form: ours, expanded, flattened, with another context.

The graph is expanded and flattened by PyLD, offline: a context that would have to be fetched is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from signalkit import Digest, ImportFormatError, Link, Origin, Record, Reference, Section
from signalkit.exchange import NoOptions
from signalkit.exchange.json_text import decode, read_text
from signalkit.model import FIELDS, parse_relevancy
from signalkit_jsonld.terms import IRIS, SCHEMA, VALUES

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OTHER_SCHEMA = "http://schema.org/"
Node = dict[str, Any]


def read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    """Read the whole graph, and yield its digests by position."""
    value = decode(read_text(source))
    graph = _Graph(_flatten(value))
    if value == [] or (isinstance(value, dict) and value.get("@graph") == []):
        return  # the graph of no digests
    digests = [node for node in graph.nodes.values() if IRIS["Digest"] in node.get("@type", ())]
    if not digests:
        raise ImportFormatError(f"no digests in there: no node of the type {IRIS['Digest']}")
    # Nodes without a position come last, in the order of their IRIs, which is that of the flattened graph.
    positions = [graph.number(node, "position") for node in digests]
    ordered = sorted(range(len(digests)), key=lambda at: (positions[at] is None, positions[at] or 0, at))
    for at in ordered:
        yield graph.record(digests[at])


def _flatten(value: Any) -> list[Node]:
    from pyld import jsonld

    options: Any = {"documentLoader": _refuse, "processingMode": "json-ld-1.1"}
    if not isinstance(value, (dict, list)):
        raise ImportFormatError("not JSON-LD: neither an object nor a list")
    try:
        flattened = jsonld.flatten(value, options=options)
    except RecursionError:
        raise ImportFormatError("nested too deeply") from None
    except MemoryError:
        raise
    except Exception as error:  # a malformed graph raises anything in PyLD, not only JsonLdError
        cause: BaseException = error
        while cause.__cause__ is not None and not isinstance(cause, ImportFormatError):
            cause = cause.__cause__
        if isinstance(cause, ImportFormatError):
            raise cause from None
        reason = str(cause.args[0]) if cause.args else type(cause).__name__
        raise ImportFormatError(f"not JSON-LD: {reason}") from error
    return [node for node in flattened if isinstance(node, dict)] if isinstance(flattened, list) else []


def _refuse(url: str, options: object = None) -> NoReturn:
    raise ImportFormatError(
        f"the context {url!r} would have to be fetched; expand the graph, or put it inline"
    )


class _Graph:
    """The nodes of a flattened graph."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = {node["@id"]: _with_https(node) for node in nodes if "@id" in node}

    def record(self, node: Node) -> Record:
        """Read the digest of a node."""
        try:
            return Record(self.text(node, "identifier", None), self._digest(node))
        except ImportFormatError as error:
            error.reason = f"{node['@id']}: {error.reason}"
            raise

    def _digest(self, node: Node) -> Digest:
        issue, work = self.node(node, "isPartOf"), self.node(node, "isBasedOn")
        return Digest(
            title=self.text(node, "headline"),
            origin=None
            if issue is None
            else Origin(label=self.text(issue, "issueNumber"), url=self.text(issue, "url")),
            link=None if work is None else Link(text=self.text(work, "name"), url=self.text(work, "url")),
            preamble=self.text(node, "preamble"),
            summary=self.text(node, "abstract"),
            keywords=tuple(map(_literal, self.values(node, "keywords"))),
            themes=tuple(self.text(term, "name") for term in self.listed(node, "about")),
            category=self.text(node, "articleSection"),
            type=self.text(node, "genre"),
            other=tuple(map(_literal, self.values(node, "other"))),
            closest=tuple(
                Reference(self.text(one, "name"), self.text(one, "identifier"))
                for one in self.listed(node, "closest")
            ),
            sections=tuple(
                Section(self.text(one, "name"), self.text(one, "text"))
                for one in self.listed(node, "sections")
            ),
            **{field: tuple(self._entry(one, field) for one in self.listed(node, field)) for field in VALUES},
        )

    def _entry(self, node: Node, field: str) -> Any:
        values: dict[str, Any] = {
            attribute: self.text(node, term)
            for attribute, term in VALUES[field].items()
            if attribute != "relevancy"
        }
        return FIELDS[field].type(**values, relevancy=self.number(node, "relevancy"), extra=self._extra(node))

    def _extra(self, node: Node) -> dict[str, str]:
        cells = self.listed(node, "extra")
        return {self.text(cell, "propertyID"): self.text(cell, "value") for cell in cells}

    # -- values of a node --

    def values(self, node: Node, term: str) -> list[Any]:
        """Return the values of a property, in the order of its list if it is one."""
        values = node.get(IRIS[term], [])
        if len(values) == 1 and "@value" not in values[0]:
            items = self._items(values[0])
            if items is not None:
                return items
        return list(values)

    def _items(self, head: Any) -> list[Any] | None:
        """Return the items of a list; None if it is something else.

        rdflib writes a list whose first item is empty as a node for each item (``rdf:first``, ``rdf:rest``).
        """
        items: list[Any] = []
        seen = set()
        while isinstance(head, dict):
            if "@list" in head:
                return [*items, *head["@list"]]
            iri = head.get("@id")
            if iri == f"{_RDF}nil":
                return items
            cell = self.nodes.get(iri, {})
            if iri in seen or f"{_RDF}first" not in cell:
                break
            seen.add(iri)
            items += cell[f"{_RDF}first"]
            head = next(iter(cell.get(f"{_RDF}rest", ())), None)
        if items:
            raise ImportFormatError("a list that does not end")
        return None

    def listed(self, node: Node, term: str) -> list[Node]:
        """Return the nodes that a property points to."""
        found = []
        for value in self.values(node, term):
            if not isinstance(value, dict) or "@id" not in value:
                raise ImportFormatError(f"{term}: expected nodes, got {_shown(value)}")
            found.append(self.nodes.get(value["@id"], {}))
        return found

    def node(self, node: Node, term: str) -> Node | None:
        """Return the one node that a property points to, if any."""
        found = self.listed(node, term)
        if len(found) > 1:
            raise ImportFormatError(f"{term}: expected one, got {len(found)}")
        return found[0] if found else None

    def text(self, node: Node, term: str, default: Any = "") -> Any:
        """Return the one text of a property; the default if it has none."""
        values = self.values(node, term)
        if len(values) > 1:
            raise ImportFormatError(f"{term}: expected one, got {len(values)}")
        return _literal(values[0]) if values else default

    def number(self, node: Node, term: str) -> int | None:
        """Return the one integer of a property, if any."""
        values = self.values(node, term)
        if not values:
            return None
        value = values[0].get("@value") if isinstance(values[0], dict) else None
        if isinstance(value, str):
            value = parse_relevancy(re.sub(r"\A\+(?=[0-9])", "", value))
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int or len(values) > 1:
            raise ImportFormatError(f"{term}: expected one whole number, got {_shown(values[0])}")
        return value


def _literal(value: Any) -> str:
    text = value.get("@value") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise ImportFormatError(f"expected a text, got {_shown(value)}")
    return text


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _with_https(node: Node) -> Node:
    return {
        SCHEMA + key.removeprefix(_OTHER_SCHEMA) if key.startswith(_OTHER_SCHEMA) else key: value
        for key, value in node.items()
    }
