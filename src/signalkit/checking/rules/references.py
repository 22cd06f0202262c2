"""SK5: ids, and references between digests, which are checked among others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from signalkit.checking.rule import CorpusRule, Finding, Related
from signalkit.checking.rules.duplicates import find_duplicates
from signalkit.checking.rules.settings import is_pattern, options_class
from signalkit.checking.rules.title import ID
from signalkit.corpus import Card, Corpus
from signalkit.display import quote
from signalkit.options import option

_HERE = "0f343b0931126a20f133d67c2b018a3b"
_THERE = "a33285a958e1c67e274803ca7ce0bec2"
_OTHER = "# __Hives__\n\n__[External link](https://example.org/hives)__"


def _closest(*items: str) -> str:
    return "\n".join(["# __Bees__", "", "## Closest", "", *(f"* {item}" for item in items)])


def _dangling(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        if reference.id not in corpus:
            yield Finding(f"no digest has the id {quote(reference.id)}", f"closest[{index}]")


def _to_itself(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        if reference.id == card.id:
            yield Finding("digest refers to itself", f"closest[{index}]")


def _duplicate(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, first in find_duplicates([reference.id for reference in card.closest]):
        yield Finding(
            f"duplicate reference to {quote(card.closest[index].id)}",
            f"closest[{index}]",
            related=[Related("first reference to it", f"closest[{first}]")],
        )


def _other_title(card: Card, corpus: Corpus) -> Iterator[Finding]:
    for index, reference in enumerate(card.closest):
        # Early digests have their id for a title, or are referred to by it.
        if ID.match(reference.title):
            continue
        others = [one for one in corpus.with_id(reference.id) if not ID.match(one.title)]
        if others and all(one.title != reference.title for one in others):
            title = others[0].title
            yield Finding(
                f"title of {reference.id} is {quote(title)}, not {quote(reference.title)}",
                f"closest[{index}]",
                related=[Related("title of the digest", "title", others[0])],
            )


_HEX = "[0-9a-f]{31,32}"


@options_class
class _Ids:
    """The form of ids."""

    pattern: str = option(_HEX, help="Regular expression that a whole id must match.", validator=is_pattern)

    @property
    def form(self) -> str:
        """The form in words."""
        return "an id of 32 hexadecimal digits" if self.pattern == _HEX else f"an id like {self.pattern}"


def _malformed_id(card: Card, corpus: Corpus, options: _Ids) -> Iterator[Finding]:
    is_id = re.compile(options.pattern).fullmatch
    for index, reference in enumerate(card.closest):
        if not is_id(reference.id):
            wrong = f"{quote(reference.id)} is not {options.form}" if reference.id else "reference has no id"
            yield Finding(wrong, f"closest[{index}]")


def _file_name(card: Card, corpus: Corpus, options: _Ids) -> Iterator[Finding]:
    if not re.fullmatch(options.pattern, card.id):
        yield Finding(f"file name {quote(card.id)} is not {options.form}", "title")


def _duplicate_id(card: Card, corpus: Corpus) -> Iterator[Finding]:
    other = _another(card, corpus.with_id(card.id))
    if other is not None:
        related = Related("digest with the same id", "title", other)
        yield Finding(f"{other.path} has the same id", "title", related=[related])


def _duplicate_link(card: Card, corpus: Corpus) -> Iterator[Finding]:
    other = _another(card, corpus.with_link(card.link)) if card.link else None
    if other is not None:
        related = Related("digest of the same article", "link", other)
        yield Finding(f"{other.path} is about the same article", "link", related=[related])


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
        title="Checks for references to digests that do not exist.",
        why="The reference leads nowhere. The producer refers to digests that a collection may not contain.",
        failing=_closest("[Wasps](41d0aa5e8f3c4b6a9d7e2f1c0b8a7d65)"),
        passing=_closest(f"[Hives]({_THERE})"),
        others={f"{_THERE}.md": _OTHER},
        check=_dangling,
        default=False,
    ),
    CorpusRule(
        code="SK502",
        name="self-reference",
        title="Checks for digests that refer to themselves.",
        why="A self-reference has no information. The producer writes such references.",
        failing=_closest(f"[Bees]({_HERE})"),
        passing=_closest(f"[Hives]({_THERE})"),
        check=_to_itself,
        default=False,
    ),
    CorpusRule(
        code="SK503",
        name="duplicate-reference",
        title="Checks for references that appear more than once.",
        why="A duplicate has no information. The producer writes such references.",
        failing=_closest(f"[Hives]({_THERE})", f"[Hives]({_THERE})"),
        passing=_closest(f"[Hives]({_THERE})"),
        check=_duplicate,
        default=False,
    ),
    CorpusRule(
        code="SK504",
        name="title-mismatch",
        title="Checks for references whose title differs from that of the digest they refer to.",
        why="One of the two titles was changed, or the id is wrong. Digests that were generated "
        "again often have another title than before.",
        failing=_closest(f"[Wasps]({_THERE})"),
        passing=_closest(f"[Hives]({_THERE})"),
        others={f"{_THERE}.md": _OTHER},
        check=_other_title,
        severity="info",
    ),
    CorpusRule(
        code="SK505",
        name="malformed-id",
        title="Checks for references whose id is not 32 hexadecimal digits. A few old ids have 31.",
        why="No digest has such an id.",
        failing=_closest("[Hives](hives)"),
        passing=_closest(f"[Hives]({_THERE})"),
        check=_malformed_id,
        options=_Ids,
    ),
    CorpusRule(
        code="SK506",
        name="non-id-file-name",
        title="Checks for files whose name is not an id.",
        why="References to the digest need its id. Leave this rule off if your files have other names.",
        failing="# __Bees__",
        passing="# __Bees__",
        example="bees.md",
        check=_file_name,
        options=_Ids,
        default=False,
    ),
    CorpusRule(
        code="SK507",
        name="duplicate-id",
        title="Checks for files with the same id.",
        why="A reference to that id is ambiguous.",
        failing="# __Bees__",
        passing="# __Bees__",
        passing_example="41d0aa5e8f3c4b6a9d7e2f1c0b8a7d65.md",
        others={f"below/{_HERE}.md": _OTHER},
        check=_duplicate_id,
        severity="error",
    ),
    CorpusRule(
        code="SK508",
        name="duplicate-link",
        title="Checks for digests of the same article.",
        why="The signals of the article are counted twice.",
        failing=_OTHER,
        passing="# __Hives__",
        others={f"{_THERE}.md": _OTHER},
        check=_duplicate_link,
        severity="info",
    ),
]
