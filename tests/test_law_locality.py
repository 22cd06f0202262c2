"""The law of locality: an edit touches the bytes of the value that changes, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import assume, given

import signalkit
from signalkit import Digest, Document, Reference, Topic
from signalkit.syntax.text import line_starts
from tests.support.pool import parts
from tests.support.profiles import fewer
from tests.support.samples import digest_files, takes

TABLES = ("signals", "concerns", "behaviors", "technologies", "issues")
WORD = "Xylophone"


def lines_of(text: str) -> list[str]:
    starts = [*line_starts(text), len(text)]
    return [text[a:b].strip(" \t\r\n") for a, b in pairwise(starts)]


def evolve(value: Any, **fields: Any) -> Any:
    return attrs.evolve(value, **fields)


def evolve_entry(digest: Digest, field: str, index: int, entry: Any) -> Any:
    entries = getattr(digest, field)
    return evolve(digest, **{field: (*entries[:index], entry, *entries[index + 1 :])})


def replacements(digest: Digest) -> Iterator[tuple[str, Digest]]:
    """Field paths of single values, each with the digest in which that value is another."""
    return ((path, other) for path, other in words_instead(digest) if other != digest)


def words_instead(digest: Digest) -> Iterator[tuple[str, Digest]]:
    for field in ("title", "category", "type"):
        if getattr(digest, field):
            yield field, evolve(digest, **{field: WORD})
    for field in ("origin", "link"):
        place = getattr(digest, field)
        for name in attrs.fields_dict(type(place)) if place else ():
            if getattr(place, name):
                yield f"{field}.{name}", evolve(digest, **{field: evolve(place, **{name: WORD})})
    for field in ("keywords", "themes"):
        for index, value in enumerate(getattr(digest, field)):
            if "\n" not in value:
                yield f"{field}[{index}]", evolve_entry(digest, field, index, WORD)
    for index, reference in enumerate(digest.closest):
        for name in ("title", "id"):
            if getattr(reference, name) and reference.id and "\n" not in reference.title:
                other = evolve(reference, **{name: WORD})
                yield f"closest[{index}].{name}", evolve_entry(digest, "closest", index, other)


def test_a_title_behind_text_is_no_part_of_the_text() -> None:
    text = "Text.\n# __T__, from ([20231203](u).)\n\nMore."
    doc = signalkit.parse(text)
    assert doc.digest.preamble == "Text.\n\nMore."
    assert doc.evolve(title=WORD).text == text.replace("T__", f"{WORD}__")


def cells(digest: Digest) -> Iterator[tuple[str, int, str]]:
    """Each cell that is not empty, but numbers: its field, the index of its entry, its name."""
    for field in TABLES:
        for index, entry in enumerate(getattr(digest, field)):
            for name in attrs.fields_dict(type(entry)):
                if name not in ("relevancy", "extra") and getattr(entry, name):
                    yield field, index, name


def read(text: str) -> Digest:
    return signalkit.parse(text).digest


@fewer(2)
@given(parts("document", lambda text: [path for path, _ in replacements(read(text))]))
def test_law_locality_of_one_value(part: tuple[str, str]) -> None:
    text, path = part
    doc = signalkit.parse(text)
    digest = dict(replacements(doc.digest))[path]
    span = doc.span_of(path)
    assert doc.with_digest(digest).text == text[: span.start] + WORD + text[span.end :]


@fewer(2)
@given(parts("document", lambda text: list(cells(read(text)))))
def test_law_locality_of_one_cell(part: tuple[str, tuple[str, int, str]]) -> None:
    text, (field, index, name) = part
    doc = signalkit.parse(text)
    entry = getattr(doc.digest, field)[index]
    digest = evolve_entry(doc.digest, field, index, evolve(entry, **{name: WORD}))
    row = doc.span_of(f"{field}[{index}]")
    changed = doc.with_digest(digest).text
    assert changed[: row.start] == text[: row.start]
    assert changed.endswith(text[row.end :])
    assert len(line_starts(changed)) == len(line_starts(text))


def places(digest: Digest) -> list[tuple[str, int]]:
    """Where an entry can be inserted between, before or after those of a field."""
    return [
        (field, at)
        for field in ("keywords", "themes", "closest", *TABLES)
        if (entries := getattr(digest, field))
        for at in range(len(entries) + 1)
    ]


@fewer(2)
@given(parts("digest", places))
def test_law_locality_of_one_item_more(part: tuple[Digest, tuple[str, int]]) -> None:
    digest, (field, at) = part
    assume(takes(digest))
    doc = signalkit.parse(signalkit.serialize(digest))
    entries = getattr(digest, field)
    new: Any = WORD
    if field == "closest":
        new = Reference(WORD, "0123456789abcdef0123456789abcdef")
    elif field in TABLES:
        kind = type(entries[0])
        without = "description" if kind is Topic else "change"  # of a table that may have no names
        new = kind(**{"name" if any(entry.name for entry in entries) else without: WORD})
    more = evolve(digest, **{field: (*entries[:at], new, *entries[at:])})
    with_one = doc.with_digest(more)
    check_one_line_more(doc, with_one)
    assert with_one.with_digest(digest).text == doc.text


def check_one_line_more(doc: Document, longer: Document) -> None:
    before, after = lines_of(doc.text), lines_of(longer.text)
    assert len(after) == len(before) + 1
    added = next((k for k, line in enumerate(before) if line != after[k]), len(before))
    assert after[:added] + after[added + 1 :] == before


@pytest.mark.parametrize("path", digest_files(), ids=lambda p: p.stem)
def test_locality_on_real_files(path: Any) -> None:
    doc = signalkit.load(path)
    for field_path, digest in replacements(doc.digest):
        span = doc.span_of(field_path)
        expected = doc.text[: span.start] + WORD + doc.text[span.end :]
        assert doc.with_digest(digest).text == expected, field_path
