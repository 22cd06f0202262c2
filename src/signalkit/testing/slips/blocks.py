"""Slips that make a block absorb what follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.codec.outline import Part
from signalkit.document import parse
from signalkit.model.schema import LISTS, TABLES
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


def _separate(text: str) -> Iterable[Slipped]:
    document = parse(text)
    before: Part | None = None
    for part in document.outline.parts:
        # The text of sections that the format does not know is kept as it is, with all that it contains.
        if (before is None or before.field) and text[: part.start].endswith("\n\n"):
            line = document.position(part.start)[0]
            for separator, size in (("---\n\n", 2), ("* * *\n", 1)):
                yield Slipped(text[: part.start] + separator + text[part.start :], line, line + size)
        before = part


def _define(text: str) -> Iterable[Slipped]:
    document = parse(text)
    if document.outline.parts and document.outline.parts[-1].field in {*LISTS, *TABLES}:
        last = document.position(len(text))[0]
        yield Slipped(f"{text}\n\n[1]: https://example.org/rooks\n", last + 2, last + 2)


SLIPS: list[Slip] = [
    Slip("unclosed-comment", _insert("-->", "<!--", "<!-- check this")),
    Slip("unclosed-fence", _insert("```", "```", "```markdown")),
    Slip("unclosed-tilde-fence", _insert("~~~", "~~~~", "~~~")),
    Slip("unclosed-html", _insert("</", "<script>", "<pre>")),
    Slip("unclosed-declaration", _insert(">", "<?php", "<![CDATA[")),
    Slip("thematic-break-before-section", _separate),
    Slip("definition-at-end", _define),
]
