"""Files, folders and archives, written whole or not at all.

`replace_file` and `replace_folder` write beside their target first; whoever looks at the target sees the old
content or the new, never half of it. A `Folder` is what formats of several files are written to and read
from: a directory, or a zip archive.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

if TYPE_CHECKING:
    from zipfile import ZipFile

StrPath = str | os.PathLike[str]

_SPOOL = 1 << 20  # bytes of an archive member that are held in memory
_MANY = 32  # files from which on it is quicker to write out all that is unwritten: a thousand take 4 s singly
_MUCH = 1 << 26  # bytes unpacked, up to which no archive does harm
_DENSE = 100  # times its size, beyond which an archive of more than that is taken for a bomb


def write_file(path: StrPath, data: bytes, *, before: bytes | None = None) -> None:
    """Replace a file's content in one step; see `replace_file`."""
    with replace_file(path, before=before) as file:
        file.write(data)


@contextlib.contextmanager
def replace_file(path: StrPath, *, overwrite: bool = True, before: bytes | None = None) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` when the block ends without an exception.

    It is written to a temporary file in the same folder, to the disk, and then renamed, with owner, group and
    permissions of the old file as far as that may be. A symbolic link stays one; what it points to is
    replaced. A device or pipe is written to as is.

    Args:
        path: of the file.
        overwrite: whether what is there may be replaced.
        before: what is to be replaced; nothing else is.

    Raises:
        FileExistsError: something is there, and `overwrite` is off.
        OSError: as it comes; the old file is untouched. Also if something else is there than `before`.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(path))
    status = None
    with contextlib.suppress(FileNotFoundError):
        status = target.stat()
        if not overwrite:
            raise FileExistsError(17, "File exists", str(path))
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied", str(path))
        if not stat.S_ISREG(status.st_mode):
            with open(target, "wb") as file:
                yield file
            return
    temporary = _beside(target, target.parent)
    mode = 0o666 if status is None else 0o600  # what was private is so from the beginning
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            if status is not None:
                _take_after(file.fileno(), temporary, status)
            os.fsync(file.fileno())
        if before is not None and target.read_bytes() != before:
            raise OSError(16, "Somebody else has changed it meanwhile; left as it is", str(path))
        _put(temporary, target, overwrite=overwrite)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        _name_after(path, temporary, error)
        raise
    _sync(target.parent)


def _beside(target: Path, folder: Path) -> Path:
    """A temporary name that nobody has; made by hand, so that it is known before there is a file."""
    return folder / f".{target.name[:32]}.{os.urandom(8).hex()}.tmp"


def _name_after(path: StrPath, temporary: Path, error: BaseException) -> None:
    """Let an error name the path that people know, not the temporary one."""
    if isinstance(error, OSError) and str(error.filename).startswith(str(temporary)):
        error.filename = str(path)
        del error.filename2  # None would be shown


def _put(temporary: Path, target: Path, *, overwrite: bool) -> None:
    """Give a file its place."""
    if overwrite:
        os.replace(temporary, target)
        return
    try:
        os.link(temporary, target)  # which, unlike a rename, never takes the place of a file
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(17, "File exists", str(temporary)) from None
        os.rename(temporary, target)
    else:
        os.unlink(temporary)


def _take_after(handle: int, path: StrPath, old: os.stat_result) -> None:
    """Give a new file owner, group and permissions of the one that it replaces; never more than these.

    Bits that let a file run with the rights of its owner or group are left out: the content is another one.
    """
    mode = old.st_mode & 0o777
    new = os.fstat(handle)
    if hasattr(os, "fchown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(handle, old.st_uid, old.st_gid)
        except OSError:
            try:
                os.fchown(handle, -1, old.st_gid)
            except OSError:  # another group gets what everybody gets
                mode = mode & 0o707 | (mode & 0o007) << 3
    _permit(handle, path, mode)


def _permit(handle: int, path: StrPath, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)  # by its handle: nobody can put another file in its place
    else:
        os.chmod(path, mode)


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync_all(folder: Path) -> None:
    """Bring the files of a folder to the disk, and the folder."""
    names = os.listdir(folder)
    if len(names) > _MANY and hasattr(os, "sync"):
        os.sync()
        return
    for name in names:
        _sync(folder / name)
    _sync(folder)


_WINDOWS_HAS_NOT = re.compile(r"""[<>:"|?*]|[ .]\Z|\A(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:[.]|\Z)""", re.I)


def is_file_name(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Whether a name stands for one file of a folder: no path on any system, no control characters.

    Args:
        name: of a file.
        windows: whether it must be none of a device, a drive or a stream either.
    """
    if name in ("", ".", "..") or any(c < " " or c in "/\\\x7f" for c in name):
        return False
    if windows and _WINDOWS_HAS_NOT.search(name):
        return False
    try:
        return len(name.encode("utf-8", "surrogateescape")) <= 255
    except UnicodeEncodeError:
        return False


class Folder(Protocol):
    """What an exporter of several files writes to."""

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """A new file of that name, to be closed, or used in a `with` block.

        Args:
            name: a plain file name, without folders.

        Raises:
            FileExistsError: there is one already.
            ValueError: the name is no plain file name.
        """


class Files(Protocol):
    """What an importer of several files reads from."""

    def names(self) -> list[str]:
        """The files, folders below included, in order; parts of a path are joined with ``/``."""

    def open(self, name: str) -> BinaryIO:
        """The file of that name.

        Args:
            name: one of `names`.

        Raises:
            FileNotFoundError: there is none.
        """


class _Directory:
    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, name: str) -> BinaryIO:
        _check_name(name)
        return open(os.path.join(self.path, name), "xb")  # a Path would intern the name for good

    def names(self) -> list[str]:
        def fail(error: OSError) -> None:
            raise error

        found: list[str] = []
        for folder, folders, files in os.walk(self.path, onerror=fail):
            folders[:] = [f for f in folders if not f.startswith(".")]
            here = Path(folder).relative_to(self.path)
            found += [(here / file).as_posix() for file in files]
        return sorted(found)

    def open(self, name: str) -> BinaryIO:
        return open(self.path / name, "rb")


class _Archive:
    def __init__(self, file: ZipFile) -> None:
        from zipfile import BadZipFile

        self.file = file
        names = file.namelist()
        if len(names) > len(file.NameToInfo):
            raise BadZipFile(f"{Counter(names).most_common(1)[0][0]!r} stands in it twice")
        size = sum(info.file_size for info in file.infolist())
        if size > _MUCH and size > _DENSE * file.start_dir:
            raise BadZipFile(f"unpacked it has {size:,} bytes, more than {_DENSE} times its size")

    @contextlib.contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        import shutil
        import tempfile
        from zipfile import ZIP_DEFLATED, ZipInfo

        _check_name(name)
        if name in self.file.NameToInfo:
            raise FileExistsError(17, "File exists", name)
        # An archive takes one member at a time, and wants its size first.
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as spool:
            yield cast(BinaryIO, spool)
            info = ZipInfo(name)  # of the day on which the format begins: the bytes are always the same
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.file_size = spool.tell()
            spool.seek(0)
            with self.file.open(info, "w", force_zip64=info.file_size >= 1 << 31) as member:
                shutil.copyfileobj(spool, member)

    def names(self) -> list[str]:
        found = [info.filename for info in self.file.infolist() if not info.is_dir()]
        return sorted(
            name
            for name in found
            if not any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts[:-1])
        )

    def open(self, name: str) -> BinaryIO:
        try:
            return cast(BinaryIO, self.file.open(name))
        except KeyError:
            raise FileNotFoundError(2, "No such file in the archive", name) from None
        except RuntimeError as error:  # it is encrypted
            raise NotImplementedError(str(error)) from error


def _check_name(name: str) -> None:
    if not is_file_name(name):
        raise ValueError(f"{name!r} is no file name")


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that are not there, the outermost first."""
    missing: list[Path] = []
    while not folder.exists() and folder != folder.parent:
        missing.insert(0, folder)
        folder = folder.parent
    return missing


@contextlib.contextmanager
def replace_folder(path: StrPath, *, overwrite: bool) -> Iterator[Folder]:
    """A folder to write to, whose files take their places when the block ends without an exception.

    A folder that is not there comes into being whole; files of one that is there are replaced one by one.

    Raises:
        FileExistsError: a file of that name is there, and `overwrite` is off; nothing has changed.
        OSError: as it comes.
    """
    target = Path(os.path.realpath(path))
    if os.path.lexists(target) and not target.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(path))
    made = _missing(target.parent)
    inside = target if target.is_dir() else target.parent
    staging = _beside(target, inside)
    try:
        for folder in made:
            folder.mkdir(exist_ok=True)
        staging.mkdir()
        yield _Directory(staging)
        _sync_all(staging)
        if inside is target or not _rename_folder(staging, target):
            _move_into(staging, target, Path(path), overwrite=overwrite)
            _remove(staging)
    except BaseException as error:
        _remove(staging)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        _name_after(path, staging, error)
        raise
    for folder in {target, inside, *(folder.parent for folder in made)}:
        _sync(folder)


def _remove(folder: StrPath) -> None:
    """Remove a temporary folder, as far as it can be; without `shutil.rmtree`, which minds interruptions."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                _remove(path)
            else:
                os.unlink(path)
        os.rmdir(folder)


def _rename_folder(old: Path, new: Path) -> bool:
    """Rename a folder; False if there is another by now."""
    try:
        os.rename(old, new)
    except OSError:
        if new.is_dir():
            return False
        raise
    return True


def _move_into(staging: Path, target: Path, shown: Path, *, overwrite: bool) -> None:
    """Move files to where others may stand, once it is clear that they can; all of them or none."""
    names = sorted(os.listdir(staging))
    taken = [name for name in names if os.path.lexists(target / name)]
    for name in taken:
        if (target / name).is_dir():
            raise IsADirectoryError(21, "Is a directory", str(shown / name))
        if overwrite and not os.access(target / name, os.W_OK):
            raise PermissionError(13, "Permission denied", str(shown / name))
    if taken and not overwrite:
        more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise FileExistsError(17, f"File exists{more}", str(shown / taken[0]))
    old = _beside(target, staging)
    begun: list[str] = []
    try:
        if taken:
            old.mkdir()
        for name in names:
            if name in taken:
                with contextlib.suppress(OSError):  # a file system without links
                    os.link(os.path.realpath(target / name), old / name)
            begun.append(name)
            _move(staging / name, target / name, taken=name in taken, overwrite=overwrite)
    except BaseException as error:
        for name in begun:
            _move_back(staging / name, target / name, old / name, taken=name in taken)
        _name_after(shown / begun[-1] if begun else shown, target, error)
        raise


def _move(new: Path, target: Path, *, taken: bool, overwrite: bool) -> None:
    import shutil

    if taken and target.is_symlink():
        with replace_file(target) as file, open(new, "rb") as content:
            shutil.copyfileobj(content, file)
        return
    if taken:
        with open(new, "rb") as file:
            _take_after(file.fileno(), new, target.stat())
    _put(new, target, overwrite=overwrite)


def _move_back(new: Path, target: Path, old: Path, *, taken: bool) -> None:
    """Undo a move, if it has come about."""
    with contextlib.suppress(OSError):
        if taken and old.exists():
            os.replace(old, os.path.realpath(target))
        elif not taken and (not new.exists() or new.samefile(target)):
            target.unlink()


@contextlib.contextmanager
def write_archive(file: BinaryIO) -> Iterator[Folder]:
    """A zip archive, written to an open file, as a folder to write to."""
    from zipfile import ZipFile

    with ZipFile(file, "w") as archive:
        yield _Archive(archive)


@contextlib.contextmanager
def read_files(source: StrPath | BinaryIO) -> Iterator[Files]:
    """The files of a folder, or of a zip archive by its path or as an open file.

    Raises:
        OSError: as it comes.
        zipfile.BadZipFile: it is neither.
    """
    if isinstance(source, (str, os.PathLike)):
        if os.path.isdir(source):
            yield _Directory(Path(source))
            return
        with open(source, "rb") as file, read_files(file) as files:
            yield files
        return
    from zipfile import ZipFile

    with contextlib.ExitStack() as stack:
        if not source.seekable():
            import shutil
            import tempfile

            spool = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL))
            shutil.copyfileobj(source, spool)
            spool.seek(0)
            source = cast(BinaryIO, spool)
        yield _Archive(stack.enter_context(ZipFile(source)))
