"""Files checked in processes of their own."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from signalkit.checking.config import Configuration
from signalkit.checking.engine import Checker
from signalkit.checking.rule import Diagnostic
from signalkit.cli.commands.check.outcomes import Outcome, check_file
from signalkit.cli.output import CommandError
from signalkit.corpus import Card
from signalkit.model.digest import Reference
from signalkit.plugins.discover import Plugin
from signalkit.store.find import Found


def check_in_processes(files: Sequence[Found], checker: Checker, jobs: int) -> Iterator[Outcome]:
    """Yield what processes of their own find in some files, in their order.

    Raises:
        CommandError: If a process ends before its time.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_all_start_methods, get_context

    size = max(1, min(200, len(files) // (jobs * 4)))
    named = [(os.fspath(one.path), one.named) for one in files]
    parts = [named[at : at + size] for at in range(0, len(named), size)]
    plugins = checker.plugins
    settings = {"disabled": plugins.disabled, "required": plugins.required, "strict": plugins.strict}
    # A copy of this process begins at once, but one with threads may hang: then each begins afresh.
    quick = threading.active_count() == 1 and "fork" in get_all_start_methods()
    context = get_context("fork" if quick else "spawn")
    foreign = {plugins.owner("rules", code) for code in checker.codes if not plugins.is_ours("rules", code)}
    tickets = {plugin: context.Semaphore(1) for plugin in foreign - plugins.named}
    given = checker.configuration, settings, tickets, plugins.named
    others = set(active_children())
    pool = ProcessPoolExecutor(jobs, context, _prepare, given)
    try:
        begun = [pool.submit(_check_part, part) for part in parts]
        results = chain.from_iterable(future.result() for future in begun)
        for one, result in zip(files, results, strict=True):
            yield _unpack(one, result)
        pool.shutdown()
    except BrokenProcessPool:
        pool.shutdown()  # else its thread may still be closing a pipe that the end of this process writes to
        raise CommandError(
            "a process ended before its time; a rule of a plugin may be to blame: try --jobs 1"
        ) from None
    except BaseException:
        for process in set(active_children()) - others:  # a rule of a plugin may never end
            process.kill()
        pool.shutdown()  # without cancelling: its thread would stumble over what is cancelled
        raise


_checker: Checker


class _Named(set[Plugin]):
    """Plugins whose prints were noticed, in this process or another.

    Args:
        tickets: for each plugin one, that the first process to notice takes.
        named: those that were named before.
    """

    def __init__(self, tickets: Mapping[Plugin, Any], named: Iterable[Plugin]) -> None:
        super().__init__(named)
        self._tickets: Mapping[Any, Any] = tickets

    def __contains__(self, plugin: object) -> bool:
        if super().__contains__(plugin):
            return True
        ticket = self._tickets.get(plugin)
        return ticket is not None and not ticket.acquire(block=False)


def _prepare(
    configuration: Configuration,
    settings: dict[str, Any],
    tickets: Mapping[Plugin, Any],
    named: Iterable[Plugin],
) -> None:
    """Give a process what it needs: the same rules."""
    import signal
    import warnings

    from signalkit.plugins.manager import PluginManager

    global _checker
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdout = sys.stderr  # what a rule prints is not part of the report
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plugins = PluginManager(**settings)
        plugins.named = _Named(tickets, named)
        _checker = Checker(configuration, plugins=plugins)


def _end_with_parent() -> None:
    """Wait for the process that gives the work; one that is killed cannot say that there is no more."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_Packed = tuple[list[Diagnostic], tuple[Any, ...] | None, bool, OSError | None]
"""An `Outcome` as it travels between processes: tuples and texts are several times as quick as objects."""


def _check_part(files: Sequence[tuple[str, bool]]) -> list[_Packed]:
    """Check some files in a process of its own."""
    return [_pack(check_file(Found(Path(name), named), _checker)) for name, named in files]


def _pack(outcome: Outcome) -> _Packed:
    card = None
    if outcome.card is not None:
        references = tuple([(each.title, each.id) for each in outcome.card.closest])
        card = (outcome.card.id, outcome.card.title, outcome.card.link, references)
    return outcome.diagnostics, card, outcome.is_other, outcome.error


def _unpack(found: Found, packed: _Packed) -> Outcome:
    diagnostics, card, is_other, error = packed
    made = None
    if card is not None:
        id_, title, link, references = card
        made = Card(found.path, id_, title, link, tuple([Reference(*each) for each in references]))
    return Outcome(found.path, diagnostics, made, is_other, error, found.named)
