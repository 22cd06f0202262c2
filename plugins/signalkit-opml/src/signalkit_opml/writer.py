"""Digests to OPML 2.0, an outline for each, one by one."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping
from email.utils import format_datetime
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from signalkit import Digest, Signal, Topic, UnrepresentableError
from signalkit.exchange import Exportable, find_text
from signalkit.exchange.xml_text import illegal
from signalkit.model import FIELDS
from signalkit_opml.options import OpmlOptions
from signalkit_opml.outline import (
    ENTRIES,
    ITEMS,
    LABELS,
    LINK,
    NAMESPACE,
    NOTE,
    TEXTS,
    WEB,
    labelled,
    write_category,
)


def write(documents: Iterator[Exportable], out: BinaryIO, options: OpmlOptions) -> None:
    """Write the outlines."""
    writer = _Writer(note=options.note_attribute)
    writer.begin(options.title)
    for document in documents:
        writer.digest(document)
        text = writer.take()
        if illegal().search(text):
            if not options.replace_illegal:
                raise _illegal(document)
            text = illegal().sub("\ufffd", text)
        out.write(text.encode())
    writer.end()
    out.write(writer.take().encode())


def _illegal(document: Exportable) -> UnrepresentableError:
    found = find_text(document, illegal())
    path, value = found if found is not None else ("", "")
    match = illegal().search(value)
    code = f"U+{ord(match[0]):04X}" if match else "a character"
    reason = f"XML 1.0 cannot hold {code}; correct it, or use --replace-illegal (replace_illegal=True)"
    return UnrepresentableError(path, value, reason)


class _Writer:
    """Writes XML to memory, until it is taken."""

    def __init__(self, *, note: bool) -> None:
        self.note = note
        self.text = io.StringIO()
        self.xml = XMLGenerator(self.text, "utf-8", short_empty_elements=True)
        self.depth = 0

    def take(self) -> str:
        """Return what was written since the last time."""
        text = self.text.getvalue()
        self.text.seek(0)
        self.text.truncate()
        return text

    def begin(self, title: str) -> None:
        """Write the text before the first outline."""
        self.xml.startDocument()
        self._start("opml", {"version": "2.0", "xmlns:sk": NAMESPACE})
        self.xml.characters("\n  ")
        self._start("head")
        self.xml.characters("\n    ")
        self._start("title")
        self.xml.characters(title)
        self.xml.endElement("title")
        self.xml.characters("\n  ")
        self.xml.endElement("head")
        self.xml.characters("\n  ")
        self._start("body")
        self.xml.characters("\n")

    def end(self) -> None:
        """Write the text after the last outline."""
        self.xml.ignorableWhitespace("  ")
        self.xml.endElement("body")
        self.xml.ignorableWhitespace("\n")
        self.xml.endElement("opml")
        self.xml.ignorableWhitespace("\n")
        self.xml.endDocument()

    def _start(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.xml.startElement(name, AttributesImpl(attributes or {}))

    # -- outlines --

    def open(self, text: str, attributes: dict[str, str] | None = None) -> None:
        """Begin an outline."""
        self.depth += 1
        self.xml.ignorableWhitespace("  " * (self.depth + 1))
        self._start("outline", {"text": text, **(attributes or {})})
        self.xml.characters("\n")

    def close(self) -> None:
        """End an outline."""
        self.xml.ignorableWhitespace("  " * (self.depth + 1))
        self.xml.endElement("outline")
        self.xml.ignorableWhitespace("\n")
        self.depth -= 1

    def leaf(self, text: str, attributes: dict[str, str] | None = None) -> None:
        """Write an outline with none below it."""
        self.xml.ignorableWhitespace("  " * (self.depth + 2))
        self._start("outline", {"text": text, **(attributes or {})})
        self.xml.endElement("outline")
        self.xml.ignorableWhitespace("\n")

    # -- a digest --

    def digest(self, document: Exportable) -> None:
        """Write the outline of a digest."""
        digest = document.digest
        own = _attributes(document)
        if self.note and digest.summary:
            own[NOTE] = digest.summary
        self.open(digest.title, own)
        for field, label in TEXTS.items():
            text = getattr(digest, field)
            if text and not (self.note and field == "summary"):
                self.open(label, {"sk:field": field})
                self.leaf(text)
                self.close()
        for field in ITEMS:
            if items := getattr(digest, field):
                self.open(FIELDS[field].heading, {"sk:field": field})
                for item in items:
                    self.leaf(item)
                self.close()
        for field in ENTRIES:
            if entries := getattr(digest, field):
                self.open(FIELDS[field].heading, {"sk:field": field})
                for entry in entries:
                    self.entry(entry)
                self.close()
        if digest.closest:
            self.open(FIELDS["closest"].heading, {"sk:field": "closest"})
            for reference in digest.closest:
                self.leaf(reference.title, {"sk:id": reference.id})
            self.close()
        self.sections(digest)
        self.close()

    def entry(self, entry: Signal | Topic) -> None:
        """Write the outline of a signal or a topic."""
        values = [(field, getattr(entry, field, "")) for field in LABELS]
        own: dict[str, str] = {}
        if self.note and entry.description:
            own[NOTE] = entry.description
            values = values[1:]
        beneath = [(field, str(value)) for field, value in values if value not in ("", None)]
        if not beneath and not entry.extra:
            self.leaf(entry.name, own)
            return
        self.open(entry.name, own)
        for field, value in beneath:
            self.leaf(labelled(LABELS[field], value), {"sk:field": field})
        self.cells(entry.extra)
        self.close()

    def cells(self, extra: Mapping[str, str]) -> None:
        """Write the outlines of cells of unknown columns."""
        for column, cell in extra.items():
            self.leaf(labelled(column, cell), {"sk:field": "extra", "sk:column": column})

    def sections(self, digest: Digest) -> None:
        """Write the outlines of all other sections."""
        for section in digest.sections:
            self.open(section.heading, {"sk:field": "section"})
            if section.body:
                self.leaf(section.body)
            self.close()


def _attributes(document: Exportable) -> dict[str, str]:
    digest = document.digest
    made = {"sk:field": "digest"}
    if document.id is not None:
        made["sk:id"] = document.id
    if (link := digest.link) is not None:
        if link.url.lower().startswith(WEB):
            made |= {"type": LINK, "url": link.url, "sk:link": link.text}
        else:  # an outliner must not open any other address
            made |= {"sk:link": link.text, "sk:linkUrl": link.url}
    if (origin := digest.origin) is not None:
        if (day := origin.date) is not None:
            at = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
            made["created"] = format_datetime(at, usegmt=True)
        made |= {"sk:origin": origin.label, "sk:originUrl": origin.url}
    if digest.category:
        made["category"] = write_category(digest.category)
    if digest.type:
        made["sk:type"] = digest.type
    return made
