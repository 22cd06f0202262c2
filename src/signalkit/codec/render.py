"""Content to canonical text, and what cannot be represented."""

from __future__ import annotations

from typing import Any

from signalkit.codec import head, lists, other, references, sections, tables
from signalkit.codec.read import Parsed
from signalkit.codec.widths import Measure
from signalkit.errors import UnrepresentableError
from signalkit.model.digest import Digest, Section
from signalkit.model.layout import CLASSIC, Layout, LayoutName, beyond_classic, choose_layout
from signalkit.model.schema import FIELDS, HEADINGS, SECTION_FIELDS
from signalkit.model.validate import check_digest


def serialize(digest: Digest, *, layout: LayoutName = "auto") -> str:
    r"""Write a digest from scratch, in the canonical form.

    Args:
        digest: what to write.
        layout: ``"classic"``, ``"extended"``, or ``"auto"``: classic if the digest has references and nothing
            that only the extended layout has a place for, else extended.

    Returns:
        The text, its lines ending with ``\n``, none after the last.

    Raises:
        FieldTypeError: If `digest` is not a digest.
        UnrepresentableError: If a value has no place in the layout, or would read back as another.
        ValueError: If there is no layout of that name.
    """
    check_digest(digest)
    chosen = choose_layout(digest, layout)
    if chosen is CLASSIC and (beyond := beyond_classic(digest)) is not None:
        raise UnrepresentableError(*beyond, "the classic layout cannot represent it")
    text = render(digest, chosen)
    got = Parsed(text).digest
    if got != digest:
        raise unrepresentable(digest, got)
    return text


def render(digest: Digest, layout: Layout) -> str:
    """Write a digest, unchecked."""
    parts: list[str] = []
    repeated = {SECTION_FIELDS.get(section.heading.casefold()) for section in digest.sections}
    for field in layout.order:
        body = render_body(field, digest, layout)
        if body or field in repeated:
            parts.append(sections.render(HEADINGS[field], body))
    parts += [sections.render(section.heading, section.body) for section in digest.sections]
    return head.render(digest, layout, followed=bool(parts)) + "\n\n".join(parts)


def render_body(field: str, digest: Digest, layout: Layout, measure: Measure = len) -> str:
    """Write what comes below the heading of a field's section; nothing if the field is empty.

    Args:
        field: of the digest.
        digest: what to write.
        layout: which columns a table has.
        measure: how the widths of a table are counted.
    """
    values = getattr(digest, field)
    if FIELDS[field].columns:
        return tables.render(field, values, layout, measure)
    if field == "other":
        return lists.render(other.render(digest))
    if field == "closest":
        return lists.render(map(references.render, values))
    return lists.render(values) if FIELDS[field].several else str(values)


def unrepresentable(wanted: Digest, got: Digest) -> UnrepresentableError:
    """Return the error that names the first value that reads back as another."""
    difference = first_difference(wanted, got)
    if difference is None:
        return UnrepresentableError("", wanted, "does not read back")
    path, ours, theirs = difference
    return UnrepresentableError(path, ours, _reason(ours, theirs))


def first_difference(wanted: Digest, got: Digest) -> tuple[str, object, object] | None:
    """Return path and the two values of the first value that differs; None if none does."""
    for field in sorted(FIELDS, key=lambda name: FIELDS[name].several):  # a lost title explains lost items
        ours, theirs = getattr(wanted, field), getattr(got, field)
        if ours != theirs:
            return _narrow(field, ours, theirs)
    return None


def _narrow(path: str, ours: Any, theirs: Any) -> tuple[str, object, object]:
    """Return path and the two values of the first value that differs below a path."""
    if isinstance(ours, tuple):
        for index, one in enumerate(ours):
            if index >= len(theirs):
                return f"{path}[{index}]", one, None
            if one != theirs[index]:
                return _narrow(f"{path}[{index}]", one, theirs[index])
    elif not (isinstance(ours, str) or ours is None or theirs is None or isinstance(theirs, str)):
        for slot in type(ours).__slots__:
            if slot != "__weakref__" and getattr(ours, slot) != getattr(theirs, slot):
                return f"{path}.{slot}", getattr(ours, slot), getattr(theirs, slot)
    return path, ours, theirs


def _is_separator(text: str) -> bool:
    """Return whether a text is thematic breaks and blank lines only."""
    lines = ["".join(line.split()) for line in text.split("\n")]
    return any(lines) and all(len(set(line)) < 2 and line.strip("-*_") == "" for line in lines)


def _reason(ours: object, theirs: object) -> str:
    if isinstance(ours, str):
        if ours == "":
            return "list items cannot be empty"
        if "\r" in ours:
            return "a carriage return cannot be kept apart from other line ends"
        if ours != ours.strip(" \t\n"):
            return "spaces at either end would be lost"
        if isinstance(theirs, str) and ours.startswith(theirs) and _is_separator(ours[len(theirs) :]):
            return "a thematic break at the end of a section is not read as part of its text"
        if "\n" in ours:
            return "line breaks are not allowed here"
    if isinstance(ours, Section):
        return "the section would read otherwise"
    shown = repr(theirs)
    return f"would read back as {shown if len(shown) < 60 else shown[:57] + '...'}"
