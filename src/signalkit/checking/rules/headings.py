"""SK208: lines that look like the heading of a section but are not Markdown headings."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

import attrs

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.document import Document
from signalkit.model.schema import HEADINGS, SECTION_FIELDS
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit, dominant_newline
from signalkit.syntax.tree import Node

LONGEST = 100
"""Longer lines are not looked at, in characters."""

_NAMES = re.compile("|".join(HEADINGS.values()), re.I)
_TAG = re.compile(r"<[^<>\n]*+>")
_HTML_HEADING = re.compile(r"<h[1-6][^<>\n]*+>[^<>\n]++(?:</h[1-6]>)?", re.I)
# Of MediaWiki, AsciiDoc and DokuWiki (=), PmWiki (!), TWiki (---+), Textile and Jira (h2.), Org (**).
_WIKI_HEADING = re.compile(r"(?:={1,6}|!{1,6}|---\+{1,6}!*|h[1-6]\.|\*{2,6}(?=[ \t]))([^=\n]++)={0,6}")
_ITEM = re.compile(r"[ \t>]*+(?:[*+-]|[0-9]{1,9}[.)])[ \t]")
# Blank lines do not end the HTML blocks that these open (CommonMark 0.31.2, section 4.6).
_LASTING = re.compile(r"[ \t]*+<(?:script|pre|style|textarea|[!?])", re.I)
_MARK_SIGNS = "#＃﹟"
_SURFACE = str.maketrans("", "", "*_`~\\")
_KINDS = frozenset(("paragraph", "code", "html", "quote", "list", "table"))


def is_invisible(character: str) -> bool:
    """Return whether a character has no width: zero-width ones, soft hyphens, byte order marks."""
    return unicodedata.category(character) == "Cf"


def undecorated(text: str, *, comments: bool = False) -> str:
    """Return the words of a heading without numbers, emoji, links, tags, emphasis, counts, attributes.

    Args:
        text: of a heading.
        comments: whether to remove words in brackets at its end, too, and not only a number.
    """
    text = unicodedata.normalize("NFKC", _TAG.sub("", text)).translate(_SURFACE)
    text = "".join([one for one in text if not is_invisible(one)]).strip()
    if text.endswith("}"):
        text = text[: text.rfind("{")] if "{" in text else text
    if "](" in text:
        outside, _, inside = text.partition("](")[0].rpartition("[")
        text = inside if any(map(str.isalnum, inside)) else outside
    text = text.strip()
    if text.endswith((")", "]")):
        at = max(text.rfind("("), text.rfind("["))
        if at > 0 and (comments or text[at + 1 : -1].strip().isdecimal()):
            text = text[:at]
    words = text.split()
    while words and ((words[-1][0] == "#" and len(words) > 1) or not any(map(str.isalpha, words[-1]))):
        del words[-1]
    while words and not any(map(str.isalpha, words[0])):
        del words[0]
    text = " ".join(words)
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def meant_section(document: Document, text: str) -> str:
    """Return the heading of the section that a text names, decoration aside; empty if it names none."""
    field = SECTION_FIELDS.get(undecorated(text).casefold())
    if field is None and text.rstrip()[-1:] in (")", "]"):
        field = SECTION_FIELDS.get(undecorated(text, comments=True).casefold())
        if field in document.outline.by_field:
            field = None
    return HEADINGS[field] if field is not None else ""


@attrs.frozen(eq=False, repr=False)
class _Reading:
    """What a line is meant to be, and why it is not.

    Attributes:
        name: heading of the section.
        reason: why it is not read as one.
        safe: whether only its marker is wrong.
    """

    name: str
    reason: str
    safe: bool = False


def lines_of(document: Document, block: Block) -> Iterator[Span]:
    """Yield where the lines of a block are, without their line ends."""
    first = document.position(block.start)[0]
    last = document.position(max(block.end - 1, block.start))[0]
    for line in range(first, last + 1):
        span = document.line_span(line)
        yield Span(max(span.start, block.start), span.end)


def _unread(document: Document) -> Iterator[Finding]:
    for block in document.blocks:
        if block.kind not in _KINDS or (block.node is None and block.kind != "paragraph"):
            continue
        for line in document.text[block.start : block.end].splitlines():
            if len(line) > LONGEST + 1 or line.startswith("__["):  # the external link
                continue
            if (_NAMES.search(line) is not None) or not line.isascii():
                yield from _unread_in(document, block)
                break


def is_unread_heading(document: Document, block: Block) -> bool:
    """Return whether a paragraph or indented code is one line that is meant as the heading of a section."""
    if block.kind not in ("paragraph", "code") or block.end - block.start > 2 * LONGEST:
        return False
    return len(list(lines_of(document, block))) == 1 and any(_unread_in(document, block))


def _unread_in(document: Document, block: Block) -> Iterator[Finding]:
    verbatim: list[Node] | None = None
    for span in lines_of(document, block):
        line = document.text[span.start : span.end].rstrip()
        left = line.rfind("-->") + 3 if block.kind == "html" and "-->" in line else 0
        is_short = len(line) - left <= LONGEST
        reading = _read(document, block, Span(span.start + left, span.end)) if is_short else None
        if reading is not None:
            if verbatim is None:
                verbatim = _verbatim(block)
            at = bisect_right(verbatim, span.start, key=lambda node: node.start) - 1
            if at >= 0 and span.start < verbatim[at].end:
                continue
            place = Span(span.start + left, span.start + len(line))
            fix = None
            if reading.name.casefold() not in document.outline.by_field:
                fix = _fix(document, block, place, reading)
            yield Finding(f"section {reading.name} is not read: {reading.reason}", place, fix)


def _verbatim(block: Block) -> list[Node]:
    """Return the fenced code and comments in a list or quote, in order."""
    if block.kind not in ("list", "quote") or block.node is None:
        return []
    return [node for node in block.node.walk() if node.kind in ("fence", "comment")]


def _fix(document: Document, block: Block, span: Span, reading: _Reading) -> Fix | None:
    heading = f"## {reading.name}"
    if block.kind == "quote":
        return None
    if block.kind == "html" and span.start > block.start:
        closed = document.text.endswith("-->", block.start, span.start)
        if not closed and _LASTING.match(document.text, block.start):
            return None
        return Fix([TextEdit(span, f"{dominant_newline(document.text)}{heading}")], safe=False)
    return Fix([TextEdit(span, heading)], safe=reading.safe)


def _read(document: Document, block: Block, span: Span) -> _Reading | None:
    """Read a line of a block, or what follows a comment in it, as the heading of a section."""
    line = document.text[span.start : span.end].rstrip()
    lead, end = marker_span(line)
    if lead < end:
        name = meant_section(document, line[end:])
        return _Reading(name, *fault_of_marker(block, line, (lead, end), name)) if name else None
    if _ITEM.match(line):
        return None
    text = line.strip()
    if text.startswith("<") and _TAG.sub("", text).lstrip().startswith("#"):
        name = meant_section(document, text)
        return _Reading(name, "the heading is inside an HTML block") if name else None
    if _HTML_HEADING.fullmatch(text):
        name = meant_section(document, text)
        return _Reading(name, f'"{text}" is HTML, use "## {name}"') if name else None
    if block.kind not in ("paragraph", "list", "code", "table"):
        return None
    if (wiki := _WIKI_HEADING.fullmatch(text)) is not None:
        name = meant_section(document, wiki[1])
        return _Reading(name, f'"{text}" is wiki markup, use "## {name}"') if name else None
    if block.kind == "table":
        return None
    bare = text.strip("*_: ")
    name = HEADINGS.get(SECTION_FIELDS.get(bare.casefold(), ""), "")
    if not name or name.casefold() in document.outline.by_field:
        return None
    if text[0] in "*_" and text[-1] in "*_:":
        return _Reading(name, f'"{text}" is emphasized text, use "## {name}"')
    if not _is_alone(document, block, span):
        return None
    return _Reading(name, f'"{text}" is a paragraph, use "## {name}"')


def _is_alone(document: Document, block: Block, span: Span) -> bool:
    """Return whether a line of a block has no text on the lines above and below it in that block."""
    number = document.position(span.start)[0]
    for other in (number - 1, number + 1):
        place = document.line_span(other) if 0 < other <= document.position(block.end)[0] else span
        is_inside = block.start <= place.start < block.end and place.start != span.start
        if is_inside and document.text[place.start : place.end].strip(" \t>"):
            return False
    return True


def marker_span(line: str) -> tuple[int, int]:
    """Return where the heading marker of a line is, or what is meant as one; an empty stretch without one."""
    lead = 0
    while lead < len(line) and (line[lead].isspace() or is_invisible(line[lead]) or line[lead] == ">"):
        lead += 1
    end = lead + line.startswith("\\", lead)
    while line[end : end + 1] and line[end] in _MARK_SIGNS:
        end += 1
    return (lead, end) if end > lead and line[end - 1] != "\\" else (lead, lead)


def fault_of_marker(block: Block, line: str, marker: tuple[int, int], name: str) -> tuple[str, bool]:
    """Return why a line that starts with a heading's marker is not a heading, and whether all else is right.

    Args:
        block: that the line is in.
        line: without its line end.
        marker: what `marker_span` finds in it.
        name: what is to be the text of the heading.
    """
    lead, end = marker
    text = "".join([sign for sign in line[end:] if not is_invisible(sign)]).strip()
    exact = text.casefold() == name.casefold()
    mark = line[lead:end]
    for character in line[:lead]:
        if character not in " \t>":
            return f"{name_character(character)} before the heading marker", exact
    for character in mark:
        if character in _MARK_SIGNS[1:]:
            return f'{name_character(character)} instead of "#"', exact
    if mark[0] == "\\":
        return "the heading marker is escaped by a backslash", False
    if len(mark) > 6:
        return f'a heading has at most six "#", found {len(mark)}', False
    follows = line[end]
    if not follows.isspace() and not is_invisible(follows):
        return f'missing space after "{mark}"', exact
    if follows not in " \t":
        return f'{name_character(follows)} after "{mark}", use a space', exact
    if block.kind in ("html", "quote"):
        return f"the heading is inside {'an HTML block' if block.kind == 'html' else 'a quote'}", False
    if block.kind == "list" and lead < 4:
        return "the heading is inside a list item", False
    return "the heading is indented by four columns or more", exact and block.kind != "list"


def name_character(character: str) -> str:
    """Return the name of a character, with its code point."""
    return f"{unicodedata.name(character, 'character').lower()} (U+{ord(character):04X})"


RULES = [
    Rule(
        code="SK208",
        name="unread-heading",
        title="Checks for lines that look like the heading of a section but are not a Markdown heading.",
        why="The preceding text absorbs the section, and its content is not read.",
        failing="## Keywords\n\n* bees\n\n##Themes\n\n* weather",
        passing="## Keywords\n\n* bees\n\n## Themes\n\n* weather",
        check=_unread,
        severity="error",
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe if the line names a section exactly and lacks only what makes it a "
        "heading. Otherwise it is unsafe.",
    ),
]
