"""Numbers that a cell holds, and their bounds."""

from __future__ import annotations

from signalkit.errors import FieldTypeError, UnrepresentableError
from signalkit.model.digest import Digest
from signalkit.model.schema import TABLES

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


def check_digest(digest: object) -> None:
    """Check that a value is a digest; what a digest has was checked when it was made.

    Raises:
        FieldTypeError: If it is not.
    """
    if not isinstance(digest, Digest):
        raise FieldTypeError("digest", "Digest", digest)
