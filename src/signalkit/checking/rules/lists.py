"""SK4: lists and text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.duplicates import count_duplicates, fold, name_duplicate
from signalkit.checking.rules.headings import is_unread_heading
from signalkit.checking.rules.items import is_bulleted, unusual_blocks
from signalkit.checking.rules.markers import first_content
from signalkit.checking.rules.tables.fragments import is_fragment
from signalkit.checking.rules.tables.rows import has_split_row
from signalkit.codec.bullets import replace_bullets
from signalkit.display import quote
from signalkit.document import Document
from signalkit.model.schema import FIELDS, HEADINGS, LISTS
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit, apply_edits

_KEYS = {field.key.casefold(): field.key for field in FIELDS.values() if field.key}
_MARKERS = re.compile(r"[\ufeff \t>*+-]*+(?:[0-9]{1,9}+[.)][ \t>*+-]*+)*+")
"""What is before the text of a line: indentation and markers of quotes and items."""

_ENDINGS = ".:;,!?…"
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
        for number, block in enumerate(blocks[:size]):
            if block.kind in (kind, "comment"):
                continue
            if kind == "table" and is_fragment(document, block):
                continue  # SK310, SK313 and SK315 have more to say of it
            if is_unread_heading(document, block) or (kind == "list" and is_bulleted(document, block)):
                continue  # so have SK208 and SK408
            end = block.start + len(document.text[block.start : block.end].rstrip())
            what = "a list item" if kind == "list" else "part of a table"
            message = f"text in {HEADINGS[field]} is not {what} and is not read"
            fix = _bullet_before(document, field, blocks[:size], number) if kind == "list" else None
            yield Finding(message, Span(block.start, end), fix)


def _bullet_before(document: Document, field: str, blocks: Sequence[Block], number: int) -> Fix | None:
    """Offer to write a bullet before a line at the start of a section that is meant as its first item.

    That is a line directly above a list, or the only one, that does not end as a sentence or heading does.
    """
    block, text = blocks[number], document.text
    line = text[block.start : block.end].strip()
    if number or block.kind != "paragraph" or line[-1] in _ENDINGS or "\n" in line or "\r" in line:
        return None
    if field == "closest" and not (line.startswith("[") and line.endswith(")")):
        return None
    if field != "closest" and _is_duplicate(document, field, line):
        return None
    bullet = "*"
    if len(blocks) > 1:
        bullet = text[blocks[1].start]
        if blocks[1].kind != "list" or bullet not in "*+-" or block.end != blocks[1].start:
            return None
    lead = len(text[block.start : block.end]) - len(text[block.start : block.end].lstrip())
    return Fix([TextEdit(Span(block.start, block.start + lead), f"{bullet} ")], safe=False)


def _is_duplicate(document: Document, field: str, value: str) -> bool:
    """Return whether a value would be a duplicate in a list."""
    digest = document.digest
    key = _KEYS.get(value.partition(":")[0].casefold(), "") if field == "other" and ":" in value else ""
    if key:
        return any(getattr(digest, name) for name, of in FIELDS.items() if of.key == key)
    return fold(value) in map(fold, getattr(digest, field))


def _duplicates(document: Document) -> Iterator[Finding]:
    for field in ("keywords", "themes"):
        values = getattr(document.digest, field)
        for index, count in count_duplicates(values):
            message = name_duplicate(f"{FIELDS[field].singular} {quote(values[index])}", count)
            yield Finding(message, f"{field}[{index}]")


def _duplicate_others(document: Document) -> Iterator[Finding]:
    others = document.digest.other
    if not others:
        return
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
    text = document.text
    lists = [part.blocks for part in document.outline.parts if part.field in LISTS]
    edits = [edit for blocks in lists for edit in replace_bullets(text, blocks)]
    if not edits:
        return
    is_safe = Document(apply_edits(text, edits)).digest == document.digest
    for edit in edits:
        bullet = text[edit.span.start : edit.span.end].strip()
        message = f'use "*" for bullets, not {quote(bullet)}'
        if is_safe:
            yield Finding(message, edit.span, Fix([edit]))
        else:
            yield Finding(f"{message}; not fixed: a value would change", edit.span)


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
        # With cells and pipes added, the halves of a split row would look like two entries.
        fix = None if has_split_row(document) else Fix([TextEdit(span, formatted.text)])
        yield Finding("file is not in canonical form", span, fix)


def _empty_item(document: Document) -> Iterator[Finding]:
    for part, block in unusual_blocks(document):
        if block.kind != "list" or block.node is None:
            continue
        if part.field == "closest" and document.text[part.heading.end : part.end].strip() == "*":
            continue  # as the producer writes a list without references
        for item in block.node.walk():
            if item.kind != "item" or first_content(item) is not None:
                continue
            span = Span(item.start, item.start + len(item.text.rstrip()))
            line = document.line_span(document.position(item.start)[0])
            if not document.text[line.start : item.start].strip(" \t>"):
                yield Finding("empty item", span)  # of others, SK411 has more to say


RULES = [
    Rule(
        code="SK401",
        name="stray-text",
        title="Checks for content in a list or table section that is neither an item nor a row.",
        why="It is not read, and gets lost when the digest is converted to another format.",
        failing="## Keywords\n\nbees\n* hives",
        passing="## Keywords\n\n* bees\n* hives",
        check=_stray,
        fixable="unsafe",
        changes=True,
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
        title="Checks for bullets other than `*`.",
        why="Files that differ only in form are hard to compare. The fix and `signalkit format` "
        "replace bullets and numbers; nested items stay nested. An item that would become a "
        "thematic break, or would lose what is below it, is not reported.",
        failing="## Keywords\n\n- bees",
        passing="## Keywords\n\n* bees",
        check=_bullet,
        fixable="safe",
    ),
    Rule(
        code="SK404",
        name="trailing-whitespace",
        title="Checks for whitespace at the end of lines.",
        why="Trailing whitespace is invisible. Generated summaries often end in a space.",
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
        why="A keyword was lost, or the bullet was left over. A single empty item in Closest is "
        "not reported: generated digests without references have it.",
        failing="## Keywords\n\n* bees\n*",
        passing="## Keywords\n\n* bees",
        check=_empty_item,
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
