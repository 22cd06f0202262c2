"""What is meant to be a table, or a part of one, and is read as something else."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from signalkit.document import Document
from signalkit.model.schema import FIELDS, TABLES
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, normalize_newlines

Kind = Literal["missing", "uneven", "misspelt", "underline", "detached"]
"""A table without a delimiter row, with one of another size, with a misspelt one, with one that underlines
the header as a heading; rows that are separated from their table."""

# What autocorrection, other formats and slips of the finger put in the place of dashes, and beside them.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\u2550=_~*\u2022\xb7.\u2026"
COLONS = ":\uff1a"
SPACES = " \t\xa0\u200b\u202f\ufeff"
_FILLERS = f"|+{COLONS}{SPACES}"

Follows = Literal["", "header", "table"]

NAMES = frozenset(name for field in TABLES for column in FIELDS[field].columns for name in column.names)
_BLANK = " \t"


class Fragment(NamedTuple):
    """A block that is not read as the table, or the part of one, that it is meant to be.

    Attributes:
        kind: what is wrong.
        field: of its section.
        block: where it is.
        lines: its lines, without line ends.
        anchor: of detached rows, what they belong to: a table or other rows of it, or the header.
        gap: of detached rows, the blocks after the anchor.
        size: of detached rows, the number of columns.
        is_headed: whether they are separated from the header, and with them the delimiter row.
    """

    kind: Kind
    field: str
    block: Block
    lines: list[str]
    anchor: Block | None = None
    gap: tuple[Block, ...] = ()
    size: int = 0
    is_headed: bool = False


@lru_cache(maxsize=1)  # several rules ask for each document in turn
def find_fragments(document: Document) -> list[Fragment]:
    """Find the fragments of tables in the sections that have tables."""
    found: list[Fragment] = []
    field = ""
    for part in document.outline.parts:
        if field and document.text.startswith("|", part.start):
            found += _underlined(document, field, part.heading, part.blocks)
        field = part.field if part.field in TABLES and part.field else ""
        if field and not (len(part.blocks) == 1 and part.blocks[0].kind == "table"):
            found += _in_blocks(document, field, part.blocks)
    return found


def _in_blocks(document: Document, field: str, blocks: Sequence[Block]) -> Iterator[Fragment]:
    anchor: Block | None = None
    follows: Follows = ""
    size = 0
    gap: list[Block] = []
    done = 0
    for index, block in enumerate(blocks):
        if block.start < done:
            continue
        lines = _lines(document, block)
        if block.kind == "table":
            anchor, follows, size, gap = block, "table", len(split_row(lines[0])), []
            continue
        if block.kind == "heading" and lines[0].startswith("|"):
            for fragment in _underlined(document, field, block, blocks[index + 1 : index + 2]):
                done = fragment.block.end
                yield fragment
        kind = _kind_of(lines, follows, size) if block.kind == "paragraph" else None
        if kind == "detached":
            is_headed = follows == "header"
            yield Fragment(kind, field, block, lines, anchor, tuple(gap), size, is_headed=is_headed)
            anchor, follows, gap = block, "table", []
        elif kind is not None:
            yield Fragment(kind, field, block, lines)
            anchor, follows, gap = None, "", []
        elif block.kind == "paragraph" and len(lines) == 1 and "|" in lines[0] and follows != "table":
            anchor, follows, size, gap = block, "header", len(split_row(lines[0])), []
        else:
            gap.append(block)


def _kind_of(lines: Sequence[str], follows: Follows, size: int) -> Kind | None:
    """Return which fragment the lines of a paragraph are, if any."""
    first, second = lines[0], lines[1] if len(lines) > 1 else ""
    if "|" in first and is_like_delimiter(second):
        is_even = len(split_row(first)) == len(split_row(second))
        return "misspelt" if second.strip(" \t|:-") or is_even else "uneven"
    if follows == "table" and _is_row(first, size) and not is_header(first):
        return "detached"
    if follows == "header" and len(split_row(first)) == size and is_like_delimiter(first):
        return "detached"
    is_table = first.startswith("|") and first.count("|") > 1 and second.lstrip(_BLANK).startswith("|")
    return "missing" if is_table else None


def _underlined(document: Document, field: str, heading: Block, after: Sequence[Block]) -> Iterator[Fragment]:
    """Find a header that its delimiter row makes a heading, with the rows directly below it."""
    lines = _lines(document, heading)
    if len(lines) > 1 and lines[0].count("|") > 1 and not lines[-1].strip(" \t-="):
        rows = after[0] if after and after[0].kind == "paragraph" and after[0].start == heading.end else None
        block = heading if rows is None else Block("heading", heading.start, rows.end)
        yield Fragment("underline", field, block, _lines(document, block))


def _lines(document: Document, block: Block) -> list[str]:
    return normalize_newlines(document.text[block.start : block.end]).rstrip(" \t\n").split("\n")


def split_row(line: str) -> list[str]:
    """Return the values of the cells of a row."""
    text = line.strip(_BLANK).replace("\\|", "\0").removeprefix("|").removesuffix("|")
    return [cell.strip(_BLANK).replace("\0", "|") for cell in text.split("|")] if text else []


def is_like_delimiter(line: str) -> bool:
    """Return whether a line is a delimiter row, perhaps a misspelt one: usually dashes of some kind."""
    if "|" not in line and "+" not in line:
        return False
    dashes = sum(map(line.count, DASHES))
    return dashes > 0 and 2 * (len(line) - dashes - sum(map(line.count, _FILLERS))) <= dashes


def is_header(line: str, names: Sequence[str] = ()) -> bool:
    """Return whether a line is the header of a table.

    Args:
        line: its cells may be of any table.
        names: other headings that a table has.
    """
    cells = [cell.casefold() for cell in split_row(line)]
    known = NAMES.union(map(str.casefold, names)) if names else NAMES
    return any(cells) and all(cell in known for cell in cells if cell) and len(cells) > 1


def _is_row(line: str, size: int) -> bool:
    text = line.strip(_BLANK)
    return "|" in text and ("|" in (text[0], text[-1]) or len(split_row(text)) == size)


def line_in(document: Document, fragment: Fragment, index: int) -> Span:
    """Return where a line of a fragment is, counted from 0."""
    return document.line_span(document.position(fragment.block.start)[0] + index)


def misspelt_rows(document: Document) -> list[tuple[int, int]]:
    """Return where the misspelt delimiter rows are."""
    lines = [line_in(document, one, 1) for one in find_fragments(document) if one.kind == "misspelt"]
    return [(line.start, line.end) for line in lines]


def is_fragment(document: Document, block: Block) -> bool:
    """Return whether a block is a fragment, or a part of one."""
    places = _places(document)
    at = bisect_right(places, (block.start, sys.maxsize)) - 1
    return at >= 0 and block.start < places[at][1]


@lru_cache(maxsize=1)
def _places(document: Document) -> list[tuple[int, int]]:
    found = find_fragments(document)
    headers = [one.anchor for one in found if one.is_headed and one.anchor is not None]
    return sorted((block.start, block.end) for block in [*headers, *(one.block for one in found)])


def is_whole(field: str, lines: Sequence[str]) -> bool:
    """Return whether lines would be a table without other faults, had it a delimiter row.

    Args:
        field: of the section.
        lines: header and rows.
    """
    columns = FIELDS[field].columns
    attributes = {name: column.attribute for column in columns for name in column.names}
    names = {name.strip(_BLANK).casefold() for name in lines[0].strip(" \t|").split("|")}
    required = {column.attribute for column in columns if column.required}
    return (
        names <= attributes.keys() | {"src"}
        and required <= {attributes[name] for name in names if name != "src"}
        and len({line.count("|") for line in lines}) == 1
        and all(line.strip(_BLANK)[:1] == "|" and line.rstrip(_BLANK)[-1:] == "|" for line in lines)
        and not any("\\" in line for line in lines)
    )
