"""Changes between digests: found, applied and merged, as values that know nothing of files.

A `Change` names one value by its field path, with what it was and what it is. A text, a cell or an item is
replaced; an entry (an item, a row, a reference, a section) is inserted or removed as a whole, and so are
origin and link. Texts of several paragraphs are one value.

All indexes count in the old digest, so that changes do not depend on each other: any of them can be left out,
and those of two people can be put together. A moved entry is removed in one place and inserted in another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

__all__ = [
    "Change",
    "Conflict",
    "MergeConflictError",
    "PatchError",
    "diff",
    "merge",
    "patch",
]

if TYPE_CHECKING:
    from signalkit.changes.change import Change, Conflict, MergeConflictError, PatchError
    from signalkit.changes.difference import diff
    from signalkit.changes.merging import merge
    from signalkit.changes.patching import patch
else:
    __getattr__, __dir__ = export_lazily(
        __name__,
        {
            ".change": "Change Conflict MergeConflictError PatchError",
            ".difference": "diff",
            ".merging": "merge",
            ".patching": "patch",
        },
    )
