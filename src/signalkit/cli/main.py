"""The command line: one module a verb, loaded when it is asked for. `main` is the entry point."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from signalkit._version import __version__
from signalkit.cli.options import plugin_options
from signalkit.cli.session import Session
from signalkit.display import sanitize
from signalkit.errors import Ended, describe, did_you_mean
from signalkit.store.find import SUFFIXES

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_VERBS = {
    "check": "check.command:check",
    "completion": "completion:completion",
    "diff": "diff.command:diff",
    "edit": "edit:edit",
    "export": "export:export",
    "find": "find:find",
    "format": "format:format_",
    "import": "import_:import_",
    "merge": "merge:merge",
    "new-plugin": "new_plugin:new_plugin",
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
            return None  # see `resolve_command`
        module, _, name = _VERBS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"signalkit.cli.commands.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of that name; a misspelt one is reported with the nearest."""
        name = args[0]
        if name in _VERBS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        session = ctx.ensure_object(Session)
        commands = session.load_commands()
        if name not in commands:
            if ctx.resilient_parsing:
                return None, None, args
            if any(f"command {name!r} " in conflict for conflict in session.find_plugins().conflicts):
                ctx.fail(f"there is no command {name!r}, because several plugins claim it")
            ctx.fail(f"there is no command {name!r}{did_you_mean(name, [*_VERBS, *commands])}")
        return name, commands[name], args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, then the commands of plugins."""
        super().format_commands(ctx, formatter)
        from signalkit.cli import added

        rows = added.describe_commands(ctx.ensure_object(Session), formatter.width)
        if rows:
            with formatter.section("Plugin commands"):
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete an option, a verb, or a command of a plugin."""
        found = super().shell_complete(ctx, incomplete)
        if not incomplete.startswith("-"):
            from signalkit.cli import added

            found += added.complete_commands(ctx.ensure_object(Session), incomplete)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; an interrupt and a closed pipe have the exit status that shells have for them."""
        try:
            value = super().invoke(ctx)
        except KeyboardInterrupt:
            raise Ended(signal.SIGINT) from None
        except BrokenPipeError:  # of which click would make what "something was found" means
            raise Ended(_SIGPIPE) from None
        except BaseException as error:
            name = ctx.invoked_subcommand
            if name is None or name in _VERBS:
                raise
            from signalkit.cli.added import translate_failure

            failure = translate_failure(ctx.ensure_object(Session), name, error)
            if failure is error:
                raise
            raise failure from error
        return value if ctx.invoked_subcommand in _VERBS else None

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
        except click.Abort as error:  # an interrupt, or the end of input, at a prompt
            output.complain("aborted")
            sys.exit(128 + signal.SIGINT if isinstance(error.__context__, KeyboardInterrupt) else 2)
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
    gc.set_threshold(50_000)  # most objects are modules, which stay: to look for garbage in them takes time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with contextlib.suppress(ValueError, OSError, AttributeError):  # a thread, or another system
        # A command that is ended clears away what it has begun.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves it
                signal.signal(number, partial(_end, os.getpid()))
    try:
        try:
            cli.main(arguments, prog_name="signalkit")
        finally:
            gc.disable()  # of what is left, nothing has to be freed one by one
            _drop_unwritten(sys.stdout)
            if Ended.pending is not None:  # which a library may have caught
                raise Ended.pending
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
    Ended.pending = Ended(number)
    raise Ended.pending


def _drop_unwritten(stream: Any) -> None:
    """Drop what cannot be written, so that the interpreter does not try again."""
    try:
        stream.flush()
    except OSError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except AttributeError:  # it is closed
        pass
