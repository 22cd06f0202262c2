"""Tar archives, plain or compressed, read as folders."""

from __future__ import annotations

import contextlib
import errno
import os
import tarfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

from signalkit.errors import ImportFormatError
from signalkit.store.atomic import os_error
from signalkit.store.folder import Files
from signalkit.store.limits import Limits
from signalkit.store.members import check_member, is_hidden, open_member, translate_damage
from signalkit.store.scratch import spool

_CHUNK = 1 << 20
_HEADER = 1 << 24  # bytes that tarfile may read at once: it trusts the size of a header
_MAGIC = 257, b"ustar"  # POSIX.1-2001, ustar interchange format


def _gzip(file: BinaryIO) -> Any:
    import gzip

    return gzip.GzipFile(fileobj=file, mode="rb")


def _bzip2(file: BinaryIO) -> Any:
    import bz2

    return bz2.BZ2File(file)


_COMPRESSED: dict[bytes, Callable[[BinaryIO], Any]] = {b"\x1f\x8b": _gzip, b"BZh": _bzip2}


def is_tar(file: BinaryIO) -> bool:
    """Return whether a seekable file begins as a tar archive, plain or compressed."""
    file.seek(0)
    head = file.read(512)
    place, magic = _MAGIC
    return head.startswith(tuple(_COMPRESSED)) or head[place : place + len(magic)] == magic


@contextlib.contextmanager
def read_tar(file: BinaryIO, limits: Limits) -> Iterator[Files]:
    """Read a tar archive as files; a compressed one is unpacked to a temporary file first.

    Args:
        file: a seekable binary file.
        limits: the limits of the archive.

    Raises:
        ImportFormatError: If the file is damaged or beyond the limits, or has a member that is neither a file
            nor a folder, appears twice or has a name that leads out of the archive.
    """
    with contextlib.ExitStack() as stack:
        packed = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(8)
        file.seek(0)
        unpack = next((one for magic, one in _COMPRESSED.items() if head.startswith(magic)), None)
        with translate_damage():
            if unpack is not None:
                copy = cast(BinaryIO, stack.enter_context(spool()))
                _copy(unpack(file), copy, packed, limits)
                file = copy
            archive = stack.enter_context(tarfile.open(fileobj=cast(BinaryIO, _Careful(file)), mode="r:"))
            members = _find_members(archive, packed, limits)
        yield _Source(archive, members)


def _copy(source: Any, target: BinaryIO, packed: int, limits: Limits) -> None:
    size = 0
    with source:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            limits.check(size=size, packed=packed)
            target.write(chunk)
    target.seek(0)


def _find_members(archive: tarfile.TarFile, packed: int, limits: Limits) -> dict[str, tarfile.TarInfo]:
    found: dict[str, tarfile.TarInfo] = {}
    size = 0
    for count, info in enumerate(archive, 1):
        size += info.size
        limits.check(members=count, size=size, packed=packed)
        check_member(info.name, is_file=info.isfile() or info.isdir())
        if info.name in found:
            raise ImportFormatError(f"duplicate member {info.name!r}")
        if info.isfile() and not is_hidden(info.name):
            found[info.name] = info
    return found


class _Careful:
    """A file for `tarfile`, which reads as many bytes at once as a header claims to have."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int) -> bytes:
        if size > _HEADER:
            raise ImportFormatError(f"a header of {size:,} bytes")
        return self._file.read(size)


class _Source:
    """A tar archive as `Files`."""

    def __init__(self, archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> None:
        self._archive = archive
        self._members = members

    def names(self) -> list[str]:
        return sorted(self._members)

    def open(self, name: str) -> BinaryIO:
        if name not in self._members:
            raise os_error(errno.ENOENT, name, "No such file in the archive")
        return open_member(self._archive.extractfile(self._members[name]))
