"""The version of what plugins can use, and what a plugin declares and requires.

Source: docs/compatibility.md, "Plugins".
"""

from __future__ import annotations

from signalkit._version import __version__
from signalkit.errors import PluginError
from signalkit.plugins.distributions import DISTRIBUTION

API_VERSION = 1
"""The version of the plugin interface: the hooks, and the classes of what they return. A minor version of
signalkit that adds to the interface, or removes from it, increases it by 1."""

_DECLARATION = "signalkit_api"


def check_declaration(plugin: object) -> None:
    """Check that a plugin does not declare a newer interface than there is.

    Args:
        plugin: the object with the hooks; without the attribute ``signalkit_api``, it declares nothing.

    Raises:
        PluginError: If it declares a newer one, or not a version.
    """
    declared = getattr(plugin, _DECLARATION, None)
    if declared is None:
        return
    if type(declared) is not int or declared < 1:
        raise PluginError(f"{_DECLARATION}: expected an integer from 1, got {declared!r}")
    if declared > API_VERSION:
        raise PluginError(
            f"needs version {declared} of the plugin interface, but {DISTRIBUTION} {__version__} has "
            f"{API_VERSION}; upgrade {DISTRIBUTION}"
        )


def requirement(version: str = __version__) -> str:
    """Return the requirement that a plugin has if it works with a version without a warning.

    Args:
        version: of signalkit, ``"0.1.0"``.

    Returns:
        A version specifier that ends before the minor version after the next.
    """
    major, minor = version.split(".")[:2]
    return f"{DISTRIBUTION}>={major}.{minor},<{major}.{int(minor) + 2}"
