"""The pool that the laws take their examples from: what is in it, how it is dealt, how it is made."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis.vendor.pretty import pretty

import signalkit
from signalkit import Digest, Signal
from signalkit.model.paths import texts_of
from signalkit.model.schema import HEADINGS
from tests.support import pool, profiles

DOCUMENTS = {
    "CRLF": "\r\n",
    "CR": r"\r(?!\n)",
    "BOM": r"\A\ufeff",
    "front matter": r"\A\ufeff?---\n",
    "not ASCII": r"[^\x00-\x7f]",
    "beyond U+FFFF": "[\U00010000-\U0010ffff]",
    "NUL": r"\x00",
    "U+2028": "\u2028",
    "U+000B": "\x0b",
    "tab": "\t",
    "pipe in a cell": r"\\\|",
    "backslash": r"\\(?!\|)",
    "18 digits": r"-?\b9{18}\b",
    "fence": "```",
    "fence without an end": r"\n```\n?\Z",
    "comment": "<!-- .* -->",
    "comment without an end": "<!-- open",
    "stray heading": "# Again",
    "setext heading": "\n------",
    "closing marks": r"## \w+ ##",
    "bullet -": r"^- ",
    "bullet +": r"^\+ ",
    "numbers": r"^1\. ",
    "loose list": r"^\* .*\n\n\* ",
    "quote": "^> ",
    "lazy line": "^lazy",
    "indented code": "^    code",
    "definition": r"\[ref\]: /url",
    "thematic break": r"^\*\*\*$",
    "no outer pipes": r"^(?:name|Signal) +\|",
    "tight cells": r"\|:-+\|",
    "last line without an end": r"[^\r\n]\Z",
    "last line with an end": r"\n\Z",
    "closest in classic": r"^\* \[.*\]\(",
}
TEXTS = {
    "lone surrogate": "[\ud800-\udfff]",
    "NUL": "\x00",
    "U+2028": "\u2028",
    "U+0085": "\x85",
    "CR": r"\r(?!\n)",
    "CRLF": "\r\n",
    "BOM": "\ufeff",
    "tag": "<div>",
    "fence": "~~~",
    "backslash": r"\\",
    "definition": r"\[a\]: /b",
    "nothing": r"\A\Z",
}
VALUES = {
    "lone surrogate": "[\ud800-\udfff]",
    "invalid byte": "[\udc80-\udcff]",
    "NUL": "\x00",
    "CR": r"\r(?!\n)",
    "CRLF": "\r\n",
    "tab": "\t",
    "U+2028": "\u2028",
    "not NFC": "e\u0301 \u212b",
    "not NFKC": "ﬁ",
    "beyond U+FFFF": "[\U00010000-\U0010ffff]",
    "300 characters": r"(?s)\A.{300}",
    "1,000 characters": r"(?s)\A.{1000}",
    "formula": r"\A[=+@-]",
    "pipe": r"\|",
    "backslash": r"\\",
}
LONG = 9
"""How many values make a list a long one."""


def fewest(patterns: dict[str, str], kind: str) -> dict[str, int]:
    """Of which kinds of value the pool has fewer than five."""
    texts = pool.pooled(kind)
    found = {}
    for name, pattern in patterns.items():
        compiled = re.compile(pattern, re.M)
        found[name] = sum(compiled.search(text) is not None for text in texts)
    return {name: number for name, number in found.items() if number < (1 if name == "nothing" else 5)}


@pytest.mark.lengthy
def test_documents_are_of_every_kind() -> None:
    assert fewest(DOCUMENTS, "document") == {}
    layouts = [signalkit.parse(text).layout for text in pool.pooled("document")]
    assert {name: layouts.count(name) > 50 for name in ("classic", "extended", "mixed")} == dict.fromkeys(
        ("classic", "extended", "mixed"), True
    )


def test_texts_are_of_every_kind() -> None:
    assert fewest(TEXTS, "text") == {}


def test_digests_and_documents_have_every_field() -> None:
    read = [signalkit.parse(text).digest for text in pool.pooled("document")]
    for digests in (pool.pooled("digest"), read):
        for field in attrs.fields_dict(Digest):
            assert sum(bool(getattr(digest, field)) for digest in digests) > 100, field


@pytest.mark.lengthy
def test_digests_are_of_every_kind() -> None:
    digests = pool.pooled("digest")
    numbers = {signal.relevancy for digest in digests for signal in digest.signals}
    assert {None, 1, 5, 10**18 - 1, 1 - 10**18} <= numbers
    assert any(number is not None and -10 <= number <= 0 for number in numbers)
    headings = {section.heading for digest in digests for section in digest.sections}
    assert set(HEADINGS.values()) < headings
    assert any(signal.extra for digest in digests for signal in digest.signals)
    assert {"", "20250504d "} < {digest.origin.label for digest in digests if digest.origin}
    texts = [[text for _, text in texts_of(digest)] for digest in digests]
    for name, mark in VALUES.items():
        assert sum(any(re.search(mark, text) for text in several) for several in texts) >= 5, name
    for name in ("keywords", "signals", "closest"):
        assert sum(len(getattr(digest, name)) >= LONG for digest in digests) > 20, name
    assert sum(abs(number) > 10**15 for number in numbers if number is not None) >= 4
    refused = [digest for digest in digests if not is_taken(digest)]
    assert 20 < len(refused) < len(digests) // 4


def is_taken(digest: Digest) -> bool:
    try:
        signalkit.serialize(digest)
    except signalkit.UnrepresentableError:
        return False
    return True


def test_a_pool_is_as_large_as_it_says_and_has_no_entry_twice() -> None:
    drawn = [entry for entry in pool.read() if "added" not in entry]
    assert {kind: sum(kind in entry for entry in drawn) for kind in pool.SIZES} == pool.SIZES
    lines = pool.PATH.read_bytes().splitlines()
    assert len(set(lines)) == len(lines)
    assert all(line.isascii() for line in lines)


# -- how it is dealt ---------------------------------------------------------------------------------------


@pytest.mark.skipif(profiles.FRESH, reason="nothing is dealt")
def test_a_law_sees_as_many_entries_as_it_has_examples() -> None:
    seen: list[tuple[Any, ...]] = []

    @given(pool.documents(), pool.digests(1), pool.digests(2), pool.texts(), pool.choices(range(17)))
    def law(text: str, one: Digest, two: Digest, other: str, choice: int) -> None:
        seen.append((text, one, two, other, choice))

    law()
    number = len(seen)
    assert [len(set(column)) for column in zip(*seen, strict=True)] == [*[number] * 4, 17]
    assert len({(one, two) for _, one, two, _, _ in seen}) == number


@pytest.mark.skipif(profiles.FRESH, reason="nothing is dealt")
def test_parts_are_those_of_the_entries_that_have_any() -> None:
    seen = set()

    @given(pool.parts("digest", lambda digest: digest.keywords))
    def law(part: tuple[Digest, str]) -> None:
        digest, keyword = part
        assert keyword in digest.keywords
        seen.add((digest, keyword))

    law()
    assert len(seen) > 150


# -- how it is made ----------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pool of few entries, in a folder of its own."""
    path = tmp_path / "pool.jsonl"
    monkeypatch.setattr(pool, "PATH", path)
    monkeypatch.setattr(pool, "SIZES", {"document": 30, "digest": 30, "text": 30})
    return path


def add(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(source + "\n"))
    pool.main("add")


@pytest.mark.lengthy
def test_drawing_it_again_changes_nothing_and_keeps_what_was_added(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.main("draw")
    drawn = small.read_bytes()
    assert drawn.count(b"\n") == 90
    digest = Digest(title="a\x00", signals=(Signal("x", relevancy=0, extra={"": ""}),))
    add(repr("# \udcff\r\n\u2028"), monkeypatch)
    add(pretty(digest), monkeypatch)
    pool.main("draw")
    assert small.read_bytes().startswith(drawn)
    assert pool.read()[90:] == [
        {"document": "# \udcff\r\n\u2028", "added": True},
        {"digest": pool.encode(digest), "added": True},
    ]
    pool.pooled.cache_clear()
    assert pool.pooled("digest")[-1] == digest
    pool.pooled.cache_clear()


@pytest.mark.parametrize("source", ["5", "Signal()", "[]"])
def test_what_is_neither_text_nor_digest_is_not_added(source: str) -> None:
    with pytest.raises(TypeError, match="expected a string or a Digest"):
        pool.read_example(source)


def test_an_example_can_do_nothing_but_name_values() -> None:
    with pytest.raises(NameError):
        pool.read_example("open('/etc/passwd').read()")


def test_digests_come_back_as_they_were() -> None:
    for digest in pool.pooled("digest")[::20]:
        assert pool.read_example(pretty(digest))["digest"] == pool.encode(digest)
