"""What XML 1.0 cannot hold, for formats and reports that are made of it."""

from __future__ import annotations

import re
from functools import cache


@cache
def illegal() -> re.Pattern[str]:
    """Return the pattern of one character that XML cannot hold, not even escaped (XML 1.0, production 2)."""
    return re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # compiling takes a while
