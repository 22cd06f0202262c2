"""Public names that are deprecated: one table, and the warning that names the replacement.

The promise is that of `docs/compatibility.md`: a name that minor version 0.N deprecates works in all of 0.N
with a `DeprecationWarning`, and is removed in the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Deprecation(NamedTuple):
    """What is known about a deprecated name.

    Attributes:
        since: the minor version that deprecated it, ``"0.2"``.
        instead: the public name that replaces it, ``"signalkit.load"``.
    """

    since: str
    instead: str

    @property
    def removal(self) -> str:
        """The minor version that removes it."""
        major, minor = self.since.split(".")
        return f"{major}.{int(minor) + 1}"


DEPRECATED: dict[str, Deprecation] = {}
"""All deprecated names, by public name. Names of packages need no more than an entry: their package finds the
replacement. Everything else, such as an argument, calls `warn_deprecated` where it is used."""


def warn_deprecated(
    name: str, *, stacklevel: int = 2, table: Mapping[str, Deprecation] = DEPRECATED
) -> Deprecation:
    """Warn that a deprecated name is used.

    Args:
        name: the public name, a key of `table`.
        stacklevel: how many calls up the use is; 2 for the caller of the function that calls this one.
        table: where the name is looked up.

    Returns:
        What is known about the name.
    """
    import warnings

    found = table[name]
    warnings.warn(
        f"{name} is deprecated since signalkit {found.since} and will be removed in {found.removal}; "
        f"use {found.instead}",
        DeprecationWarning,
        stacklevel=stacklevel + 1,
    )
    return found
