"""Hypothesis profiles, for our tests and those of the plugins."""

from __future__ import annotations

from tests.support import profiles

profiles.load()
