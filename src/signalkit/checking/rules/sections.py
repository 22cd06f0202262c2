"""SK2: which sections there are, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.headings import meant_section, undecorated
from signalkit.checking.rules.settings import options_class
from signalkit.checking.rules.tables.fragments import is_fragment
from signalkit.codec.outline import Part
from signalkit.display import quote
from signalkit.document import Document
from signalkit.model.schema import FIELDS, HEADINGS, SECTION_FIELDS
from signalkit.options import option
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit

_ALWAYS = tuple(name for name, field in FIELDS.items() if field.required)
_ALL = "\n\n".join(f"## {HEADINGS[field]}\n\n{'* x' if field != 'summary' else 'x'}" for field in _ALWAYS)


def _span(document: Document, heading: Block) -> Span:
    text = document.text[heading.start : heading.end]
    return Span(heading.start, heading.start + len(text.rstrip("\r\n \t")))


def _name(document: Document, part: Part) -> str:
    _, start, end = document.heading(part.heading)
    return document.text[start:end]


@options_class
class _Required:
    """The sections that every digest must have."""

    sections: tuple[str, ...] = option(
        tuple(HEADINGS[field] for field in _ALWAYS),
        help="Sections that every digest must have.",
        choices=HEADINGS.values(),
    )


def _missing(document: Document, options: _Required) -> Iterator[Finding]:
    found = document.outline.by_field
    if not found:
        return
    for heading in options.sections:
        if heading.casefold() not in found:
            yield Finding(f'missing section "{heading}"', Span(0, 0))


def _duplicate(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        if part.field is None and _name(document, part).casefold() in SECTION_FIELDS:
            name = _name(document, part)
            yield Finding(f"duplicate section {quote(name)} is not read", _span(document, part.heading))


def _empty(document: Document) -> Iterator[Finding]:
    outline, parts = document.outline, document.outline.parts
    for part, after in zip_longest(parts, parts[1:]):
        if part.field is not None and not part.blocks:
            if after is not None and is_fragment(document, after.heading):
                continue  # a delimiter row makes the header of its table a heading
            span = part.span
            # A required section stays, and so does the first of two: the second would be read in its place.
            stays = part.field in _ALWAYS or any(
                _name(document, other).casefold() == part.field for other in parts if other.field is None
            )
            # So does one whose heading is also in a block, which would be taken for the lost section.
            stays = stays or _count_headings(document.text, HEADINGS[part.field]) > 1
            # Without a title, a text of empty sections would become an empty file.
            stays = stays or not (outline.title or outline.head or any(one.blocks for one in parts))
            # At the end of a file in canonical form, it would leave the blank lines before it.
            stays = stays or (after is None and _is_canonical(document))
            fix = None if stays else Fix([TextEdit(span, "")], safe=False)
            yield Finding(f'section "{HEADINGS[part.field]}" is empty', span, fix)


def _is_canonical(document: Document) -> bool:
    from signalkit.document import format_document

    return format_document(document) is document


def _count_headings(text: str, name: str) -> int:
    """Count the lines that are headings of a name, or would be outside of a block."""
    return len(re.findall(rf"^[ \t>]*#{{1,6}}[ \t]*{re.escape(name)}\b", text, re.I | re.M))


def _unknown(document: Document) -> Iterator[tuple[Part, str, str]]:
    """Sections that are not known, with their headings and the known one that is meant, if any is."""
    for part in document.outline.parts:
        if part.field is None:
            name = _name(document, part)
            if name.casefold() not in SECTION_FIELDS:
                yield part, name, meant_section(document, name) or _nearest(name)


def _nearest(name: str) -> str:
    """Return the heading of a section that differs from a name in a few letters; empty if there is none."""
    from difflib import get_close_matches

    words = undecorated(name).casefold()
    close = get_close_matches(words, SECTION_FIELDS, 1, 0.8) if len(words) < 40 else []
    return HEADINGS[SECTION_FIELDS[close[0]]] if close else ""


def _misspelt(document: Document) -> Iterator[Finding]:
    for part, name, meant in _unknown(document):
        if meant:
            span = document.heading(part.heading).span
            is_there = meant.casefold() in document.outline.by_field
            # Headings of other pages stay as they are.
            fix = None if is_there or not document.is_digest else Fix([TextEdit(span, meant)], safe=False)
            yield Finding(f"unknown section {quote(name)}; did you mean {quote(meant)}?", span, fix)


@options_class
class _Allowed:
    """The sections that are allowed."""

    allowed_sections: tuple[str, ...] = option(
        (), help="Sections that are allowed in addition to those of the format, in any case."
    )


def _other(document: Document, options: _Allowed) -> Iterator[Finding]:
    allowed = {name.casefold() for name in options.allowed_sections}
    for part, name, meant in _unknown(document):
        if not meant and name.casefold() not in allowed:
            yield Finding(f"unknown section {quote(name)}", _span(document, part.heading))


_EXTENDED = tuple(sorted(HEADINGS, key=lambda name: FIELDS[name].extended))
_ORDERS = (("summary", *(name for name in _EXTENDED if name != "summary")), _EXTENDED)
"""The order of each layout, with a place for the sections that only the other one has."""


def _order(document: Document) -> Iterator[Finding]:
    parts = [part for part in document.outline.parts if part.field is not None]
    faults: list[list[tuple[Part, Part]]] = []
    for order in _ORDERS:
        wrong = [
            (one, two) for one, two in pairwise(parts) if order.index(one.field) > order.index(two.field)
        ]
        if not wrong:
            return
        faults.append(wrong)
    for one, two in min(faults, key=len):
        after = f'section "{HEADINGS[two.field or ""]}" is after "{HEADINGS[one.field or ""]}"'
        yield Finding(f"{after}, which is not the order of either layout", _span(document, two.heading))


def _level(document: Document) -> Iterator[Finding]:
    found = document.outline
    blocks = [*found.head, *(block for part in found.parts for block in part.blocks)]
    for block in blocks:
        if block.kind == "heading":
            level, start, end = document.heading(block)
            name = document.text[start:end]
            if level == 2:
                continue
            is_exact = name.casefold() in SECTION_FIELDS
            name = name if is_exact else meant_section(document, name)
            is_there = name.casefold() in found.by_field
            if is_exact or (name and not is_there):
                span = _span(document, block)
                stays = is_there or not document.is_digest
                fix = None if stays else Fix([TextEdit(span, f"## {name}")], safe=False)
                yield Finding(f"section heading {quote(name)} has level {level}; expected level 2", span, fix)


RULES = [
    Rule(
        code="SK201",
        name="missing-section",
        title="Checks for digests without a required section, by default Summary, Keywords or Themes.",
        why="Generated digests always have these sections. If one is missing, its content was lost.",
        failing="## Summary\n\nx\n\n## Keywords\n\n* x",
        passing=_ALL,
        check=_missing,
        options=_Required,
    ),
    Rule(
        code="SK202",
        name="duplicate-section",
        title="Checks for sections that appear more than once.",
        why="Only the first one is read as that section; later ones are kept as unknown sections.",
        failing="## Keywords\n\n* bees\n\n## Keywords\n\n* hives",
        passing="## Keywords\n\n* bees\n* hives",
        check=_duplicate,
    ),
    Rule(
        code="SK203",
        name="empty-section",
        title="Checks for sections without content.",
        why="Generated digests have no empty sections, so the content was lost or the heading was left over.",
        failing="## Issues\n\n## Themes\n\n* bees\n",
        passing="## Themes\n\n* bees\n",
        check=_empty,
        fixable="unsafe",
        fix_safety="The fix is unsafe: it deletes the heading, which may be a reminder that something is "
        "missing.",
    ),
    Rule(
        code="SK204",
        name="misspelt-section",
        title="Checks for headings that resemble that of a known section.",
        why="The content below such a heading is not read.",
        failing="# __Bees__\n\n## Keyword\n\n* bees",
        passing="# __Bees__\n\n## Keywords\n\n* bees",
        check=_misspelt,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK205",
        name="unknown-section",
        title="Checks for sections that are not part of the format.",
        why="Programs keep such sections but cannot interpret them. Adding your own sections is allowed.",
        failing="## Notes\n\nbees",
        passing="## Summary\n\nbees",
        check=_other,
        options=_Allowed,
        default=False,
    ),
    Rule(
        code="SK206",
        name="section-order",
        title="Checks for sections in an order that neither layout has.",
        why="Readers look for a section in its usual place.",
        failing="## Themes\n\n* x\n\n## Keywords\n\n* x\n\n## Summary\n\nx",
        passing=_ALL,
        check=_order,
    ),
    Rule(
        code="SK207",
        name="section-level",
        title="Checks for section headings at a level other than 2.",
        why="Such a heading does not start a section, and the content below it is not read.",
        failing="# __Bees__\n\n### Keywords\n\n* bees",
        passing="# __Bees__\n\n## Keywords\n\n* bees",
        check=_level,
        fixable="unsafe",
        changes=True,
    ),
]
