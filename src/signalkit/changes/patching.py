"""Changes applied to a digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

import attrs

from signalkit.changes.change import Change, PatchError
from signalkit.errors import FieldPathError, FieldTypeError, shorten
from signalkit.model.digest import Digest
from signalkit.model.paths import EXTRA, FieldPath, get_value, parse_path
from signalkit.model.schema import ENTRY_TYPES, FIELDS
from signalkit.model.validate import check_digest

_Place = tuple[str, int | None]
"""A field, and the index of one of its entries; None of a field that has a single value."""


def patch(digest: Digest, changes: Iterable[Change]) -> Digest:
    """Return the digest with changes applied.

    The changes of `diff` make the new digest of the old one. Any of them fit without the others, and, as
    long as the values that they change are the same, any other digest. Apart from entries that are inserted
    at one place, their order does not matter.

    Args:
        digest: the digest that the paths refer to.
        changes: the changes.

    Raises:
        FieldTypeError: If `digest` is not a digest.
        PatchError: If a path names no value of the digest, if the digest has another value there than the old
            one of the change, if a value is changed twice, or if a new value has the wrong type.
    """
    check_digest(digest)
    edits: dict[_Place, dict[str, Change]] = defaultdict(dict)
    inserted: dict[_Place, list[Change]] = defaultdict(list)
    for change in changes:
        path = _parse(digest, change)
        place = path.field, path.position
        if path.position is not None and change.kind == "insert":
            _check_type(change, ENTRY_TYPES[path.field])
            inserted[place].append(change)
            continue
        _check_old(digest, path, change)
        _add(edits[place], path.rest, change)
    fields: dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _ in (*edits, *inserted)):
        if name in ENTRY_TYPES:
            fields[name] = tuple(_entries(name, getattr(digest, name), edits, inserted))
        else:
            fields[name] = _edit(name, getattr(digest, name), edits[name, None])
    return attrs.evolve(digest, **fields) if fields else digest


def _parse(digest: Digest, change: Change) -> FieldPath:
    try:
        path = parse_path(change.path, digest, at_end=change.kind == "insert")
    except FieldPathError as error:
        raise PatchError(change, error.reason) from None
    if path.field in ENTRY_TYPES and path.position is None:
        reason = f"{path.field} has several values; change one at a time, as in '{path.field}[0]'"
        raise PatchError(change, reason)
    return path


def _check_old(digest: Digest, path: FieldPath, change: Change) -> None:
    found = get_value(digest, path)
    if found != change.old:
        raise PatchError(change, f"expected {shorten(change.old)}, found {shorten(found)}")


def _add(edits: dict[str, Change], rest: str, change: Change) -> None:
    """Add a change of an entry, or of a value in it, to the others of that entry."""
    whole = rest == "" or "" in edits
    columns = [one for one in edits if one.startswith(EXTRA)] if rest == "extra" else []
    if rest in edits or (whole and edits) or columns or (rest.startswith(EXTRA) and "extra" in edits):
        raise PatchError(change, "this value is changed twice")
    edits[rest] = change


def _entries(
    name: str,
    entries: tuple[Any, ...],
    edits: Mapping[_Place, dict[str, Change]],
    inserted: Mapping[_Place, list[Change]],
) -> Iterator[Any]:
    for index in range(len(entries) + 1):
        place = name, index
        if place in inserted:
            yield from (change.new for change in inserted[place])
        if index == len(entries):
            return
        entry = _edit(name, entries[index], edits[place]) if place in edits else entries[index]
        if entry is not None:
            yield entry


def _edit(name: str, value: Any, edits: Mapping[str, Change]) -> Any:
    """Return a value of a field with changes applied; None if it is removed."""
    if "" in edits:
        change = edits[""]
        kind = FIELDS[name].type
        if change.new is not None or (kind is str and name not in ENTRY_TYPES):
            _check_type(change, kind)
        return change.new
    entry = FIELDS[name].type() if value is None else value
    values: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    for rest, change in edits.items():
        if rest.startswith(EXTRA):
            cells[rest.removeprefix(EXTRA)] = change.new
        else:
            values[rest] = change.new
    if cells:
        values["extra"] = {**entry.extra, **cells}
    try:
        return attrs.evolve(entry, **values)
    except FieldTypeError as error:
        _refuse_type(edits.get(error.path) or edits["extra"], error.expected)


def _check_type(change: Change, kind: type) -> None:
    if not isinstance(change.new, kind):
        _refuse_type(change, kind.__name__)


def _refuse_type(change: Change, expected: str) -> NoReturn:
    raise PatchError(change, f"expected {expected}, got {shorten(change.new)}") from None
