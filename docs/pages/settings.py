"""The reference of all settings, made from the class of the configuration."""

from __future__ import annotations

import inspect
import re

import attrs

from docs.pages.markdown import code, sentence
from signalkit import Configuration
from signalkit.checking.rule import SEVERITIES

INTRODUCTION = """\
<!-- Made by `make pages` from signalkit.Configuration. -->

# Settings

Settings are read from the table `[tool.signalkit]` of the nearest `pyproject.toml`, or from the nearest
`signalkit.toml`, which has the same keys at its top level. An unknown key is an error.

A rule is named by its code (`SK304`), the beginning of a code (`SK3`), its name (`too-many-cells`) or `ALL`;
[all rules](../rules/index.md) have a page.
"""

TYPES = {
    "tuple[str, ...]": "list of strings",
    "tuple[str, ...] | None": "list of strings",
    "Mapping[str, tuple[str, ...]]": "table of lists of strings",
    "Mapping[str, Severity]": "table of strings: " + ", ".join(code(f'"{one}"') for one in SEVERITIES),
}
"""How the types of the class are called in TOML."""


def page() -> str:
    """Write the page."""
    described = _descriptions()
    settings = [field for field in attrs.fields(Configuration) if field.name != "path"]
    return "\n".join([INTRODUCTION, *(_section(field, described[field.name]) for field in settings)])


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
