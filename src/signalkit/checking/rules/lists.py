"""SK4: lists and text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.duplicates import find_duplicates
from signalkit.checking.rules.headings import is_unread_heading
from signalkit.checking.rules.items import is_bulleted
from signalkit.checking.rules.tables.delimiter import is_bare_table
from signalkit.document import Document
from signalkit.model.schema import HEADINGS, LISTS
from signalkit.syntax.text import Span, TextEdit

_ITEM = re.compile(r"^(?:[+-]|[0-9]{1,9}[.)])(?=[ \t]+[^ \t\r\n])", re.M)
_TRAILING = re.compile(r"(?<![ \t])[ \t]++(?=[\r\n]|\Z)")


def _stray(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        field = part.field
        if field is None or field == "summary":
            continue
        kind = "list" if field in LISTS else "table"
        for block in part.blocks:
            if block.kind in (kind, "comment"):
                continue
            if kind == "table" and is_bare_table(document, block):
                continue  # SK310 has more to say of it
            if is_unread_heading(document, block) or (kind == "list" and is_bulleted(document, block)):
                continue  # so have SK208 and SK408
            end = block.start + len(document.text[block.start : block.end].rstrip())
            message = f"{HEADINGS[field]} has something that is no {'item' if kind == 'list' else 'table'}"
            yield Finding(message, Span(block.start, end))


def _duplicates(document: Document) -> Iterator[Finding]:
    for field in ("keywords", "themes"):
        for index in find_duplicates([value.casefold() for value in getattr(document.digest, field)]):
            shown = getattr(document.digest, field)[index]
            yield Finding(f"{shown!r} stands twice in {HEADINGS[field]}", f"{field}[{index}]")


def _bullet(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        if part.field not in LISTS:
            continue
        for kind, start, end, _ in part.blocks:
            if kind == "list" and document.text[start] != "*":
                for match in _ITEM.finditer(document.text[start:end]):
                    span = Span(start + match.start(), start + match.end())
                    message = f"the bullet {match[0]!r}, where the producer writes '*'"
                    yield Finding(message, span)


def _trailing_blanks(document: Document) -> Iterator[Finding]:
    text = document.text
    if " \n" not in text and "\t\n" not in text and " \r" not in text and not text.endswith((" ", "\t")):
        return
    verbatim = ("fence", "code", "html", "front_matter")
    kept = [(block.start, block.end) for block in document.tree.children if block.kind in verbatim]
    starts = [start for start, _ in kept]
    for match in _TRAILING.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at >= 0 and match.start() < kept[at][1]:
            continue
        span = Span(*match.span())
        yield Finding("blanks at the end of the line", span, Fix([TextEdit(span, "")], safe=False))


def _tab(document: Document) -> Iterator[Finding]:
    at = document.text.find("\t")
    while at >= 0:
        span = Span(at, at + 1)
        yield Finding("a tab", span, Fix([TextEdit(span, " ")], safe=False))
        at = document.text.find("\t", at + 1)


def _form(document: Document) -> Iterator[Finding]:
    from signalkit.document import format_document

    formatted = format_document(document)
    if formatted is not document:
        span = Span(0, len(document.text))
        yield Finding("not in canonical form", span, Fix([TextEdit(span, formatted.text)]))


def _empty_item(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        if part.field not in LISTS:
            continue
        for kind, _, _, node in part.blocks:
            if kind != "list" or node is None:
                continue
            for item in node.walk():
                if item.kind == "item" and not any(
                    n.kind not in ("marker", "blank", "eol") for n in item.children
                ):
                    end = item.start + len(item.text.rstrip())
                    yield Finding("an item with nothing in it", Span(item.start, max(end, item.start)))


RULES = [
    Rule(
        code="SK401",
        name="stray-text",
        title="Something in a list or table section that is neither item nor row.",
        why="It is not read, and gets lost when the digest is carried elsewhere.",
        failing="## Keywords\n\nThese are mine:\n\n* bees",
        passing="## Keywords\n\n* bees",
        check=_stray,
    ),
    Rule(
        code="SK402",
        name="duplicate-keyword",
        title="A keyword or theme that stands twice.",
        why="It counts twice wherever they are counted.",
        failing="## Keywords\n\n* bees\n* Bees",
        passing="## Keywords\n\n* bees",
        check=_duplicates,
    ),
    Rule(
        code="SK403",
        name="bullet-style",
        title="Another bullet than the producer's.",
        why="Files that differ in form alone are hard to compare; `signalkit format` mends it.",
        failing="## Keywords\n\n- bees",
        passing="## Keywords\n\n* bees",
        check=_bullet,
    ),
    Rule(
        code="SK404",
        name="trailing-blanks",
        title="Blanks at the end of a line.",
        why="Nobody sees them. The producer leaves them at the end of summaries.",
        failing="## Keywords\n\n* bees ",
        passing="## Keywords\n\n* bees",
        check=_trailing_blanks,
        default=False,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK405",
        name="tab",
        title="A tab.",
        why="Each program shows it in another width; in an item or cell it is content.",
        failing="## Keywords\n\n*\tbees",
        passing="## Keywords\n\n* bees",
        check=_tab,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK406",
        name="non-canonical-form",
        title="A file that `signalkit format` would change.",
        why="Files that differ in form alone are hard to compare.",
        failing="# __Bees__\n## Keywords\n- bees",
        passing="# __Bees__\n\n## Keywords\n\n* bees",
        check=_form,
        default=False,
        fixable="safe",
    ),
    Rule(
        code="SK407",
        name="empty-item",
        title="An item with nothing in it.",
        why="A keyword has been lost, or the bullet forgotten.",
        failing="## Keywords\n\n* bees\n*",
        passing="## Keywords\n\n* bees",
        check=_empty_item,
    ),
]
