"""The format of the mutants, written to and read from each kind of target; all keep the demands."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from signalkit import ImportFormatError, Record
from signalkit.exchange import Exportable, Exporter, Importer, to_plain
from signalkit.store import Files, Folder
from tests.support.mutant_format import line_of, read, record_of, write


def write_counted(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    """Write lines after their number, which is known last."""
    out.write(struct.pack(">Q", 0))
    count = 0
    for count, document in enumerate(documents, 1):  # noqa: B007 (is needed afterwards)
        out.write(line_of(to_plain(document)))
    out.seek(0)
    out.write(struct.pack(">Q", count))


def read_counted(source: BinaryIO, options: Any) -> Iterator[Record]:
    start = source.read(8)
    if len(start) < 8 or start[:4] != bytes(4):
        raise ImportFormatError("it does not begin with a number")
    expected = struct.unpack(">Q", start)[0]
    number = 0
    for number, line in enumerate(source, 1):
        yield record_of(line, number)
    if number != expected:
        raise ImportFormatError(f"{expected} digests, got {number}")


def write_path(documents: Iterator[Exportable], out: Path, options: Any) -> None:
    with out.open("wb") as file:
        write(documents, file, options)


def read_path(source: Path, options: Any) -> Iterator[Record]:
    with source.open("rb") as file:
        yield from read(file, options)


def write_folder(documents: Iterator[Exportable], out: Folder, options: Any) -> None:
    """Write a file for each digest, in folders of ten."""
    with out.create("digests.txt") as list_of_all:
        for number, document in enumerate(documents):
            name = f"{number // 10}/{number % 10}.lines"
            with out.create(name) as file:
                file.write(line_of(to_plain(document)))
            list_of_all.write(f"{name}\n".encode())


def read_folder(source: Files, options: Any) -> Iterator[Record]:
    if "digests.txt" not in source.names():
        raise ImportFormatError("no list of digests")
    with source.open("digests.txt") as list_of_all:
        for name in list_of_all.read().decode().splitlines():
            with source.open(name) as file:
                yield record_of(file.read(), 1)


FORMATS: dict[str, tuple[Exporter[Any], Importer[Any]]] = {
    "seekable": (
        Exporter(name="counted", title="Counted", write=write_counted, target="seekable", lossless=True),
        Importer(name="counted", title="Counted", read=read_counted, source="seekable"),
    ),
    "path": (
        Exporter(name="by-path", title="By path", write=write_path, target="path", lossless=True),
        Importer(name="by-path", title="By path", read=read_path, source="path"),
    ),
    "folder": (
        Exporter(name="folders", title="Folders", write=write_folder, target="folder", lossless=True),
        Importer(name="folders", title="Folders", read=read_folder, source="folder"),
    ),
}
