"""What formats of several files are written to and read from, and folders on disk as such."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from signalkit.store.atomic import os_error

_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
# Not compiled until they are used.
_NOT_ON_WINDOWS = r"""[<>:"|?*]|[ .]\Z"""
_DRIVE = r"[A-Za-z]:[/\\]"


class Folder(Protocol):
    """The target of an exporter of several files."""

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """Create a file, to be closed or used in a `with` block, and the folders that it is in.

        Args:
            name: a relative path with ``/`` between folders, such as ``"pages/moss.html"``. Each part is a
                file name on every system: see `is_file_name`.

        Raises:
            FileExistsError: If the name is taken: by a file or a folder, also by one whose name differs
                only in case or Unicode normalization, which some systems take for the same.
            ValueError: If the name is not such a path.
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
            FileNotFoundError: If there is no file of that name, or the name leads out of the folder.
        """
        raise NotImplementedError


def is_file_name(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Return whether a name is that of one file in a folder: not a path or a device on any system.

    Control characters are refused, too. The id of a digest need not be a file name.

    Args:
        name: the name of a file.
        windows: whether to refuse characters that only Windows does not allow, such as ``?``.
    """
    if name in ("", ".", "..") or any(c < " " or c in "/\\\x7f" for c in name):
        return False
    if name.partition(".")[0].upper() in _DEVICES or (windows and re.search(_NOT_ON_WINDOWS, name)):
        return False
    try:
        return len(name.encode("utf-8", "surrogateescape")) <= 255
    except UnicodeEncodeError:
        return False


def leads_outside(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Return whether a name in a folder or an archive is an absolute path, or contains ``..``.

    Args:
        name: a path with ``/`` between folders.
        windows: whether to consider backslashes and drives.
    """
    if name.startswith("/") or "\0" in name or ".." in name.split("/"):
        return True
    return windows and (
        "\\" in name[:1] or re.match(_DRIVE, name) is not None or ".." in re.split(r"[/\\]", name)
    )


class Names:
    """The names that are taken in a folder in which files are created.

    Args:
        is_file: returns whether a file has been created under exactly that name.
    """

    def __init__(self, is_file: Callable[[str], bool]) -> None:
        self._is_file = is_file
        self._folders: dict[str, str] = {}
        self._folded: set[str] = set()  # of files whose names are not folded: usually there are none

    def add(self, name: str) -> None:
        """Take a name; that no file has exactly this name is checked when it is created.

        Raises:
            FileExistsError: If some system takes the name for another one that is taken.
            ValueError: If the name is not that of a file in a folder or its subfolders.
        """
        if not all(map(is_file_name, name.split("/"))):
            raise ValueError(f"{name!r} is not a file name")
        folders = {_fold(folder): folder for folder in _folders_of(name)}
        for folded, folder in folders.items():
            if self._folders.get(folded, folder) != folder:
                raise os_error(errno.EEXIST, name)
            if folded not in self._folders and self._is_taken(folded):
                raise os_error(errno.EEXIST, name)
        folded = _fold(name)
        if folded in self._folders or folded in self._folded or (folded != name and self._is_file(folded)):
            raise os_error(errno.EEXIST, name)
        self._folders |= folders
        if folded != name:
            self._folded.add(folded)

    def _is_taken(self, folded: str) -> bool:
        return folded in self._folded or self._is_file(folded)


def _folders_of(name: str) -> Iterator[str]:
    """Yield the folders that a file is in, the outermost first."""
    end = name.find("/")
    while end >= 0:
        yield name[:end]
        end = name.find("/", end + 1)


def _fold(name: str) -> str:
    """Return a name as systems compare it that ignore case and normalization."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).lower()


class Directory:
    """A folder on disk, as `Folder` and as `Files`; hidden folders are not read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names = Names(lambda name: os.path.lexists(os.path.join(path, name)))

    def create(self, name: str) -> BinaryIO:
        """Create a file; see `Folder.create`."""
        self._names.add(name)
        path = os.path.join(self._path, name)  # a Path would intern the name for good
        if "/" in name:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        return open(path, "xb")

    def names(self) -> list[str]:
        """List the files; see `Files.names`."""

        def fail(error: OSError) -> None:
            raise error

        found: list[str] = []
        for folder, folders, files in os.walk(self._path, onerror=fail):
            folders[:] = [name for name in folders if not name.startswith(".")]
            here = Path(folder).relative_to(self._path)
            found += [(here / name).as_posix() for name in files]
        return sorted(found)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; see `Files.open`."""
        if leads_outside(name):
            raise os_error(errno.ENOENT, name)
        return open(self._path / name, "rb")
