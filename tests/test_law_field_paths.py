"""The laws of field paths: `value_of` and `with_value` see the digest, one value at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import assume, given

import signalkit
from signalkit import Digest, UnrepresentableError
from signalkit.syntax.text import line_starts
from tests.support.pool import choices, parts
from tests.support.profiles import fewer
from tests.support.samples import digest_files

TABLES = ("signals", "concerns", "behaviors", "technologies", "issues")
WORD = "Xylophone"


def paths(digest: Digest) -> dict[str, Any]:
    """Every value of a digest by its field path: fields, entries, their fields and their cells."""
    return dict(walk(digest))


def walk(digest: Digest) -> Iterator[tuple[str, Any]]:
    for field in attrs.fields(Digest):
        value = getattr(digest, field.name)
        yield field.name, value
        if isinstance(value, tuple):
            for index, entry in enumerate(value):
                yield f"{field.name}[{index}]", entry
                yield from walk_entry(f"{field.name}[{index}]", entry)
        else:
            yield from walk_entry(field.name, value)


def walk_entry(path: str, entry: Any) -> Iterator[tuple[str, Any]]:
    if not attrs.has(type(entry)):
        return
    for field in attrs.fields(type(entry)):
        value = getattr(entry, field.name)
        yield f"{path}.{field.name}", value
        if field.name == "extra":
            yield from ((f"{path}.extra.{column}", cell) for column, cell in value.items())


def paths_in(text: str) -> list[str]:
    return list(paths(signalkit.parse(text).digest))


def words_in(text: str) -> list[str]:
    """The paths of texts that one line holds, and that can be another word without changing their kind."""
    doc = signalkit.parse(text)
    return [path for path, value in paths(doc.digest).items() if is_word(doc.digest, path, value)]


def is_word(digest: Digest, path: str, value: Any) -> bool:
    if not isinstance(value, str) or not value or "\n" in value or value == WORD:
        return False
    field, _, attribute = path.partition(".")
    if field.startswith("closest["):  # an item that is not a link becomes one if it gets an id
        reference = paths(digest)[field]
        return bool(reference.id) and "\n" not in reference.title
    return field not in ("summary", "preamble") and attribute not in ("heading", "body")


@fewer(4)
@given(parts("document", paths_in))
def test_law_value_of_is_what_the_digest_has(part: tuple[str, str]) -> None:
    text, path = part
    doc = signalkit.parse(text)
    assert doc.value_of(path) == paths(doc.digest)[path]


@fewer(4)
@given(parts("document", paths_in))
def test_law_get_put_of_one_value(part: tuple[str, str]) -> None:
    text, path = part
    doc = signalkit.parse(text)
    assert doc.with_value(path, doc.value_of(path)) is doc


@fewer(4)
@given(parts("document", paths_in), choices(["", WORD, "two words", "a | b", "*x*", "a\nb", 4, None, ()]))
def test_law_put_get_of_one_value(part: tuple[str, str], value: Any) -> None:
    text, path = part
    doc = signalkit.parse(text)
    try:
        changed = doc.with_value(path, value)
    except (UnrepresentableError, TypeError):
        assume(False)
    assert changed.value_of(path) == value
    before, after = paths(doc.digest), paths(changed.digest)
    if path == "link.url" and changed.digest.link is None:  # the text that all links have is not content
        assert before.pop("link.text", "External link") in ("", "External link")
    if path.startswith("origin.") and changed.digest.origin is None:
        assert [before.pop(f"origin.{other}") for other in ("label", "url")].count("") >= 1
    others = [other for other in before if not is_near(other, path)]
    assert [before[other] for other in others] == [after[other] for other in others]


def is_near(one: str, other: str) -> bool:
    """Whether one of two paths leads through the other's value."""
    return one == other or starts(one, other) or starts(other, one)


def starts(longer: str, shorter: str) -> bool:
    return longer.startswith((f"{shorter}.", f"{shorter}["))


@fewer(4)
@given(parts("document", words_in))
def test_law_locality_of_with_value(part: tuple[str, str]) -> None:
    text, path = part
    doc = signalkit.parse(text)
    check_locality(doc, path)


def check_locality(doc: signalkit.Document, path: str) -> None:
    changed = doc.with_value(path, WORD).text
    span = doc.span_of(path)
    if path.startswith(TABLES):  # the padding of the row may change
        span = doc.span_of(path.partition(".")[0])
        assert len(line_starts(changed)) == len(line_starts(doc.text))
        assert changed.startswith(doc.text[: span.start])
        assert changed.endswith(doc.text[span.end :])
    else:
        assert changed == doc.text[: span.start] + WORD + doc.text[span.end :]


@pytest.mark.parametrize("path", digest_files(), ids=lambda path: path.stem)
def test_the_laws_of_field_paths_on_real_files(path: Any) -> None:
    doc = signalkit.load(path)
    for field_path, value in paths(doc.digest).items():
        assert doc.value_of(field_path) == value
        assert doc.with_value(field_path, value) is doc
        if is_word(doc.digest, field_path, value):
            check_locality(doc, field_path)
