"""``-p no:NAME`` and ``--strict-plugins``, and the plugin manager that they make."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from signalkit.cli.output import Trouble, complain

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager

_F = TypeVar("_F", bound=Callable[..., Any])


def _without(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> None:
    for value in values:
        word, _, name = value.partition(":")
        if word != "no" or not name:
            raise click.BadParameter(f"{value!r}: expected no:NAME", ctx, parameter)
        ctx.ensure_object(dict).setdefault("disabled", []).append(name)


def _strictly(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(dict)["strict"] = True


def plugin_options(command: _F) -> _F:
    """Give a command the options that say which plugins are loaded."""
    command = click.option(
        "-p",
        metavar="no:NAME",
        multiple=True,
        expose_value=False,
        is_eager=True,
        callback=_without,
        help="Do without a plugin, named by its entry point or its distribution.",
    )(command)
    return click.option(
        "--strict-plugins",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_strictly,
        help="Take a plugin that fails, or a name that two claim, for an error.",
    )(command)


def find_plugins(ctx: click.Context) -> PluginManager:
    """The plugins that the command line, the environment and the configuration of this folder ask for.

    Those that fail are not spoken of yet; see `load_plugins`.
    """
    from signalkit.checking.config import find_configuration
    from signalkit.errors import ConfigError
    from signalkit.plugins.manager import PluginManager, set_manager

    settings = ctx.ensure_object(dict)
    if "manager" not in settings:
        try:
            configuration = settings.get("configuration") or find_configuration(os.curdir)
        except ConfigError as error:
            raise Trouble(str(error)) from error
        settings["manager"] = PluginManager.from_environment(
            disabled=settings.get("disabled", ()),
            strict=settings.get("strict", False),
            required=configuration.required_plugins,
        )
        set_manager(settings["manager"])
    manager: PluginManager = settings["manager"]
    return manager


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Let loading plugins warn of nothing, and what a plugin prints not get into the output."""
    import warnings

    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        yield


def load_plugins(ctx: click.Context) -> PluginManager:
    """The same, loaded: one that fails is a line on stderr, or the end where that is asked for."""
    from signalkit.errors import PluginError

    manager = find_plugins(ctx)
    if not ctx.obj.get("loaded"):
        ctx.obj["loaded"] = True
        with quietly():
            try:
                manager.require()
            except PluginError as error:
                raise Trouble(str(error)) from error
        for failure in manager.failures:
            complain(str(failure))
    return manager
