"""OPML to digests, as a stream: as `signalkit_opml.writer` wrote it, or edited in an outliner.

XML is read by defusedxml: entities and references to other files are refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

import attrs
from defusedxml.common import DefusedXmlException, EntitiesForbidden
from defusedxml.sax import make_parser

from signalkit import Digest, ImportFormatError, Link, Origin, Record, Reference, Section
from signalkit.exchange import NoOptions
from signalkit.model import FIELDS, parse_relevancy
from signalkit_opml.outline import (
    ENTRIES,
    ITEMS,
    LABELS,
    LINK,
    NAMESPACE,
    NOTE,
    TEXTS,
    read_category,
    unlabelled,
)

_CHUNK = 1 << 16
_FIELD_OF = {label: field for field, label in TEXTS.items()} | {
    FIELDS[field].heading: field for field in (*ITEMS, *ENTRIES, "closest")
}
_DEPTH = 4  # digest, section, entry, value


@attrs.define
class _Outline:
    """An outline element: plain attributes by name, those of our namespace as ``sk:…``."""

    line: int
    values: dict[str, str]
    beneath: list[_Outline] = attrs.field(factory=list)

    @property
    def text(self) -> str:
        return self.values["text"]

    def fail(self, reason: str) -> NoReturn:
        raise ImportFormatError(reason, line=self.line)

    def need(self, attribute: str, expected: str = "") -> str:
        """Return an attribute that is always written, and that some outliners drop.

        Raises:
            ImportFormatError: If it is missing.
        """
        value = self.values.get(attribute)
        if value is None:
            expected = f"; expected {expected}" if expected else ""
            self.fail(f"the attribute {attribute} of {self.text[:40]!r} is missing{expected}")
        return value


def read(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    """Read the outlines of digests one by one."""
    parser = make_parser()
    handler = _Handler(parser)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    size = _CHUNK
    data = source.read(size)
    if not data:
        raise ImportFormatError("file is empty", line=1)
    while True:
        before = handler.count
        try:
            if data:
                parser.feed(data)
            else:
                parser.close()
        except SAXParseException as error:
            raise ImportFormatError(f"not XML: {error.getMessage()}", line=error.getLineNumber()) from error
        except ImportFormatError:
            raise
        except DefusedXmlException as error:
            what = (
                f"the entity {error.name!r}" if isinstance(error, EntitiesForbidden) else "an external entity"
            )
            raise ImportFormatError(f"{what} is refused", line=parser.getLineNumber()) from error
        except (LookupError, ValueError) as error:
            raise ImportFormatError(f"not XML: {error}", line=parser.getLineNumber()) from error
        while handler.done:
            yield _record(handler.done.popleft())
        if not data:
            return
        # Expat starts again with each piece of a long attribute: longer pieces keep that linear.
        size = size * 2 if handler.count == before else _CHUNK
        data = source.read(size)


class _Handler(ContentHandler):
    """Gathers the outlines directly below the body."""

    def __init__(self, parser: Any) -> None:
        super().__init__()
        self.count = 0  # of elements so far
        self.done: deque[_Outline] = deque()
        self._path: list[str] = []
        self._open: list[_Outline] = []
        self._parser = parser

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        self.count += 1
        line = self._parser.getLineNumber()
        tag = name[1] if name[0] is None else f"{{{name[0]}}}{name[1]}"
        self._path.append(tag)
        if len(self._path) == 1 and tag != "opml":
            raise ImportFormatError(f"not OPML: the root element is {tag}", line=line)
        if self._path[:2] != ["opml", "body"] or len(self._path) == 2:
            if len(self._path) > 8:
                raise ImportFormatError("nested too deeply", line=line)
            return
        if tag != "outline":
            raise ImportFormatError(f"expected an outline, got {tag}", line=line)
        if len(self._open) == _DEPTH:
            raise ImportFormatError("an outline deeper than any of a digest", line=line)
        values = {
            local if space is None else f"sk:{local}": value
            for (space, local), value in attrs.items()
            if space in (None, NAMESPACE)
        }
        outline = _Outline(line, values)
        if "text" not in values:
            outline.fail("an outline without text")
        if self._open:
            self._open[-1].beneath.append(outline)
        self._open.append(outline)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._path.pop()
        if self._open:
            outline = self._open.pop()
            if not self._open:
                self.done.append(outline)


# -- outlines to values ------------------------------------------------------------------------------------


def _record(outline: _Outline) -> Record:
    values = outline.values
    if outline.need("sk:field", "'digest'") != "digest":
        outline.fail("outline is not a digest")
    fields: dict[str, Any] = {
        "title": outline.text,
        "category": _category(outline),
        "type": values.get("sk:type", ""),
    }
    if values.get("type") == LINK or not values.keys().isdisjoint(("url", "sk:link", "sk:linkUrl")):
        url = values["sk:linkUrl"] if "sk:linkUrl" in values else outline.need("url")
        fields["link"] = Link(text=values.get("sk:link", "External link"), url=url)
    if "sk:origin" in values or "sk:originUrl" in values:
        fields["origin"] = Origin(label=outline.need("sk:origin"), url=outline.need("sk:originUrl"))
    if values.get(NOTE):
        fields["summary"] = values[NOTE]
    sections: list[Section] = []
    for part in outline.beneath:
        field = part.values.get("sk:field", "section")
        if (known := _FIELD_OF.get(part.text)) and "sk:field" not in part.values:
            part.need("sk:field", repr(known))
        if field == "section":
            sections.append(Section(part.text, _body(part)))
            continue
        if field in fields:
            part.fail(f"duplicate {field}")
        fields[field] = _part(field, part)
    return Record(values.get("sk:id"), Digest(**fields, sections=tuple(sections)))


def _category(outline: _Outline) -> str:
    category = outline.values.get("category", "")
    if "," in category:
        outline.fail("category: expected one; a comma in it is written %2C")
    return read_category(category)


def _part(field: str, part: _Outline) -> Any:
    if field in TEXTS:
        return _body(part)
    _refuse_note(part)
    if field in ITEMS:
        return tuple(_leaf(item) for item in part.beneath)
    if field in ENTRIES:
        columns = [column.attribute for column in ENTRIES[field].columns if column.attribute in LABELS]
        return tuple(ENTRIES[field].type(**_entry(entry, columns)) for entry in part.beneath)
    if field == "closest":
        return tuple(Reference(_leaf(one), one.need("sk:id")) for one in part.beneath)
    part.fail(f"unknown field {field!r}")


def _body(part: _Outline) -> str:
    """Return the one text below a heading."""
    _refuse_note(part)
    if len(part.beneath) > 1:
        part.beneath[1].fail("expected one outline here, which holds the whole text")
    return _leaf(part.beneath[0]) if part.beneath else ""


def _leaf(outline: _Outline) -> str:
    """Return the text of an outline with none below it."""
    _refuse_note(outline)
    if outline.beneath:
        outline.beneath[0].fail("an outline deeper than any of a digest")
    return outline.text


def _refuse_note(outline: _Outline) -> None:
    if outline.values.get(NOTE):
        outline.fail("a note here has no place in a digest")


def _entry(outline: _Outline, fields: list[str]) -> dict[str, Any]:
    """Read the fields of a signal or a topic."""
    made: dict[str, Any] = {"name": outline.text}
    extra: dict[str, str] = {}
    if outline.values.get(NOTE):
        made["description"] = outline.values[NOTE]
    for value in outline.beneath:
        field = value.need("sk:field", f"{', '.join(fields)} or extra")
        column = value.need("sk:column") if field == "extra" else ""
        if field == "extra" and column not in extra:
            extra[column] = unlabelled(column, _leaf(value))
        elif field not in fields:
            value.fail(f"expected {', '.join(fields)} or extra, got {field!r}")
        elif field in made:
            value.fail(f"duplicate {field}")
        else:
            made[field] = unlabelled(LABELS[field], _leaf(value))
    if "relevancy" in made:
        number = parse_relevancy(made["relevancy"])
        if number is None:
            outline.fail(f"relevancy: expected a whole number, got {made['relevancy'][:40]!r}")
        made["relevancy"] = number
    return {**made, "extra": extra}
