"""Blocks to Digest, and where each value stands.

`outline` finds the parts of a document; `read` gives its content; the `…_places` functions give the spans
of the same values, and are asked only when something is to be shown or changed. That both see the same is a
law (tests/test_laws.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

from signalkit.model.digest import NO_EXTRA, Digest, Extra, Link, Origin, Reference, Section, Signal, Topic
from signalkit.model.layout import FIELDS, HEADINGS, LISTS, TABLES, attributes_of, columns_of
from signalkit.syntax.lines import cell_spans, heading_tokens
from signalkit.syntax.scan import Block
from signalkit.syntax.text import normalize_newlines
from signalkit.syntax.tree import Node, Source

Place = tuple[int, int]
"""Where a value starts, and where it ends."""

BLANK = " \t"
_KNOWN_LINES = {f"## {heading}\n": field for field, heading in HEADINGS.items()}


class Part:
    """A `##` section: its heading block, the blocks of its body (blank lines left out), where it ends."""

    __slots__ = ("blocks", "end", "field", "heading")

    def __init__(self, heading: Block, field: str | None) -> None:
        self.heading = heading
        self.field = field  # None for an unknown section, or one that stands again
        self.blocks: list[Block] = []
        self.end = heading.end


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
    _, start, end, node = block
    if node is None:
        line = s[start:end].rstrip(" \t\n")
        text = line.lstrip("#")
        if line[-1] != "#":
            return len(line) - len(text), start + len(line) - len(text.lstrip(BLANK)), start + len(line)
    else:
        marker = next((n for n in node.children if n.kind == "marker" and n.text.strip()[:1] in "=-"), None)
        if marker is not None:
            texts = [n for n in node.children if n.kind == "text"]
            return (1 if marker.text.strip()[0] == "=" else 2), texts[0].start, texts[-1].end
    tokens = {kind: (start, end) for kind, start, end in heading_tokens(s, start, end)}
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


class TitlePlace(NamedTuple):
    """Where the values of a title heading stand: start and end of each; `origin` is all that is not title."""

    title: Place
    origin: Place | None = None
    label: Place | None = None
    url: Place | None = None


_ORIGIN_OPENINGS = (" from ([", " (from page [")


def _unwrap(text: str, start: int, end: int) -> Place:
    mark = text[start : start + 2]
    if (mark == "__" or mark == "**") and end - start >= 4 and text[end - 2 : end] == mark:
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
            if middle < 0 or text[last - 1] != ")":
                continue
            stop = max(at, start)
            while stop > start and text[stop - 1] in BLANK:
                stop -= 1
            title_end = stop
            if stop > start and text[stop - 1] == ",":
                title_end = stop - 1
            left, right = _unwrap(text, start, title_end)
            return TitlePlace((left, right), (title_end, end), (label, middle), (middle + 2, last - 1))
    return TitlePlace(_unwrap(text, start, end))


class LinkPlace(NamedTuple):
    """Where the external link stands: its whole paragraph, start and end of its text and URL."""

    block: Block
    text: Place
    url: Place


def link_place(source: Source, head: Iterable[Block]) -> LinkPlace | None:
    """The first paragraph before the sections that is one link and nothing else."""
    s = source.even
    for block in head:
        if block.kind != "paragraph":
            continue
        start, end = _trim(s, block.start, block.end)
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
        return LinkPlace(block, (left + 1, middle), (middle + 2, right - 1))
    return None


def _trim(s: str, start: int, end: int) -> tuple[int, int]:
    piece = s[start:end]
    return start + len(piece) - len(piece.lstrip(" \t\n")), start + len(piece.rstrip(" \t\n"))


def text_places(source: Source, blocks: Iterable[Block], without: Block | None = None) -> list[Place]:
    """The stretches of running text in some blocks, blank lines trimmed.

    They are parted by comments, and by what is not among the blocks: a title may stand behind text.
    """
    s = source.even
    places: list[Place] = []
    start = end = behind = -1
    for block in blocks:
        is_text = block.kind != "comment" and block is not without
        if start >= 0 and (not is_text or s[behind : block.start].strip(" \t\n")):
            places.append((start, end))
            start = -1
        if not is_text:
            continue
        behind = block.end
        left, right = _trim(s, block.start, block.end)
        if start < 0:
            start = block.start if block.kind == "code" else left
        end = max(right, start)
    if start >= 0:
        places.append((start, end))
    return places


def text_value(source: Source, places: Iterable[Place]) -> str:
    """The value of running text that stands in some stretches."""
    return "\n\n".join([normalize_newlines(source.text[start:end]) for start, end in places])


# -- lists -------------------------------------------------------------------------------------------------


class ItemPlace(NamedTuple):
    """Where an item stands: its first line from `start`, its text, the end of the whole item."""

    start: int
    text: Place
    end: int
    value: str


def item_places(source: Source, blocks: Iterable[Block]) -> list[ItemPlace]:
    """The items of the lists among some blocks, nested ones too, that have text; in order."""
    places: list[ItemPlace] = []
    for block in blocks:
        if block.kind != "list":
            continue
        if block.node is None:
            places += _plain_items(source, block)
            continue
        for item in _items(block.node):
            paragraph = next((n for n in item.children if n.kind == "paragraph"), None)
            if paragraph is not None:
                texts = [n for n in paragraph.children if n.kind == "text"]
                value = _joined(paragraph)
                places.append(ItemPlace(item.start, (texts[0].start, texts[-1].end), item.end, value))
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
        yield ItemPlace(pos, (left, right), stop, s[left:right])
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


def _read_references(source: Source, blocks: Iterable[Block]) -> list[Reference]:
    """The references of a Closest section."""
    references: list[Reference] = []
    for block in blocks:
        kind, start, end, node = block
        if kind == "list" and node is None:
            # As a rule all items are links: between two of them then stands the same, line for line.
            items = source.even[start:end].removesuffix("\n")
            opening = f"\n{items[:3]}"
            if items[2:3] == "[" and items[-1] == ")":
                parts = [item.rpartition("](") for item in items[3:-1].split(f"){opening}")]
                if len(parts) == items.count("\n") + 1 and all(middle for _, middle, _ in parts):
                    references += [Reference(title, id_) for title, _, id_ in parts]
                    continue
        references += map(to_reference, _item_values(source, (block,)))
    return references


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

    __slots__ = ("attributes", "entry", "extra", "indexes", "names", "relevancy", "size")

    def __init__(self, field: str, names: tuple[str, ...]) -> None:
        known = columns_of(field)
        self.names = names
        self.size = len(names)
        self.entry: Any = Signal if field == "signals" else Topic
        self.attributes: dict[str, int] = {}
        self.extra: dict[str, int] = {}
        for index, name in enumerate(names):
            attribute = known.get(name.casefold())
            if attribute is not None and attribute not in self.attributes:
                self.attributes[attribute] = index
            elif name not in self.extra:
                self.extra[name] = index
        # the column of each text of an entry, in the order in which it takes them; -1 for none
        self.indexes = [self.attributes.get(a, -1) for a in attributes_of(field) if a != "relevancy"]
        self.relevancy = self.attributes.get("relevancy", -1)

    @property
    def is_classic(self) -> bool:
        """Whether names stand in the classic layout's column; an extra one may be called as it is."""
        column = self.attributes.get("name")
        return column is not None and self.names[column].casefold() == "signal"

    def to_entries(self, columns: Sequence[Iterable[str]]) -> list[Signal | Topic]:
        """The entries that the rows make, given column by column."""
        values: list[Iterable[Any]] = [columns[i] if i >= 0 else _EMPTY for i in self.indexes]
        numbers: Iterable[int | None] = _NONE
        if self.relevancy >= 0:
            numbers = map(to_relevancy, columns[self.relevancy])
        extras: Iterable[Extra] = _NO_EXTRAS
        if self.extra:
            names = list(self.extra)
            extras = [
                Extra({name: cell for name, cell in zip(names, cells, strict=True) if cell}) or NO_EXTRA
                for cells in zip(*[columns[i] for i in self.extra.values()], strict=True)
            ]
        return list(map(self.entry, *values, numbers, extras))


_EMPTY: Iterable[str] = repeat("")
_NONE: Iterable[None] = repeat(None)
_NO_EXTRAS: Iterable[Extra] = repeat(NO_EXTRA)


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
    return [row[start:end].replace("\\|", "|") for start, end in cell_spans(row, 0, len(row))]


def _read_table(text: str, field: str) -> list[Any]:
    """The entries of a table that starts at the start of a line."""
    if "\\" not in text:
        # As a rule each row has outer pipes and as many cells: between the last pipe of a row and the first
        # of the next then stands the line end alone, once every so many pieces.
        pieces = text.split("|")
        lines = text.count("\n")
        step, rest = divmod(len(pieces), lines + (text[-1] != "\n"))
        ends = pieces[step::step] if step else []  # rows without a pipe
        if ends and rest == 1 and not pieces[0] and ends.count("\n") == lines and ends[-1] in ("\n", ""):
            plan = plan_of(field, tuple([cell.strip(BLANK) for cell in pieces[1:step]]))
            return plan.to_entries(
                [
                    [cell.strip(BLANK) for cell in pieces[start::step]]
                    for start in range(2 * step + 1, 3 * step)
                ]
            )
    rows = text.removesuffix("\n").split("\n")
    names = tuple(split_row(rows[0]))
    size = len(names)
    table = [[*cells[:size], *[""] * (size - len(cells))] for cells in map(split_row, rows[2:])]
    return plan_of(field, names).to_entries(list(zip(*table, strict=True))) if table else []


def _read_tables(source: Source, part: Part, field: str) -> tuple[Any, ...]:
    entries: list[Any] = []
    for kind, start, end, _ in part.blocks:
        if kind == "table":
            entries += _read_table(source.even[start:end], field)
    return tuple(entries)


class RowPlace:
    """Where a row stands, its line end included, and its cells; empty cells are empty spans."""

    def __init__(self, s: str, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self._s = s

    @cached_property
    def cells(self) -> list[Place]:
        """Where each cell stands."""
        last = self.end - 1 if self._s[self.end - 1] == "\n" else self.end
        return cell_spans(self._s, self.start, last)


class TablePlace(NamedTuple):
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
            rows.append(RowPlace(s, pos, stop))
            pos = stop
        names = tuple(s[a:b].replace("\\|", "|") for a, b in rows[0].cells)
        tables.append(TablePlace(block, plan_of(field, names), rows[0], rows[1], rows[2:]))
    return tables


# -- the whole ---------------------------------------------------------------------------------------------


def section_place(source: Source, part: Part) -> tuple[Place, Place]:
    """Where heading text and body of a section stand."""
    _, left, right = heading_of(source, part.heading)
    s = source.even
    body = s[part.heading.end : part.end]
    lead = body[: len(body) - len(body.lstrip(" \t\n"))]
    start = part.heading.end + lead.rfind("\n") + 1
    end = part.heading.end + len(body.rstrip(" \t\n"))
    return (left, right), (min(start, end), end)


def read(source: Source, found: Outline) -> Digest:
    """The content of a document."""
    s = source.even
    values: dict[str, Any] = {}
    if found.title is not None:
        title, _, label, url = title_place(source, found.title)
        values["title"] = normalize_newlines(source.text[title[0] : title[1]])
        if label is not None and url is not None:
            values["origin"] = Origin(s[label[0] : label[1]], s[url[0] : url[1]])
    head = found.head
    if head:
        link = link_place(source, head)
        if link is not None:
            _, text, url = link
            values["link"] = Link(s[text[0] : text[1]], s[url[0] : url[1]])
        if link is None or len(head) > 1:
            values["preamble"] = text_value(source, text_places(source, head, link.block if link else None))
    sections: list[Section] = []
    for part in found.parts:
        field = part.field
        if field is None:
            heading, body = section_place(source, part)
            sections.append(
                Section(
                    normalize_newlines(source.text[heading[0] : heading[1]]),
                    normalize_newlines(source.text[body[0] : body[1]]),
                )
            )
        elif field in TABLES:
            values[field] = _read_tables(source, part, field)
        elif field in LISTS:
            if field == "closest":
                values[field] = tuple(_read_references(source, part.blocks))
            elif field == "other":
                _read_other(_item_values(source, part.blocks), values)
            else:
                values[field] = tuple(_item_values(source, part.blocks))
        else:
            values[field] = text_value(source, text_places(source, part.blocks))
    if sections:
        values["sections"] = tuple(sections)
    return Digest(**values)
