"""``signalkit new-plugin``: the distribution of a new plugin."""

from __future__ import annotations

from collections.abc import Collection

import click

from signalkit.cli.completion import complete_file
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted
from signalkit.plugins.commands import VERBS
from signalkit.scaffold.plugin import KINDS, Kind, choose_names, write_plugin


@click.command("new-plugin", cls=Verb, short_help="Create a plugin with an example and its tests.")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What the plugin adds.")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="Folder to create.  [default: NAME in the current folder]",
    shell_complete=complete_file,
)
@click.pass_context
@pass_session
def new_plugin(session: Session, ctx: click.Context, name: str, kind: Kind, output: str | None) -> None:
    """Create a plugin: a distribution with an example and its tests, ready to build and install.

    NAME is the name of the distribution, such as signalkit-ris.
    """
    try:
        names = choose_names(name, kind, _taken(session, kind))
    except ValueError as error:
        raise click.BadParameter(f"{name!r}: {error}", ctx, param_hint="NAME") from error
    folder = names.distribution if output is None else output
    written = write_plugin(folder, names, kind)
    count = counted(len(written), "file")
    session.output.note(f"{count} written to {folder}; README.md shows the next steps")


def _taken(session: Session, kind: Kind) -> Collection[str]:
    """Return the names that a new plugin cannot add."""
    if kind == "command":
        return {*VERBS, *session.load_commands()}
    plugins = session.load_plugins()
    if kind == "exporter":
        return plugins.exporters()
    return {code.rstrip("0123456789") for code in plugins.rules()}
