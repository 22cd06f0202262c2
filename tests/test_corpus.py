"""A corpus: documents by id, references, backlinks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import signalkit
from signalkit import AmbiguousIdError, Configuration, Corpus, Reference, UnknownIdError
from signalkit.corpus import card_of
from tests.support.samples import SEEDS


def write(path: Path, title: str, *references: tuple[str, str], link: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = signalkit.Digest(
        title=title,
        link=signalkit.Link(url=link) if link else None,
        closest=tuple(Reference(*one) for one in references),
    )
    path.write_text(signalkit.serialize(digest), encoding="utf-8")


A, B, C = ("a" * 32, "b" * 32, "c" * 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / f"{A}.md", "Bees", ("Hives", B), ("Hives", B), ("Bees", A), ("Gone", C))
    write(tmp_path / "sub" / f"{B}.md", "Hives", ("Bee", A), link="https://example.org/hives")
    (tmp_path / "README.md").write_text("# About these\n\nNo digest.")
    return tmp_path


def test_documents_stand_in_order_of_their_paths(folder: Path) -> None:
    corpus = Corpus.load(folder)
    assert len(corpus) == 2
    assert [document.id for document in corpus] == [A, B]
    assert A in corpus
    assert C not in corpus
    assert corpus[B].digest.title == "Hives"
    with pytest.raises(UnknownIdError, match=f"^no digest has the id '{C}'$") as caught:
        corpus[C]
    assert isinstance(caught.value, KeyError)


def test_references_are_resolved_both_ways(folder: Path) -> None:
    corpus = Corpus.load(folder)
    found = corpus.resolve(Reference("whatever", B))
    assert found is not None
    assert found.path == folder / "sub" / f"{B}.md"
    assert corpus.resolve(Reference("Gone", C)) is None
    assert corpus.resolve(C) is None
    same = corpus.resolve(B)
    assert same is not None
    assert same.path == found.path
    untyped: Any = corpus
    for wrong in (5, None, found):
        with pytest.raises(TypeError, match="expected a Reference or an id, got "):
            untyped.resolve(wrong)
    assert [card.id for card in corpus.backlinks(A)] == [A, B]
    assert [card.id for card in corpus.backlinks(C)] == [A]
    assert corpus.backlinks("x") == ()


def test_two_of_one_id_and_of_one_link(folder: Path) -> None:
    write(folder / "again" / f"{A}.md", "Wasps", link="https://example.org/hives")
    corpus = Corpus.load(folder)
    assert [card.title for card in corpus.with_id(A)] == ["Bees", "Wasps"]
    assert len(corpus.with_link("https://example.org/hives")) == 2
    expected = f"2 digests have the id '{A}': {folder / A}.md and {folder / 'again' / A}.md"
    asks: list[Callable[[], Any]] = [
        lambda: corpus[A],
        lambda: corpus.resolve(A),
        lambda: corpus.resolve(Reference("", A)),
    ]
    for ask in asks:
        with pytest.raises(AmbiguousIdError) as caught:
            ask()
        assert str(caught.value) == expected
        assert not isinstance(caught.value, KeyError)  # it does not mean that there is none
    assert corpus[B].id == B


def test_the_seeds_refer_to_each_other() -> None:
    corpus = Corpus.load(SEEDS)
    assert len(corpus) == 14
    resolved = [corpus.resolve(one) for document in corpus for one in document.digest.closest]
    assert sum(one is not None for one in resolved) > 10
    assert sum(one is None for one in resolved) > 0


def test_rules_of_a_corpus_find_what_one_document_cannot_tell(folder: Path) -> None:
    corpus = Corpus.load(folder)
    found = signalkit.check(corpus, config=Configuration(select=("SK5",)))
    assert [(one.code, one.path.name[0] if one.path else "", one.start[0]) for one in found] == [
        ("SK503", "a", 6),
        ("SK502", "a", 7),
        ("SK501", "a", 8),
        ("SK504", "b", 9),
    ]
    assert [one.code for one in signalkit.check(corpus) if one.code.startswith("SK5")] == ["SK504"]
    assert [one for one in signalkit.check(corpus[A]) if one.code.startswith("SK5")] == []


def test_a_document_without_a_path_has_no_place() -> None:
    with pytest.raises(ValueError, match="without a path"):
        card_of(signalkit.parse("# __T__"))
