"""Checking digests: rules find what is wrong, diagnostics say where."""

from signalkit.checking.engine import check
from signalkit.checking.rule import Diagnostic, Finding, Fix, Rule

__all__ = ["Diagnostic", "Finding", "Fix", "Rule", "check"]
