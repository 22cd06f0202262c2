"""Files, folders and archives, written whole or not at all.

`replace_file` and `replace_folder` write beside their target first; whoever looks at the target sees the old
content or the new, never half of it. A `Folder` is what formats of several files are written to and read
from: a directory, or a zip archive.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

if TYPE_CHECKING:
    from zipfile import ZipFile

StrPath = str | os.PathLike[str]

_SPOOL = 1 << 20  # bytes of an archive member that are held in memory

# A member may have so many bytes, or so many times those that it is packed in: text packs to a third.
_LARGE = 1 << 26
_SWELL = 100


def write_file(path: StrPath, data: bytes) -> None:
    """Replace a file's content in one step; see `replace_file`."""
    with replace_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def replace_file(path: StrPath) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` when the block ends without an exception.

    It is written to a temporary file in the same folder, to the disk, and then renamed, with the mode of the
    old file. A symbolic link stays one; what it points to is replaced. A device or pipe is written to as is.

    Raises:
        OSError: as it comes; the old file is untouched.
    """
    import tempfile

    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(path))
    mode = None
    with contextlib.suppress(FileNotFoundError):
        status = target.stat()
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied", str(path))
        if not stat.S_ISREG(status.st_mode):
            with open(target, "wb") as file:
                yield file
            return
        mode = stat.S_IMODE(status.st_mode)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:32]}.", suffix=".tmp", dir=target.parent)
    except OSError as error:
        error.filename = str(path)  # nobody knows the temporary name
        raise
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask() if mode is None else mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync(target.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_file_name(name: str) -> bool:
    """Whether a name stands for one file of a folder: no path on any system, no control characters."""
    if name in ("", ".", "..") or any(c < " " or c in "/\\\x7f" for c in name):
        return False
    if os.name == "nt" and PureWindowsPath(name).name != name:
        return False
    try:
        return len(name.encode("utf-8", "surrogateescape")) <= 255
    except UnicodeEncodeError:
        return False


class Folder(Protocol):
    """What an exporter of several files writes to."""

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """A new file of that name, to be closed, or used in a `with` block.

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
            from collections import Counter

            raise BadZipFile(f"{Counter(names).most_common(1)[0][0]!r} stands in it twice")

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
            info = ZipInfo(
                name
            )  # its date is that of the format's beginning: the bytes are the same each day
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
        from zipfile import BadZipFile

        try:
            info = self.file.getinfo(name)
            packed = min(info.compress_size, self.file.start_dir)  # the first may be forged
            if info.file_size > max(_LARGE, packed * _SWELL):
                raise BadZipFile(f"{name!r} would be {info.file_size:,} bytes, packed from {packed:,}")
            return cast(BinaryIO, self.file.open(info))
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
    import shutil
    import tempfile

    target = Path(os.path.realpath(path))
    if os.path.lexists(target) and not target.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(path))
    made = _missing(target.parent)
    inside = target if target.is_dir() else target.parent
    staging: Path | None = None
    try:
        for folder in made:
            folder.mkdir()
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name[:32]}.", suffix=".tmp", dir=inside))
        yield _Directory(staging)
        if inside is target:
            _move_into(staging, target, Path(path), overwrite=overwrite)
        else:
            os.chmod(staging, 0o777 & ~_umask())
            os.rename(staging, target)
    except BaseException as error:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError) and ".tmp" in str(error.filename):
            error.filename, error.filename2 = str(path), None  # nobody knows the temporary name
        raise
    _sync(inside)


def _move_into(staging: Path, target: Path, shown: Path, *, overwrite: bool) -> None:
    """Move files to where others may stand, once it is clear that they can."""
    import shutil

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
    for name in names:
        if name in taken and (target / name).is_symlink():
            with replace_file(target / name) as file, open(staging / name, "rb") as content:
                shutil.copyfileobj(content, file)
            (staging / name).unlink()
            continue
        if name in taken:
            os.chmod(staging / name, stat.S_IMODE((target / name).stat().st_mode))
        os.replace(staging / name, target / name)
    staging.rmdir()


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
