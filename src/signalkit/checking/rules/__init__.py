"""The rules of signalkit itself, a module for each hundred of their codes."""

from __future__ import annotations

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.checking.rules import (
    file,
    headings,
    items,
    lists,
    references,
    sections,
    tables,
    title,
    title_heading,
)
from signalkit.plugins.hooks import hookimpl

RULES: list[Rule | CorpusRule] = [
    *file.RULES,
    *title.RULES,
    *title_heading.RULES,
    *sections.RULES,
    *headings.RULES,
    *tables.RULES,
    *lists.RULES,
    *items.RULES,
    *references.RULES,
]


@hookimpl
def signalkit_rules() -> list[Rule | CorpusRule]:
    """Return our rules."""
    return RULES
