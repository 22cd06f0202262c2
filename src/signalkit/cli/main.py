"""The command line: one module a verb, loaded when it is asked for. `main` is the entry point."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

import click

from signalkit._version import __version__
from signalkit.cli.options import plugin_options
from signalkit.cli.session import Session
from signalkit.display import sanitize
from signalkit.errors import Ended, describe, did_you_mean
from signalkit.store.find import SUFFIXES

_VERBS = {
    "check": "check.command:check",
    "completion": "completion:completion",
    "export": "export:export",
    "format": "format:format_",
    "import": "import_:import_",
    "plugins": "plugins:plugins",
    "rule": "rule:rule",
    "show": "show:show",
}

_SIGPIPE = 13  # which not every system has


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
        """Return the command of that name; a misspelt one is reported with the nearest."""
        if args[0] not in _VERBS and not ctx.resilient_parsing and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}{did_you_mean(args[0], _VERBS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; an interrupt and a closed pipe have the exit status that shells have for them."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Ended(signal.SIGINT) from None
        except BrokenPipeError:  # of which click would make what "something was found" means
            raise Ended(_SIGPIPE) from None

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run a command and exit; whatever fails is one line on standard error, never a traceback."""
        session = Session()
        output = session.output
        try:
            try:
                code = super().main(*args, **{"obj": session, **kwargs, "standalone_mode": False})
                sys.exit(code if isinstance(code, int) else 0)
            finally:
                session.close()
                output.flush()
        except click.ClickException as error:
            shown = io.StringIO()
            error.show(shown)  # it may quote the names of files
            if isinstance(error, click.UsageError):
                shown.write(_explain_dash(args[0] if args and args[0] is not None else sys.argv[1:]))
            click.echo(sanitize(shown.getvalue()), err=True, nl=False)
            sys.exit(error.exit_code)
        except Ended as ended:
            sys.exit(128 + ended.number)
        except BrokenPipeError:
            sys.exit(128 + _SIGPIPE)
        except (MemoryError, GeneratorExit) as error:  # of which the latter is raised by a plugin
            output.complain("out of memory" if isinstance(error, MemoryError) else describe(error))
            sys.exit(2)
        except OSError as error:
            output.complain(error)
            sys.exit(2)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@plugin_options
@click.version_option(__version__)
def cli() -> None:
    """Read, edit, check and convert signal digests without losing a byte.

    Exit status: 0 if all is well, 1 if there are findings, 2 for wrong usage or an unreadable file.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program: its signals and standard streams are set up here, where the process is its own.

    Args:
        arguments: Those of the process if None.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with contextlib.suppress(ValueError, OSError, AttributeError):  # a thread, or another system
        # A command that is ended clears away what it has begun.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, partial(_end, os.getpid()))
    try:
        try:
            cli.main(arguments, prog_name="signalkit")
        finally:
            _drop_unwritten(sys.stdout)
    except Ended as ended:  # at the very end
        sys.exit(128 + ended.number)


def _explain_dash(arguments: Sequence[str]) -> str:
    """Return a line about the first argument that was read as an option, and is the name of a file."""
    for one in arguments:
        if one == "--":
            break
        if one.startswith("-") and one != "-" and (os.path.lexists(one) or one.lower().endswith(SUFFIXES)):
            return f"To pass the file {one!r}, write ./{one} or put -- before it.\n"
    return ""


def _end(owner: int, number: int, frame: object) -> NoReturn:
    if os.getpid() != owner:  # a worker that has just been forked: it has begun nothing to clear away
        os._exit(128 + number)
    raise Ended(number)


def _drop_unwritten(stream: Any) -> None:
    """Drop what cannot be written, so that the interpreter does not try again."""
    try:
        stream.flush()
    except OSError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except AttributeError:  # it is closed
        pass
