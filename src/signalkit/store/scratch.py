"""Files that a library writes or reads by their path: alone in a temporary folder.

What else the library leaves in the folder, such as the journal of a database, goes with it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from signalkit.store.atomic import (
    StrPath,
    check_replaceable,
    copy_permissions,
    hide_temporary,
    is_special,
    put,
    resolve,
    sync,
    temporary_name,
)
from signalkit.store.staging import remove_folder

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

_SPOOL = 1 << 20  # bytes that are held in memory
_NAME = "digests"  # the same whatever the target is called, since libraries write the name into the file


@contextlib.contextmanager
def replace_by_path(path: StrPath, *, suffix: str, overwrite: bool) -> Iterator[Path]:
    """Make up the path of a file that takes the place of `path` when the block ends without an exception.

    The file does not exist yet. It is in a folder of its own beside `path`, so that it is moved in one step,
    and gets owner, group and permissions as with `replace_file`. A device or a pipe is written to.

    Args:
        path: the file to replace.
        suffix: the suffix of the file that is made up.
        overwrite: whether an existing file may be replaced.

    Raises:
        FileExistsError: If the file exists and `overwrite` is off.
        OSError: If the file cannot be written, or none was written. The old file is unchanged.
    """
    target = resolve(path)
    status = check_replaceable(target, path, overwrite=overwrite)
    if is_special(status):
        with scratch_file(suffix, str(path)) as made:
            yield made
            with open(made, "rb") as content, open(target, "wb") as file:
                shutil.copyfileobj(content, file)
        return
    with _scratch_folder(temporary_name(target, target.parent), str(path)) as folder:
        made = folder / f"{_NAME}{suffix}"
        yield made
        with open(made, "rb" if os.name == "posix" else "r+b") as file:
            if status is not None:
                copy_permissions(status, file.fileno(), made)
            os.fsync(file.fileno())
        put(made, target, overwrite=overwrite)
    sync(target.parent)


@contextlib.contextmanager
def scratch_file(suffix: str, shown: str) -> Iterator[Path]:
    """Make up the path of a file that is removed when the block ends; only the user can read it.

    Args:
        suffix: the suffix of the file.
        shown: what errors name instead of the path.
    """
    from tempfile import gettempdir  # which loads hashlib

    parent = Path(gettempdir())
    with _scratch_folder(temporary_name(Path("signalkit"), parent), shown) as folder:
        yield folder / f"{_NAME}{suffix}"


@contextlib.contextmanager
def copy_to_scratch(source: BinaryIO, suffix: str, shown: str) -> Iterator[Path]:
    """Copy an open file to one that has a path and is removed when the block ends.

    Args:
        source: a binary file; read to its end.
        suffix: the suffix of the copy.
        shown: what errors name instead of the path.
    """
    with scratch_file(suffix, shown) as path:
        with open(path, "xb") as file:
            shutil.copyfileobj(source, file)
        yield path


@contextlib.contextmanager
def _scratch_folder(folder: Path, shown: str) -> Iterator[Path]:
    try:
        folder.mkdir(0o700)
        yield folder
    except BaseException as error:
        hide_temporary(error, folder, shown)
        raise
    finally:
        try:
            remove_folder(folder)
        finally:  # also if this was interrupted
            remove_folder(folder)


@contextlib.contextmanager
def open_seekable(source: StrPath | BinaryIO) -> Iterator[BinaryIO]:
    """Open a file for reading at any position; what cannot be read so is copied to a temporary file.

    Args:
        source: a path, or an open binary file.

    Raises:
        OSError: If it cannot be read.
    """
    with contextlib.ExitStack() as stack:
        if isinstance(source, (str, os.PathLike)):
            source = stack.enter_context(open(source, "rb"))
        if not source.seekable():
            copy = cast(BinaryIO, stack.enter_context(spool()))
            shutil.copyfileobj(source, copy)
            copy.seek(0)
            source = copy
        yield source


def spool() -> SpooledTemporaryFile[bytes]:
    """Open a file without a name that takes little memory, for reading and writing."""
    from tempfile import SpooledTemporaryFile  # which loads hashlib

    return SpooledTemporaryFile(max_size=_SPOOL)
