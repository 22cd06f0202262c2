"""What an exporter and an importer are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, Literal, overload

import attrs

from signalkit.options import NoOptions, options_of
from signalkit.store.folder import Files, Folder, is_file_name

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from signalkit.exchange.records import Exportable, Record

    Options = TypeVar("Options", default=Any)
else:
    from typing import TypeVar

    Options = TypeVar("Options")

Kind = Literal["stream", "seekable", "path", "folder"]
"""What a format is written to or read from.

``"stream"`` is a binary file that is read or written once, from front to back; ``"seekable"`` one with
`seek()` and `tell()`, and with `read()` for an exporter, too; ``"path"`` is a `pathlib.Path`; ``"folder"`` is
several files, in a folder or a zip archive.
"""

Target = BinaryIO | Path | Folder
Source = BinaryIO | Path | Files

_OF_IMPORT = frozenset({"base", "check", "create", "diff", "into", "layout", "partial", "show_diff"})
"""Options that ``signalkit import`` has for every format, in addition to those that no format can have."""

_KINDS: tuple[Kind, ...] = ("stream", "seekable", "path", "folder")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]*")  # RFC 6838, section 4.2


def _is_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if type(value) is not str or not _NAME.fullmatch(value):  # no class of its own, which may lie
        raise ValueError(f"{attribute.name} {value!r}: expected lower-case words joined with hyphens")


def _is_media_type(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{attribute.name}: expected str, got {type(value).__name__}")
    if value and not _MEDIA_TYPE.fullmatch(value):
        raise ValueError(f"{attribute.name} {value!r}: expected something like 'text/csv', or none")


def _is_suffix(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or (value and not (value.startswith(".") and is_file_name(f"x{value}"))):
        raise ValueError(f"{attribute.name} {value!r}: expected one with its dot, or none")


def _is_kind(_: object, attribute: attrs.Attribute[Kind], value: object) -> None:
    if value not in _KINDS:
        raise ValueError(f"{attribute.name} {value!r}: expected {', '.join(_KINDS[:-1])} or {_KINDS[-1]}")


def _is_options(_: object, attribute: Any, value: type) -> None:
    options_of(value)
    value()  # the defaults must be valid


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Format(Generic[Options]):
    """The attributes that exporters and importers share."""

    name: str = attrs.field(validator=_is_name)
    title: str = attrs.field(validator=attrs.validators.instance_of(str))
    media_type: str = attrs.field(default="", validator=_is_media_type)
    suffix: str = attrs.field(default="", validator=_is_suffix)
    options: type[Options] = attrs.field(validator=_is_options)


@attrs.frozen(kw_only=True, init=False)
class Exporter(_Format[Options]):
    """How digests are written in a format.

    Type checkers see an `Exporter[Options]`: `write` takes the class that `options` names.

    Attributes:
        name: the name of the format, e.g. ``"json-ld"``: lower-case words joined with hyphens.
        title: the name in prose.
        media_type: the media type as IANA registers it, if there is one; for a format of several files, that
            of the file that others refer to.
        suffix: the suffix of file names, with its dot; empty for a folder.
        target: what `write` gets. ``"stream"``: a binary file, to be written from front to back.
            ``"seekable"``: a binary file with `seek()`, `tell()` and `read()`. ``"path"``: the `pathlib.Path`
            of a file that does not exist yet, alone in a folder; what else is in the folder afterwards is
            removed. ``"folder"``: a `signalkit.store.Folder`, which is a folder or a zip archive for users.
        options: an attrs class whose attributes are made by `option`; `NoOptions` if there are none.
        write: writes an iterator of documents, one by one, to what `target` says, with an object of the
            class `options`. Each document has an `id` (or None) and a `digest`. It takes the documents to
            the end and returns None. It raises `UnrepresentableError` for a value that the format cannot
            hold.
        lossless: whether an importer of the same name returns equal ids and digests.
        binary: whether the format is not text; the command line does not write it to a terminal.

    Raises:
        ValueError: If a value is not allowed.
        TypeError: If a value has the wrong type.
    """

    target: Kind = attrs.field(validator=_is_kind)
    write: Callable[[Iterator[Exportable], Any, Options], None] = attrs.field(
        validator=attrs.validators.is_callable()
    )
    lossless: bool = attrs.field(validator=attrs.validators.instance_of(bool))
    binary: bool = attrs.field(validator=attrs.validators.instance_of(bool))

    @overload
    def __init__(
        self: Exporter[NoOptions],
        *,
        name: str,
        title: str,
        media_type: str = "",
        suffix: str = "",
        target: Kind = "stream",
        write: Callable[[Iterator[Exportable], Any, NoOptions], None],
        lossless: bool = False,
        binary: bool = False,
    ) -> None: ...

    @overload
    def __init__(
        self,
        *,
        name: str,
        title: str,
        media_type: str = "",
        suffix: str = "",
        target: Kind = "stream",
        options: type[Options],
        write: Callable[[Iterator[Exportable], Any, Options], None],
        lossless: bool = False,
        binary: bool = False,
    ) -> None: ...

    def __init__(
        self,
        *,
        name: str,
        title: str,
        media_type: str = "",
        suffix: str = "",
        target: Kind = "stream",
        options: type[Any] = NoOptions,
        write: Callable[[Iterator[Exportable], Any, Any], None],
        lossless: bool = False,
        binary: bool = False,
    ) -> None:
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]
            name=name,
            title=title,
            media_type=media_type,
            suffix=suffix,
            target=target,
            options=options,
            write=write,
            lossless=lossless,
            binary=binary,
        )

    def is_lossless(self, options: Options) -> bool:
        """Return whether these options lose nothing.

        Args:
            options: an object of the class `options`.
        """
        return self.lossless and all(
            getattr(options, option.name) == option.default
            for option in options_of(self.options)
            if option.lossy
        )


class ImportFormatWarning(UserWarning):
    """An importer leaves out a part of its source, or takes a value that is probably wrong.

    An importer emits it with `warnings.warn`; the command line prints it with the name of the source.

    Attributes:
        reason: what is left out, or looks wrong, for people.
        line: the line, from 1; None where there are no lines.
    """

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason if self.line is None else f"{self.line}: {self.reason}"


@attrs.frozen(kw_only=True, init=False)
class Importer(_Format[Options]):
    """How digests are read from a format.

    Type checkers see an `Importer[Options]`: `read` takes the class that `options` names.

    Attributes:
        name: the name of the format, e.g. ``"json-ld"``: lower-case words joined with hyphens.
        title: the name in prose.
        media_type: the media type as IANA registers it, if there is one; for a format of several files, that
            of the file that others refer to.
        suffix: the suffix of file names, with its dot; empty for a folder.
        source: what `read` gets. ``"stream"``: a binary file, to be read from front to back. ``"seekable"``:
            a binary file with `seek()` and `tell()`. ``"path"``: the `pathlib.Path` of a file, which may be
            the user's own and must not be changed. ``"folder"``: `signalkit.store.Files`, which are a folder
            or a zip archive for users.
        options: an attrs class whose attributes are made by `option`; `NoOptions` if there are none.
        read: reads what `source` says with an object of the class `options`, and returns a `Record` for each
            digest, one by one. It raises `ImportFormatError` for input that is not of the format, with the
            line where there are lines; the path is added to it. An `ImportFormatWarning` reports what it
            leaves out.

    Raises:
        ValueError: If a value is not allowed.
        TypeError: If a value has the wrong type.
    """

    source: Kind = attrs.field(validator=_is_kind)
    read: Callable[[Any, Options], Iterable[Record]] = attrs.field(validator=attrs.validators.is_callable())

    def __attrs_post_init__(self) -> None:
        for option in options_of(self.options):
            if option.name in _OF_IMPORT:
                raise TypeError(f"option {option.name!r}: this name is taken")

    @overload
    def __init__(
        self: Importer[NoOptions],
        *,
        name: str,
        title: str,
        media_type: str = "",
        suffix: str = "",
        source: Kind = "stream",
        read: Callable[[Any, NoOptions], Iterable[Record]],
    ) -> None: ...

    @overload
    def __init__(
        self,
        *,
        name: str,
        title: str,
        media_type: str = "",
        suffix: str = "",
        source: Kind = "stream",
        options: type[Options],
        read: Callable[[Any, Options], Iterable[Record]],
    ) -> None: ...

    def __init__(
        self,
        *,
        name: str,
        title: str,
        media_type: str = "",
        suffix: str = "",
        source: Kind = "stream",
        options: type[Any] = NoOptions,
        read: Callable[[Any, Any], Iterable[Record]],
    ) -> None:
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]
            name=name,
            title=title,
            media_type=media_type,
            suffix=suffix,
            source=source,
            options=options,
            read=read,
        )
