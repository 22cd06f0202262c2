"""Where the value of a field path is in the text."""

from __future__ import annotations

from signalkit.codec import link, other, prose, references, sections, title
from signalkit.codec.lists import Item
from signalkit.codec.outline import Place, span_places
from signalkit.codec.read import Parsed
from signalkit.codec.tables import Table
from signalkit.model.paths import FieldPath
from signalkit.model.schema import FIELDS


def locate(parsed: Parsed, path: FieldPath) -> Place | None:
    """Find the value of a field path; None if the text has none.

    Args:
        parsed: the text.
        path: with a position that the digest of the text has.
    """
    field, index, rest = path
    kind = FIELDS[field].kind
    if kind == "title" or kind == "origin":
        return _locate_title(parsed, field, rest)
    if kind == "link":
        return _locate_link(parsed, rest)
    if kind == "prose":
        return _locate_prose(parsed, field)
    if kind == "table":
        return _locate_row(parsed, field, index, rest)
    if kind == "sections":
        return _locate_section(parsed, index, rest)
    return _locate_item(parsed, field, index, rest)


def _locate_title(parsed: Parsed, field: str, rest: str) -> Place | None:
    block = parsed.outline.title
    if block is None:
        return None
    place = title.locate(parsed.source, block)
    if field == "title":
        return None if rest else place.title
    return {"": place.origin, "label": place.label, "url": place.url}.get(rest)


def _locate_link(parsed: Parsed, rest: str) -> Place | None:
    place = link.locate(parsed.source, parsed.outline.head)
    if place is None:
        return None
    _, start, end, _ = place.block
    whole = start, start + len(parsed.source.normalized[start:end].rstrip())
    return {"": whole, "text": place.text, "url": place.url}.get(rest)


def _locate_prose(parsed: Parsed, field: str) -> Place | None:
    source, outline = parsed.source, parsed.outline
    if field == "preamble":
        place = link.locate(source, outline.head)
        return span_places(prose.locate(source, outline.head, place.block if place else None))
    part = outline.by_field.get(field)
    return None if part is None else span_places(prose.locate(source, part.blocks))


def _locate_row(parsed: Parsed, field: str, index: int | None, rest: str) -> Place | None:
    tables = parsed.tables.get(field, ())
    if index is None:
        return span_places([(row.start, row.end) for table in tables for row in table.rows])
    for table in tables:
        if index < len(table.rows):
            return _locate_cell(table, index, rest)
        index -= len(table.rows)
    return None


def _locate_cell(table: Table, index: int, rest: str) -> Place | None:
    row, columns = table.rows[index], table.columns
    if not rest:
        return row.start, row.end
    extra = rest.removeprefix("extra.")
    column = columns.attributes.get(rest) if extra == rest else columns.extra.get(extra)
    return row.cells[column] if column is not None and column < len(row.cells) else None


def _locate_section(parsed: Parsed, index: int | None, rest: str) -> Place | None:
    unknown = [part for part in parsed.outline.parts if part.field is None]
    if index is None:
        return span_places([(part.start, part.end) for part in unknown])
    part = unknown[index]
    heading, body = sections.locate(parsed.source, part)
    return {"": (part.start, part.end), "heading": heading, "body": body}.get(rest)


def _locate_item(parsed: Parsed, field: str, index: int | None, rest: str) -> Place | None:
    is_keyed = FIELDS[field].kind == "keyed"
    items = parsed.items.get("other" if is_keyed else field)
    if items is None:
        return None
    if is_keyed or field == "other":
        keyed, items = other.locate(items)
        if is_keyed:
            if field not in keyed or rest:
                return None
            return other.locate_value(parsed.source, keyed[field])
    if index is None:
        return span_places([item.text for item in items])
    return _locate_in_item(parsed, field, items[index], rest)


def _locate_in_item(parsed: Parsed, field: str, item: Item, rest: str) -> Place | None:
    if not rest:
        return item.text
    if field != "closest":
        return None
    place, id_ = references.locate(parsed.source, item)
    return {"title": place, "id": id_}.get(rest)
