"""SK220 to SK225: blocks that absorb what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Rule
from signalkit.document import Document
from signalkit.model.schema import HEADINGS, SECTION_FIELDS
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, normalize_newlines

_ABSORBING = ("fence", "comment", "html")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*+")


def _unclosed(document: Document) -> Iterator[Finding]:
    last = document.blocks[-1] if document.blocks else None
    if last is None or not last.is_open:
        return
    absorbed = _absorbed(document, last)
    first, *rest = _lines(document, last)
    if not absorbed and any(line.strip() for line in rest):
        absorbed = "the rest of the file"
    message = f"unclosed {_name(last, first)}" + (f" absorbs {absorbed}" if absorbed else "")
    yield Finding(message, Span(last.start, last.start + len(first.rstrip())))


def _misclosed(document: Document) -> Iterator[Finding]:
    for block in document.blocks:
        if block.kind not in _ABSORBING:
            continue
        first, *rest = _lines(document, block)
        if not rest or block.is_open:
            continue
        missing = bool(_missing(document, block))
        if block.kind == "fence":
            is_suspicious = missing or _has_opening(rest, first.lstrip(" "))
        elif first.lstrip(" ").startswith("<!--"):
            is_suspicious = _ends_elsewhere("\n".join([first, *rest]), missing=missing)
        else:
            is_suspicious = missing and not all(rest[:-1])  # most tags open a block up to a blank line
        if is_suspicious:
            name = _name(block, first)
            absorbed = _absorbed(document, block) or "what is before that"
            line = document.position(block.start + len(document.text[block.start : block.end].rstrip()))[0]
            message = f"{name} is not closed before line {line} and absorbs {absorbed}"
            yield Finding(message, Span(block.start, block.start + len(first.rstrip())))


def _has_opening(lines: list[str], opening: str) -> bool:
    """Return whether a line of code is an opening fence with an info string, which a closing one has not."""
    marker = opening[: len(opening) - len(opening.lstrip(opening[0]))]
    stripped = [line.strip(" \t") for line in lines]
    return any(line.startswith(marker) and line.strip(marker[0]) for line in stripped)


def _ends_elsewhere(text: str, *, missing: bool) -> bool:
    """Return whether a comment of several lines ends at the end of another one, or at an arrow in a text."""
    end = text.find("-->")
    line = text.rfind("\n", 0, end)
    if line < 0:
        return False
    before, after = text[line:end].strip(), text[end + 3 :].partition("\n")[0].strip()
    return "<!--" in text[text.find("<!--") + 4 : end] or bool(after) or bool(before and missing)


def _lines(document: Document, block: Block) -> list[str]:
    return normalize_newlines(document.text[block.start : block.end]).split("\n")


def _name(block: Block, first: str) -> str:
    if block.kind == "fence":
        return "code fence"
    tag = _TAG.match(first.lstrip(" "))
    return f"{tag[0]}> block" if tag else "comment" if first.lstrip(" ").startswith("<!--") else "HTML block"


def _missing(document: Document, block: Block) -> list[str]:
    """Return the headings of sections in a block that the digest does not have otherwise."""
    found = [
        SECTION_FIELDS[name]
        for line in _lines(document, block)[1:]
        if line.startswith("## ") and (name := line[3:].strip(" \t#").casefold()) in SECTION_FIELDS
    ]
    return [HEADINGS[field] for field in dict.fromkeys(found) if field not in document.outline.by_field]


def _absorbed(document: Document, block: Block) -> str:
    """Return the title and the sections in a block, as text; empty if there are none."""
    names = _missing(document, block)
    parts = []
    if document.outline.title is None and any(line.startswith("# ") for line in _lines(document, block)[1:]):
        parts.append("the title")
    if names:
        listed = ", ".join(names[:-1]) + " and " + names[-1] if names[1:] else names[0]
        parts.append(f"the section{'s' if names[1:] else ''} {listed}")
    return " and ".join(parts)


RULES = [
    Rule(
        code="SK220",
        name="unclosed-block",
        title="Checks for comments, code fences and HTML blocks that are never closed.",
        why="The block extends to the end of the file, and no section in it is read.",
        failing="## Summary\n\nx\n\n<!-- not checked yet\n\n## Keywords\n\n* bees",
        passing="## Summary\n\nx\n\n<!-- not checked yet -->\n\n## Keywords\n\n* bees",
        check=_unclosed,
        severity="error",
    ),
    Rule(
        code="SK221",
        name="misclosed-block",
        title="Checks for comments, code fences and HTML blocks that end too late.",
        why="The block ends where another one does, or at an arrow in a text, and nothing before "
        "that is read.",
        failing="## Summary\n\nx\n\n<!-- not checked yet\n\n## Keywords\n\n* bees\n\n<!-- the end -->",
        passing="## Summary\n\nx\n\n<!-- not checked yet -->\n\n## Keywords\n\n* bees\n\n<!-- the end -->",
        check=_misclosed,
    ),
]
