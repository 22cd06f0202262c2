"""Groups whose commands are the formats of plugins: named first, or selected by the suffix of a file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from signalkit.cli.output import CommandError, Output
from signalkit.cli.session import Session
from signalkit.display import counted
from signalkit.errors import (
    ImportFormatError,
    OptionError,
    PluginError,
    SignalkitError,
    UnknownFormatError,
    describe,
)
from signalkit.exchange.formats import Exporter, Importer, ImportFormatWarning
from signalkit.options import options_of

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager

_NAMES_FILES = "signalkit.cli.formats"


class Formats(click.Group):
    """A group with a command for each format that plugins add.

    Attributes:
        kind: ``"exporters"`` or ``"importers"``.
    """

    kind: str

    def formats(self, plugins: PluginManager) -> Mapping[str, Exporter] | Mapping[str, Importer]:
        """Return the formats by name, in order.

        Raises:
            PluginError: If a required plugin fails.
        """
        raise NotImplementedError

    def ours(self, ctx: click.Context) -> list[str]:
        """Return the names of the formats that signalkit itself brings."""
        plugins = ctx.ensure_object(Session).load_plugins()
        return [name for name in self.formats(plugins) if plugins.is_ours(self.kind, name)]

    def find(self, plugins: PluginManager, name: str) -> click.Command:
        """Return the command of a format.

        Raises:
            UnknownFormatError: If no plugin adds it.
            PluginError: If several plugins do.
        """
        raise NotImplementedError

    def find_file(self, output: str | None, arguments: list[str]) -> str | None:
        """Return the file whose suffix selects the format where none is named, if there is one.

        Args:
            output: What `-o` before all other arguments gives.
            arguments: What follows the options of the group.
        """
        raise NotImplementedError

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the formats, in order."""
        return list(self.formats(ctx.ensure_object(Session).load_plugins()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a format."""
        try:
            return self.find(ctx.ensure_object(Session).load_plugins(), cmd_name)
        except UnknownFormatError as error:
            hint = "; the format comes first" if os.path.exists(cmd_name) else ""
            raise click.UsageError(f"{error}{hint}", ctx) from error
        except PluginError as error:
            raise CommandError(str(error)) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the format that is named first, or else of that of a suffix."""
        output = ctx.params.pop("output", None)
        into = ctx.params.pop("into", None)
        targets = [
            word for pair in (("-o", output), ("--into", into)) if pair[1] is not None for word in pair
        ]
        formats = self.formats(ctx.ensure_object(Session).load_plugins())
        name, rest = args[0], args[1:]
        if name not in formats and (ctx.resilient_parsing or _is_path_or_option(name)):
            try:
                file = self.find_file(output, args)
            except click.UsageError:  # a line that is not finished yet
                if ctx.resilient_parsing:
                    return self._without_format(ctx, args)
                raise
            if file is not None:
                try:
                    name, rest = format_of(file, formats, self.ours(ctx)), args
                except UnknownFormatError as error:
                    if ctx.resilient_parsing:
                        return self._without_format(ctx, args)
                    raise click.UsageError(str(error), ctx) from error
            elif ctx.resilient_parsing:
                return self._without_format(ctx, args)
            elif name.startswith("-"):
                raise click.UsageError("expected a FORMAT first, or a file whose suffix selects it", ctx)
        return name, self.get_command(ctx, name), [*targets, *rest]

    def _without_format(self, ctx: click.Context, args: list[str]) -> tuple[None, None, list[str]]:
        """Return what means that a line to complete names files, and no format yet."""
        ctx.meta[_NAMES_FILES] = True
        return None, None, args

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a format, or of a file where that comes first."""
        found = [] if ctx.meta.get(_NAMES_FILES) else super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        return found or [CompletionItem(incomplete, type="file")]


def _is_path_or_option(argument: str) -> bool:
    """Whether an argument cannot be meant as the name of a format."""
    return argument.startswith("-") or "." in argument or os.sep in argument or os.path.exists(argument)


def format_of(
    file: str, formats: Mapping[str, Exporter] | Mapping[str, Importer], ours: Collection[str] = ()
) -> str:
    """Return the name of the format that has the suffix of a file; of several suffixes the longest counts.

    Args:
        file: its name.
        formats: the formats by name.
        ours: the names of those that come first if several have the suffix.

    Raises:
        UnknownFormatError: If no format has the suffix, or several have it.
    """
    name = os.path.basename(file).lower()
    suffixes = {key: one.suffix.lower() for key, one in formats.items()}
    fitting = [suffix for suffix in suffixes.values() if suffix and name.endswith(suffix) and name != suffix]
    longest = max(fitting, key=len, default=None)
    candidates = [key for key, suffix in suffixes.items() if suffix == longest]
    candidates = [key for key in candidates if key in ours] or candidates
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise UnknownFormatError(
            f"{file}: several formats have the suffix {longest}: {', '.join(candidates)}; name one of them"
        )
    known = ", ".join(f"{key} ({suffix_of(one)})" for key, one in formats.items())
    raise UnknownFormatError(f"{file}: no format has this suffix; name one of {known or 'none'}")


def suffix_of(format: Exporter | Importer) -> str:
    """Return the suffix of the files of a format, for people."""
    return format.suffix or ("a folder or .zip" if kind_of(format) == "folder" else "no suffix")


def kind_of(format: Exporter | Importer) -> str:
    """Return what a format is written to or read from."""
    return format.target if isinstance(format, Exporter) else format.source


def summary_of(format: Exporter | Importer, about: str = "") -> str:
    """Return the line about a format in the list of all: title, suffix and media type."""
    title = f"{format.title} ({about})" if about else format.title
    return "; ".join(filter(None, [title, suffix_of(format), format.media_type]))


def format_options(options: type) -> list[click.Parameter]:
    """Return the options that a format declares; those that are not given are None."""
    made: list[click.Parameter] = []
    for option in options_of(options):
        note = " (Loses content.)" if option.lossy else ""
        facts: dict[str, Any] = {"help": option.help + note, "default": None}
        declarations = [option.flag]
        if option.kind is bool:
            facts["is_flag"] = True
            if option.default:
                declarations = [f"{option.flag}/--no-{option.flag[2:]}"]
        else:
            kind = str if option.kind is tuple else option.kind
            facts["type"] = click.Choice(option.choices) if option.choices else kind
            facts["multiple"] = option.kind is tuple
            if option.default not in (None, "", ()):
                facts["help"] += f"  [default: {option.default}]"
        made.append(click.Option([*declarations, option.name], **facts))
    return made


def given_options(format: Exporter | Importer, values: dict[str, Any]) -> dict[str, Any]:
    """Return those options of a format that the command line gives."""
    names = [option.name for option in options_of(format.options)]
    return {name: values[name] for name in names if values[name] not in (None, ())}


@contextlib.contextmanager
def failing_in_one_line(name: str, *, whole: bool = True) -> Iterator[None]:
    """Let whatever an export or import raises end the command with one line, or one a problem.

    Args:
        name: The file to name where an error names none.
        whole: Whether the output is written whole or not at all.
    """
    after = "; nothing was written" if whole else ""
    try:
        yield
    except OptionError as error:
        raise click.UsageError(str(error)) from error
    except FileExistsError as error:
        reason = str(error.strerror or error)
        them = "them" if "(and " in reason else "it"
        raise CommandError(f"{error.filename or name}: {reason}; use --force to replace {them}") from error
    except BrokenPipeError:  # the reader has gone: the end of the program, not a failure (see `main`)
        raise
    except OSError as error:
        reason = error.strerror or describe(error)
        raise CommandError(f"{error.filename or name}: {reason}{after}") from error
    except ImportFormatError as error:
        count = len(error.problems) + error.omitted
        if count == 1:
            raise CommandError(f"{describe(error)}{after}") from error
        first = f", of which the first {len(error.problems)} are listed" if error.omitted else ""
        message = f"{counted(count, 'problem')}{first}{after}"
        raise CommandError(message, map(describe, error.problems)) from error
    except SignalkitError as error:
        raise CommandError(f"{describe(error)}{after}") from error


@contextlib.contextmanager
def reporting_warnings(output: Output, name: str) -> Iterator[None]:
    """Print what an importer leaves out, one line each.

    Args:
        output: Where it is printed.
        name: The file that is imported.
    """
    import warnings

    with warnings.catch_warnings():
        show = warnings.showwarning

        def report(message: Warning | str, category: type[Warning], *rest: Any) -> None:
            if isinstance(message, ImportFormatWarning):
                place = name if message.line is None else f"{name}:{message.line}"
                output.complain(f"warning: {message.reason}", place)
            else:
                show(message, category, *rest)

        warnings.simplefilter("always", ImportFormatWarning)
        warnings.showwarning = report  # type: ignore[assignment]
        yield
