"""Public names of a package, each of which loads its module on first use (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def export_lazily(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package.

    A deprecated name is the one that replaces it, with a warning at each use.

    Args:
        package: its ``__name__``.
        homes: names separated by spaces, by the module that defines them, relative to `package`.
    """
    home_of = {name: module for module, names in homes.items() for name in names.split()}
    namespace = vars(sys.modules[package])

    def get(name: str) -> Any:
        if name not in home_of:
            from signalkit.deprecation import DEPRECATED, warn_deprecated

            if (old := f"{package}.{name}") in DEPRECATED:
                module, _, new = warn_deprecated(old).instead.rpartition(".")
                return getattr(import_module(module), new)
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(home_of[name], package), name)
        namespace[name] = value
        return value

    return get, lambda: sorted({*namespace, *home_of})
