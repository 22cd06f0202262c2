"""Zip archives, written and read as folders; a folder on disk is read the same way."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from signalkit.store.atomic import StrPath, os_error
from signalkit.store.folder import Directory, Files, Folder, check_file_name

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

_SPOOL = 1 << 20  # bytes of a member that are held in memory
_MUCH = 1 << 26  # unpacked bytes up to which no archive does harm
_DENSE = 100  # ratio of unpacked to packed size from which on a larger archive is refused as a bomb


@contextlib.contextmanager
def write_archive(file: BinaryIO) -> Iterator[Folder]:
    """Write a zip archive to an open file, as a folder.

    Args:
        file: an open binary file; it need not be seekable.
    """
    with ZipFile(file, "w") as archive:
        yield _Archive(archive)


@contextlib.contextmanager
def read_files(source: StrPath | BinaryIO) -> Iterator[Files]:
    """Read the files of a folder or of a zip archive.

    Args:
        source: the path of a folder or an archive, or an archive as an open binary file.

    Raises:
        OSError: If the source cannot be read.
        zipfile.BadZipFile: If it is neither a folder nor an archive, or unpacks to far more than its size.
    """
    if isinstance(source, (str, os.PathLike)):
        if os.path.isdir(source):
            yield Directory(Path(source))
            return
        with open(source, "rb") as file, read_files(file) as files:
            yield files
        return
    with contextlib.ExitStack() as stack:
        if not source.seekable():
            spool = stack.enter_context(_spool())
            shutil.copyfileobj(source, spool)
            spool.seek(0)
            source = cast(BinaryIO, spool)
        yield _Archive(stack.enter_context(ZipFile(source)))


class _Archive:
    """A zip archive as `Folder` and as `Files`."""

    def __init__(self, file: ZipFile) -> None:
        self.file = file
        names = file.namelist()
        if len(names) > len(file.NameToInfo):
            raise BadZipFile(f"{Counter(names).most_common(1)[0][0]!r} stands in it twice")
        size = sum(info.file_size for info in file.infolist())
        if size > _MUCH and size > _DENSE * file.start_dir:
            raise BadZipFile(f"unpacked it has {size:,} bytes, more than {_DENSE} times its size")

    @contextlib.contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        check_file_name(name)
        if name in self.file.NameToInfo:
            raise os_error(errno.EEXIST, name)
        # An archive takes one member at a time, and its size comes first.
        with _spool() as spool:
            yield cast(BinaryIO, spool)
            info = ZipInfo(name)  # dated 1980, so that the same files make the same archive
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.file_size = spool.tell()
            spool.seek(0)
            with self.file.open(info, "w", force_zip64=info.file_size >= 1 << 31) as member:
                shutil.copyfileobj(spool, member)

    def names(self) -> list[str]:
        return sorted(
            info.filename
            for info in self.file.infolist()
            if not info.is_dir() and not _is_hidden(info.filename)
        )

    def open(self, name: str) -> BinaryIO:
        try:
            return cast(BinaryIO, self.file.open(name))
        except KeyError:
            raise os_error(errno.ENOENT, name, "No such file in the archive") from None
        except RuntimeError as error:  # it is encrypted
            raise NotImplementedError(str(error)) from error


def _spool() -> SpooledTemporaryFile[bytes]:
    from tempfile import SpooledTemporaryFile  # which loads hashlib

    return SpooledTemporaryFile(max_size=_SPOOL)


def _is_hidden(name: str) -> bool:
    """Return whether a member is in a folder that other programs add: ``.git``, ``__MACOSX``."""
    folders = PurePosixPath(name).parts[:-1]
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in folders)
