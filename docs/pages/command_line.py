"""The reference of the command line: what the page says about all commands, then each command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from docs.pages.markdown import code, fill, table
from signalkit.cli.main import cli

NOTE = "<!-- What follows is made by `make pages` from the commands. -->"


_CHOICES = re.compile(r" \[([\w-]+(?:\|[\w-]+)+)\]")


def page(path: Path) -> str:
    """Return the page at a path, with what follows the note written from scratch."""
    before = path.read_text(encoding="utf-8").partition(NOTE)[0]
    context = click.Context(cli, info_name="signalkit", **cli.context_settings)
    return "\n\n".join([before + NOTE, *_command(context)]) + "\n"


def _command(context: click.Context) -> Iterator[str]:
    """Yield the parts of the section of a command, then those of its subcommands."""
    command = context.command
    depth = context.command_path.count(" ")
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"{'#' * (depth + 2)} {context.command_path}"
    yield f"```text\n{usage}\n```"
    for paragraph in (command.help or "").strip().split("\n\n"):
        yield fill(" ".join(paragraph.split()))
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    records = [record for one in options if (record := one.get_help_record(context))]
    if records:
        words = set(re.findall(r"[A-Z]{3,}", usage + " ".join(names for names, _ in records)))
        yield table(["option", "what it does"], (_row(names, text, words) for names, text in records))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(click.Context(below, parent=context, info_name=name))


def _row(names: str, text: str, words: set[str]) -> tuple[str, str]:
    """Return the cells of an option; a bar would be the end of one, so its choices are in the text.

    Args:
        names: As help shows them.
        text: What help says of the option.
        words: What help calls the values of options and arguments.
    """
    choices = _CHOICES.search(names)
    text = re.sub(rf"(?<![`\w])(--?[a-z][-a-z]*|{'|'.join(sorted(words)) or 'FILE'})(?![`\w])", r"`\1`", text)
    if choices is not None:
        shown, separator, default = text.partition("  [")
        text = f"{shown} One of {', '.join(map(code, choices[1].split('|')))}.{separator}{default}"
        option = names[: choices.start()]
        names = f"{option} {option.rpartition('-')[2].upper()}"
    return code(names), text.replace("|", "\\|")
