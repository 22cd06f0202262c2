"""An assertion about digest files, strategies of Hypothesis for them, and conformance tests for plugins.

Needs ``signalkit-digest[testing]``.
"""

from signalkit.testing.assertions import assert_valid
from signalkit.testing.conformance import (
    ExporterConformance,
    ImporterConformance,
    exporter_conformance,
    importer_conformance,
)
from signalkit.testing.rules import RuleConformance, rule_conformance
from signalkit.testing.slips import Slip, Slipped, slips
from signalkit.testing.steps import count_steps
from signalkit.testing.strategies import digests, documents, messy_text

__all__ = [
    "ExporterConformance",
    "ImporterConformance",
    "RuleConformance",
    "Slip",
    "Slipped",
    "assert_valid",
    "count_steps",
    "digests",
    "documents",
    "exporter_conformance",
    "importer_conformance",
    "messy_text",
    "rule_conformance",
    "slips",
]
