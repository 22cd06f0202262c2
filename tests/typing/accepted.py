# pyright: strict
"""What mypy and pyright must accept of users and of plugin authors, with the types that they must infer.

Checked by `make test`, never run.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Literal, assert_type

import attrs

import signalkit
from signalkit import (
    Change,
    Configuration,
    Conflict,
    Corpus,
    CorpusRule,
    Diagnostic,
    Digest,
    Document,
    Exporter,
    Finding,
    Fix,
    Importer,
    Link,
    MergeConflictError,
    Node,
    Origin,
    PatchError,
    Record,
    Reference,
    Related,
    Rule,
    Signal,
    Span,
    TextEdit,
    Topic,
    hookimpl,
)
from signalkit.corpus import Card
from signalkit.exchange import Exportable, NoOptions, option
from signalkit.inline import html, plain
from signalkit.plugins import PluginManager
from signalkit.testing import (
    ExporterConformance,
    ImporterConformance,
    RuleConformance,
    exporter_conformance,
    importer_conformance,
    rule_conformance,
)

# -- documents and content ---------------------------------------------------------------------------------

document = signalkit.parse("# __T__")
assert_type(document, Document)
assert_type(signalkit.parse_bytes(b"# __T__", path=Path("t.md")), Document)
assert_type(signalkit.load("t.md"), Document)
assert_type(document.digest, Digest)
assert_type(document.tree, Node)
assert_type(document.id, str | None)
assert_type(document.layout, Literal["classic", "extended", "mixed"])
assert_type(document.span_of("signals[0].name"), Span)
assert_type(document.value_of("signals[0].name"), Any)
assert_type(document.with_value("signals[0].name", "Moss"), Document)
assert_type(document.position(0), tuple[int, int])
assert_type(document.evolve(title="New", keywords=("moss",)), Document)
assert_type(document.with_digest(attrs.evolve(document.digest, summary="New")), Document)
document.save()
document.save("other.md", force=True)

digest = Digest(
    title="T",
    origin=Origin(label="20240616", url="https://example.org"),
    link=Link(url="https://example.org"),
    keywords=("moss",),
    signals=(Signal(name="Moss", relevancy=4, extra={"src": "a"}),),
    concerns=(Topic(name="Heat"),),
    closest=(Reference("Trees", "41d0aa"),),
)
assert_type(digest.keywords, tuple[str, ...])
assert_type(digest.signals, tuple[Signal, ...])
assert_type(digest.signals[0].relevancy, int | None)
if digest.origin is not None:
    assert_type(digest.origin.date, date | None)
assert_type(signalkit.serialize(digest, layout="classic"), str)
assert_type(plain("*a*"), str)
assert_type(html("*a*"), str)

# -- changes -----------------------------------------------------------------------------------------------

changes = signalkit.diff(digest, Digest(title="U"))
assert_type(changes, tuple[Change, ...])
assert_type(changes[0].kind, Literal["insert", "remove", "replace"])
assert_type(signalkit.patch(digest, [changes[0], Change("title", "T", "V")]), Digest)
try:
    assert_type(signalkit.merge(digest, digest, Digest()), Digest)
except MergeConflictError as error:
    assert_type(error.conflicts, tuple[Conflict, ...])
except PatchError as error:
    assert_type(error.change, Change)

# -- many documents, other formats -------------------------------------------------------------------------

corpus = Corpus.load("digests", Path("more"))
assert_type(corpus["0f34"], Document)
for one in corpus:
    assert_type(one, Document)
assert_type(corpus.resolve(Reference("Trees", "41d0aa")), Document | None)
assert_type(corpus.resolve("41d0aa"), Document | None)

out = io.BytesIO()
signalkit.export(document, "jsonl", out)
signalkit.export([document], "jsonl", out)
signalkit.export((one for one in corpus), "csv", Path("out.csv"), excel=True)
signalkit.export(corpus, "csvw", "tables")
signalkit.export(digest, "json", out)
signalkit.export([digest, document, Record("0f34", digest)], "json", out)
for found in signalkit.import_("jsonl", out):
    assert_type(found, Digest)
for record in signalkit.import_records("jsonl", "in.jsonl"):
    assert_type(record.id, str | None)
    assert_type(record.digest, Digest)


@attrs.frozen
class Article:
    """Something of another program that has what an export needs."""

    id: str | None
    digest: Digest


signalkit.export([Article(None, digest)], "jsonl", out)

# -- checks ------------------------------------------------------------------------------------------------

diagnostics = signalkit.check(document, config=Configuration(select=("SK3",)))
assert_type(diagnostics, list[Diagnostic])
signalkit.check(document, config=Configuration(rules={"SK308": {"max-relevancy": 10}}))
signalkit.check([document, document])
signalkit.check(corpus, plugins=PluginManager(discover=False))
for diagnostic in diagnostics:
    assert_type(diagnostic.severity, Literal["error", "warning", "info"])
    assert_type(diagnostic.path, Path | None)
    for place in diagnostic.related:
        assert_type(place.path, Path | None)
        assert_type(place.start, tuple[int, int])
    if diagnostic.fix is not None:
        assert_type(diagnostic.fix.edits, tuple[TextEdit, ...])


def no_bees(document: Document) -> Iterator[Finding]:
    """A rule about one document."""
    for index, keyword in enumerate(document.digest.keywords):
        if keyword == "bees":
            path = f"keywords[{index}]"
            span = document.span_of(path)
            yield Finding("no bees", span, Fix([TextEdit(span, "wasps")], safe=False))
            yield Finding("no bees", path)


def no_loops(card: Card, corpus: Corpus) -> list[Finding]:
    """A rule about a digest among others."""
    looping = any(reference.id == card.id for reference in card.closest)
    return [Finding("refers to itself", "closest")] if looping and len(corpus) > 1 else []


@attrs.frozen
class Limits:
    """Options of the rules below."""

    most: int = option(3, help="Most keywords.")


def few_keywords(document: Document, options: Limits) -> list[Finding]:
    """A rule with options."""
    return [Finding("too many")] if len(document.digest.keywords) > options.most else []


def first_uses(corpus: Corpus) -> dict[str, Card]:
    """What the rule below prepares."""
    return {keyword: card for card in reversed(corpus.cards) for keyword in card.keywords}


def used_before(card: Card, corpus: Corpus, first: dict[str, Card]) -> Iterator[Finding]:
    """A rule that gets what was prepared."""
    for index, keyword in enumerate(card.keywords):
        if first[keyword] is not card:
            related = Related("first used here", "keywords", first[keyword])
            yield Finding(f"{keyword} is used before", f"keywords[{index}]", related=[related])


def too_small(corpus: Corpus, options: Limits) -> list[Finding]:
    """A rule about the corpus as a whole."""
    return [Finding("too few digests")] if len(corpus) < options.most else []


def count_signals(corpus: Corpus, options: Limits) -> int:
    """What a rule with options prepares."""
    return sum(len(card.signals) for card in corpus.cards if card.date is not None)


def too_many(card: Card, corpus: Corpus, count: int, options: Limits) -> list[Finding]:
    """A rule that gets what was prepared, and options."""
    return [Finding("too many signals")] if count > options.most else []


RULES: list[Rule | CorpusRule] = [
    Rule(
        code="HSE003",
        name="few-keywords",
        title="Many.",
        why="Many.",
        failing="",
        passing="",
        check=few_keywords,
        options=Limits,
    ),
    CorpusRule(
        code="HSE004",
        name="used-before",
        title="Used.",
        why="Used.",
        failing="",
        passing="",
        prepare=first_uses,
        check=used_before,
    ),
    CorpusRule(
        code="HSE005",
        name="too-small",
        title="Small.",
        why="Small.",
        failing="",
        passing="",
        check_corpus=too_small,
        options=Limits,
    ),
    CorpusRule(
        code="HSE006",
        name="too-many",
        title="Many.",
        why="Many.",
        failing="",
        passing="",
        prepare=count_signals,
        check=too_many,
        options=Limits,
    ),
    Rule(
        code="HSE001",
        name="no-bees",
        title="Bees.",
        why="They sting.",
        check=no_bees,
        failing="## Keywords\n\n* bees\n",
        passing="",
        severity="error",
        fixable="unsafe",
    ),
    CorpusRule(
        code="HSE002", name="no-loops", title="Loops.", why="Dizzy.", check=no_loops, failing="", passing=""
    ),
]


# -- formats and plugins -----------------------------------------------------------------------------------


@attrs.frozen
class Options:
    """Those of the format below."""

    language: str = option("en", help="Language.", choices=["en", "de"])
    short: bool = option(False, help="Leave the summary out.", lossy=True)


def write(documents: Iterator[Exportable], out: BinaryIO, options: Options) -> None:
    """Write the titles."""
    for document in documents:
        text = document.digest.title if options.short else f"{document.id} {document.digest.title}"
        out.write(text.encode())


def read(source: BinaryIO, options: Any) -> Iterable[Record]:
    """Read the titles."""
    return [Record(None, Digest(title=line.decode())) for line in source]


def write_file(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
    """Write the titles to a file that does not exist yet."""
    out.write_text("\n".join(document.digest.title for document in documents))


def read_with_options(source: BinaryIO, options: Options) -> Iterator[Record]:
    """Read the titles in a language."""
    yield Record(options.language, Digest())


EXPORTER = Exporter(name="titles", title="Titles", suffix=".txt", options=Options, write=write)
assert_type(EXPORTER, Exporter[Options])
assert_type(EXPORTER.options, type[Options])
assert_type(Exporter(name="files", title="Files", target="path", write=write_file), Exporter[NoOptions])
IMPORTER = Importer(name="titles", title="Titles", options=Options, read=read_with_options)
assert_type(IMPORTER, Importer[Options])
annotated: Exporter[Options] = EXPORTER


@hookimpl
def signalkit_exporters() -> list[Exporter]:
    """What the plugin writes."""
    return [EXPORTER, Exporter(name="files", title="Files", target="path", write=write_file)]


@hookimpl
def signalkit_importers() -> list[Importer]:
    """What the plugin reads."""
    return [IMPORTER, Importer(name="files", title="Titles", suffix=".txt", read=read)]


@hookimpl
def signalkit_rules() -> list[Rule | CorpusRule]:
    """What the plugin checks."""
    return RULES


# -- conformance tests -------------------------------------------------------------------------------------

exporters, importers = signalkit_exporters(), signalkit_importers()


class TestTitles(ExporterConformance):
    """Tests of the exporter, as a class."""

    exporter = exporters[0]
    importer = importers[0]
    options = ({"language": "de"},)
    waived = {"every_digest_is_written": "titles alone"}  # noqa: RUF012 (as plugins write it)


class TestNoBees(RuleConformance):
    """Tests of the rule, as a class."""

    rule = RULES[0]


TestReader: type[ImporterConformance] = importer_conformance(importers[0])
TestWriter: type[ExporterConformance] = exporter_conformance(exporters[0], options=[{"short": True}])
TestLoops: type[RuleConformance] = rule_conformance(RULES[1])
