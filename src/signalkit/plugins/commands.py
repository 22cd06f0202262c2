"""What commands of plugins may be called: not like the verbs of the command line itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from signalkit.errors import PluginError
from signalkit.plugins.distributions import DISTRIBUTION

VERBS = (
    "check",
    "completion",
    "diff",
    "edit",
    "export",
    "find",
    "format",
    "import",
    "merge",
    "new-plugin",
    "plugins",
    "rule",
    "show",
)
"""The verbs of `signalkit`, which is the layer above."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def check_names(names: Iterable[object]) -> None:
    """Refuse names that commands cannot have.

    Args:
        names: of commands; click allows None.

    Raises:
        PluginError: If there is one.
    """
    for name in names:
        if type(name) is not str or not _NAME.fullmatch(name):  # no class of its own, which may lie
            raise PluginError(f"command {name!r}: expected a name of lower-case words joined with hyphens")
        if name in VERBS:
            raise PluginError(f"command {name!r}: the name is reserved for {DISTRIBUTION}")
