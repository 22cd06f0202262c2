"""The reference of all fields, made from the table of the model."""

from __future__ import annotations

from docs.pages.markdown import code, table
from signalkit.model import FIELDS, Field

KINDS = {
    "title": "text of the title heading",
    "origin": "link in the title heading",
    "link": "paragraph before the sections",
    "prose": "running text",
    "list": "items",
    "keyed": "item of Other",
    "table": "rows",
    "sections": "sections",
}


def field_row(field: Field) -> list[str]:
    """Return the cells of a field."""
    type_ = f"`tuple[{field.type.__name__}, ...]`" if field.several else code(field.type.__name__)
    heading = (
        code(f"* {field.key}: …") if field.key else code(f"## {field.heading}" if field.heading else None)
    )
    places = [str(place) if place else "" for place in (field.classic, field.extended)]
    return [
        code(field.name),
        type_,
        KINDS[field.kind],
        code(heading),
        *places,
        "yes" if field.required else "",
    ]


def columns_of(field: Field) -> str:
    """Write the table of a field's columns."""
    rows = [
        [
            code(column.attribute),
            ", ".join(map(code, column.names)),
            code(column.classic) if field.classic else "",
            code(column.extended),
            "yes" if column.required else "",
        ]
        for column in field.columns
    ]
    return table(["attribute", "headings, in any case", "classic", "extended", "required"], rows)


def page() -> str:
    """Write the page."""
    parts = [
        "<!-- Made by `make pages` from signalkit.model.FIELDS. -->",
        "# Fields",
        "Each field of a digest, how a file has it, and its place among the sections of each layout.",
        table(
            ["field", "type", "written as", "heading or key", "classic", "extended", "required"],
            map(field_row, FIELDS.values()),
        ),
        "A layout without a place for a field cannot hold it. A digest without a required section is reported"
        "\nby [SK201](../rules/SK201.md), a table without a required column by [SK301](../rules/SK301.md).",
        "## Columns",
        "The first heading that names an attribute counts. Any other column is kept in `extra`, by its name.",
    ]
    seen: dict[str, list[Field]] = {}
    for field in FIELDS.values():
        if field.columns:
            seen.setdefault(columns_of(field), []).append(field)
    for columns, fields in seen.items():
        parts += [f"### {', '.join(field.heading for field in fields)}", columns]
    return "\n\n".join(parts) + "\n"
