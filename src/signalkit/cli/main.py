"""The command line: one module a verb, loaded when it is asked for. `main` is the entry point."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from importlib import import_module
from typing import Any

import click

from signalkit import __version__
from signalkit.cli.output import complain
from signalkit.cli.plugin_options import plugin_options
from signalkit.display import harmless
from signalkit.errors import did_you_mean

_VERBS = {
    "check": "check:check",
    "export": "export:export",
    "format": "format:format_",
    "import": "import_:import_",
    "plugins": "plugins:plugins",
    "rule": "rule:rule",
    "show": "show:show",
}

_SIGPIPE = 13  # which not every system has


class _Ended(BaseException):
    """A signal has ended the command: no exception that anybody could take for a fault of a plugin."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _end(number: int, frame: object) -> None:
    raise _Ended(number)


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module, _, name = _VERBS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"signalkit.cli.commands.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name; a misspelt one is told of with the nearest."""
        if args[0] not in _VERBS and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}{did_you_mean(args[0], _VERBS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; whoever interrupts it gets the exit status that shells have for that."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Ended(signal.SIGINT) from None
        except BrokenPipeError:  # of which click would make what "something was found" means
            _forget(sys.stdout)
            raise _Ended(_SIGPIPE) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; standard streams that are closed or full are one line too."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        with contextlib.suppress(ValueError, OSError, AttributeError):  # a thread, or another system
            # Whoever ends a command lets it clear away what it has begun.
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, _end)
        try:
            try:
                code = super().main(*args, **{**kwargs, "standalone_mode": False})
                sys.exit(code if isinstance(code, int) else 0)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()
        except click.ClickException as error:
            shown = io.StringIO()
            error.show(shown)  # it may quote the names of files
            click.echo(harmless(shown.getvalue()), err=True, nl=False)
            sys.exit(error.exit_code)
        except _Ended as ended:
            sys.exit(128 + ended.number)
        except BrokenPipeError:
            _forget(sys.stdout)
            sys.exit(128 + _SIGPIPE)
        except OSError as error:
            complain(error)
            _forget(sys.stdout)
            sys.exit(2)


def _forget(stream: Any) -> None:
    """Let what could not be written be forgotten, so that the interpreter does not try again."""
    with contextlib.suppress(Exception):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@plugin_options
@click.version_option(__version__)
def main() -> None:
    """Read, change, check and carry over signal digests without losing a byte.

    Exit status: 0 all well, 1 something was found, 2 misuse or a file that cannot be read.
    """
