"""``markdown``: digests in canonical form, a file each, in a folder or a zip archive.

A file has the id of its digest for a name; a digest without id gets a name made of its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

import attrs

from signalkit.codec.render import serialize
from signalkit.document import parse_bytes
from signalkit.errors import ImportFormatError, UnrepresentableError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.model.layout import LAYOUTS, LayoutName, beyond_classic
from signalkit.options import NoOptions, option
from signalkit.plugins.hooks import hookimpl
from signalkit.store.find import SUFFIXES
from signalkit.store.folder import is_file_name
from signalkit.syntax.text import encode

if TYPE_CHECKING:
    from signalkit.exchange.records import Exportable, Record
    from signalkit.model.digest import Digest
    from signalkit.store.folder import Files, Folder

LayoutChoice = LayoutName | Literal["prefer-classic"]
LAYOUT_CHOICES = ("auto", *LAYOUTS, "prefer-classic")
"""The layouts of `serialize`, and the classic one for each digest that it can hold."""


@attrs.frozen
class MarkdownOptions:
    """How digests are written."""

    layout: LayoutChoice = option(
        "auto",
        help="Layout of the files; prefer-classic is classic wherever the digest fits.",
        choices=LAYOUT_CHOICES,
    )


def write(documents: Iterator[Exportable], out: Folder, options: MarkdownOptions) -> None:
    """Write a file for each digest."""
    times: Counter[str] = Counter()
    for document in documents:
        data = encode(serialize(document.digest, layout=choose_layout(document.digest, options.layout)))
        if document.id is not None:
            _write_as(out, document.id, data)
            continue
        import hashlib

        name = hashlib.md5(data, usedforsecurity=False).hexdigest()
        times[name] += 1
        _write_as(out, name if times[name] == 1 else f"{name}-{times[name]}", data)


def choose_layout(digest: Digest, layout: LayoutChoice) -> LayoutName:
    """Return the layout of `serialize` that a choice means for a digest."""
    if layout == "prefer-classic":
        return "classic" if beyond_classic(digest) is None else "extended"
    return layout


def file_name_of(id: str) -> str:
    """Return the name of the file of a digest.

    Args:
        id: of the digest.

    Raises:
        UnrepresentableError: If it cannot be the name of a file.
    """
    name = f"{id}.md"
    if not is_file_name(name):
        raise UnrepresentableError("id", id, "not a valid file name")
    return name


def _write_as(out: Folder, name: str, data: bytes) -> None:
    try:
        with out.create(file_name_of(name)) as file:
            file.write(data)
    except FileExistsError:
        raise UnrepresentableError("id", name, "two digests have this id") from None


def read(source: Files, options: NoOptions) -> Iterator[Record]:
    """Read every ``*.md`` and ``*.markdown``, subfolders included, in the order of their names.

    Raises:
        ImportFormatError: If there are files, but none of these.
    """
    from signalkit.exchange.records import Record

    found = source.names()
    names = [name for name in found if name.lower().endswith(SUFFIXES)]
    if found and not names:
        raise ImportFormatError("no Markdown files found")
    for name in names:
        with source.open(name) as file:
            digest = parse_bytes(file.read()).digest
        yield Record(PurePosixPath(name).stem, digest)


EXPORTER = Exporter(
    name="markdown",
    title="Markdown files in canonical form",
    media_type="text/markdown",
    target="folder",
    lossless=True,
    options=MarkdownOptions,
    write=write,
)
IMPORTER = Importer(
    name="markdown", title="Markdown files", media_type="text/markdown", source="folder", read=read
)


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return our exporter."""
    return [EXPORTER]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return our importer."""
    return [IMPORTER]
