"""Exporters that change values, ids or their order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import attrs

from signalkit.exchange import Exportable, Exporter, option, to_plain
from tests.support.mutant_format import FIRST, Plain, exporter, line_of

# -- values that change ----------------------------------------------------------------------------------


def changing(change: Callable[[Plain], Plain | None]) -> Exporter[Any]:
    """Make an exporter that changes the plain values of a digest, or skips it for None."""

    def write_changed(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
        out.write(FIRST)
        for document in documents:
            value = change(to_plain(document))
            if value is not None:
                out.write(line_of(value))

    return exporter(write_changed)


def field(name: str, change: Callable[[Any], Any]) -> Exporter[Any]:
    return changing(lambda value: value | {name: change(value[name])})


def every_text(change: Callable[[str], Any]) -> Exporter[Any]:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(one) for key, one in value.items()}
        if isinstance(value, list):
            return [walk(one) for one in value]
        return change(value) if isinstance(value, str) else value

    return changing(lambda value: {**walk({**value, "id": None}), "id": value["id"]})


def rows(name: str, change: Callable[[Plain], Plain]) -> Exporter[Any]:
    return field(name, lambda entries: [change(dict(entry)) for entry in entries])


VALUES = {
    "more than 8 references are cut": (field("closest", lambda several: several[:8]), r"closest: .*9 values"),
    "more than 50 keywords are cut": (
        field("keywords", lambda several: several[:50]),
        r"keywords: wrote '60 values', read '50 values'",
    ),
    "keywords are sorted": (field("keywords", sorted), r"keywords\["),
    "keywords that are repeated are dropped": (
        field("keywords", lambda several: list(dict.fromkeys(several))),
        r"repeated.*\n.*keywords: wrote '4 values', read '2 values'",
    ),
    "summaries are cut at 200 characters": (
        field("summary", lambda text: text[:200]),
        r"summary: wrote .*of 300\)",
    ),
    "summaries are cut at 32,767 characters": (field("summary", lambda text: text[:32767]), "40,000"),
    "summaries are stripped": (field("summary", str.strip), "summary"),
    "NFC": (every_text(lambda text: unicodedata.normalize("NFC", text)), "not NFC"),
    "NFKC": (field("title", lambda text: unicodedata.normalize("NFKC", text)), "title"),
    "CR LF becomes LF": (every_text(lambda text: text.replace("\r\n", "\n")), r"CR LF.*\n.*wrote 'a\\r\\nb'"),
    "CR becomes LF": (field("preamble", lambda text: text.replace("\r", "\n")), "preamble"),
    "NUL is dropped": (every_text(lambda text: text.replace("\0", "")), r"a NUL.*\n.*wrote 'a\\x00b'"),
    "control characters are dropped": (
        field("type", lambda text: "".join(one for one in text if one >= " ")),
        "type",
    ),
    "the byte order mark is dropped": (
        field("title", lambda text: text.removeprefix("\ufeff")),
        "order mark",
    ),
    "? for surrogates": (
        every_text(lambda text: text.encode("utf-8", "replace").decode()),
        r"surrogate.*\n.*read 'a\?'",
    ),
    "lower case": (field("category", str.lower), "category"),
    "tags are removed": (field("title", lambda text: text.replace("<b>", "")), "title"),
    "a word for nothing is nothing": (field("type", lambda text: "" if text == "nan" else text), "NaN"),
    "texts like numbers are numbers": (
        field("title", lambda text: str(int(text)) if text.isdecimal() else text),
        "'0012', read '12'",
    ),
    "quotation marks of formulas are dropped": (
        field("title", lambda text: text.lstrip("'")),
        "quoted formula",
    ),
    "integers become floats": (
        rows(
            "signals",
            lambda row: row | {"relevancy": row["relevancy"] and int(float(row["relevancy"]))},
        ),
        r"signals\[0\].relevancy: wrote 9007199254740993, read 9007199254740992",
    ),
    "integers have 32 bits": (
        rows("issues", lambda row: row | {"relevancy": row["relevancy"] and row["relevancy"] % 2**32}),
        r"issues\[0\].relevancy",
    ),
    "no relevancy is relevancy 0": (
        rows("concerns", lambda row: row | {"relevancy": row["relevancy"] or 0}),
        "None",
    ),
    "cells of unknown columns of signals are dropped": (
        rows("signals", lambda row: row | {"extra": {}}),
        "extra",
    ),
    "cells of unknown columns of topics are dropped": (
        rows("issues", lambda row: row | {"extra": {}}),
        "extra",
    ),
    "sections without a body are dropped": (
        field("sections", lambda several: [one for one in several if one["body"]]),
        "sections",
    ),
    "an origin without an address is dropped": (
        field("origin", lambda one: one if one and one["url"] else None),
        "origin",
    ),
    "a digest without a title is skipped": (
        changing(lambda value: value if value["title"] else None),
        r"\(nothing\)\nwrote 1 digest, read 0; digest 1 of 1 \(id '\d+'\) is missing",
    ),
}


# -- ids, order and number -------------------------------------------------------------------------------


def write_sorted(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    lines = [(document.id or "", line_of(to_plain(document))) for document in documents]
    out.write(b"".join(line for _, line in sorted(lines)))


def write_reversed(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    out.write(b"".join(reversed([line_of(to_plain(document)) for document in documents])))


def write_each_id_once(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    seen: set[str | None] = set()
    for document in documents:
        if document.id is None or document.id not in seen:
            out.write(line_of(to_plain(document)))
        seen.add(document.id)


def write_without_the_last(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    before = next(documents, None)
    for document in documents:
        if before is not None:
            out.write(line_of(to_plain(before)))
        before = document


def write_no_first_line_for_nothing(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    for number, document in enumerate(documents):
        out.write((b"" if number else FIRST) + line_of(to_plain(document)))


IDS = {
    "id None becomes 'none'": (field("id", lambda id_: id_ or "none"), "id: wrote None, read 'none'"),
    "the id 'none' becomes None": (
        field("id", lambda id_: None if id_ == "none" else id_),
        "id: wrote 'none'",
    ),
    "ids in lower case": (field("id", lambda id_: id_ and id_.lower()), "wrote 'B', read 'b'"),
    "ids in NFC": (field("id", lambda id_: id_ and unicodedata.normalize("NFC", id_)), "id: wrote 'cafe"),
    "ids that are numbers": (
        field("id", lambda id_: str(int(id_)) if id_ and id_.isdecimal() else id_),
        "'007'",
    ),
    "ids of 100 characters": (field("id", lambda id_: id_ and id_[:100]), "of 200"),
    "a digest whose id is there already is skipped": (exporter(write_each_id_once), "read 4; digest 2 of 6"),
    "records sorted by id": (exporter(write_sorted), "the order of digests differs"),
}
ORDER = {
    "records in reverse": (exporter(write_reversed), "the order of digests differs"),
    "the last digest is skipped": (exporter(write_without_the_last), "wrote 1 digest, read 0"),
    "no digests are no file": (
        exporter(write_no_first_line_for_nothing),
        "first line is another|writes nothing|no bytes",
    ),
}


# -- options ---------------------------------------------------------------------------------------------


@attrs.frozen
class Options:
    brief: bool = option(False, help="Leave the summary out.")
    limit: int = option(3, help="The number of signals, if more than 3.")
    style: str = option("long", help="The style.", choices=["long", "short"])


@attrs.frozen
class WithoutHelp:
    brief: bool = option(False, help="brief")


def with_option(is_lossy: Callable[[Options], bool]) -> Exporter[Any]:
    """Make an exporter that loses summaries with some options, and does not say so."""

    def write_with(documents: Iterator[Exportable], out: BinaryIO, options: Options) -> None:
        out.write(FIRST)
        for document in documents:
            out.write(line_of(to_plain(document) | ({"summary": ""} if is_lossy(options) else {})))

    return exporter(write_with, options=Options)


OPTIONS = {
    "a switch that loses content": (with_option(lambda options: options.brief), "with brief=True"),
    "a number that loses content": (with_option(lambda options: options.limit > 3), "with limit=4"),
    "a choice that loses content": (with_option(lambda options: options.style == "short"), "style='short'"),
}
HELP = {"no sentence": (exporter(options=WithoutHelp), "the help of option 'brief' is 'brief'")}
