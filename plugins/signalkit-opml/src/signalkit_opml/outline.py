"""How digests are laid out as outlines: fields, labels, attributes of our namespace."""

from __future__ import annotations

import re

from signalkit.model.schema import HEADINGS

NAMESPACE = "https://w3id.org/signalkit#"
"""Of the attributes that OPML does not have."""

LINK = "link"  # the `type` of an outline that points to a page (OPML 2.0, "Link")
WEB = ("http://", "https://")  # what such a page may be
NOTE = "_note"  # what outliners read as the note of an item

TEXTS = {"preamble": "Preamble", "summary": HEADINGS["summary"]}
ITEMS = ("keywords", "themes", "other")
TOPICS = ("concerns", "behaviors", "technologies", "issues")
LABELS = {
    "description": "Description",
    "change": "Change",
    "horizon": "10-year horizon",
    "driving_force": "Driving force",
    "relevancy": "Relevancy",
}
"""What stands before a value of an entry, by its field."""

# Commas part categories, slashes their levels (OPML 2.0, `category`): one that has any is written with
# percent signs, as in an address, and stays one.
_PARTS = {"%": "%25", ",": "%2C", "/": "%2F"}
_CHARACTERS = {code: character for character, code in _PARTS.items()}
_CODE = re.compile("%(?:25|2[cCfF])")


def write_category(category: str) -> str:
    """A category as a single tag."""
    return "".join(_PARTS.get(character, character) for character in category)


def read_category(value: str) -> str:
    """The category that a single tag stands for."""
    return _CODE.sub(lambda match: _CHARACTERS[match[0].upper()], value)


def labelled(label: str, value: str) -> str:
    """A value with its label, for people."""
    return f"{label}: {value}"


def unlabelled(label: str, text: str) -> str:
    """The value again; the whole text if somebody took the label away."""
    return text.removeprefix(f"{label}: ")
