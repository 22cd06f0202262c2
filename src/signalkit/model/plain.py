"""A digest as plain values (dicts, lists, strings, integers) and back: the form that JSON has it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

import attrs

from signalkit.errors import FieldTypeError
from signalkit.model.digest import Digest, Link, Origin, Reference, Section, Signal, Topic
from signalkit.model.schema import FIELDS


def to_plain(digest: Digest) -> dict[str, Any]:
    """Return the content as dicts, lists, strings and integers; every field is there."""
    made = dict(zip(FIELDS, _values(digest), strict=True))
    for name, convert in _SEVERAL:
        values = made[name]
        made[name] = convert(values) if values else []
    for name, convert in _OPTIONAL:
        if made[name] is not None:
            [made[name]] = convert((made[name],))
    return made


# Spelled out for speed: a loop over attributes makes exports half as slow again. A law holds these to the
# attributes of the classes.


def _signals(entries: Iterable[Signal]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "description": one.description,
            "change": one.change,
            "horizon": one.horizon,
            "driving_force": one.driving_force,
            "relevancy": one.relevancy,
            "extra": dict(one.extra),
        }
        for one in entries
    ]


def _topics(entries: Iterable[Topic]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "description": one.description,
            "relevancy": one.relevancy,
            "extra": dict(one.extra),
        }
        for one in entries
    ]


_CONVERTERS: dict[type, Callable[[Iterable[Any]], list[Any]]] = {
    str: list,
    Signal: _signals,
    Topic: _topics,
    Origin: lambda entries: [{"label": one.label, "url": one.url} for one in entries],
    Link: lambda entries: [{"text": one.text, "url": one.url} for one in entries],
    Reference: lambda entries: [{"title": one.title, "id": one.id} for one in entries],
    Section: lambda entries: [{"heading": one.heading, "body": one.body} for one in entries],
}
_values = attrgetter(*FIELDS)
_SEVERAL = [(field.name, _CONVERTERS[field.type]) for field in FIELDS.values() if field.several]
_OPTIONAL = [
    (field.name, _CONVERTERS[field.type])
    for field in FIELDS.values()
    if not field.several and field.type is not str
]


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
    try:
        return cls(**fields)
    except FieldTypeError as error:
        raise (error if cls is Digest else error.below(path)) from None


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
