"""``json-ld`` keeps the laws of all formats; and readers of RDF that are not ours agree with it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs
import pytest
import rdflib
from hypothesis import assume, example, given
from pyld import jsonld
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from signalkit_jsonld import EXPORTER, IMPORTER, NAMESPACE, SHAPES, VOCABULARY
from signalkit_jsonld.terms import IRIS

import signalkit
from signalkit import Digest, ImportFormatError, Link, OptionError, Origin, Record, Reference
from signalkit.testing import exporter_conformance
from signalkit.testing.specimens import PLAIN
from tests.support.pool import digests, single_digests
from tests.support.profiles import fewer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib's, of itself

SCHEMA = Namespace("https://schema.org/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SEEDS = sorted(p for p in (Path(__file__).parents[3] / "seeds").glob("*.md") if p.stem != "README")
RECORDS = [
    Record("b1", PLAIN),
    Record('a ü/"<>"', Digest(title="Two", origin=Origin(), link=Link(text="", url=""))),
    Record("b1", Digest(title="The same id", closest=(Reference("One", "b1"), Reference("", "x y")))),
    Record(None, Digest(title="No id")),
]

TestJsonLd = exporter_conformance(
    EXPORTER,
    IMPORTER,
    options=[{"language": "en"}, {"base": "https://example.org/digests/"}],
    values=single_digests(),
)


def written(records: Any = RECORDS, **options: Any) -> bytes:
    out = io.BytesIO()
    signalkit.export(records, "json-ld", out, **options)
    return out.getvalue()


def imported(value: object) -> list[Record]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(signalkit.import_records("json-ld", io.BytesIO(data)))


def no_network(url: str, options: object = None) -> Any:
    raise AssertionError(f"asked the network for {url}")


OFFLINE = {"documentLoader": no_network}


def test_pyld_expands_it_offline() -> None:
    nodes = jsonld.expand(json.loads(written()), OFFLINE)
    assert len(nodes) == len(RECORDS)
    assert nodes[0]["@id"] == "urn:signalkit:digest:b1"
    assert nodes[1]["@id"] == "urn:signalkit:digest:a%20%C3%BC%2F%22%3C%3E%22"
    assert nodes[2]["@id"] == "urn:signalkit:digest:b1#2"
    assert "@id" not in nodes[3]
    for node in nodes:
        assert all(key.startswith(("@", "https://", "http://")) for key in node)


def test_the_terms_are_those_of_schema_org_and_dublin_core() -> None:
    graph = Graph().parse(data=written(), format="json-ld")
    digest = URIRef("urn:signalkit:digest:b1")
    assert (digest, RDF.type, SCHEMA.Article) in graph
    issue = graph.value(digest, SCHEMA.isPartOf)
    assert str(graph.value(issue, SCHEMA.datePublished)) == "2024-05-12"
    assert graph.value(graph.value(digest, SCHEMA.isBasedOn), SCHEMA.url) == Literal(PLAIN.link.url)  # type: ignore[union-attr]
    assert graph.value(digest, SCHEMA.abstract) == Literal(PLAIN.summary)
    keywords = graph.value(digest, SCHEMA.keywords)
    assert keywords is not None
    assert [str(word) for word in graph.items(keywords)] == list(PLAIN.keywords)
    themes = graph.value(digest, SCHEMA.about)
    assert themes is not None
    assert [str(graph.value(t, SCHEMA.name)) for t in graph.items(themes)] == list(PLAIN.themes)
    assert (digest, DCTERMS.relation, URIRef(f"urn:signalkit:digest:{PLAIN.closest[0].id}")) in graph


def test_texts_take_a_language_and_codes_do_not() -> None:
    graph = Graph().parse(data=written(language="pt-BR"), format="json-ld")
    digest = URIRef("urn:signalkit:digest:b1")
    title = graph.value(digest, SCHEMA.headline)
    assert isinstance(title, Literal)
    assert str(title.language).lower() == "pt-br"
    assert graph.value(digest, DCTERMS.identifier) == Literal("b1")


def test_wrong_options_are_named() -> None:
    for options in (
        {"language": "not a tag"},
        {"base": "no iri"},
        {"base": "http://a b/"},
        {"base": "http://a/\ud800"},
    ):
        with pytest.raises(OptionError, match=next(iter(options))):
            written(**options)


# -- the same graph in other clothes -----------------------------------------------------------------------

CLOTHES = {
    "expanded": lambda value: jsonld.expand(value, OFFLINE),
    "flattened": lambda value: jsonld.flatten(value, None, OFFLINE),
    "compacted with another context": lambda value: jsonld.compact(
        value, {"a": "https://schema.org/", "b": NAMESPACE, "heading": {"@id": "a:headline"}}, OFFLINE
    ),
    "compacted without context": lambda value: jsonld.compact(value, {}, OFFLINE),
    "flattened with aliases": lambda value: jsonld.flatten(
        value, {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}, OFFLINE
    ),
    "with http for schema.org": lambda value: json.loads(
        json.dumps(jsonld.expand(value, OFFLINE)).replace("https://schema.org/", "http://schema.org/")
    ),
}


@pytest.mark.parametrize("clothes", CLOTHES)
def test_other_clothes(clothes: str) -> None:
    assert imported(CLOTHES[clothes](json.loads(written()))) == RECORDS


def from_nquads(nquads: str) -> object:
    return json.loads(rdflib.Dataset().parse(data=nquads, format="nquads").serialize(format="json-ld"))


def through_nquads_of_pyld(data: bytes) -> object:
    # Read by rdflib: PyLD's own reader of N-Quads takes U+2028 and the like for ends of lines.
    return from_nquads(jsonld.to_rdf(json.loads(data), {**OFFLINE, "format": "application/n-quads"}))


def through_nquads_of_rdflib(data: bytes) -> object:
    return from_nquads(rdflib.Dataset().parse(data=data, format="json-ld").serialize(format="nquads"))


@pytest.mark.parametrize("through", [through_nquads_of_pyld, through_nquads_of_rdflib])
@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_rdf_round_trip_of_the_seeds(path: Path, through: Any) -> None:
    document = signalkit.load(path)
    assert imported(through(written([document]))) == [Record(document.id, document.digest)]


@pytest.mark.parametrize("through", [through_nquads_of_pyld, through_nquads_of_rdflib])
def test_law_rdf_round_trip(through: Any) -> None:
    @given(digests())
    @fewer(20)
    @example(PLAIN)
    @example(Digest(keywords=("", "a", ""), other=("",)))
    @example(attrs.evolve(PLAIN, summary='"quoted" \\ back\tslash \u2028 \x85 \U0001f6f0'))
    def law(digest: Digest) -> None:
        try:
            data = written([Record("x", digest)])
        except signalkit.UnrepresentableError:
            assume(False)
        assert imported(through(data)) == [Record("x", digest)]

    law()


# -- shapes and vocabulary ---------------------------------------------------------------------------------


def conforms(graph: Graph) -> tuple[bool, str]:
    import pyshacl  # heavy: for the worker that runs these tests alone

    result = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES), inference="none")
    return bool(result[0]), str(result[2])


@pytest.mark.parametrize("options", [{}, {"language": "en"}])
def test_shapes_hold(options: dict[str, str]) -> None:
    data = written([*RECORDS, *map(signalkit.load, SEEDS)], **options)
    assert conforms(Graph().parse(data=data, format="json-ld")) == (
        True,
        "Validation Report\nConforms: True\n",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"relevancy": 4', b'"relevancy": "high"'),
        (b'"@type": "Signal"', b'"@type": "Issue"'),
        (b'"headline": "A', b'"headline": ["x", "y"], "was": "A'),
        (b'"datePublished": "2024-05-12"', b'"datePublished": "May"'),
    ],
)
def test_shapes_find_what_is_wrong(old: bytes, new: bytes) -> None:
    data = written()
    assert old in data
    assert not conforms(Graph().parse(data=data.replace(old, new, 1), format="json-ld"))[0]


def test_the_vocabulary_defines_every_term_of_ours() -> None:
    graph = Graph().parse(VOCABULARY)
    ours = {URIRef(iri) for iri in IRIS.values() if iri.startswith(NAMESPACE)}
    defined = {subject for subject in graph.subjects(RDF.type) if str(subject).startswith(NAMESPACE)}
    assert ours == defined
    for term in ours:
        assert graph.value(term, rdflib.RDFS.label)
        assert graph.value(term, rdflib.RDFS.comment)


# -- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"@context": "https://schema.org", "name": "x"}, "'https://schema.org' would have to be fetched"),
        ({"@graph": [{"@id": "x:a"}]}, "no digests in there"),
        ({"@context": {"a": 1}}, "not JSON-LD"),
        (
            {"@id": "x:y", "@type": f"{NAMESPACE}Digest", "https://schema.org/headline": [1]},
            "x:y: expected a text",
        ),
        (
            {"@id": "x:y", "@type": f"{NAMESPACE}Digest", "https://schema.org/headline": ["a", "b"]},
            "x:y: headline: expected one, got 2",
        ),
        ({"@type": f"{NAMESPACE}Digest", f"{NAMESPACE}signals": "a"}, "signals: expected nodes"),
    ],
)
def test_what_is_wrong_is_named(value: object, reason: str) -> None:
    with pytest.raises(ImportFormatError) as error:
        imported(value)
    assert reason in str(error.value)


def test_a_duplicate_name_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonld"
    path.write_bytes(written().replace(b'"identifier": "b1",', b'"identifier": "b1", "identifier": "b2",', 1))
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_("json-ld", path))
    assert str(error.value).startswith(f"{path}:")
    assert "duplicate 'identifier'" in str(error.value)


# -- strangers ---------------------------------------------------------------------------------------------

WORDS = [
    "@id",
    "@context",
    "@type",
    "@graph",
    "@value",
    "@list",
    "@json",
    "__proto__",
    "_:b0",
    "x:y",
    "http://a b/>",
    '{"@id": "x:y"}',
]
REMOTE = [
    "http://127.0.0.1:9/c",
    "file:///etc/passwd",
    {"@import": "http://127.0.0.1:9/c"},
    ["http://127.0.0.1:9/c"],
    {"t": {"@id": "x:y", "@context": "http://127.0.0.1:9/c"}},
    {"@vocab": "http://a/", "t": {"@id": "x:y", "@context": {"@import": "http://127.0.0.1:9/c"}}},
]


@pytest.mark.parametrize("word", WORDS)
def test_no_value_column_or_id_becomes_a_keyword(word: str) -> None:
    entry: dict[str, Any] = {"name": word, "description": word, "extra": {word: word, "@id": word}}
    digest = Digest(
        title=word,
        origin=Origin(label=word, url=word),
        link=Link(text=word, url=word),
        keywords=(word,),
        themes=(word,),
        other=(word,),
        category=word,
        type=word,
        signals=(signalkit.Signal(**entry),),
        issues=(signalkit.Topic(**entry),),
        closest=(Reference(word, word),),
        sections=(signalkit.Section(word, word),),
    )
    data = written([Record(word, digest)])
    assert imported(data) == [Record(word, digest)]
    nodes = jsonld.flatten(json.loads(data), None, OFFLINE)
    ours = [node["@id"] for node in nodes if not node["@id"].startswith("_:b")]
    assert ours == [f"urn:signalkit:digest:{quote(word, safe='')}"]
    kinds = {kind for node in nodes for kind in node.get("@type", ())}
    assert kinds <= set(IRIS.values())
    # Every IRI is one: no blank, bracket or quote in it gets into Turtle.
    graph = Graph().parse(data=data, format="json-ld")
    for triple in graph:
        for term in triple:
            assert not isinstance(term, URIRef) or not re.search(r'[\s<>"{}|\\^`]', str(term))
    assert len(Graph().parse(data=graph.serialize(format="turtle"), format="turtle")) == len(graph)


@pytest.mark.process
@pytest.mark.parametrize("context", REMOTE, ids=str)
def test_nothing_is_fetched(context: object) -> None:
    code = (
        "import sys, io, json\n"
        "def watch(event, arguments):\n"
        "    if event.startswith(('socket.', 'urllib.')) and event != 'socket.gethostname':\n"
        "        raise SystemExit(f'{event} {arguments}')\n"
        "import pyld.jsonld, signalkit\n"
        "from signalkit.plugins import get_manager\n"
        "get_manager().importers()\n"
        "sys.addaudithook(watch)\n"
        "try:\n"
        "    list(signalkit.import_('json-ld', io.BytesIO(sys.stdin.buffer.read())))\n"
        "except signalkit.ImportFormatError as error:\n"
        "    print(error)\n"
    )
    value = {"@context": context, "@type": f"{NAMESPACE}Digest", "t": {"u": 1}}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input=json.dumps(value).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"would have to be fetched" in done.stdout


POSITION = f'{{"@type": "{NAMESPACE}Digest", "https://schema.org/position": 1}}'


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 100_000,
        '{"@graph":' * 800 + "1" + "}" * 800,
        '{"@context":' * 800 + "{}" + "}" * 800,
        POSITION.replace("1", "1e400"),
        POSITION.replace("1", "9" * 4_000),
        POSITION.replace("1", "NaN"),
        POSITION.replace("{", '{"@context": {"__proto__": {"a": 1}}, ', 1),
        POSITION.replace("{", '{"@type": "x:y", ', 1),
    ],
    ids=lambda text: text[:40],
)
def test_hostile_graphs_are_refused(text: str) -> None:
    with pytest.raises(ImportFormatError):
        imported(text.encode())


def test_a_list_written_cell_by_cell_must_end() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

    def graph(rest: list[Any]) -> object:
        cell = {"@id": "_:a", f"{rdf}first": [{"@value": "k"}], f"{rdf}rest": rest}
        digest = {"@type": [f"{NAMESPACE}Digest"], "https://schema.org/keywords": [{"@id": "_:a"}]}
        return [digest, cell]

    ends: list[dict[str, Any]] = [{"@id": f"{rdf}nil"}, {"@list": []}]
    for end in ends:
        assert [record.digest for record in imported(graph([end]))] == [Digest(keywords=("k",))]
    for wrong in ([], [{"@id": "_:a"}], [{"@id": "_:b"}], [{"@value": "x"}]):
        with pytest.raises(ImportFormatError, match="a list that does not end"):
            imported(graph(wrong))
