"""The external link: the first paragraph before the sections that is one link and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from signalkit.codec.draft import Draft
from signalkit.codec.outline import Place
from signalkit.codec.title import replace_values, unwrap
from signalkit.model.digest import Link, is_empty_link
from signalkit.syntax.scan import Block
from signalkit.syntax.tree import Source

GAP = "\n\n\n\n"
"""What the producer writes between the external link and what comes next."""


class LinkPlace(NamedTuple):
    """Where the external link is: its whole paragraph, its text and its URL."""

    block: Block
    text: Place
    url: Place


def locate(source: Source, head: Iterable[Block]) -> LinkPlace | None:
    """Find the external link among the blocks before the sections; an empty one if there is no other."""
    s = source.normalized
    empty = None
    for block in head:
        if block.kind != "paragraph":
            continue
        start, end = source.trim(block.start, block.end)
        if s[end - 1] not in ")_*" or s.find("\n", start, end) >= 0:
            continue
        left, right = unwrap(s, start, end)
        if s[left] != "[" or s[right - 1] != ")":
            continue
        middle = s.find("](", left, right - 1)
        if middle < 0:
            continue
        url = s[middle + 2 : right - 1]
        if left == start and (" " in url or "\t" in url):
            continue
        place = LinkPlace(block, (left + 1, middle), (middle + 2, right - 1))
        if url or not is_empty_link(s[left + 1 : middle], url):
            return place
        empty = empty or place
    return empty


def read(source: Source, place: LinkPlace) -> Link | None:
    """Read the external link; None if it is empty."""
    text, url = _values(source, place)
    return None if is_empty_link(text, url) else Link(text=text, url=url)


def _values(source: Source, place: LinkPlace) -> tuple[str, str]:
    """Return text and URL of the external link."""
    _, (text, text_end), (url, url_end) = place
    return source.normalized[text:text_end], source.normalized[url:url_end]


def render(link: Link) -> str:
    """Write the paragraph of the external link."""
    return f"__[{link.text}]({link.url})__"


def edit(draft: Draft) -> None:
    """Write the external link of the new digest."""
    new, source = draft.new.link, draft.source
    place = locate(source, draft.outline.head)
    if place is None:
        assert new is not None
        _insert(draft, render(new))
    elif new is None:
        _remove(draft, place.block)
    elif draft.coarse:
        start, end = place.block.start, place.block.end
        draft.replace(start, source.content_end(start, end), render(new))
    else:
        text, url = _values(source, place)
        replace_values(draft, [(place.text, text, new.text), (place.url, url, new.url)])


def _remove(draft: Draft, block: Block) -> None:
    source, title = draft.source, draft.outline.title
    if title is None or title.end > block.start:
        draft.replace(block.start, source.next_content(block.end), "")
        return
    end = source.content_end(block.start, block.end)
    if source.normalized.startswith(GAP, end):
        end += 2
    draft.replace(source.content_end(title.start, title.end), end, "")


def _insert(draft: Draft, text: str) -> None:
    source, title = draft.source, draft.outline.title
    s = source.normalized
    if title is None or draft.old.title != draft.new.title:  # a title that comes or goes is edited already
        at = draft.outline.front if title is None else source.next_content(title.end)
        if title is not None and at == title.end:
            text = ("\n" if s.endswith("\n", 0, at) else "\n\n") + text
        draft.replace(at, at, text + (GAP if s[at:].strip(" \t\n") else ""))
        return
    at = source.content_end(title.start, title.end)
    rest = s[at:].lstrip(" \t")
    follows = bool(rest.strip(" \t\n"))
    missing = 2 - (len(rest) - len(rest.lstrip("\n"))) if follows else 0
    draft.replace(at, at, f"\n\n{text}" + ("\n\n" if follows else "") + "\n" * max(missing, 0))
