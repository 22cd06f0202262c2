"""Importers that break a demand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from signalkit import ImportFormatError, Record
from signalkit.exchange import Importer
from tests.support.mutant_format import FIRST, importer, read, record_of

# -- importers -------------------------------------------------------------------------------------------


def read_a_list(source: BinaryIO, options: Any) -> list[Record]:
    return list(read(source, options))


def read_digests(source: BinaryIO, options: Any) -> Iterator[Any]:
    return (record.digest for record in read(source, options))


def read_what_can_be_read(source: BinaryIO, options: Any) -> Iterator[Record]:
    for line in source:
        if line != FIRST:
            try:
                yield record_of(line, 1)
            except ImportFormatError:
                return


def read_without_a_reason(source: BinaryIO, options: Any) -> Iterator[Record]:
    try:
        yield from read(source, options)
    except ImportFormatError as error:
        error.reason = ""
        raise


def read_all_but_a_bad_end(source: BinaryIO, options: Any) -> Iterator[Record]:
    if source.readline() != FIRST:
        raise ImportFormatError("the first line is another", line=1)
    for number, line in enumerate(source, 2):
        yield record_of(line if line.endswith(b"}\n") else b'{"title": "?"}\n', number)


def read_with_replacement(source: BinaryIO, options: Any) -> Iterator[Record]:
    data = source.read()
    is_utf16 = data.startswith(b"\xff\xfe")
    text = data.decode("utf-16" if is_utf16 else "utf-8", "replace")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        if number > 1:
            yield record_of(line.replace("Grown", "G?own" if is_utf16 else "Grown").encode() + b"\n", number)
        elif line.encode() + b"\n" != FIRST:
            raise ImportFormatError("the first line is another", line=1)


def read_until_an_error(source: BinaryIO, options: Any) -> Iterator[Record]:
    try:
        yield from read(source, options)
    except OSError:
        return


def read_errors_as_damage(source: BinaryIO, options: Any) -> Iterator[Record]:
    try:
        yield from read(source, options)
    except OSError as error:
        raise ImportFormatError(f"damaged: {error}") from error


def read_then(act: Callable[[Any], object]) -> Importer[Any]:
    def read_and_act(source: BinaryIO, options: Any) -> Iterable[Record]:
        yield from read(source, options)
        act(source)

    return importer(read_and_act)


IMPORTERS: dict[str, tuple[Importer[Any], str, str]] = {
    "it builds a list": (importer(read_a_list), "records_are_read_one_by_one", "makes 40 of 40 records"),
    "it yields digests": (
        importer(read_digests),
        "every_kind_of_value_comes_back",
        "expected a Record, got Digest",
    ),
    "it skips what it cannot read": (
        importer(read_what_can_be_read),
        "what_is_something_else_is_refused",
        "is taken: empty, blank",
    ),
    "it gives no reason": (
        importer(read_without_a_reason),
        "what_is_something_else_is_refused",
        "refused without a reason",
    ),
    "it reads what is cut off": (
        importer(read_all_but_a_bad_end),
        "a_file_that_is_cut_off_gives_no_digest_that_was_not_there",
        r"cut off after \d+ of \d+ bytes gives another digest",
    ),
    "it reads UTF-16 with replacement": (
        importer(read_with_replacement),
        "a_file_in_another_encoding_is_refused",
        "the output in UTF-16 is read as other digests",
    ),
    "an error of the input is its end": (
        importer(read_until_an_error),
        "an_error_of_the_input_is_raised",
        r"yields \d+ of 40 digests",
    ),
    "an error of the input is damage": (
        importer(read_errors_as_damage),
        "an_error_of_the_input_is_raised",
        "taken for one of another format",
    ),
    "it closes its file": (
        read_then(lambda source: source.close()),
        "the_input_may_be_a_pipe",
        r"uses close\(\) of its file",
    ),
    "it seeks": (read_then(lambda source: source.seek(0)), "the_input_may_be_a_pipe", r"uses seek\(\)"),
    "it prints": (read_then(lambda _: print("done")), "reading_prints_nothing", "prints on standard output"),
    "it changes the folder": (
        read_then(lambda _: os.chdir("/")),
        "reading_changes_nothing_in_the_process",
        r"read\(\) changes the current",
    ),
}
