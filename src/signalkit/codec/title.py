"""The title heading: the title, and the newsletter issue that the article came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from signalkit.codec.draft import Draft
from signalkit.codec.outline import Place, heading_of, split_heading
from signalkit.model.digest import Origin
from signalkit.model.layout import CLASSIC, EXTENDED, LAYOUTS, Layout
from signalkit.syntax.scan import Block
from signalkit.syntax.text import normalize_newlines
from signalkit.syntax.tree import Source

_OPENINGS = tuple([f"{layout.origin[0].lstrip(',')}[" for layout in LAYOUTS.values()])
_EMPTY = Origin()
_FROM_PAGE = EXTENDED.origin[0].removeprefix(", ") + "["


class TitlePlace(NamedTuple):
    """Where the values of a title heading are.

    Attributes:
        title: without the emphasis around it.
        origin: all that is not title; None without an origin.
        label: of the origin.
        url: of the origin.
    """

    title: Place
    origin: Place | None = None
    label: Place | None = None
    url: Place | None = None


def unwrap(text: str, start: int, end: int) -> Place:
    """Return a stretch without the strong emphasis around it."""
    mark = text[start : start + 2]
    if (mark == "__" or mark == "**") and end - start >= 4 and text[end - 2 : end] == mark:
        return start + 2, end - 2
    return start, end


def locate(source: Source, block: Block) -> TitlePlace:
    """Find title and origin in a title heading."""
    text = source.normalized
    _, start, end = split_heading(source, block)
    if text.endswith(")", start, end):
        for opening in _OPENINGS:
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
            while stop > start and text[stop - 1] in " \t":
                stop -= 1
            title_end = stop
            if stop > start and text[stop - 1] == ",":
                title_end = stop - 1
            title = unwrap(text, start, title_end)
            return TitlePlace(title, (title_end, end), (label, middle), (middle + 2, last - 1))
    return TitlePlace(unwrap(text, start, end))


def read(source: Source, block: Block) -> tuple[str, Origin | None]:
    """Read title and origin from a title heading; an empty origin is None."""
    s = source.normalized
    title, _, label, url = locate(source, block)
    origin = None
    if label is not None and url is not None and (label[0] < label[1] or url[0] < url[1]):
        origin = Origin(label=s[label[0] : label[1]], url=s[url[0] : url[1]])
    return normalize_newlines(source.text[title[0] : title[1]]), origin


def render(title: str, origin: Origin | None, layout: Layout) -> str:
    """Write the title heading; nothing without title and origin."""
    if origin is None:
        return f"# __{title}__" if title else ""
    opening, closing = layout.origin
    return f"# __{title}__{opening}[{origin.label}]({origin.url}){closing}"


def has_origin(source: Source, block: Block) -> bool:
    """Return whether a title heading has an origin, even an empty one."""
    return locate(source, block).origin is not None


def layout_of(source: Source, block: Block) -> Layout:
    """Return the layout whose form of the origin a title heading has."""
    return EXTENDED if _FROM_PAGE in source.normalized[block.start : block.end] else CLASSIC


def layout_for(draft: Draft) -> Layout:
    """Return the layout that the title's form shows, else that of the draft."""
    block = draft.outline.title
    if block is not None and (draft.old.origin is not None or has_origin(draft.source, block)):
        return layout_of(draft.source, block)
    return draft.layout


def edit(draft: Draft) -> None:
    """Write title and origin of the new digest."""
    new, outline, source = draft.new, draft.outline, draft.source
    block = outline.title
    text = render(new.title, new.origin, layout_for(draft))
    if block is None:
        draft.replace(outline.front, outline.front, f"{text}\n\n")  # something follows
    elif not text:
        draft.replace(block.start, source.next_content(block.end), "")
    elif draft.coarse:
        tail = "\n" if source.normalized.endswith("\n", block.start, block.end) else ""
        draft.replace(block.start, block.end, text + tail)
    elif not _edit_values(draft, block):
        _, start, end = heading_of(source, block)
        lead = " " if start == end and source.normalized[start - 1 : start] == "#" else ""
        draft.replace(start, end, lead + text.removeprefix("# "))


def _edit_values(draft: Draft, block: Block) -> bool:
    """Write only the values that differ; False if the heading has no place for each of them."""
    old, new = draft.old, draft.new
    place = locate(draft.source, block)
    if place.label and place.url and (new.origin or not old.origin):
        was, becomes = old.origin or _EMPTY, new.origin or _EMPTY
        replace_values(
            draft,
            [
                (place.title, old.title, new.title),
                (place.label, was.label, becomes.label),
                (place.url, was.url, becomes.url),
            ],
        )
        return True
    _, start, end = heading_of(draft.source, block)
    if start < end and old.origin is None and new.origin is None:
        draft.replace(*place.title, new.title)
        return True
    return False


def replace_values(draft: Draft, values: Sequence[tuple[Place, str, str]]) -> None:
    """Replace the values that differ, given place, old and new value of each."""
    for (start, end), before, after in values:
        if before != after:
            draft.replace(start, end, after)
