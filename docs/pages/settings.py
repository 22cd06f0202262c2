"""The reference of all settings, made from the class of the configuration."""

from __future__ import annotations

import inspect
import re

import attrs

from docs.pages.markdown import code, sentence, table
from signalkit import Configuration
from signalkit.checking.options import describe_kind
from signalkit.checking.pages import show_value
from signalkit.checking.rule import SEVERITIES
from signalkit.exchange import options_of
from signalkit.plugins import PluginManager

INTRODUCTION = """\
<!-- Made by `make pages` from signalkit.Configuration. -->

# Settings

Settings are read from the table `[tool.signalkit]` of the nearest `pyproject.toml`, or from the
nearest `signalkit.toml`, which has the same keys at its top level. An unknown key is an error.

A rule is named by its code (`SK304`), the beginning of a code (`SK3`), its name (`too-many-cells`)
or `ALL`; [all rules](../rules/index.md) have a page.
"""

OPTIONS = """\
## Options of rules

A table below [`rules`](#rules), named by the code or the name of a rule, sets the options of that
rule. `signalkit rule CODE` prints them with their current values. An unknown option, or a value of
another type, is an error.
"""

TYPES = {
    "tuple[str, ...]": "list of strings",
    "tuple[str, ...] | None": "list of strings",
    "Mapping[str, tuple[str, ...]]": "table of lists of strings",
    "Mapping[str, Mapping[str, Any]]": "table of tables, one for each rule",
    "Mapping[str, Severity]": "table of strings: " + ", ".join(code(f'"{one}"') for one in SEVERITIES),
}
"""How the types of the class are called in TOML."""


def page() -> str:
    """Write the page."""
    described = _descriptions()
    settings = [field for field in attrs.fields(Configuration) if field.name != "path"]
    sections = (_section(field, described[field.name]) for field in settings)
    return "\n".join([INTRODUCTION, *sections, OPTIONS, _options()])


def _options() -> str:
    """Write the table of the options of all rules."""
    rules = sorted(PluginManager().rules().values(), key=lambda rule: (rule.code[:2] != "SK", rule.code))
    rows = [
        [
            f"[{rule.code}](../rules/{rule.code}.md)",
            code(option.key),
            option.help.replace("|", "\\|"),
            describe_kind(option),
            show_value(option.default),
        ]
        for rule in rules
        for option in options_of(rule.options)
    ]
    return f"{table(['rule', 'option', 'what it does', 'takes', 'default'], rows)}\n"


def _section(field: attrs.Attribute[object], description: str) -> str:
    name = field.name.replace("_", "-")
    example = field.metadata["example"]
    type_ = TYPES[str(field.type)]
    return (
        f"## {code(name)}\n\n{sentence(description)}\n\n- Type: {type_}\n- Default: {_default(field)}\n\n"
        f'```toml title="signalkit.toml"\n{example}\n```\n'
    )


def _default(field: attrs.Attribute[object]) -> str:
    if field.default is None:
        return "not set"
    return code("[]" if field.default == () else "{}")


def _descriptions() -> dict[str, str]:
    """Return what the docstring of the class says of each attribute."""
    text = inspect.getdoc(Configuration) or ""
    listed = text.partition("Attributes:\n")[2]
    return dict(re.findall(r"^    (\w+): (.+(?:\n {8}.+)*)", listed, re.M))
