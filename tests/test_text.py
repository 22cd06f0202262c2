"""Bytes and text without loss; lines end where CommonMark says, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Span, TextEdit, UnrepresentableError
from signalkit.syntax.text import apply_edits, decode, dominant_newline, encode, unify_newlines
from tests.support.profiles import fewer


@pytest.mark.parametrize(
    "data",
    [b"", b"\xef\xbb\xbf# a", b"a\r\nb\rc\nd", b"\xff\xfe\x00", b"\xc3", b"a\x00b", "\u2028\x85".encode()],
)
def test_every_byte_comes_back(data: bytes) -> None:
    assert encode(decode(data)) == data
    assert signalkit.parse_bytes(data).to_bytes() == data


def test_a_surrogate_that_was_no_byte_is_refused() -> None:
    with pytest.raises(UnrepresentableError, match="text: no UTF-8 for the character at 1"):
        signalkit.parse("a\ud800").to_bytes()


def test_only_three_line_ends_count() -> None:
    doc = signalkit.parse("a\nb\r\nc\rd\u2028e\x85f\x0bg\x0ch")
    assert [doc.position(doc.text.index(c)) for c in "abcdh"] == [(1, 1), (2, 1), (3, 1), (4, 1), (4, 9)]
    assert doc.position(len(doc.text)) == (4, 10)
    with pytest.raises(IndexError):
        doc.position(len(doc.text) + 1)


@fewer(4)
@given(st.text(alphabet="a\r\n "))
def test_evened_text_has_the_same_offsets(text: str) -> None:
    normalized = unify_newlines(text)
    assert len(normalized) == len(text)
    assert "\r" not in normalized
    assert len(normalized.split("\n")) == len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def test_the_line_end_used_most_is_the_documents_own() -> None:
    assert dominant_newline("a\r\nb\r\nc\n") == "\r\n"
    assert dominant_newline("a\rb\rc\n") == "\r"
    assert dominant_newline("") == "\n"


def test_edits_are_made_in_place_and_never_overlap() -> None:
    edits = [TextEdit(Span(2, 3), "X"), TextEdit(Span(0, 0), "1"), TextEdit(Span(0, 0), "2")]
    assert apply_edits("abc", edits) == "12abX"
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("abc", [TextEdit(Span(0, 2), ""), TextEdit(Span(1, 3), "")])
