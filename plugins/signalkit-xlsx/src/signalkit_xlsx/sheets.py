"""The sheets of a workbook and their columns, derived from the fields of a digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Literal

import attrs

from signalkit import Digest, Reference, Section
from signalkit.model import FIELDS, Field

Kind = Literal["text", "id", "number", "date", "label", "url", "extra"]
"""What the cells of a column hold.

``"id"`` is a text that is not wrapped; ``"label"`` is the label of an origin, which may be a date;
``"extra"`` is a JSON object.
"""

MAX_ROWS = 1_048_576
"""The number of rows of a sheet, with the header."""

MAX_COLUMNS = 256
"""The number of columns that are read; more are not the work of a person."""

MAX_TEXT = 32_767
"""The number of UTF-16 code units that a cell holds."""

MAX_LINKS = 65_530
"""The number of hyperlinks that a sheet holds."""

MAX_LINK = 2_079
"""The number of characters that a hyperlink holds."""


@attrs.frozen
class Column:
    """A column of a sheet.

    Attributes:
        name: its heading.
        kind: what its cells hold.
        path: the field path of a cell, below its entry; empty for the entry itself.
        required: whether a sheet must have it.
        width: in characters.
    """

    name: str
    kind: Kind = "text"
    path: str = ""
    required: bool = True
    width: int = 40


@attrs.frozen
class Sheet:
    """A sheet with a row for each entry of a field of each digest.

    Attributes:
        name: of the sheet, and of the field.
        columns: all of them.
        values: returns the cells of an entry, in the order of its own columns.
        make: makes an entry from its cells by column.
    """

    name: str
    columns: tuple[Column, ...]
    values: Callable[[Any], tuple[Any, ...]]
    make: Callable[[Mapping[str, Any]], Any]


DIGEST = (
    Column("digest", "number", "digest", width=7),
    Column("id", "id", "id", width=12),
    Column("title", path="title"),
    Column("date", "date", "origin.label", required=False, width=11),
    Column("origin", "label", "origin.label", width=12),
    Column("origin_url", "url", "origin.url", width=30),
    Column("link", path="link.text", width=14),
    Column("link_url", "url", "link.url"),
    Column("category", path="category", width=12),
    Column("type", path="type", width=12),
    Column("preamble", path="preamble", width=30),
    Column("summary", path="summary", width=80),
)
"""The columns of the sheet of digests."""

COMMON = (
    Column("digest", "number", "digest", width=7),
    Column("id", "id", "id", required=False, width=12),
    Column("title", path="title", required=False),
    Column("date", "date", "origin.label", required=False, width=11),
    Column("position", "number", width=9),
)
"""The first columns of the other sheets: the digest of an entry, and its place among the entries."""


def _of_entries(field: Field) -> Sheet:
    """Make the sheet of signals or topics."""
    names = [column.attribute for column in field.columns]
    own = [
        Column(name, "number", name, width=10) if name == "relevancy" else Column(name, path=name)
        for name in names
    ]
    own.append(Column("extra", "extra", "extra", width=12))
    entry = field.type
    return Sheet(field.name, (*COMMON, *own), attrgetter(*names, "extra"), lambda cells: entry(**cells))


def _of_items(field: Field) -> Sheet:
    """Make the sheet of a list of texts."""
    name = field.singular
    return Sheet(field.name, (*COMMON, Column(name)), lambda item: (item,), lambda cells: cells[name])


def _of_references(field: Field) -> Sheet:
    own = (Column("name", path="title"), Column("reference", path="id"))
    make: Callable[[Mapping[str, Any]], Any] = lambda cells: Reference(cells["name"], cells["reference"])  # noqa: E731
    return Sheet(field.name, (*COMMON, *own), attrgetter("title", "id"), make)


def _of_sections(field: Field) -> Sheet:
    own = (Column("heading", path="heading"), Column("body", path="body", width=80))
    return Sheet(field.name, (*COMMON, *own), attrgetter("heading", "body"), lambda cells: Section(**cells))


def _sheet(field: Field) -> Sheet:
    if field.columns:
        return _of_entries(field)
    if field.type is Reference:
        return _of_references(field)
    return _of_sections(field) if field.type is Section else _of_items(field)


ENTRIES = tuple(_sheet(field) for field in FIELDS.values() if field.several)
"""The sheets of entries, in the order of the fields."""

HEADINGS: dict[str, tuple[Column, ...]] = {
    "digests": DIGEST,
    **{sheet.name: sheet.columns for sheet in ENTRIES},
}
"""The columns of every sheet, by its name."""


def own_cells(digest: Digest) -> tuple[str, ...]:
    """Return the cells of `DIGEST` that hold fields, from ``origin`` on."""
    origin, link = digest.origin, digest.link
    return (
        origin.label if origin is not None else "",
        origin.url if origin is not None else "",
        link.text if link is not None else "",
        link.url if link is not None else "",
        digest.category,
        digest.type,
        digest.preamble,
        digest.summary,
    )
