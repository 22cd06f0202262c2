"""Files that can do no more than a plugin may ask of them, and files that fail."""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from signalkit.store.folder import Files, Folder


class PlainSink(io.RawIOBase):
    """A file that is written front to back, as a pipe is: it has no name, no number and no position.

    Attributes:
        data: what was written.
        misused: what was asked of it that a pipe cannot do.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.misused: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.data += data
        return len(data)

    def seek(self, *_: object) -> NoReturn:
        self._refuse("seek()")

    def tell(self) -> NoReturn:
        self._refuse("tell()")

    def truncate(self, *_: object) -> NoReturn:
        self._refuse("truncate()")

    def fileno(self) -> NoReturn:
        self._refuse("fileno()")

    @property
    def name(self) -> str:
        self.misused.append("name")
        raise AttributeError("this file has no name")

    def close(self) -> None:
        if not self.closed:
            self.misused.append("close()")
        super().close()

    def __del__(self) -> None:
        """Do not close: the plugin did not ask for it."""

    def _refuse(self, what: str) -> NoReturn:
        self.misused.append(what)
        raise io.UnsupportedOperation(what)


class PlainSource(io.BufferedIOBase):
    """A file that is read front to back, as a pipe is.

    Attributes:
        misused: what was asked of it that a pipe cannot do.
    """

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)
        self.misused: list[str] = []

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._file.read1(size)

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._file.readline(-1 if size is None else size)

    def seek(self, *_: object) -> NoReturn:
        self._refuse("seek()")

    def tell(self) -> NoReturn:
        self._refuse("tell()")

    def fileno(self) -> NoReturn:
        self._refuse("fileno()")

    def close(self) -> None:
        if not self.closed:
            self.misused.append("close()")
        super().close()

    def __del__(self) -> None:
        """Do not close: the plugin did not ask for it."""

    def _refuse(self, what: str) -> NoReturn:
        self.misused.append(what)
        raise io.UnsupportedOperation(what)


# -- files that fail ---------------------------------------------------------------------------------------


def _no_space() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "output")


class FailingSink(io.BytesIO):
    """A file on a disk that is full after some bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self.room:
            raise _no_space()
        return super().write(data)


class FailingFolder:
    """A folder on a disk that is full after some bytes in each file, or after some files."""

    def __init__(self, folder: Folder, room: int) -> None:
        self._folder = folder
        self.room = room

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        return self._create(name)

    @contextlib.contextmanager
    def _create(self, name: str) -> Iterator[BinaryIO]:
        with self._folder.create(name):
            yield FailingSink(self.room)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._folder, name)


class FailingSource(io.BytesIO):
    """A file on a disk that cannot be read after some bytes."""

    def __init__(self, data: bytes, good: int) -> None:
        super().__init__(data)
        self.good = good

    def read(self, size: int | None = -1, /) -> bytes:
        return self._checked(super().read(size))

    def read1(self, size: int | None = -1, /) -> bytes:
        return self._checked(super().read1(size))

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._checked(super().readline(size))

    def __next__(self) -> bytes:
        return self._checked(super().__next__())

    def readinto(self, buffer: Any, /) -> int:
        size = super().readinto(buffer)
        self._checked(b"")
        return size

    def _checked(self, data: bytes) -> bytes:
        if self.tell() > self.good:
            raise OSError(errno.EIO, os.strerror(errno.EIO), "input")
        return data


class FailingFiles:
    """A folder of which each file fails after some bytes."""

    def __init__(self, files: Files, good: int) -> None:
        self._files = files
        self.good = good

    def open(self, name: str) -> BinaryIO:
        with self._files.open(name) as file:
            return FailingSource(file.read(), self.good)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)
