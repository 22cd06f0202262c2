# pyright: strict
"""What mypy and pyright must reject: a comment that nothing needs is an error of both.

Checked by `make test`, never run.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import attrs

import signalkit
from signalkit import (
    Corpus,
    CorpusRule,
    Digest,
    Document,
    Exporter,
    Finding,
    Importer,
    Link,
    Record,
    Rule,
    Signal,
)
from signalkit.corpus import Card
from signalkit.exchange import Exportable, option
from signalkit.inline import plain

document = signalkit.parse(b"# __T__")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
signalkit.parse_bytes("# __T__")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
document.digest.title = "New"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
document.digest = Digest()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
title = document.digest.titel  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
document.span_of(0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
known = document.layout == "clasic"  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
signalkit.serialize(Digest(), layout="clasic")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Digest(titel="T")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Digest(title=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Digest(keywords=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Signal(relevancy="4")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Link("https://x.example")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
plain(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Corpus.load(document)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

out = io.BytesIO()
signalkit.export("text", "jsonl", out)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
signalkit.export([1], "jsonl", out)  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
signalkit.export([document], "jsonl", io.StringIO())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
signalkit.export([document], out, "jsonl")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
for digest in signalkit.import_("jsonl", "in.jsonl"):
    id_ = digest.id  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


class Nameless:
    """It has a digest, but no id."""

    digest = Digest()


signalkit.export([Nameless()], "jsonl", out)  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def about_one(document: Document) -> Iterator[Finding]:
    """Check one document."""
    yield Finding("no", 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def about_many(card: Card, corpus: Corpus) -> Iterator[Finding]:
    """Check a digest among others."""
    yield Finding(card.title, "title")


@attrs.frozen
class Limits:
    """Options of a rule."""

    most: int = option(3, help="Most keywords.")


@attrs.frozen
class Others:
    """Options of another rule."""

    least: int = option(3, help="Fewest keywords.")


def limited(document: Document, options: Limits) -> list[Finding]:
    """Check one document, with options."""
    return [Finding("no")] * options.most


def count(corpus: Corpus) -> int:
    """Prepare a number."""
    return len(corpus)


def prepared(card: Card, corpus: Corpus, index: dict[str, int]) -> list[Finding]:
    """Check a digest, with something other than a number prepared."""
    return [Finding("no")] * index[card.id]


def write(documents: Iterator[Exportable], out: io.BytesIO) -> None:
    """Write something, without options."""


Rule(
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=about_many,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
)
CorpusRule(
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=about_one,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
)
Rule(  # type: ignore[call-overload]
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=about_one,
    severity="fatal",  # pyright: ignore[reportArgumentType]
)
Rule(
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=limited,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
)
Rule(
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=limited,  # type: ignore[arg-type]
    options=Others,  # pyright: ignore[reportArgumentType]
)
Rule(
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=about_one,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    options=Limits,
)
CorpusRule(  # type: ignore[misc]
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    prepare=count,
    check=prepared,  # pyright: ignore[reportArgumentType]
)
CorpusRule(
    code="HSE001",
    name="no",
    title="No.",
    why="No.",
    failing="",
    passing="",
    check=prepared,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
)
Exporter(
    name="no",
    title="No",
    write=write,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
)
signalkit.check(Record(None, Digest()))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@attrs.frozen
class Options:
    """Those of a format."""

    language: str = option("en", help="Language.")


@attrs.frozen
class OtherOptions:
    """Those of another format."""

    indent: int = option(0, help="Spaces.")


def write_with_options(documents: Iterator[Exportable], out: io.BytesIO, options: Options) -> None:
    """Write something, with options."""


def read_with_options(source: io.BytesIO, options: Options) -> Iterator[Record]:
    """Read something, with options."""
    yield Record(options.language, Digest())


Exporter(name="no", title="No", options=OtherOptions, write=write_with_options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Exporter(name="no", title="No", write=write_with_options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Importer(name="no", title="No", options=OtherOptions, read=read_with_options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Importer(name="no", title="No", read=read_with_options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Exporter(name="no", title="No", target="file", options=Options, write=write_with_options)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
Importer(name="no", title="No", source="file", options=Options, read=read_with_options)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
other: Exporter[OtherOptions] = Exporter(name="no", title="No", options=Options, write=write_with_options)  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
