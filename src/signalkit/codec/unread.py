"""Text that is in no field: what is not an item in a list section, not a cell in a table section.

Comments, front matter and what separates sections do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from signalkit.codec.lists import item_nodes
from signalkit.codec.outline import Part
from signalkit.codec.tables import Table
from signalkit.model.schema import LISTS, TABLES
from signalkit.model.validate import parse_relevancy
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span
from signalkit.syntax.tree import Node

if TYPE_CHECKING:
    from signalkit.codec.read import Parsed

_FORM = ("marker", "blank", "space", "comment", "list", "item", "thematic_break")
"""Nodes in an item that have no text of their own."""


def locate(parsed: Parsed) -> Iterator[Span]:
    """Yield where text is that no field of the digest has, in the order of the text."""
    outline = parsed.outline
    yield from _open_comments(outline.head)
    for part in outline.parts:
        if part.field in LISTS:
            for block in _content(part, is_last=part is outline.parts[-1]):
                yield from _in_list(block)
        elif part.field in TABLES:
            tables: dict[int, Table] = {}
            numbers = all(entry.relevancy is not None for entry in getattr(parsed.digest, str(part.field)))
            for block in _content(part, is_last=part is outline.parts[-1]):
                if block.kind != "table":
                    yield block.span
                elif not _is_plain(parsed.source.normalized[block.start : block.end], numbers=numbers):
                    tables = tables or {one.block.start: one for one in parsed.tables[str(part.field)]}
                    yield from _in_table(parsed, tables[block.start])
        elif part.field is not None:
            yield from _open_comments(part.blocks)


def _open_comments(blocks: list[Block]) -> Iterator[Span]:
    """Yield the comments that absorb the rest of the file."""
    return (block.span for block in blocks if block.kind == "comment" and block.is_open)


def _content(part: Part, *, is_last: bool) -> list[Block]:
    """Return the blocks of a section that have text, without the definitions at the end of the file."""
    size = len(part.blocks)
    while is_last and size and part.blocks[size - 1].kind in ("thematic_break", "definition"):
        size -= 1
    return [
        block
        for block in part.blocks[:size]
        if block.kind not in ("comment", "thematic_break") or block.is_open
    ]


def _in_list(block: Block) -> Iterator[Span]:
    if block.kind != "list":
        yield block.span
    elif block.node is not None:
        for item in item_nodes(block.node):
            yield from _in_item(item)


def _in_item(item: Node) -> Iterator[Span]:
    """Yield what is in an item other than its first paragraph and the lists in it."""
    has_value = False
    for child in item.children:
        if child.kind == "paragraph" and not has_value:
            has_value = True
        elif child.kind not in _FORM:
            yield Span(child.start, child.end)


def _is_plain(table: str, *, numbers: bool) -> bool:
    """Return whether obviously each cell of a table is read; faster than looking at each.

    Args:
        table: its text.
        numbers: whether each of its entries has a relevancy.
    """
    header, *rows = table.rstrip("\n").split("\n")
    names = header.casefold().strip("|").split("|")
    pipes = len(names) + 1
    return (
        "\\" not in table
        and len({name.strip() for name in names}) == len(names)
        and (numbers or "relevancy" not in header.casefold())
        and all(row[0] == row[-1] == "|" and row.count("|") == pipes for row in (header, *rows) if row)
    )


def _in_table(parsed: Parsed, table: Table) -> Iterator[Span]:
    """Yield cells after the last column or of a repeated column, and relevancies that are not integers."""
    s = parsed.source.normalized
    columns, size = table.columns, len(table.columns.names)
    read = {*columns.attributes.values(), *columns.extra.values()}
    repeated = [index for index in range(size) if index not in read]
    for row in table.rows:
        line = s[row.start : row.end].strip(" \t\n")
        # A row with a cell too many has at least as many pipes between cells as there are columns.
        inner = line.count("|") - line.startswith("|") - line.endswith("|")
        if inner < size and not repeated and columns.relevancy < 0:
            continue
        cells = row.cells
        lost = [*cells[size:], *(cells[index] for index in repeated if index < len(cells))]
        if 0 <= columns.relevancy < len(cells):
            start, end = cells[columns.relevancy]
            if s[start:end] != "nan" and parse_relevancy(s[start:end]) is None:
                lost.append((start, end))
        yield from sorted(Span(start, end) for start, end in lost if start < end)
