"""The content of a digest: values, and the table of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

__all__ = [
    "FIELDS",
    "HEADINGS",
    "LISTS",
    "SECTION_FIELDS",
    "TABLES",
    "Column",
    "Field",
    "parse_relevancy",
]

if TYPE_CHECKING:
    from signalkit.model.schema import FIELDS, HEADINGS, LISTS, SECTION_FIELDS, TABLES, Column, Field
    from signalkit.model.validate import parse_relevancy
else:
    __getattr__, __dir__ = export_lazily(
        __name__,
        {
            ".schema": "Column FIELDS Field HEADINGS LISTS SECTION_FIELDS TABLES",
            ".validate": "parse_relevancy",
        },
    )
