"""Many documents: found by id, referring to each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import attrs

from signalkit.display import counted
from signalkit.document import Document, document_of_file, parse, parse_bytes
from signalkit.errors import AmbiguousIdError, UnknownIdError
from signalkit.model.digest import Digest, Reference, Signal
from signalkit.store.find import find_files, is_broken_link, read_file
from signalkit.syntax.encoding import decode_wide

_T = TypeVar("_T")


@attrs.frozen
class Card:
    """What is kept in memory of a document among others.

    The other values of the digest are read from the file when one of them is asked for, once, and kept from
    then on.

    Attributes:
        path: of its file.
        id: the stem of its name.
        title: of its digest.
        link: the address of its external link; empty without one.
        closest: its references.
    """

    path: Path
    id: str
    title: str
    link: str
    closest: tuple[Reference, ...]
    _kept: Document | Digest | None = attrs.field(default=None, eq=False, repr=False, alias="kept")

    @property
    def digest(self) -> Digest:
        """The whole digest.

        Raises:
            OSError: If it has to be read, and cannot be.
        """
        kept = self._kept
        if not isinstance(kept, Digest):
            kept = _digest_of(self.document)
            if self._kept is None:
                object.__setattr__(self, "_kept", kept)
        return kept

    @property
    def document(self) -> Document:
        """The document: the one that the card was made of if it was kept, else read from the file.

        Raises:
            OSError: If it has to be read, and cannot be.
        """
        kept = self._kept
        return kept if isinstance(kept, Document) else document_of_file(read_file(self.path), self.path)

    @property
    def date(self) -> date | None:
        """The date of the origin; None without one. As `digest`, it may have to be read."""
        origin = self.digest.origin
        return None if origin is None else origin.date

    @property
    def summary(self) -> str:
        """The summary. As `digest`, it may have to be read."""
        return self.digest.summary

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords. As `digest`, they may have to be read."""
        return self.digest.keywords

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes. As `digest`, they may have to be read."""
        return self.digest.themes

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The signals. As `digest`, they may have to be read."""
        return self.digest.signals


def _digest_of(document: Document) -> Digest:
    decoded = decode_wide(document.text)
    return document.digest if decoded is None else parse(decoded.text).digest


def card_of(document: Document, *, keep: bool = True) -> Card:
    """Make the card of a document.

    Args:
        document: one that has a path.
        keep: whether to keep the document, so that its file is never read. If not, memory is saved.

    Raises:
        ValueError: If it has no path.
    """
    if document.path is None or document.id is None:
        raise ValueError("a document without a path has no place in a corpus")
    digest = _digest_of(document)
    link = digest.link.url if digest.link else ""
    kept = document if keep else None
    return Card(document.path, document.id, digest.title, link, digest.closest, kept)


class Corpus:
    """Digest files, in order of their paths: a card of each; a document is read when it is asked for.

    Iterating reads the documents one by one, in order of their paths; ``len`` is their number; ``id in
    corpus`` is whether there is one of that id, and ``corpus[id]`` reads it.

    Args:
        cards: of the documents, in any order; usually made by `Corpus.load`.

    Attributes:
        cards: those cards, in order of their paths.
    """

    def __init__(self, cards: Iterable[Card] = ()) -> None:
        self.cards: tuple[Card, ...] = tuple(sorted(cards, key=lambda card: card.path))
        by_id: dict[str, list[Card]] = {}
        by_link: dict[str, list[Card]] = {}
        for card in self.cards:
            by_id.setdefault(card.id, []).append(card)
            if card.link:
                by_link.setdefault(card.link, []).append(card)
        self._by_id = by_id
        self._by_link = by_link
        self._backlinks: dict[str, list[Card]] | None = None
        self._remembered: dict[Hashable, Any] = {}

    @classmethod
    def load(cls, *paths: str | os.PathLike[str]) -> Corpus:
        """Load the digests in some files and folders.

        Args:
            *paths: files, all of which are taken, and folders, which are searched with all folders in them
                for ``*.md`` and ``*.markdown`` that git does not ignore; of those, files that are not digests
                and symbolic links to nothing are skipped.

        Raises:
            OSError: If a file or folder cannot be read.
        """
        cards = []
        for found in find_files(paths):
            try:
                data = read_file(found.path, pipes=found.named)
            except FileNotFoundError:
                if is_broken_link(found):
                    continue
                raise
            document = parse_bytes(data, path=found.path)
            if found.named or document.is_digest:
                cards.append(card_of(document, keep=False))
        return cls(cards)

    def __len__(self) -> int:
        return len(self.cards)

    def __iter__(self) -> Iterator[Document]:
        """Read the documents one by one, in order of their paths."""
        return (self.document(card) for card in self.cards)

    def __repr__(self) -> str:
        return f"<Corpus {counted(len(self), 'digest')}>"

    def _repr_html_(self) -> str:
        """Return the cards as an HTML table, for notebooks."""
        from signalkit.model import preview

        return preview.cards_to_html(self.cards)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def __getitem__(self, id_: str) -> Document:
        """Read the document of an id.

        Args:
            id_: the stem of a file name.

        Raises:
            UnknownIdError: If there is none; a KeyError.
            AmbiguousIdError: If there are several; `with_id` returns their cards.
            OSError: If it cannot be read.
        """
        document = self.resolve(id_)
        if document is None:
            raise UnknownIdError(id_)
        return document

    def document(self, card: Card) -> Document:
        """Return the document of a card; see `Card.document`.

        Args:
            card: one of this corpus.

        Raises:
            OSError: If it has to be read, and cannot be.
        """
        return card.document

    @property
    def folder(self) -> Path | None:
        """The nearest folder that contains all files; None if there is none.

        It is absolute, or relative to the current folder if some of the files are and it is inside of that.
        """
        if not self.cards:
            return None
        parents = {card.path.parent for card in self.cards}
        try:
            common = Path(os.path.commonpath([os.path.abspath(parent) for parent in parents]))
        except ValueError:  # on several drives
            return None
        here = Path(os.path.abspath(os.curdir))
        is_relative = any(not parent.is_absolute() for parent in parents) and common.is_relative_to(here)
        return common.relative_to(here) if is_relative else common

    def remember(self, key: Hashable, make: Callable[[Corpus], _T]) -> _T:
        """Return what a function makes of this corpus; it is called once for each key.

        Args:
            key: what it is remembered by.
            make: the function.
        """
        if key not in self._remembered:
            self._remembered.setdefault(key, make(self))
        value: _T = self._remembered[key]
        return value

    def with_id(self, id_: str) -> Sequence[Card]:
        """Return the cards of all documents of an id, in order.

        Args:
            id_: the stem of a file name.
        """
        return self._by_id.get(id_, ())

    def with_link(self, url: str) -> Sequence[Card]:
        """Return the cards of all documents with an external link to an address, in order.

        Args:
            url: the address, exactly as in the files.
        """
        return self._by_link.get(url, ())

    def resolve(self, reference: Reference | str) -> Document | None:
        """Read the document that a reference means; None if it is not in the corpus.

        Args:
            reference: a reference, whose title is ignored, or an id.

        Raises:
            TypeError: If it is neither.
            AmbiguousIdError: If several documents have that id; `with_id` returns their cards.
            OSError: If the document cannot be read.
        """
        id_ = reference.id if isinstance(reference, Reference) else reference
        if not isinstance(id_, str):
            raise TypeError(f"expected a Reference or an id, got {type(reference).__name__}: {reference!r}")
        cards = self.with_id(id_)
        if len(cards) > 1:
            raise AmbiguousIdError(id_, [card.path for card in cards])
        return self.document(cards[0]) if cards else None

    def backlinks(self, id_: str) -> tuple[Card, ...]:
        """Return the cards of the documents that refer to an id, each once, in order.

        Args:
            id_: the stem of a file name; the corpus need not have it.
        """
        if self._backlinks is None:
            self._backlinks = {}
            for card in self.cards:
                for target in dict.fromkeys(reference.id for reference in card.closest):
                    self._backlinks.setdefault(target, []).append(card)
        return tuple(self._backlinks.get(id_, ()))
