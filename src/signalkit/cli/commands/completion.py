"""``signalkit completion``: the script that lets a shell complete what is typed."""

from __future__ import annotations

import click

from signalkit.cli.completion import SCRIPTS
from signalkit.cli.session import Session, Verb, pass_session


@click.command(cls=Verb, short_help="Print a script for shell completion.")
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
@click.pass_context
@pass_session
def completion(session: Session, ctx: click.Context, shell: str) -> None:
    """Print the script that completes paths, formats, rules and options in a shell.

    For bash, put `source <(signalkit completion bash)` into ~/.bashrc; for zsh, the same with zsh into
    ~/.zshrc, after compinit; for fish, write the script to
    ~/.config/fish/completions/signalkit.fish.
    """
    script = SCRIPTS[shell](ctx.find_root().command, {}, "signalkit", "_SIGNALKIT_COMPLETE")
    session.output.write(script.source().encode())
