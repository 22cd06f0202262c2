"""Tables for the examples of rules."""

from __future__ import annotations

SIGNAL_HEADER = "| name | change | 10-year | driving-force |"


def write_table(
    *rows: str, section: str = "Concerns", header: str = "| name | description | relevancy |"
) -> str:
    """Write a section with a table, as an example."""
    delimiter = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([f"## {section}", "", header, delimiter, *rows])


GOOD = write_table("| Rot | It may rot. | 2 |")
