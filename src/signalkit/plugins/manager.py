"""What plugins can add, and the manager that finds, loads and asks them.

A plugin is anything with functions marked by `hookimpl`: a module, mostly, that a distribution names in its
entry-point group ``signalkit``. Each is loaded under its own guard when something first needs plugins; one
that fails is kept as a `Failure`, and everything else goes on.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs
import pluggy

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.errors import PluginError, UnknownFormatError, describe, did_you_mean
from signalkit.exchange.run import Exporter, Importer
from signalkit.model.layout import LAYOUTS, Layout

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "signalkit"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""The mark of a function of a plugin that implements the hook of its name."""

_T = TypeVar("_T")


# -- the hooks ---------------------------------------------------------------------------------------------


@hookspec
def signalkit_exporters() -> Iterable[Exporter]:  # type: ignore[empty-body]
    """Formats to write digests in; their names differ from those of all others."""


@hookspec
def signalkit_importers() -> Iterable[Importer]:  # type: ignore[empty-body]
    """Formats to read digests from; their names differ from those of all others."""


@hookspec
def signalkit_rules() -> Iterable[Rule | CorpusRule]:  # type: ignore[empty-body]
    """Rules to check digests by; their codes differ from those of all others."""


@hookspec
def signalkit_layouts() -> Iterable[Layout]:  # type: ignore[empty-body]
    """Layouts to write digests in; their names differ from those of all others, ours included."""


@attrs.frozen
class _Kind(Generic[_T]):
    """What one hook adds: its classes, the attribute that must differ, and what people call one."""

    hook: Callable[[], Iterable[_T]]
    classes: tuple[type[_T], ...]
    key: str
    noun: str


_KINDS: dict[str, _Kind[Any]] = {
    "exporters": _Kind(signalkit_exporters, (Exporter,), "name", "exporter"),
    "importers": _Kind(signalkit_importers, (Importer,), "name", "importer"),
    "rules": _Kind(signalkit_rules, (Rule, CorpusRule), "code", "rule"),
    "layouts": _Kind(signalkit_layouts, (Layout,), "name", "layout"),
}
_ELSEWHERE = {
    "csv": "signalkit-csv",
    "csvw": "signalkit-csv",
    "json-ld": "signalkit-jsonld",
    "opml": "signalkit-opml",
}
"""Which plugin of ours brings a format that may be missing."""
_HOOKS = tuple(kind.hook.__name__ for kind in _KINDS.values())


# -- what is known of a plugin -----------------------------------------------------------------------------


@attrs.frozen(order=True)
class Plugin:
    """A plugin and where it comes from.

    Attributes:
        distribution: as pip knows it; nothing if it was registered by a program.
        name: that of its entry point.
        version: of the distribution.
    """

    distribution: str
    name: str
    version: str = ""

    def __str__(self) -> str:
        source = f"{self.distribution} {self.version}".strip()
        return f"{self.name} ({source})" if source else self.name

    def is_called(self, name: str) -> bool:
        """Whether a name means this plugin.

        Args:
            name: of an entry point, a distribution, or both joined as ``DISTRIBUTION:NAME``.
        """
        names = (self.name, self.distribution, f"{self.distribution}:{self.name}")
        return _normal(name) in map(_normal, names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@attrs.frozen(order=True)
class Failure:
    """A plugin that did not load, or did not do what it promised, and why.

    Attributes:
        plugin: which.
        reason: why, in one line for people.
    """

    plugin: Plugin
    reason: str

    def __str__(self) -> str:
        return f"plugin {self.plugin}: {self.reason}"


class PluginWarning(UserWarning):
    """A plugin failed; everything else goes on."""


@attrs.frozen
class _Loaded:
    """What all plugins add. A name that several claim has several values."""

    plugins: list[Plugin]
    disabled: list[Plugin]
    failures: list[Failure]
    added: dict[str, dict[str, list[tuple[Plugin, Any]]]]


class PluginManager:
    """Finds plugins, loads each under its own guard when first asked, and keeps what they add in order.

    Args:
        disabled: names of plugins, entry points or distributions, that are not to be loaded.
        required: names of plugins that must be there and work.
        strict: whether a failure, or a name that two claim, is an error.
        discover: whether to look for installed plugins; without it there are those of `register` and ours.

    Raises:
        TypeError: a text is given where several names are meant.
    """

    def __init__(
        self,
        *,
        disabled: Iterable[str] = (),
        required: Iterable[str] = (),
        strict: bool = False,
        discover: bool = True,
    ) -> None:
        for name, value in (("disabled", disabled), ("required", required)):
            if isinstance(value, str):
                raise TypeError(f"{name}: expected several names, got the text {value!r}")
        self.disabled = tuple(disabled)
        self.required = tuple(required)
        self.strict = strict
        self.discover = discover
        self._pluggy = pluggy.PluginManager(GROUP)
        self._pluggy.add_hookspecs(sys.modules[__name__])
        self._registered: list[tuple[Plugin, Callable[[], object]]] = []
        self._loaded: _Loaded | None = None
        self._loading = False
        self._lock = threading.RLock()

    @classmethod
    def from_environment(cls, **arguments: Any) -> PluginManager:
        """A manager that heeds ``SIGNALKIT_DISABLE_PLUGINS`` (with commas), ``SIGNALKIT_STRICT_PLUGINS``.

        Args:
            **arguments: those of the class; the environment adds to them.
        """
        names = os.environ.get("SIGNALKIT_DISABLE_PLUGINS", "").split(",")
        arguments["disabled"] = [*arguments.get("disabled", ()), *filter(None, map(str.strip, names))]
        arguments["strict"] = arguments.get("strict", False) or is_on(
            os.environ.get("SIGNALKIT_STRICT_PLUGINS", "")
        )
        return cls(**arguments)

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin by hand.

        Args:
            plugin: a module, or any object with functions marked by `hookimpl`.
            name: what it is called in errors and lists.

        Raises:
            PluginError: plugins have been loaded already.
        """
        if self._loaded is not None:
            raise PluginError(f"plugin {name}: register it before anything is asked of plugins")
        self._registered.append((Plugin("", name), lambda: plugin))

    # -- asking --

    def exporters(self) -> dict[str, Exporter]:
        """All exporters by name, in order of it; without those that several plugins claim.

        Raises:
            PluginError: see `require`.
        """
        return self._sole("exporters")

    def importers(self) -> dict[str, Importer]:
        """All importers by name, in order of it; without those that several plugins claim.

        Raises:
            PluginError: see `require`.
        """
        return self._sole("importers")

    def rules(self) -> dict[str, Rule | CorpusRule]:
        """All rules by code, in order of it; without those that several plugins claim.

        Raises:
            PluginError: see `require`.
        """
        return self._sole("rules")

    def layouts(self) -> dict[str, Layout]:
        """All layouts that plugins add by name, in order of it; without those that several plugins claim.

        Raises:
            PluginError: see `require`.
        """
        return self._sole("layouts")

    def exporter(self, name: str) -> Exporter:
        """The exporter of that name.

        Args:
            name: of a format.

        Raises:
            UnknownFormatError: there is none.
            PluginError: several plugins claim the name; or the manager is strict, and a plugin failed.
        """
        exporter: Exporter = self._get("exporters", name)
        return exporter

    def importer(self, name: str) -> Importer:
        """The importer of that name.

        Args:
            name: of a format.

        Raises:
            UnknownFormatError: there is none.
            PluginError: as `exporter`.
        """
        importer: Importer = self._get("importers", name)
        return importer

    def layout(self, name: str) -> Layout:
        """The layout of that name.

        Args:
            name: of a layout that a plugin adds.

        Raises:
            UnknownFormatError: there is none.
            PluginError: as `exporter`.
        """
        layout: Layout = self._get("layouts", name)
        return layout

    def rule(self, code: str) -> Rule | CorpusRule:
        """The rule of that code.

        Args:
            code: e.g. ``"SK101"``.

        Raises:
            UnknownFormatError: there is none.
            PluginError: as `exporter`.
        """
        rule: Rule | CorpusRule = self._get("rules", code)
        return rule

    @property
    def plugins(self) -> list[Plugin]:
        """Those that work, in order of distribution and name."""
        return self._load().plugins

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, in order of distribution and name; what is required and not there, too."""
        return self._load().failures

    @property
    def conflicts(self) -> list[str]:
        """A line for each name that several plugins claim."""
        return [
            _conflict(kind, name, entries)
            for kind, added in self._load().added.items()
            for name, entries in sorted(added.items())
            if len(entries) > 1
        ]

    def added_by(self, plugin: Plugin) -> dict[str, list[str]]:
        """The names that a plugin adds, by kind: ``{"exporters": ["csv"], …}``.

        Args:
            plugin: one of `plugins`.
        """
        return {
            kind: sorted({name for name, entries in added.items() for by, _ in entries if by == plugin})
            for kind, added in self._load().added.items()
        }

    def owner(self, kind: str, name: str) -> Plugin:
        """The plugin that adds a name.

        Args:
            kind: ``"exporters"``, ``"importers"``, ``"rules"`` or ``"layouts"``.
            name: of a format or layout, or the code of a rule.

        Raises:
            KeyError: none does.
        """
        return self._load().added[kind][name][0][0]

    def require(self) -> None:
        """See that what is required is there, and, if the manager is strict, that all is well.

        Raises:
            PluginError: it is not.
        """
        loaded = self._load()
        for name in self.required:
            for failure in loaded.failures:
                if failure.plugin.is_called(name):
                    raise PluginError(f"required plugin {name!r}: {failure.reason}")
        if self.strict and (problems := [*map(str, loaded.failures), *self.conflicts]):
            raise PluginError("; ".join(problems))

    def _sole(self, kind: str) -> dict[str, Any]:
        self.require()
        added = self._load().added[kind]
        return {name: added[name][0][1] for name in sorted(added) if len(added[name]) == 1}

    def _get(self, kind: str, name: str) -> Any:
        known = self._sole(kind)
        if name in known:
            return known[name]
        noun = _KINDS[kind].noun
        added = self._load().added[kind]
        if name in added:
            raise PluginError(_conflict(kind, name, added[name]))
        hint = did_you_mean(name, known)
        if name in _ELSEWHERE and kind in ("exporters", "importers"):
            hint = f"; it comes with the plugin {_ELSEWHERE[name]}, which is not there"
        raise UnknownFormatError(f"no {noun} {name!r}; there are {', '.join(known) or 'none'}{hint}")

    # -- loading --

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                if self._loading:
                    raise PluginError("plugins are being loaded: nothing can be asked of them yet")
                self._loading = True
                try:
                    self._loaded = self._load_all()
                finally:
                    self._loading = False
                for failure in self._loaded.failures:
                    warnings.warn(str(failure), PluginWarning, stacklevel=4)
            return self._loaded

    def _load_all(self) -> _Loaded:
        loaded = _Loaded([], [], [], {kind: {} for kind in _KINDS})
        candidates = [*_builtin_plugins(), *self._registered]
        if self.discover:
            candidates += _installed_plugins()
        present: list[Plugin] = []
        for plugin, load in sorted(candidates, key=lambda candidate: candidate[0]):
            if any(plugin.is_called(name) for name in self.disabled):
                loaded.disabled.append(plugin)
                continue
            present.append(plugin)
            try:
                added = self._ask(f"{len(present)} {plugin}", load())
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a module may leave by any exception, SystemExit or pytest's skip
                loaded.failures.append(Failure(plugin, describe(error)))
                continue
            loaded.plugins.append(plugin)
            for kind, values in added.items():
                for value in values:
                    name = getattr(value, _KINDS[kind].key)
                    loaded.added[kind].setdefault(name, []).append((plugin, value))
        for name in self.required:
            if not any(plugin.is_called(name) for plugin in present):
                off = any(plugin.is_called(name) for plugin in loaded.disabled)
                loaded.failures.append(Failure(Plugin("", name), "disabled" if off else "not installed"))
        return loaded

    def _ask(self, key: str, made: object) -> dict[str, list[Any]]:
        """What a plugin adds, every object looked at; all or nothing."""
        if self._pluggy.is_registered(made):
            raise PluginError("another entry point names the same module")
        self._pluggy.register(made, key)
        for caller in self._pluggy.get_hookcallers(made) or ():
            if caller.name not in _HOOKS:
                hint = did_you_mean(caller.name, _HOOKS, likeness=0.85)
                raise PluginError(f"there is no hook {caller.name!r}{hint}")
        added = {}
        for name, kind in _KINDS.items():
            caller = getattr(self._pluggy.hook, kind.hook.__name__)
            values: list[Any] = []
            for impl in caller.get_hookimpls():
                if impl.plugin is made:
                    if impl.hookwrapper or impl.wrapper:
                        raise PluginError(f"{caller.name}: a wrapper has nothing to wrap here")
                    values += _looked_at(impl.function(), kind)
            keys = [getattr(value, kind.key) for value in values]
            for key in keys:
                if keys.count(key) > 1:
                    raise PluginError(f"{caller.name}: {key!r} stands twice")
            added[name] = values
        return added


def _looked_at(returned: object, kind: _Kind[Any]) -> Iterator[Any]:
    hook = kind.hook.__name__
    expected = " or ".join(cls.__name__ for cls in kind.classes)
    if not isinstance(returned, Iterable):
        raise PluginError(f"{hook}: expected several of {expected}, got {type(returned).__name__}")
    for value in returned:
        if not isinstance(value, kind.classes):
            raise PluginError(f"{hook}: expected {expected}, got {type(value).__name__}")
        if isinstance(value, Layout) and value.name in ("auto", *LAYOUTS):
            raise PluginError(f"{hook}: the layout {value.name!r} is signalkit's own")
        yield value


def _conflict(kind: str, name: str, entries: list[tuple[Plugin, Any]]) -> str:
    who = " and ".join(dict.fromkeys(str(plugin) for plugin, _ in entries))
    return f"{_KINDS[kind].noun} {name!r} is claimed by {who}; disable one of them with -p no:NAME"


def _builtin_plugins() -> Iterator[tuple[Plugin, Callable[[], object]]]:
    from importlib import import_module

    from signalkit import __version__

    for name in ("checking.rules", "exchange.json", "exchange.jsonl", "exchange.markdown"):
        plugin = Plugin("signalkit", name.rpartition(".")[2], __version__)
        yield plugin, lambda name=name: import_module(f"signalkit.{name}")  # type: ignore[misc]


def _installed_plugins() -> Iterator[tuple[Plugin, Callable[[], object]]]:
    from importlib.metadata import entry_points

    seen = set()
    for entry in entry_points(group=GROUP):
        plugin = _plugin_of(entry)
        if (plugin, entry.value) not in seen:
            seen.add((plugin, entry.value))
            yield plugin, entry.load


def _plugin_of(entry: EntryPoint) -> Plugin:
    try:
        if entry.dist is None:
            return Plugin("", entry.name)
        metadata = entry.dist.metadata
        return Plugin(metadata["Name"] or "", entry.name, metadata["Version"] or "")
    except Exception:  # a distribution whose metadata is damaged
        return Plugin("", entry.name)


def is_on(value: str) -> bool:
    """Whether a text from the environment means yes."""
    return value.strip().lower() not in ("", "0", "no", "off", "false")


# -- the process's own manager -----------------------------------------------------------------------------

_manager: PluginManager | None = None
_making = threading.Lock()  # two threads that are first get one manager


def get_manager() -> PluginManager:
    """The process's own plugin manager, made from the environment when first asked for."""
    global _manager
    with _making:
        if _manager is None:
            _manager = PluginManager.from_environment()
        return _manager


def set_manager(manager: PluginManager | None) -> PluginManager | None:
    """Put another plugin manager in the place of the process's own.

    Args:
        manager: the new one; None to have one made when next asked for.

    Returns:
        The one before, if any.
    """
    global _manager
    with _making:
        before, _manager = _manager, manager
    return before
