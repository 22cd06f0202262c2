"""Exporters that write what they should not, or nothing."""

from __future__ import annotations

import datetime
import hashlib
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from signalkit import ImportFormatError, Record
from signalkit.exchange import Exportable, Exporter, to_plain
from tests.support.mutant_format import FIRST, exporter, importer, line_of, record_of, write

# -- bytes that differ -----------------------------------------------------------------------------------


def stamping(stamp: Callable[[Exportable], object]) -> Exporter[Any]:
    """Make an exporter that adds something to each line, which the importer does not look at."""

    def write_stamped(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
        out.write(FIRST)
        for document in documents:
            out.write(line_of(to_plain(document))[:-2] + b"}" + f" {stamp(document)}\n".encode())

    return exporter(write_stamped)


def read_stamped(source: BinaryIO, options: Any) -> Iterator[Record]:
    for number, line in enumerate(source, 1):
        if number > 1:
            yield record_of(line[: line.rindex(b"}") + 1] + line[-1:], number)
        elif line != FIRST:
            raise ImportFormatError("the first line is another", line=1)


STAMPED = importer(read_stamped)
COUNT = [0]


def count_up(_: object) -> int:
    COUNT[0] += 1
    return COUNT[0]


def hash_of(values: Iterable[str]) -> str:
    """Hash values in their order."""
    return hashlib.md5(repr(list(values)).encode("utf-8", "surrogatepass")).hexdigest()


EACH_TIME = {
    "a random number": (stamping(lambda _: random.random()), "two exports of the same digests differ"),
    "the time in microseconds": (stamping(lambda _: datetime.datetime.now()), "two exports .* differ"),
    "a number that goes on": (stamping(count_up), "two exports of the same digests differ, from byte"),
}
ELSEWHERE = {
    "the time in seconds": (stamping(lambda _: int(time.time())), "a second process writes other bytes"),
    "the day": (stamping(lambda _: datetime.date.today()), r"other bytes, from byte \d+: .*20"),
    "the time zone": (stamping(lambda _: time.strftime("%z", time.localtime(0))), "second process"),
    "the process id": (stamping(lambda _: os.getpid()), "write no time, process id, path"),
    "the order of a set": (stamping(lambda one: hash_of(set(one.digest.keywords))), "sort sets"),
    "the current directory": (stamping(lambda _: os.getcwd()), "a second process writes other bytes"),
    "the name of the user": (stamping(lambda _: os.environ.get("USER")), "name of a user"),
}


def print_in_another_process(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    os.write(1, b"done\n")
    write(documents, out, options)


PAST_PYTHON = {"it prints past Python": (exporter(print_in_another_process), "prints on standard output")}


# -- what is not written ---------------------------------------------------------------------------------


def write_nothing(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    for _ in documents:
        pass


def write_the_first_line(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    write_nothing(documents, out, options)


def write_one(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    for document in documents:
        out.write(line_of(to_plain(document)))
        break


def write_the_last(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    last = b""
    for document in documents:
        last = last or line_of(to_plain(document))
    out.write(last)


def write_as_generator(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> Iterator[None]:
    for document in documents:
        yield None
        out.write(line_of(to_plain(document)))


def write_bytes(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> bytes:
    return b"".join(line_of(to_plain(document)) for document in documents)


INCOMPLETE = {
    "nothing": (exporter(write_nothing, lossless=False), "the output of 1 digests? is|no bytes|nothing"),
    "the first line alone": (exporter(write_the_first_line, lossless=False), "is the same as that of 0"),
    "one digest": (exporter(write_one, lossless=False), "takes 1 of 2 documents|not take .*documents"),
    "the first digest, though all are taken": (
        exporter(write_the_last, lossless=False),
        "the output of 2 digests is the same as that of 1",
    ),
}
RETURNED = {
    "a generator": (exporter(write_as_generator, lossless=False), r"write\(\) returns generator"),
    "bytes": (exporter(write_bytes, lossless=False), r"write\(\) returns bytes"),
}
