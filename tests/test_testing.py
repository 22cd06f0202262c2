"""The strategies that plugin authors use, and how Hypothesis comes to know them."""

from __future__ import annotations

import subprocess
import sys

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import signalkit
from signalkit import Digest
from signalkit.testing import digests, documents


@given(st.from_type(Digest))
@settings(max_examples=50)
def test_hypothesis_knows_how_to_make_a_digest(digest: Digest) -> None:
    assert isinstance(digest, Digest)
    assert signalkit.parse(signalkit.serialize(Digest(title="T"))).digest == Digest(title="T")


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
QUICK = settings(
    max_examples=2000,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    deadline=None,
)


@pytest.mark.parametrize("field", [field.name for field in attrs.fields(Digest)])
def test_digests_reach_every_field(field: str) -> None:
    def has_value(digest: Digest) -> bool:
        return bool(getattr(digest, field))

    assert has_value(find(digests(), has_value, settings=QUICK))


@pytest.mark.parametrize(
    "mark", ["\r\n", "\r", "\ufeff", "```", "<!--", "\n- ", "\n+ ", "\t", "\\|", "\n---\n"], ids=ascii
)
def test_documents_reach_every_kind_of_mess(mark: str) -> None:
    def is_messy(text: str) -> bool:
        return mark in text

    assert mark in find(documents(), is_messy, settings=QUICK)
