"""Slips: the small mistakes that people and tools make in digest files, kind by kind.

The law: after a slip, the digest reads as before, or `check` reports a warning or an error on a line
concerned, or on the line that opens what absorbs it.
"""

from __future__ import annotations

from hypothesis import strategies as st

from signalkit.testing.slips import blocks, files
from signalkit.testing.slips.slip import Slip, Slipped, change_lines

KINDS: dict[str, Slip] = {slip.name: slip for slip in [*blocks.SLIPS, *files.SLIPS]}
"""All kinds of slips by name."""

__all__ = ["KINDS", "Slip", "Slipped", "change_lines", "slips"]


def slips(
    texts: st.SearchStrategy[str], kinds: tuple[str, ...] | None = None
) -> st.SearchStrategy[tuple[str, str, Slipped]]:
    """Make a strategy of slips.

    Args:
        texts: clean digest files, with ``LF`` line ends.
        kinds: names of the kinds to choose from; all if None.

    Returns:
        Tuples of the name of a kind, the text before, and the text after one slip of it.
    """
    chosen = [KINDS[name] for name in (kinds or KINDS)]

    @st.composite
    def strategy(draw: st.DrawFn) -> tuple[str, str, Slipped]:
        text = draw(texts)
        found = [(slip.name, after) for slip in chosen for after in slip.apply(text)]
        name, after = found[draw(st.integers(0, len(found) - 1))] if found else ("none", Slipped(text, 1, 1))
        return name, text, after

    return strategy()
