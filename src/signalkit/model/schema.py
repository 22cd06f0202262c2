"""The table of the model: each field of a digest once. Everything else about fields is derived from it.

Source: docs/format.md, "Grammar".
"""

from __future__ import annotations

from typing import Literal

import attrs

from signalkit.model.digest import Link, Origin, Reference, Section, Signal, Topic
from signalkit.model.nouns import singular_of

Kind = Literal["title", "origin", "link", "prose", "list", "keyed", "table", "sections"]
"""How a field is written: in the title heading, as the external link, as running text, as the items of a
list, as one item with a key, as the rows of a table, or as sections of its own."""


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table, and the attribute of an entry that it holds.

    Attributes:
        attribute: of the entry, e.g. ``"driving_force"``.
        title: what people call it.
        names: its headings in files, case-folded.
        classic: its heading in the classic layout; None if that layout has no such column.
        extended: its heading in the extended layout.
        required: whether a table without it is incomplete.
        optional: whether it is written only if an entry has a value for it.
    """

    attribute: str
    title: str
    names: tuple[str, ...]
    extended: str
    classic: str | None = None
    required: bool = False
    optional: bool = False


@attrs.frozen(kw_only=True)
class Field:
    """A field of a `Digest`.

    Attributes:
        name: of the attribute.
        kind: how it is written; see `Kind`.
        type: of its value; of one of them if there are several.
        several: whether it holds several values, as a tuple.
        heading: of its ``##`` section; empty if it has none.
        key: of the item of Other that holds it; empty if it is not such an item.
        columns: of its table, in order.
        classic: its place among the sections of the classic layout, from 1; 0 if it has none there.
        extended: its place among the sections of the extended layout, from 1; 0 if it has none there.
        required: whether a digest without its section is incomplete.
    """

    name: str
    kind: Kind
    type: type = str
    several: bool = False
    heading: str = ""
    key: str = ""
    columns: tuple[Column, ...] = ()
    classic: int = 0
    extended: int = 0
    required: bool = False

    @property
    def singular(self) -> str:
        """The noun for one of its values: ``"keyword"`` of ``"keywords"``."""
        return singular_of(self.name)


_NAME = Column(attribute="name", title="name", names=("name",), extended="name")
_DESCRIPTION = Column(
    attribute="description", title="description", names=("description",), extended="description"
)
_RELEVANCY = Column(attribute="relevancy", title="relevancy", names=("relevancy",), extended="relevancy")
_SIGNAL_COLUMNS = (
    attrs.evolve(_NAME, names=("signal", "name"), classic="Signal", required=True),
    _DESCRIPTION,
    Column(
        attribute="change",
        title="change",
        names=("change",),
        extended="change",
        classic="Change",
        required=True,
    ),
    Column(
        attribute="horizon",
        title="10-year horizon",
        names=("10y horizon", "10-year", "10-year horizon"),
        extended="10-year",
        classic="10y horizon",
        required=True,
    ),
    Column(
        attribute="driving_force",
        title="driving force",
        names=("driving force", "driving-force"),
        extended="driving-force",
        classic="Driving force",
        required=True,
    ),
    _RELEVANCY,
)
_TOPIC_COLUMNS = (
    attrs.evolve(_NAME, optional=True),
    attrs.evolve(_DESCRIPTION, required=True),
    attrs.evolve(_RELEVANCY, optional=True),
)


def _topics(name: str, place: int) -> Field:
    return Field(
        name=name,
        kind="table",
        type=Topic,
        several=True,
        heading=name.capitalize(),
        columns=_TOPIC_COLUMNS,
        extended=place,
    )


_FIELDS = (
    Field(name="title", kind="title"),
    Field(name="origin", kind="origin", type=Origin),
    Field(name="link", kind="link", type=Link),
    Field(name="preamble", kind="prose"),
    Field(name="summary", kind="prose", heading="Summary", classic=1, extended=4, required=True),
    Field(
        name="keywords", kind="list", several=True, heading="Keywords", classic=2, extended=1, required=True
    ),
    Field(name="themes", kind="list", several=True, heading="Themes", classic=3, extended=2, required=True),
    Field(name="category", kind="keyed", key="Category"),
    Field(name="type", kind="keyed", key="Type"),
    Field(name="other", kind="list", several=True, heading="Other", extended=3),
    Field(
        name="signals",
        kind="table",
        type=Signal,
        several=True,
        heading="Signals",
        columns=_SIGNAL_COLUMNS,
        classic=4,
        extended=5,
    ),
    _topics("concerns", 6),
    _topics("behaviors", 7),
    _topics("technologies", 8),
    _topics("issues", 9),
    Field(
        name="closest", kind="list", type=Reference, several=True, heading="Closest", classic=5, extended=10
    ),
    Field(name="sections", kind="sections", type=Section, several=True),
)

FIELDS = {field.name: field for field in _FIELDS}
"""The fields of a `Digest` by name, in the order of its attributes."""

HEADINGS = {field.name: field.heading for field in _FIELDS if field.heading}
"""The heading of each field that has a section."""

SECTION_FIELDS = {heading.casefold(): name for name, heading in HEADINGS.items()}
"""The field of each heading, case-folded."""

KEYS = {field.key.casefold(): field.name for field in _FIELDS if field.key}
"""The field of each key of an item of Other, case-folded."""

LISTS = frozenset(field.name for field in _FIELDS if field.kind == "list")
"""The fields whose section is a list."""

TABLES = frozenset(field.name for field in _FIELDS if field.kind == "table")
"""The fields whose section is a table."""

TOPICS = tuple(field.name for field in _FIELDS if field.type is Topic)
"""The fields that hold topics."""

ENTRY_TYPES = {field.name: field.type for field in _FIELDS if field.several}
"""The fields that hold several values, with the type of one."""

ONLY_EXTENDED = tuple(field.name for field in _FIELDS if field.key or (field.extended and not field.classic))
"""The fields that the classic layout has no place for."""

ENTRY_KEYS = {Signal: "name", Topic: "name", Reference: "id", Section: "heading"}
"""The attribute by which people name an entry, by its type."""
