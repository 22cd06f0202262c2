"""`check`: a document, several or a corpus to diagnostics."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from signalkit.checking.config import Configuration, load_configuration
from signalkit.checking.engine import Checker, order
from signalkit.checking.rule import Diagnostic
from signalkit.corpus import Corpus
from signalkit.document import Document

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager


def check(
    what: Document | Corpus | Iterable[Document],
    *,
    config: Configuration | str | os.PathLike[str] | None = None,
    plugins: PluginManager | None = None,
) -> list[Diagnostic]:
    """Apply rules to a document, to several, or to a corpus.

    A rule that fails is reported as an error of its own, and the others go on.

    Args:
        what: a document, several, or a corpus; rules about digests among others need the last.
        config: a configuration, or the path of a file with one; the defaults if None.
        plugins: where rules come from; the process's own plugin manager if None.

    Returns:
        The findings, in the order of the documents and of their texts; those about the whole corpus are last.

    Raises:
        ConfigError: If the configuration cannot be read, names an unknown rule or option, or has an invalid
            value.
        PluginError: If a plugin is missing or fails; see `Checker`.
        OSError: If a document of a corpus cannot be read.
        TypeError: If `what` has another type.
    """
    if config is not None and not isinstance(config, Configuration):
        config = load_configuration(config)
    checker = Checker(config, plugins=plugins)
    if isinstance(what, Corpus):
        return list(_check_corpus(checker, what))
    documents = [what] if isinstance(what, Document) else what
    if isinstance(documents, (str, os.PathLike)) or not isinstance(documents, Iterable):
        raise TypeError(
            f"what: expected a Document, several, or a Corpus, got {type(what).__name__}; load reads a file"
        )
    return [one for document in documents for one in checker.check(document)]


def _check_corpus(checker: Checker, corpus: Corpus) -> Iterator[Diagnostic]:
    for card in corpus.cards:
        document = corpus.document(card)
        yield from sorted([*checker.check(document), *checker.check_card(card, corpus, document)], key=order)
    yield from checker.check_corpus(corpus)
