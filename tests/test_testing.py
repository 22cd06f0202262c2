"""The strategies that plugin authors use, and how Hypothesis comes to know them."""

from __future__ import annotations

import operator
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import signalkit
from signalkit import Digest
from signalkit.testing import digests, documents, messy_text


@given(st.from_type(Digest))
@settings(max_examples=50)
def test_hypothesis_knows_how_to_make_a_digest(digest: Digest) -> None:
    assert isinstance(digest, Digest)
    assert signalkit.parse(signalkit.serialize(Digest(title="T"))).digest == Digest(title="T")


@pytest.mark.process
def test_the_registration_makes_no_strategy_before_one_is_asked_for() -> None:
    code = (
        "import sys, hypothesis.strategies as st\n"
        "assert 'signalkit.testing.strategies' not in sys.modules\n"
        "from signalkit import Digest\n"
        "st.from_type(Digest).validate()\n"
        "assert 'signalkit.testing.strategies' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# That there is one is the question, not which is the smallest.
QUICK = settings(max_examples=3000, phases=[Phase.generate], derandomize=True)


def missing(kinds: Mapping[str, Callable[[Any], object]], source: st.SearchStrategy[Any]) -> set[str]:
    """The kinds of value of which a strategy draws none."""
    left = dict(kinds)

    def has_all(value: Any) -> bool:
        for name in [name for name, is_one in left.items() if is_one(value)]:
            del left[name]
        return not left

    with suppress(NoSuchExample):
        find(source, has_all, settings=QUICK)
    return set(left)


def holding(*marks: str) -> dict[str, Callable[[Any], object]]:
    """Texts by what they contain; the one without anything by nothing."""

    def contains(mark: str) -> Callable[[Any], object]:
        return lambda text: mark in text if mark else text == ""

    return {mark: contains(mark) for mark in marks}


def test_digests_reach_every_field() -> None:
    assert (
        missing({name: operator.attrgetter(name) for name in attrs.fields_dict(Digest)}, digests()) == set()
    )


@pytest.mark.lengthy
def test_documents_reach_every_kind_of_mess() -> None:
    marks = holding("\r\n", "\r", "\ufeff", "```", "<!--", "\n- ", "\n+ ", "\t", "\\|", "\n---\n", "\n> ")
    assert missing(marks, documents()) == set()


@pytest.mark.lengthy
def test_messy_text_reaches_what_is_no_digest_file() -> None:
    marks = holding("\x00", "\x85", "\udcff", "\u2028", "<div>", "[a]: /b", "# __", "")
    assert missing(marks, messy_text()) == set()


def test_what_no_strategy_draws_is_missing() -> None:
    assert missing(holding("a", "b"), st.sampled_from(["a", "ac"])) == {"b"}
