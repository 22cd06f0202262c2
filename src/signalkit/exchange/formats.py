"""What an exporter and an importer are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from signalkit.exchange.options import NoOptions, options_of
from signalkit.exchange.records import Exportable, Record

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]*")  # RFC 6838, section 4.2


def _is_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError(f"{attribute.name} {value!r}: expected lower-case words joined with hyphens")


def _is_media_type(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{attribute.name}: expected str, got {type(value).__name__}")
    if value and not _MEDIA_TYPE.fullmatch(value):
        raise ValueError(f"{attribute.name} {value!r}: expected something like 'text/csv', or none")


def _is_suffix(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or (value and not value.startswith(".")):
        raise ValueError(f"{attribute.name} {value!r}: expected one with its dot, or none")


def _is_options(_: object, attribute: Any, value: type) -> None:
    options_of(value)
    value()  # the defaults must be valid


@attrs.frozen(kw_only=True)
class _Format:
    """The attributes that exporters and importers share."""

    name: str = attrs.field(validator=_is_name)
    title: str = attrs.field(validator=attrs.validators.instance_of(str))
    media_type: str = attrs.field(default="", validator=_is_media_type)
    suffix: str = attrs.field(default="", validator=_is_suffix)
    folder: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    options: type = attrs.field(default=NoOptions, validator=_is_options)


@attrs.frozen(kw_only=True)
class Exporter(_Format):
    """How digests are written in a format.

    Attributes:
        name: the name of the format, e.g. ``"json-ld"``: lower-case words joined with hyphens.
        title: the name in prose.
        media_type: the media type as IANA registers it, if there is one; for a format of several files, that
            of the file that others refer to.
        suffix: the suffix of file names, with its dot; empty for a folder.
        folder: whether the format is several files: a folder, or a zip archive.
        options: an attrs class whose attributes are made by `option`.
        write: writes an iterator of documents, one by one, with an options object, to a binary file or a
            `signalkit.store.Folder`. Each document has an `id` (or None) and a `digest`. It takes all of
            them, returns None, and raises `UnrepresentableError` for a value that the format cannot hold.
        lossless: whether an importer of the same name returns equal ids and digests.
        binary: whether the format is not text; the command line does not write it to a terminal.

    Raises:
        ValueError: If a value is not allowed.
        TypeError: If a value has the wrong type.
    """

    write: Callable[[Iterator[Exportable], Any, Any], None] = attrs.field(
        validator=attrs.validators.is_callable()
    )
    lossless: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    binary: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))

    def is_lossless(self, options: Any) -> bool:
        """Return whether these options lose nothing.

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
        name: the name of the format, e.g. ``"json-ld"``: lower-case words joined with hyphens.
        title: the name in prose.
        media_type: the media type as IANA registers it, if there is one; for a format of several files, that
            of the file that others refer to.
        suffix: the suffix of file names, with its dot; empty for a folder.
        folder: whether the format is several files: a folder, or a zip archive.
        options: an attrs class whose attributes are made by `option`.
        read: reads a binary file or `signalkit.store.Files` with an options object, and returns a `Record`
            for each digest, one by one. It raises `ImportFormatError` for input that is not of the format,
            with the line where there are lines; the path is added to it.

    Raises:
        ValueError: If a value is not allowed.
        TypeError: If a value has the wrong type.
    """

    read: Callable[[Any, Any], Iterable[Record]] = attrs.field(validator=attrs.validators.is_callable())
