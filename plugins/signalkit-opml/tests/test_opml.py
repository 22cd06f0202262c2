"""``opml`` keeps the laws of all formats; readers and a schema that are not ours agree with it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import listparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from signalkit_opml import EXPORTER, IMPORTER
from signalkit_opml.outline import NAMESPACE, read_category, write_category

import signalkit
from signalkit import (
    Digest,
    ImportFormatError,
    Link,
    OptionError,
    Origin,
    Record,
    Signal,
    UnrepresentableError,
)
from signalkit.exchange import from_plain, to_plain
from signalkit.testing import exporter_conformance
from signalkit.testing.specimens import PLAIN
from tests.support.pool import single_digests
from tests.support.profiles import fewer

SEEDS = sorted(p for p in (Path(__file__).parents[3] / "seeds").glob("*.md") if p.stem != "README")
RECORDS = [
    Record("b1", PLAIN),
    Record(
        "b2",
        Digest(
            title="Two",
            origin=Origin(label="20221016", url=""),
            link=Link(text="", url="https://example.org/2"),
            category="a/b, 100%",
        ),
    ),
]


def legal(value: Any) -> Any:
    """A plain value without characters that XML cannot hold."""
    if isinstance(value, dict):
        return {legal(key): legal(one) for key, one in value.items()}
    if isinstance(value, list):
        return list(map(legal, value))
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "?", value) if isinstance(value, str) else value


TestOpml = exporter_conformance(
    EXPORTER,
    IMPORTER,
    options=[{"note_attribute": True}, {"replace_illegal": True}, {"title": '<T> & "x"'}],
    values=single_digests().map(lambda digest: from_plain(legal(to_plain(Record(None, digest)))).digest),
)


def written(records: Any = RECORDS, **options: Any) -> bytes:
    out = io.BytesIO()
    signalkit.export(records, "opml", out, **options)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_("opml", io.BytesIO(data)))
    return str(error.value)


# -- readers that are not ours -----------------------------------------------------------------------------


def test_an_outliner_sees_titles_sections_and_entries() -> None:
    outlines = ElementTree.fromstring(written()).findall("./body/outline")
    assert [outline.get("text") for outline in outlines] == [PLAIN.title, "Two"]
    first = outlines[0]
    assert (first.get("type"), first.get("url")) == ("link", PLAIN.link.url if PLAIN.link else "")
    assert first.get("created") == "Sun, 12 May 2024 00:00:00 GMT"
    parts = {part.get("text"): [one.get("text") for one in part] for part in reversed(first)}
    assert parts["Keywords"] == list(PLAIN.keywords)
    assert parts["Summary"] == [PLAIN.summary]
    signal = first.find("./outline[@text='Signals']/outline")
    assert signal is not None
    assert [value.get("text") for value in signal] == [
        "Description: They grow.",
        "Change: from poured to grown",
        "10-year horizon: 2034",
        "Driving force: cost",
        "Relevancy: 4",
        "src: x1",
    ]


def test_notes_stand_where_outliners_look_for_them() -> None:
    data = written(note_attribute=True)
    first = ElementTree.fromstring(data).find("./body/outline")
    assert first is not None
    assert first.get("_note") == PLAIN.summary
    assert first.find("./outline[@text='Summary']") is None
    signal = first.find("./outline[@text='Signals']/outline")
    assert signal is not None
    assert signal.get("_note") == "They grow."
    assert list(signalkit.import_records("opml", io.BytesIO(data))) == RECORDS


def test_listparser_reads_it() -> None:
    found = listparser.parse(written(map(signalkit.load, SEEDS)))
    assert not found.bozo
    assert found.version in ("opml2", "opml")
    assert found.meta.title == "Signal digests"


def test_listparser_sees_one_category_whatever_it_holds() -> None:
    # listparser keeps feeds, not links: the same attributes, on a feed.
    data = written().replace(b'type="link" url=', b'type="rss" xmlUrl=')
    found = listparser.parse(data)
    assert [feed.title for feed in found.feeds] == [PLAIN.title, "Two"]
    assert [feed.tags for feed in found.feeds] == [["science"], ["a%2Fb%2C 100%25"]]
    assert [feed.categories for feed in found.feeds] == [[["science"]], [["a%2Fb%2C 100%25"]]]


@fewer(4)
@given(st.text())
@example("a%2Cb,c/d%")
@example("%25")
@example("%252c")
def test_a_category_is_one_tag_and_comes_back(category: str) -> None:
    tag = write_category(category)
    assert not set(tag) & set(",/")
    assert read_category(tag) == category


SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "data" / "opml-2.0.rng"))


@pytest.mark.parametrize("options", [{}, {"note_attribute": True}])
def test_it_is_opml_2_by_schema(options: dict[str, bool]) -> None:
    for records in (RECORDS, map(signalkit.load, SEEDS)):
        SCHEMA.assertValid(etree.fromstring(written(records, **options)))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"2.0", b"3.0"), (b"<outline text=", b"<outline name="), (b"12 May 2024", b"2024-05-12")],
)
def test_the_schema_finds_what_is_wrong(old: bytes, new: bytes) -> None:
    assert not SCHEMA.validate(etree.fromstring(written().replace(old, new)))


def test_line_breaks_in_attributes_survive_any_reader() -> None:
    digest = Digest(summary="a\n\nb\tc", signals=(Signal(change="x\ty"),))
    root = etree.fromstring(written([digest]))
    assert root.find(".//outline[@text='Summary']/outline").get("text") == digest.summary


def test_the_namespace_is_declared() -> None:
    root = etree.fromstring(written())
    assert root.find("./body/outline").get(f"{{{NAMESPACE}}}id") == "b1"


# -- characters that XML cannot hold -----------------------------------------------------------------------

ILLEGAL = attrs.evolve(PLAIN, keywords=("bees", "a\x0cb\x00"))


def test_an_illegal_character_is_refused_with_document_and_field() -> None:
    with pytest.raises(UnrepresentableError) as error:
        written([*RECORDS, Record("b3", ILLEGAL)])
    assert str(error.value).startswith("b3: keywords[1]: XML 1.0 cannot hold U+000C")


def test_an_illegal_character_is_replaced_when_asked() -> None:
    data = written([Record("b3", ILLEGAL)], replace_illegal=True)
    [digest] = signalkit.import_("opml", io.BytesIO(data))
    assert digest.keywords == ("bees", "a\ufffdb\ufffd")
    assert not EXPORTER.is_lossless(EXPORTER.options(replace_illegal=True))


def test_an_illegal_title_is_an_option_error() -> None:
    with pytest.raises(OptionError, match="title"):
        written(title="\x00")


# -- what is edited, and what is refused -------------------------------------------------------------------


def test_what_somebody_edits_in_an_outliner_is_what_is_read() -> None:
    data = written().decode()
    data = data.replace('text="Change: from poured to grown"', 'text="from poured to printed"')
    data = data.replace('text="fungi"', 'text="moulds" isComment="true"').replace('xmlns:sk="', 'xmlns:x="')
    data = data.replace(" sk:", " x:")
    digest = next(signalkit.import_("opml", io.BytesIO(data.encode())))
    assert digest.signals[0].change == "from poured to printed"
    assert digest.keywords[0] == "moulds"
    assert digest.summary == PLAIN.summary


BOMB = b'<!DOCTYPE opml [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><opml><body>&lol2;</body></opml>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "1: the entity 'lol' is refused"),
        (
            b'<opml version="2.0"><head/><body><outline text="x"/></body></opml>',
            "1: the attribute sk:field of 'x' is missing; expected 'digest'",
        ),
        (b'<opml version="2.0">\n<body>\n<p/></body></opml>', "3: expected an outline, got p"),
        (b'<opml version="2.0"><body><outline/></body></opml>', "1: an outline without text"),
        (b"<rss/>", "1: not OPML: the root element is rss"),
        (b'<opml version="2.0">\n<body>', "2: not XML: no element found"),
        (b'<opml version="2.0"><body><outline sk:id="x"/>', "1: not XML: unbound prefix"),
        (b'<opml><body><outline text="a" text="b"/>', "1: not XML: duplicate attribute"),
        (b'<?xml version="1.0" encoding="utf-8"?><opml>\xff</opml>', "1: not XML: not well-formed"),
        (b'<?xml version="1.0" encoding="utf-99"?><opml/>', "1: not XML"),
        (b'<?xml version="1.0" encoding="base64"?><opml/>', "1: not XML"),
        (b"<opml><body>" + b'<outline text="">' * 100_000, "an outline deeper than any of a digest"),
    ],
)
def test_what_is_no_digest_is_refused(data: bytes, reason: str) -> None:
    assert reason in refusal(data)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('text="Relevancy: 4"', 'text="Relevancy: high"', "relevancy: expected a whole number, got 'high'"),
        ('sk:field="themes"', 'sk:field="keywords"', "duplicate keywords"),
        ('sk:field="themes"', 'sk:field="thoughts"', "unknown field 'thoughts'"),
        ('sk:field="change"', 'sk:field="description"', "duplicate description"),
        ('sk:field="change"', 'sk:field="mood"', "got 'mood'"),
        ('text="fungi"', 'text="fungi" _note="really"', "a note here has no place in a digest"),
        ('category="science"', 'category="science,art"', "category: expected one"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, reason: str) -> None:
    data = written().decode()
    assert old in data
    line = data[: data.index(old)].count("\n") + 1
    told = refusal(data.replace(old, new, 1).encode())
    assert reason in told
    assert abs(int(told.partition(":")[0]) - line) <= 5


ORIGIN, LINK = (
    Origin(label="20231105", url="https://letters.example/p/20231105"),
    Link(text="Source", url="https://tide.example"),
)
LINKED = attrs.evolve(PLAIN, origin=ORIGIN, link=LINK)


@pytest.mark.parametrize(
    ("dropped", "reason"),
    [
        (' sk:field="digest"', "sk:field of {title!r} is missing; expected 'digest'"),
        (' sk:field="keywords"', "sk:field of 'Keywords' is missing; expected 'keywords'"),
        (' sk:field="summary"', "sk:field of 'Summary' is missing; expected 'summary'"),
        (' sk:field="closest"', "sk:field of 'Closest' is missing; expected 'closest'"),
        (' sk:field="change"', "is missing; expected description, change,"),
        (' sk:column="src"', "is missing"),
        (f' sk:id="{PLAIN.closest[0].id}"', f"sk:id of {PLAIN.closest[0].title!r} is missing"),
        (f' sk:origin="{ORIGIN.label}"', "sk:origin of {title!r} is missing"),
        (f' sk:originUrl="{ORIGIN.url}"', "sk:originUrl of {title!r} is missing"),
        (f' url="{LINK.url}"', "url of {title!r} is missing"),
    ],
)
def test_an_attribute_that_an_outliner_dropped_is_named(dropped: str, reason: str) -> None:
    data = written([LINKED]).decode()
    assert dropped in data
    told = refusal(data.replace(dropped, "", 1).encode())
    assert "the attribute " in told
    assert reason.format(title=PLAIN.title) in told


def test_a_link_needs_no_more_than_its_address() -> None:
    data = written([LINKED]).decode()
    for dropped in (' type="link"', f' sk:link="{LINK.text}"'):
        assert dropped in data
        data = data.replace(dropped, "", 1)
    assert next(signalkit.import_("opml", io.BytesIO(data.encode()))).link == Link(url=LINK.url)


class Rescanned(io.BytesIO):
    """A file that is one long attribute: expat begins with it again whenever it is fed another piece."""

    scanned = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.scanned += self.tell()
        return data


def test_a_long_text_is_scanned_a_few_times_and_no_more() -> None:
    for size in (100_000, 800_000):
        source = Rescanned(written([Digest(summary="word\n" * size)]))
        list(signalkit.import_("opml", source))
        assert source.scanned <= 4 * len(source.getvalue())


# -- strangers ---------------------------------------------------------------------------------------------

NO_PAGES = [
    "javascript:alert(1)",
    "JAVASCRIPT:x",
    " http://x",
    "data:text/html,x",
    "file:///etc/passwd",
    "//x",
    "",
    "ftp://x",
]


@pytest.mark.parametrize("url", NO_PAGES)
def test_what_is_no_page_is_nothing_for_an_outliner_to_open(url: str) -> None:
    record = Record("x", Digest(title="T", link=Link(url=url), origin=Origin(label=url, url=url)))
    data = written([record])
    outline = etree.fromstring(data).find("./body/outline")
    assert not {"type", "url", "htmlUrl", "xmlUrl"} & set(outline.attrib)
    assert list(signalkit.import_records("opml", io.BytesIO(data))) == [record]


XML = [
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "&lt;",
    "&#0;",
    "&amp;amp;",
    "<?x?>",
    '" onclick="x',
    "' x='",
    "<outline/>",
    "\r\n\t",
    "%25",
]


def test_no_value_becomes_markup() -> None:
    value = " ".join(XML)
    entry = {"name": value, "description": value, "extra": {value: value}}
    digest = Digest(
        title=value,
        summary=value,
        preamble=value,
        keywords=tuple(XML),
        category=value,
        type=value,
        origin=Origin(label=value, url=value),
        link=Link(text=value, url=f"https://x/{value}"),
        signals=(Signal(**entry),),  # type: ignore[arg-type]
    )
    for options in ({}, {"note_attribute": True}):
        data = written([Record(value, digest)], title=value, **options)
        assert list(signalkit.import_records("opml", io.BytesIO(data))) == [Record(value, digest)]
        root = etree.fromstring(data)
        assert {element.tag for element in root.iter()} == {"opml", "head", "title", "body", "outline"}
        assert root.findtext("./head/title", "").split() == value.split()


DOCTYPE = "<!DOCTYPE opml [{}]><opml version='2.0'><body>&a;</body></opml>"
LAUGHS = (
    "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    + '<!ENTITY a "&l9;">'
)


@pytest.mark.parametrize(
    "text",
    [
        DOCTYPE.format(LAUGHS),
        DOCTYPE.format(f'<!ENTITY a "{"x" * 100_000}">'),
        DOCTYPE.format('<!ENTITY a SYSTEM "file:///etc/passwd">'),
        DOCTYPE.format('<!ENTITY a SYSTEM "http://127.0.0.1:9/x">'),
        DOCTYPE.format('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'),
        DOCTYPE.format("<!ENTITY % p \"<!ENTITY a 'x'>\"> %p;"),
        DOCTYPE.format('<!ENTITY a SYSTEM "x" NDATA n>'),
        "<!DOCTYPE opml SYSTEM 'http://127.0.0.1:9/x.dtd'><opml version='2.0'><body/></opml>",
        "<!DOCTYPE opml PUBLIC 'x' 'file:///etc/passwd'><opml version='2.0'><body/></opml>",
    ],
)
def test_entities_and_what_stands_elsewhere_are_refused(text: str) -> None:
    assert "is refused" in refusal(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '<opml xmlns:i="http://www.w3.org/2001/XInclude"><body><i:include href="/etc/passwd"/></body></opml>',
        "<opml><head>" + "<a>" * 100_000,
        "<opml " + " ".join(f"a{i}='x'" for i in range(50_000)),
        "<opml><body><outline text='" + "x" * 5_000_000,
        "<" + "a" * 5_000_000,
        "<opml><!--" + "x" * 5_000_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_is_deep_or_long_is_refused(text: str) -> None:
    assert refusal(text.encode())
