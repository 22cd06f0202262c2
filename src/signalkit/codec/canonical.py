"""The canonical form, brought about by edits to white space, bullets and table padding alone.

Words and order stay; so does what the producer wrote, byte for byte, and everything that is not of the
format: comments, code, unknown sections, nested lists. A file keeps its one final line end if it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from signalkit.codec import pipe_table as tables
from signalkit.codec.read import Part, item_places, link_place
from signalkit.codec.render import LINK_GAP
from signalkit.display import width_of
from signalkit.document import Document
from signalkit.model.layout import LISTS, TABLES
from signalkit.syntax.lines import cell_spans, heading_tokens
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit, apply_edits, dominant_newline, normalize_newlines


def format_document(document: Document) -> Document:
    """The document in canonical form; itself if there is nothing to do. Its digest stays the same.

    A text with neither a title nor a section of the format is no digest, and is left alone.
    """
    found = document._outline
    if found.title is None and not found.by_field:
        return document  # no digest
    newline = dominant_newline(document.text)
    even = normalize_newlines(document.text)
    doc = Document(even, path=document.path)
    groups = [group for group in _groups(doc) if group]
    text = apply_edits(even, [edit for group in groups for edit in group])
    if Document(text).digest != doc.digest:
        # one of the groups changes what is read: find those that do not
        kept: list[TextEdit] = []
        for group in groups:
            if Document(apply_edits(even, [*kept, *group])).digest == doc.digest:
                kept += group
        text = apply_edits(even, kept)
    if newline != "\n":
        text = text.replace("\n", newline)
    return document if text == document.text else Document(text, path=document.path)


def _groups(doc: Document) -> Iterator[list[TextEdit]]:
    """Edits that belong together, group by group."""
    s, found = doc.text, doc._outline
    yield _blank_lines(doc)
    headings = [part.heading for part in found.parts if part.field]
    for block in [found.title, *headings]:
        if block is not None and s[block.start : block.start + 4].lstrip(" ").startswith("#"):
            yield _heading(s, block)
    for part in found.parts:
        if part.field in LISTS:
            yield list(_lists(doc, part))
        elif part.field in TABLES:
            yield list(_tables(s, part))


def _heading(s: str, block: Block) -> list[TextEdit]:
    _, start, end, _ = block
    pieces = [s[a:b].strip(" \t") for kind, a, b in heading_tokens(s, start, end) if kind != "eol"]
    text = " ".join([piece for piece in pieces if piece])
    stop = start + len(s[start:end].rstrip("\n"))
    return [TextEdit(Span(start, stop), text)] if s[start:stop] != text else []


def _blank_lines(doc: Document) -> list[TextEdit]:
    """One blank line between blocks, three behind the external link, none at either end."""
    s, found = doc.text, doc._outline
    blocks = doc._blocks
    if not blocks:
        return []
    link = link_place(doc._source, found.head)
    owner: dict[int, Part] = {block.start: part for part in found.parts for block in part.blocks}
    edits: list[TextEdit] = []
    for one, two in pairwise(blocks):
        if one.kind in ("bom", "front_matter") or "comment" in (one.kind, two.kind):
            continue
        inside = owner.get(two.start)
        if inside is not None and one.kind != "heading" and inside.field in (None, "summary"):
            continue  # content, kept as it is
        if inside is not None and inside.field in LISTS and one.kind == two.kind == "list":
            continue  # these become one list
        after_link = link is not None and one is link.block
        to_link = link is not None and two is link.block
        preamble = inside is None and two.kind != "heading" and one is not found.title
        if preamble and not (after_link or to_link):
            continue  # content too
        if one.kind == "definition" and two.kind == "paragraph":
            continue  # on its own it may be another block: an empty item does not interrupt, but begins
        wanted = LINK_GAP if after_link else "\n\n"
        trimmed = one.start + len(s[one.start : one.end].rstrip("\n"))
        start = one.end - 1 if one.kind in ("fence", "code") else trimmed
        between = s[start : two.start]
        if between != wanted and not between.strip("\n"):
            edits.append(TextEdit(Span(start, two.start), wanted))
    last = blocks[-1]
    if last.kind not in ("fence", "code", "html", "comment"):
        end = last.start + len(s[last.start : last.end].rstrip("\n"))
        tail = "\n" if "\n" in s[end:] else ""
        if s[end:] != tail:
            edits.append(TextEdit(Span(end, len(s)), tail))
    return edits


def _lists(doc: Document, part: Part) -> Iterator[TextEdit]:
    """Each run of plain lists as one, tight, with the producer's bullet."""
    s = doc.text
    run: list[Block] = []
    for block in [*part.blocks, None]:
        if block is not None and block.kind == "list" and _is_flat(block):
            run.append(block)
            continue
        if run:
            start = run[0].start
            end = start + len(s[start : run[-1].end].rstrip("\n"))
            text = "\n".join([f"* {place.value}" for place in item_places(doc._source, run)])
            if s[start:end] != text:
                yield TextEdit(Span(start, end), text)
        run = []


def _is_flat(block: Block) -> bool:
    """Whether every item of a list is one line of text and nothing else."""
    node = block.node
    if node is None:
        return True
    for item in node.children:
        if item.kind == "blank":
            continue
        inner = [child for child in item.children if child.kind not in ("marker", "blank")]
        if item.kind != "item" or len(inner) != 1 or inner[0].kind != "paragraph":
            return False
        if sum(leaf.kind == "text" for leaf in inner[0].children) != 1:
            return False
    return True


def _tables(s: str, part: Part) -> Iterator[TextEdit]:
    for kind, start, end, _ in part.blocks:
        if kind != "table":
            continue
        end = start + len(s[start:end].rstrip("\n"))
        old = s[start:end]
        lines = old.split("\n")
        header, delimiter, *rows = [[line[a:b] for a, b in cell_spans(line, 0, len(line))] for line in lines]
        new = _render(header, delimiter, rows, len)
        if old != new and (old.isascii() or old != _render(header, delimiter, rows, width_of)):
            yield TextEdit(Span(start, end), new)


def _render(
    header: list[str], delimiter: list[str], rows: list[list[str]], measure: Callable[[str], int]
) -> str:
    """A table by the alignments of its delimiter row; cells beyond the last column stay."""
    size = len(header)
    alignments: list[str] = []
    columns = [[row[i] if i < len(row) else "" for row in rows] for i in range(size)]
    for dashes, cells in zip(delimiter, columns, strict=True):
        numeric = tables.is_numeric(cells)
        left, right = dashes.startswith(":"), dashes.endswith(":")
        if left and right:
            alignments.append("center")
        elif right or (numeric and not left):
            alignments.append("right")
        else:
            alignments.append("left" if left or rows else "")
    lines = tables.lines(header, columns, alignments, measure)
    for at, row in enumerate(rows, 2):
        lines[at] += "".join(f" {cell} |" for cell in row[size:])
    return "\n".join(lines)
