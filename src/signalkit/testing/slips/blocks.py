"""Slips that make a block absorb what follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.document import parse
from signalkit.testing.slips.slip import Slip, Slipped, change_lines


def _insert(closing: str, *openings: str) -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip that opens a block before a line outside of blocks, and never closes it.

    Where the closing sequence follows in the text, the block ends there, as if that was meant.
    """

    def change(line: str, index: int, lines: list[str]) -> Iterable[str]:
        if not any(closing in one for one in lines[index:]):
            for opening in openings:
                yield f"{opening}\n{line}"

    def apply(text: str) -> Iterable[Slipped]:
        document = parse(text)
        inside: set[int] = set()
        for block in document.blocks:
            if block.kind in ("fence", "code", "html", "comment", "front_matter"):
                first, last = document.position(block.start)[0], document.position(block.end)[0]
                inside.update(range(first + 1, last + 1))
        return (slipped for slipped in change_lines(change)(text) if slipped.line not in inside)

    return apply


SLIPS: list[Slip] = [
    Slip("unclosed-comment", _insert("-->", "<!--", "<!-- check this")),
    Slip("unclosed-fence", _insert("```", "```", "```markdown")),
    Slip("unclosed-tilde-fence", _insert("~~~", "~~~~", "~~~")),
    Slip("unclosed-html", _insert("</", "<script>", "<pre>")),
    Slip("unclosed-declaration", _insert(">", "<?php", "<![CDATA[")),
]
