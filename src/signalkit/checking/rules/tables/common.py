"""What the rules about tables have in common."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.codec.read import RowPlace, TablePlace
from signalkit.document import Document
from signalkit.syntax.text import Span

NEEDED = {
    "signals": {
        "name": "name",
        "change": "change",
        "horizon": "10-year horizon",
        "driving_force": "driving force",
    },
    "concerns": {"description": "description"},
    "behaviors": {"description": "description"},
    "technologies": {"description": "description"},
    "issues": {"description": "description"},
}
"""The columns that every table of a field has: attribute of an entry, and name for people."""

SIGNAL_HEADER = "| name | change | 10-year | driving-force |"


def write_table(
    *rows: str, section: str = "Concerns", header: str = "| name | description | relevancy |"
) -> str:
    """Write a section with a table, as an example."""
    delimiter = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([f"## {section}", "", header, delimiter, *rows])


GOOD = write_table("| Rot | It may rot. | 2 |")


def tables_of(document: Document) -> Iterator[tuple[str, TablePlace]]:
    """Iterate over all tables, each with its field."""
    for field, tables in document._tables:
        for table in tables:
            yield field, table


def line_of(document: Document, row: RowPlace) -> Span:
    """Return the span of a row without its line end."""
    return Span(row.start, row.start + len(document.text[row.start : row.end].rstrip("\r\n")))
