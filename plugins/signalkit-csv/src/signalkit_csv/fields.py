"""The fields of a digest that take rows, by the shape of a row."""

from __future__ import annotations

from signalkit import Topic
from signalkit.model import FIELDS

TEXTS = tuple(field.name for field in FIELDS.values() if field.kind == "prose")
"""One row with a text."""

ITEMS = tuple(field.name for field in FIELDS.values() if field.kind == "list" and field.type is str)
"""A row for each item."""

ENTRIES = {field.name: field for field in FIELDS.values() if field.columns}
"""A row for each entry, with cells for its columns."""

TOPICS = tuple(name for name, field in ENTRIES.items() if field.type is Topic)

SECTIONS = tuple(
    field.name for field in FIELDS.values() if field.kind in ("prose", "list", "table", "sections")
)
"""All fields that take rows, in order."""

VALUES = tuple(dict.fromkeys(column.attribute for field in ENTRIES.values() for column in field.columns))
"""The columns of all entries; an entry may lack some."""

SIGNAL = {"signal" if name == "name" else name: name for name in VALUES}
"""The columns of signals in a table for people, and their attributes."""

NARROW = {
    "id": "",
    "date": "",
    "title": "title",
    "origin": "origin.label",
    "origin_url": "origin.url",
    "link": "link.text",
    "link_url": "link.url",
    "category": "category",
    "type": "type",
    **{name: name for name in (*TEXTS, *ITEMS)},
    **{column: f"signals.{name}" for column, name in SIGNAL.items()},
}
"""All columns of such a table, and the fields that they have; id and date are none."""
