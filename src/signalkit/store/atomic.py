"""Files written whole or not at all.

A file is written to a temporary file beside its target, brought to the disk, and renamed: a reader of the
target finds the old content or the new, never a part of it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from signalkit.errors import ConcurrentChangeError

StrPath = str | os.PathLike[str]


def write_file(path: StrPath, data: bytes, *, before: bytes | None = None) -> None:
    """Replace the content of a file in one step; see `replace_file`."""
    with replace_file(path, before=before) as file:
        file.write(data)


@contextlib.contextmanager
def replace_file(
    path: StrPath, *, overwrite: bool = True, before: bytes | None = None, readable: bool = False
) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends without an exception.

    The new file gets the owner, group and permissions of the old one as far as the system allows. A symbolic
    link is kept and its target is replaced. A device or a pipe is written to directly.

    Args:
        path: the file to replace.
        overwrite: whether an existing file may be replaced.
        before: the expected content of the old file; any content if None.
        readable: whether to open it for reading, too; a device or a pipe is not.

    Raises:
        FileExistsError: If the file exists and `overwrite` is off.
        ConcurrentChangeError: If the content of the old file is not `before`, or it was deleted.
        OSError: If the file cannot be written. The old file is unchanged.
    """
    target = resolve(path)
    status = check_replaceable(target, path, overwrite=overwrite)
    if is_special(status):
        with open(target, "wb") as file:
            yield file
        return
    temporary = temporary_name(target, target.parent)
    mode = 0o666 if status is None else 0o600  # a private file is private from the beginning
    try:
        with open(
            temporary, "x+b" if readable else "xb", opener=lambda name, flags: os.open(name, flags, mode)
        ) as file:
            yield file
            file.flush()
            if status is not None:
                copy_permissions(status, file.fileno(), temporary)
            os.fsync(file.fileno())
        if before is not None:
            _check_unchanged(target, path, before)
        put(temporary, target, overwrite=overwrite)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        hide_temporary(error, temporary, path)
        raise
    sync(target.parent)


def resolve(path: StrPath) -> Path:
    """Return the path where links lead; a pipe that only a link names, such as ``/dev/stdout``, stays."""
    target = Path(os.path.realpath(path))
    with contextlib.suppress(OSError):
        if is_special(os.stat(path)) and not os.path.lexists(target):
            return Path(path)
    return target


def check_replaceable(target: Path, path: StrPath, *, overwrite: bool) -> os.stat_result | None:
    """Refuse a file that may not be replaced, before anything is written.

    Args:
        target: the file, where its links lead.
        path: the file as the user named it.
        overwrite: whether an existing file may be replaced.

    Returns:
        The status of the file; None if it does not exist.

    Raises:
        FileExistsError: If it exists and `overwrite` is off.
        OSError: If it is a folder, or must not be written to.
    """
    if target.is_dir():
        raise os_error(errno.EISDIR, path)
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not overwrite:
        raise os_error(errno.EEXIST, path)
    if not os.access(target, os.W_OK):
        raise os_error(errno.EACCES, path)
    return status


def is_special(status: os.stat_result | None) -> bool:
    """Return whether a file exists and is a device or a pipe, which is written to and not replaced."""
    return status is not None and not stat.S_ISREG(status.st_mode)


def _check_unchanged(target: Path, path: StrPath, before: bytes) -> None:
    try:
        if target.read_bytes() == before:
            return
        happened = "file changed on disk since it was read; not overwritten"
    except FileNotFoundError:
        happened = "file was deleted since it was read; not written"
    raise ConcurrentChangeError(errno.EBUSY, happened, str(path))


def os_error(number: int, path: StrPath, reason: str = "") -> OSError:
    """Make the error that the system would raise for a path, with a reason of our own if one is given."""
    return OSError(number, reason or os.strerror(number), str(path))


def temporary_name(target: Path, folder: Path) -> Path:
    """Make up an unused name; not by `tempfile`, which creates the file before its name is known."""
    return folder / f".{target.name[:32]}.{os.urandom(8).hex()}.tmp"


def hide_temporary(error: BaseException, temporary: Path, path: StrPath) -> None:
    """Let an error name the path that the user gave, not the temporary one."""
    if isinstance(error, OSError) and str(error.filename).startswith(str(temporary)):
        error.filename = str(path)
        del error.filename2  # None would be shown


def put(temporary: Path, target: Path, *, overwrite: bool) -> None:
    """Move a file to its place.

    Raises:
        FileExistsError: If the target exists and `overwrite` is off.
        OSError: If the file cannot be moved.
    """
    if overwrite:
        os.replace(temporary, target)
        return
    try:
        os.link(temporary, target)  # unlike a rename, never replaces a file
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise os_error(errno.EEXIST, temporary) from None
        os.rename(temporary, target)
    else:
        os.unlink(temporary)


def copy_permissions(old: os.stat_result, handle: int, path: StrPath) -> None:
    """Give a new file owner, group and permissions of the one that it replaces; never more than these.

    Bits that let a file run with the rights of its owner or group are dropped: the content is not the same.
    """
    mode = old.st_mode & 0o777
    new = os.fstat(handle)
    if hasattr(os, "fchown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(handle, old.st_uid, old.st_gid)
        except OSError:
            try:
                os.fchown(handle, -1, old.st_gid)
            except OSError:  # the new group gets the permissions of others
                mode = mode & 0o707 | (mode & 0o007) << 3
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)  # by its handle: the path may name another file by now
    else:
        os.chmod(path, mode)


def sync(path: Path) -> None:
    """Bring a file or the entries of a folder to the disk, if the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
