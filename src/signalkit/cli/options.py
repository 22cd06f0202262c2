"""Options that verbs share: which plugins are loaded, and those that a format declares."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from signalkit.cli.completion import complete_file, complete_plugin
from signalkit.cli.session import Session

if TYPE_CHECKING:
    from signalkit.checking.config import Configuration

_F = TypeVar("_F", bound=Callable[..., Any])

force_exclude_option = click.option(
    "--force-exclude",
    is_flag=True,
    help="Apply exclusions and digest detection to files given by name.",
)

stdin_filename_option = click.option(
    "--stdin-filename",
    metavar="NAME",
    help="File name to report for standard input.",
    shell_complete=complete_file,
)
config_option = click.option(
    "--config",
    metavar="FILE",
    help="Configuration file to use instead of the nearest one.",
    shell_complete=complete_file,
)
isolated_option = click.option("--isolated", is_flag=True, help="Ignore all configuration files.")
force_option = click.option("--force", is_flag=True, help="Also read files that do not look like digests.")


def read_configuration(config: str | None, *, isolated: bool) -> Configuration:
    """Return the configuration that --config and --isolated ask for: of the current folder by default.

    Raises:
        click.UsageError: If both are given.
        ConfigError: If a configuration file is wrong.
    """
    from signalkit.checking.config import Configuration, find_configuration, load_configuration

    if isolated and config:
        raise click.UsageError("--isolated and --config cannot be combined")
    if isolated:
        return Configuration()
    return load_configuration(config) if config else find_configuration(os.curdir)


def plugin_options(command: _F) -> _F:
    """Give a command the options that say which plugins are loaded."""
    command = click.option(
        "-p",
        metavar="no:NAME",
        multiple=True,
        expose_value=False,
        is_eager=True,
        callback=_disable,
        shell_complete=complete_plugin,
        help="Disable a plugin, by entry point or distribution name.",
    )(command)
    return click.option(
        "--strict-plugins",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_make_strict,
        help="Treat plugin failures and name conflicts as errors.",
    )(command)


def _disable(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> None:
    for value in values:
        word, _, name = value.partition(":")
        if word != "no" or not name:
            raise click.BadParameter(f"{value!r}: expected no:NAME", ctx, parameter)
        ctx.ensure_object(Session).disabled.append(name)


def _make_strict(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Session).strict = True
