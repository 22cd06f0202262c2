"""The reference of the command line, generated from the commands. A hook of MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

MARK = re.compile(r"^<!-- the commands, .* -->$", re.M)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the mark with all commands."""
    return MARK.sub(lambda _: "\n\n".join(commands()), markdown)


def commands() -> Iterator[str]:
    """Yield a section for each command and its subcommands."""
    from signalkit.cli.main import cli

    context = click.Context(cli, info_name="signalkit")
    yield from _command(context)


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    depth = context.command_path.count(" ")
    yield f"{'#' * (depth + 2)} {context.command_path}"
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    yield re.sub(r"^ +", "", command.help or "", flags=re.M)
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    rows = [record for one in options if (record := one.get_help_record(context))]
    if rows:
        lines = [f"| {_code(names)} | {_cell(text)} |" for names, text in rows]
        yield "\n".join(["| option | description |", "|:-------|:------------|", *lines])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(click.Context(below, parent=context, info_name=name))


def _code(names: str) -> str:
    return f"`{names}`"  # a pipe is literal here


def _cell(text: str) -> str:
    return re.sub(r"(?<!`)(--?[a-z][-a-z]*|[A-Z]{3,}|\*\.md)(?!`)", r"`\1`", text).replace("|", "\\|")
