"""The plugin manager, which finds plugins and loads each under its own guard on first use.

A plugin is an object with functions marked by `hookimpl`: usually a module that a distribution names in its
entry-point group ``signalkit``. One that fails is kept as a `Failure`; the others are not affected.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.errors import PluginError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.plugins.discover import Candidate, Plugin, builtin_plugins, installed_plugins
from signalkit.plugins.registry import Failure, Registry, load_plugins

if TYPE_CHECKING:
    import click


class PluginWarning(UserWarning):
    """A plugin failed; the others are not affected."""


class PluginManager:
    """Finds plugins, loads each under its own guard on first use, and keeps what they add in order.

    Args:
        disabled: names of plugins, entry points or distributions, that are not loaded.
        required: names of plugins that must be installed and work.
        strict: whether a failure, or a name that two plugins claim, is an error.
        discover: whether to look for installed plugins; if not, there are ours and those of `register`.

    Attributes:
        named: the plugins whose prints were noticed, each named on standard error once.

    Raises:
        TypeError: If a text is given instead of several names.
    """

    def __init__(
        self,
        *,
        disabled: Iterable[str] = (),
        required: Iterable[str] = (),
        strict: bool = False,
        discover: bool = True,
    ) -> None:
        self.disabled = _names("disabled", disabled)
        self.required = _names("required", required)
        self.strict = strict
        self.discover = discover
        self.named: set[Plugin] = set()
        self._registered: list[Candidate] = []
        self._registry: Registry | None = None
        self._loading = False
        self._lock = threading.RLock()

    @classmethod
    def from_environment(cls, **arguments: Any) -> PluginManager:
        """Make a manager from ``SIGNALKIT_DISABLE_PLUGINS=NAME,…`` and ``SIGNALKIT_STRICT_PLUGINS=1``.

        Args:
            **arguments: those of the class; the environment adds to them.
        """
        names = os.environ.get("SIGNALKIT_DISABLE_PLUGINS", "").split(",")
        arguments["disabled"] = [*arguments.get("disabled", ()), *filter(None, map(str.strip, names))]
        arguments["strict"] = arguments.get("strict", False) or _is_on("SIGNALKIT_STRICT_PLUGINS")
        return cls(**arguments)

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin that is not installed.

        Args:
            plugin: a module, or any object with functions marked by `hookimpl`.
            name: its name in errors and lists.

        Raises:
            PluginError: If plugins have been loaded already.
        """
        if self._registry is not None:
            raise PluginError(f"plugin {name}: register it before anything is asked of plugins")
        self._registered.append((Plugin("", name), lambda: plugin))

    # -- formats and rules --

    def exporters(self) -> dict[str, Exporter]:
        """Return all exporters, by name in order; without names that several plugins claim.

        Raises:
            PluginError: If plugins fail that must not; see `require`.
        """
        return self._checked().unambiguous("exporters")

    def importers(self) -> dict[str, Importer]:
        """Return all importers, by name in order; without names that several plugins claim.

        Raises:
            PluginError: If plugins fail that must not; see `require`.
        """
        return self._checked().unambiguous("importers")

    def rules(self) -> dict[str, Rule | CorpusRule]:
        """Return all rules, by code in order; without codes that several plugins claim.

        Raises:
            PluginError: If plugins fail that must not; see `require`.
        """
        return self._checked().unambiguous("rules")

    def exporter(self, name: str) -> Exporter:
        """Return an exporter.

        Args:
            name: the name of the format.

        Raises:
            UnknownFormatError: If there is no exporter of that name.
            PluginError: If several plugins claim the name; see also `require`.
        """
        exporter: Exporter = self._checked().get("exporters", name)
        return exporter

    def importer(self, name: str) -> Importer:
        """Return an importer.

        Args:
            name: the name of the format.

        Raises:
            UnknownFormatError: If there is no importer of that name.
            PluginError: If several plugins claim the name; see also `require`.
        """
        importer: Importer = self._checked().get("importers", name)
        return importer

    def rule(self, code: str) -> Rule | CorpusRule:
        """Return a rule.

        Args:
            code: e.g. ``"SK101"``.

        Raises:
            UnknownFormatError: If there is no rule of that code.
            PluginError: If several plugins claim the code; see also `require`.
        """
        rule: Rule | CorpusRule = self._checked().get("rules", code)
        return rule

    def commands(self) -> dict[str, click.Command]:
        """Return all commands, by name in order; without names that several plugins claim.

        Plugins are asked for commands on first use.

        Raises:
            PluginError: If plugins fail that must not; see `require`.
        """
        self._ask_commands()
        return self._checked().unambiguous("commands")

    def command(self, name: str) -> click.Command:
        """Return a command.

        Args:
            name: the name of the command.

        Raises:
            UnknownFormatError: If there is no command of that name.
            PluginError: If several plugins claim the name; see also `require`.
        """
        self._ask_commands()
        command: click.Command = self._checked().get("commands", name)
        return command

    # -- plugins --

    @property
    def plugins(self) -> list[Plugin]:
        """The plugins that work, in order of distribution and name."""
        return self._load().plugins

    @property
    def failures(self) -> list[Failure]:
        """The plugins that do not, in order of distribution and name; then required ones that are missing.

        Plugins that work, but for their commands, come last, after they have been asked for them.
        """
        return self._load().failures

    @property
    def warnings(self) -> list[Failure]:
        """Functions of plugins that look like hooks, and are not: the marker is missing."""
        return self._load().warnings

    @property
    def conflicts(self) -> list[str]:
        """A line for each name that several plugins claim."""
        return self._load().conflicts()

    def added_by(self, plugin: Plugin) -> dict[str, list[str]]:
        """Return the names that a plugin adds, by kind: ``{"exporters": ["csv"], …}``.

        Args:
            plugin: one of `plugins`.
        """
        self._ask_commands()
        return self._load().added_by(plugin)

    def made_by(self, plugin: Plugin) -> dict[str, list[Any]]:
        """Return the objects that a plugin adds, by kind and in order of the names.

        Args:
            plugin: one of `plugins`.
        """
        self._ask_commands()
        return self._load().made_by(plugin)

    def owner(self, kind: str, name: str) -> Plugin:
        """Return the plugin that adds a name; the first if several do.

        Args:
            kind: ``"exporters"``, ``"importers"``, ``"rules"`` or ``"commands"``.
            name: the name of a format or a command, or the code of a rule.

        Raises:
            KeyError: If none does.
        """
        return self._load().owner(kind, name)

    def is_ours(self, kind: str, name: str) -> bool:
        """Return whether signalkit itself adds a name.

        Args:
            kind: ``"exporters"``, ``"importers"`` or ``"rules"``.
            name: the name of a format, or the code of a rule.
        """
        return self._load().is_ours(kind, name)

    def guard(self, kind: str, name: str) -> AbstractContextManager[None]:
        """Keep standard output from the plugin that adds a name while code of it runs in a `with` block.

        What it prints goes to standard error, where the plugin is named the first time.

        Args:
            kind: ``"exporters"``, ``"importers"`` or ``"rules"``.
            name: the name of a format, or the code of a rule.
        """
        registry = self._load()
        return registry.guard(registry.owner(kind, name))

    def require(self) -> None:
        """Check that required plugins work and, if the manager is strict, that nothing is wrong.

        Raises:
            PluginError: If a required plugin is missing or failed; or the manager is strict, and a plugin
                failed or two plugins claim one name.
        """
        self._checked()

    # -- loading --

    def _checked(self) -> Registry:
        registry = self._load()
        registry.check(required=self.required, strict=self.strict)
        return registry

    def _load(self) -> Registry:
        with self._lock:
            if self._registry is None:
                if self._loading:
                    raise PluginError("plugins are being loaded: nothing can be asked of them yet")
                self._loading = True
                try:
                    others = [*self._registered, *(installed_plugins() if self.discover else ())]
                    self._registry = load_plugins(
                        builtin_plugins(),
                        others,
                        disabled=self.disabled,
                        required=self.required,
                        named=self.named,
                    )
                finally:
                    self._loading = False
                for failure in [*self._registry.failures, *self._registry.warnings]:
                    warnings.warn(str(failure), PluginWarning, stacklevel=4)
            return self._registry

    def _ask_commands(self) -> None:
        with self._lock:
            registry = self._load()
            if self._loading:
                raise PluginError("plugins are asked for commands: there are none yet")
            self._loading = True
            try:
                failures = registry.ask_commands()
            finally:
                self._loading = False
            for failure in failures:
                warnings.warn(str(failure), PluginWarning, stacklevel=4)


def _names(argument: str, value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(f"{argument}: expected several names, got the text {value!r}")
    return tuple(value)


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "").strip().lower() not in ("", "0", "no", "off", "false")


# -- the manager of the process ----------------------------------------------------------------------------

_manager: PluginManager | None = None
_making = threading.Lock()  # two threads that ask at once get the same manager


def get_manager() -> PluginManager:
    """Return the plugin manager of the process, made from the environment on first use."""
    global _manager
    with _making:
        if _manager is None:
            _manager = PluginManager.from_environment()
        return _manager


def set_manager(manager: PluginManager | None) -> PluginManager | None:
    """Replace the plugin manager of the process.

    Args:
        manager: the new one; None to have one made on next use.

    Returns:
        The old one, if any.
    """
    global _manager
    with _making:
        before, _manager = _manager, manager
    return before
