"""What plugins can add, and the manager that finds, loads and asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

__all__ = [
    "Failure",
    "Plugin",
    "PluginManager",
    "PluginWarning",
    "get_manager",
    "hookimpl",
    "set_manager",
    "signalkit_commands",
    "signalkit_exporters",
    "signalkit_importers",
    "signalkit_rules",
]

if TYPE_CHECKING:
    from signalkit.plugins.discover import Plugin
    from signalkit.plugins.hooks import (
        hookimpl,
        signalkit_commands,
        signalkit_exporters,
        signalkit_importers,
        signalkit_rules,
    )
    from signalkit.plugins.manager import PluginManager, PluginWarning, get_manager, set_manager
    from signalkit.plugins.registry import Failure
else:
    __getattr__, __dir__ = export_lazily(
        __name__,
        {
            ".discover": "Plugin",
            ".hooks": "hookimpl signalkit_commands signalkit_exporters signalkit_importers signalkit_rules",
            ".manager": "PluginManager PluginWarning get_manager set_manager",
            ".registry": "Failure",
        },
    )
