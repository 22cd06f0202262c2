"""What the verbs of one run share: its streams, its configuration, and the plugins that it asks for."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs
import click

from signalkit.cli.output import CommandError, Output
from signalkit.errors import ConfigError, PluginError

if TYPE_CHECKING:
    from signalkit.checking.config import Configuration
    from signalkit.plugins.manager import PluginManager


@attrs.define(eq=False, repr=False)
class Session:
    """One run of the command line; `click` hands it from context to context as ``obj``.

    Attributes:
        output: The streams.
        disabled: Names of plugins that are not loaded.
        strict: Whether a plugin that fails ends the run.
        configuration: The configuration that applies; that of the current folder if None.
    """

    output: Output = attrs.field(factory=Output)
    disabled: list[str] = attrs.field(factory=list)
    strict: bool = False
    configuration: Configuration | None = None
    _plugins: PluginManager | None = attrs.field(default=None, init=False)
    _before: list[PluginManager | None] = attrs.field(factory=list, init=False)
    _is_loaded: bool = attrs.field(default=False, init=False)
    _commands: dict[str, click.Command] | None = attrs.field(default=None, init=False)

    def find_plugins(self) -> PluginManager:
        """Return the plugins that the command line, the environment and the configuration ask for.

        Those that fail are not reported yet; see `load_plugins`.

        Raises:
            CommandError: If the configuration is wrong.
        """
        if self._plugins is None:
            from signalkit.checking.config import find_configuration
            from signalkit.plugins.manager import PluginManager, set_manager

            try:
                configuration = self.configuration or find_configuration(os.curdir)
            except ConfigError as error:
                raise CommandError(str(error)) from error
            self._plugins = PluginManager.from_environment(
                disabled=self.disabled, strict=self.strict, required=configuration.required_plugins
            )
            self._before.append(set_manager(self._plugins))
        return self._plugins

    def load_plugins(self) -> PluginManager:
        """Return the same, loaded; each that fails is a line on standard error.

        Raises:
            CommandError: If a plugin that is required fails, or any where that is an error.
        """
        plugins = self.find_plugins()
        if not self._is_loaded:
            self._is_loaded = True
            with self.quiet():
                try:
                    plugins.require()
                except PluginError as error:
                    raise CommandError(str(error)) from error
            for failure in [*plugins.failures, *plugins.warnings]:
                self.output.complain(str(failure))
        return plugins

    def load_commands(self) -> dict[str, click.Command]:
        """Return the commands that plugins add, by name; what is wrong with any is a line on standard error.

        Raises:
            CommandError: As `load_plugins`.
        """
        plugins = self.load_plugins()
        if self._commands is None:
            known = len(plugins.failures)
            with self.quiet():
                try:
                    self._commands = plugins.commands()
                except PluginError as error:
                    raise CommandError(str(error)) from error
            conflicts = (one for one in plugins.conflicts if one.startswith("command "))
            for reason in [*plugins.failures[known:], *conflicts]:
                self.output.complain(str(reason))
        return self._commands

    @property
    def is_strict(self) -> bool:
        """Whether a plugin that fails ends the run: see `strict`; the environment may say so, too."""
        return self.strict or (self._plugins is not None and self._plugins.strict)

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """Ignore warnings about plugins, and keep what they print out of the results."""
        with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            yield

    def close(self) -> None:
        """Give the process back the plugin manager that it had."""
        if self._before:
            from signalkit.plugins.manager import set_manager

            set_manager(self._before.pop())


pass_session = click.make_pass_decorator(Session, ensure=True)


class Verb(click.Command):
    """A command that writes through `Output` alone: what plugins print goes to standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        ctx.ensure_object(Session)  # which has the streams as they are now
        with contextlib.redirect_stdout(sys.stderr):
            return super().invoke(ctx)
