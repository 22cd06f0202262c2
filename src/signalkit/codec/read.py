"""Text to content: all that can be asked of a text, made when it is first asked for."""

from __future__ import annotations

from typing import Any

from signalkit.cached import cached_property
from signalkit.codec import link, lists, other, outline, prose, references, sections, tables, title
from signalkit.codec.lists import Item
from signalkit.codec.outline import Outline
from signalkit.codec.tables import Table
from signalkit.model.build import build_digest
from signalkit.model.digest import Digest, Section
from signalkit.model.schema import FIELDS, LISTS, TABLES
from signalkit.syntax.scan import Block, scan
from signalkit.syntax.tree import Source


class Parsed:
    """A text, taken apart.

    Attributes:
        source: the text.
        blocks: its top-level blocks, in order.
    """

    def __init__(self, text: str) -> None:
        self.source = Source(text)
        self.blocks: list[Block] = scan(self.source)

    @cached_property
    def outline(self) -> Outline:
        """Its parts."""
        return outline.outline(self.source, self.blocks)

    @cached_property
    def digest(self) -> Digest:
        """Its content."""
        return read(self.source, self.outline)

    @cached_property
    def items(self) -> dict[str, list[Item]]:
        """The items of each section that is a list, by field, in the order of the sections."""
        parts = [part for part in self.outline.parts if part.field in LISTS]
        return {str(part.field): lists.locate(self.source, part.blocks) for part in parts}

    @cached_property
    def tables(self) -> dict[str, list[Table]]:
        """The tables of each section that has them, by field, in the order of the sections."""
        parts = [part for part in self.outline.parts if part.field in TABLES]
        return {str(part.field): tables.locate(self.source, part.blocks, str(part.field)) for part in parts}


def read(source: Source, found: Outline) -> Digest:
    """Read the content of a text."""
    values: dict[str, Any] = {}
    if found.title is not None:
        values["title"], values["origin"] = title.read(source, found.title)
    head = found.head
    if head:
        place = link.locate(source, head)
        if place is not None:
            values["link"] = link.read(source, place)
        if place is None or len(head) > 1:
            places = prose.locate(source, head, place.block if place else None)
            values["preamble"] = prose.read(source, places)
    unknown: list[Section] = []
    for part in found.parts:
        field = part.field
        if field is None:
            unknown.append(sections.read(source, part))
        elif field in TABLES:
            values[field] = tables.read(source, part.blocks, field)
        elif field == "closest":
            values[field] = tuple(references.read(source, part.blocks))
        elif field == "other":
            values |= other.read(source, part.blocks)
        elif FIELDS[field].kind == "prose":
            values[field] = prose.read(source, prose.locate(source, part.blocks))
        else:
            values[field] = tuple(lists.read(source, part.blocks))
    if unknown:
        values["sections"] = tuple(unknown)
    return build_digest(values)
