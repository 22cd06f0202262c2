"""What a text shows: whether it is a digest, and in which layout."""

from __future__ import annotations

from typing import Literal

from signalkit.codec import link, title
from signalkit.codec.read import Parsed
from signalkit.model.digest import Digest
from signalkit.model.layout import (
    CLASSIC,
    EXTENDED,
    Layout,
    LayoutShown,
    beyond_classic,
    choose_layout,
)
from signalkit.model.schema import FIELDS, HEADINGS

_HEADING_LINES = frozenset([f"## {heading}" for heading in HEADINGS.values()])

_Form = Literal["classic", "extended"]
_IN_EACH = tuple([field.name for field in FIELDS.values() if field.required])


def is_digest(parsed: Parsed) -> bool:
    """Return whether a text is a digest at all, and not some other Markdown.

    It is if it has a title in strong emphasis or with an origin, an external link, or two sections of the
    format, one of which every digest has: topic pages of the producer have Concerns and Behaviors, too. The
    sections also count in a block that is not closed.
    """
    source, outline = parsed.source, parsed.outline
    if len(outline.by_field) > 1 and not outline.by_field.keys().isdisjoint(_IN_EACH):
        return True
    if link.locate(source, outline.head) is not None:
        return True
    if outline.title is None:
        return _hides_sections(parsed)
    place = title.locate(source, outline.title)
    strong = source.normalized[place.title[0] - 2 : place.title[0]] in ("__", "**")
    return strong or place.origin is not None


def _hides_sections(parsed: Parsed) -> bool:
    """Return whether the last block is not closed and contains two headings of sections."""
    last = parsed.blocks[-1] if parsed.blocks else None
    if last is None or not last.is_open:
        return False
    lines = parsed.source.normalized[last.start : last.end].split("\n")
    return sum(line.rstrip(" ") in _HEADING_LINES for line in lines) > 1


def detect_layout(parsed: Parsed) -> LayoutShown:
    """Return the layout that a text shows by its title, its sections, their order and columns."""
    order = [part.field for part in parsed.outline.parts if part.field]
    shown = _title_form(parsed) | _table_forms(parsed)
    shown.update("extended" for field in order if field not in CLASSIC.order)
    if "summary" in order:
        at = order.index("summary")
        shown.update(
            "classic" if at < order.index(field) else "extended"
            for field in ("keywords", "themes")
            if field in order
        )
    if "closest" in order and not (shown == {"extended"} and order[-1] == "closest"):
        shown.add("classic")  # the extended layout has it, too, but last
    if len(shown) > 1:
        return "mixed"
    return shown.pop() if shown else "extended"


def choose_style(parsed: Parsed, digest: Digest) -> Layout:
    """Return the layout that new parts take when a text is to say `digest`.

    What the text shows counts only where it stays: otherwise a change could not be undone.
    """
    if digest.closest or beyond_classic(digest) is not None:
        return choose_layout(digest, "auto")
    shown: set[_Form] = set()
    if digest.origin is not None:
        shown |= _title_form(parsed)
    if digest.signals:
        shown |= _table_forms(parsed)
    return CLASSIC if shown == {"classic"} else EXTENDED


def _title_form(parsed: Parsed) -> set[_Form]:
    """Return the layout whose form of the title a text has; none without an origin."""
    block = parsed.outline.title
    if block is None or (parsed.digest.origin is None and not title.has_origin(parsed.source, block)):
        return set()
    return {title.layout_of(parsed.source, block).name}


def _table_forms(parsed: Parsed) -> set[_Form]:
    """Return the layouts whose columns of Signals a text has."""
    tables = parsed.tables.get("signals", ())
    return {"classic" if table.columns.is_classic else "extended" for table in tables}
