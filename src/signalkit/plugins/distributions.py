"""Which distributions install the package ``signalkit``: ours, and others by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution

DISTRIBUTION = "signalkit-digest"
"""The name under which the core is installed; ``signalkit`` on PyPI is another project."""


def find_rivals() -> list[str]:
    """Name the other installed distributions that have files in the package ``signalkit``.

    Files of such a distribution and ours overwrite each other. The list of files of every installed
    distribution is read: 0.2 s for 200 of them.
    """
    from importlib.metadata import distributions

    return sorted({name for name in map(_name_if_inside, distributions()) if name} - {DISTRIBUTION})


def _name_if_inside(distribution: Distribution) -> str:
    """Return the name of a distribution that has files in our package, else nothing."""
    try:
        inside = any(file.parts[:1] == ("signalkit",) for file in distribution.files or ())
        return distribution.metadata["Name"] or "" if inside else ""
    except Exception:  # its metadata is damaged
        return ""
