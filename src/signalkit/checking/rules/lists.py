"""SK4: lists and text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.duplicates import count_duplicates, name_duplicate
from signalkit.checking.rules.headings import is_unread_heading
from signalkit.checking.rules.items import is_bulleted
from signalkit.checking.rules.quoting import quote
from signalkit.checking.rules.tables.fragments import is_fragment
from signalkit.document import Document
from signalkit.model.schema import FIELDS, HEADINGS, LISTS
from signalkit.syntax.text import Span, TextEdit
from signalkit.syntax.tree import Node

_ITEM = re.compile(r"^(?:[+-]|[0-9]{1,9}[.)])(?=[ \t]+[^ \t\r\n])", re.M)
_KEYS = {field.key.casefold(): field.key for field in FIELDS.values() if field.key}
_MARKERS = re.compile(r"[\ufeff \t>*+-]*+(?:[0-9]{1,9}+[.)][ \t>*+-]*+)*+")
"""What is before the text of a line: indentation and markers of quotes and items."""

_TRAILING = re.compile(r"(?<![ \t])[ \t]++(?=[\r\n]|\Z)")


def _stray(document: Document) -> Iterator[Finding]:
    parts = document.outline.parts
    for part in parts:
        field = part.field
        if field is None or field == "summary":
            continue
        kind = "list" if field in LISTS else "table"
        blocks = part.blocks
        size = len(blocks)
        separators = ("thematic_break", "definition") if part is parts[-1] else ("thematic_break",)
        while size and blocks[size - 1].kind in separators:
            size -= 1  # what separates sections, and what links refer to, is lost nowhere
        for block in blocks[:size]:
            if block.kind in (kind, "comment"):
                continue
            if kind == "table" and is_fragment(document, block):
                continue  # SK310, SK313 and SK315 have more to say of it
            if is_unread_heading(document, block) or (kind == "list" and is_bulleted(document, block)):
                continue  # so have SK208 and SK408
            end = block.start + len(document.text[block.start : block.end].rstrip())
            what = "a list item" if kind == "list" else "part of a table"
            message = f"text in {HEADINGS[field]} is not {what} and is not read"
            yield Finding(message, Span(block.start, end))


def _duplicates(document: Document) -> Iterator[Finding]:
    for field in ("keywords", "themes"):
        values = getattr(document.digest, field)
        for index, count in count_duplicates(values):
            message = name_duplicate(f"{field[:-1]} {quote(values[index])}", count)
            yield Finding(message, f"{field}[{index}]")


def _duplicate_others(document: Document) -> Iterator[Finding]:
    others = document.digest.other
    keys = [_KEYS.get(value.partition(":")[0].casefold(), "") if ":" in value else "" for value in others]
    for index, key in enumerate(keys):
        if key:
            yield Finding(f"duplicate {key}: only the first is read", f"other[{index}]")
    for index, count in count_duplicates(
        "" if key else value for key, value in zip(keys, others, strict=True)
    ):
        message = name_duplicate(f"item {quote(others[index])} in Other", count)
        yield Finding(message, f"other[{index}]")


def _bullet(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        if part.field not in LISTS:
            continue
        for kind, start, end, _ in part.blocks:
            if kind == "list" and document.text[start] != "*":
                for match in _ITEM.finditer(document.text[start:end]):
                    span = Span(start + match.start(), start + match.end())
                    message = f'use "*" for bullets, not {quote(match[0])}'
                    yield Finding(message, span)


def _trailing_whitespace(document: Document) -> Iterator[Finding]:
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
        yield Finding("trailing whitespace", span, Fix([TextEdit(span, "")], safe=False))


def _tab(document: Document) -> Iterator[Finding]:
    text = document.text
    at = text.find("\t")
    if at < 0:
        return
    verbatim = [leaf for leaf in document.tree.leaves() if leaf.kind in ("code", "html", "front_matter")]
    ends = [leaf.end for leaf in verbatim]
    while at >= 0:
        line = document.line_span(document.position(at)[0])
        first = bisect_right(ends, line.start)
        is_fixable = first == len(verbatim) or verbatim[first].start >= line.end
        prefix = _MARKERS.match(text, line.start, line.end)
        assert prefix is not None
        column, last = 0, line.start + text.startswith("\ufeff", line.start)
        while 0 <= at < line.end:
            column += at - last
            # Before text, a tab reaches to the next multiple of four (CommonMark 0.31.2, section 2.2).
            width = 4 - column % 4 if at < prefix.end() else 1
            fix = Fix([TextEdit(Span(at, at + 1), " " * width)], safe=False) if is_fixable else None
            yield Finding("tab character", Span(at, at + 1), fix)
            column, last = column + width, at + 1
            at = text.find("\t", last)


def _form(document: Document) -> Iterator[Finding]:
    from signalkit.document import format_document

    formatted = format_document(document)
    if formatted is not document:
        span = Span(0, len(document.text))
        yield Finding("file is not in canonical form", span, Fix([TextEdit(span, formatted.text)]))


def _empty_item(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        if part.field not in LISTS:
            continue
        if part.field == "closest" and document.text[part.heading.end : part.end].strip() == "*":
            continue  # as the producer writes a list without references
        for kind, _, _, node in part.blocks:
            if kind != "list" or node is None:
                continue
            for item in node.walk():
                if item.kind == "item" and not any(
                    n.kind not in ("marker", "blank", "eol") for n in item.children
                ):
                    yield _nothing_in(document, item)


def _nothing_in(document: Document, item: Node) -> Finding:
    bullet = item.text.rstrip()
    span = Span(item.start, item.start + len(bullet))
    line = document.line_span(document.position(item.start)[0])
    if not document.text[line.start : item.start].strip(" \t>"):
        return Finding("empty item", span)
    escaped = f"{bullet[:-1]}\\{bullet[-1:]}"
    message = f"{quote(bullet)} opens an empty nested list; escape it as {escaped}"
    return Finding(message, span, Fix([TextEdit(span, escaped)], safe=False))


RULES = [
    Rule(
        code="SK401",
        name="stray-text",
        title="Checks for content in a list or table section that is neither an item nor a row.",
        why="It is not read, and gets lost when the digest is converted to another format.",
        failing="## Keywords\n\nThese are mine:\n\n* bees",
        passing="## Keywords\n\n* bees",
        check=_stray,
    ),
    Rule(
        code="SK402",
        name="duplicate-keyword",
        title="Checks for keywords and themes that appear more than once.",
        why="Duplicates skew any count of keywords or themes.",
        failing="## Keywords\n\n* bees\n* Bees",
        passing="## Keywords\n\n* bees",
        check=_duplicates,
    ),
    Rule(
        code="SK403",
        name="bullet-style",
        title="Checks for bullets that differ from the producer's.",
        why="Files that differ only in form are hard to compare. `signalkit format` fixes the bullets.",
        failing="## Keywords\n\n- bees",
        passing="## Keywords\n\n* bees",
        check=_bullet,
    ),
    Rule(
        code="SK404",
        name="trailing-whitespace",
        title="Checks for whitespace at the end of lines.",
        why="Trailing whitespace is invisible. The producer leaves it at the end of summaries.",
        failing="## Keywords\n\n* bees ",
        passing="## Keywords\n\n* bees",
        check=_trailing_whitespace,
        default=False,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK405",
        name="tab",
        title="Checks for tabs.",
        why="Programs display tabs at different widths. In an item or cell, a tab is content.",
        failing="## Keywords\n\n*\tbees",
        passing="## Keywords\n\n* bees",
        check=_tab,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK406",
        name="non-canonical-form",
        title="Checks for files that `signalkit format` would change.",
        why="Files that differ only in form are hard to compare.",
        failing="# __Bees__\n## Keywords\n- bees",
        passing="# __Bees__\n\n## Keywords\n\n* bees",
        check=_form,
        default=False,
        fixable="safe",
    ),
    Rule(
        code="SK407",
        name="empty-item",
        title="Checks for items without content.",
        why="A keyword was lost, or the bullet was left over. A keyword that is itself a bullet "
        "opens a nested list. The producer writes a single empty item in Closest if there is "
        "no reference.",
        failing="## Keywords\n\n* bees\n*\n* -",
        passing="## Keywords\n\n* bees\n* \\-",
        check=_empty_item,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK420",
        name="duplicate-other",
        title="Checks for items of Other, categories and types that appear more than once.",
        why="Only the first category and the first type are read. Other duplicates skew any count.",
        failing="## Other\n\n* Category: news\n* Category: politics",
        passing="## Other\n\n* Category: news\n* Mood: fair",
        check=_duplicate_others,
    ),
]
