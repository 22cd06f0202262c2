"""SK012 to SK014: front matter that is not read as such, and a title over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.document import Document
from signalkit.model.schema import SECTION_FIELDS
from signalkit.syntax.text import Span, TextEdit, dominant_newline

_FENCES = ("---", "+++")
_KEY = re.compile(r"[A-Za-z_][\w.-]*+(?::(?=[ \t]|\Z)|[ \t]*=)")
_LINE_END = re.compile(r"\r\n?|\n")


class _FrontMatter(NamedTuple):
    """What is meant as front matter: a fence, and a line with a key below it.

    Attributes:
        start: where it must be to be read: after a byte order mark.
        fence: offset of the fence.
        end: offset after the lines below the fence, up to the first blank line or heading.
        mark: the fence, ``---`` or ``+++``.
        is_closed: whether a closing fence follows before any heading of a digest.
    """

    start: int
    fence: int
    end: int
    mark: str
    is_closed: bool


def _locate(document: Document) -> _FrontMatter | None:
    text = document.text
    start = int(text.startswith("\ufeff"))
    if not text.startswith((*_FENCES, " ", "\t", "\r", "\n"), start):
        return None
    number = document.position(start + len(text[start:]) - len(text[start:].lstrip()))[0]
    fence = max(document.line_span(number).start, start)
    lines = _lines(document, number)
    mark = next(lines).removeprefix("\ufeff").rstrip()
    if mark not in _FENCES or not text.startswith(mark, fence):
        return None
    below = list(lines)
    if not below or not _KEY.match(below[0]):
        return None
    ends = (mark, "...") if mark == "---" else (mark,)
    inside = list(takewhile(lambda line: line.rstrip() not in ends, below))
    is_closed = len(inside) < len(below) and not any(map(_is_of_digest, inside))
    block = list(takewhile(lambda line: line.strip() and not _is_of_digest(line), inside))
    after = number + 1 + len(block)
    end = document.line_span(after).start if after <= number + len(below) else len(text)
    return _FrontMatter(start, fence, end, mark, is_closed)


def _lines(document: Document, number: int) -> Iterator[str]:
    """Yield the lines of a document from one on, without their line ends."""
    for at in range(number, document.position(len(document.text))[0] + 1):
        span = document.line_span(at)
        yield document.text[span.start : span.end]


def _is_of_digest(line: str) -> bool:
    """Return whether a line is the title or the heading of a section."""
    if line.startswith("## "):
        return line[3:].strip(" \t").casefold() in SECTION_FIELDS
    return line.startswith(("# __", "# **"))


def _misplaced(document: Document) -> Iterator[Finding]:
    found = _locate(document)
    if found is not None and found.is_closed and found.fence > found.start:
        fix = Fix([TextEdit(Span(found.start, found.fence), "")])
        message = "front matter after a blank line is not read as front matter"
        yield Finding(message, Span(found.start, found.fence + 3), fix)


def _unclosed(document: Document) -> Iterator[Finding]:
    found = _locate(document)
    if found is None or found.is_closed:
        return
    text = document.text
    fix = None
    if text[found.end - 1] in "\r\n":
        closing = TextEdit(Span(found.end, found.end), found.mark + dominant_newline(text))
        opening = TextEdit(Span(found.start, found.fence), "")
        fix = Fix([opening, closing] if found.fence > found.start else [closing], safe=False)
    yield Finding(f"front matter is not closed by {found.mark}", Span(found.start, found.end), fix)


def _several_lines(document: Document) -> Iterator[Finding]:
    title = document.outline.title
    if title is None or title.node is None:
        return
    span = document.heading(title).span
    lines = _LINE_END.split(document.text[span.start : span.end])
    if len(lines) > 1:
        joined = " ".join([line.strip(" \t") for line in lines])
        yield Finding(f"title is split over {len(lines)} lines", span, Fix([TextEdit(span, joined)]))


RULES = [
    Rule(
        code="SK012",
        name="misplaced-front-matter",
        title="Checks for front matter after a blank line.",
        why="Front matter must be at the very beginning of a file. After a blank line it is a "
        "heading, and the title below it is not read.",
        failing="\n---\nauthor: Ada\n---\n\n# __Bees__\n",
        passing="---\nauthor: Ada\n---\n\n# __Bees__\n",
        check=_misplaced,
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe: it deletes the whitespace before the front matter.",
    ),
    Rule(
        code="SK013",
        name="unclosed-front-matter",
        title="Checks for front matter that is not closed.",
        why="It is read as text, or extends to the next line of dashes and absorbs everything "
        "before that line.",
        failing="---\nauthor: Ada\n\n# __Bees__\n",
        passing="---\nauthor: Ada\n---\n\n# __Bees__\n",
        check=_unclosed,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK014",
        name="multiline-title",
        title="Checks for titles that span several lines.",
        why="Generated titles are on one line. The line ending becomes part of the title, which "
        "cannot be written again.",
        failing="__Bees in\nthe city__\n==========\n",
        passing="__Bees in the city__\n==========\n",
        check=_several_lines,
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe: it joins the lines of the title with spaces and changes no word.",
    ),
]
