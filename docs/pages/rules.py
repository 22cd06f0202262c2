"""A page for each rule, made from the rules, and the table of all rules."""

from __future__ import annotations

from docs.pages.markdown import code, fill, table
from signalkit.checking.pages import settings_of, write_page
from signalkit.checking.rule import CorpusRule, Rule
from signalkit.plugins import PluginManager

NOTE = "<!-- Made by `make pages` from the rules. -->"

INTRODUCTION = """\
# Rules

Each rule has a page, which `signalkit rule CODE` prints, too. The first digit of a code is its
subject: `SK0` files and encodings, `SK1` title, origin and link, `SK2` sections, `SK3` tables,
`SK4` lists and text, `SK5` the corpus. `LNK` rules come from the plugin
[signalkit-links](../reference/links.md).

*Fix* is *safe* for `--fix` and *unsafe* for `--fix --unsafe-fixes`. A rule that is *off* needs to
be [selected](../reference/settings.md#extend-select). *Generated* digests are files as their
[producer](../format.md) wrote them, before people edit them.

<div id="rule-filter"></div>
"""


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    rules = sorted(PluginManager().rules().values(), key=lambda rule: (rule.code[:2] != "SK", rule.code))
    return {"index.md": _overview(rules), **{f"{rule.code}.md": _page(rule) for rule in rules}}


def _page(rule: Rule | CorpusRule) -> str:
    text = write_page(rule)
    for name in settings_of(rule):
        text = text.replace(f"\n- `{name}`\n", f"\n- [`{name}`](../reference/settings.md#{name})\n")
    return f"{NOTE}\n\n{fill(text)}"


def _overview(rules: list[Rule | CorpusRule]) -> str:
    rows = [
        [
            f"[{rule.code}]({rule.code}.md)",
            code(rule.name),
            rule.title.replace("|", "\\|"),
            rule.fixable,
            rule.severity if rule.default else f"{rule.severity}, off",
        ]
        for rule in rules
    ]
    return f"{NOTE}\n\n{INTRODUCTION}\n{table(['code', 'name', 'what it does', 'fix', 'severity'], rows)}\n"
