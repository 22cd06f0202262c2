"""Whether the values of a digest are of their types, and numbers within their bounds."""

from __future__ import annotations

from typing import Any

from signalkit.errors import UnrepresentableError
from signalkit.model.digest import Digest
from signalkit.model.schema import ENTRY_TYPES, FIELDS, TABLES

RELEVANCY_DIGITS = 18
"""How many digits a relevancy has at most: an Arrow or SQL integer of 64 bits holds as many."""

_TOO_LARGE = 10**RELEVANCY_DIGITS


def parse_relevancy(text: str) -> int | None:
    """Return the integer that a cell holds; None if it holds none, or one of more than 18 digits.

    Args:
        text: the text of the cell.
    """
    digits = text[1:] if text[:1] == "-" else text
    if digits.isascii() and digits.isdigit() and len(digits) <= RELEVANCY_DIGITS:
        return int(text)
    return None


def check_relevancies(digest: Digest) -> None:
    """Check that no relevancy has more digits than are read.

    Raises:
        UnrepresentableError: If one has.
    """
    for field in TABLES:
        for index, entry in enumerate(getattr(digest, field)):
            number = entry.relevancy
            if number is not None and not -_TOO_LARGE < number < _TOO_LARGE:
                reason = f"more than {RELEVANCY_DIGITS} digits"
                raise UnrepresentableError(f"{field}[{index}].relevancy", hex(number), reason)


def check_types(digest: Digest, known: Digest | None = None) -> None:
    """Check that every value has its type.

    Args:
        digest: whose values to check.
        known: a digest whose values have their types; values that it has at the same place are skipped.

    Raises:
        TypeError: If one has not; the message names its field path.
    """
    _expect("digest", digest, Digest)
    for field, kind in _TYPES:
        value = getattr(digest, field)
        before = None if known is None else getattr(known, field)
        if value is before:
            continue
        if field in ENTRY_TYPES:
            size = len(before or ())
            for index, entry in enumerate(value):
                if not before or index >= size or entry is not before[index]:
                    _check_value(f"{field}[{index}]", entry, kind)
        elif value is not None or kind is str:
            _check_value(field, value, kind)


_TYPES = [(field.name, field.type) for field in FIELDS.values()]


def _check_value(path: str, value: Any, kind: type) -> None:
    _expect(path, value, kind)
    if kind is not str:
        _check_entry(path, value)


def _check_entry(path: str, entry: Any) -> None:
    for name in entry.__slots__:
        if name == "__weakref__":
            continue
        value = getattr(entry, name)
        if name == "relevancy":
            if value is not None and type(value) is not int:
                raise TypeError(f"{path}.relevancy: expected int or None, got {type(value).__name__}")
        elif name == "extra":
            for column, cell in value.items():
                _expect(f"{path}.extra", column, str)
                _expect(f"{path}.extra[{column}]", cell, str)
        else:
            _expect(f"{path}.{name}", value, str)


def _expect(path: str, value: object, kind: type) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{path}: expected {kind.__name__}, got {type(value).__name__}")
