"""The layouts as data: title form, headings and fields, columns and attributes, order."""

from __future__ import annotations

import attrs

HEADINGS = {
    "summary": "Summary",
    "keywords": "Keywords",
    "themes": "Themes",
    "other": "Other",
    "signals": "Signals",
    "concerns": "Concerns",
    "behaviors": "Behaviors",
    "technologies": "Technologies",
    "issues": "Issues",
    "closest": "Closest",
}
"""The heading of each field's section."""

FIELDS = {heading.casefold(): field for field, heading in HEADINGS.items()}
"""The field of each heading, case folded."""

LISTS = frozenset({"keywords", "themes", "other", "closest"})
TABLES = frozenset({"signals", "concerns", "behaviors", "technologies", "issues"})

_TOPIC_COLUMNS = {"name": "name", "description": "description", "relevancy": "relevancy"}
_SIGNAL_COLUMNS = {
    "signal": "name",
    "name": "name",
    "description": "description",
    "change": "change",
    "10y horizon": "horizon",
    "10-year": "horizon",
    "10-year horizon": "horizon",
    "driving force": "driving_force",
    "driving-force": "driving_force",
    "relevancy": "relevancy",
}
TOPIC_ATTRIBUTES = ("name", "description", "relevancy")
SIGNAL_ATTRIBUTES = ("name", "description", "change", "horizon", "driving_force", "relevancy")


def columns_of(field: str) -> dict[str, str]:
    """The attribute of an entry that each known column holds, by column name, case folded."""
    return _SIGNAL_COLUMNS if field == "signals" else _TOPIC_COLUMNS


def attributes_of(field: str) -> tuple[str, ...]:
    """The attributes of an entry that have a column, in order."""
    return SIGNAL_ATTRIBUTES if field == "signals" else TOPIC_ATTRIBUTES


@attrs.frozen
class Layout:
    """How a whole digest is laid out when it is written anew.

    Attributes:
        name: ``"classic"``, ``"extended"``, or that of a plugin.
        origin: what stands before the origin's link in the title, and after it.
        order: the fields in the order of their sections.
        signal_columns: attribute and heading of each column of Signals, in order.
        topic_columns: the same for Concerns, Behaviors, Technologies, Issues.
    """

    name: str
    origin: tuple[str, str]
    order: tuple[str, ...]
    signal_columns: tuple[tuple[str, str], ...]
    topic_columns: tuple[tuple[str, str], ...] = (
        ("name", "name"),
        ("description", "description"),
        ("relevancy", "relevancy"),
    )

    def columns(self, field: str) -> tuple[tuple[str, str], ...]:
        """Attribute and heading of each column of a field's table, in order.

        Args:
            field: ``"signals"``, ``"concerns"``, …
        """
        return self.signal_columns if field == "signals" else self.topic_columns


CLASSIC = Layout(
    "classic",
    (", from (", ".)"),
    ("summary", "keywords", "themes", "signals", "closest"),
    (
        ("name", "Signal"),
        ("change", "Change"),
        ("horizon", "10y horizon"),
        ("driving_force", "Driving force"),
    ),
)
EXTENDED = Layout(
    "extended",
    (", (from page ", ".)"),
    (
        "keywords",
        "themes",
        "other",
        "summary",
        "signals",
        "concerns",
        "behaviors",
        "technologies",
        "issues",
        "closest",
    ),
    (
        ("name", "name"),
        ("description", "description"),
        ("change", "change"),
        ("horizon", "10-year"),
        ("driving_force", "driving-force"),
        ("relevancy", "relevancy"),
    ),
)
LAYOUTS = {layout.name: layout for layout in (CLASSIC, EXTENDED)}
