"""Sections that the format does not know, and those that repeat one: heading and body, kept as they are."""

from __future__ import annotations

from signalkit.codec.draft import Draft
from signalkit.codec.outline import Part, Place, heading_of
from signalkit.model.digest import Section
from signalkit.syntax.text import normalize_newlines
from signalkit.syntax.tree import Source


def locate(source: Source, part: Part) -> tuple[Place, Place]:
    """Find the text of the heading, and the body without the blank lines around it."""
    _, left, right = heading_of(source, part.heading)
    body = source.normalized[part.heading.end : part.end]
    lead = body[: len(body) - len(body.lstrip(" \t\n"))]
    start = part.heading.end + lead.rfind("\n") + 1
    end = part.heading.end + len(body.rstrip(" \t\n"))
    return (left, right), (min(start, end), end)


def read(source: Source, part: Part) -> Section:
    """Read a section."""
    heading, body = locate(source, part)
    return Section(
        normalize_newlines(source.text[heading[0] : heading[1]]),
        normalize_newlines(source.text[body[0] : body[1]]),
    )


def render(heading: str, body: str) -> str:
    """Write a section, known or not."""
    line = f"## {heading}" if heading else "##"
    return f"{line}\n\n{body}" if body else line


def edit(draft: Draft, part: Part, old: Section, new: Section) -> None:
    """Write heading and body of another section in one."""
    s = draft.source.normalized
    (start, heading_end), (body_start, body_end) = locate(draft.source, part)
    if old.heading != new.heading:
        if not new.heading and s[start - 1 : start] == " ":
            start -= 1
        lead = " " if s[start - 1 : start] == "#" and new.heading else ""
        draft.replace(start, heading_end, lead + new.heading)
    if old.body == new.body:
        return
    draft.close_end(part)
    if not old.body:
        draft.insert_body(part, new.body)
    elif new.body:
        draft.replace(body_start, body_end, new.body)
    else:
        draft.clear_body(part)
