"""The canonical form, brought about by edits to whitespace, bullets and table padding alone.

Words and order stay; so does what the producer wrote, byte for byte, and everything that is not of the
format: comments, code, unknown sections. Nested items stay nested. A file keeps its one final line end if it
has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from signalkit.codec import link, lists
from signalkit.codec.bullets import replace_bullets
from signalkit.codec.outline import Part
from signalkit.codec.read import Parsed
from signalkit.codec.widths import measure_of, pad_table
from signalkit.model.schema import LISTS, TABLES
from signalkit.syntax.conflicts import has_conflict
from signalkit.syntax.lines import heading_tokens
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit, apply_edits, dominant_newline, normalize_newlines
from signalkit.syntax.tree import Node


def format_text(parsed: Parsed) -> str:
    """Return a text in canonical form; its digest stays the same.

    A text with neither a title nor a section of the format is not a digest, and stays as it is, and so does
    one with conflict markers.
    """
    text = parsed.source.text
    if (parsed.outline.title is None and not parsed.outline.by_field) or has_conflict(text):
        return text
    newline = dominant_newline(text)
    normalized = normalize_newlines(text)
    plain = Parsed(normalized)
    groups = [group for group in _groups(plain) if group]
    changed = apply_edits(normalized, [edit for group in groups for edit in group])
    if Parsed(changed).digest != plain.digest:
        # one of the groups changes what is read: find those that do not
        kept: list[TextEdit] = []
        for group in groups:
            if Parsed(apply_edits(normalized, [*kept, *group])).digest == plain.digest:
                kept += group
        changed = apply_edits(normalized, kept)
    return changed if newline == "\n" else changed.replace("\n", newline)


def _groups(parsed: Parsed) -> Iterator[list[TextEdit]]:
    """Yield edits that belong together, group by group."""
    s, outline = parsed.source.text, parsed.outline
    yield _blank_lines(parsed)
    headings = [part.heading for part in outline.parts if part.field]
    for block in [outline.title, *headings]:
        if block is not None and s[block.start : block.start + 4].lstrip(" ").startswith("#"):
            yield _heading(s, block)
    for part in outline.parts:
        if part.field in LISTS:
            yield list(_lists(parsed, part))
        elif part.field in TABLES:
            yield list(_tables(s, part))


def _heading(s: str, block: Block) -> list[TextEdit]:
    _, start, end, _ = block
    pieces = [s[a:b].strip(" \t") for kind, a, b in heading_tokens(s, start, end) if kind != "eol"]
    text = " ".join([piece for piece in pieces if piece])
    stop = start + len(s[start:end].rstrip("\n"))
    return [TextEdit(Span(start, stop), text)] if s[start:stop] != text else []


def _blank_lines(parsed: Parsed) -> list[TextEdit]:
    """One blank line between blocks, three after the external link, none at either end."""
    s, found, blocks = parsed.source.text, parsed.outline, parsed.blocks
    if not blocks:
        return []
    place = link.locate(parsed.source, found.head)
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
        after_link = place is not None and one is place.block
        to_link = place is not None and two is place.block
        preamble = inside is None and two.kind != "heading" and one is not found.title
        if preamble and not (after_link or to_link):
            continue  # content too
        if one.kind == "definition" and two.kind == "paragraph":
            continue  # on its own it may be another block: an empty item does not interrupt, but begins
        wanted = link.GAP if after_link else "\n\n"
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


def _lists(parsed: Parsed, part: Part) -> Iterator[TextEdit]:
    """Each run of lists as one, tight, with the producer's bullet; of a list with more in it, the bullets."""
    s = parsed.source.text
    run: list[list[str]] = []
    start = end = 0
    for block in [*part.blocks, None]:
        lines = _lines_of(parsed, block) if block is not None and block.kind == "list" else None
        if block is not None and lines is not None:
            start = start if run else block.start
            end = block.end
            run.append(lines)
            continue
        if run:
            end = start + len(s[start:end].rstrip("\n"))
            text = "\n".join(chain.from_iterable(run))
            if s[start:end] != text:
                yield TextEdit(Span(start, end), text)
        run = []
        if block is not None and block.kind == "list":
            yield from replace_bullets(s, [block])


def _lines_of(parsed: Parsed, block: Block) -> list[str] | None:
    """Return the items of a list in canonical form; None if it contains more than texts and lists."""
    if block.node is not None:
        lines: list[str] = []
        return lines if _add_items(lines, block.node, 0) else None
    return [_item_line(item.value, 0) for item in lists.locate(parsed.source, [block])]


_FLUSH = re.compile(r"\n(?![ \t]{2}|\t)")
_DEEPEST = 20  # lists in lists, whose indentation is normalized


def _add_items(lines: list[str], node: Node, depth: int) -> bool:
    """Add the items of a list; returns whether it contains lists and texts with indented lines alone.

    A further line of a text that is not indented may be meant as an item.
    """
    if depth > _DEEPEST:
        return False
    for item in node.children:
        if item.kind in ("blank", "space"):
            continue
        inner = [child for child in item.children if child.kind not in ("marker", "blank", "space")]
        if item.kind != "item" or not inner or inner[0].kind != "paragraph":
            return False
        if _FLUSH.search(inner[0].text.rstrip("\n")):
            return False
        lines.append(_item_line(lists.text_of(inner[0]), depth))
        for child in inner[1:]:
            if child.kind != "list" or not _add_items(lines, child, depth + 1):
                return False
    return True


def _item_line(value: str, depth: int) -> str:
    """Return an item; with another bullet if it would be a thematic break."""
    bullet = "*" if value.strip("* \t") or value.count("*") < 2 else "-"
    indent = "  " * depth
    return f"{indent}{bullet} {lists.hang(value, len(indent) + 2)}"


def _tables(s: str, part: Part) -> Iterator[TextEdit]:
    for kind, start, end, _ in part.blocks:
        if kind != "table":
            continue
        end = start + len(s[start:end].rstrip("\n"))
        old = s[start:end]
        if measure_of(old) is None:
            yield TextEdit(Span(start, end), pad_table(old))
