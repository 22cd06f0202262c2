"""What formats of several files are written to and read from, and folders on disk as such."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import BinaryIO, Protocol

_NOT_ON_WINDOWS = re.compile(r"""[<>:"|?*]|[ .]\Z|\A(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:[.]|\Z)""", re.I)


class Folder(Protocol):
    """The target of an exporter of several files."""

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """Create a file, to be closed or used in a `with` block.

        Args:
            name: a plain file name, without folders.

        Raises:
            FileExistsError: If a file of that name exists.
            ValueError: If the name is not a plain file name.
        """
        raise NotImplementedError


class Files(Protocol):
    """The source of an importer of several files."""

    def names(self) -> list[str]:
        """List the files in order, those of inner folders as ``folder/file``."""
        raise NotImplementedError

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading.

        Args:
            name: one of `names`.

        Raises:
            FileNotFoundError: If there is no file of that name.
        """
        raise NotImplementedError


def is_file_name(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Return whether a name is that of one file in a folder: not a path on any system, no control characters.

    Args:
        name: of a file.
        windows: whether names of devices, drives and streams are refused, too.
    """
    if name in ("", ".", "..") or any(c < " " or c in "/\\\x7f" for c in name):
        return False
    if windows and _NOT_ON_WINDOWS.search(name):
        return False
    try:
        return len(name.encode("utf-8", "surrogateescape")) <= 255
    except UnicodeEncodeError:
        return False


def check_file_name(name: str) -> None:
    """Refuse a name that is not a plain file name.

    Raises:
        ValueError: If it is not.
    """
    if not is_file_name(name):
        raise ValueError(f"{name!r} is not a file name")


class Directory:
    """A folder on disk, as `Folder` and as `Files`; hidden folders are not read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, name: str) -> BinaryIO:
        """Create a file; see `Folder.create`."""
        check_file_name(name)
        return open(os.path.join(self.path, name), "xb")  # a Path would intern the name for good

    def names(self) -> list[str]:
        """List the files; see `Files.names`."""

        def fail(error: OSError) -> None:
            raise error

        found: list[str] = []
        for folder, folders, files in os.walk(self.path, onerror=fail):
            folders[:] = [name for name in folders if not name.startswith(".")]
            here = Path(folder).relative_to(self.path)
            found += [(here / name).as_posix() for name in files]
        return sorted(found)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; see `Files.open`."""
        return open(self.path / name, "rb")
