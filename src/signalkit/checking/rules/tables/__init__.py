"""SK3: tables, their columns, rows and cells."""

from __future__ import annotations

from signalkit.checking.rules.tables import columns, delimiter, misplaced, rows, values

RULES = sorted(
    [*columns.RULES, *rows.RULES, *values.RULES, *delimiter.RULES, *misplaced.RULES],
    key=lambda rule: rule.code,
)
