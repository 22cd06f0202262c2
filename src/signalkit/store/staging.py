"""Folders built beside their target, whose files take their places all at once or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from signalkit.display import counted
from signalkit.store.atomic import (
    StrPath,
    copy_permissions,
    hide_temporary,
    os_error,
    put,
    replace_file,
    resolve,
    sync,
    temporary_name,
)
from signalkit.store.folder import Directory, Folder

_MANY = 32  # files from which on syncing all disks is faster: syncing a thousand files one by one takes 4 s


@contextlib.contextmanager
def replace_folder(path: StrPath, *, overwrite: bool) -> Iterator[Folder]:
    """Open a folder whose files take their places when the block ends without an exception.

    A new folder appears as a whole; files of an existing one are replaced one by one.

    Args:
        path: the folder to create or to add to; missing parents are created.
        overwrite: whether existing files may be replaced.

    Raises:
        FileExistsError: If a file exists and `overwrite` is off; nothing has changed.
        OSError: If a file or folder cannot be written; nothing has changed.
    """
    target = resolve(path)
    if os.path.lexists(target) and not target.is_dir():
        raise os_error(errno.ENOTDIR, path)
    created = _missing(target.parent)
    parent = target if target.is_dir() else target.parent
    staging = temporary_name(target, parent)
    try:
        for folder in created:
            folder.mkdir(exist_ok=True)
        staging.mkdir()
        yield Directory(staging)
        _sync_files(staging)
        if parent is target or not _rename_folder(staging, target):
            _move_into(staging, target, Path(path), overwrite=overwrite)
            remove_folder(staging)
    except BaseException as error:
        remove_folder(staging)
        for folder in reversed(created):
            with contextlib.suppress(OSError):
                folder.rmdir()
        hide_temporary(error, staging, path)
        raise
    for folder in {target, parent, *(folder.parent for folder in created)}:
        sync(folder)


def _missing(folder: Path) -> list[Path]:
    """Find the folders to create, the outermost first."""
    missing: list[Path] = []
    while not folder.exists() and folder != folder.parent:
        missing.insert(0, folder)
        folder = folder.parent
    return missing


def _sync_files(folder: Path) -> None:
    """Bring the files of a folder and its subfolders to the disk."""
    below = list(os.walk(folder))
    if sum(len(files) for _, _, files in below) > _MANY and hasattr(os, "sync"):
        os.sync()
        return
    for here, _, files in below:
        for name in files:
            sync(Path(here, name))
        sync(Path(here))


def remove_folder(folder: StrPath) -> None:
    """Remove a temporary folder as far as possible; `shutil.rmtree` would not survive an interruption."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isdir(path) and not os.path.islink(path):
                remove_folder(path)
            else:
                os.unlink(path)
        os.rmdir(folder)


def _rename_folder(old: Path, new: Path) -> bool:
    """Rename a folder; return False if the new one exists by now."""
    try:
        os.rename(old, new)
    except OSError:
        if new.is_dir():
            return False
        raise
    return True


def _move_into(staging: Path, target: Path, shown: Path, *, overwrite: bool) -> None:
    """Move files into a folder that may hold some of these names; all of them or none."""
    folders, names = _find_below(staging)
    missing = _check_folders(folders, target, shown, overwrite=overwrite)
    taken = {name for name in names if os.path.lexists(target / name)}
    _check_taken(sorted(taken), target, shown, overwrite=overwrite)
    old = temporary_name(target, staging)
    begun: list[str] = []
    try:
        if taken:
            old.mkdir()
        for folder in missing:
            (target / folder).mkdir(exist_ok=True)
        for number, name in enumerate(names):
            if name in taken:
                with contextlib.suppress(OSError):  # a file system without links
                    os.link(os.path.realpath(target / name), old / str(number))
            begun.append(name)
            _move(staging / name, target / name, taken=name in taken, overwrite=overwrite)
    except BaseException as error:
        for number, name in enumerate(begun):
            _move_back(staging / name, target / name, old / str(number), taken=name in taken)
        for folder in reversed(missing):
            with contextlib.suppress(OSError):
                (target / folder).rmdir()
        hide_temporary(error, target, shown / begun[-1] if begun else shown)
        raise
    for folder in missing:
        sync(target / folder)


def _find_below(staging: Path) -> tuple[list[str], list[str]]:
    """Find folders, outer ones first, and files below a folder, relative to it and in order."""
    folders: list[str] = []
    names: list[str] = []
    for here, below, files in os.walk(staging):
        folders += (os.path.relpath(os.path.join(here, name), staging) for name in below)
        names += (os.path.relpath(os.path.join(here, name), staging) for name in files)
    return sorted(folders), sorted(names)


def _check_folders(folders: list[str], target: Path, shown: Path, *, overwrite: bool) -> list[str]:
    """Find the folders to create; refuse files in their places, and links unless `overwrite` is on."""
    missing = []
    for folder in folders:
        if not os.path.lexists(target / folder):
            missing.append(folder)
        elif not (target / folder).is_dir():
            raise os_error(errno.ENOTDIR, shown / folder)
        elif not overwrite and (target / folder).is_symlink():
            raise os_error(errno.EEXIST, shown / folder)
    return missing


def _check_taken(taken: list[str], target: Path, shown: Path, *, overwrite: bool) -> None:
    for name in taken:
        if (target / name).is_dir():
            raise os_error(errno.EISDIR, shown / name)
        if overwrite and not os.access(target / name, os.W_OK):
            raise os_error(errno.EACCES, shown / name)
    if taken and not overwrite:
        more = f" (and {counted(len(taken) - 1, 'other file')})" if len(taken) > 1 else ""
        raise os_error(errno.EEXIST, shown / taken[0], os.strerror(errno.EEXIST) + more)


def _move(new: Path, target: Path, *, taken: bool, overwrite: bool) -> None:
    if taken and target.is_symlink():
        with replace_file(target) as file, open(new, "rb") as content:
            shutil.copyfileobj(content, file)
        return
    if taken:
        with open(new, "rb") as file:
            copy_permissions(target.stat(), file.fileno(), new)
    put(new, target, overwrite=overwrite)


def _move_back(new: Path, target: Path, old: Path, *, taken: bool) -> None:
    """Undo a move, if it has taken place."""
    with contextlib.suppress(OSError):
        if taken and old.exists():
            os.replace(old, os.path.realpath(target))
        elif not taken and (not new.exists() or new.samefile(target)):
            target.unlink()
