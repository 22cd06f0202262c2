"""A plugin whose formats are written to and read from each kind of place.

``db`` is a database of SQLite, ``book`` a file that begins with its size,
``pages`` a folder with subfolders.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import attrs

import signalkit
from signalkit import Digest, Exporter, Importer, ImportFormatError, Record, hookimpl
from signalkit.exchange import Exportable, NoOptions, option
from signalkit.plugins import PluginManager
from signalkit.store import Files, Folder


@attrs.frozen
class DatabaseOptions:
    """How a database is written."""

    journal: str = option("delete", help="Journal.", choices=["delete", "persist", "truncate", "wal", "off"])
    close: bool = option(True, help="Whether the database is closed in the end.")


LEFT_OPEN: list[sqlite3.Connection] = []


def write_database(documents: Iterator[Exportable], out: Path, options: DatabaseOptions) -> None:
    """Write a table of titles."""
    database = sqlite3.connect(out)
    database.execute(f"PRAGMA journal_mode = {options.journal}")
    with database:
        database.execute("CREATE TABLE titles (id TEXT, title TEXT)")
        for document in documents:
            database.execute("INSERT INTO titles VALUES (?, ?)", (document.id, document.digest.title))
    if options.close:
        database.close()
    else:
        LEFT_OPEN.append(database)


def read_database(source: Path, options: NoOptions) -> Iterator[Record]:
    """Read a table of titles."""
    with contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            for id_, title in database.execute("SELECT id, title FROM titles"):
                yield Record(id_, Digest(title=title))
        except sqlite3.DatabaseError as error:
            raise ImportFormatError(f"not a database: {error}") from error


def write_book(documents: Iterator[Exportable], out: BinaryIO, options: NoOptions) -> None:
    """Write titles, and where they end in front of them."""
    out.write(bytes(8))
    for document in documents:
        out.write(f"{document.id}\t{document.digest.title}\n".encode())
    end = out.tell()
    out.seek(0)
    out.write(end.to_bytes(8))
    assert len(out.read()) == end - 8


def read_book(source: BinaryIO, options: NoOptions) -> Iterator[Record]:
    """Read titles, if they end where they should."""
    size = source.seek(0, 2)
    source.seek(0)
    if size < 8 or int.from_bytes(source.read(8)) != size:
        raise ImportFormatError("not a book")
    for line in source.read().decode().splitlines():
        id_, _, title = line.partition("\t")
        yield Record(id_, Digest(title=title))


def write_pages(documents: Iterator[Exportable], out: Folder, options: NoOptions) -> None:
    """Write a page for each digest, and a list."""
    for document in documents:
        with out.create(f"pages/{document.id}/index.txt") as file:
            file.write(document.digest.title.encode())
    with out.create("list.txt") as file:
        file.write(b"all")


def read_pages(source: Files, options: NoOptions) -> Iterator[Record]:
    """Read the pages."""
    for name in source.names():
        if name.startswith("pages/"):
            with source.open(name) as file:
                yield Record(name.split("/")[1], Digest(title=file.read().decode()))


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """Return the exporters."""
    return [
        Exporter(
            name="db",
            title="Titles",
            suffix=".db",
            target="path",
            options=DatabaseOptions,
            write=write_database,
        ),
        Exporter(name="book", title="Titles", suffix=".book", target="seekable", write=write_book),
        Exporter(name="pages", title="Titles", target="folder", write=write_pages),
    ]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """Return the importers."""
    return [
        Importer(name="db", title="Titles", suffix=".db", source="path", read=read_database),
        Importer(name="book", title="Titles", suffix=".book", source="seekable", read=read_book),
        Importer(name="pages", title="Titles", source="folder", read=read_pages),
    ]


# -- the plugin in use -------------------------------------------------------------------------------------

RECORDS = [Record(name, Digest(title=f"Title {name}")) for name in "abc"]
MANAGER = PluginManager(discover=False)
MANAGER.register(sys.modules[__name__], "places")


def export(records: Any, format: str, out: Any, **options: Any) -> None:
    """Export to one of the formats."""
    signalkit.export(records, format, out, plugins=MANAGER, **options)


def read(format: str, source: Any) -> list[Record]:
    """Import from one of the formats."""
    return list(signalkit.import_records(format, source, plugins=MANAGER))
