"""The members of archives: those that are refused, those that are not listed, and damage found in them."""

from __future__ import annotations

import contextlib
import errno
import io
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast
from zipfile import BadZipFile

from signalkit.errors import ImportFormatError, describe
from signalkit.store.folder import leads_outside

_BUFFER = 1 << 16
_OF_PYTHON = (EOFError, IndexError, NotImplementedError, RuntimeError, ValueError)


def check_member(name: str, *, is_file: bool) -> None:
    """Refuse a member of an archive that reaches out of it.

    Args:
        name: the path of the member.
        is_file: whether it is a file or a folder, and not a link or a device.

    Raises:
        ImportFormatError: If it is neither, or its name leads out.
    """
    if leads_outside(name, windows=True):
        raise ImportFormatError(f"member {name!r} leads out of the archive")
    if not is_file and not is_hidden(name):
        raise ImportFormatError(f"member {name!r} is a link or a device")


def is_hidden(name: str) -> bool:
    """Return whether a member is in a folder that other programs add: ``.git``, ``__MACOSX``."""
    folders = PurePosixPath(name).parts[:-1]
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in folders)


def open_member(file: Any) -> BinaryIO:
    """Open a member so that damage is an `ImportFormatError` wherever it is found.

    Args:
        file: the member, as the library opens it.
    """
    return cast(BinaryIO, io.BufferedReader(_Member(file), _BUFFER))


class _Member(io.RawIOBase):
    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with translate_damage():
            data: bytes = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


@contextlib.contextmanager
def translate_damage(otherwise: str = "damaged archive") -> Iterator[None]:
    """Turn what libraries raise for a damaged archive into an `ImportFormatError`.

    Args:
        otherwise: the reason if it is not an archive at all.
    """
    try:
        yield
    except ImportFormatError:
        raise
    except Exception as error:
        hidden = error.__context__
        if isinstance(error, BadZipFile) and isinstance(hidden, OSError) and not _is_damage(hidden):
            raise hidden from None  # zipfile takes a file that cannot be read for one that is not an archive
        if isinstance(error, BadZipFile) and "not a zip file" in str(error):
            raise ImportFormatError(otherwise) from error
        if not _is_damage(error):
            raise
        raise ImportFormatError(f"an archive that cannot be read: {describe(error)}") from error


def _is_damage(error: Exception) -> bool:
    """Return whether archive libraries and those below them raise such an error for damage or encryption."""
    if isinstance(error, OSError):
        return error.errno in (None, errno.EINVAL)  # the latter: a position before the beginning
    known = (*_OF_PYTHON, BadZipFile, zlib.error)
    return isinstance(error, known) or type(error).__module__ in ("_lzma", "struct", "tarfile")
