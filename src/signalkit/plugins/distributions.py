"""Which distributions install the package ``signalkit``: ours, and others by mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution

DISTRIBUTION = "signalkit-digest"
"""The name under which the core is installed; ``signalkit`` on PyPI is another project."""

_INSIDE = re.compile(r'^"?signalkit/', re.M)
"""A line of a ``RECORD`` about a file in our package (Recording installed projects, PyPA)."""


def find_rivals() -> list[str]:
    """Name the other installed distributions that have files in the package ``signalkit``.

    Files of such a distribution and ours overwrite each other. The list of files of every installed
    distribution is searched, not parsed.
    """
    from importlib.metadata import distributions

    return sorted({name for name in map(_name_if_inside, distributions()) if name} - {DISTRIBUTION})


def _name_if_inside(distribution: Distribution) -> str:
    """Return the name of a distribution that has files in our package, else nothing."""
    try:
        record = distribution.read_text("RECORD")
        return distribution.metadata["Name"] or "" if record and _INSIDE.search(record) else ""
    except Exception:  # its metadata is damaged
        return ""
