"""What exporters write to and importers read from."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from signalkit.exchange.formats import Exporter, Importer
from signalkit.store.archive import read_files, write_archive
from signalkit.store.atomic import StrPath, replace_file
from signalkit.store.folder import Files, Folder
from signalkit.store.staging import replace_folder


@contextlib.contextmanager
def open_target(
    exporter: Exporter, out: StrPath | BinaryIO, *, overwrite: bool
) -> Iterator[Folder | BinaryIO]:
    """Open what an exporter writes to; a path has changed only if the block ends without an exception.

    Args:
        exporter: the format.
        out: a path, or an open binary file.
        overwrite: whether a file at `out` may be replaced.

    Raises:
        FileExistsError: If a file exists at `out` and `overwrite` is off.
        OSError: If `out` cannot be written.
    """
    path = out if isinstance(out, (str, os.PathLike)) else None
    if path is not None and exporter.target == "folder" and Path(path).suffix.lower() != ".zip":
        with replace_folder(path, overwrite=overwrite) as folder:
            yield folder
        return
    with contextlib.ExitStack() as stack:
        if path is not None:
            file = stack.enter_context(replace_file(path, overwrite=overwrite))
        else:
            file = cast(BinaryIO, out)
        yield stack.enter_context(write_archive(file)) if exporter.target == "folder" else file


def open_source(
    importer: Importer, source: StrPath | BinaryIO
) -> contextlib.AbstractContextManager[Files | BinaryIO]:
    """Open what an importer reads.

    Args:
        importer: the format.
        source: a path, or an open binary file.

    Raises:
        OSError: If the source cannot be read.
        zipfile.BadZipFile: If it is neither a folder nor a zip archive, and the format is several files.
    """
    if importer.source == "folder":
        return read_files(source)
    if isinstance(source, (str, os.PathLike)):
        return open(source, "rb")
    return contextlib.nullcontext(source)
