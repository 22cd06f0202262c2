"""The options of a format as options of a command, and a group whose commands are formats."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from signalkit.cli.output import Trouble
from signalkit.cli.plugin_options import load_plugins
from signalkit.errors import OptionError, PluginError, SignalkitError, UnknownFormatError, describe
from signalkit.exchange.formats import Exporter, Importer
from signalkit.exchange.options import options_of


def click_options(options: type) -> list[click.Parameter]:
    """The options of a format, as click has them; only those that were given are passed on."""
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
            facts["type"] = click.Choice(option.choices) if option.choices else option.kind
            if option.default not in (None, ""):
                facts["help"] += f"  [default: {option.default}]"
        made.append(click.Option([*declarations, option.name], **facts))
    return made


def given(format_: Exporter | Importer, values: dict[str, Any]) -> dict[str, Any]:
    """Those options of a format that the command line gave."""
    names = [option.name for option in options_of(format_.options)]
    return {name: values[name] for name in names if values[name] is not None}


@contextlib.contextmanager
def said_in_one_line(name: str, *, whole: bool = True) -> Iterator[None]:
    """Let whatever an export or import raises end the command with one line.

    Args:
        name: the file to name where an error names none.
        whole: whether the output is written whole or not at all.
    """
    after = "; nothing was written" if whole else ""
    try:
        yield
    except OptionError as error:
        raise click.UsageError(str(error)) from error
    except FileExistsError as error:
        raise Trouble(f"{error.filename or name}: {error.strerror or error}; --force replaces it") from error
    except BrokenPipeError:  # whoever read the output has gone: no trouble, but an end (see `signalkit.cli`)
        raise
    except OSError as error:
        raise Trouble(f"{error.filename or name}: {error.strerror or describe(error)}{after}") from error
    except SignalkitError as error:
        raise Trouble(f"{error}{after}") from error


class Formats(click.Group):
    """A group with a command for each format: the plugins say which."""

    def __init__(
        self,
        *args: Any,
        formats: Callable[[Any], Mapping[str, Exporter | Importer]],
        get: Callable[[Any, str], Exporter | Importer],
        make: Callable[[Any], click.Command],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        self.get = get
        self.make = make

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The formats, in order."""
        return list(self.formats(load_plugins(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a format."""
        try:
            return self.make(self.get(load_plugins(ctx), cmd_name))
        except UnknownFormatError as error:
            hint = "; the format comes first" if os.path.exists(cmd_name) else ""
            raise click.UsageError(f"{error}{hint}", ctx) from error
        except PluginError as error:
            raise Trouble(str(error)) from error
