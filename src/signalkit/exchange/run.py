"""Export to other formats and import from them: `export`, `import_` and `import_records`."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from signalkit.errors import ImportFormatError, PluginError, SignalkitError, UnrepresentableError, describe
from signalkit.exchange.formats import Importer
from signalkit.exchange.options import make_options
from signalkit.exchange.records import Exportable, Record, as_records, check_record, find_text
from signalkit.exchange.targets import open_source, open_target
from signalkit.model.digest import Digest
from signalkit.plugins.manager import PluginManager, get_manager
from signalkit.store.atomic import StrPath, os_error

_SURROGATE = re.compile("[\ud800-\udfff]")


# -- export ------------------------------------------------------------------------------------------------


def export(
    documents: Exportable | Digest | Iterable[Exportable | Digest],
    format: str,
    out: StrPath | BinaryIO,
    *,
    overwrite: bool = True,
    plugins: PluginManager | None = None,
    **options: Any,
) -> None:
    """Write documents in another format, one by one.

    Args:
        documents: documents, records or digests; one, or any iterable of them.
        format: the name of an exporter, e.g. ``"jsonl"``.
        out: a path, replaced in one step when all is written, or an open binary file. A format of several
            files takes a folder, or a zip archive if the path ends in ``.zip`` or is an open file.
        overwrite: whether a file at `out` may be replaced.
        plugins: the plugin manager with the formats; that of the process if None.
        **options: the options of the format.

    Raises:
        UnknownFormatError: If there is no exporter of that name.
        OptionError: If an option is unknown, or does not take the value.
        UnrepresentableError: If the format cannot hold a value; the error names document and field.
        FileExistsError: If a file exists at `out` and `overwrite` is off.
        PluginError: If the exporter failed in another way.
        TypeError: If something is not a document, or has a value of the wrong type.
        OSError: If `out` cannot be written. Whatever is raised, nothing at a path has changed.
    """
    exporter = (get_manager() if plugins is None else plugins).exporter(format)
    settings = make_options(format, exporter.options, options)
    if not isinstance(out, (str, os.PathLike)) and (not hasattr(out, "write") or hasattr(out, "encoding")):
        raise TypeError(f"out: expected a path or a binary file, got {type(out).__name__}")
    feed = _Feed(as_records(documents))
    try:
        with open_target(exporter, out, overwrite=overwrite) as target:
            exporter.write(feed, target, settings)
    except (OSError, SignalkitError) as error:
        if isinstance(error, UnrepresentableError) and error.document is None:
            error.document = feed.name()
        raise
    except (Exception, SystemExit) as error:
        if error is feed.failure:
            raise
        if isinstance(error, UnicodeEncodeError) and (refusal := feed.refusal()) is not None:
            raise refusal from None
        raise PluginError(f"exporter {format!r} failed: {describe(error)}") from error


class _Feed:
    """The documents on their way to an exporter, and which one it is writing."""

    def __init__(self, documents: Iterator[Exportable]) -> None:
        self.documents = documents
        self.current: Exportable | None = None
        self.count = 0
        self.failure: BaseException | None = None

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> Exportable:
        try:
            self.current = next(self.documents)
        except StopIteration:
            self.current = None
            raise
        except BaseException as error:
            self.failure = error
            raise
        self.count += 1
        return self.current

    def name(self) -> str:
        """Name the current document by its file, its id, or else its number."""
        path = getattr(self.current, "path", None)
        name = str(path) if path is not None else getattr(self.current, "id", None)
        return name or f"digest {self.count}"

    def refusal(self) -> UnrepresentableError | None:
        """Make the error for a current document that UTF-8 cannot hold; None if it can."""
        found = None if self.current is None else find_text(self.current, _SURROGATE)
        if found is None:
            return None
        reason = "invalid UTF-8 cannot be exported; correct it first"
        return UnrepresentableError(*found, reason, document=self.name())


# -- import ------------------------------------------------------------------------------------------------


def import_(
    format: str, source: StrPath | BinaryIO, *, plugins: PluginManager | None = None, **options: Any
) -> Iterator[Digest]:
    """Read digests from another format, one by one.

    Args:
        format: the name of an importer, e.g. ``"jsonl"``.
        source: a path, or an open binary file; for a format of several files a folder or a zip archive.
        plugins: the plugin manager with the formats; that of the process if None.
        **options: the options of the format.

    Returns:
        The digests in the order of the source, each read on demand.

    Raises:
        UnknownFormatError: If there is no importer of that name.
        OptionError: If an option is unknown, or does not take the value.
        TypeError: If the source is neither a path nor a binary file.
        OSError: If the source cannot be read, or is a folder and the format is one file.
        ImportFormatError: While reading, if the source is not of the format.
        PluginError: While reading, if the importer failed in another way.
    """
    records = import_records(format, source, plugins=plugins, **options)
    return (record.digest for record in records)


def import_records(
    format: str, source: StrPath | BinaryIO, *, plugins: PluginManager | None = None, **options: Any
) -> Iterator[Record]:
    """Read digests with their ids from another format, one by one.

    Args:
        format: the name of an importer, e.g. ``"jsonl"``.
        source: a path, or an open binary file; for a format of several files a folder or a zip archive.
        plugins: the plugin manager with the formats; that of the process if None.
        **options: the options of the format.

    Returns:
        The digests with their ids in the order of the source, each read on demand.

    Raises:
        UnknownFormatError: If there is no importer of that name.
        OptionError: If an option is unknown, or does not take the value.
        TypeError: If the source is neither a path nor a binary file.
        OSError: If the source cannot be read, or is a folder and the format is one file.
        ImportFormatError: While reading, if the source is not of the format.
        PluginError: While reading, if the importer failed in another way.
    """
    importer = (get_manager() if plugins is None else plugins).importer(format)
    settings = make_options(format, importer.options, options)
    if isinstance(source, (str, os.PathLike)):
        os.stat(source)  # a missing file is reported now, not with the first digest
        if os.path.isdir(source) and importer.source != "folder":
            raise os_error(errno.EISDIR, source)
    elif not hasattr(source, "read") or hasattr(source, "encoding"):  # a text file has an encoding
        raise TypeError(f"source: expected a path or a binary file, got {type(source).__name__}")
    return _read(importer, source, settings)


def _read(importer: Importer, source: StrPath | BinaryIO, settings: Any) -> Iterator[Record]:
    with _described_errors(importer, source), open_source(importer, source) as content:
        for record in importer.read(content, settings):
            if not isinstance(record, Record):
                raise TypeError(f"expected a Record, got {type(record).__name__}")
            try:
                check_record(record)
            except UnrepresentableError as error:
                raise ImportFormatError(str(error)) from error
            yield record


@contextlib.contextmanager
def _described_errors(importer: Importer, source: StrPath | BinaryIO) -> Iterator[None]:
    """Add the name of the source to errors, and turn errors of any other kind into ours."""
    path = source if isinstance(source, (str, os.PathLike)) else None
    name = str(getattr(source, "name", "")) if path is None else str(path)
    try:
        yield
    except ImportFormatError as error:
        if name and error.path != name:
            error.path = name if error.path is None else f"{name}/{error.path}"
        raise
    except SignalkitError:
        raise
    except RecursionError as error:
        raise ImportFormatError("nested too deeply", path=name or None) from error
    except (Exception, SystemExit) as error:
        if isinstance(error, OSError):
            raise
        raise PluginError(f"importer {importer.name!r} failed: {describe(error)}") from error
