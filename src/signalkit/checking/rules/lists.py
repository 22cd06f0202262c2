"""SK4: lists and text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.duplicates import count_duplicates, say_how_often
from signalkit.checking.rules.headings import is_unread_heading
from signalkit.checking.rules.items import is_bulleted
from signalkit.checking.rules.tables.fragments import is_fragment
from signalkit.codec.bullets import replace_bullets
from signalkit.document import Document
from signalkit.model.schema import FIELDS, HEADINGS, LISTS
from signalkit.syntax.text import Span, TextEdit, apply_edits
from signalkit.syntax.tree import Node

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
            message = f"{HEADINGS[field]} has something that is no {'item' if kind == 'list' else 'table'}"
            yield Finding(message, Span(block.start, end))


def _duplicates(document: Document) -> Iterator[Finding]:
    for field in ("keywords", "themes"):
        values = getattr(document.digest, field)
        for index, count in count_duplicates(values):
            message = f"{values[index]!r} {say_how_often(count)} in {HEADINGS[field]}"
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
        message = f"duplicate item {others[index]!r} in Other"
        yield Finding(message if count == 2 else f"{message}: {count} times", f"other[{index}]")


def _bullet(document: Document) -> Iterator[Finding]:
    text = document.text
    lists = [part.blocks for part in document.outline.parts if part.field in LISTS]
    edits = [edit for blocks in lists for edit in replace_bullets(text, blocks)]
    if not edits:
        return
    is_safe = Document(apply_edits(text, edits)).digest == document.digest
    for edit in edits:
        bullet = text[edit.span.start : edit.span.end].strip()
        message = f"the bullet {bullet!r}, where the producer writes '*'"
        if is_safe:
            yield Finding(message, edit.span, Fix([edit]))
        else:
            yield Finding(f"{message}; not fixed: a value would change", edit.span)


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
            yield Finding("a tab", Span(at, at + 1), fix)
            column, last = column + width, at + 1
            at = text.find("\t", last)


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
        return Finding("an item with nothing in it", span)
    escaped = f"{bullet[:-1]}\\{bullet[-1:]}"
    message = f"{bullet!r} opens a nested list with nothing in it; escape it as {escaped}"
    return Finding(message, span, Fix([TextEdit(span, escaped)], safe=False))


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
        why="Files that differ in form alone are hard to compare. The fix and `signalkit format` replace "
        "bullets and numbers; nested items stay nested. An item that would become a thematic break is not "
        "reported.",
        failing="## Keywords\n\n- bees",
        passing="## Keywords\n\n* bees",
        check=_bullet,
        fixable="safe",
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
        why="A keyword has been lost, or the bullet forgotten. A keyword that is itself a bullet opens a "
        "nested list. The producer writes a single empty item in Closest if there is no reference.",
        failing="## Keywords\n\n* bees\n*\n* -",
        passing="## Keywords\n\n* bees\n* \\-",
        check=_empty_item,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK420",
        name="duplicate-other",
        title="An item of Other, a category or a type that appears twice.",
        why="Only the first category and the first type are read; other items count twice wherever they are "
        "counted.",
        failing="## Other\n\n* Category: news\n* Category: politics",
        passing="## Other\n\n* Category: news\n* Mood: fair",
        check=_duplicate_others,
    ),
]
