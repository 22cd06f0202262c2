"""The rules of signalkit itself, a module for each hundred of their codes."""

from __future__ import annotations

from itertools import chain
from typing import Any

from signalkit.checking.rule import CorpusRule, Rule
from signalkit.checking.rules import (
    blocks,
    characters,
    file,
    head,
    headings,
    items,
    links,
    lists,
    markers,
    references,
    sections,
    tables,
    title,
    title_heading,
)
from signalkit.plugins.hooks import hookimpl

_TOPICS: list[list[Any]] = [
    file.RULES,
    head.RULES,
    characters.RULES,
    title.RULES,
    title_heading.RULES,
    links.RULES,
    sections.RULES,
    headings.RULES,
    blocks.RULES,
    tables.RULES,
    lists.RULES,
    items.RULES,
    markers.RULES,
    references.RULES,
]

RULES: list[Rule | CorpusRule] = sorted(chain.from_iterable(_TOPICS), key=lambda rule: rule.code)


@hookimpl
def signalkit_rules() -> list[Rule | CorpusRule]:
    """Return our rules."""
    return RULES
