"""Values chosen by a selector, a field path that may leave out the index: found, and replaced.

``"themes"`` selects every theme, ``"signals.change"`` that cell of every signal, ``"signals[0].change"`` one
cell, ``"title"`` the title. An entry stands for all its texts: ``"signals"``, ``"origin"``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from signalkit.errors import FieldPathError
from signalkit.model.digest import Digest, Extra
from signalkit.model.paths import EXTRA, FieldPath, parse_selector
from signalkit.model.schema import ENTRY_TYPES, FIELDS


def every_text(digest: Digest) -> Iterator[tuple[str, str | int]]:
    """Yield every text that is not empty with its field path, in the order of the fields."""
    for field in FIELDS:
        for path, value in select_values(digest, FieldPath(field, None, "")):
            if isinstance(value, str):
                yield path, value


def select_values(digest: Digest, selector: FieldPath) -> Iterator[tuple[str, str | int]]:
    """Yield the values that a selector selects with their field paths, without empty ones.

    Args:
        digest: the digest to look in.
        selector: as `parse_selector` returns it. An index that the digest does not have selects nothing.
    """
    field, position, rest = selector
    whole = getattr(digest, field)
    if field not in ENTRY_TYPES:
        if whole is not None:
            yield from _leaves(field, whole, rest)
        return
    for index, entry in enumerate(whole):
        if position is None or index == position:
            yield from _leaves(f"{field}[{index}]", entry, rest)


def _leaves(path: str, entry: Any, rest: str) -> Iterator[tuple[str, str | int]]:
    """Yield the values of one entry, or of one attribute of it."""
    if isinstance(entry, (str, int)):
        if entry != "":
            yield path, entry
    elif isinstance(entry, Extra):
        for column, cell in entry.items():
            yield f"{path}.{column}", cell
    elif rest.startswith(EXTRA):
        cell = entry.extra.get(rest.removeprefix(EXTRA), "")
        yield from _leaves(f"{path}.{rest}", cell, "")
    else:
        for name in [rest] if rest else [one.name for one in attrs.fields(type(entry))]:
            value = getattr(entry, name)
            if value is not None:
                yield from _leaves(f"{path}.{name}", value, "")


def map_values(digest: Digest, selector: FieldPath, change: Callable[[Any], Any]) -> Digest:
    """Return the digest with each value that a selector selects replaced, empty ones included.

    Args:
        digest: the digest to change.
        selector: as `select_leaf` returns it.
        change: returns the new value for an old one: a text, or a relevancy, which is an int or None.

    Returns:
        The digest itself if every value stays. A missing origin or link is made if a text of it is not empty.

    Raises:
        FieldTypeError: If a new value has the wrong type.
    """
    field, position, rest = selector
    whole = getattr(digest, field)
    if field in ENTRY_TYPES:
        made: Any = tuple(
            [
                _mapped(entry, rest, change) if position is None or index == position else entry
                for index, entry in enumerate(whole)
            ]
        )
    else:
        made = _mapped(FIELDS[field].type() if whole is None else whole, rest, change)
        if whole is None and made == FIELDS[field].type():
            made = None
    return digest if made == whole else attrs.evolve(digest, **{field: made})


def _mapped(entry: Any, rest: str, change: Callable[[Any], Any]) -> Any:
    if not rest:
        return change(entry)
    if rest.startswith(EXTRA):
        column = rest.removeprefix(EXTRA)
        return attrs.evolve(entry, extra={**entry.extra, column: change(entry.extra.get(column, ""))})
    return attrs.evolve(entry, **{rest: change(getattr(entry, rest))})


def select_leaf(selector: str) -> FieldPath:
    """Split a selector whose values are single texts or numbers: ``"title"``, ``"closest.id"``.

    Args:
        selector: the selector.

    Raises:
        FieldPathError: If digests have no such field or attribute, or its values have fields themselves.
    """
    path = parse_selector(selector)
    kind = FIELDS[path.field].type
    if path.rest == EXTRA.rstrip("."):
        raise FieldPathError(selector, f"name a column, as in '{selector}.src'")
    if not path.rest and kind is not str:
        names = [one.name for one in attrs.fields(kind)]
        raise FieldPathError(selector, f"name one of its fields, as in '{selector}.{names[0]}'")
    return path
