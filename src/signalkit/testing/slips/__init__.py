"""Slips: the small mistakes that people and tools make in digest files, kind by kind.

The law: after a slip, the digest reads as before, or `check` reports a warning or an error on a line
concerned, or on the line that opens what absorbs it.
"""

from __future__ import annotations

from hypothesis import reject
from hypothesis import strategies as st

from signalkit.testing.slips import blocks, characters, files, headings, links, lists, tables, titles
from signalkit.testing.slips.slip import Slip, Slipped, change_lines

_TOPICS = (blocks, characters, files, headings, links, lists, tables, titles)
KINDS: dict[str, Slip] = {slip.name: slip for topic in _TOPICS for slip in topic.SLIPS}
"""All kinds of slips by name."""

__all__ = ["KINDS", "Slip", "Slipped", "change_lines", "slips"]


def slips(
    texts: st.SearchStrategy[str], kinds: tuple[str, ...] | None = None
) -> st.SearchStrategy[tuple[str, str, Slipped]]:
    """Make a strategy of slips.

    Args:
        texts: clean digest files, with ``LF`` line ends.
        kinds: names of the kinds to choose from; all if None. Each is equally likely.

    Returns:
        Tuples of the name of a kind, the text before, and the text after one slip of it.

    Raises:
        KeyError: If there is no kind of a name.
    """
    chosen = [KINDS[name] for name in (KINDS if kinds is None else kinds)]

    @st.composite
    def strategy(draw: st.DrawFn) -> tuple[str, str, Slipped]:
        slip = draw(st.sampled_from(chosen))
        text = draw(texts)
        found = list(slip.apply(text))
        if not found:
            reject()
        return slip.name, text, draw(st.sampled_from(found))

    return strategy()
