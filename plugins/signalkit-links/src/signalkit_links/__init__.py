"""Checks of the external links of signal digests. A signalkit plugin."""

from __future__ import annotations

from signalkit import CorpusRule, Rule, hookimpl
from signalkit_links.rules import RULES

signalkit_api = 1


@hookimpl
def signalkit_rules() -> list[Rule | CorpusRule]:
    """Return our rules."""
    return RULES
