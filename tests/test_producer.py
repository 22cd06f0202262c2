"""What the producer of the corpus writes is read exactly and left alone by `format`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import attrs
import pytest
import tabulate
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Link, Origin, Reference, Signal, Topic
from signalkit.document import format_document
from signalkit.model.schema import FIELDS, HEADINGS
from signalkit.model.validate import parse_relevancy
from signalkit.syntax.text import apply_edits
from tests.support.profiles import fewer

# What pandas writes of a pipe or a line break is no longer what stood in the data: see below.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="|\\"),
    max_size=12,
)
WORDS = st.lists(
    TEXT
    | st.sampled_from(
        [
            "北京",
            "👩\u200d🚀",
            "🇫🇮",
            "שלום",
            "سلام",
            "é",
            "ก็",
            "\u3000",
            "a\u2028b",
            "\u200b",
            "nan",
            "12",
            "1.50",
            "-3",
            "1e5",
            "1,000",
            "0x1f",
            "1_000",
            "None",
            "inf",
            "___",
            ":---",
            "`",
            "*",
            "<!-- -->",
            "# x",
        ]
    ),
    max_size=3,
).map(lambda words: " ".join(filter(None, words)))

# A column of a data frame is of one kind, or of several at once.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "words": WORDS,
    "words or nothing": WORDS | st.none() | st.just(float("nan")),
    "integers": st.integers(-(10**6), 10**6),
    "integers or nothing": st.integers(-(10**6), 10**6) | st.none(),
    "relevancy": st.integers(1, 5) | st.none(),
    "numbers": st.floats() | st.none(),
    "truths": st.booleans(),
    "days": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    "anything": WORDS | st.none() | st.integers() | st.floats() | st.booleans(),
}
EXTRA = ["src", "note", "Año", "备注"]


@contextmanager
def widths_counted(wide: bool) -> Iterator[None]:
    """Tabulate as it is where wcwidth is installed, or where it is not."""
    before = tabulate.wcwidth, tabulate.WIDE_CHARS_MODE
    if not wide:
        tabulate.wcwidth = None
    tabulate.WIDE_CHARS_MODE = wide
    try:
        yield
    finally:
        tabulate.wcwidth, tabulate.WIDE_CHARS_MODE = before


def table(columns: Mapping[str, list[Any]]) -> str:
    import pandas as pd  # heavy: for the worker that runs these tests alone

    return str(pd.DataFrame(columns).to_markdown(index=False))


def printed(names: Iterable[str], table: str) -> dict[str, list[str]]:
    """The cells of each column as tabulate prints them: numbers are made alike, None may be nan."""
    rows = [line.strip("|").split("|") for line in table.split("\n")[2:]]
    return {name: [row[at].strip(" ") for row in rows] for at, name in enumerate(names)}


@st.composite
def frames(draw: st.DrawFn, known: list[str]) -> dict[str, list[Any]]:
    """Columns by name, known and unknown ones in any order, of values of any kind."""
    names = draw(st.lists(st.sampled_from([*known, *EXTRA]), min_size=1, max_size=7, unique=True))
    size = draw(st.integers(1, 4))
    return {
        name: draw(st.lists(VALUES[draw(st.sampled_from(sorted(VALUES)))], min_size=size, max_size=size))
        for name in names
    }


def read_back(field: str, cells: Mapping[str, list[str]]) -> list[Any]:
    """What a digest should hold of a table: the printed cells under the attributes of their columns."""
    attributes = {name: column.attribute for column in FIELDS[field].columns for name in column.names}
    entries = []
    for row in range(len(next(iter(cells.values())))):
        values: dict[str, Any] = {"extra": {}}
        for name, column in cells.items():
            attribute = attributes.get(name)
            if attribute is not None:
                values[attribute] = parse_relevancy(column[row]) if attribute == "relevancy" else column[row]
            elif column[row]:
                values["extra"][name] = column[row]
        entries.append((Signal if field == "signals" else Topic)(**values))
    return entries


KNOWN = {
    "signals": ["name", "description", "change", "10-year", "driving-force", "relevancy"],
    "concerns": ["name", "description", "relevancy"],
}


@pytest.mark.lengthy
@pytest.mark.parametrize("field", sorted(KNOWN))
@fewer(4)  # in two widths
@given(data=st.data())
def test_tables_of_the_producer(field: str, data: st.DataObject) -> None:
    columns = data.draw(frames(KNOWN[field]))
    for wide in (True, False):
        with widths_counted(wide):
            text = table(columns)
        doc = signalkit.parse(f"# __T__\n\n## {HEADINGS[field]}\n\n{text}")
        assert getattr(doc.digest, field) == tuple(read_back(field, printed(columns, text)))
        assert format_document(doc) is doc


@pytest.mark.parametrize("wide", [True, False], ids=["wcwidth", "characters"])
def test_a_wide_cell_in_a_column_with_numbers(wide: bool) -> None:
    columns: dict[str, list[Any]] = {
        "name": ["", ""],
        "change": ["", "0"],
        "driving-force": ["⺀", ""],
        "relevancy": [None, None],
    }
    with widths_counted(wide):
        doc = signalkit.parse(f"## Signals\n\n{table(columns)}")
    assert [signal.driving_force for signal in doc.digest.signals] == ["⺀", ""]
    assert format_document(doc) is doc


def test_a_line_break_makes_two_rows_and_a_pipe_a_cell_too_many() -> None:
    columns: dict[str, list[Any]] = {
        "name": ["one\ntwo", "a | b"],
        "description": ["x", "y"],
        "relevancy": [1, 2],
    }
    doc = signalkit.parse(f"## Concerns\n\n{table(columns)}")
    one, two, torn = doc.digest.concerns
    assert (one.name, one.description, one.relevancy) == ("one", "x", 1)
    assert (two.name, two.description, two.relevancy) == ("two", "", None)
    assert (torn.name, torn.description) == ("a", "b")
    assert format_document(doc).digest == doc.digest


def test_a_table_without_rows_has_no_entries() -> None:
    doc = signalkit.parse(f"## Concerns\n\n{table({'name': [], 'description': []})}")
    assert doc.digest.concerns == ()
    assert format_document(doc) is doc


# -- whole files, joined as the producer joins them --------------------------------------------------------

SIDES = ("concerns", "behaviors", "technologies", "issues")
ID = "ca5ee4ed37426d3cdb506e1c24b25245"
CLASSIC_COLUMNS = {
    "Signal": "name",
    "Change": "change",
    "10y horizon": "horizon",
    "Driving force": "driving_force",
}
EXTENDED_COLUMNS = {column.extended: column.attribute for column in FIELDS["signals"].columns}
ALL = ("name", "description", "relevancy")
NAMELESS = ("description", "relevancy", "src")


@attrs.frozen
class Stage:
    """How the producer wrote at some time: which title, which sections, which columns of the side tables."""

    title: str
    classic: bool = False
    sides: Mapping[str, tuple[str, ...]] = {}


EARLY = "# {title} from ([{label}]({url}).)"
FROM = "# __{title}__, from ([{label}]({url}).)"
FROM_PAGE = "# __{title}__, (from page [{label}]({url}).)"
STAGES = {
    "early": Stage(EARLY, classic=True),
    "classic": Stage(FROM, classic=True),
    "A": Stage(FROM, sides={"behaviors": ALL, "technologies": NAMELESS, "issues": ALL}),
    "A2": Stage(FROM_PAGE, sides={"behaviors": ALL, "technologies": (*ALL, "src"), "issues": ALL}),
    "B": Stage(FROM_PAGE, sides=dict.fromkeys(SIDES, ALL) | {"technologies": NAMELESS}),
    "C": Stage(FROM_PAGE, sides=dict.fromkeys(SIDES, ALL)),
    "D": Stage(FROM_PAGE, sides=dict.fromkeys(SIDES, ALL[:2])),
}


def produce(stage: Stage, digest: Digest) -> str:
    """The text of a digest, joined as the producer joined it."""
    assert digest.origin is not None
    parts = [stage.title.format(title=digest.title, label=digest.origin.label, url=digest.origin.url)]
    if digest.link is not None:
        parts.append(f"__[{digest.link.text}]({digest.link.url})__\n\n")
    summary = f"## Summary\n\n{digest.summary}"
    lists = [f"## {field.title()}\n\n{items(getattr(digest, field))}" for field in ("keywords", "themes")]
    if stage.classic:
        parts += [summary, *lists]
    else:
        parts += [*lists, f"## Other\n\n* Category: {digest.category}\n* Type: {digest.type}", summary]
    columns = CLASSIC_COLUMNS if stage.classic else EXTENDED_COLUMNS
    if digest.signals:
        parts.append("## Signals\n\n" + entries(digest.signals, columns))
    for field, names in stage.sides.items():
        if topics := getattr(digest, field):
            parts.append(f"## {HEADINGS[field]}\n\n" + entries(topics, {name: name for name in names}))
    if stage.classic:
        parts.append("## Closest\n\n" + items([f"[{one.title}]({one.id})" for one in digest.closest]))
    return "\n\n".join(parts)


def items(values: Iterable[str]) -> str:
    return "\n".join([f"* {value}" for value in values])


def entries(values: Iterable[Any], columns: Mapping[str, str]) -> str:
    return table(
        {
            heading: [one.extra[name] if name == "src" else getattr(one, name) for one in values]
            for heading, name in columns.items()
        }
    )


LINE = st.lists(
    st.sampled_from(
        [
            "drift",
            "Rabo's",
            "Catlog_",
            "JOS*",
            "(novel)",
            "[x]",
            "C#",
            "5G",
            "“so”",
            '"so"',
            "#2)",
            "/llms.txt:",
            "°",
            "北京",
            "🛰️",
            "👩\u200d🚀",
            "שלום",
            "سلام",
            "é",
            "café",
            "a:",
            "https://a.example/?utm_source=x&y=1",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
LABEL = st.sampled_from(
    ["20231203", "15908.0", "20250622d", "20251231-a-yearly-review", "20250504d ", "29991231"]
)
URL = st.sampled_from(
    ["https://a.example/Echo_(novel)", "https://b.example/p/1?a=b&utm_source=c", "https://c.example/%E2%80"]
)


@st.composite
def produced(draw: st.DrawFn, stage: Stage) -> Digest:
    """A digest with just those values that a stage has a place for."""

    def topics(field: str) -> tuple[Topic, ...]:
        names = stage.sides.get(field, ())
        size = draw(st.integers(0, 3)) if names else 0
        return tuple(
            Topic(
                draw(LINE) if "name" in names else "",
                draw(LINE),
                draw(st.integers(1, 5) | st.none()) if "relevancy" in names else None,
                {"src": ID} if "src" in names else {},
            )
            for _ in range(size)
        )

    extended = not stage.classic
    signal = st.builds(
        Signal,
        LINE,
        LINE if extended else st.just(""),
        LINE,
        LINE,
        LINE,
        (st.integers(1, 5) | st.none()) if extended else st.none(),
    )
    references = st.builds(Reference, LINE, st.just(ID))
    return Digest(
        title=ID if stage.title == EARLY else draw(LINE),
        origin=Origin(label=draw(LABEL), url=draw(URL)),
        link=None if stage.title == EARLY else Link(url=draw(URL)),
        summary=draw(LINE),
        keywords=tuple(draw(st.lists(LINE, min_size=1, max_size=4))),
        themes=tuple(draw(st.lists(LINE, min_size=1, max_size=3))),
        category=draw(st.sampled_from(["technology", "others"])) if extended else "",
        type=draw(st.sampled_from(["news", "research article"])) if extended else "",
        signals=tuple(draw(st.lists(signal, max_size=3))),
        concerns=topics("concerns"),
        behaviors=topics("behaviors"),
        technologies=topics("technologies"),
        issues=topics("issues"),
        closest=() if extended else tuple(draw(st.lists(references, min_size=1, max_size=3))),
    )


@pytest.mark.lengthy
@pytest.mark.parametrize("name", STAGES)
@fewer(28)  # of each of seven kinds, in two widths
@given(data=st.data())
def test_files_of_the_producer(name: str, data: st.DataObject) -> None:
    stage = STAGES[name]
    digest = data.draw(produced(stage))
    for wide in (True, False):
        with widths_counted(wide):
            doc = signalkit.parse(produce(stage, digest))
        assert doc.digest == digest
        assert format_document(doc) is doc
        assert [one for one in signalkit.check(doc) if one.severity == "error"] == []


# -- what real files have ----------------------------------------------------------------------------------

ODD = [
    "Harbour Review | Winter 2022",
    '"Tides": A Reader\'s Guide',
    "Listening to 4'33\": A Memoir",
    "2. Tides and Ports",
    "JOS* Magazine",
    "/tides.txt: A Proposal",
]


def odd_digest(title: str) -> Digest:
    """A digest as the producer writes it, with an odd title wherever a title or a name is."""
    signal = Signal(title.replace("|", ""), change="2. Slower", horizon="-", driving_force="€")
    return Digest(
        title=title,
        origin=Origin(label="20231105", url="https://letters.example/p/20231105"),
        link=Link(url="https://tide.example/a_(b)"),
        summary=f"{title}.",
        keywords=("€", "4'33\"", "a | b"),
        themes=('"quoted"',),
        signals=(signal,),
        closest=(Reference(title, ID), Reference(title, ID)),
    )


@pytest.mark.parametrize("title", ODD)
def test_odd_titles_and_names(title: str) -> None:
    digest = odd_digest(title)
    doc = signalkit.parse(produce(STAGES["classic"], digest))
    assert doc.digest == digest
    assert format_document(doc) is doc
    assert signalkit.parse(signalkit.serialize(digest)).digest == digest
    assert [one for one in signalkit.check(doc) if one.severity != "info"] == []
    changed = doc.evolve(title="Ports", closest=())
    assert changed.with_digest(digest).text == doc.text


def test_an_empty_list_of_references() -> None:
    digest = attrs.evolve(odd_digest("Tides"), closest=())
    doc = signalkit.parse(produce(STAGES["classic"], digest) + "* ")
    assert doc.text.endswith("\n\n## Closest\n\n* ")
    assert doc.digest == digest
    assert format_document(doc) is doc
    assert [one for one in signalkit.check(doc) if one.severity != "info"] == []
    more = doc.evolve(closest=(Reference("Ports", ID),))
    assert more.text == f"{doc.text}[Ports]({ID})"
    assert more.with_digest(digest).text == doc.text.removesuffix("\n\n## Closest\n\n* ")
    for two in ("* \n* ", f"* \n* [Ports]({ID})"):
        found = signalkit.check(signalkit.parse(f"{doc.text[:-2]}{two}"))
        assert "SK407" in [one.code for one in found]


@pytest.mark.parametrize("bullet", ["-", "+", "*"])
def test_an_item_that_is_a_bullet_is_information(bullet: str) -> None:
    text = produce(STAGES["classic"], odd_digest("Tides")).replace("* €", f"* {bullet}", 1)
    [one] = signalkit.check(signalkit.parse(text))
    assert (one.code, one.severity) == ("SK412", "info")
    assert (
        one.message == f'"{bullet}" is read as a second bullet with nothing after it; escape it as \\{bullet}'
    )
    assert one.fix is not None
    fixed = signalkit.parse(apply_edits(text, one.fix.edits))
    assert fixed.digest.keywords[0] == f"\\{bullet}"
    assert signalkit.check(fixed) == []


@pytest.mark.parametrize("item", ["2.", "1)", "2. Fast 2. Furious", "10) rooks", "2. - rooks"])
def test_an_item_that_starts_with_a_number_and_a_period(item: str) -> None:
    text = produce(STAGES["classic"], odd_digest("Tides")).replace("* €", f"* {item}", 1)
    assert item not in signalkit.parse(text).digest.keywords
    [one] = [one for one in signalkit.check(signalkit.parse(text)) if one.severity != "info"]
    number = item.split()[0]
    escaped = f"{number[:-1]}\\{number[-1]}"
    assert one.code == "SK411"
    assert one.message == f'"{number}" is read as the number of a nested list item; escape it as {escaped}'
    assert one.fix is not None
    fixed = signalkit.parse(apply_edits(text, one.fix.edits))
    assert fixed.digest.keywords[0] == item.replace(number, escaped, 1)
    assert [one for one in signalkit.check(fixed) if one.severity != "info"] == []


# -- other pages of the producer ---------------------------------------------------------------------------

TOPIC = """# *Topic*: Tides

# Summary

They rise.

# Concerns

|    | name  |
|---:|:------|
|  0 | Flood |

# Cards

## Concerns

![Concerns](Concern.png)

## Behaviors

![Behavior](Behavior.png)

## Issue

![Issue](Issue.png)

# Links"""


def test_a_topic_page_is_not_a_digest() -> None:
    doc = signalkit.parse(TOPIC)
    assert not doc.is_digest
    found = signalkit.check(doc)  # as if it was named
    assert {"SK204", "SK207"} <= {one.code for one in found}
    assert not [one for one in found if one.code in ("SK204", "SK207") and one.fix is not None]
    assert signalkit.parse(TOPIC.replace("*Topic*: Tides", "__Tides__")).is_digest


@pytest.mark.parametrize("text", ["## Keywords\n\n* a\n\n## Signals", "## Summary\n\n## Closest", "# __A__"])
def test_less_than_a_topic_page_may_be_a_digest(text: str) -> None:
    assert signalkit.parse(text).is_digest
