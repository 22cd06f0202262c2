"""Digest to canonical text, and what is not representable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from signalkit.codec import pipe_table as tables
from signalkit.errors import UnrepresentableError
from signalkit.model.digest import ENTRY_TYPES, Digest, Link, Origin, Reference, Section, check_types
from signalkit.model.layout import CLASSIC, EXTENDED, FIELDS, HEADINGS, LAYOUTS, LISTS, TABLES, Layout

LINK_GAP = "\n\n\n\n"  # what stands between the external link and what comes next

_FURTHER = re.compile(r"\n(?![-=:| \t]*(?:\n|\Z))")
_ONLY_EXTENDED = ("category", "type", "other", "concerns", "behaviors", "technologies", "issues")


def choose_layout(digest: Digest, layout: str) -> Layout:
    """The layout of that name, ours or a plugin's; for ``"auto"`` the one that suits the digest.

    Raises:
        PluginError: two plugins claim the name.
        ValueError: there is no layout of that name.
    """
    if layout == "auto":
        return CLASSIC if digest.closest and beyond_classic(digest) is None else EXTENDED
    if layout in LAYOUTS:
        return LAYOUTS[layout]
    from signalkit.plugins.manager import get_manager

    manager = get_manager()
    if layout not in manager.layouts():
        raise ValueError(
            f"no layout {layout!r}; there are {', '.join(['auto', *LAYOUTS, *manager.layouts()])}"
        )
    return manager.layout(layout)


def beyond_classic(digest: Digest) -> tuple[str, object] | None:
    """The first value that the classic layout has no place for, with its path."""
    for field in _ONLY_EXTENDED:
        value = getattr(digest, field)
        if value:
            return field, value
    for index, signal in enumerate(digest.signals):
        if signal.description:
            return f"signals[{index}].description", signal.description
        if signal.relevancy is not None:
            return f"signals[{index}].relevancy", signal.relevancy
    return None


def write(digest: Digest, layout: Layout) -> str:
    """Canonical text of a digest, unchecked."""
    parts: list[str] = []
    again = {FIELDS.get(section.heading.casefold()) for section in digest.sections}
    for field in layout.order:
        body = write_body(field, digest, layout)
        if body or field in again:
            parts.append(write_section(HEADINGS[field], body))
    parts += [write_section(section.heading, section.body) for section in digest.sections]
    return write_head(digest, layout, followed=bool(parts)) + "\n\n".join(parts)


def write_head(digest: Digest, layout: Layout, *, followed: bool) -> str:
    """Title, external link and preamble, with the gap behind them if a section follows."""
    title = write_title(digest.title, digest.origin, layout)
    blocks = [title] if title else []
    if digest.link is not None:
        blocks.append(write_link(digest.link))
    text = "\n\n".join(blocks)
    gap = LINK_GAP if digest.link is not None else "\n\n"
    if digest.preamble:
        text += (gap if text else "") + digest.preamble
        gap = "\n\n"
    return text + gap if text and followed else text


def write_title(title: str, origin: Origin | None, layout: Layout) -> str:
    """The title heading; nothing where there is neither title nor origin."""
    if origin is None:
        return f"# __{title}__" if title else ""
    opening, closing = layout.origin
    return f"# __{title}__{opening}[{origin.label}]({origin.url}){closing}"


def write_link(link: Link) -> str:
    """The paragraph of the external link."""
    return f"__[{link.text}]({link.url})__"


def write_section(heading: str, body: str) -> str:
    """A `##` section."""
    line = f"## {heading}" if heading else "##"
    return f"{line}\n\n{body}" if body else line


def write_body(field: str, digest: Digest, layout: Layout) -> str:
    """What stands below the heading of a field's section; nothing where the field is empty."""
    if field in TABLES:
        return write_table(field, getattr(digest, field), layout)
    if field in LISTS:
        return "\n".join([f"* {hang(item, 2)}" for item in list_items(field, digest)])
    body: str = getattr(digest, field)
    return body


def hang(text: str, width: int) -> str:
    """The text of an item with its further lines indented, but for one that would underline the others."""
    return _FURTHER.sub("\n" + " " * width, text) if "\n" in text else text


def list_items(field: str, digest: Digest) -> list[str]:
    """The texts of a field's items."""
    if field == "closest":
        return [write_reference(reference) for reference in digest.closest]
    if field == "other":
        keyed = (("Category", digest.category), ("Type", digest.type))
        return [*(f"{key}: {value}" for key, value in keyed if value), *digest.other]
    return list(getattr(digest, field))


def write_reference(reference: Reference) -> str:
    """The text of a reference's item."""
    return f"[{reference.title}]({reference.id})"


def table_columns(field: str, entries: Sequence[Any], layout: Layout) -> list[tuple[str, str]]:
    """Attribute and heading of each column that a table needs; an extra column has no attribute."""
    columns = [
        (attribute, heading)
        for attribute, heading in layout.columns(field)
        if field == "signals" or attribute != "relevancy" or any(e.relevancy is not None for e in entries)
    ]
    extra = dict.fromkeys(name for entry in entries for name in entry.extra)
    return columns + [("", name) for name in extra]


def write_table(field: str, entries: Sequence[Any], layout: Layout) -> str:
    """The table of a field; nothing where it has no entries."""
    if not entries:
        return ""
    columns = table_columns(field, entries, layout)
    some = any(entry.relevancy is not None for entry in entries)
    rows = [[cell(entry, attribute, name, numeric=some) for attribute, name in columns] for entry in entries]
    return tables.render([tables.escape(heading) for _, heading in columns], rows)


def cell(entry: Any, attribute: str, name: str, *, numeric: bool) -> str:
    """What stands in the cell of an entry; a missing number among numbers is ``nan``."""
    if attribute == "relevancy":
        if entry.relevancy is None:
            return "nan" if numeric else ""
        return str(entry.relevancy)
    return tables.escape(getattr(entry, attribute) if attribute else entry.extra.get(name, ""))


def first_difference(wanted: Digest, got: Digest) -> tuple[str, object, object] | None:
    """Path and the two values of the first value that differs between two digests."""
    for name in (
        "title",
        "origin",
        "link",
        "preamble",
        "summary",
        "category",
        "type",
        *ENTRY_TYPES,
    ):
        ours, theirs = getattr(wanted, name), getattr(got, name)
        if ours == theirs:
            continue
        if not isinstance(ours, tuple):
            return _inner_difference(name, ours, theirs)
        for index, one in enumerate(ours):
            if index >= len(theirs):
                return f"{name}[{index}]", one, None
            if one != theirs[index]:
                return _inner_difference(f"{name}[{index}]", one, theirs[index])
        return name, ours, theirs
    return None


def _inner_difference(path: str, ours: Any, theirs: Any) -> tuple[str, object, object]:
    if isinstance(ours, str) or ours is None or theirs is None or isinstance(theirs, str):
        return path, ours, theirs
    for slot in type(ours).__slots__:
        if slot != "__weakref__" and getattr(ours, slot) != getattr(theirs, slot):
            return f"{path}.{slot}", getattr(ours, slot), getattr(theirs, slot)
    return path, ours, theirs


def refuse(wanted: Digest, got: Digest) -> UnrepresentableError:
    """The error that names what would read back as something else."""
    difference = first_difference(wanted, got)
    if difference is None:
        return UnrepresentableError("", wanted, "does not read back")
    path, ours, theirs = difference
    return UnrepresentableError(path, ours, _reason(ours, theirs))


def _reason(ours: object, theirs: object) -> str:
    if isinstance(ours, str):
        if ours == "":
            return "an empty item cannot stand in a list"
        if "\r" in ours:
            return "a carriage return cannot be kept apart from other line ends"
        if ours != ours.strip(" \t\n"):
            return "blanks at either end would be lost"
        if "\n" in ours:
            return "a line break has no place here"
    if isinstance(ours, Section):
        return "the section would read otherwise"
    shown = repr(theirs)
    return f"would read back as {shown if len(shown) < 60 else shown[:57] + '...'}"


def serialize(digest: Digest, *, layout: str = "auto") -> str:
    r"""Write a digest anew, in the canonical form.

    Args:
        digest: what to write.
        layout: ``"classic"``, ``"extended"``, one that a plugin adds, or ``"auto"``: classic when the digest
            has references and nothing that only the extended layout has a place for, else extended.

    Returns:
        The text, its lines ending with ``\n``, none behind the last.

    Raises:
        TypeError: a value has the wrong type; the message names its field path.
        UnrepresentableError: a value has no place in the layout, or would read back as another.
        ValueError: there is no layout of that name.
    """
    from signalkit.document import parse

    check_types(digest)
    chosen = choose_layout(digest, layout)
    if chosen is CLASSIC and (beyond := beyond_classic(digest)) is not None:
        raise UnrepresentableError(*beyond, "the classic layout has no place for it")
    text = write(digest, chosen)
    got = parse(text).digest
    if got != digest:
        raise refuse(digest, got)
    return text
