"""A page of Markdown about a rule, with the parts that ruff's pages have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from signalkit.checking.options import describe_kind
from signalkit.checking.rule import BaseRule, CorpusRule, Rule
from signalkit.options import Option, options_of

_FIX_SAFETY = {
    ("", False): "This rule has no fix.",
    ("safe", False): "The fix is safe: it does not change the content of the digest.",
    ("safe", True): "The fix is safe: it changes the content that is read to what the file clearly means. "
    "Where it has to guess, the fix is unsafe and needs `--unsafe-fixes`, or there is none.",
    ("unsafe", False): "The fix is unsafe and needs `--unsafe-fixes`: it does not change the content of the "
    "digest, but may change text that is intentional.",
    ("unsafe", True): "The fix is unsafe and needs `--unsafe-fixes`: it changes the content of the digest, "
    "and the result may differ from what the author meant.",
}


def write_page(rule: Rule | CorpusRule, values: Any = None) -> str:
    """Write what a rule does, why that is bad, its examples, the safety of its fix, and its options.

    Args:
        rule: any.
        values: its options object, if the page is to have the current values of its options.
    """
    parts = [
        f"# {rule.code} {rule.name}",
        "\n".join(f"- {name}: {value}" for name, value in _facts(rule)),
        "## What it does",
        rule.title,
        "## Why is this bad?",
        rule.why,
        "## Example",
        *_example(rule, rule.example, rule.failing),
        *_others(rule),
        "## Use instead",
        *_example(rule, rule.passing_example, rule.passing),
        "## Fix safety",
        fix_safety_of(rule),
    ]
    if options := list(_options(rule, values)):
        parts += ["## Options", "\n".join(options)]
    return "\n\n".join(parts) + "\n"


def fix_safety_of(rule: BaseRule) -> str:
    """Return what the fix of a rule does, and why it is safe or unsafe."""
    return rule.fix_safety or _FIX_SAFETY[rule.fixable, rule.changes and bool(rule.fixable)]


def settings_of(rule: Rule | CorpusRule) -> tuple[str, ...]:
    """Return the settings that change what a rule finds, in addition to its own options."""
    return ("corpus",) if isinstance(rule, CorpusRule) else ()


def show_value(value: Any) -> str:
    """Return the value of an option as TOML."""
    if value is None:
        return "not set"
    if isinstance(value, (tuple, list)):
        return f"`[{', '.join(map(_toml, value))}]`"
    return f"`{_toml(value)}`"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False)


def _options(rule: Rule | CorpusRule, values: Any) -> Iterator[str]:
    """Yield an item for each option of a rule, then for each setting."""
    for option in options_of(rule.options):
        item = f"- {describe_option(option)}"
        if values is not None:
            item += f" Current value: {show_value(getattr(values, option.name))}."
        yield item
    for name in settings_of(rule):
        yield f"- `{name}`"


def describe_option(option: Option) -> str:
    """Return the name of an option, what it is for, what it takes, and its default."""
    takes = describe_kind(option)
    kind = f"{takes[:1].upper()}{takes[1:]}"
    return f"`{option.key}`: {option.help} {kind}; default: {show_value(option.default)}."


def _facts(rule: Rule | CorpusRule) -> Iterator[tuple[str, str]]:
    yield "Severity", rule.severity
    yield "Default", "on" if rule.default else "off"
    yield "Fix", rule.fixable or "none"
    yield "Scope", "whole corpus" if isinstance(rule, CorpusRule) else "one file"


def _example(rule: BaseRule, name: str, text: str) -> Iterator[str]:
    if rule.example != rule.passing_example:
        yield f"In `{name}`:"
    yield _block(text)


def _others(rule: Rule | CorpusRule) -> Iterator[str]:
    for name, text in rule.others.items() if isinstance(rule, CorpusRule) else ():
        yield f"With `{name}` in the corpus:"
        yield _block(text)


def _block(text: str) -> str:
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    shown = "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in shown)
    fence = "````" if "```" in shown else "```"
    return f"{fence}markdown\n{shown}\n{fence}" if shown.strip() else "(an empty file)"
