"""Values of the wrong type fail where they are made, with the name of their field."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given

import signalkit
from signalkit import (
    Digest,
    FieldTypeError,
    Link,
    Origin,
    Reference,
    Signal,
    SignalkitError,
    Topic,
)
from signalkit.model.build import build_digest, build_reference, build_signal, build_topic
from tests.support.pool import texts
from tests.support.profiles import fewer

untyped: Any = signalkit


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: untyped.Signal(relevancy="4"), "relevancy: expected int or None, got str: '4'"),
        (lambda: untyped.Signal(relevancy=True), "relevancy: expected int or None, got bool: True"),
        (lambda: untyped.Signal(relevancy=4.0), "relevancy: expected int or None, got float: 4.0"),
        (lambda: untyped.Topic(relevancy="4"), "relevancy: expected int or None, got str: '4'"),
        (lambda: untyped.Signal(change=3), "change: expected str, got int: 3"),
        (lambda: untyped.Signal("a", None), "description: expected str, got NoneType"),
        (lambda: untyped.Topic(name=b"x"), "name: expected str, got bytes: b'x'"),
        (lambda: untyped.Signal(extra={"src": 4}), "extra.src: expected str, got int: 4"),
        (lambda: untyped.Signal(extra={4: "src"}), "extra: expected str, got int: 4"),
        (lambda: untyped.Topic(extra="src"), "extra: expected a mapping of str to str, got str: 'src'"),
        (lambda: untyped.Topic(extra=None), "extra: expected a mapping of str to str, got NoneType"),
        (lambda: untyped.Origin(label=20240616), "label: expected str, got int: 20240616"),
        (lambda: untyped.Link(url=None), "url: expected str, got NoneType"),
        (lambda: untyped.Reference("T", 5), "id: expected str, got int: 5"),
        (lambda: untyped.Section(body=[]), "body: expected str, got list: []"),
        (lambda: untyped.Digest(title=None), "title: expected str, got NoneType"),
        (lambda: untyped.Digest(origin="20240101"), "origin: expected Origin or None, got str: '20240101'"),
        (
            lambda: untyped.Digest(link=untyped.Origin()),
            "link: expected Link or None, got Origin: Origin(label='', url='')",
        ),
        (lambda: untyped.Digest(keywords="moss"), "keywords: expected several values, got str: 'moss'"),
        (lambda: untyped.Digest(keywords=b"moss"), "keywords: expected several values, got bytes: b'moss'"),
        (lambda: untyped.Digest(themes={"a": "b"}), "themes: expected several values, got dict: {'a': 'b'}"),
        (lambda: untyped.Digest(other=5), "other: expected several values, got int: 5"),
        (lambda: untyped.Digest(keywords=("a", 2)), "keywords[1]: expected str, got int: 2"),
        (lambda: untyped.Digest(signals=["a"]), "signals[0]: expected Signal, got str: 'a'"),
        (
            lambda: untyped.Digest(issues=(untyped.Signal(),)),
            "issues[0]: expected Topic, got Signal: Signal(",
        ),
        (
            lambda: attrs.evolve(untyped.Signal(), relevancy="4"),
            "relevancy: expected int or None, got str: '4'",
        ),
        (lambda: untyped.parse("").evolve(title=3), "title: expected str, got int: 3"),
        (lambda: untyped.parse("").with_digest("T"), "digest: expected Digest, got str: 'T'"),
        (lambda: untyped.serialize("T"), "digest: expected Digest, got str: 'T'"),
        (
            lambda: untyped.parse("|name|change|\n|-|-|\n").with_value("link.url", 3),
            "link.url: expected str, got int: 3",
        ),
    ],
)
def test_a_wrong_type_fails_where_it_is_made(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(FieldTypeError) as caught:
        make()
    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, SignalkitError)
    assert isinstance(caught.value, TypeError)
    assert caught.value.path == message.partition(":")[0]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_wrong_type_at_a_field_path_is_named_by_the_path() -> None:
    doc = signalkit.parse("## Signals\n\n|name|change|src|\n|-|-|-|\n|a|b|c|\n")
    for path, value in {
        "signals[0].relevancy": "4",
        "signals[0].extra.src": 4,
        "signals[0].extra": 4,
        "signals[0]": "x",
        "signals": "x",
    }.items():
        with pytest.raises(FieldTypeError) as caught:
            doc.with_value(path, value)
        assert caught.value.path == path


def test_a_link_and_an_origin_take_names_only() -> None:
    with pytest.raises(TypeError, match="positional argument"):
        Link("https://x.example")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional argument"):
        Origin("20240616", "https://x.example")  # type: ignore[call-arg]
    assert Link(url="https://x.example").text == "External link"


def rebuild(value: Any) -> Any:
    """The same value, made by its checked constructor."""
    return type(value)(**{field.name: getattr(value, field.name) for field in attrs.fields(type(value))})


@fewer(4)
@given(texts())
def test_law_what_is_read_is_what_constructors_make(text: str) -> None:
    digest = signalkit.parse(text).digest
    for field in attrs.fields(Digest):
        values = getattr(digest, field.name)
        assert isinstance(values, tuple) == (field.default == ())
        for one in values if isinstance(values, tuple) else (values,):
            if attrs.has(type(one)):
                assert rebuild(one) == one
    assert rebuild(digest) == digest
    assert hash(rebuild(digest)) == hash(digest)


def test_builders_take_the_attributes_of_their_classes_in_order() -> None:
    extra = signalkit.parse("## Issues\n\n|name|a|\n|-|-|\n|x|y|").digest.issues[0].extra
    signal = ("a", "b", "c", "d", "e", 4, extra)
    assert build_signal(*signal) == Signal(*signal)
    assert build_topic("a", "b", 4, extra) == Topic("a", "b", 4, extra)
    assert build_reference("a", "b") == Reference("a", "b")
    fields = {"title": "T", "keywords": ("a",), "link": Link(url="u")}
    assert build_digest(fields) == Digest(**fields)  # type: ignore[arg-type]
