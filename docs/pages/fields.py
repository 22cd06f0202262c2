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
    heading = f"* {field.key}: …" if field.key else f"## {field.heading}" if field.heading else None
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
        "The fields of a digest, how a file writes them, and the order of sections in each layout.",
        table(
            ["field", "type", "written as", "heading or key", "classic", "extended", "required"],
            map(field_row, FIELDS.values()),
        ),
        "A layout cannot hold a field without a place in it. [SK201](../rules/SK201.md) reports a missing"
        "\nrequired section, [SK301](../rules/SK301.md) a missing required column.",
        "## Columns",
        "An attribute is read from the first column with one of its headings. `extra` holds all other columns"
        "\nby name.",
    ]
    seen: dict[str, list[Field]] = {}
    for field in FIELDS.values():
        if field.columns:
            seen.setdefault(columns_of(field), []).append(field)
    for columns, fields in seen.items():
        parts += [f"### {', '.join(field.heading for field in fields)}", columns]
    return "\n\n".join(parts) + "\n"
