"""Tables are canonical by any measure of width that their producer can have used, and stay so."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Document, Signal, Topic
from signalkit.codec import tables
from signalkit.codec.widths import MEASURES, Measure
from signalkit.display import width_of
from signalkit.document import format_document
from signalkit.model.layout import EXTENDED
from tests.support.profiles import fewer

NAMES = ["characters", "today", "0.2.14", "0.2.12", "0.2.8"]

WIDTHS = {
    "a": (1, 1, 1, 1),
    "北京": (2, 4, 4, 4),
    "™\ufe0f": (2, 2, 1, 1),
    "1\ufe0f\u20e3": (3, 2, 1, 1),
    "👩\u200d🚀": (3, 2, 2, 4),
    "👍🏽": (2, 2, 2, 4),
    "🇫🇮": (2, 2, 2, 2),
    "e\u0301": (2, 1, 1, 1),
    "क\u094dष\u093f": (4, 2, 2, 3),
    "a\u200db": (3, 1, 1, 2),
    "a\x07\ufe0f": (3, 3, 3, 3),
}
"""Characters, and what wcwidth 0.2.14, 0.2.12 and 0.2.8 give; today's is what the installed one gives."""


@pytest.mark.parametrize("text", WIDTHS, ids=ascii)
def test_widths_are_those_of_the_versions_of_wcwidth(text: str) -> None:
    assert tuple(measure(text) for measure in MEASURES if measure is not width_of) == WIDTHS[text]


def write(measure: Measure, *texts: str) -> Document:
    signals = tuple(Signal(text, f"About {text}", "less", "more", "mites", 3) for text in texts)
    table = tables.render("signals", signals, EXTENDED, measure)
    concerns = tables.render("concerns", (Topic("Loss", "of ground"),), EXTENDED, measure)
    return signalkit.parse(f"# __T__\n\n## Signals\n\n{table}\n\n## Concerns\n\n{concerns}")


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_format_changes_no_table_of_any_measure(measure: Measure) -> None:
    doc = write(measure, "Brand™\ufe0f", "crew 👩\u200d🚀", "a longer name", "👍🏽")
    assert format_document(doc) is doc


def test_format_changes_a_table_that_mixes_measures() -> None:
    doc = write(len, "Brand™\ufe0f", "crew 👩\u200d🚀", "a longer name", "北京")
    mixed = signalkit.parse(
        doc.text.replace("| 北京    ", "| 北京  ").replace("| crew 👩\u200d🚀 ", "| crew 👩\u200d🚀")
    )
    assert format_document(mixed).text == doc.text


def changes(digest: Digest) -> list[Digest]:
    """The digest with each cell longer, shorter and wide, each row gone, and a row at each place."""
    signals = digest.signals
    found = []
    for index, signal in enumerate(signals):
        for text in ("", "x", "a text that is longer than all others", "™\ufe0f 北京"):
            news = (
                attrs.evolve(signal, name=text),
                attrs.evolve(signal, change=text),
                attrs.evolve(signal, horizon=text),
            )
            found += [(*signals[:index], new, *signals[index + 1 :]) for new in news]
        found.append(signals[:index] + signals[index + 1 :])
        found.append((*signals[:index], Signal("™\ufe0f 北京"), *signals[index:]))
    found += [signals[::-1], signals[:2]]
    return [attrs.evolve(digest, signals=one) for one in found]


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_undo_restores_tables_of_any_measure(measure: Measure) -> None:
    doc = write(measure, "Brand™\ufe0f", "crew 👩\u200d🚀", "plain words", "👍🏽 and 👩\u200d🚀 ™\ufe0f")
    for other in changes(doc.digest):
        assert doc.with_digest(other).with_digest(doc.digest).text == doc.text


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_a_section_that_goes_and_comes_back_keeps_the_measure(measure: Measure) -> None:
    doc = write(measure, "Brand™\ufe0f", "crew 👩\u200d🚀")
    doc = doc.evolve(issues=(Topic("™\ufe0f", "👩\u200d🚀"), Topic("plain", "words")))
    assert format_document(doc) is doc
    assert doc.evolve(issues=()).with_digest(doc.digest).text == doc.text
    relevant = doc.evolve(issues=(Topic("™\ufe0f", "👩\u200d🚀", 3),))
    assert format_document(relevant) is relevant


PIECES = st.sampled_from(
    ["a", "é", "’", "北", "™\ufe0f", "👩\u200d🚀", "👍🏽", "ि", "🇫🇮", " b", "\u00ad", "1"]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map(lambda pieces: "".join(pieces).strip() or "x")


@fewer(4)
@given(measure=st.sampled_from(MEASURES), texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_law_format_keeps_tables_of_any_measure(measure: Measure, texts: list[str]) -> None:
    doc = write(measure, *texts)
    assert format_document(doc) is doc
