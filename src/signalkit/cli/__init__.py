"""The command line: one module a verb, loaded when it is asked for. `main` is the entry point."""

from __future__ import annotations

from importlib import import_module

import click

from signalkit.cli.plugin_options import plugin_options

_VERBS = {
    "check": "check:check",
    "export": "export:export",
    "format": "format:format_",
    "import": "import_:import_",
    "plugins": "plugins:plugins",
    "show": "show:show",
}


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module, _, name = _VERBS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@plugin_options
@click.version_option(package_name="signalkit")
def main() -> None:
    """Read, change, check and carry over signal digests without losing a byte.

    Exit status: 0 all well, 1 something was found, 2 misuse or a file that cannot be read.
    """
