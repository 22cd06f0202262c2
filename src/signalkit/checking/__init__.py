"""Checking digests: rules find what is wrong, diagnostics say where."""

from signalkit.checking.engine import Checker, check
from signalkit.checking.rule import Diagnostic, Finding, Fix, Rule

__all__ = ["Checker", "Diagnostic", "Finding", "Fix", "Rule", "check"]
