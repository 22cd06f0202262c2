"""Export to other formats and import from them: `export`, `import_` and `import_records`."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable, Iterator
from types import CoroutineType, GeneratorType
from typing import Any, BinaryIO

from signalkit.display import counted
from signalkit.errors import (
    ENDS,
    ImportFormatError,
    PluginError,
    SignalkitError,
    UnrepresentableError,
    describe,
)
from signalkit.exchange.feed import Feed
from signalkit.exchange.formats import Exporter, Importer, Source, Target
from signalkit.exchange.partial import check_fields
from signalkit.exchange.records import Exportable, Record, as_records, check_record
from signalkit.exchange.sink import Sink
from signalkit.exchange.targets import open_source, open_target
from signalkit.model.digest import Digest
from signalkit.options import make_options
from signalkit.plugins.manager import PluginManager, get_manager
from signalkit.store.atomic import StrPath, os_error

_END = object()


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

    A file or folder at a path is replaced only if the exporter took all documents, returned nothing, and
    wrote something for them. What was written to an open file before an exporter failed stays there.

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
        BaseException: If the iteration over the documents raises it.
    """
    manager = get_manager() if plugins is None else plugins
    exporter = manager.exporter(format)
    settings = make_options(format, exporter.options, options)
    if not isinstance(out, (str, os.PathLike)) and (not hasattr(out, "write") or hasattr(out, "encoding")):
        raise TypeError(f"out: expected a path or a binary file, got {type(out).__name__}")
    feed = Feed(as_records(documents))
    with open_target(exporter, out, overwrite=overwrite) as target, manager.guard("exporters", format):
        _write(exporter, feed, target, settings, owned=isinstance(out, (str, os.PathLike)))


def _write(exporter: Exporter, feed: Feed, target: Target, settings: Any, *, owned: bool) -> None:
    """Let an exporter write all documents, and check that it has."""
    sink = Sink()
    try:
        with sink.watch(target, owned=owned) as watched:
            write: Callable[..., object] = exporter.write
            _check_returned(exporter, write(feed, watched, settings))
        _check_written(exporter, feed, sink)
    except ENDS:
        raise
    except BaseException as error:
        failure = _cause_of(error, exporter, feed, sink)
        if failure is error:
            raise
        raise failure from failure.__cause__


def _check_returned(exporter: Exporter, returned: object) -> None:
    """Refuse what `write` returns, such as a generator that has not begun, or the bytes to write."""
    if returned is None:
        return
    if isinstance(returned, (CoroutineType, GeneratorType)):
        returned.close()
    hint = "; it contains a yield, so that nothing was run" if isinstance(returned, GeneratorType) else ""
    kind = type(returned).__name__
    raise PluginError(f"exporter {exporter.name!r} failed: write must return None, returned {kind}{hint}")


def _check_written(exporter: Exporter, feed: Feed, sink: Sink) -> None:
    """Check what an exporter has done that calls itself done.

    Raises:
        BaseException: If the documents or the output raised it, whatever the exporter did with it.
        PluginError: If documents are left, or nothing was written.
    """
    if not feed.is_finished():
        read = counted(feed.count, "digest")
        raise PluginError(f"exporter {exporter.name!r} failed: it read {read} and left the others")
    if sink.failure is not None:
        raise sink.failure
    if feed.count and not sink.size():
        read = counted(feed.count, "digest")
        raise PluginError(f"exporter {exporter.name!r} failed: it wrote nothing for {read}")


def _cause_of(error: BaseException, exporter: Exporter, feed: Feed, sink: Sink) -> BaseException:
    """Return what to raise for what an exporter has raised: the cause, or that the exporter failed."""
    if feed.failure is not None:
        return feed.failure
    if sink.failure is not None:
        return sink.failure
    if isinstance(error, UnrepresentableError) and error.document is None:
        error.document = feed.name()
    if isinstance(error, SignalkitError):
        return error
    if isinstance(error, UnicodeEncodeError) and (refusal := feed.refusal()) is not None:
        return refusal
    if (refused := sink.find_refusal(error)) is not None:
        return refused
    if isinstance(error, OSError) and exporter.target == "path":  # of a file that the exporter opened
        return error
    failure = PluginError(f"exporter {exporter.name!r} failed: {describe(error)}")
    failure.__cause__ = error
    return failure


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
        ImportFormatError: If the source is not of the format; raised while reading.
        PluginError: If the importer failed in another way; raised while reading.
    """
    records = import_records(format, source, plugins=plugins, **options)
    return (record.digest for record in records)


def import_records(
    format: str,
    source: StrPath | BinaryIO,
    *,
    partial: bool = False,
    plugins: PluginManager | None = None,
    **options: Any,
) -> Iterator[Record]:
    """Read digests with their ids from another format, one by one.

    Args:
        format: the name of an importer, e.g. ``"jsonl"``.
        source: a path, or an open binary file; for a format of several files a folder or a zip archive.
        partial: whether to return records that have some fields only, too: see `Record.fields`.
        plugins: the plugin manager with the formats; that of the process if None.
        **options: the options of the format.

    Returns:
        The digests with their ids in the order of the source, each read on demand.

    Raises:
        UnknownFormatError: If there is no importer of that name.
        OptionError: If an option is unknown, or does not take the value.
        TypeError: If the source is neither a path nor a binary file.
        OSError: If the source cannot be read, or is a folder and the format is one file.
        ImportFormatError: If the source is not of the format, or has some fields only and `partial` is off;
            raised while reading.
        PluginError: If the importer failed in another way; raised while reading.
    """
    manager = get_manager() if plugins is None else plugins
    importer = manager.importer(format)
    settings = make_options(format, importer.options, options)
    if isinstance(source, (str, os.PathLike)):
        os.stat(source)  # a missing file is reported now, not with the first digest
        if os.path.isdir(source) and importer.source != "folder":
            raise os_error(errno.EISDIR, source)
    elif not hasattr(source, "read") or hasattr(source, "encoding"):  # a text file has an encoding
        raise TypeError(f"source: expected a path or a binary file, got {type(source).__name__}")
    return _read(importer, source, settings, manager, partial=partial)


def _read(
    importer: Importer, source: StrPath | BinaryIO, settings: Any, manager: PluginManager, *, partial: bool
) -> Iterator[Record]:
    with _described_errors(importer, source), open_source(importer, source) as content:
        for record in _ask(importer, content, settings, manager.guard("importers", importer.name)):
            if not isinstance(record, Record):
                raise TypeError(f"expected a Record, got {type(record).__name__}")
            try:
                check_record(record)
            except UnrepresentableError as error:
                raise ImportFormatError(str(error)) from error
            if record.fields is not None:
                check_fields(record.fields)
                if not partial:
                    names = ", ".join(sorted(record.fields)) or "none"
                    raise ImportFormatError(
                        f"contains only some fields of each digest: {names}; "
                        "apply them to existing files with signalkit import --into FOLDER"
                    )
            yield record


def _ask(
    importer: Importer,
    content: Source,
    settings: Any,
    guard: contextlib.AbstractContextManager[None],
) -> Iterator[object]:
    """Yield what an importer reads; its code runs under the guard, that of the caller does not."""
    with _closing_nothing(importer), guard:
        records = iter(importer.read(content, settings))
    try:
        while True:
            with _closing_nothing(importer), guard:
                record = next(records, _END)
            if record is _END:
                break
            yield record
    finally:
        if isinstance(records, GeneratorType):
            with guard:
                records.close()


@contextlib.contextmanager
def _closing_nothing(importer: Importer) -> Iterator[None]:
    """Let an importer fail that raises what closes generators, although it is not closed."""
    try:
        yield
    except GeneratorExit as error:
        raise PluginError(f"importer {importer.name!r} failed: {describe(error)}") from error


@contextlib.contextmanager
def _described_errors(importer: Importer, source: StrPath | BinaryIO) -> Iterator[None]:
    """Add the name of the source to errors, and turn errors of any other kind into ours."""
    path = source if isinstance(source, (str, os.PathLike)) else None
    name = str(getattr(source, "name", "")) if path is None else str(path)
    try:
        yield
    except ImportFormatError as error:
        if name:
            error.move(name)
        raise
    except SignalkitError:
        raise
    except RecursionError as error:
        raise ImportFormatError("nested too deeply", path=name or None) from error
    except (GeneratorExit, *ENDS):  # the first when the caller wants no more
        raise
    except BaseException as error:
        if isinstance(error, OSError) and not isinstance(error, (BrokenPipeError, FileExistsError)):
            raise  # the others are never due to reading
        raise PluginError(f"importer {importer.name!r} failed: {describe(error)}") from error
