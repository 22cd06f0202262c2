"""SK408 to SK410: items of lists that are not read, or only in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.headings import is_invisible, lines_of, name_character
from signalkit.checking.rules.settings import at_least, options_class
from signalkit.codec.lists import item_nodes
from signalkit.codec.outline import Part
from signalkit.display import quote
from signalkit.document import Document
from signalkit.model.schema import FIELDS, LISTS
from signalkit.options import option
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit
from signalkit.syntax.tree import Node

# What people use as bullets, Markdown bullets without a space after them included.
_BULLET = re.compile(
    r"(?:\\?[*+-](?:&nbsp;|[^\S\n])*+|[•‣◦⁃∙·●○▪▫■□◆◇►▶➤➢✓✔–—―−‐‑‒﹣－＊＋・→»][^\S\n]*+"
    r"|&(?:bull|middot|ndash|mdash|minus);[^\S\n]*+|[0-9]{1,9}\\?[.)](?![0-9])[^\S\n]*+)"
)
_KEY = re.compile(r"([\W_]*+)([^\W_]++)([\W_]*+)")
_KEYS = {field.key.casefold(): name for name, field in FIELDS.items() if field.key}
_COLONS = frozenset(":=：﹕꞉∶→|")
_DASHES = frozenset("-–—−")

_UNFINISHED = (",", ";", ":", "-", "–", "—", "(", "/", "&")

_NAMES = {
    "paragraph": "a further paragraph",
    "code": "indented code",
    "fence": "fenced code",
    "quote": "a quote",
    "heading": "a heading",
    "table": "a table",
    "html": "HTML",
    "thematic_break": "a thematic break",
    "definition": "a link reference definition",
}


def bullet_width(line: str) -> int:
    """Return the length of what is meant as a bullet at the start of a line; 0 if there is none."""
    lead = 0
    while lead < len(line) and (line[lead].isspace() or is_invisible(line[lead])):
        lead += 1
    found = _BULLET.match(line, lead)
    if found is None:
        return 0
    end = found.end()
    while end < len(line) and (line[end].isspace() or is_invisible(line[end])):
        end += 1
    if found[0] == "*" and "*" in line[end:]:
        return 0  # emphasis
    return end if end < len(line) else 0


def is_bulleted(document: Document, block: Block) -> bool:
    """Return whether a paragraph is meant as a list: its first line starts with a near bullet."""
    if block.kind != "paragraph":
        return False
    first = next(lines_of(document, block))
    return bullet_width(document.text[first.start : first.end]) > 0


@lru_cache(maxsize=1)  # several rules ask for each document in turn
def unusual_blocks(document: Document) -> list[tuple[Part, Block]]:
    """Return the blocks in list sections that are not lists of one-line items, with their sections."""
    return [
        (part, block)
        for part in document.outline.parts
        if part.field in LISTS
        for block in part.blocks
        if block[0] != "list" or block[3] is not None  # by index, which is faster
    ]


def nested_lists(document: Document) -> Iterator[Node]:
    """Yield the lists in list sections that have more than one-line items."""
    for _, block in unusual_blocks(document):
        if block.kind == "list" and block.node is not None:
            yield block.node


# -- SK408 -------------------------------------------------------------------------------------------------


@options_class
class _Wrapping:
    """Which lines may have been wrapped."""

    wrapped_length: int = option(
        50,
        help="A line of at least this many characters may have been wrapped by an editor, so that the line "
        "after it gets no fix.",
        validator=at_least(0),
    )


def _fused(document: Document, options: _Wrapping) -> Iterator[Finding]:
    if not unusual_blocks(document):
        return
    for part in document.outline.parts:
        if part.field not in LISTS:
            continue
        bullet = "* "
        for block in part.blocks:
            if block.kind == "list":
                first = document.text[block.start]
                bullet = f"{first} " if first in "+-" else "* "
                if block.node is not None:
                    for item in item_nodes(block.node):
                        yield from _fused_in(document, item, options)
            elif is_bulleted(document, block):
                yield _finding(document, list(lines_of(document, block)), bullet, "a paragraph", options)


def _fused_in(document: Document, item: Node, options: _Wrapping) -> Iterator[Finding]:
    """Find the further lines of an item's text that are not indented, or have a near bullet."""
    paragraph = next((child for child in item.children if child.kind == "paragraph"), None)
    if paragraph is None:
        return
    texts = [leaf for leaf in paragraph.children if leaf.kind == "text"]
    if len(texts) == 1:
        return
    indent = document.text[_line_start(document, item.start) : item.start]
    marker = document.text[item.start : paragraph.start].split()
    prefix = f"{indent}{marker[0]} " if marker and not indent.strip() else None
    for is_meant, group in groupby(texts[1:], lambda text: _is_meant(document, text)):
        if is_meant:
            spans = [Span(_line_start(document, text.start), text.end) for text in group]
            yield _finding(document, spans, prefix, f"part of {quote(texts[0].text)}", options)


def _is_meant(document: Document, text: Node) -> bool:
    """Return whether a further line of an item is meant as an item of its own."""
    start = _line_start(document, text.start)
    return not document.text[start : text.start].startswith(("  ", "\t")) or bullet_width(text.text) > 0


def _finding(
    document: Document, lines: list[Span], prefix: str | None, read_as: str, options: _Wrapping
) -> Finding:
    """Report lines that are meant as items, and offer to start each with a bullet if it is known which."""
    edits = []
    for span in lines:
        line = document.text[span.start : span.end]
        width = bullet_width(line) or len(line) - len(line.lstrip(" \t"))
        edits.append(TextEdit(Span(span.start, span.start + width), prefix or ""))
    first = document.text[lines[0].start : lines[0].end].lstrip(" \t")
    what = f"{quote(first)} is" if len(lines) == 1 else f"{len(lines)} lines from {quote(first)} are"
    is_fixable = prefix is not None and not any(
        _is_wrapped(document, span, options.wrapped_length) for span in lines
    )
    fix = Fix(edits, safe=False) if is_fixable else None
    message = f"{what} read as {read_as}: {_fault_of_bullet(first)}"
    return Finding(message, Span(lines[0].start, lines[-1].end), fix)


def _is_wrapped(document: Document, span: Span, length: int) -> bool:
    """Return whether a line without a bullet seems to continue the text of the line above it."""
    number = document.position(span.start)[0]
    if number == 1 or bullet_width(document.text[span.start : span.end]):
        return False
    above = document.line_span(number - 1)
    line = document.text[above.start : above.end].rstrip()
    return len(line) >= length or line.endswith(_UNFINISHED)


def _fault_of_bullet(line: str) -> str:
    """Say what is wrong with the bullet of a line."""
    if not bullet_width(line):
        return "no bullet; indent the line if it continues that item"
    if line[0] == "\\":
        return "the bullet is escaped by a backslash"
    if line[0].isdecimal():
        return "missing space after the number"
    if line[0] not in "*+-":
        return (
            f'"{line[0]}" (U+{ord(line[0]):04X}) is not a bullet in Markdown'
            if line[0] != "&"
            else "no bullet"
        )
    if line[1] in " \t":
        return "the bullet is indented too far"
    if line[1].isspace() or is_invisible(line[1]):
        return f'{name_character(line[1])} after "{line[0]}", use a space'
    return f'missing space after "{line[0]}"'


def _line_start(document: Document, offset: int) -> int:
    return document.line_span(document.position(offset)[0]).start


# -- SK409 -------------------------------------------------------------------------------------------------


def _unread(document: Document) -> Iterator[Finding]:
    for node in nested_lists(document):
        for item in item_nodes(node):
            yield from _unread_in(item.children)


def _unread_in(children: Iterable[Node]) -> Iterator[Finding]:
    has_value = False
    for child in children:
        if child.kind == "paragraph" and not has_value:
            has_value = True
        elif child.kind in _NAMES:
            name = _NAMES[child.kind]
            end = child.start + len(child.text.rstrip())
            text = child.text.strip().partition("\n")[0]
            yield Finding(f"{name} in an item is not read: {quote(text)}", Span(child.start, end))


# -- SK410 -------------------------------------------------------------------------------------------------


def _misspelt_key(document: Document) -> Iterator[Finding]:
    digest = document.digest
    if not any(map(_meant_key, digest.other)):
        return
    for item in document.items["other"]:
        field, end = _meant_key(item.value) or ("", 0)
        if not field:
            continue
        key = FIELDS[field].key
        fix = None
        if not getattr(digest, field) and "\n" not in item.value:
            start = item.span.start
            fix = Fix([TextEdit(Span(start, start + end), f"{key}: ")], safe=False)
        message = f'{quote(item.value[:end])} is not read as {field}, use "{key}:"'
        yield Finding(message, item.span, fix)


def _meant_key(value: str) -> tuple[str, int] | None:
    """Return the field that an item has a near form of the key of, and where that form ends."""
    found = _KEY.match(value)
    if found is None or not _separates(found[3]):
        return None
    word = found[2].casefold()
    if word in _KEYS and not found[1] and found[3].startswith(":"):
        return None  # the key itself
    field = _KEYS.get(word) or _nearest_key(word)
    return (field, found.end()) if field is not None else None


def _separates(signs: str) -> bool:
    """Return whether the signs after a word are meant as the colon after a key: dashes only after a space."""
    return bool(_COLONS & set(signs)) or (signs[:1].isspace() and bool(_DASHES & set(signs)))


def _nearest_key(word: str) -> str | None:
    """Return the field whose key differs from a word in a few letters."""
    from difflib import SequenceMatcher

    for key, field in _KEYS.items():
        if abs(len(key) - len(word)) < 3 and SequenceMatcher(None, key, word).ratio() >= 0.8:
            return field
    return None


RULES = [
    Rule(
        code="SK408",
        name="fused-items",
        title="Checks for lines in a list section that look like an item but have no Markdown bullet.",
        why="Such a line is read as part of the previous item, or not at all. If it continues "
        "that item, indent it.",
        failing="## Keywords\n\n* bees\n*hives",
        passing="## Keywords\n\n* bees\n* hives",
        check=_fused,
        options=_Wrapping,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK409",
        name="unread-item-content",
        title="Checks for content of an item other than its text: further paragraphs, code, quotes, "
        "headings.",
        why="Only the first paragraph of an item and the items of nested lists are read.",
        failing="## Keywords\n\n* bees\n\n  They build hives.",
        passing="## Keywords\n\n* bees",
        check=_unread,
    ),
    Rule(
        code="SK410",
        name="misspelt-key",
        title="Checks for items of Other that resemble the category or type but do not have its exact form.",
        why="Such an item is read as an item without a key.",
        failing="## Other\n\n* **Type:** news",
        passing="## Other\n\n* Type: news",
        check=_misspelt_key,
        fixable="unsafe",
        changes=True,
    ),
]
