"""A plugin alone in the host, and what the host does with it; loads no Hypothesis."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from signalkit.errors import OptionError, PluginError, UnrepresentableError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.exchange.records import Record
from signalkit.exchange.run import export, import_records
from signalkit.options import make_options, options_of
from signalkit.plugins.distributions import DISTRIBUTION
from signalkit.plugins.hooks import hookimpl
from signalkit.plugins.manager import PluginManager
from signalkit.testing.demands import broken

Write: TypeAlias = Callable[[Iterator[Any], Any, Any], object]
Read: TypeAlias = Callable[[Any, Any], Iterable[Record]]


class _Plugin:
    """A plugin of what is tested, as the host wants it."""

    def __init__(self, exporters: list[Exporter[Any]], importers: list[Importer[Any]]) -> None:
        self.exporters = exporters
        self.importers = importers

    @hookimpl
    def signalkit_exporters(self) -> list[Exporter[Any]]:
        return self.exporters

    @hookimpl
    def signalkit_importers(self) -> list[Importer[Any]]:
        return self.importers


class Host:
    """The host with one format, which writes to memory and reads from it.

    Args:
        exporter: what writes the format.
        importer: what reads it.
    """

    def __init__(self, exporter: Exporter[Any] | None, importer: Importer[Any] | None) -> None:
        ours = PluginManager(discover=False).exporters()
        self.name = exporter.name if exporter else importer.name if importer else ""
        self.exporter = exporter
        self.importer = importer
        self._write: Write | None = None
        self._read: Read | None = None
        disabled = [DISTRIBUTION] if self.name in ours else []
        self.plugins = PluginManager(discover=False, disabled=disabled)
        evolve: Any = attrs.evolve  # mypy does not see that generic attrs classes are some
        exporters = [evolve(exporter, write=self._call_write)] if exporter else []
        importers = [evolve(importer, read=self._call_read)] if importer else []
        self.plugins.register(_Plugin(exporters, importers), "under test")

    def _call_write(self, documents: Iterator[Any], out: Any, options: Any) -> Any:
        assert self.exporter is not None
        return (self._write or self.exporter.write)(documents, out, options)

    def _call_read(self, source: Any, options: Any) -> Iterable[Record]:
        assert self.importer is not None
        return (self._read or self.importer.read)(source, options)

    @contextlib.contextmanager
    def replaced(self, write: Write | None = None, read: Read | None = None) -> Iterator[None]:
        """Call other functions while a block runs, which usually call those of the plugin.

        Args:
            write: called in place of the exporter's `write`.
            read: called in place of the importer's `read`.
        """
        before = self._write, self._read
        self._write, self._read = write or self._write, read or self._read
        try:
            yield
        finally:
            self._write, self._read = before

    def write(self, documents: Iterable[Any], options: Mapping[str, Any], out: Any = None) -> bytes:
        """Export documents.

        Args:
            documents: the documents.
            options: the options by name.
            out: a path or a binary file; None for memory.

        Returns:
            What was written to memory: the file, or a zip archive of several files.

        Raises:
            UnrepresentableError: If the format cannot hold a value.
            AssertionError: If the plugin fails in any other way.
        """
        __tracebackhide__ = True
        memory = io.BytesIO()
        try:
            export(documents, self.name, memory if out is None else out, plugins=self.plugins, **options)
        except PluginError as error:
            failed = error.__cause__ is not None  # else the host refuses how `write` ended
            broken(
                str(error),
                expected="write() exports any digest, or raises UnrepresentableError",
                fix="raise UnrepresentableError(path, value, reason) for a value that the format cannot hold"
                if failed
                else "take all documents, write something for them, and return None",
            )
        return memory.getvalue()

    def is_refused(self, records: Iterable[Record], options: Mapping[str, Any]) -> bool:
        """Return whether the exporter refuses some records."""
        try:
            self.write(records, options)
        except UnrepresentableError:
            return True
        return False

    def read(self, data: bytes | Any) -> Generator[Record, None, None]:
        """Import records.

        Args:
            data: the content of the file, or a path or binary file.

        Raises:
            ImportFormatError: If the content is not of the format.
            AssertionError: If the plugin fails in any other way.
        """
        __tracebackhide__ = True
        source = io.BytesIO(data) if isinstance(data, bytes) else data
        try:
            yield from import_records(self.name, source, plugins=self.plugins)
        except PluginError as error:
            broken(
                str(error),
                expected="read() yields a Record for each digest, or raises ImportFormatError",
                fix="raise ImportFormatError(reason, line=…) for input that is not of the format",
            )


def writer_of(host: Host) -> Write:
    """Return the exporter's own `write`.

    Args:
        host: has an exporter.
    """
    assert host.exporter is not None
    return host.exporter.write


def reader_of(host: Host) -> Read:
    """Return the importer's own `read`.

    Args:
        host: has an importer.
    """
    assert host.importer is not None
    return host.importer.read


def kind_of(one: Exporter | Importer[Any] | None) -> str:
    """Return what a format is written to or read from: its `target` or `source`."""
    return "" if one is None else one.target if isinstance(one, Exporter) else one.source


def choices_of(exporter: Exporter[Any], given: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """List options to try: the defaults, those given, and each option that is a choice at its other values.

    Args:
        exporter: has the options.
        given: further combinations of options.
    """
    found: list[Mapping[str, Any]] = [{}, *given]
    for option in options_of(exporter.options):
        values: Iterable[Any] = option.choices
        if option.kind is bool:
            values = (False, True)
        elif option.kind is int:
            values = (option.default + 1,)
        elif option.kind is tuple:
            values = ()
        for value in values:
            one = {option.name: value}
            if value != option.default and one not in found and _is_taken(exporter, one):
                found.append(one)
    return found


def _is_taken(exporter: Exporter[Any], options: Mapping[str, Any]) -> bool:
    try:
        make_options(exporter.name, exporter.options, options)
    except OptionError:
        return False
    return True


def is_lossless(exporter: Exporter[Any], options: Mapping[str, Any]) -> bool:
    """Return whether an exporter promises to lose nothing with some options."""
    return exporter.is_lossless(make_options(exporter.name, exporter.options, options))
