"""What the rules about tables have in common."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.codec.tables import Table
from signalkit.document import Document

SIGNAL_HEADER = "| name | change | 10-year | driving-force |"


def write_table(
    *rows: str, section: str = "Concerns", header: str = "| name | description | relevancy |"
) -> str:
    """Write a section with a table, as an example."""
    delimiter = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([f"## {section}", "", header, delimiter, *rows])


GOOD = write_table("| Rot | It may rot. | 2 |")


def tables_of(document: Document) -> Iterator[tuple[str, Table]]:
    """Iterate over all tables, each with its field."""
    for field, tables in document.tables.items():
        for table in tables:
            yield field, table
