"""Law: absent and empty are the same content, whether a program or a file says it."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import attrs
import pytest
from hypothesis import given

import signalkit
from signalkit import Digest, Link, Origin, Signal, Topic
from signalkit.model import FIELDS
from signalkit.model.plain import from_plain, to_plain
from tests.support.pool import choices, digests
from tests.support.profiles import fewer
from tests.support.samples import takes

EMPTY: dict[str, list[Any]] = {
    "origin": [None, Origin(), Origin(label="", url="")],
    "link": [None, Link(), Link(text=""), Link(text="External link", url="")],
}


def empties(name: str) -> list[Any]:
    """All values of a field that hold nothing."""
    several: list[Any] = [(), [], iter(())]
    return EMPTY.get(name, several if FIELDS[name].several else [""])


@pytest.mark.parametrize("name", FIELDS)
def test_a_digest_of_an_empty_value_is_empty(name: str) -> None:
    for value in empties(name):
        digest = Digest(**{name: value})
        assert digest == Digest()
        assert hash(digest) == hash(Digest())
        assert to_plain(digest) == to_plain(Digest())


@pytest.mark.parametrize("entry", [Signal, Topic])
def test_an_empty_cell_is_an_absent_cell(entry: type[Signal | Topic]) -> None:
    assert entry(extra={"src": ""}) == entry()


@fewer(4)
@given(digests())
def test_law_emptying_a_value_removes_it(digest: Digest) -> None:
    bare = attrs.evolve(digest, origin=None, link=None)
    for origin, link in zip_longest(EMPTY["origin"], EMPTY["link"]):
        assert attrs.evolve(digest, origin=origin, link=link) == bare
    plain = {**to_plain(digest), "origin": {"label": "", "url": ""}, "link": {"url": ""}}
    assert from_plain(plain) == bare


def test_a_value_is_not_empty_if_a_part_of_it_is_not() -> None:
    for value in (Origin(label="l"), Origin(url="u")):
        assert Digest(origin=value).origin == value
    for link in (Link(text="x"), Link(url="u"), Link(text="", url="u")):
        assert Digest(link=link).link == link


REST = "## Summary\n\ns\n\n## Keywords\n\n* k\n\n## Themes\n\n* t\n"

# -- files -------------------------------------------------------------------------------------------------

TITLES = ["", "# __A__, from ([]().)", "# __A__, (from page []().)", "# A from ([]())", "# from ([]().) #"]


LINKS = ["", "__[External link]()__", "[]()", "**[]()**", "  [External link]()  "]
MORE = ["", "words", "# Another title"]
SECTIONS = ["", "\n\n## Summary\n\ns", "\n\n## Notes\n\nn\n", "\n"]
FILES = [
    "\n\n".join(filter(None, (title, link, more))) + rest
    for title in TITLES
    for link in LINKS
    for more in MORE
    for rest in SECTIONS
]
"""Files whose origin, link or both are written, and empty."""


@fewer(4)
@given(choices(FILES), digests())
def test_law_an_empty_value_in_a_file_is_filled(text: str, digest: Digest) -> None:
    document = signalkit.parse(text)
    assert document.digest.origin is None
    assert document.digest.link is None
    assert document.with_digest(document.digest) is document
    if takes(digest):
        assert document.with_digest(digest).digest == digest


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("# __A__, from ([]().)\n", {"origin": Origin(label="l", url="u")}, "# __A__, from ([l](u).)\n"),
        ("# A (from page []())\n", {"origin": Origin(url="u")}, "# A (from page [](u))\n"),
        ("# A (from page []())\n", {"title": "B"}, "# B (from page []())\n"),
        ("# A\n\n**[External link]()** \n", {"link": Link(url="u")}, "# A\n\n**[External link](u)** \n"),
        ("# A\n\n[]()\n\nwords\n", {"link": Link(text="x", url="u")}, "# A\n\n[x](u)\n\nwords\n"),
        ("# A\n\n[]()\n\n[x](u)\n", {"link": Link(text="x", url="v")}, "# A\n\n[]()\n\n[x](v)\n"),
    ],
)
def test_an_empty_value_is_filled_where_it_is_written(text: str, value: dict[str, Any], after: str) -> None:
    assert signalkit.parse(text).evolve(**value).text == after


def test_an_empty_value_is_found_in_the_text() -> None:
    document = signalkit.parse("# __A__, from ([]().)\n\n__[External link]()__\n")
    assert document.value_of("origin.url") == document.value_of("link.url") == ""
    for path in ("origin.label", "origin.url", "link.url"):
        assert document.with_value(path, "x").text.count("x") == document.text.count("x") + 1


def test_a_digest_keeps_the_link_after_an_empty_one() -> None:
    document = signalkit.parse("# A\n\n[]()\n\n[x](u)\n")
    assert document.digest == Digest(title="A", link=Link(text="x", url="u"), preamble="[]()")
    assert signalkit.parse(signalkit.serialize(document.digest)).digest == document.digest


def test_an_empty_value_in_a_file_is_reported_where_it_is_written() -> None:
    found = signalkit.check(signalkit.parse("# __A__, from ([]().)\n\n__[External link]()__\n\n" + REST))
    assert [(one.code, one.start) for one in found] == [("SK108", (1, 19)), ("SK108", (3, 19))]
