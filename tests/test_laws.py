"""The laws of the design, section 5: one property each, named after it, on messy documents and real ones."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Origin, Reference, Section, Signal, Topic, UnrepresentableError
from signalkit.document import format_document
from signalkit.model.layout import LayoutName
from signalkit.model.schema import TOPICS
from signalkit.syntax.expand import build_tree
from signalkit.syntax.scan import scan
from signalkit.syntax.tree import Source
from tests.support.clean import problems
from tests.support.pool import choices, digests, documents, texts
from tests.support.profiles import fewer
from tests.support.samples import digest_files, takes
from tests.support.tiling import check_tiling, shape

FILES = digest_files()
name_of = attrgetter("name")
TABLE = "## Issues\n\n|name|description|relevancy|\n|-|-|-|"
LAYOUTS: list[LayoutName] = ["auto", "classic", "extended"]


@given(texts())
@example("## Issues\n\na | b\n---|---\n1\n2\n3\n4\n")
def test_law_lossless_text(text: str) -> None:
    doc = signalkit.parse(text)
    assert doc.text == text
    assert "".join(leaf.text for leaf in doc.tree.leaves()) == text
    assert isinstance(doc.digest, Digest)


@given(st.binary() | texts().map(lambda s: s.encode("utf-16", "surrogatepass")))
def test_law_lossless_bytes(data: bytes) -> None:
    assert signalkit.parse_bytes(data).to_bytes() == data


@given(texts())
def test_law_tiling(text: str) -> None:
    check_tiling(signalkit.parse(text))


@given(texts())
def test_law_shortcuts_see_what_the_full_rules_see(text: str) -> None:
    source = Source(text)
    assert shape(build_tree(source, scan(source))) == shape(build_tree(source, scan(source, shortcuts=False)))


def classic_part(digest: Digest) -> Digest:
    """What the classic layout can hold of a digest."""
    signals = tuple(attrs.evolve(signal, description="", relevancy=None) for signal in digest.signals)
    rest: dict[str, Any] = dict.fromkeys(
        ("other", "concerns", "behaviors", "technologies", "issues"), ()
    ) | dict.fromkeys(("category", "type"), "")
    return attrs.evolve(digest, signals=signals, **rest)


@given(digests(), choices(LAYOUTS))
@example(Digest(keywords=("a\n===", "a | b\n--|--", "a\nb")), "auto")
def test_law_round_trip(digest: Digest, layout: LayoutName) -> None:
    digest = classic_part(digest) if layout == "classic" else digest
    try:
        text = signalkit.serialize(digest, layout=layout)
    except UnrepresentableError:
        assume(False)
    assert signalkit.parse(text).digest == digest


@fewer(4)
@given(digests())
def test_law_the_layout_that_was_written_is_shown(digest: Digest) -> None:
    check_layout(digest)
    check_layout(classic_part(digest))


def check_layout(digest: Digest) -> None:
    """Check that a document shows the layout in which it was written, if its layouts differ at all."""
    assume(takes(digest))
    extended = signalkit.serialize(digest, layout="extended")
    try:
        classic = signalkit.serialize(digest, layout="classic")
    except UnrepresentableError:
        classic = ""
    if classic != extended:
        assert signalkit.parse(extended).layout == "extended"
        assert not classic or signalkit.parse(classic).layout == "classic"


@given(texts())
def test_law_get_put(text: str) -> None:
    doc = signalkit.parse(text)
    assert doc.with_digest(doc.digest) is doc
    assert doc.with_digest(attrs.evolve(doc.digest)) is doc


@given(documents(), digests())
def test_law_put_get(text: str, digest: Digest) -> None:
    assume(takes(digest))
    assert signalkit.parse(text).with_digest(digest).digest == digest


@fewer(2)
@given(documents(), choices(list(attrs.fields_dict(Digest))), digests())
def test_law_put_get_of_one_field(text: str, field: str, other: Digest) -> None:
    doc = signalkit.parse(text)
    digest = attrs.evolve(doc.digest, **{field: getattr(other, field)})
    assume(takes(digest))
    assert doc.with_digest(digest).digest == digest


@given(documents(), digests(1), digests(2))
@example(
    "## Other\r\n\r\n* Type: signal\r\n\r\n## Summary\r\n\r\nsignal",
    Digest(),
    Digest(summary="* an item", closest=(Reference("", "x"),)),
)
def test_law_put_put(text: str, first: Digest, second: Digest) -> None:
    assume(takes(first) and takes(second))
    assert signalkit.parse(text).with_digest(first).with_digest(second).digest == second


@given(digests(1), digests(2))
@example(
    Digest(summary="a", themes=("b",), sections=(Section("Notes", "```"),)),
    Digest(
        summary="a", themes=("b",), closest=(Reference("", "x"),), sections=(Section("N"), Section("N", "c"))
    ),
)
@example(
    Digest(summary="a", themes=("b",), sections=(Section("Notes", "<!-- ## Keywords -->"),)),
    Digest(
        summary="a",
        themes=("b",),
        closest=(Reference("", "x"),),
        sections=(Section("Notes"), Section("Notes", "c")),
    ),
)
@example(
    Digest(signals=(Signal(),)),
    Digest(origin=Origin(label="20231203", url="https://example.org/a"), closest=(Reference("", "x"),)),
)
@example(Digest(signals=(Signal(), Signal())), Digest(signals=(Signal(), Signal(extra={"signal": "signal"}))))
@example(
    Digest(signals=(Signal("a"),), closest=(Reference("", "x"),)),
    Digest(signals=(Signal("a", "b"),), closest=(Reference("", "x"),)),
)
@example(
    Digest(signals=(Signal("a", "b"), Signal("c")), closest=(Reference("", "x"),)),
    Digest(signals=(Signal("a"), Signal("c")), closest=(Reference("", "x"),)),
)
@example(Digest(keywords=("a\nb",)), Digest(keywords=("a",)))
@example(Digest(category="\na"), Digest(category="\nb"))
@example(Digest(closest=(Reference("a\nb", "x"),)), Digest(closest=(Reference("a", "x"),)))
@example(
    Digest(signals=(Signal("a"),), closest=(Reference("", "x"),)), Digest(signals=(Signal("a", relevancy=1),))
)
@example(
    Digest(concerns=(Topic(relevancy=1),)),
    Digest(concerns=(Topic(relevancy=1), Topic("a name longer than its heading"))),
)
def test_law_undo(digest: Digest, other: Digest) -> None:
    assume(takes(digest) and takes(other))
    doc = signalkit.parse(signalkit.serialize(digest))
    assert doc.with_digest(other).with_digest(digest).text == doc.text


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_laws_hold_on_real_files(path: Path) -> None:
    data = path.read_bytes()
    doc = signalkit.load(path)
    assert doc.to_bytes() == data
    check_tiling(doc)
    source = Source(doc.text)
    assert shape(doc.tree) == shape(build_tree(source, scan(source, shortcuts=False)))
    assert signalkit.parse(signalkit.serialize(doc.digest)).digest == doc.digest
    changed = doc.evolve(title="Another title", keywords=(*doc.digest.keywords, "one more"))
    assert changed.digest.keywords[-1] == "one more"
    assert changed.with_digest(doc.digest).text == doc.text


def test_an_item_of_several_lines_may_hold_what_would_be_an_item_of_its_own() -> None:
    digest = Digest(keywords=("a\n2. b",))
    assert signalkit.parse(signalkit.serialize(digest)).digest == digest


@given(texts())
@example("[a]: /b\n# ")
@example("## Keywords\n[a]: /b\n* \n-->")
@example("## Keywords\n\n[a]: /b\n2. c")
def test_law_canonical(text: str) -> None:
    doc = signalkit.parse(text)
    once = format_document(doc)
    assert once.digest == doc.digest
    assert format_document(once).text == once.text


CONTENT = {"SK302", "SK308", "SK311", "SK312", "SK314"}
"""The rules about tables that judge what a digest says."""


@fewer(4)
@given(digests(), choices(LAYOUTS))
@example(Digest(technologies=(Topic(description="Hives report."), Topic(description="Bees dance."))), "auto")
def test_law_what_is_serialized_has_the_form_that_rules_expect(digest: Digest, layout: LayoutName) -> None:
    try:
        text = signalkit.serialize(digest, layout=layout)
    except UnrepresentableError:
        assume(False)
    form = ("SK206", "SK207", "SK3", "SK401", "SK403", "SK408", "SK409")
    found = [one.code for one in problems(text) if one.code.startswith(form) and one.code not in CONTENT]
    tables = [
        digest.signals,
        *(getattr(digest, field) for field in TOPICS if any(map(name_of, getattr(digest, field)))),
    ]
    unnamed = sum(not entry.name for entries in tables for entry in entries)
    assert found == ["SK306"] * len(found)
    assert len(found) <= unnamed


FORM = {"SK003", "SK008", "SK011", "SK403", "SK404", "SK405", "SK406"}
"""The rules about whitespace and bullets."""


@fewer(4)
@given(documents())
@example(f"{TABLE}\n| Rot | 2 |")
@example(f"{TABLE}\n| Rot | It may rot. | it | 2 |")
@example(f"{TABLE}\n| Rot | It may\nrot. | 2 |")
@example("## Issues\n\n|name|description|\n|-|-|\n|Rot|It may\nrot.|")
@example(f"{TABLE}\n| Rot | It may rot. | 2 |\n{{: .wide}}")
@example("## Keywords\n\n- bees\nhives")
def test_law_format_hides_nothing_of_another_kind(text: str) -> None:
    document = signalkit.parse(text)
    before, after = (
        sorted(one.code for one in problems(one.text) if one.code not in FORM)
        for one in (document, format_document(document))
    )
    assert before == after


@fewer(2)
@given(digests())
def test_law_canonical_form_is_left_alone(digest: Digest) -> None:
    assume(takes(digest))
    doc = signalkit.parse(signalkit.serialize(digest))
    assert format_document(doc) is doc
