"""Field paths: one value read, changed, or explained if it does not exist."""

from __future__ import annotations

import pytest

import signalkit
from signalkit import FieldPathError, Link, Origin, Reference, SignalkitError

CLASSIC = """# __T__, from ([20231203](https://n.example/p/20231203).)

## Keywords

* one
* two

## Signals

| Signal   | Change   | 10y horizon   | Driving force   |
|:---------|:---------|:--------------|:----------------|
| a        | b        | c             | d               |
| e        | f        | g             | h\\|i            |

## Closest

* [T](ca5ee4ed37426d3cdb506e1c24b25245)"""
doc = signalkit.parse(CLASSIC)
MIXED = """# __T__

## Keywords

* moss

## Signals

| name   | change   | src   |
|:-------|:---------|:------|
| a      | b        | 0f34  |
"""


def test_one_cell_in_one_line() -> None:
    assert doc.value_of("signals[1].horizon") == "g"
    changed = doc.with_value("signals[1].horizon", "h | i")
    old = r"| e        | f        | g             | h\|i            |"
    new = r"| e        | f        | h \| i        | h\|i            |"
    assert changed.text == CLASSIC.replace(old, new)


def test_values_of_every_shape() -> None:
    assert doc.value_of("keywords") == ("one", "two")
    assert doc.value_of("keywords[1]") == "two"
    assert doc.value_of("origin") == Origin(label="20231203", url="https://n.example/p/20231203")
    assert doc.value_of("origin.label") == "20231203"
    assert doc.value_of("closest[0].title") == "T"
    assert doc.value_of("category") == ""
    assert doc.value_of("signals[0].relevancy") is None
    mixed = signalkit.parse(MIXED)
    assert mixed.value_of("signals[0].extra.src") == "0f34"
    assert mixed.value_of("signals[0].extra") == {"src": "0f34"}
    assert mixed.value_of("signals[0].extra.other") == ""


def test_values_of_every_shape_are_written() -> None:
    assert doc.with_value("keywords", ["one"]).digest.keywords == ("one",)
    assert doc.with_value("closest", iter([Reference("T", "0f")])).digest.closest == (Reference("T", "0f"),)
    assert doc.with_value("origin", None).digest.origin is None
    mixed = signalkit.parse(MIXED)
    assert mixed.with_value("signals[0].extra.src", "ab").text == MIXED.replace("0f34", "ab  ")
    assert mixed.with_value("signals[0].extra.src", "").digest.signals[0].extra == {}
    assert mixed.with_value("signals[0].extra.year", "2024").value_of("signals[0].extra.year") == "2024"
    assert mixed.with_value("signals[0].relevancy", 4).digest.signals[0].relevancy == 4


def test_what_is_missing_is_empty_and_can_be_set() -> None:
    mixed = signalkit.parse(MIXED)
    assert mixed.digest.link is None
    assert mixed.digest.origin is None
    assert mixed.value_of("link") is None
    assert mixed.value_of("link.url") == mixed.value_of("origin.label") == ""
    assert mixed.with_value("link.url", "") is mixed
    assert mixed.with_value("link.url", "https://x.example").digest.link == Link(url="https://x.example")
    assert "[20240616]()" in mixed.with_value("origin.label", "20240616").text


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "not a field path; expected one such as 'title', 'origin.url' or 'signals[0].change'"),
        ("keywords[0", "not a field path"),
        ("keywords[-1]", "not a field path"),
        ("keywords[" + "9" * 5000 + "]", "not a field path"),
        ("sumary", "a digest has no field 'sumary'; did you mean 'summary'?"),
        ("Title", "a digest has no field 'Title'; did you mean 'title'?"),
        ("qqq", "a digest has no field 'qqq'; it has title, origin, link, preamble, summary"),
        ("signals[2]", "index 2 is out of range; there are 2 values in signals, the last is signals[1]"),
        ("closest[1].id", "index 1 is out of range; there is 1 value in closest, the last is closest[0]"),
        ("issues[0]", "index 0 is out of range; there are no values in issues"),
        ("title[0]", "title is a single value and takes no index"),
        ("origin[0].url", "origin is a single value and takes no index"),
        ("signals.change", "signals has several values; add an index, as in 'signals[0].change'"),
        ("title.x", "title is text and has no field 'x'"),
        ("keywords[0].x", "keywords[0] is text and has no field 'x'"),
        ("signals[0].chnge", "a signal has no field 'chnge'; did you mean 'change'?"),
        ("signals[0].", "a signal has no field ''; it has name, description, change, horizon"),
        ("closest[0].url", "a reference has no field 'url'; it has title, id"),
        ("origin.date", "an origin has no field 'date'; it has label, url"),
        ("link.extra.x", "a link has no field 'extra.x'; it has text, url"),
    ],
)
def test_a_path_to_nothing_says_what_exists(path: str, reason: str) -> None:
    for ask in (doc.value_of, doc.span_of, lambda path: doc.with_value(path, "x")):
        with pytest.raises(FieldPathError) as caught:
            ask(path)
        assert str(caught.value).startswith(f"{path!r}: {reason}")
        assert caught.value.path == path
        assert isinstance(caught.value, LookupError | SignalkitError)


def test_span_of_alone_needs_the_value_in_the_file() -> None:
    for path in ("category", "signals[0].relevancy", "signals[0].extra.src"):
        with pytest.raises(FieldPathError, match="not in the file"):
            doc.span_of(path)
        assert not doc.value_of(path)
