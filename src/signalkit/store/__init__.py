"""Files and folders: found, read, and written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

__all__ = [
    "Files",
    "Folder",
]

if TYPE_CHECKING:
    from signalkit.store.folder import Files, Folder
else:
    __getattr__, __dir__ = export_lazily(
        __name__,
        {
            ".folder": "Files Folder",
        },
    )
