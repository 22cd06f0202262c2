"""Field paths: ``"title"``, ``"origin.url"``, ``"signals[2].change"``, ``"signals[0].extra.src"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import attrs

from signalkit.errors import FieldPathError
from signalkit.model.digest import Digest, Extra
from signalkit.model.schema import ENTRY_TYPES, FIELDS

_FIRST = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?\Z")


class FieldPath(NamedTuple):
    """A field path, taken apart.

    Attributes:
        field: of the digest.
        position: of one of several values, from 0; None without one.
        rest: what comes after the first dot; empty without one.
    """

    field: str
    position: int | None
    rest: str


def parse_path(path: str, digest: Digest) -> FieldPath:
    """Take a field path apart.

    Args:
        path: the field path.
        digest: which has the values that an index counts.

    Raises:
        FieldPathError: If there is no such field, or not so many values.
    """
    first, _, rest = path.partition(".")
    step = _FIRST.match(first)
    if step is None or step[1] not in FIELDS:
        raise FieldPathError(f"{path!r} is not a field path of a digest")
    field, index = step[1], None if step[2] is None else int(step[2])
    values = getattr(digest, field)
    if field in ENTRY_TYPES and index is not None and index >= len(values):
        raise FieldPathError(f"{path!r}: there are {len(values)} {field}")
    return FieldPath(field, index, rest)


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
