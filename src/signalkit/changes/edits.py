"""One change for many digests: values set, added, removed and renamed, wherever a digest has them.

Each function returns an edit, a function from a digest to a digest, which is the same object if nothing
changes. A selector is a field path that may leave out the index; see `signalkit.model.selectors`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from signalkit.errors import FieldPathError, FieldTypeError
from signalkit.model.digest import Digest
from signalkit.model.paths import FieldPath, parse_selector
from signalkit.model.schema import ENTRY_KEYS, ENTRY_TYPES, FIELDS
from signalkit.model.selectors import map_values, select_leaf
from signalkit.model.validate import RELEVANCY_DIGITS, parse_relevancy

Edit = Callable[[Digest], Digest]

_RELEVANCY = "relevancy"


def set_value(selector: str, value: str) -> Edit:
    """Make an edit that sets each selected value.

    Args:
        selector: ``"category"``, ``"signals.horizon"``, ``"keywords[0]"``, …
        value: the new value, of a relevancy too; empty to clear a value.

    Raises:
        FieldPathError: If digests have no such field, or it is a list of texts without an index.
        FieldTypeError: If the value is not that of a relevancy.
    """
    path = select_leaf(selector)
    if _is_list_of_texts(path):
        raise FieldPathError(selector, f"{path.field} has several values; add, remove or rename one of them")
    new = _read_value(path, value)
    return lambda digest: map_values(digest, path, lambda _: new)


def add_value(selector: str, value: str) -> Edit:
    """Make an edit that adds a text to the end of a list, unless it is there.

    Args:
        selector: ``"keywords"``, ``"themes"`` or ``"other"``.
        value: the new text.

    Raises:
        FieldPathError: If digests have no such list of texts.
    """
    path = parse_selector(selector)
    if not _is_list_of_texts(path):
        lists = [name for name, kind in ENTRY_TYPES.items() if kind is str]
        raise FieldPathError(selector, f"not a list of texts; expected one of {', '.join(lists)}")

    def edit(digest: Digest) -> Digest:
        values: Any = getattr(digest, path.field)
        longer: Any = (*values, value)
        return digest if value in values else attrs.evolve(digest, **{path.field: longer})

    return edit


def remove_value(selector: str, value: str) -> Edit:
    """Make an edit that removes a value wherever it is selected.

    Texts of a list and whole entries are removed; a single value or a cell is cleared.

    Args:
        selector: of a list (``"themes"``), of entries by name (``"signals"``), by heading (``"sections"``) or
            by id (``"closest"``), or of single values and cells (``"category"``, ``"signals.horizon"``).
        value: the value to remove.

    Raises:
        FieldPathError: If digests have no such field.
        FieldTypeError: If the value is not that of a relevancy.
    """
    path = parse_selector(selector)
    if path.rest or path.field not in ENTRY_TYPES:
        path = select_leaf(selector)
        old, empty = _read_value(path, value), None if path.rest == _RELEVANCY else ""
        return lambda digest: map_values(digest, path, lambda one: empty if one == old else one)
    key = ENTRY_KEYS.get(FIELDS[path.field].type)

    def edit(digest: Digest) -> Digest:
        entries = getattr(digest, path.field)
        kept: Any = tuple(
            [
                entry
                for index, entry in enumerate(entries)
                if (getattr(entry, key) if key else entry) != value or path.position not in (None, index)
            ]
        )
        return digest if len(kept) == len(entries) else attrs.evolve(digest, **{path.field: kept})

    return edit


def rename_value(selector: str, old: str, new: str) -> Edit:
    """Make an edit that replaces a value wherever it is selected.

    A list of texts that already has the new one loses the old one.

    Args:
        selector: of texts or cells: ``"themes"``, ``"closest.id"``, ``"signals.driving_force"``, …
        old: the value to replace.
        new: the new value.

    Raises:
        FieldPathError: If digests have no such field.
        FieldTypeError: If a value is not that of a relevancy.
    """
    path = select_leaf(selector)
    before, after = _read_value(path, old), _read_value(path, new)

    def edit(digest: Digest) -> Digest:
        if not _is_list_of_texts(path):
            return map_values(digest, path, lambda one: after if one == before else one)
        values: tuple[Any, ...] = getattr(digest, path.field)
        if before not in values or before == after:
            return digest
        made: Any
        if after in values:
            made = tuple([value for value in values if value != before])
        else:
            first = values.index(before)
            kept = [value for value in values[first + 1 :] if value != before]
            made = (*values[:first], after, *kept)
        return attrs.evolve(digest, **{path.field: made})

    return edit


def _is_list_of_texts(path: FieldPath) -> bool:
    return path.position is None and ENTRY_TYPES.get(path.field) is str


def _read_value(path: FieldPath, text: str) -> Any:
    """Return a value as the attribute has it; only a relevancy is not a text."""
    if path.rest != _RELEVANCY:
        return text
    if not text:
        return None
    number = parse_relevancy(text)
    if number is None:
        expected = f"an integer of at most {RELEVANCY_DIGITS} digits"
        raise FieldTypeError(f"{path.field}.{path.rest}", expected, text)
    return number
