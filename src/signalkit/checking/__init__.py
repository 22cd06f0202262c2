"""Checking digests: rules find what is wrong, diagnostics say where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signalkit.facade import export_lazily

if TYPE_CHECKING:
    from signalkit.checking.config import Configuration, find_configuration, load_configuration
    from signalkit.checking.engine import Checker
    from signalkit.checking.fixing import fix
    from signalkit.checking.rule import (
        BaseRule,
        CorpusRule,
        Diagnostic,
        Finding,
        Fix,
        Location,
        Related,
        Rule,
    )
    from signalkit.checking.run import check
    from signalkit.options import option

__all__ = [
    "BaseRule",
    "Checker",
    "Configuration",
    "CorpusRule",
    "Diagnostic",
    "Finding",
    "Fix",
    "Location",
    "Related",
    "Rule",
    "check",
    "find_configuration",
    "fix",
    "load_configuration",
    "option",
]

__getattr__, __dir__ = export_lazily(
    __name__,
    {
        ".engine": "Checker",
        ".rule": "BaseRule CorpusRule Diagnostic Finding Fix Location Related Rule",
        ".run": "check",
        ".fixing": "fix",
        ".config": "Configuration find_configuration load_configuration",
        "..options": "option",
    },
)
