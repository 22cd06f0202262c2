"""Archives, written and read as folders; a folder on disk is read the same way."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from signalkit.errors import ImportFormatError
from signalkit.store.atomic import StrPath, os_error
from signalkit.store.folder import Directory, Files, Folder, Names
from signalkit.store.limits import DEFAULT, Limits
from signalkit.store.members import check_member, is_hidden, open_member, translate_damage
from signalkit.store.scratch import open_seekable, spool

_HEADER = b"PK\x01\x02"  # what begins the record of a member (APPNOTE, section 4.3.12)
_RECORD = 46  # bytes of such a record without a name
_CHUNK = 1 << 20


@contextlib.contextmanager
def write_archive(file: BinaryIO) -> Iterator[Folder]:
    """Write a zip archive to an open file, as a folder.

    The same files make the same bytes: no member has a time or an owner.

    Args:
        file: an open binary file; it need not be seekable.
    """
    with ZipFile(file, "w") as archive:
        yield _Target(archive)


@contextlib.contextmanager
def read_files(source: StrPath | BinaryIO) -> Iterator[Files]:
    """Read the files of a folder or of a zip archive.

    Args:
        source: the path of a folder or an archive, or an archive as an open binary file.

    Raises:
        OSError: If the source cannot be read.
        ImportFormatError: If it is neither a folder nor an archive, or `check_archive` refuses it.
    """
    if isinstance(source, (str, os.PathLike)) and os.path.isdir(source):
        yield Directory(Path(source))
        return
    with (
        open_seekable(source) as file,
        _open_zip(file, DEFAULT, "neither a folder nor a zip archive") as archive,
    ):
        yield _Source(archive)


@contextlib.contextmanager
def read_archive(source: StrPath | BinaryIO, limits: Limits = DEFAULT) -> Iterator[Files]:
    """Read the files of a zip archive, or of a tar archive that may be compressed by gzip or bzip2.

    Memory is bounded; a compressed tar archive is unpacked to a temporary file. Damage that is found while a
    member is read is an `ImportFormatError`, too.

    Args:
        source: the path of an archive, or an archive as an open binary file.
        limits: the limits of the archive.

    Raises:
        OSError: If the source cannot be read.
        ImportFormatError: If it is not such an archive, is damaged or beyond the limits, or has a member that
            is a link or a device, appears twice or has a name that leads out of the archive.
    """
    from signalkit.store.tar import is_tar, read_tar

    with open_seekable(source) as file:
        if is_tar(file):
            with read_tar(file, limits) as files:
                yield files
            return
        with _open_zip(file, limits, "neither a zip archive nor a tar archive") as archive:
            yield _Source(archive)


def check_archive(file: BinaryIO, limits: Limits = DEFAULT) -> None:
    """Refuse a zip archive that must not be unpacked, before a library reads it.

    A member that claims to be smaller than it is does not matter: `zipfile`, and so what is built on it,
    reads no more of a member than it claims.

    Args:
        file: a seekable binary file, whose position is restored.
        limits: the limits of the archive.

    Raises:
        ImportFormatError: If the file is not a zip archive, is damaged or beyond the limits, or has a member
            that is a link or a device, appears twice or has a name that leads out of the archive.
    """
    position = file.tell()
    try:
        with _open_zip(file, limits, "not a zip archive"):
            pass
    finally:
        file.seek(position)


@contextlib.contextmanager
def _open_zip(file: BinaryIO, limits: Limits, otherwise: str) -> Iterator[ZipFile]:
    """Open a zip archive within limits.

    Args:
        file: a seekable binary file.
        limits: the limits of the archive.
        otherwise: the reason if it is not a zip archive.
    """
    with contextlib.ExitStack() as stack:
        with translate_damage(otherwise):
            _check_count(file, limits)
            archive = stack.enter_context(ZipFile(file))
            _check_members(archive, limits)
        yield archive


def _check_count(file: BinaryIO, limits: Limits) -> None:
    """Count the members before `zipfile` makes an object of each."""
    if file.seek(0, os.SEEK_END) <= limits.members * _RECORD:
        return
    file.seek(0)
    count, end = 0, b""
    while chunk := file.read(_CHUNK):
        count += (end + chunk).count(_HEADER)
        end = chunk[-len(_HEADER) + 1 :]
        limits.check(members=count)


def _check_members(archive: ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(names) > len(archive.NameToInfo):
        raise ImportFormatError(f"duplicate member {Counter(names).most_common(1)[0][0]!r}")
    size = sum(info.file_size for info in infos)
    limits.check(members=len(infos), size=size, packed=archive.start_dir)
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the archive was not made on POSIX
        check_member(info.filename, is_file=kind in (0, stat.S_IFREG, stat.S_IFDIR))


class _Target:
    """A zip archive as `Folder`."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = Names(archive.NameToInfo.__contains__)

    @contextlib.contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        self._names.add(name)
        if name in self._archive.NameToInfo:
            raise os_error(errno.EEXIST, name)
        # An archive takes one member at a time, and its size comes first.
        with spool() as content:
            yield cast(BinaryIO, content)
            info = ZipInfo(name)  # dated 1980, so that the same files make the same archive
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.file_size = content.tell()
            content.seek(0)
            with self._archive.open(info, "w", force_zip64=info.file_size >= 1 << 31) as member:
                shutil.copyfileobj(content, member)


class _Source:
    """A zip archive as `Files`."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def names(self) -> list[str]:
        infos = self._archive.infolist()
        return sorted(one.filename for one in infos if not one.is_dir() and not is_hidden(one.filename))

    def open(self, name: str) -> BinaryIO:
        if name not in self._archive.NameToInfo:
            raise os_error(errno.ENOENT, name, "No such file in the archive")
        with translate_damage():
            return open_member(self._archive.open(name))
