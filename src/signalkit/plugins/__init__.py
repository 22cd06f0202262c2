"""What plugins can add, and the manager that finds, loads and asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

if TYPE_CHECKING:
    from signalkit.plugins.manager import (
        Failure,
        Plugin,
        PluginManager,
        PluginWarning,
        get_manager,
        hookimpl,
        hookspec,
        set_manager,
        signalkit_exporters,
        signalkit_importers,
        signalkit_layouts,
        signalkit_rules,
    )

__all__ = [
    "Failure",
    "Plugin",
    "PluginManager",
    "PluginWarning",
    "get_manager",
    "hookimpl",
    "hookspec",
    "set_manager",
    "signalkit_exporters",
    "signalkit_importers",
    "signalkit_layouts",
    "signalkit_rules",
]

__getattr__, __dir__ = export_lazily(
    __name__,
    {
        ".manager": "Failure Plugin PluginManager PluginWarning get_manager hookimpl hookspec set_manager"
        " signalkit_exporters signalkit_importers signalkit_layouts signalkit_rules",
    },
)
