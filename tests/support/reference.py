"""The public names: those that the pages of the reference list."""

from __future__ import annotations

import re

from tests.support.samples import ROOT

_LISTED = re.compile(
    r"^(?:<!-- )?::: (signalkit[\w.]+)(?: -->)?$", re.M
)  # expanded by `make pages`, or not yet

LISTED = {
    name
    for page in (ROOT / "docs" / "reference").glob("*.md")
    for name in _LISTED.findall(page.read_text(encoding="utf-8"))
}
