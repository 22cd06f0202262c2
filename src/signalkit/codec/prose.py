"""Running text: the preamble before the first section, and Summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from signalkit.codec import link
from signalkit.codec.draft import Draft
from signalkit.codec.outline import Part, Place
from signalkit.syntax.scan import Block
from signalkit.syntax.text import normalize_newlines
from signalkit.syntax.tree import Source


def locate(source: Source, blocks: Iterable[Block], without: Block | None = None) -> list[Place]:
    """Find the stretches of running text among some blocks, the blank lines around them left out.

    They are separated by comments, and by what is not among the blocks: a title may come after text. Thematic
    breaks at the end are left out, too: they separate sections.
    """
    s = source.normalized
    blocks = list(blocks)
    del blocks[_text_size(blocks) :]
    places: list[Place] = []
    start = end = last = -1
    for block in blocks:
        is_text = block.kind != "comment" and block is not without
        if start >= 0 and (not is_text or s[last : block.start].strip(" \t\n")):
            places.append((start, end))
            start = -1
        if not is_text:
            continue
        last = block.end
        left, right = source.trim(block.start, block.end)
        if start < 0:
            start = block.start if block.kind == "code" else left
        end = max(right, start)
    if start >= 0:
        places.append((start, end))
    return places


def _text_size(blocks: Sequence[Block]) -> int:
    """Return how many blocks there are without the thematic breaks at the end."""
    size = len(blocks)
    while size and blocks[size - 1].kind == "thematic_break":
        size -= 1
    return size


def read(source: Source, places: Iterable[Place]) -> str:
    """Read running text from its stretches."""
    return "\n\n".join([normalize_newlines(source.text[start:end]) for start, end in places])


def edit(draft: Draft, part: Part, text: str) -> None:
    """Write running text in a section."""
    places = locate(draft.source, part.blocks)
    if places:
        draft.close_end(part)
        _edit_places(draft, places, text, part.end)
    else:
        draft.insert_body(part, text)


def edit_preamble(draft: Draft) -> None:
    """Write the preamble of the new digest."""
    source, outline, new = draft.source, draft.outline, draft.new.preamble
    link_place = link.locate(source, outline.head)
    places = locate(source, outline.head, link_place.block if link_place else None)
    if places:
        _edit_places(draft, places, new, outline.head_end)
    elif outline.parts:
        breaks = outline.head[_text_size(outline.head) :]
        at = breaks[0].start if breaks else outline.head_end
        draft.replace(at, at, f"{new}\n\n")
    else:
        at = source.content_end(outline.front, outline.head_end)  # after title, link or comment
        draft.replace(at, at, (link.GAP if draft.new.link else "\n\n") + new)


def _edit_places(draft: Draft, places: Sequence[Place], text: str, limit: int) -> None:
    """Write running text in the first place where it is, and take it out of the others."""
    (start, end), *rest = places
    if text:
        draft.replace(start, end, text + _gap(draft, end))
    else:
        rest = list(places)
    for start, end in rest:
        draft.replace(start, min(draft.source.next_content(end), limit), "")


def _gap(draft: Draft, end: int) -> str:
    """Return a blank line if another block follows directly, which new text might become a part of.

    Fine edits do without; where that fails, coarse ones do not.
    """
    s = draft.source.normalized
    newline = s.find("\n", end)
    if not draft.coarse or newline < 0 or s[newline + 1 : newline + 2] in ("", "\n"):
        return ""
    return "\n"
