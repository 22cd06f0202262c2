"""The last line of a run: how much was found, what of it can be fixed; and in a hook, what to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from signalkit.checking.reports import name_of
from signalkit.checking.rule import Diagnostic
from signalkit.cli.commands.check.options import Options
from signalkit.cli.hook import command_for, is_hook
from signalkit.display import counted

_CONFLICT = "SK010"


def summarize(diagnostics: Sequence[Diagnostic], files: int, options: Options) -> Iterator[str]:
    """Yield the lines after a report.

    Args:
        diagnostics: What was found, and is not fixed.
        files: How many files were checked.
        options: Of the command line.
    """
    if not files:
        return
    if not diagnostics:
        yield f"Found no problems in {counted(files, 'file')}"
        return
    notes = sum(one.severity == "info" for one in diagnostics)
    problems = len(diagnostics) - notes
    kinds = [counted(number, noun) for number, noun in ((problems, "problem"), (notes, "note")) if number]
    places = len({one.path for one in diagnostics if not one.about_corpus})
    where = f" in {counted(places, 'file')}" if places else ""
    yield f"Found {' and '.join(kinds)}{where}{_fixable(diagnostics, options)}"
    if is_hook():
        yield from _advice(diagnostics)


def _fixable(diagnostics: Sequence[Diagnostic], options: Options) -> str:
    """Return how many can be fixed, and by which options."""
    conflicts = {one.path for one in diagnostics if one.code == _CONFLICT}  # whose files are not fixed
    fixes = [one.fix for one in diagnostics if one.fix is not None and one.path not in conflicts]
    safe = sum(one.safe for one in fixes)
    unsafe = len(fixes) - safe
    parts = []
    if safe:
        parts.append(f"{safe} fixable with --fix")
    if unsafe and not (options.fix and options.unsafe_fixes):
        parts.append(f"{unsafe}{' more' if safe else ' fixable'} with --fix --unsafe-fixes")
    return f" ({', '.join(parts)})" if parts else ""


def _advice(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield what to run, where a hook has failed."""
    fixes = [(one, one.fix.safe) for one in diagnostics if one.fix is not None]
    if fixes:
        needed = ("--fix",) if any(safe for _, safe in fixes) else ("--fix", "--unsafe-fixes")
        names = dict.fromkeys(name_of(one) for one, safe in fixes if safe or len(needed) > 1)
        yield f"To fix what can be fixed, run: {command_for('check', *needed, names=names)}"
    yield f"To read about a rule, run: {command_for('rule', diagnostics[0].code)}"
