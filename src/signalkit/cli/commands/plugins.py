"""``signalkit plugins``: what is installed, what each adds, what failed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import attrs
import click

from signalkit.cli.options import plugin_options
from signalkit.cli.output import CommandError
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted, sanitize_json
from signalkit.errors import PluginError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.plugins.discover import Plugin
from signalkit.plugins.distributions import DISTRIBUTION, find_rivals
from signalkit.plugins.manager import PluginManager


@click.command(cls=Verb, short_help="List installed plugins and what each adds.")
@plugin_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def plugins(session: Session, as_json: bool) -> None:
    """List installed plugins: distribution, version, what each adds, and failures."""
    manager = session.find_plugins()
    with session.quiet():  # plugins are asked for commands now
        found = manager.plugins
        text = json.dumps(_content(manager, found), ensure_ascii=False, indent=2) if as_json else ""
        lines = [] if as_json else list(_lines(manager, found))
    if as_json:
        session.output.write(f"{sanitize_json(text)}\n".encode("utf-8", "backslashreplace"))
    else:
        session.output.results.flush()  # an error if standard output is closed
    for line in lines:
        session.output.print(line)
    for name in find_rivals():
        session.output.complain(
            f"warning: the distribution {name!r} also installs the package 'signalkit'; "
            f"uninstall it, then reinstall {DISTRIBUTION}"
        )
    try:
        manager.require()
    except PluginError as error:
        raise CommandError(str(error)) from error


def _content(manager: PluginManager, found: list[Plugin]) -> dict[str, Any]:
    """Return what is installed, as JSON has it."""
    return {
        "plugins": [{**attrs.asdict(plugin), **manager.added_by(plugin)} for plugin in found],
        "exporters": _formats("exporters", manager, found),
        "importers": _formats("importers", manager, found),
        "commands": [
            {"name": command.name, "distribution": plugin.distribution}
            for plugin in found
            for command in manager.made_by(plugin)["commands"]
        ],
        "failures": [
            {**attrs.asdict(failure.plugin), "reason": failure.reason} for failure in manager.failures
        ],
        "warnings": [
            {**attrs.asdict(warning.plugin), "reason": warning.reason} for warning in manager.warnings
        ],
        "conflicts": manager.conflicts,
    }


def _formats(kind: str, manager: PluginManager, found: list[Plugin]) -> list[dict[str, Any]]:
    """Return the facts about all formats of a kind, in order of their names."""
    facts = ("name", "title", "media_type", "suffix", "target" if kind == "exporters" else "source")
    made = [
        {**{fact: getattr(one, fact) for fact in facts}, "distribution": plugin.distribution}
        for plugin in found
        for one in manager.made_by(plugin)[kind]
    ]
    return sorted(made, key=lambda one: (one["name"], one["distribution"]))


def _lines(manager: PluginManager, found: list[Plugin]) -> Iterator[str]:
    """Yield what is installed, for people."""
    for source, group in groupby(found, lambda plugin: f"{plugin.distribution} {plugin.version}".strip()):
        yield source or "(registered)"
        for plugin in group:
            added = [_added(kind, made) for kind, made in manager.made_by(plugin).items() if made]
            yield f"  {plugin.name:<12} {'; '.join(added) or 'adds nothing'}"
    yield from (f"failed: {failure}" for failure in manager.failures)
    yield from (f"warning: {warning}" for warning in manager.warnings)
    yield from (f"conflict: {conflict}" for conflict in manager.conflicts)


def _added(kind: str, made: Sequence[Any]) -> str:
    """Return what a plugin adds of one kind: names, but ranges of the codes of rules."""
    if kind == "rules":
        return ", ".join(_ranges([rule.code for rule in made]))
    return f"{kind[:-1] if len(made) == 1 else kind} {', '.join(map(_name_of, made))}"


def _ranges(codes: Sequence[str]) -> Iterator[str]:
    """Yield the first and the last code of each series, with their number: ``SK001–SK508 (49 rules)``."""
    for _, group in groupby(sorted(codes), lambda code: code.rstrip("0123456789")):
        series = list(group)
        ends = dict.fromkeys([series[0], series[-1]])
        yield f"{'–'.join(ends)} ({counted(len(series), 'rule')})"


def _name_of(added: Any) -> str:
    """Return the name of something that a plugin adds; of a format with its media type."""
    if isinstance(added, (Exporter, Importer)):
        return f"{added.name} ({added.media_type})" if added.media_type else added.name
    return str(added.name)
