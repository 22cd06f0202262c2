"""What a project says of signalkit: ``signalkit.toml``, or ``[tool.signalkit]`` in ``pyproject.toml``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import attrs

from signalkit.errors import ConfigError, did_you_mean


@attrs.frozen
class Configuration:
    """The settings of a project.

    Attributes:
        required_plugins: plugins, by entry point or distribution, that must be installed and work.
        path: the file they stand in; None for the defaults.
    """

    required_plugins: tuple[str, ...] = ()
    path: Path | None = None


_KEYS = {
    field.name.replace("_", "-"): field.name for field in attrs.fields(Configuration) if field.name != "path"
}


def find_configuration(folder: str | os.PathLike[str]) -> Configuration:
    """The configuration of the nearest folder, from this one up, that has one; else the defaults.

    Raises:
        ConfigError: it cannot be read, or has an unknown key or a value of the wrong type.
    """
    try:
        here = Path(os.path.abspath(folder))
    except FileNotFoundError:  # this folder has been deleted
        return Configuration()
    for parent in (here, *here.parents):
        for name in ("signalkit.toml", "pyproject.toml"):
            path = parent / name
            if path.is_file() and (table := _read_table(path)) is not None:
                return _configuration(path, table)
    return Configuration()


def _read_table(path: Path) -> dict[str, Any] | None:
    """The settings in a file; None if it is a ``pyproject.toml`` without any."""
    import tomllib

    try:
        content = tomllib.loads(path.read_bytes().decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if path.name != "pyproject.toml":
        return content
    tool = content.get("tool", {})
    table = tool.get("signalkit") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.signalkit: expected a table")
    return table


def _configuration(path: Path, table: dict[str, Any]) -> Configuration:
    for key, value in table.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ConfigError(f"{path}: no key {key!r}; there are {', '.join(_KEYS)}{hint}")
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ConfigError(f"{path}: {key}: expected a list of texts")
    return Configuration(**{_KEYS[key]: tuple(value) for key, value in table.items()}, path=path)
