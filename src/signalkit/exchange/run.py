"""Digests to other formats and back: what an exporter and an importer are, `export` and `import_`.

Formats come from plugins (`signalkit.plugins.manager`), ours as well as anybody's.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

from signalkit.errors import (
    ImportFormatError,
    OptionError,
    PluginError,
    SignalkitError,
    UnrepresentableError,
    describe,
    did_you_mean,
)
from signalkit.exchange.records import Exportable, Record, as_records, check_record
from signalkit.model.digest import Digest
from signalkit.store.archive import read_files, write_archive
from signalkit.store.atomic import StrPath, replace_file
from signalkit.store.folder import Files, Folder
from signalkit.store.staging import replace_folder

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager

_RESERVED = frozenset(
    {"documents", "force", "format", "help", "out", "output", "overwrite", "paths", "plugins", "source"}
)


# -- options -----------------------------------------------------------------------------------------------


@attrs.frozen
class Option:
    """An option of a format, as the command line shows it.

    Attributes:
        name: the attribute of the options class.
        kind: `bool`, `int` or `str`.
        default: its value where nobody says otherwise.
        help: one sentence for people.
        choices: the values it takes; empty for any.
        lossy: whether a value other than the default loses content.
    """

    name: str
    kind: type
    default: Any
    help: str = ""
    choices: tuple[str, ...] = ()
    lossy: bool = False

    @property
    def flag(self) -> str:
        """How it is written on the command line."""
        return f"--{self.name.replace('_', '-')}"


def option(
    default: Any,
    *,
    help: str,
    choices: Iterable[str] = (),
    lossy: bool = False,
    validator: Callable[[Any, Any, Any], None] | None = None,
) -> Any:
    """An attribute of an options class.

    Args:
        default: a bool, an int or a str, which is also the type of the option; None for a text that may be
            missing.
        help: one sentence for people.
        choices: the texts it takes; empty for any.
        lossy: a value other than the default loses content.
        validator: as attrs has it; what it raises as ValueError, people see.
    """
    facts = {"help": help, "choices": tuple(choices), "lossy": lossy}
    return attrs.field(default=default, kw_only=True, metadata={"signalkit": facts}, validator=validator)


def options_of(cls: type) -> tuple[Option, ...]:
    """The options that an options class has, in order.

    Raises:
        TypeError: it is no attrs class, or an option is of a type or name that cannot be.
    """
    if not attrs.has(cls):
        raise TypeError(f"options: expected an attrs class, got {cls!r}")
    found = []
    for field in attrs.fields(cls):
        facts = field.metadata.get("signalkit", {"help": ""})
        kind = str if field.default is None else type(field.default)
        if kind not in (bool, int, str):
            raise TypeError(f"option {field.name!r}: expected a bool, int, str or None as default")
        if field.name in _RESERVED or field.name.startswith("_"):
            raise TypeError(f"option {field.name!r}: this name is taken")
        if field.alias != field.name or not field.init:
            raise TypeError(f"option {field.name!r}: expected to be given by its name")
        if not isinstance(facts["help"], str):
            raise TypeError(f"option {field.name!r}: help: expected str, got {type(facts['help']).__name__}")
        found.append(Option(field.name, kind, field.default, **facts))
    return tuple(found)


@attrs.frozen
class NoOptions:
    """The options of a format that has none."""


def make_options(format: str, cls: type, given: dict[str, Any]) -> Any:
    """The options object of a format.

    Raises:
        OptionError: an option is unknown, or does not take that value.
    """
    known = {option.name: option for option in options_of(cls)}
    for name, value in given.items():
        option = known.get(name)
        if option is None:
            valid = f"it has {', '.join(sorted(known))}" if known else "it has none"
            raise OptionError(f"{format}: no option {name!r}; {valid}{did_you_mean(str(name), known)}")
        if type(value) is not option.kind and not (value is None and option.default is None):
            kind, got = option.kind.__name__, type(value).__name__
            raise OptionError(f"{format}: option {name!r} takes {kind}, got {got}")
        if option.choices and value is not None and value not in option.choices:
            raise OptionError(f"{format}: option {name!r} takes {', '.join(option.choices)}, not {value!r}")
    try:
        return cls(**given)
    except ValueError as error:  # attrs' own validators put more into it than people care for
        raise OptionError(f"{format}: {error.args[0] if error.args else error!r}") from error
    except Exception as error:
        raise OptionError(f"{format}: {describe(error)}") from error


# -- formats -----------------------------------------------------------------------------------------------


def _is_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    import re

    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value):
        raise ValueError(f"{attribute.name} {value!r}: expected lower-case words joined with hyphens")


def _is_suffix(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or (value and not value.startswith(".")):
        raise ValueError(f"{attribute.name} {value!r}: expected one with its dot, or none")


def _is_options(_: object, attribute: Any, value: type) -> None:
    options_of(value)
    value()  # the defaults must do


@attrs.frozen(kw_only=True)
class _Format:
    """What an exporter and an importer have in common."""

    name: str = attrs.field(validator=_is_name)
    title: str = attrs.field(validator=attrs.validators.instance_of(str))
    media_type: str = attrs.field(default="", validator=attrs.validators.instance_of(str))
    suffix: str = attrs.field(default="", validator=_is_suffix)
    folder: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    options: type = attrs.field(default=NoOptions, validator=_is_options)


@attrs.frozen(kw_only=True)
class Exporter(_Format):
    """How digests are written in a format.

    Attributes:
        name: what people ask for, e.g. ``"json-ld"``: lower-case words joined with hyphens.
        title: the same for people to read.
        media_type: as IANA has it, or nothing.
        suffix: of a file name, with its dot; nothing for a folder.
        folder: whether the format is several files: a folder, or a zip archive.
        options: an attrs class whose attributes are made by `option`.
        write: writes documents, one after the other as they come, with an options object; to a binary file,
            or to a `signalkit.store.Folder`. Each document has an `id` (or None) and a `digest`. A value
            that the format cannot hold is an `UnrepresentableError`.
        lossless: whether an importer of the same name gives back equal ids and digests.

    Raises:
        ValueError: a value is none that may be.
        TypeError: a value has the wrong type.
    """

    write: Callable[[Iterator[Exportable], Any, Any], None] = attrs.field(
        validator=attrs.validators.is_callable()
    )
    lossless: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))

    def is_lossless(self, options: Any) -> bool:
        """Whether nothing is lost with these options.

        Args:
            options: an object of the class `options`.
        """
        return self.lossless and all(
            getattr(options, option.name) == option.default
            for option in options_of(self.options)
            if option.lossy
        )


@attrs.frozen(kw_only=True)
class Importer(_Format):
    """How digests are read from a format.

    Attributes:
        name: what people ask for, e.g. ``"json-ld"``: lower-case words joined with hyphens.
        title: the same for people to read.
        media_type: as IANA has it, or nothing.
        suffix: of a file name, with its dot; nothing for a folder.
        folder: whether the format is several files: a folder, or a zip archive.
        options: an attrs class whose attributes are made by `option`.
        read: reads a binary file, or `signalkit.store.Files`, with an options object, and gives a `Record`
            for each digest, one after the other. What is not of the format is an `ImportFormatError`, with
            the line where there are lines; the path is added for it.

    Raises:
        ValueError: a value is none that may be.
        TypeError: a value has the wrong type.
    """

    read: Callable[[Any, Any], Iterable[Record]] = attrs.field(validator=attrs.validators.is_callable())


# -- export ------------------------------------------------------------------------------------------------


class _Feed:
    """The documents on their way to a writer, remembering which one it works on."""

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
        """The file, or the id, or else the number of the document at work."""
        path = getattr(self.current, "path", None)
        name = str(path) if path is not None else getattr(self.current, "id", None)
        return name or f"digest {self.count}"


def export(
    documents: Exportable | Digest | Iterable[Exportable | Digest],
    format: str,
    out: StrPath | BinaryIO,
    *,
    overwrite: bool = True,
    plugins: PluginManager | None = None,
    **options: Any,
) -> None:
    """Write documents in another format, one by one as they come.

    Args:
        documents: documents, records or digests; one, or any iterable of them.
        format: the name of an exporter, e.g. ``"jsonl"``.
        out: a path, replaced in one step when all is written, or an open binary file. A format of several
            files takes a folder, or a zip archive if the path ends in ``.zip`` or is an open file.
        overwrite: whether what stands at `out` may be replaced.
        plugins: where formats come from; the process's own plugin manager if None.
        **options: the options of the format.

    Raises:
        UnknownFormatError: there is no exporter of that name.
        OptionError: an option is unknown, or does not take that value.
        UnrepresentableError: the format cannot hold a value; the error names document and field.
        FileExistsError: something is at `out`, and `overwrite` is off.
        PluginError: the exporter failed in a way of its own.
        TypeError: something is no document, or has a value of the wrong type.
        OSError: as it comes. Whatever is raised, nothing at a path has changed.
    """
    exporter = _manager(plugins).exporter(format)
    settings = make_options(format, exporter.options, options)
    if not isinstance(out, (str, os.PathLike)) and (not hasattr(out, "write") or hasattr(out, "encoding")):
        raise TypeError(f"out: expected a path or a binary file, got {type(out).__name__}")
    feed = _Feed(as_records(documents))
    try:
        with _target(exporter, out, overwrite=overwrite) as target:
            exporter.write(feed, target, settings)
    except (OSError, SignalkitError) as error:
        if isinstance(error, UnrepresentableError) and error.document is None:
            error.document = feed.name()
        raise
    except (Exception, SystemExit) as error:
        if error is feed.failure:
            raise
        raise PluginError(f"exporter {format!r} failed: {describe(error)}") from error


@contextlib.contextmanager
def _target(exporter: Exporter, out: StrPath | BinaryIO, *, overwrite: bool) -> Iterator[Folder | BinaryIO]:
    path = out if isinstance(out, (str, os.PathLike)) else None
    if path is not None and exporter.folder and Path(path).suffix.lower() != ".zip":
        with replace_folder(path, overwrite=overwrite) as folder:
            yield folder
        return
    with contextlib.ExitStack() as stack:
        if path is not None:
            file = stack.enter_context(replace_file(path, overwrite=overwrite))
        else:
            file = cast(BinaryIO, out)
        yield stack.enter_context(write_archive(file)) if exporter.folder else file


# -- import ------------------------------------------------------------------------------------------------


def import_(
    format: str, source: StrPath | BinaryIO, *, plugins: PluginManager | None = None, **options: Any
) -> Iterator[Digest]:
    """Read digests from another format, one by one.

    Args:
        format: the name of an importer, e.g. ``"jsonl"``.
        source: a path, or an open binary file; for a format of several files a folder or a zip archive.
        plugins: where formats come from; the process's own plugin manager if None.
        **options: the options of the format.

    Returns:
        The digests in the order of the source, each read when it is asked for.

    Raises:
        UnknownFormatError: there is no importer of that name.
        OptionError: an option is unknown, or does not take that value.
        TypeError: the source is neither a path nor a binary file.
        OSError: as it comes; a folder for a format of one file, too.
        ImportFormatError: while reading: the source is not what the format says.
        PluginError: while reading: the importer failed in a way of its own.
    """
    records = import_records(format, source, plugins=plugins, **options)
    return (record.digest for record in records)


def import_records(
    format: str, source: StrPath | BinaryIO, *, plugins: PluginManager | None = None, **options: Any
) -> Iterator[Record]:
    """The same as `import_`, each digest with its id.

    Args:
        format: the name of an importer, e.g. ``"jsonl"``.
        source: a path, or an open binary file; for a format of several files a folder or a zip archive.
        plugins: where formats come from; the process's own plugin manager if None.
        **options: the options of the format.

    Returns:
        The digests with their ids in the order of the source, each read when it is asked for.

    Raises:
        UnknownFormatError: there is no importer of that name.
        OptionError: an option is unknown, or does not take that value.
        TypeError: the source is neither a path nor a binary file.
        OSError: as it comes; a folder for a format of one file, too.
        ImportFormatError: while reading: the source is not what the format says.
        PluginError: while reading: the importer failed in a way of its own.
    """
    importer = _manager(plugins).importer(format)
    settings = make_options(format, importer.options, options)
    if isinstance(source, (str, os.PathLike)):
        os.stat(source)  # what is not there is said now, not at the first digest
        if os.path.isdir(source) and not importer.folder:
            raise IsADirectoryError(21, "Is a directory", str(source))
    elif not hasattr(source, "read") or hasattr(source, "encoding"):  # a text file has an encoding
        raise TypeError(f"source: expected a path or a binary file, got {type(source).__name__}")
    return _read(importer, source, settings)


def _read(importer: Importer, source: StrPath | BinaryIO, settings: Any) -> Iterator[Record]:
    path = source if isinstance(source, (str, os.PathLike)) else None
    name = str(getattr(source, "name", "")) if path is None else str(path)
    try:
        with contextlib.ExitStack() as stack:
            content: Files | BinaryIO
            if importer.folder:
                content = stack.enter_context(read_files(source))
            elif path is not None:
                content = stack.enter_context(open(path, "rb"))
            else:
                content = cast(BinaryIO, source)
            for record in importer.read(content, settings):
                if not isinstance(record, Record):
                    raise TypeError(f"expected a Record, got {type(record).__name__}")
                try:
                    check_record(record)
                except UnrepresentableError as error:
                    raise ImportFormatError(str(error)) from error
                yield record
    except ImportFormatError as error:
        if name and error.path != name:
            error.path = name if error.path is None else f"{name}/{error.path}"
        raise
    except SignalkitError:
        raise
    except RecursionError as error:
        raise ImportFormatError("nested too deeply", path=name or None) from error
    except (Exception, SystemExit) as error:
        if importer.folder and not (path is not None and os.path.isdir(path)) and _is_damage(error):
            reason = "neither a folder nor a zip archive"
            if "not a zip file" not in str(error):
                reason = f"a zip archive that cannot be read: {describe(error)}"
            raise ImportFormatError(reason, path=name or None) from error
        if isinstance(error, OSError):
            raise
        raise PluginError(f"importer {importer.name!r} failed: {describe(error)}") from error


def _is_damage(error: BaseException) -> bool:
    """Whether this is what zipfile and the libraries beneath let out at a damaged archive."""
    if isinstance(error, OSError):
        return error.filename is None
    module = type(error).__module__
    of_python = isinstance(error, (EOFError, IndexError, NotImplementedError, ValueError))
    return of_python or module in ("_lzma", "struct", "zipfile", "zlib")


def _manager(plugins: PluginManager | None) -> PluginManager:
    from signalkit.plugins.manager import get_manager

    return get_manager() if plugins is None else plugins
