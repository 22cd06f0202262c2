"""Hypothesis profiles, for our tests and those of the plugins."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "laws", max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
settings.register_profile("fuzz", settings.get_profile("laws"), max_examples=20000, derandomize=False)
settings.register_profile(  # many short runs, of which most shall fail
    "mutate",
    settings.get_profile("laws"),
    max_examples=int(os.environ.get("SIGNALKIT_EXAMPLES", "50")),
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile(os.environ.get("SIGNALKIT_PROFILE", "laws"))
