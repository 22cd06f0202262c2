"""The values of a digest by their field paths."""

from __future__ import annotations

import attrs

from signalkit import Digest


def values(digest: Digest) -> dict[str, str]:
    """Every text value of a digest by its field path."""
    found: dict[str, str] = {}

    def visit(path: str, value: object) -> None:
        if isinstance(value, str):
            found[path] = value
        elif isinstance(value, tuple):
            for index, entry in enumerate(value):
                visit(f"{path}[{index}]", entry)
        elif isinstance(value, dict):
            for name, cell in value.items():
                found[f"{path}.{name}"] = cell
        elif attrs.has(type(value)):
            for field in attrs.fields(type(value)):  # type: ignore[arg-type]
                visit(f"{path}.{field.name}", getattr(value, field.name))

    for field in attrs.fields(Digest):
        visit(field.name, getattr(digest, field.name))
    return {path: value for path, value in found.items() if value}
