"""What plugins add: by kind and name, each with its owner; conflicts and failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple

import attrs
import pluggy

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.errors import ENDS, PluginError, UnknownFormatError, describe, did_you_mean
from signalkit.exchange.formats import Exporter, Importer
from signalkit.plugins import hooks
from signalkit.plugins.api import check_declaration
from signalkit.plugins.discover import Candidate, Plugin
from signalkit.plugins.distributions import DISTRIBUTION
from signalkit.plugins.prints import PrintGuard


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


class _Kind(NamedTuple):
    """What one hook adds: its types, the attribute that must be unique, and the noun for one."""

    hook: str
    types: tuple[type, ...]
    key: str
    noun: str


_KINDS = {
    "exporters": _Kind(hooks.signalkit_exporters.__name__, (Exporter,), "name", "exporter"),
    "importers": _Kind(hooks.signalkit_importers.__name__, (Importer,), "name", "importer"),
    "rules": _Kind(hooks.signalkit_rules.__name__, (Rule, CorpusRule), "code", "rule"),
    "commands": _Kind(hooks.signalkit_commands.__name__, (), "name", "command"),  # asked for later
}
_HOOKS = tuple(kind.hook for kind in _KINDS.values())
_MOST = 10_000  # values that a hook may return: more than any has, so that one that never ends fails
_PREFIX = "SK"

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
        warnings: functions of plugins that loaded which look like hooks, and are not.
    """

    def __init__(self, named: set[Plugin]) -> None:
        self.plugins: list[Plugin] = []
        self.failures: list[Failure] = []
        self.warnings: list[Failure] = []
        self._ours: set[Plugin] = set()
        self._named = named
        self._added: dict[str, dict[str, list[tuple[Plugin, Any]]]] = {kind: {} for kind in _KINDS}
        self._to_ask: list[tuple[Plugin, object]] = []  # for commands
        self._pluggy = pluggy.PluginManager(hooks.GROUP)
        self._pluggy.add_hookspecs(hooks)

    # -- loading --

    def load(self, plugin: Plugin, load: Callable[[], object], *, is_ours: bool = False) -> None:
        """Load a plugin and ask its hooks; if anything fails, nothing of it is added.

        Args:
            plugin: its name.
            load: returns the object whose functions implement hooks.
            is_ours: whether it is one of signalkit itself, which loads before all others.

        Raises:
            BaseException: If it is one of `ENDS`; everything else is a failure.
        """
        if is_ours:
            self._ours.add(plugin)
        try:
            with self.guard(plugin):
                implementation = load()
                added = self._ask(str(plugin), implementation)
                unmarked = [] if is_ours else list(_find_unmarked(implementation))
            if not is_ours:
                self._check_reserved(added)
        except ENDS:
            raise
        except BaseException as error:  # modules raise SystemExit, pytest's Skipped and others
            self.failures.append(Failure(plugin, describe(error)))
            return
        self.plugins.append(plugin)
        self._to_ask.append((plugin, implementation))
        for name in unmarked:
            self.warnings.append(Failure(plugin, f"{name} is not marked with @hookimpl, so it is not called"))
        for kind, values in added.items():
            self._add(plugin, kind, values)

    def ask_commands(self) -> list[Failure]:
        """Ask the plugins that loaded for their commands, unless they have been asked.

        Returns:
            The failures, which are also in `failures`: nothing but commands is missing.

        Raises:
            BaseException: If it is one of `ENDS`; everything else is a failure.
        """
        import click

        from signalkit.plugins.commands import check_names

        before = len(self.failures)
        kind = _KINDS["commands"]._replace(types=(click.Command,))
        while self._to_ask:
            plugin, implementation = self._to_ask.pop(0)
            try:
                with self.guard(plugin):
                    added = self._ask_hook(kind, implementation)
                    check_names(added)
            except ENDS:
                raise
            except BaseException as error:
                hint = "" if isinstance(error, PluginError) else f"{kind.hook}: "
                self.failures.append(Failure(plugin, f"{hint}{describe(error)}"))
            else:
                self._add(plugin, "commands", added)
        return self.failures[before:]

    def _add(self, plugin: Plugin, kind: str, values: dict[str, Any]) -> None:
        for name, value in values.items():
            self._added[kind].setdefault(name, []).append((plugin, value))

    def guard(self, plugin: Plugin) -> AbstractContextManager[None]:
        """Keep standard output from a plugin in a `with` block; see `PrintGuard`."""
        return nullcontext() if plugin in self._ours else PrintGuard(plugin, self._named)

    def _check_reserved(self, added: dict[str, dict[str, Any]]) -> None:
        """Refuse names of what signalkit itself brings, unless the user has disabled that.

        Raises:
            PluginError: If there is one.
        """
        formats, rules = self._reserved
        for kind in ("exporters", "importers"):
            for name in sorted(formats.intersection(added[kind])):
                raise PluginError(f"{_KINDS[kind].noun} {name!r}: the name is reserved for {DISTRIBUTION}")
        for code, rule in added["rules"].items():
            if rules and code.rstrip("0123456789") == _PREFIX:
                raise PluginError(f"rule {code!r}: the prefix {_PREFIX!r} is reserved for {DISTRIBUTION}")
            if rule.name in rules:
                raise PluginError(f"rule {code!r}: the name {rule.name!r} is reserved for {DISTRIBUTION}")

    @cached_property
    def _reserved(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names of our formats and of our rules, all of which are loaded before other plugins."""
        ours = {
            kind: [by[0][1].name for by in known.values() if by[0][0] in self._ours]
            for kind, known in self._added.items()
        }
        return frozenset(ours["exporters"] + ours["importers"]), frozenset(ours["rules"])

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
        return {name: self._ask_hook(kind, implementation) for name, kind in _KINDS.items() if kind.types}

    def _ask_hook(self, kind: _Kind, implementation: object) -> dict[str, Any]:
        added: dict[str, Any] = {}
        for impl in getattr(self._pluggy.hook, kind.hook).get_hookimpls():
            if impl.plugin is not implementation:
                continue
            if impl.hookwrapper or impl.wrapper:
                raise PluginError(f"{kind.hook}: a wrapper has nothing to wrap here")
            for value in islice(_checked(impl.function(), kind), _MOST + 1):
                name = getattr(value, kind.key)
                if name in added:
                    raise PluginError(f"{kind.hook}: duplicate {name!r}")
                added[name] = value
            if len(added) > _MOST:
                raise PluginError(f"{kind.hook}: returns more than {_MOST:,}")
        names = Counter(value.name for value in added.values())
        if (repeated := next((name for name, times in names.items() if times > 1), None)) is not None:
            raise PluginError(f"{kind.hook}: duplicate {repeated!r}")
        return added

    # -- asking --

    def unambiguous(self, kind: str) -> dict[str, Any]:
        """Return what plugins add, by name in order; without names that several claim.

        Args:
            kind: ``"exporters"``, ``"importers"``, ``"rules"`` or ``"commands"``.
        """
        added = self._added[kind]
        several = set(chain.from_iterable(self._same_rule_names().values())) if kind == "rules" else ()
        return {
            name: added[name][0][1] for name in sorted(added) if len(added[name]) == 1 and name not in several
        }

    def _same_rule_names(self) -> dict[str, list[str]]:
        """Return the names that rules of different codes have, with the codes."""
        codes: dict[str, list[str]] = {}
        for code, entries in self._added["rules"].items():
            codes.setdefault(entries[0][1].name, []).append(code)
        return {name: sorted(several) for name, several in sorted(codes.items()) if len(several) > 1}

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
            raise PluginError(next(one for one in self.conflicts() if repr(name) in one))
        hint = did_you_mean(name, known)
        if name in _FORMATS_OF_OUR_PLUGINS and kind in ("exporters", "importers"):
            hint = f"; it comes with the plugin {_FORMATS_OF_OUR_PLUGINS[name]}, which is not there"
        noun = _KINDS[kind].noun
        raise UnknownFormatError(f"unknown {noun} {name!r}; available: {', '.join(known) or 'none'}{hint}")

    def owner(self, kind: str, name: str) -> Plugin:
        """Return the plugin that adds a name; see `PluginManager.owner`."""
        return self._added[kind][name][0][0]

    def is_ours(self, kind: str, name: str) -> bool:
        """Return whether signalkit itself adds a name."""
        return any(plugin in self._ours for plugin, _ in self._added[kind].get(name, ()))

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
        found = [
            self._conflict(kind, name)
            for kind, added in self._added.items()
            for name in sorted(added)
            if len(added[name]) > 1
        ]
        for name, codes in self._same_rule_names().items():
            rules = " and ".join(f"{code!r} of {self.owner('rules', code)}" for code in codes)
            found.append(f"rule name {name!r} is claimed by {rules}; disable one of them with -p no:NAME")
        return found

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
    ours: Iterable[Candidate],
    others: Iterable[Candidate],
    *,
    disabled: Collection[str],
    required: Collection[str],
    named: set[Plugin],
) -> Registry:
    """Load plugins in the order of distribution and name, never that of installation.

    Args:
        ours: the plugins of signalkit itself.
        others: all others.
        disabled: names of those that are not loaded.
        required: names of those whose absence is a failure.
        named: the plugins whose prints were noticed; others are added.
    """
    registry = Registry(named)
    is_off: dict[Plugin, bool] = {}
    for found, is_ours in ((ours, True), (others, False)):
        for plugin, load in sorted(found, key=lambda candidate: candidate[0]):
            is_off[plugin] = any(map(plugin.is_called, disabled))
            if not is_off[plugin]:
                registry.load(plugin, load, is_ours=is_ours)
    registry.plugins.sort()
    registry.failures.sort(key=lambda failure: failure.plugin)
    for name in required:
        matching = [off for plugin, off in is_off.items() if plugin.is_called(name)]
        if all(matching):
            registry.failures.append(Failure(Plugin("", name), "disabled" if matching else "not installed"))
    return registry


def _find_unmarked(implementation: object) -> Iterator[str]:
    """Find functions with the name of a hook, or one like it, that the marker is missing from."""
    for name in dir(implementation):
        if name.startswith(f"{hooks.GROUP}_"):
            value = getattr(implementation, name)
            is_marked = any(hasattr(value, f"{hooks.GROUP}_{mark}") for mark in ("impl", "spec"))
            if callable(value) and not isinstance(value, type) and not is_marked:
                yield name


def _checked(returned: object, kind: _Kind) -> Iterator[Any]:
    """Check what a hook returned, value by value."""
    expected = " or ".join(one.__name__ for one in kind.types)
    if not isinstance(returned, Iterable):
        raise PluginError(f"{kind.hook}: expected several of {expected}, got {type(returned).__name__}")
    for value in returned:
        if not isinstance(value, kind.types):
            raise PluginError(f"{kind.hook}: expected {expected}, got {type(value).__name__}")
        yield value
