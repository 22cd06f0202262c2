"""How many examples the laws are shown, and where these come from: a profile for each way of testing.

``SIGNALKIT_PROFILE`` names one, ``SIGNALKIT_EXAMPLES`` overrides its number of examples.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

NAME = os.environ.get("SIGNALKIT_PROFILE", "test")
FRESH = NAME == "deep"
"""Whether examples are drawn from the strategies, not taken from the pool."""


LOWERED = "SIGNALKIT_EXAMPLES" in os.environ
"""Whether somebody asks for another number of examples than that of the profile."""


def load() -> None:
    """Register all profiles, and load the one that is asked for.

    Raises:
        InvalidArgument: No profile has that name.
    """
    laws = settings(deadline=None, suppress_health_check=list(HealthCheck))
    settings.register_profile("quick", laws, max_examples=200, derandomize=True)
    settings.register_profile("test", laws, max_examples=1000, derandomize=True)
    settings.register_profile("deep", laws, max_examples=20_000)
    settings.register_profile(  # many short runs, most of which are to fail
        "mutate", laws, max_examples=50, derandomize=True, phases=(Phase.explicit, Phase.generate)
    )
    if LOWERED:
        number = int(os.environ["SIGNALKIT_EXAMPLES"])
        settings.register_profile(NAME, settings.get_profile(NAME), max_examples=number)
    settings.load_profile(NAME)


def fewer(times: int) -> settings:
    """Settings for a law whose every example is worth so many: as many times fewer, at least one."""
    return settings(max_examples=max(1, settings().max_examples // times))
