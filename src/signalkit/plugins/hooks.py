"""The hooks that a plugin can implement, and the marker of its functions."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.exchange.formats import Exporter, Importer

GROUP = "signalkit"
"""The entry-point group of plugins, and the name of the project for pluggy."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Mark a function of a plugin that implements the hook of its name."""


@hookspec
def signalkit_exporters() -> Iterable[Exporter]:  # type: ignore[empty-body]
    """Return formats to write digests in; their names differ from those of all others."""
    ...


@hookspec
def signalkit_importers() -> Iterable[Importer]:  # type: ignore[empty-body]
    """Return formats to read digests from; their names differ from those of all others."""
    ...


@hookspec
def signalkit_rules() -> Iterable[Rule | CorpusRule]:  # type: ignore[empty-body]
    """Return rules to check digests by; their codes differ from those of all others."""
    ...
