"""Commands that plugins add: found when the command line needs them, and run as ours are."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from signalkit.cli.output import CommandError
from signalkit.cli.session import Session
from signalkit.errors import ENDS, SignalkitError, describe


def commands_to_show(session: Session) -> dict[str, click.Command]:
    """Return the commands that help lists, which is shown even if plugins cannot be loaded.

    Raises:
        CommandError: If they cannot, and that is an error.
    """
    try:
        found = session.load_commands()
    except CommandError as error:
        if session.is_strict:
            raise
        session.output.complain(error.message)
        return {}
    return {name: command for name, command in found.items() if not command.hidden}


def describe_commands(session: Session, width: int) -> list[tuple[str, str]]:
    """Return the name of each command and the beginning of its help.

    Args:
        session: The run.
        width: The number of columns.
    """
    found = commands_to_show(session)
    limit = width - 6 - max(map(len, found), default=0)
    return [(name, _short_help(command, limit)) for name, command in found.items()]


def complete_commands(session: Session, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a command; plugins that cannot be loaded have none."""
    try:
        found = commands_to_show(session)
    except CommandError:
        return []
    return [
        CompletionItem(name, help=_short_help(command, 45))
        for name, command in found.items()
        if name.startswith(incomplete)
    ]


def _short_help(command: click.Command, limit: int) -> str:
    try:
        return command.get_short_help_str(limit)
    except Exception:  # a class of the plugin
        return ""


def translate_failure(session: Session, name: str, error: BaseException) -> BaseException:
    """Return what to raise for what the command of a plugin has raised: in the end, one line.

    Args:
        session: The run.
        name: The name of the command.
        error: What it raised.
    """
    if isinstance(error, SystemExit) and isinstance(error.code, str):
        return CommandError(error.code)
    of_click = (click.ClickException, click.Abort, click.exceptions.Exit)
    if isinstance(error, (SystemExit, OSError, *of_click, *ENDS)):
        return error
    if isinstance(error, SignalkitError):
        return CommandError(str(error))
    plugin = session.find_plugins().owner("commands", name)
    return CommandError(f"command {name!r} of plugin {plugin} failed: {describe(error)}")
