"""Files and folders: found, read, and written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

__all__ = [
    "Files",
    "Folder",
    "Limits",
    "check_archive",
    "is_file_name",
    "read_archive",
    "write_archive",
]

if TYPE_CHECKING:
    from signalkit.store.archive import check_archive, read_archive, write_archive
    from signalkit.store.folder import Files, Folder, is_file_name
    from signalkit.store.limits import Limits
else:
    __getattr__, __dir__ = export_lazily(
        __name__,
        {
            ".archive": "check_archive read_archive write_archive",
            ".folder": "Files Folder is_file_name",
            ".limits": "Limits",
        },
    )
