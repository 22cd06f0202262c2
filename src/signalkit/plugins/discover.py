"""Plugins found: ours, and those whose distributions name an entry point in the group ``signalkit``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import attrs

from signalkit._version import __version__
from signalkit.plugins.distributions import DISTRIBUTION
from signalkit.plugins.hooks import GROUP

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_BUILTIN = ("checking.rules", "exchange.json", "exchange.jsonl", "exchange.markdown")


@attrs.frozen(order=True)
class Plugin:
    """A plugin and its source.

    Attributes:
        distribution: the name of its distribution; empty if a program registered it.
        name: the name of its entry point.
        version: the version of the distribution.
    """

    distribution: str
    name: str
    version: str = ""

    def __str__(self) -> str:
        source = f"{self.distribution} {self.version}".strip()
        return f"{self.name} ({source})" if source else self.name

    def is_called(self, name: str) -> bool:
        """Return whether a name means this plugin.

        Args:
            name: of an entry point, a distribution, or both as ``DISTRIBUTION:NAME``; upper and lower case,
                and ``-``, ``_`` and ``.`` are the same.
        """
        names = (self.name, self.distribution, f"{self.distribution}:{self.name}")
        return _normalized(name) in map(_normalized, names)


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


Candidate = tuple[Plugin, Callable[[], object]]
"""A plugin, and a function that loads it."""


def builtin_plugins() -> Iterator[Candidate]:
    """Find the plugins of signalkit itself."""
    for name in _BUILTIN:
        plugin = Plugin(DISTRIBUTION, name.rpartition(".")[2], __version__)
        yield plugin, lambda name=name: import_module(f"signalkit.{name}")  # type: ignore[misc]


def installed_plugins() -> Iterator[Candidate]:
    """Find the plugins of installed distributions, each once."""
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
    except Exception:  # the metadata of the distribution is damaged
        return Plugin("", entry.name)
