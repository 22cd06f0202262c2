"""Blocks to Digest, and where each value stands.

`outline` finds the parts of a document; `read` gives its content; the `…_places` functions give the spans
of the same values, and are asked only when something is to be shown or changed. That both see the same is a
law (tests/test_laws_reader.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

import attrs

from signalkit.blocks import Block
from signalkit.commonmark import cell_spans, heading_tokens
from signalkit.digest import NO_EXTRA, Digest, Extra, Link, Origin, Reference, Section, Signal, Topic
from signalkit.layouts import FIELDS, HEADINGS, LISTS, TABLES, attributes_of, columns_of
from signalkit.text import Span, normalize_newlines
from signalkit.tree import Node, Source

BLANK = " \t"
_KNOWN_LINES = {f"## {heading}\n": field for field, heading in HEADINGS.items()}


class Part:
    """A `##` section: its heading block, the blocks of its body (blank lines left out), where it ends."""

    __slots__ = ("blocks", "end", "field", "heading")

    def __init__(self, heading: Block, field: str | None) -> None:
        self.heading = heading
        self.field = field  # None for an unknown section, or one that stands again
        self.blocks: list[Block] = []
        self.end = heading[2]


class Outline:
    """The parts of a document: title, what stands before the first section, sections."""

    __slots__ = ("by_field", "front", "head", "head_end", "parts", "title")

    def __init__(self) -> None:
        self.title: Block | None = None
        self.front = 0  # behind BOM and front matter
        self.head: list[Block] = []
        self.head_end = 0
        self.parts: list[Part] = []
        self.by_field: dict[str, Part] = {}


def heading_of(source: Source, block: Block) -> tuple[int, int, int]:
    """Level of a heading, and where its text stands."""
    s = source.even
    node = block[3]
    if node is not None and node.children[-1].kind != "closing":
        marker = next((n for n in node.children if n.kind == "marker" and n.text.strip()[:1] in "=-"), None)
        if marker is not None:
            texts = [n for n in node.children if n.kind == "text"]
            return (1 if marker.text.strip()[0] == "=" else 2), texts[0].start, texts[-1].end
    tokens = {kind: (start, end) for kind, start, end in heading_tokens(s, block[1], block[2])}
    marker_start, marker_end = tokens["marker"]
    level = s.count("#", marker_start, marker_end)
    return level, *tokens.get("text", (marker_end, marker_end))


def outline(source: Source, blocks: Iterable[Block]) -> Outline:
    """Find the parts of a document."""
    s = source.even
    found = Outline()
    part: Part | None = None
    body = found.head
    by_field = found.by_field
    for block in blocks:
        kind, start, end, _ = block
        if kind == "blank":
            continue
        if kind == "heading":
            line = s[start:end]
            field = _KNOWN_LINES.get(line)
            if field is None:
                level, left, right = heading_of(source, block)
                if level == 1 and part is None and found.title is None:
                    found.title = block
                    continue
                if level != 2:
                    body.append(block)
                    continue
                field = FIELDS.get(s[left:right].casefold())
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


# -- single values -----------------------------------------------------------------------------------------


@attrs.frozen
class TitlePlace:
    """Where the values of a title heading stand; `origin` spans all that is not title."""

    title: Span
    origin: Span | None = None
    label: Span | None = None
    url: Span | None = None


_ORIGIN_OPENINGS = (" from ([", " (from page [")


def _unwrap(text: str, start: int, end: int) -> tuple[int, int]:
    if (
        end - start >= 4
        and text[start : start + 2] == text[end - 2 : end]
        and text[start : start + 2] in ("__", "**")
    ):
        return start + 2, end - 2
    return start, end


def title_place(source: Source, block: Block) -> TitlePlace:
    """Where title and origin stand in a title heading."""
    text = source.even
    _, start, end = heading_of(source, block)
    if text.endswith(")", start, end):
        for opening in _ORIGIN_OPENINGS:
            at = text.rfind(opening, start, end)
            if at < 0 and text.startswith(opening[1:], start):
                at = start - 1
            if at < 0:
                continue
            label = at + len(opening)
            last = end - 1
            if text[last - 1] == ".":
                last -= 1
            middle = text.find("](", label, last)
            if middle < 0 or text[last - 1] != ")" or last - 1 < middle + 2:
                continue
            stop = max(at, start)
            while stop > start and text[stop - 1] in BLANK:
                stop -= 1
            title_end = stop
            if stop > start and text[stop - 1] == ",":
                title_end = stop - 1
            left, right = _unwrap(text, start, title_end)
            return TitlePlace(
                Span(left, right), Span(title_end, end), Span(label, middle), Span(middle + 2, last - 1)
            )
    left, right = _unwrap(text, start, end)
    return TitlePlace(Span(left, right))


@attrs.frozen
class LinkPlace:
    """Where the external link stands: its whole paragraph, its text and URL."""

    block: Block
    text: Span
    url: Span


def link_place(source: Source, head: Iterable[Block]) -> LinkPlace | None:
    """The first paragraph before the sections that is one link and nothing else."""
    s = source.even
    for block in head:
        if block[0] != "paragraph":
            continue
        start, end = _trim(s, block[1], block[2])
        if s[end - 1] not in ")_*" or s.find("\n", start, end) >= 0:
            continue
        left, right = _unwrap(s, start, end)
        if s[left] != "[" or s[right - 1] != ")":
            continue
        middle = s.find("](", left, right - 1)
        if middle < 0:
            continue
        url = s[middle + 2 : right - 1]
        if left == start and (" " in url or "\t" in url):
            continue
        return LinkPlace(block, Span(left + 1, middle), Span(middle + 2, right - 1))
    return None


def _trim(s: str, start: int, end: int) -> tuple[int, int]:
    piece = s[start:end]
    return start + len(piece) - len(piece.lstrip(" \t\n")), start + len(piece.rstrip(" \t\n"))


def text_places(source: Source, blocks: Iterable[Block], without: Block | None = None) -> list[Span]:
    """The stretches of running text in some blocks: what stands between comments, blank lines trimmed."""
    s = source.even
    spans: list[Span] = []
    start = end = -1
    for block in blocks:
        if block[0] == "comment" or block is without:
            if start >= 0:
                spans.append(Span(start, end))
                start = -1
            continue
        left, right = _trim(s, block[1], block[2])
        if start < 0:
            start = block[1] if block[0] == "code" else left
        end = max(right, start)
    if start >= 0:
        spans.append(Span(start, end))
    return spans


def text_value(source: Source, spans: Iterable[Span]) -> str:
    """The value of running text that stands in some stretches."""
    return "\n\n".join([normalize_newlines(source.text[span.start : span.end]) for span in spans])


# -- lists -------------------------------------------------------------------------------------------------


@attrs.frozen
class ItemPlace:
    """Where an item stands: its first line from `start`, its text, the end of the whole item."""

    start: int
    text: Span
    end: int
    value: str
    node: Node | None = None


def item_places(source: Source, blocks: Iterable[Block]) -> list[ItemPlace]:
    """The items of the lists among some blocks, nested ones too, that have text; in order."""
    places: list[ItemPlace] = []
    for block in blocks:
        if block[0] != "list":
            continue
        if block[3] is None:
            places += _plain_items(source, block)
            continue
        for item in _items(block[3]):
            paragraph = next((n for n in item.children if n.kind == "paragraph"), None)
            if paragraph is not None:
                texts = [n for n in paragraph.children if n.kind == "text"]
                value = _joined(paragraph)
                places.append(
                    ItemPlace(item.start, Span(texts[0].start, texts[-1].end), item.end, value, item)
                )
    return places


def _items(node: Node) -> Iterator[Node]:
    """The items of a list, and of the lists in them, in order."""
    stack = [node]
    while stack:
        node = stack.pop()
        if node.kind == "item":
            yield node
        elif node.kind != "list":
            continue
        stack.extend(reversed(node.children))


def _joined(paragraph: Node) -> str:
    """The text of a paragraph, line by line, without what containers put before it."""
    pieces: list[str] = []
    for leaf in paragraph.children:
        if leaf.kind == "text":
            pieces.append(leaf.text)
        elif leaf.kind == "eol":
            pieces.append(leaf.text.rstrip("\r\n") + "\n")
    return "".join(pieces).rstrip(" \t\n")


def _plain_items(source: Source, block: Block) -> Iterator[ItemPlace]:
    s = source.even
    _, pos, end, _ = block
    while pos < end:
        stop = s.find("\n", pos, end) + 1 or end
        left, right = _trim(s, pos + 2, stop)
        yield ItemPlace(pos, Span(left, right), stop, s[left:right])
        pos = stop


def _item_values(source: Source, blocks: Iterable[Block]) -> list[str]:
    values: list[str] = []
    for block in blocks:
        kind, start, end, node = block
        if kind != "list":
            continue
        if node is None:
            s = source.even
            piece = s[start + 2 : end]
            items = piece.split(f"\n{s[start]} ")
            if " \n" in piece or "\t\n" in piece:
                values += [item.rstrip(" \t\n") for item in items]
            else:
                items[-1] = items[-1].rstrip(" \t\n")
                values += items
        else:
            values += [place.value for place in item_places(source, (block,))]
    return values


def split_reference(text: str) -> tuple[int, int, int, int] | None:
    """Where title and id of a reference stand in the text of its item; None if it is no link."""
    if text[:1] == "[" and text[-1:] == ")":
        middle = text.rfind("](")
        if middle > 0:
            return 1, middle, middle + 2, len(text) - 1
    return None


def to_reference(text: str) -> Reference:
    """The reference that an item's text is."""
    if text[:1] == "[" and text[-1:] == ")":
        title, middle, id_ = text[1:-1].rpartition("](")
        if middle:
            return Reference(title, id_)
    return Reference(text)


OTHER_KEYS = {"category": "Category", "type": "Type"}


def other_key(item: str) -> str | None:
    """The field that an item of Other holds: ``"category"``, ``"type"`` or none."""
    key, colon, _ = item.partition(":")
    key = key.casefold()
    return key if colon and key in OTHER_KEYS else None


def _read_other(items: Iterable[str], values: dict[str, Any]) -> None:
    rest: list[str] = []
    for item in items:
        key = other_key(item)
        if key is not None and key not in values:
            values[key] = item.partition(":")[2].strip(BLANK)
        else:
            rest.append(item)
    values["other"] = tuple(rest)


# -- tables ------------------------------------------------------------------------------------------------


class Plan:
    """What the columns of one table hold."""

    __slots__ = ("attributes", "entry", "extra", "names", "pick", "relevancy", "size")

    def __init__(self, field: str, names: tuple[str, ...]) -> None:
        known = columns_of(field)
        size = len(names)
        self.names = names
        self.size = size
        self.entry: Any = Signal if field == "signals" else Topic
        self.attributes: dict[str, int] = {}
        self.extra: dict[str, int] = {}
        for index, name in enumerate(names):
            attribute = known.get(name.casefold())
            if attribute is not None and attribute not in self.attributes:
                self.attributes[attribute] = index
            elif name not in self.extra:
                self.extra[name] = index
        wanted = [name for name in attributes_of(field) if name != "relevancy"]
        # a cell behind the last one stands, empty, for every attribute that has no column
        self.pick = itemgetter(*[self.attributes.get(name, size) for name in wanted])
        self.relevancy = self.attributes.get("relevancy", -1)

    def to_entry(self, cells: list[str]) -> Signal | Topic:
        """The entry that the cells of a row make."""
        size = self.size
        count = len(cells)
        if count < size:
            cells += [""] * (size - count)
        elif count > size:
            del cells[size:]
        cells.append("")
        relevancy = to_relevancy(cells[self.relevancy]) if self.relevancy >= 0 else None
        extra = NO_EXTRA
        if self.extra:
            extra = (
                Extra({name: cells[index] for name, index in self.extra.items() if cells[index]}) or NO_EXTRA
            )
        entry: Signal | Topic = self.entry(*self.pick(cells), relevancy, extra)
        return entry


def to_relevancy(cell: str) -> int | None:
    """The integer that a cell holds; None if it holds none."""
    digits = cell[1:] if cell[:1] == "-" else cell
    return int(cell) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


_PLANS: dict[tuple[str, tuple[str, ...]], Plan] = {}


def plan_of(field: str, names: tuple[str, ...]) -> Plan:
    """The plan for a table with these columns; the usual ones are made once."""
    plan = _PLANS.get((field, names))
    if plan is None:
        plan = Plan(field, names)
        if len(_PLANS) < 256:
            _PLANS[field, names] = plan
    return plan


def split_row(line: str) -> list[str]:
    """The values of the cells of a row."""
    row = line.strip(" \t\n")
    if "\\" not in row and row[:1] == "|" == row[-1:] and len(row) > 1:
        return [cell.strip(BLANK) for cell in row[1:-1].split("|")]
    return [row[start:end].replace("\\|", "|") for start, end in cell_spans(row, 0, len(row))]


def _read_tables(source: Source, part: Part, field: str) -> tuple[Any, ...]:
    entries: list[Any] = []
    s = source.even
    for kind, start, end, _ in part.blocks:
        if kind != "table":
            continue
        lines = s[start:end].split("\n")
        if not lines[-1]:
            del lines[-1]
        to_entry = plan_of(field, tuple(split_row(lines[0]))).to_entry
        entries += [to_entry(split_row(line)) for line in lines[2:]]
    return tuple(entries)


@attrs.frozen
class RowPlace:
    """Where a row stands, its line end included, and its cells; empty cells are empty spans."""

    start: int
    end: int
    cells: list[Span]


@attrs.frozen
class TablePlace:
    """Where a table stands."""

    block: Block
    plan: Plan
    header: RowPlace
    delimiter: RowPlace
    rows: list[RowPlace]


def table_places(source: Source, part: Part, field: str) -> list[TablePlace]:
    """The tables of a section."""
    s = source.even
    tables: list[TablePlace] = []
    for block in part.blocks:
        kind, pos, end, _ = block
        if kind != "table":
            continue
        rows: list[RowPlace] = []
        while pos < end:
            stop = s.find("\n", pos, end) + 1 or end
            last = stop - 1 if s[stop - 1] == "\n" else stop
            rows.append(RowPlace(pos, stop, [Span(a, b) for a, b in cell_spans(s, pos, last)]))
            pos = stop
        names = tuple(s[c.start : c.end].replace("\\|", "|") for c in rows[0].cells)
        tables.append(TablePlace(block, plan_of(field, names), rows[0], rows[1], rows[2:]))
    return tables


# -- the whole ---------------------------------------------------------------------------------------------


def section_place(source: Source, part: Part) -> tuple[Span, Span]:
    """Where heading text and body of a section stand."""
    _, left, right = heading_of(source, part.heading)
    s = source.even
    body = s[part.heading[2] : part.end]
    lead = body[: len(body) - len(body.lstrip(" \t\n"))]
    start = part.heading[2] + lead.rfind("\n") + 1
    end = part.heading[2] + len(body.rstrip(" \t\n"))
    return Span(left, right), Span(min(start, end) if end > part.heading[2] else part.heading[2], end)


def read(source: Source, found: Outline) -> Digest:
    """The content of a document."""
    s = source.even
    values: dict[str, Any] = {}
    if found.title is not None:
        place = title_place(source, found.title)
        values["title"] = normalize_newlines(source.text[place.title.start : place.title.end])
        if place.label is not None and place.url is not None:
            values["origin"] = Origin(
                s[place.label.start : place.label.end], s[place.url.start : place.url.end]
            )
    head = found.head
    if head:
        link = link_place(source, head)
        if link is not None:
            values["link"] = Link(s[link.text.start : link.text.end], s[link.url.start : link.url.end])
        if link is None or len(head) > 1:
            values["preamble"] = text_value(source, text_places(source, head, link.block if link else None))
    sections: list[Section] = []
    for part in found.parts:
        field = part.field
        if field is None:
            heading, body = section_place(source, part)
            sections.append(
                Section(
                    normalize_newlines(source.text[heading.start : heading.end]),
                    normalize_newlines(source.text[body.start : body.end]),
                )
            )
        elif field in TABLES:
            values[field] = _read_tables(source, part, field)
        elif field in LISTS:
            items = _item_values(source, part.blocks)
            if field == "closest":
                values[field] = tuple([to_reference(item) for item in items])
            elif field == "other":
                _read_other(items, values)
            else:
                values[field] = tuple(items)
        else:
            values[field] = text_value(source, text_places(source, part.blocks))
    if sections:
        values["sections"] = tuple(sections)
    return Digest(**values)
