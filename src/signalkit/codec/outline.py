"""The parts of a document: the title, what comes before the first section, the sections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from signalkit.model.schema import HEADINGS, SECTION_FIELDS
from signalkit.syntax.lines import heading_tokens
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span
from signalkit.syntax.tree import Source

Place = tuple[int, int]
"""Where a value starts, and where it ends, in code points."""

_KNOWN_LINES = {f"## {heading}\n": field for field, heading in HEADINGS.items()}


class Part:
    """A ``##`` section.

    Attributes:
        heading: its heading block.
        field: the field of the digest that it holds; None for an unknown section, and for the second of one
            name.
        blocks: those of its body, in order.
        end: offset of the next section, or the end of the text.
    """

    __slots__ = ("blocks", "end", "field", "heading")

    def __init__(self, heading: Block, field: str | None) -> None:
        self.heading = heading
        self.field = field
        self.blocks: list[Block] = []
        self.end = heading.end

    @property
    def start(self) -> int:
        """Offset of its heading."""
        return self.heading.start

    @property
    def span(self) -> Span:
        """Where it is, up to the next section."""
        return Span(self.heading.start, self.end)


class Outline:
    """The parts of a document.

    Attributes:
        title: the block of its title, the first heading of level 1 before all sections; None without one.
        front: offset after BOM and front matter.
        head: the blocks before the first section, the title left out.
        head_end: offset of the first section, or the end of the text.
        parts: the sections, in order.
        by_field: the section of each field that has one.
    """

    __slots__ = ("by_field", "front", "head", "head_end", "parts", "title")

    def __init__(self) -> None:
        self.title: Block | None = None
        self.front = 0
        self.head: list[Block] = []
        self.head_end = 0
        self.parts: list[Part] = []
        self.by_field: dict[str, Part] = {}


class Heading(NamedTuple):
    """The level of a heading, and where its text starts and ends."""

    level: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where its text is, without marker and closing sequence."""
        return Span(self.start, self.end)


def heading_of(source: Source, block: Block) -> Heading:
    """Return what a heading block says (CommonMark 0.31.2, sections 4.2 and 4.3)."""
    return Heading(*split_heading(source, block))


def split_heading(source: Source, block: Block) -> tuple[int, int, int]:
    """Return the same as a plain tuple, which costs half."""
    s = source.normalized
    _, start, end, node = block
    if node is None:
        line = s[start:end].rstrip(" \t\n")
        text = line.lstrip("#")
        if line[-1] != "#":
            left = start + len(line) - len(text.lstrip(" \t"))
            return len(line) - len(text), left, start + len(line)
    else:
        marker = next((n for n in node.children if n.kind == "marker" and n.text.strip()[:1] in "=-"), None)
        if marker is not None:
            texts = [n for n in node.children if n.kind == "text"]
            return (1 if marker.text.strip()[0] == "=" else 2), texts[0].start, texts[-1].end
    tokens = {kind: (start, end) for kind, start, end in heading_tokens(s, start, end)}
    marker_start, marker_end = tokens["marker"]
    return s.count("#", marker_start, marker_end), *tokens.get("text", (marker_end, marker_end))


def outline(source: Source, blocks: Iterable[Block]) -> Outline:
    """Find the parts of a document."""
    s = source.normalized
    found = Outline()
    part: Part | None = None
    body = found.head
    by_field = found.by_field
    for block in blocks:
        kind, start, end, _ = block
        if kind == "heading":
            field = _KNOWN_LINES.get(s[start:end])
            if field is None:
                level, left, right = split_heading(source, block)
                if level == 1 and part is None and found.title is None:
                    found.title = block
                    continue
                if level != 2:
                    body.append(block)
                    continue
                field = SECTION_FIELDS.get(s[left:right].casefold())
            if part is None:
                found.head_end = start
            else:
                part.end = start
            if field in by_field:
                field = None
            part = Part(block, field)
            if field is not None:
                by_field[field] = part
            found.parts.append(part)
            body = part.blocks
        elif kind == "front_matter" or kind == "bom":
            found.front = end
        else:
            body.append(block)
    if part is None:
        found.head_end = len(s)
    else:
        part.end = len(s)
    return found


def span_places(places: list[Place]) -> Place | None:
    """Return the place from the start of the first to the end of the last; None if there are none."""
    return (places[0][0], places[-1][1]) if places else None
