"""What exporters write to and importers read from."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, cast

from signalkit.errors import PluginError
from signalkit.exchange.formats import Exporter, Importer, Source, Target
from signalkit.store.archive import read_files, write_archive
from signalkit.store.atomic import StrPath, replace_file
from signalkit.store.scratch import copy_to_scratch, open_seekable, replace_by_path, scratch_file, spool
from signalkit.store.staging import replace_folder

_JOURNALS = ("-journal", "-wal", ".wal")  # of SQLite and DuckDB: changes that are not in the file yet


# -- export ------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def open_target(exporter: Exporter, out: StrPath | BinaryIO, *, overwrite: bool) -> Iterator[Target]:
    """Open what an exporter writes to; a path has changed only if the block ends without an exception.

    Args:
        exporter: the format.
        out: a path, or an open binary file.
        overwrite: whether a file at `out` may be replaced.

    Raises:
        FileExistsError: If a file exists at `out` and `overwrite` is off.
        OSError: If `out` cannot be written.
        PluginError: If the exporter gets a path and does not leave a complete file there.
    """
    with contextlib.ExitStack() as stack:
        if not isinstance(out, (str, os.PathLike)):
            yield stack.enter_context(_open_through(exporter, out))
        elif exporter.target == "path":
            path = stack.enter_context(replace_by_path(out, suffix=exporter.suffix, overwrite=overwrite))
            yield path
            _check_complete(exporter, path)
        elif exporter.target == "folder" and Path(out).suffix.lower() != ".zip":
            yield stack.enter_context(replace_folder(out, overwrite=overwrite))
        else:
            readable = exporter.target == "seekable"
            file = stack.enter_context(replace_file(out, overwrite=overwrite, readable=readable))
            if readable and file.readable():
                yield file
            else:  # also a device or a pipe
                yield stack.enter_context(_open_through(exporter, file))


@contextlib.contextmanager
def _open_through(exporter: Exporter, file: BinaryIO) -> Iterator[Target]:
    """Open a target whose content gets into an open file, which is written from front to back."""
    if exporter.target == "stream":
        yield file
    elif exporter.target == "folder":
        with write_archive(file) as folder:
            yield folder
    elif exporter.target == "path":
        with scratch_file(exporter.suffix, _name_of(file)) as path:
            yield path
            _check_complete(exporter, path)
            with open(path, "rb") as content:
                shutil.copyfileobj(content, file)
    else:
        with spool() as content:
            yield cast(BinaryIO, content)
            content.seek(0)
            shutil.copyfileobj(content, file)


def _check_complete(exporter: Exporter, path: Path) -> None:
    """Refuse what is not a file, or not yet all of one.

    Raises:
        PluginError: If there is no file, or a database beside it keeps a journal.
    """
    if not os.path.lexists(path):
        raise PluginError(f"exporter {exporter.name!r} wrote no file at its path")
    if not S_ISREG(path.lstat().st_mode):
        raise PluginError(f"exporter {exporter.name!r} left something at its path that is not a file")
    for suffix in _JOURNALS:
        with contextlib.suppress(FileNotFoundError), open(f"{path}{suffix}", "rb") as journal:
            if any(journal.read(8)):  # SQLite keeps a journal that has ended, with zeros at its beginning
                raise PluginError(
                    f"exporter {exporter.name!r} left changes in a journal ({path.name}{suffix}); "
                    "it must close its database"
                )


# -- import ------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def open_source(importer: Importer, source: StrPath | BinaryIO) -> Iterator[Source]:
    """Open what an importer reads.

    Args:
        importer: the format.
        source: a path, or an open binary file.

    Raises:
        OSError: If the source cannot be read.
        ImportFormatError: If it is neither a folder nor a zip archive, and the format is several files.
    """
    with contextlib.ExitStack() as stack:
        if importer.source == "folder":
            yield stack.enter_context(read_files(source))
        elif importer.source == "seekable":
            yield stack.enter_context(open_seekable(source))
        elif importer.source == "path" and isinstance(source, (str, os.PathLike)) and os.path.isfile(source):
            yield Path(source)
        else:
            if isinstance(source, (str, os.PathLike)):
                source = stack.enter_context(open(source, "rb"))
            if importer.source == "stream":
                yield source
            else:  # also a pipe that has a path
                yield stack.enter_context(copy_to_scratch(source, importer.suffix, _name_of(source)))


def _name_of(file: BinaryIO) -> str:
    """Return the name that errors have for an open file."""
    return str(getattr(file, "name", "")) or "the open file"
