"""Many files checked, in this process or in several; the results are the same, in the same order."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from signalkit.checking.config import Configuration
from signalkit.checking.engine import Checker
from signalkit.checking.rule import Diagnostic
from signalkit.cli.output import Trouble
from signalkit.corpus import Card, card_of
from signalkit.document import Document, parse_bytes
from signalkit.model.digest import Reference
from signalkit.store.find import Found, read_file

ENOUGH = 400
"""Files that are worth a process of their own."""


@attrs.frozen
class Outcome:
    """What came of one file.

    Attributes:
        path: of the file; None for standard input.
        diagnostics: what was found.
        card: what other digests have to know of it.
        is_other: whether it is no digest, and nobody named it.
        error: why it could not be read.
    """

    path: Path | None
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    card: Card | None = None
    is_other: bool = False
    error: OSError | None = None


def check_files(
    files: Sequence[Found | Document], checker: Checker, settings: dict[str, Any], jobs: int | None
) -> list[Outcome]:
    """What the rules of single documents find in some files.

    Args:
        files: files to read, or documents that have been read already.
        checker: applies the rules.
        settings: those of the plugin manager, for other processes.
        jobs: how many processes; as many as it is worth if None.
    """
    todo = [one for one in files if isinstance(one, Found)]
    if jobs is None:
        jobs = max(1, min(os.cpu_count() or 1, len(todo) // ENOUGH))
    if jobs == 1 or len(todo) < 2:
        return [_check(one, checker) for one in files]
    done = iter(list(_check_apart(todo, checker, settings, jobs)))  # to its end, so that the processes end
    return [next(done) if isinstance(one, Found) else _check(one, checker) for one in files]


def _check_apart(
    files: Sequence[Found], checker: Checker, settings: dict[str, Any], jobs: int
) -> Iterator[Outcome]:
    """What processes of their own find in some files, in their order."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    size = max(1, min(200, len(files) // (jobs * 4)))
    named = [(os.fspath(one.path), one.named) for one in files]
    parts = [named[at : at + size] for at in range(0, len(named), size)]
    arguments = (checker.configuration, settings)
    # A copy of this process begins at once, but one with threads may hang: then each begins afresh.
    quick = threading.active_count() == 1 and "fork" in get_all_start_methods()
    context = get_context("fork" if quick else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _prepare, arguments)
    try:
        plain = chain.from_iterable(pool.map(_check_part, parts))
        for one, (diagnostics, card, is_other, error) in zip(files, plain, strict=True):
            made = None
            if card is not None:
                id_, title, link, references = card
                made = Card(one.path, id_, title, link, tuple([Reference(*each) for each in references]))
            yield Outcome(one.path, diagnostics, made, is_other, error)
        pool.shutdown()
    except BrokenProcessPool:
        raise Trouble(
            "a process ended before its time; a rule of a plugin may be to blame: try --jobs 1"
        ) from None
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _check(one: Found | Document, checker: Checker) -> Outcome:
    if isinstance(one, Document):
        card = None if one.path is None else card_of(one)
        return Outcome(one.path, checker.check(one), card)
    try:
        document = parse_bytes(read_file(one.path, pipes=one.named), path=one.path)
    except OSError as error:
        return Outcome(one.path, error=error)
    if not one.named and not document.is_digest:
        return Outcome(one.path, is_other=True)
    return Outcome(one.path, checker.check(document), card_of(document))


_checker: Checker


def _prepare(configuration: Configuration, settings: dict[str, Any]) -> None:
    """What a process of its own needs: the same rules."""
    import signal
    import warnings

    from signalkit.plugins.manager import PluginManager

    global _checker
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdout = sys.stderr  # what a rule prints is no part of the report
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _checker = Checker(configuration, plugins=PluginManager(**settings))


def _end_with_parent() -> None:
    """Wait for the process that gives the work; one that is killed tells nobody that there is no more."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_Plain = tuple[list[Diagnostic], tuple[Any, ...] | None, bool, OSError | None]
"""An `Outcome` as it travels between processes: tuples and texts are several times as quick as objects."""


def _check_part(files: Sequence[tuple[str, bool]]) -> list[_Plain]:
    made: list[_Plain] = []
    for name, named in files:
        one = _check(Found(Path(name), named), _checker)
        card = one.card
        plain = None
        if card is not None:
            references = tuple([(each.title, each.id) for each in card.closest])
            plain = (card.id, card.title, card.link, references)
        made.append((one.diagnostics, plain, one.is_other, one.error))
    return made
