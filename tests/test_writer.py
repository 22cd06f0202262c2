"""The canonical text of a digest, and how what is not representable is refused."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import signalkit
from signalkit import (
    Digest,
    Link,
    Origin,
    Reference,
    Section,
    Signal,
    Topic,
    UnrepresentableError,
    serialize,
)
from signalkit.codec import head
from signalkit.codec.render import first_difference, render, unrepresentable
from signalkit.model.layout import EXTENDED, beyond_classic

EVERYTHING = Digest(
    title="A title",
    origin=Origin(label="20240102", url="https://n.example/p/20240102"),
    link=Link(url="https://a.example/x"),
    preamble="One.\n\nTwo.",
    summary="Words.",
    keywords=("one", "two"),
    themes=("three",),
    category="science",
    type="news",
    other=("note",),
    signals=(Signal("s", "d", "c", "h", "f", 4, {"src": "x|y"}), Signal("t")),
    concerns=(Topic("a", "b"),),
    behaviors=(Topic("a", relevancy=10), Topic("longer than that", "b")),
    technologies=(Topic("a", extra={"z": "1.5", "y": ""}), Topic("b", extra={"z": "20"})),
    issues=(Topic(),),
    closest=(Reference("r", "i"), Reference("", "")),
    sections=(Section("Notes", "n\n\n* m"), Section("", "")),
)
EXTENDED_TEXT = r"""# __A title__, (from page [20240102](https://n.example/p/20240102).)

__[External link](https://a.example/x)__



One.

Two.

## Keywords

* one
* two

## Themes

* three

## Other

* Category: science
* Type: news
* note

## Summary

Words.

## Signals

| name   | description   | change   | 10-year   | driving-force   |   relevancy | src   |
|:-------|:--------------|:---------|:----------|:----------------|------------:|:------|
| s      | d             | c        | h         | f               |           4 | x\|y  |
| t      |               |          |           |                 |         nan |       |

## Concerns

| name   | description   |
|:-------|:--------------|
| a      | b             |

## Behaviors

| name             | description   |   relevancy |
|:-----------------|:--------------|------------:|
| a                |               |          10 |
| longer than that | b             |         nan |

## Technologies

| name   | description   |    z |
|:-------|:--------------|-----:|
| a      |               |  1.5 |
| b      |               | 20   |

## Issues

| description   |
|:--------------|
|               |

## Closest

* [r](i)
* []()

## Notes

n

* m

##"""
CLASSIC = Digest(
    title="A",
    origin=Origin(label="l", url="u"),
    link=Link(text="x", url="v"),
    summary="s",
    keywords=("k",),
    signals=(Signal("n", "", "c", "h", "f"),),
    closest=(Reference("r", "i"),),
)
CLASSIC_TEXT = """# __A__, from ([l](u).)

__[x](v)__



## Summary

s

## Keywords

* k

## Signals

| Signal   | Change   | 10y horizon   | Driving force   |
|:---------|:---------|:--------------|:----------------|
| n        | c        | h             | f               |

## Closest

* [r](i)"""


def test_everything_in_the_extended_layout() -> None:
    without = attrs.evolve(EVERYTHING.technologies[0], extra={"z": "1.5"})
    digest = attrs.evolve(EVERYTHING, technologies=(without, EVERYTHING.technologies[1]))
    assert serialize(digest) == EXTENDED_TEXT
    assert serialize(digest, layout="extended") == EXTENDED_TEXT


def test_the_classic_layout() -> None:
    assert serialize(CLASSIC) == CLASSIC_TEXT
    assert serialize(CLASSIC, layout="classic") == CLASSIC_TEXT
    assert serialize(CLASSIC, layout="extended") != CLASSIC_TEXT


@pytest.mark.parametrize(
    ("digest", "text"),
    [
        (Digest(), ""),
        (Digest(title="A"), "# __A__"),
        (Digest(origin=Origin(label="l", url="u")), "# ____, (from page [l](u).)"),
        (Digest(link=Link(text="x", url="u")), "__[x](u)__"),
        (Digest(preamble="p"), "p"),
        (Digest(summary="s"), "## Summary\n\ns"),
        (Digest(type="t"), "## Other\n\n* Type: t"),
        (Digest(title="A", summary="s"), "# __A__\n\n## Summary\n\ns"),
        (Digest(title="A", link=Link(text="x", url="u")), "# __A__\n\n__[x](u)__"),
        (Digest(title="A", preamble="p"), "# __A__\n\np"),
        (Digest(preamble="p", summary="s"), "p\n\n## Summary\n\ns"),
        (
            Digest(link=Link(text="x", url="u"), preamble="p", themes=("t",)),
            "__[x](u)__\n\n\n\np\n\n## Themes\n\n* t",
        ),
        (Digest(link=Link(text="x", url="u"), themes=("t",)), "__[x](u)__\n\n\n\n## Themes\n\n* t"),
        (Digest(sections=(Section("N"),)), "## N"),
        (Digest(sections=(Section("keywords", "k"),)), "## Keywords\n\n## keywords\n\nk"),
        (Digest(keywords=("a",), sections=(Section("Keywords"),)), "## Keywords\n\n* a\n\n## Keywords"),
        (
            Digest(signals=(Signal("a"),)),
            "## Signals\n\n"
            "| name   | description   | change   | 10-year   | driving-force   | relevancy   |\n"
            "|:-------|:--------------|:---------|:----------|:----------------|:------------|\n"
            "| a      |               |          |           |                 |             |",
        ),
    ],
)
def test_only_what_is_there_is_written(digest: Digest, text: str) -> None:
    assert serialize(digest) == text
    assert signalkit.parse(text).digest == digest


def test_the_head_alone() -> None:
    assert head.render(Digest(), EXTENDED, followed=True) == ""
    assert head.render(Digest(title="A"), EXTENDED, followed=False) == "# __A__"
    assert head.render(Digest(title="A"), EXTENDED, followed=True) == "# __A__\n\n"
    assert head.render(Digest(preamble="p"), EXTENDED, followed=True) == "p\n\n"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"category": "c"}, "category"),
        ({"type": "t"}, "type"),
        ({"other": ("o",)}, "other"),
        ({"concerns": (Topic(),)}, "concerns"),
        ({"behaviors": (Topic(),)}, "behaviors"),
        ({"technologies": (Topic(),)}, "technologies"),
        ({"issues": (Topic(),)}, "issues"),
        ({"signals": (Signal("a"), Signal(description="d"))}, "signals[1].description"),
        ({"signals": (Signal("a"), Signal(relevancy=0))}, "signals[1].relevancy"),
    ],
)
def test_what_the_classic_layout_has_no_place_for(fields: dict[str, Any], path: str) -> None:
    digest = attrs.evolve(CLASSIC, **fields)
    found = beyond_classic(digest)
    assert found is not None
    assert found[0] == path
    assert serialize(digest) == serialize(digest, layout="extended")
    with pytest.raises(UnrepresentableError) as caught:
        serialize(digest, layout="classic")
    assert (caught.value.path, caught.value.value) == found
    assert caught.value.reason == "the classic layout cannot represent it"


def test_references_alone_make_a_digest_classic() -> None:
    assert beyond_classic(CLASSIC) is None
    assert "10-year" in serialize(attrs.evolve(CLASSIC, closest=()))


THEMATIC_BREAK = "a thematic break at the end of a section is not read as part of its text"


def test_a_layout_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"^no layout 'modern'; there are auto, classic, extended$"):
        serialize(Digest(), layout="modern")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("digest", "path", "value", "reason"),
    [
        (Digest(keywords=("a", "")), "keywords[1]", "", "list items cannot be empty"),
        (Digest(type="\r"), "type", "\r", "a carriage return cannot be kept apart from other line ends"),
        (Digest(summary=" a"), "summary", " a", "spaces at either end would be lost"),
        (Digest(summary="a\n"), "summary", "a\n", "spaces at either end would be lost"),
        (Digest(title="a\nb"), "title", "a\nb", "line breaks are not allowed here"),
        (Digest(title="X\nb"), "title", "X\nb", "line breaks are not allowed here"),
        (Digest(title="\u00a0\nb"), "title", "\u00a0\nb", "line breaks are not allowed here"),
        (Digest(summary="## a"), "summary", "## a", "would read back as ''"),
        *(
            (Digest(summary=text), "summary", text, THEMATIC_BREAK)
            for text in ("a\n\n---", "---", "* a\n* * *")
        ),
        (Digest(keywords=("# a",)), "keywords[0]", "# a", "would read back as None"),
        (Digest(keywords=("* a",)), "keywords[0]", "* a", "would read back as 'a'"),
        (
            Digest(link=Link(text="x\ny", url="u")),
            "link",
            Link(text="x\ny", url="u"),
            "would read back as None",
        ),
        (Digest(origin=Origin(label="a](b", url="u")), "origin.label", "a](b", "would read back as 'a'"),
        (Digest(type="a", other=("Category: b",)), "category", "", "list items cannot be empty"),
        (
            Digest(sections=(Section("a", "b\n## c"),)),
            "sections[0].body",
            "b\n## c",
            "line breaks are not allowed here",
        ),
    ],
)
def test_what_is_refused_is_named(digest: Digest, path: str, value: object, reason: str) -> None:
    with pytest.raises(UnrepresentableError) as caught:
        serialize(digest)
    assert (caught.value.path, caught.value.value, caught.value.reason) == (path, value, reason)


@pytest.mark.parametrize(
    ("wanted", "got", "difference"),
    [
        (Digest(title="a"), Digest(title="b"), ("title", "a", "b")),
        (Digest(title="a", type="b"), Digest(title="a"), ("type", "b", "")),
        (Digest(origin=Origin(label="l", url="u")), Digest(), ("origin", Origin(label="l", url="u"), None)),
        (Digest(), Digest(origin=Origin(label="l", url="u")), ("origin", None, Origin(label="l", url="u"))),
        (Digest(link=Link(text="l", url="u")), Digest(link=Link(text="l", url="v")), ("link.url", "u", "v")),
        (Digest(link=Link(text="l", url="u")), Digest(link=Link(text="k", url="v")), ("link.text", "l", "k")),
        (Digest(keywords=("a", "b")), Digest(keywords=("a",)), ("keywords[1]", "b", None)),
        (Digest(keywords=("a",)), Digest(keywords=("a", "b")), ("keywords", ("a",), ("a", "b"))),
        (Digest(themes=("a", "b")), Digest(themes=("a", "c")), ("themes[1]", "b", "c")),
        (
            Digest(issues=(Topic("a", "b"),)),
            Digest(issues=(Topic("a", "c"),)),
            ("issues[0].description", "b", "c"),
        ),
        (
            Digest(sections=(Section("a"),)),
            Digest(sections=(Section("b"),)),
            ("sections[0].heading", "a", "b"),
        ),
        (Digest(title="a"), Digest(title="a"), None),
    ],
)
def test_the_first_difference(wanted: Digest, got: Digest, difference: tuple[object, ...] | None) -> None:
    assert first_difference(wanted, got) == difference


def test_reasons_are_short_and_never_missing() -> None:
    error = unrepresentable(Digest(), Digest())
    assert (error.path, error.value, error.reason) == ("", Digest(), "does not read back")
    error = unrepresentable(Digest(sections=(Section("a"),)), Digest())
    assert (error.path, error.reason) == ("sections[0]", "the section would read otherwise")
    for size in (57, 58):
        shown = repr("b" * size)
        error = unrepresentable(Digest(title="a"), Digest(title="b" * size))
        expected = shown if size == 57 else shown[:57] + "..."
        assert error.reason == f"would read back as {expected}"
    assert len(repr("b" * 57)) == 59


def test_an_unchecked_text_is_written_of_any_digest() -> None:
    assert render(Digest(keywords=("",)), EXTENDED) == "## Keywords\n\n* "
