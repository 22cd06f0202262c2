"""A digest as plain values (dicts, lists, strings, integers) and back: the form that JSON has it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from signalkit.model.digest import Digest
from signalkit.model.schema import FIELDS, Field
from signalkit.model.validate import check_types


def _dict_source(items: Iterable[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{name!r}: {source}' for name, source in items)}}}"


def _entry_source(cls: type, value: str) -> str:
    names = [attribute.name for attribute in attrs.fields(cls)]
    return _dict_source(
        (name, f"dict({value}.extra)" if name == "extra" else f"{value}.{name}") for name in names
    )


def _field_source(field: Field) -> str:
    value = f"digest.{field.name}"
    if field.several:
        return (
            f"list({value})"
            if field.type is str
            else f"[{_entry_source(field.type, 'one')} for one in {value}]"
        )
    return value if field.type is str else f"None if {value} is None else {_entry_source(field.type, value)}"


# Compiled from the table, as attrs compiles `__init__`: loops over the fields take three times as long.
_to_plain: Callable[[Digest], dict[str, Any]] = eval(
    f"lambda digest: {_dict_source((field.name, _field_source(field)) for field in FIELDS.values())}"
)


def to_plain(digest: Digest) -> dict[str, Any]:
    """Return the content as dicts, lists, strings and integers; every field is there."""
    return _to_plain(digest)


def from_plain(value: object) -> Digest:
    """Return the digest that `to_plain` was given; a field that is missing is empty.

    Raises:
        TypeError: If a value has another type; the message names its place.
        ValueError: If there is a field that a digest has not; the message names its place.
    """
    fields = dict(mapping_at("digest", value))
    for name in fields.keys() & FIELDS.keys():
        field = FIELDS[name]
        if not field.several:
            if field.type is not str and fields[name] is not None:
                fields[name] = _build(name, field.type, fields[name])
        elif not isinstance(fields[name], list):
            raise TypeError(f"{name}: expected a list, got {kind_of(fields[name])}")
        elif field.type is not str:
            fields[name] = [_build(f"{name}[{i}]", field.type, one) for i, one in enumerate(fields[name])]
    digest: Digest = _build("digest", Digest, fields)
    check_types(digest)
    return digest


_NAMES = {
    cls: frozenset(attribute.name for attribute in attrs.fields(cls))
    for cls in (Digest, *{field.type for field in FIELDS.values()} - {str})
}


def _build(path: str, cls: type, value: object) -> Any:
    fields = mapping_at(path, value)
    if not fields.keys() <= _NAMES[cls]:
        unknown = sorted(fields.keys() - _NAMES[cls])[0]
        raise ValueError(f"{path}: no field {unknown!r}")
    if "extra" in fields:
        for column, cell in mapping_at(f"{path}.extra", fields["extra"]).items():
            if not isinstance(cell, str):
                raise TypeError(f"{path}.extra.{column}: expected a text, got {kind_of(cell)}")
    return cls(**fields)


def mapping_at(path: str, value: object) -> Mapping[str, Any]:
    """Return a value that is an object of JSON.

    Raises:
        TypeError: If it is something else; the message has the path.
    """
    if not isinstance(value, dict):
        raise TypeError(f"{path}: expected an object, got {kind_of(value)}")
    return value


_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "a truth value",
    int: "a number",
    float: "a number",
}


def kind_of(value: object) -> str:
    """Return what JSON calls a value."""
    return _KINDS.get(type(value), "null" if value is None else type(value).__name__)
