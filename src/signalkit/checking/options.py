"""The options of rules, as a configuration sets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signalkit.checking.config import Configuration
from signalkit.checking.rule import CorpusRule, Rule
from signalkit.errors import ConfigError, OptionError, did_you_mean
from signalkit.options import NoOptions, Option, make_validated, options_of

_KINDS = {bool: "true or false", int: "an integer", str: "a string", tuple: "a list of strings"}
"""How the types of options are called in TOML."""


def make_rule_options(
    rules: Mapping[str, Rule | CorpusRule], configuration: Configuration
) -> dict[str, tuple[Any, ...]]:
    """Make the options objects of rules: by code a tuple of one, an empty one for a rule without options.

    Args:
        rules: all rules by code.
        configuration: what it does not set has its default.

    Raises:
        ConfigError: If it names an unknown rule or option, or an option does not take the value; it names the
            file, the table and the key.
    """
    tables = _by_code(rules, configuration)
    made: dict[str, tuple[Any, ...]] = {}
    for code, rule in rules.items():
        if code in tables:
            key = tables[code]
            where = f"{_file(configuration)}[{_table(configuration)}.{key}]"
            made[code] = (_make(rule, configuration.rules[key], where),)
        else:
            made[code] = () if rule.options is NoOptions else (rule.options(),)
    return made


def describe_kind(option: Option) -> str:
    """Return what an option takes, as TOML calls it."""
    if not option.choices:
        return _KINDS[option.kind]
    listed = ", ".join(option.choices)
    return f"a list of {listed}" if option.kind is tuple else f"one of {listed}"


def _file(configuration: Configuration) -> str:
    return "" if configuration.path is None else f"{configuration.path}: "


def _table(configuration: Configuration) -> str:
    """Return the name of the table that has a table for each rule."""
    in_project = configuration.path is not None and configuration.path.name == "pyproject.toml"
    return "tool.signalkit.rules" if in_project else "rules"


def _by_code(rules: Mapping[str, Rule | CorpusRule], configuration: Configuration) -> dict[str, str]:
    """Return by which key the table of each rule is named."""
    codes = {rule.name: code for code, rule in rules.items()} | {code: code for code in rules}
    keys: dict[str, str] = {}
    for key in configuration.rules:
        where = f"{_file(configuration)}[{_table(configuration)}.{key}]"
        if key not in codes:
            near = key.upper() if key.upper() in codes else key
            known = [near] if near in codes else [rule.name for rule in rules.values()]
            raise ConfigError(f"{where}: unknown rule {key!r}{did_you_mean(near, known)}")
        code = codes[key]
        if rules[code].options is NoOptions:
            raise ConfigError(f"{where}: rule {code} has no options")
        if code in keys:
            raise ConfigError(f"{where}: the options of {code} are also set by the table {keys[code]!r}")
        keys[code] = key
    return keys


def _make(rule: Rule | CorpusRule, table: Mapping[str, Any], where: str) -> Any:
    known = {option.key: option for option in options_of(rule.options)}
    given: dict[str, Any] = {}
    for key, value in table.items():
        option = known.get(key)
        if option is None:
            advice = did_you_mean(str(key), known)
            raise ConfigError(f"{where} {key}: unknown option; expected one of {', '.join(known)}{advice}")
        if not option.accepts(value):
            raise ConfigError(f"{where} {key}: expected {describe_kind(option)}, got {value!r}")
        given[option.name] = value
    try:
        return make_validated(rule.options, given, "")
    except OptionError as error:
        refused = [key for key in table if _is_refused(rule.options, known[key].name, given)]
        raise ConfigError(f"{where} {' and '.join(refused or table)}: {error}") from error


def _is_refused(cls: type, name: str, given: Mapping[str, Any]) -> bool:
    """Return whether a value is refused by itself."""
    try:
        make_validated(cls, {name: given[name]}, "")
    except OptionError:
        return True
    return False
