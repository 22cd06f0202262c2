"""What an exporter writes to, watched: its size, and the errors of the system."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from signalkit.exchange.formats import Target
from signalkit.store.folder import Folder


class Sink:
    """The output of an export.

    Attributes:
        failure: the error that the system raised when something was written, whatever became of it.
        refusals: the errors that the system raised when a file was created, which an exporter may handle.
    """

    def __init__(self) -> None:
        self.failure: OSError | None = None
        self.refusals: list[OSError] = []
        self._written = 0
        self._owned: BinaryIO | None = None
        self._open: dict[_Watched, BinaryIO] = {}
        self._files: int | None = None
        self._path: Path | None = None

    @contextlib.contextmanager
    def watch(self, target: Target, *, owned: bool) -> Iterator[Target]:
        """Watch what is written to a file or a folder in a `with` block; all of it is written at its end.

        A file is only flushed at the end, not closed, whatever is done with the one that is watched.

        Args:
            target: the file or the folder; of a path, only the size is watched.
            owned: whether the file is one of the host, and contains only what is written now.

        Raises:
            OSError: If something that was buffered cannot be written.
        """
        if isinstance(target, Path):
            self._path = target
            yield target
            return
        if not hasattr(target, "write"):
            folder: Any = target
            self._files = 0
            try:
                yield _WatchedFolder(folder, self)
            finally:
                for file in list(self._open.values()):
                    file.close()
            return
        watched = _Watched(cast(BinaryIO, target), self)
        buffered = watched.buffer()
        self._owned = watched.file if owned else None
        try:
            yield buffered
            if not buffered.closed:
                buffered.flush()
        except Exception:
            if not owned and self.failure is None:
                with contextlib.suppress(OSError, ValueError):
                    buffered.flush()
            raise
        finally:
            watched.is_over = True

    def size(self) -> int:
        """Return how much was written: of a file its bytes, of a folder its files, which may be empty.

        Raises:
            OSError: If something that was buffered cannot be written.
        """
        if self._files is not None:
            return self._files
        if self._path is not None:
            return self._path.lstat().st_size if os.path.lexists(self._path) else 0
        if self._owned is not None:
            with self.noting():
                self._owned.flush()
                status = os.fstat(self._owned.fileno())
            if stat.S_ISREG(status.st_mode):
                return status.st_size
        return self._written

    def find_refusal(self, error: BaseException) -> OSError | None:
        """Return the one of `refusals` that an error is due to, if there is one.

        Args:
            error: what an exporter raised. Libraries wrap errors in others, or raise them while they
                handle one.
        """
        seen: set[int] = set()
        todo: list[BaseException | None] = [error]
        while todo:
            one = todo.pop()
            if one is not None and id(one) not in seen:
                seen.add(id(one))
                if isinstance(one, OSError) and any(one is refusal for refusal in self.refusals):
                    return one
                todo += (one.__cause__, one.__context__)
        return None

    def count(self, size: int) -> None:
        """Count bytes that were written."""
        self._written += size

    def opened(self, file: _Watched, *, closes: bool) -> BinaryIO:
        """Count a file of a folder and return its buffer; remember to close it if that is needed."""
        self._files = (self._files or 0) + 1
        made = file.buffer()
        if closes:
            self._open[file] = made
        return made

    def closed(self, file: _Watched) -> None:
        """Forget a file that is closed."""
        self._open.pop(file, None)

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Remember an error of the system."""
        try:
            yield
        except OSError as error:
            self.failure = self.failure or error
            raise


class _Watched(io.RawIOBase):
    """A file below a buffer of ours: an exporter gets the buffer.

    Args:
        file: the file.
        sink: what counts its bytes and remembers its errors.
        closes: whether closing the buffer closes the file.
    """

    def __init__(self, file: BinaryIO, sink: Sink, *, closes: bool = False) -> None:
        self.file = file
        self.is_over = False
        self._sink = sink
        self._closes = closes

    def buffer(self) -> BinaryIO:
        """Make a buffer for the file; it can be read if the file can be."""
        both = self.readable() and self.seekable()
        return cast(BinaryIO, io.BufferedRandom(self) if both else io.BufferedWriter(self))

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return hasattr(self.file, "readable") and self.file.readable()

    def seekable(self) -> bool:
        return hasattr(self.file, "seekable") and self.file.seekable()

    def write(self, data: Any) -> int:
        if self.is_over:  # the buffer of an exporter that failed, when it is collected
            return len(data)
        with self._sink.noting():
            written: object = self.file.write(bytes(data))
        count = written if isinstance(written, int) else len(data)  # a file of the caller may return nothing
        self._sink.count(count)
        return count

    def flush(self) -> None:
        if not self.is_over and not self.closed and hasattr(self.file, "flush"):
            with self._sink.noting():
                self.file.flush()

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def truncate(self, size: int | None = None) -> int:
        with self._sink.noting():
            return self.file.truncate(size)

    def fileno(self) -> int:
        return self.file.fileno()

    def isatty(self) -> bool:
        return hasattr(self.file, "isatty") and self.file.isatty()

    @property
    def name(self) -> Any:
        return self.file.name

    @property
    def mode(self) -> Any:
        return self.file.mode

    def close(self) -> None:
        if not self.closed and self._closes:
            self._sink.closed(self)
            self.is_over = True
            with self._sink.noting():
                self.file.close()
        super().close()


class _WatchedFolder:
    """A folder whose files are watched."""

    def __init__(self, folder: Folder, sink: Sink) -> None:
        self._folder = folder
        self._sink = sink

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        try:
            made = self._folder.create(name)
        except OSError as error:
            self._sink.refusals.append(error)
            raise
        if not hasattr(made, "write"):
            return self._within(made)
        watched = _Watched(cast(BinaryIO, made), self._sink, closes=True)
        return self._sink.opened(watched, closes=True)

    @contextlib.contextmanager
    def _within(self, made: contextlib.AbstractContextManager[BinaryIO]) -> Iterator[BinaryIO]:
        """Watch a file that can only be used in a `with` block."""
        with contextlib.ExitStack() as stack:
            try:
                file = stack.enter_context(made)
            except OSError as error:
                self._sink.refusals.append(error)
                raise
            watched = _Watched(file, self._sink)
            buffered = self._sink.opened(watched, closes=False)
            try:
                yield buffered
                if not buffered.closed:
                    buffered.flush()
            finally:
                watched.is_over = True
            with self._sink.noting():
                stack.close()
