"""Many files checked, in this process or in several; the results are the same, in the same order."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from signalkit.checking import Checker, Diagnostic
from signalkit.cli.terminal import Trouble
from signalkit.configuration import Configuration
from signalkit.corpus import Card, card_of
from signalkit.discovery import Found, read_file
from signalkit.document import Document, parse_bytes

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
    if jobs is None:
        jobs = max(1, min(os.cpu_count() or 1, len(files) // ENOUGH))
    if jobs == 1 or len(files) < 2:
        return [_check(one, checker) for one in files]
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    size = max(1, min(200, len(files) // (jobs * 4)))
    parts = [files[at : at + size] for at in range(0, len(files), size)]
    arguments = (checker.configuration, settings)
    # A copy of this process begins at once, but one with threads may hang: then each begins afresh.
    quick = threading.active_count() == 1 and "fork" in get_all_start_methods()
    context = get_context("fork" if quick else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _prepare, arguments)
    try:
        return [outcome for part in pool.map(_check_part, parts) for outcome in part]
    except BrokenProcessPool:
        raise Trouble(
            "a process ended before its time; a rule of a plugin may be to blame: try --jobs 1"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


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

    from signalkit.plugins import PluginManager

    global _checker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdout = sys.stderr  # what a rule prints is no part of the report
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _checker = Checker(configuration, plugins=PluginManager(**settings))


def _check_part(files: Sequence[Found | Document]) -> list[Outcome]:
    return [_check(one, _checker) for one in files]
