"""Digests checked among others: what the rules of a corpus find."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import attrs

from signalkit.checking.config import Configuration, config_error
from signalkit.checking.engine import Checker, order
from signalkit.cli.commands.check.documents import Documents
from signalkit.cli.commands.check.outcomes import Outcome, check_files, of_digests
from signalkit.cli.output import Output
from signalkit.cli.sources import find_sources
from signalkit.corpus import Card, Corpus


def corpus_folders(configuration: Configuration) -> list[str]:
    """Return the folders with digests that may be referred to.

    Raises:
        ConfigError: If one does not exist.
    """
    folders = [os.path.join(configuration.root, folder) for folder in configuration.corpus]
    for folder in folders:
        if not os.path.exists(folder):
            raise config_error(configuration, f"corpus: {folder!r} does not exist")
    return folders


def load_corpus(outcomes: Sequence[Outcome], checker: Checker, jobs: int | None, output: Output) -> Corpus:
    """Return the corpus of the digests that are checked and of those that may be referred to."""
    cards = {os.path.realpath(one.card.path): one.card for one in outcomes if one.card is not None}
    return Corpus([*cards.values(), *_other_cards(set(cards), checker, jobs, output)])


def _other_cards(known: set[str], checker: Checker, jobs: int | None, output: Output) -> Iterator[Card]:
    """Yield the cards of the digests that are not checked, but may be referred to."""
    configuration = checker.configuration
    if folders := corpus_folders(configuration):
        found = find_sources(folders, configuration, output)
        files = [one for one in found if os.path.realpath(one.path) not in known]
        without_rules = Checker(Configuration(select=()), plugins=checker.plugins)
        outcomes = check_files(files, without_rules, jobs)
        yield from (one.card for one in of_digests(outcomes, output) if one.card is not None)


def check_references(
    outcomes: Sequence[Outcome], checker: Checker, corpus: Corpus, documents: Documents, output: Output
) -> list[Outcome]:
    """Return the outcomes with what the rules of a corpus find; report what cannot be read."""
    made = []
    for outcome in outcomes:
        if outcome.card is None:
            made.append(outcome)
            continue
        try:
            found = checker.check_card(outcome.card, corpus, documents.held.get(outcome.path))
        except OSError as error:
            output.report_failure(error, outcome.path)
            continue
        together = sorted([*outcome.diagnostics, *found], key=order)
        made.append(attrs.evolve(outcome, diagnostics=together))
    return made
