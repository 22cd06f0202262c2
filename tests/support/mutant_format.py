"""A small format that keeps all demands: JSON Lines after a first line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from signalkit import ImportFormatError, Record
from signalkit.exchange import Exportable, Exporter, Importer, NoOptions, from_plain, to_plain

Plain = dict[str, Any]

FIRST = b'"digests"\n'


def line_of(value: Plain) -> bytes:
    return json.dumps(value).encode() + b"\n"


def write(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    for document in documents:
        out.write(line_of(to_plain(document)))


def read(source: BinaryIO, options: Any) -> Iterator[Record]:
    if source.readline() != FIRST:
        raise ImportFormatError("the first line is another", line=1)
    last = FIRST
    for number, last in enumerate(source, 2):
        yield record_of(last, number)
    if last == FIRST:
        return


def record_of(line: bytes, number: int) -> Record:
    if not line.endswith(b"\n"):
        raise ImportFormatError("the last line does not end", line=number)
    try:
        return from_plain(json.loads(line))
    except (TypeError, ValueError, RecursionError) as error:
        raise ImportFormatError(f"not a digest: {error}", line=number) from error


def exporter(function: Callable[..., Any] = write, **facts: Any) -> Exporter[Any]:
    facts = {"lossless": True, "options": NoOptions, **facts}
    return Exporter(name="lines", title="Lines", suffix=".lines", write=function, **facts)


def importer(function: Callable[..., Any] = read, **facts: Any) -> Importer[Any]:
    return Importer(name="lines", title="Lines", suffix=".lines", read=function, **facts)


EXPORTER = exporter()
IMPORTER = importer()
LOSSY = exporter(lossless=False)
