"""A page of Markdown about a rule."""

from __future__ import annotations

from signalkit.checking.rule import CorpusRule, Rule


def _block(text: str) -> str:
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    shown = "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in shown)
    fence = "````" if "```" in shown else "```"
    return f"{fence}markdown\n{shown}\n{fence}" if shown.strip() else "(a file with nothing in it)"


def write_page(rule: Rule | CorpusRule) -> str:
    """Write what a rule finds, why that is bad, whether it can be fixed, and its examples."""
    state = rule.severity if rule.default else f"{rule.severity}, off by default"
    fix = {"": "no", "safe": "yes, safe", "unsafe": "yes, with --unsafe-fixes"}[rule.fixable]
    if rule.changes:
        fix += "; it changes what the digest says"
    scope = "; looks at a digest among others" if isinstance(rule, CorpusRule) else ""
    lines = [
        f"# {rule.code} {rule.name}",
        "",
        rule.title,
        "",
        rule.why,
        "",
        f"- Severity: {state}{scope}",
        f"- Fix: {fix}",
        "",
        f"Found in `{rule.example}`:" if rule.example != rule.passing_example else "Found:",
        "",
        _block(rule.failing),
        "",
        f"Not found in `{rule.passing_example}`:" if rule.example != rule.passing_example else "Not found:",
        "",
        _block(rule.passing),
    ]
    others = rule.others if isinstance(rule, CorpusRule) else {}
    for name, text in others.items():
        lines += ["", f"Beside `{name}`:", "", _block(text)]
    return "\n".join(lines) + "\n"
