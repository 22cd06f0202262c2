"""The hooks that a plugin can implement, and the marker of its functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.exchange.formats import Exporter, Importer

if TYPE_CHECKING:
    import click

GROUP = "signalkit"
"""The entry-point group of plugins, and the name of the project for pluggy."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Mark a function of a plugin that implements the hook of its name."""


@hookspec
def signalkit_exporters() -> Iterable[Exporter]:
    """Return formats to write digests in; their names differ from those of all others."""
    return ()


@hookspec
def signalkit_importers() -> Iterable[Importer]:
    """Return formats to read digests from; their names differ from those of all others."""
    return ()


@hookspec
def signalkit_rules() -> Iterable[Rule | CorpusRule]:
    """Return rules to check digests by; their codes differ from those of all others."""
    return ()


@hookspec
def signalkit_commands() -> Iterable[click.Command]:
    """Return commands of the command line; their names differ from those of all others.

    The hook is called only if the command line needs the commands: for its own help, its completion, a verb
    that is not built in, or a list of plugins.
    """
    return ()
