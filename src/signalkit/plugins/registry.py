"""What plugins add: by kind and name, each with its owner; conflicts and failures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import attrs
import pluggy

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.errors import PluginError, UnknownFormatError, describe, did_you_mean
from signalkit.exchange.formats import Exporter, Importer
from signalkit.plugins import hooks
from signalkit.plugins.api import check_declaration
from signalkit.plugins.discover import Candidate, Plugin


@attrs.frozen(order=True)
class Failure:
    """A plugin that did not load, or did not do what it promised.

    Attributes:
        plugin: the plugin.
        reason: what is wrong, in one line.
    """

    plugin: Plugin
    reason: str

    def __str__(self) -> str:
        return f"plugin {self.plugin}: {self.reason}"


@attrs.frozen
class _Kind:
    """What one hook adds: its types, the attribute that must be unique, and the noun for one."""

    hook: str
    types: tuple[type, ...]
    key: str
    noun: str


_KINDS = {
    "exporters": _Kind(hooks.signalkit_exporters.__name__, (Exporter,), "name", "exporter"),
    "importers": _Kind(hooks.signalkit_importers.__name__, (Importer,), "name", "importer"),
    "rules": _Kind(hooks.signalkit_rules.__name__, (Rule, CorpusRule), "code", "rule"),
}
_HOOKS = tuple(kind.hook for kind in _KINDS.values())

_FORMATS_OF_OUR_PLUGINS = {
    "csv": "signalkit-csv",
    "csvw": "signalkit-csv",
    "json-ld": "signalkit-jsonld",
    "opml": "signalkit-opml",
}


class Registry:
    """What loaded plugins add.

    Attributes:
        plugins: the plugins that loaded, in order.
        failures: the others.
    """

    def __init__(self) -> None:
        self.plugins: list[Plugin] = []
        self.failures: list[Failure] = []
        self._added: dict[str, dict[str, list[tuple[Plugin, Any]]]] = {kind: {} for kind in _KINDS}
        self._pluggy = pluggy.PluginManager(hooks.GROUP)
        self._pluggy.add_hookspecs(hooks)

    # -- loading --

    def load(self, plugin: Plugin, load: Callable[[], object]) -> None:
        """Load a plugin and ask its hooks; if anything fails, nothing of it is added.

        Args:
            plugin: its name.
            load: returns the object whose functions implement hooks.

        Raises:
            KeyboardInterrupt: If the user interrupts; everything else is a failure.
        """
        try:
            added = self._ask(str(plugin), load())
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # modules raise SystemExit, pytest's Skipped and others
            self.failures.append(Failure(plugin, describe(error)))
            return
        self.plugins.append(plugin)
        for kind, values in added.items():
            for name, value in values.items():
                self._added[kind].setdefault(name, []).append((plugin, value))

    def _ask(self, name: str, implementation: object) -> dict[str, dict[str, Any]]:
        check_declaration(implementation)
        if self._pluggy.is_registered(implementation):
            raise PluginError("another entry point names the same module")
        unique = f"{len(self._pluggy.get_plugins())} {name}"
        self._pluggy.register(implementation, unique)
        for caller in self._pluggy.get_hookcallers(implementation) or ():
            if caller.name not in _HOOKS:
                hint = did_you_mean(caller.name, _HOOKS, likeness=0.85)
                raise PluginError(f"there is no hook {caller.name!r}{hint}")
        return {name: self._ask_hook(kind, implementation) for name, kind in _KINDS.items()}

    def _ask_hook(self, kind: _Kind, implementation: object) -> dict[str, Any]:
        added: dict[str, Any] = {}
        for impl in getattr(self._pluggy.hook, kind.hook).get_hookimpls():
            if impl.plugin is not implementation:
                continue
            if impl.hookwrapper or impl.wrapper:
                raise PluginError(f"{kind.hook}: a wrapper has nothing to wrap here")
            for value in _checked(impl.function(), kind):
                name = getattr(value, kind.key)
                if name in added:
                    raise PluginError(f"{kind.hook}: duplicate {name!r}")
                added[name] = value
        return added

    # -- asking --

    def unambiguous(self, kind: str) -> dict[str, Any]:
        """Return what plugins add, by name in order; without names that several claim.

        Args:
            kind: ``"exporters"``, ``"importers"`` or ``"rules"``.
        """
        added = self._added[kind]
        return {name: added[name][0][1] for name in sorted(added) if len(added[name]) == 1}

    def get(self, kind: str, name: str) -> Any:
        """Return what a plugin adds under a name.

        Raises:
            UnknownFormatError: If none does.
            PluginError: If several do.
        """
        known = self.unambiguous(kind)
        if name in known:
            return known[name]
        if name in self._added[kind]:
            raise PluginError(self._conflict(kind, name))
        hint = did_you_mean(name, known)
        if name in _FORMATS_OF_OUR_PLUGINS and kind in ("exporters", "importers"):
            hint = f"; it comes with the plugin {_FORMATS_OF_OUR_PLUGINS[name]}, which is not there"
        noun = _KINDS[kind].noun
        raise UnknownFormatError(f"unknown {noun} {name!r}; available: {', '.join(known) or 'none'}{hint}")

    def owner(self, kind: str, name: str) -> Plugin:
        """Return the plugin that adds a name; see `PluginManager.owner`."""
        return self._added[kind][name][0][0]

    def added_by(self, plugin: Plugin) -> dict[str, list[str]]:
        """Return the names that a plugin adds, by kind; see `PluginManager.added_by`."""
        return {
            kind: [getattr(one, _KINDS[kind].key) for one in made]
            for kind, made in self.made_by(plugin).items()
        }

    def made_by(self, plugin: Plugin) -> dict[str, list[Any]]:
        """Return what a plugin adds, by kind; see `PluginManager.made_by`."""
        return {
            kind: [one for _, entries in sorted(added.items()) for by, one in entries if by == plugin]
            for kind, added in self._added.items()
        }

    def conflicts(self) -> list[str]:
        """Describe each name that several plugins claim, in a line."""
        return [
            self._conflict(kind, name)
            for kind, added in self._added.items()
            for name in sorted(added)
            if len(added[name]) > 1
        ]

    def check(self, *, required: Iterable[str], strict: bool) -> None:
        """Check that plugins work; see `PluginManager.require`.

        Args:
            required: names of plugins whose failure is an error.
            strict: whether every failure and every conflict is one.

        Raises:
            PluginError: If a plugin does not work.
        """
        for name in required:
            for failure in self.failures:
                if failure.plugin.is_called(name):
                    raise PluginError(f"required plugin {name!r}: {failure.reason}")
        if strict and (problems := [*map(str, self.failures), *self.conflicts()]):
            raise PluginError("; ".join(problems))

    def _conflict(self, kind: str, name: str) -> str:
        who = " and ".join(dict.fromkeys(str(plugin) for plugin, _ in self._added[kind][name]))
        return f"{_KINDS[kind].noun} {name!r} is claimed by {who}; disable one of them with -p no:NAME"


def load_plugins(
    found: Iterable[Candidate], *, disabled: Collection[str], required: Collection[str]
) -> Registry:
    """Load plugins in the order of distribution and name, never that of installation.

    Args:
        found: the plugins.
        disabled: names of those that are not loaded.
        required: names of those whose absence is a failure.
    """
    plugins = sorted(found, key=lambda candidate: candidate[0])
    is_off = {plugin: any(map(plugin.is_called, disabled)) for plugin, _ in plugins}
    registry = Registry()
    for plugin, load in plugins:
        if not is_off[plugin]:
            registry.load(plugin, load)
    for name in required:
        named = [off for plugin, off in is_off.items() if plugin.is_called(name)]
        if all(named):
            registry.failures.append(Failure(Plugin("", name), "disabled" if named else "not installed"))
    return registry


def _checked(returned: object, kind: _Kind) -> Iterable[Any]:
    """Check what a hook returned, value by value."""
    expected = " or ".join(one.__name__ for one in kind.types)
    if not isinstance(returned, Iterable):
        raise PluginError(f"{kind.hook}: expected several of {expected}, got {type(returned).__name__}")
    for value in returned:
        if not isinstance(value, kind.types):
            raise PluginError(f"{kind.hook}: expected {expected}, got {type(value).__name__}")
        yield value
