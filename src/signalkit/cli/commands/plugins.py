"""``signalkit plugins``: what is installed, what each adds, what failed."""

from __future__ import annotations

import json
from itertools import groupby

import attrs
import click

from signalkit.cli.output import Trouble, complain
from signalkit.cli.plugin_options import find_plugins, plugin_options, quietly
from signalkit.display import harmless, harmless_json
from signalkit.errors import PluginError
from signalkit.plugins.distributions import DISTRIBUTION, find_rivals


@click.command()
@plugin_options
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
@click.pass_context
def plugins(ctx: click.Context, as_json: bool) -> None:
    """List the plugins: distribution, version, what each adds, and what failed."""
    manager = find_plugins(ctx)
    with quietly():
        found = manager.plugins
    if as_json:
        content = {
            "plugins": [{**attrs.asdict(plugin), **manager.added_by(plugin)} for plugin in found],
            "failures": [
                {**attrs.asdict(failure.plugin), "reason": failure.reason} for failure in manager.failures
            ],
            "conflicts": manager.conflicts,
        }
        text = harmless_json(json.dumps(content, ensure_ascii=False, indent=2))
        click.echo(text.encode("utf-8", "backslashreplace"))
    else:
        for source, group in groupby(found, lambda p: f"{p.distribution} {p.version}".strip()):
            click.echo(harmless(source or "(registered)"))
            for plugin in group:
                added = [
                    f"{kind[:-1] if len(names) == 1 else kind} {', '.join(names)}"
                    for kind, names in manager.added_by(plugin).items()
                    if names
                ]
                click.echo(harmless(f"  {plugin.name:<12} {'; '.join(added) or 'adds nothing'}"))
        for failure in manager.failures:
            click.echo(harmless(f"failed: {failure}"))
        for conflict in manager.conflicts:
            click.echo(harmless(f"conflict: {conflict}"))
    for name in find_rivals():
        complain(
            f"warning: the distribution {name!r} also installs the package 'signalkit'; "
            f"uninstall it, then reinstall {DISTRIBUTION}"
        )
    try:
        manager.require()
    except PluginError as error:
        raise Trouble(str(error)) from error
