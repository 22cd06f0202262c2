"""The groups of slow tests: what is rarely informative and takes long runs by itself, one group a day.

python -m tests.support.groups      print the group of the day
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

GROUPS = {
    "agreement": "many fragments through other parsers",
    "concurrency": "many processes that write the same files",
    "crash": "every command, killed or failing at each of its calls",
    "fuzz": "every law on examples that are drawn afresh",
    "memory": "many digests through every format",
    "packaging": "wheels, hooks and the guide in environments of their own, shells, the site in a browser",
    "scale": "input of many megabytes, steps counted on hostile input",
}
"""What `pytest.mark.slow` names. As many as a week has days at most, so that each is run once a week."""


NIGHTLY = "fuzz"
"""The group that finds something else each time: it runs every night, and decides no change."""


def group_of(day: date) -> str:
    """Name the group whose turn a day is, of those that find the same each time."""
    names = sorted(GROUPS.keys() - {NIGHTLY})
    return names[day.toordinal() % len(names)]


if __name__ == "__main__":
    print(os.environ.get("SIGNALKIT_GROUP") or group_of(datetime.now(UTC).date()))
