"""The layout of digests as outlines: fields, labels, attributes of our namespace."""

from __future__ import annotations

import re

from signalkit.model import FIELDS

NAMESPACE = "https://w3id.org/signalkit#"
"""Of the attributes that OPML does not have."""

LINK = "link"  # the `type` of an outline that points to a page (OPML 2.0, "Link")
WEB = ("http://", "https://")  # the addresses of such pages
NOTE = "_note"  # the attribute that outliners show as the note of an item

TEXTS = {
    field.name: field.heading or field.name.capitalize() for field in FIELDS.values() if field.kind == "prose"
}
"""The label of each field of running text."""

ITEMS = tuple(field.name for field in FIELDS.values() if field.kind == "list" and field.type is str)
ENTRIES = {field.name: field for field in FIELDS.values() if field.columns}

LABELS = {
    column.attribute: column.title.capitalize()
    for field in ENTRIES.values()
    for column in field.columns
    if column.attribute != "name"
}
"""The label of a value of an entry, by its attribute; the name is the text of the entry's outline."""

# Commas separate categories, slashes their levels (OPML 2.0, `category`): one that has any is written with
# percent signs, as in an address, and remains one.
_PARTS = {"%": "%25", ",": "%2C", "/": "%2F"}
_CHARACTERS = {code: character for character, code in _PARTS.items()}
_CODE = re.compile("%(?:25|2[cCfF])")


def write_category(category: str) -> str:
    """Write a category as a single tag."""
    return "".join(_PARTS.get(character, character) for character in category)


def read_category(value: str) -> str:
    """Read the category of a single tag."""
    return _CODE.sub(lambda match: _CHARACTERS[match[0].upper()], value)


def labelled(label: str, value: str) -> str:
    """Put its label before a value."""
    return f"{label}: {value}"


def unlabelled(label: str, text: str) -> str:
    """Remove the label, if it is there."""
    return text.removeprefix(f"{label}: ")
