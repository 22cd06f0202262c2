"""A page of Markdown about a rule, with the parts that ruff's pages have."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.checking.rule import BaseRule, CorpusRule, Rule

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


def write_page(rule: Rule | CorpusRule) -> str:
    """Write what a rule does, why that is bad, its examples, the safety of its fix, and its options."""
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
    if options := options_of(rule):
        parts += ["## Options", "\n".join(f"- `{name}`" for name in options)]
    return "\n\n".join(parts) + "\n"


def fix_safety_of(rule: BaseRule) -> str:
    """Return what the fix of a rule does, and why it is safe or unsafe."""
    return rule.fix_safety or _FIX_SAFETY[rule.fixable, rule.changes and bool(rule.fixable)]


def options_of(rule: Rule | CorpusRule) -> tuple[str, ...]:
    """Return the settings that change what a rule finds, in addition to those that all rules have."""
    return ("corpus",) if isinstance(rule, CorpusRule) else ()


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
