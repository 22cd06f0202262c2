"""SK5: ids, and references between digests, which are checked among others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from signalkit.checking.rule import CorpusRule, Finding
from signalkit.checking.rules.duplicates import find_duplicates
from signalkit.checking.rules.title import ID
from signalkit.corpus import Card, Corpus

_HERE = "0f343b0931126a20f133d67c2b018a3b"
_THERE = "a33285a958e1c67e274803ca7ce0bec2"
_OTHER = "# __Hives__\n\n__[External link](https://example.org/hives)__"


def _closest(*items: str) -> str:
    return "\n".join(["# __Bees__", "", "## Closest", "", *(f"* {item}" for item in items)])


def _dangling(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        if reference.id not in corpus:
            yield Finding(f"there is no digest {reference.id!r}", f"closest[{index}]")


def _to_itself(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        if reference.id == card.id:
            yield Finding("the digest refers to itself", f"closest[{index}]")


def _repeated(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index in find_duplicates([reference.id for reference in card.closest]):
        yield Finding(f"the reference to {card.closest[index].id!r} stands twice", f"closest[{index}]")


def _other_title(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        # Early digests have their id for a title, or are referred to by it.
        if ID.match(reference.title):
            continue
        titles = [one.title for one in corpus.with_id(reference.id) if not ID.match(one.title)]
        if titles and reference.title not in titles:
            yield Finding(
                f"{reference.id} is called {titles[0]!r}, not {reference.title!r}", f"closest[{index}]"
            )


def _no_id(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        if not ID.match(reference.id):
            message = f"{reference.id!r} is no id of 32 hexadecimal digits" if reference.id else "no id"
            yield Finding(message, f"closest[{index}]")


def _file_name(card: Card, corpus: Corpus) -> Iterator[Finding]:
    if not ID.match(card.id):
        yield Finding(f"the name of the file, {card.id!r}, is no id of 32 hexadecimal digits", "title")


def _same_id(card: Card, corpus: Corpus) -> Iterator[Finding]:
    other = _another(card, corpus.with_id(card.id))
    if other is not None:
        yield Finding(f"{other.path} has the same id", "title")


def _same_link(card: Card, corpus: Corpus) -> Iterator[Finding]:
    other = _another(card, corpus.with_link(card.link)) if card.link else None
    if other is not None:
        yield Finding(f"{other.path} is about the same article", "link")


def _another(card: Card, cards: Iterable[Card]) -> Card | None:
    """Return the first of some cards that is of another file, symbolic links resolved."""
    here = None
    for other in cards:
        if other.path != card.path:
            here = here or os.path.realpath(card.path)
            if os.path.realpath(other.path) != here:
                return other
    return None


RULES = [
    CorpusRule(
        code="SK501",
        name="dangling-reference",
        title="A reference to a digest that is not there.",
        why="It leads nowhere. The producer refers to digests that a collection need not have.",
        failing=_closest("[Wasps](41d0aa5e8f3c4b6a9d7e2f1c0b8a7d65)"),
        passing=_closest(f"[Hives]({_THERE})"),
        others={f"{_THERE}.md": _OTHER},
        check=_dangling,
        default=False,
    ),
    CorpusRule(
        code="SK502",
        name="self-reference",
        title="A digest that refers to itself.",
        why="It says nothing. The producer writes such references.",
        failing=_closest(f"[Bees]({_HERE})"),
        passing=_closest(f"[Hives]({_THERE})"),
        check=_to_itself,
        default=False,
    ),
    CorpusRule(
        code="SK503",
        name="repeated-reference",
        title="A reference that stands twice.",
        why="It says nothing more. The producer writes such references.",
        failing=_closest(f"[Hives]({_THERE})", f"[Hives]({_THERE})"),
        passing=_closest(f"[Hives]({_THERE})"),
        check=_repeated,
        default=False,
    ),
    CorpusRule(
        code="SK504",
        name="title-mismatch",
        title="A reference under another title than that of the digest it refers to.",
        why="One of the two has been changed, or the id is wrong. Digests that were generated again often "
        "have another title than before.",
        failing=_closest(f"[Wasps]({_THERE})"),
        passing=_closest(f"[Hives]({_THERE})"),
        others={f"{_THERE}.md": _OTHER},
        check=_other_title,
        severity="info",
    ),
    CorpusRule(
        code="SK505",
        name="malformed-id",
        title="A reference whose id is not 32 hexadecimal digits. A few old ones have 31.",
        why="No digest has such an id.",
        failing=_closest("[Hives](hives)"),
        passing=_closest(f"[Hives]({_THERE})"),
        check=_no_id,
    ),
    CorpusRule(
        code="SK506",
        name="file-name",
        title="A file whose name is no id.",
        why="References to it need its id. Those who name files otherwise do not want to hear of it.",
        failing="# __Bees__",
        passing="# __Bees__",
        example="bees.md",
        check=_file_name,
        default=False,
    ),
    CorpusRule(
        code="SK507",
        name="same-id",
        title="Two files with one id.",
        why="Nobody knows which of them a reference means.",
        failing="# __Bees__",
        passing="# __Bees__",
        passing_example="41d0aa5e8f3c4b6a9d7e2f1c0b8a7d65.md",
        others={f"below/{_HERE}.md": _OTHER},
        check=_same_id,
        severity="error",
    ),
    CorpusRule(
        code="SK508",
        name="same-link",
        title="Two digests of one article.",
        why="Its signals count twice.",
        failing=_OTHER,
        passing="# __Hives__",
        others={f"{_THERE}.md": _OTHER},
        check=_same_link,
        severity="info",
    ),
]
