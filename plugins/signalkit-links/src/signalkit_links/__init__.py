"""Checks of the external links of signal digests. A signalkit plugin."""

from __future__ import annotations

from signalkit import CorpusRule, Rule, hookimpl
from signalkit_links.rules import RULES


@hookimpl
def signalkit_rules() -> list[Rule | CorpusRule]:
    """Return our rules."""
    return RULES
