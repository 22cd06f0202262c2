"""The settings of a project: ``signalkit.toml``, or ``[tool.signalkit]`` in ``pyproject.toml``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from signalkit.checking.rule import SEVERITIES, Severity
from signalkit.errors import ConfigError, did_you_mean


def _names(values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError(f"expected several names, got the text {values!r}")
    return tuple(values)


def _are_severities(_: object, attribute: attrs.Attribute[Any], value: Mapping[str, str]) -> None:
    for rule, severity in value.items():
        if severity not in SEVERITIES:
            raise ValueError(
                f"{attribute.name}: {rule}: expected one of {', '.join(SEVERITIES)}, got {severity!r}"
            )


def _are_tables(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    try:
        _tables(value)
    except ValueError as error:
        raise TypeError(f"{attribute.name}: {error}") from error


def _example(text: str) -> dict[str, str]:
    """Return metadata with the lines of TOML that the reference of settings shows."""
    return {"example": text}


@attrs.frozen
class Configuration:
    """The settings of a project. Rules are named by code, the beginning of a code, name, or ``ALL``.

    Attributes:
        select: the rules that apply. If it is not set (None), those that are on by default.
        extend_select: rules that apply in addition.
        ignore: rules that do not apply.
        per_file_ignores: rules that do not apply to the files that a pattern matches, as in ``.gitignore``.
        severity: severities that replace those of the rules.
        rules: values for the options of rules, by code or name of the rule and then by option.
        exclude: patterns of files that are skipped, as in ``.gitignore``.
        corpus: the folders whose digests references are resolved against.
        required_plugins: plugins, by entry point or distribution, that must be installed and work.
        path: the file that they were read from; None for the defaults.
    """

    select: tuple[str, ...] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(_names),
        metadata=_example('select = ["SK0", "SK1", "duplicate-keyword"]'),
    )
    extend_select: tuple[str, ...] = attrs.field(
        default=(), converter=_names, metadata=_example('extend-select = ["SK501"]')
    )
    ignore: tuple[str, ...] = attrs.field(
        default=(), converter=_names, metadata=_example('ignore = ["missing-link"]')
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = attrs.field(
        factory=dict, metadata=_example('[per-file-ignores]\n"digests/2022/**" = ["SK107"]')
    )
    severity: Mapping[str, Severity] = attrs.field(
        factory=dict, validator=_are_severities, metadata=_example('[severity]\nSK504 = "error"')
    )
    rules: Mapping[str, Mapping[str, Any]] = attrs.field(
        factory=dict, validator=_are_tables, metadata=_example("[rules.SK308]\nmax-relevancy = 10")
    )
    exclude: tuple[str, ...] = attrs.field(
        default=(), converter=_names, metadata=_example('exclude = ["drafts/", "*.bak.md"]')
    )
    corpus: tuple[str, ...] = attrs.field(
        default=(), converter=_names, metadata=_example('corpus = ["digests/"]')
    )
    required_plugins: tuple[str, ...] = attrs.field(
        default=(), converter=_names, metadata=_example('required-plugins = ["signalkit-links"]')
    )
    path: Path | None = None

    @property
    def root(self) -> Path:
        """The folder that patterns and folders are relative to: that of the file, or the current one."""
        return Path(os.curdir) if self.path is None else self.path.parent


def find_configuration(folder: str | os.PathLike[str]) -> Configuration:
    """Load the configuration of the nearest folder that has one, from one folder up; else the defaults.

    Args:
        folder: where to begin.

    Raises:
        ConfigError: If it cannot be read, or has an unknown key or a value of the wrong type.
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


def load_configuration(path: str | os.PathLike[str]) -> Configuration:
    """Load the configuration in a file.

    Args:
        path: a ``pyproject.toml`` with a table ``tool.signalkit``, or another file of TOML whose keys are the
            settings.

    Raises:
        ConfigError: If the file is malformed, see `find_configuration`, or has no configuration.
    """
    path = Path(path)
    table = _read_table(path)
    if table is None:
        raise ConfigError(f"{path}: no table tool.signalkit")
    return _configuration(path, table)


def config_error(configuration: Configuration, reason: object) -> ConfigError:
    """Make the error for a setting, with the file that the configuration was read from, if there is one."""
    return ConfigError(str(reason) if configuration.path is None else f"{configuration.path}: {reason}")


_MAX_DOTS = 1000
"""In a line: tomllib takes time with the square of the parts of a key, and a file may be untrusted."""


def _read_table(path: Path) -> dict[str, Any] | None:
    """Read the settings in a file; None if it is a ``pyproject.toml`` without any."""
    import tomllib

    try:
        text = path.read_bytes().decode()
        if any(line.count(".") > _MAX_DOTS for line in text.split("\n")):
            raise ValueError(f"more than {_MAX_DOTS} dots in a line")
        content = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:  # also for a number with too many digits
        raise ConfigError(f"{path}: {error}") from error
    if path.name != "pyproject.toml":
        return content
    tool = content.get("tool", {})
    table = tool.get("signalkit") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.signalkit: expected a table")
    return table


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("expected a list of texts")
    return tuple(value)


def _lists(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("expected a table of lists")
    return {key: _texts(one) for key, one in value.items()}


def _severities(value: object) -> dict[str, Severity]:
    if not isinstance(value, dict) or not all(one in SEVERITIES for one in value.values()):
        raise ValueError(f"expected a table whose values are {', '.join(SEVERITIES)}")
    return dict(value)


def _tables(value: object) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping):
        raise ValueError(f"expected a table of tables, got {value!r}")
    for key, table in value.items():
        if not isinstance(table, Mapping):
            raise ValueError(f"{key}: expected a table of options, got {table!r}")
    return {key: dict(table) for key, table in value.items()}


_READERS: dict[str, Callable[[object], Any]] = {
    "per_file_ignores": _lists,
    "severity": _severities,
    "rules": _tables,
}
_KEYS = {
    field.name.replace("_", "-"): field.name for field in attrs.fields(Configuration) if field.name != "path"
}


def _configuration(path: Path, table: dict[str, Any]) -> Configuration:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ConfigError(f"{path}: unknown key {key!r}; expected one of {', '.join(_KEYS)}{hint}")
        try:
            values[_KEYS[key]] = _READERS.get(_KEYS[key], _texts)(value)
        except ValueError as error:
            raise ConfigError(f"{path}: {key}: {error}") from error
    return Configuration(**values, path=path)
