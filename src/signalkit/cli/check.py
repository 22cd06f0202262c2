"""``signalkit check``: what is wrong with digests, a line for each finding."""

from __future__ import annotations

import sys

import click

from signalkit.checking import Diagnostic
from signalkit.checking import check as check_
from signalkit.cli.files import Sources
from signalkit.cli.plugin_options import load_plugins, plugin_options
from signalkit.cli.terminal import harmless


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@plugin_options
@click.pass_context
def check(ctx: click.Context, paths: tuple[str, ...]) -> None:
    """Check digests by all rules.

    A folder stands for the *.md files in it, - for standard input.
    """
    plugins = load_plugins(ctx)
    sources = Sources(paths)
    found = 0
    for path, document in sources.documents():
        for diagnostic in check_(document, plugins=plugins):
            found += 1
            click.echo(harmless(_concise(str(path), diagnostic)))
    sources.say_left_alone()
    sys.exit(2 if sources.failed else 1 if found else 0)


def _concise(path: str, diagnostic: Diagnostic) -> str:
    line, column = diagnostic.start
    message = diagnostic.message.replace("\n", " ")
    return f"{path}:{line}:{column}: {diagnostic.code} {message} [{diagnostic.rule}]"
