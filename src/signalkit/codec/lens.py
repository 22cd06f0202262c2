r"""The lens: (text, digest) → text, by as few edits as will do, in the file's own style.

Fine edits are tried first; then coarse ones, which rewrite each list and table that has changed as a
whole; then the text is rewritten from scratch after its own BOM and front matter. What each gives is read
back before it counts.
"""

from __future__ import annotations

import attrs

from signalkit.codec import head, lists, other, prose, references, render, sections, tables
from signalkit.codec.detect import choose_style
from signalkit.codec.draft import Draft
from signalkit.codec.link import GAP
from signalkit.codec.outline import Part
from signalkit.codec.read import Parsed
from signalkit.errors import SignalkitError
from signalkit.model.align import align
from signalkit.model.digest import Digest
from signalkit.model.layout import EXTENDED, Layout
from signalkit.model.schema import FIELDS, HEADINGS, LISTS, TABLES
from signalkit.model.validate import check_digest
from signalkit.syntax.text import OverlapError, Span, TextEdit, apply_edits, dominant_newline


def put(parsed: Parsed, digest: Digest) -> Parsed:
    """Return a text that reads as another digest, by the fewest edits; the same one if nothing changes.

    Raises:
        FieldTypeError: If `digest` is not a digest.
        UnrepresentableError: If a value has no place in the format, or would read back as another.
    """
    if digest is parsed.digest:
        return parsed
    check_digest(digest)
    if digest == parsed.digest:
        return parsed
    text = parsed.source.text
    front = parsed.outline.front
    if front > 1 and text[front - 1] not in "\r\n":  # front matter without a line end
        return put(Parsed(text + dominant_newline(text)), digest)
    style = choose_style(parsed, digest)
    for coarse in (False, True):
        try:
            changed = Parsed(apply(text, find_edits(parsed, digest, style, coarse=coarse)))
        except OverlapError:
            continue
        if changed.digest == digest:
            return changed
    rewritten = Parsed(_rewrite(parsed, digest, style))
    if rewritten.digest != digest:
        raise render.unrepresentable(digest, rewritten.digest)
    return rewritten


def apply(text: str, edits: list[TextEdit]) -> str:
    """Return the text with all edits made, their line ends those that the text uses most."""
    newline = dominant_newline(text)
    if newline != "\n":
        edits = [attrs.evolve(edit, text=edit.text.replace("\n", newline)) for edit in edits]
    return apply_edits(text, edits)


def _rewrite(parsed: Parsed, digest: Digest, style: Layout) -> str:
    """Return the digest in canonical form after the file's own BOM and front matter."""
    try:
        text = render.serialize(digest, layout=style.name)
    except SignalkitError:
        text = render.serialize(digest)
    front = parsed.source.text[: parsed.outline.front]
    return front + text.replace("\n", dominant_newline(parsed.source.text))


def find_edits(parsed: Parsed, digest: Digest, layout: Layout, *, coarse: bool = False) -> list[TextEdit]:
    r"""Return the edits that make a text read as another digest; they insert ``\n`` as line end.

    Args:
        parsed: the text.
        digest: what it is to read as.
        layout: the layout that new parts take.
        coarse: whether a list or table that has changed is rewritten as a whole.
    """
    draft = Draft(parsed.source, parsed.blocks, parsed.outline, layout, parsed.digest, digest, coarse=coarse)
    if not parsed.outline.parts and parsed.digest.preamble != digest.preamble:
        draft.open_end = False
    followed = _edit_sections(draft)
    edits, draft.edits = draft.edits, []
    head.edit(draft, followed=followed)
    return draft.edits + edits  # what is before the sections comes first where both insert at one place


# -- sections ----------------------------------------------------------------------------------------------


def _edit_sections(draft: Draft) -> bool:
    """Edit the sections; returns whether there are any afterwards."""
    removed: set[Part] = set()
    inserted: dict[str, str] = {}  # the body of each new section, by field
    for field in EXTENDED.order:
        part = draft.outline.by_field.get(field)
        if not _is_changed(draft, field):
            # an empty section, only there so that a later one of its name is not the first
            if part and not part.blocks and field in draft.was_repeated and field not in draft.repeated:
                removed.add(part)
        elif part is None:
            measure = tables.measure_like(draft)
            inserted[field] = render.render_body(field, draft.new, draft.layout, measure)
        elif _has_values(draft.new, field) or not _has_only_values(part, field):
            _edit_body(draft, field, part)
        elif field in draft.repeated:
            draft.clear_body(part)
        else:
            removed.add(part)
    for field in draft.repeated:
        if field not in draft.outline.by_field:
            inserted.setdefault(field, "")
    added = _edit_unknown(draft, removed)
    _remove(draft, removed)
    kept = [part for part in draft.outline.parts if part not in removed]
    _insert_known(draft, kept, inserted)
    _insert_unknown(draft, kept, added)
    return bool(kept or inserted or added)


def _is_changed(draft: Draft, field: str) -> bool:
    if field != "other":
        return bool(getattr(draft.old, field) != getattr(draft.new, field))
    return any(getattr(draft.old, name) != getattr(draft.new, name) for name in _own_fields(field))


def _has_values(digest: Digest, field: str) -> bool:
    return any(getattr(digest, name) for name in _own_fields(field))


_KEYED = tuple([field.name for field in FIELDS.values() if field.kind == "keyed"])


def _own_fields(field: str) -> tuple[str, ...]:
    """Return the fields that a section holds."""
    return (*_KEYED, field) if field == "other" else (field,)


def _has_only_values(part: Part, field: str) -> bool:
    """Return whether a section holds nothing but the values of its field."""
    kinds = {block.kind for block in part.blocks}
    if field in TABLES:
        return kinds <= {"table"}
    if field in LISTS:
        return kinds <= {"list"}
    return "comment" not in kinds and (not part.blocks or part.blocks[-1].kind != "thematic_break")


def _edit_body(draft: Draft, field: str, part: Part) -> None:
    new = getattr(draft.new, field)
    if field in TABLES:
        tables.edit(draft, field, part)
    elif field == "other":
        other.edit(draft, part)
    elif field == "closest":
        references.edit(draft, part, draft.old.closest, new)
    elif field in LISTS:
        lists.edit(draft, part, lists.read(draft.source, part.blocks), new)
    else:
        prose.edit(draft, part, new)


_Added = list[tuple[Part | None, str]]
"""The text of each new section that the format does not know, after which it comes; None for the start."""


def _edit_unknown(draft: Draft, removed: set[Part]) -> _Added:
    """Edit the sections that the format does not know; those that go are added to `removed`."""
    old, new = draft.old.sections, draft.new.sections
    unknown = [part for part in draft.outline.parts if part.field is None]
    added: _Added = []
    for step in align(old, new) if old != new else ():
        at = step.start + step.pairs
        for k in range(step.pairs):
            one = step.start + k
            sections.edit(draft, unknown[one], old[one], new[step.new_start + k])
        removed.update(unknown[at : step.end])
        anchor = next((part for part in reversed(unknown[:at]) if part not in removed), None)
        for section in new[step.new_start + step.pairs : step.new_end]:
            added.append((anchor, sections.render(section.heading, section.body)))
    return added


def _remove(draft: Draft, removed: set[Part]) -> None:
    parts, source = draft.outline.parts, draft.source
    index = 0
    while index < len(parts):
        if parts[index] not in removed:
            index += 1
            continue
        first = index
        while index < len(parts) and parts[index] in removed:
            index += 1
        if first == 0 and index < len(parts):
            draft.replace(parts[0].start, parts[index].start, "")
            continue
        if first:
            start = source.content_end(parts[first - 1].start, parts[first - 1].end)
        elif draft.coarse or head.is_canonical(draft):
            start = draft.head_end
        else:
            start = source.content_end(draft.outline.front, draft.outline.head_end)
        draft.replace(start, source.content_end(start, parts[index - 1].end), "")


def _insert_known(draft: Draft, kept: list[Part], inserted: dict[str, str]) -> None:
    order = draft.layout.order if all(field in draft.layout.order for field in inserted) else EXTENDED.order
    for field in sorted(inserted, key=order.index):
        before = order[: order.index(field)]
        last = next((part for part in reversed(kept) if part.field in before), None)
        _insert(draft, last, kept, sections.render(HEADINGS[field], inserted[field]))


def _insert_unknown(draft: Draft, kept: list[Part], added: _Added) -> None:
    for anchor, text in added:
        last = anchor
        if last is None:
            first = next((at for at, part in enumerate(kept) if part.field is None), len(kept))
            last = kept[first - 1] if first else None
        _insert(draft, last, kept, text)


def _insert(draft: Draft, last: Part | None, kept: list[Part], text: str) -> None:
    """Write a section after another that stays; with None before all that stay."""
    source, outline = draft.source, draft.outline
    if last is not None and not (draft.open_end and last is outline.parts[-1]):
        at = source.content_end(last.start, last.end)
        draft.replace(at, at, f"\n\n{text}")
    elif last is not None:
        draft.replace(last.start, last.start, f"{text}\n\n")
    elif kept:
        draft.replace(kept[0].start, kept[0].start, f"{text}\n\n")
    elif draft.open_end and outline.head and not outline.parts:
        draft.replace(outline.head[-1].start, outline.head[-1].start, f"{text}\n\n")
    else:
        _insert_first(draft, text)


def _insert_first(draft: Draft, text: str) -> None:
    """Write the first section of a text that keeps none."""
    outline = draft.outline
    if draft.coarse or head.is_canonical(draft):
        at = draft.head_end
        gap = "\n\n" if _inserts_at(draft, at) else ""
    else:
        at = draft.source.content_end(outline.front, outline.head_end)
        after_link = draft.new.link is not None and not draft.new.preamble
        gap = GAP if after_link and not _inserts_at(draft, at, "## ") else "\n\n"
        if at == outline.front and not _inserts_at(draft, at):
            gap = ""
    draft.replace(at, at, gap + text)


def _inserts_at(draft: Draft, at: int, start: str = "") -> bool:
    """Return whether an edit already inserts something at an offset that starts so."""
    here = [edit.text.lstrip("\n") for edit in draft.edits if edit.span == Span(at, at)]
    return any(text.strip() and text.startswith(start) for text in here)
