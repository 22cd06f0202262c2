"""Field paths: ``"title"``, ``"origin.url"``, ``"signals[2].change"``, ``"signals[0].extra.src"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import attrs

from signalkit.errors import FieldPathError, FieldTypeError, did_you_mean
from signalkit.model.digest import Digest, Extra
from signalkit.model.schema import ENTRY_TYPES, FIELDS

_FIRST = re.compile(r"([A-Za-z_]\w*)(?:\[([0-9]{1,18})\])?\Z", re.ASCII)
EXTRA = "extra."
"""What precedes the name of an unknown column in a field path."""
ATTRIBUTES = {
    kind: tuple([attribute.name for attribute in attrs.fields(kind)])
    for kind in {field.type for field in FIELDS.values()} - {str}
}
"""The attributes of each kind of entry, and of an origin and a link."""


class FieldPath(NamedTuple):
    """A field path, taken apart.

    Attributes:
        field: of the digest.
        position: of one of several values, from 0; None without one.
        rest: what comes after the first dot: an attribute of the value, ``extra.`` and the name of a column,
            or empty.
    """

    field: str
    position: int | None
    rest: str


def parse_path(path: str, digest: Digest, *, at_end: bool = False) -> FieldPath:
    """Split a field path into its parts.

    Args:
        path: the field path.
        digest: the digest whose values an index counts.
        at_end: whether an index may be one after the last.

    Raises:
        FieldPathError: If the digest has no such field, entry or attribute.
    """
    name, position, dot, rest = _split(path)
    field = FIELDS[name]
    if position is not None:
        _check_index(path, name, position, digest, at_end=at_end)
    if dot:
        if field.several and position is None:
            raise FieldPathError(path, f"{name} has several values; add an index, as in '{name}[0].{rest}'")
        _check_attribute(path, field.type, rest)
    return FieldPath(name, position, rest)


def parse_selector(selector: str) -> FieldPath:
    """Split a selector into its parts: a field path that may leave out the index.

    Without an index it selects all values of a field: ``"themes"``, ``"signals.change"``.

    Args:
        selector: the selector.

    Raises:
        FieldPathError: If digests have no such field or attribute.
    """
    name, position, dot, rest = _split(selector)
    if position is not None and name not in ENTRY_TYPES:
        raise FieldPathError(selector, f"{name} is a single value and takes no index")
    if dot:
        _check_attribute(selector, FIELDS[name].type, rest)
    return FieldPath(name, position, rest)


def _split(path: str) -> tuple[str, int | None, str, str]:
    """Return the field, its index, the first dot and what comes after it."""
    first, dot, rest = path.partition(".")
    step = _FIRST.match(first)
    if step is None:
        expected = "expected one such as 'title', 'origin.url' or 'signals[0].change'"
        raise FieldPathError(path, f"not a field path; {expected}")
    name, digits = step[1], step[2]
    if name not in FIELDS:
        raise FieldPathError(path, f"a digest has no field {name!r}{_suggest(name, tuple(FIELDS))}")
    return name, None if digits is None else int(digits), dot, rest


def _check_index(path: str, name: str, index: int, digest: Digest, *, at_end: bool) -> None:
    if name not in ENTRY_TYPES:
        raise FieldPathError(path, f"{name} is a single value and takes no index")
    size = len(getattr(digest, name))
    if index >= size + at_end:
        some = "is 1 value" if size == 1 else f"are {size or 'no'} values"
        last = f", the last is {name}[{size - 1}]" if size else ""
        raise FieldPathError(path, f"index {index} is out of range; there {some} in {name}{last}")


def _check_attribute(path: str, kind: type, rest: str) -> None:
    if kind is str:
        raise FieldPathError(path, f"{path.partition('.')[0]} is text and has no field {rest!r}")
    names = ATTRIBUTES[kind]
    if rest not in names and not ("extra" in names and rest.startswith(EXTRA)):
        article = "an" if kind.__name__ == "Origin" else "a"
        found = f"{article} {kind.__name__.lower()} has no field {rest!r}"
        raise FieldPathError(path, found + _suggest(rest, names))


def _suggest(name: str, known: tuple[str, ...]) -> str:
    return did_you_mean(name, known) or f"; it has {', '.join(known)}"


def get_value(digest: Digest, path: FieldPath) -> Any:
    """Return the value at a field path; empty where the digest has none.

    Args:
        digest: the digest to look in.
        path: a path that `parse_path` returned for this digest.
    """
    field, position, rest = path
    value = getattr(digest, field)
    if position is not None:
        value = value[position]
    if not rest:
        return value
    if rest.startswith(EXTRA):
        return value.extra.get(rest.removeprefix(EXTRA), "")
    return "" if value is None else getattr(value, rest)


def replace_value(digest: Digest, path: FieldPath, value: Any) -> Digest:
    """Return the digest with another value at a field path.

    A digest without origin or link gets one if a text of it is set.

    Args:
        digest: the digest to change.
        path: a path that `parse_path` returned for this digest.
        value: the new value.

    Raises:
        FieldTypeError: If the value has the wrong type.
    """
    field, position, rest = path
    whole = getattr(digest, field)
    if rest:
        entry = whole if position is None else whole[position]
        if entry is None:
            if value == "":
                return digest
            entry = FIELDS[field].type()
        if rest.startswith(EXTRA):
            rest, value = "extra", {**entry.extra, rest.removeprefix(EXTRA): value}
        try:
            value = attrs.evolve(entry, **{rest: value})
        except FieldTypeError as error:
            whole_path = field if position is None else f"{field}[{position}]"
            raise error.below(whole_path) from None
    if position is not None:
        value = (*whole[:position], value, *whole[position + 1 :])
    return attrs.evolve(digest, **{field: value})


def texts_of(digest: Digest) -> Iterator[tuple[str, str]]:
    """Yield every text of a digest, names of columns too, with its field path: ``("title", "…")``."""
    for field in FIELDS:
        value = getattr(digest, field)
        if field in ENTRY_TYPES:
            for index, entry in enumerate(value):
                yield from _texts_of_entry(f"{field}[{index}]", entry)
        elif value is not None:
            yield from _texts_of_entry(field, value)


def _texts_of_entry(path: str, entry: Any) -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield path, entry
        return
    for attribute in attrs.fields(type(entry)):
        value = getattr(entry, attribute.name)
        if isinstance(value, str):
            yield f"{path}.{attribute.name}", value
        elif isinstance(value, Extra):
            for column, cell in value.items():
                yield f"{path}.extra", column
                yield f"{path}.extra.{column}", cell
