r"""The edits to a document, as they are found.

Inserted text uses ``\n``; the lens turns it into the file's own line ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from signalkit.codec.outline import Outline, Part
from signalkit.codec.widths import Measure
from signalkit.model.digest import Digest
from signalkit.model.layout import Layout
from signalkit.model.schema import SECTION_FIELDS
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit
from signalkit.syntax.tree import Source


class Draft:
    """One comparison of a document with a digest, and the edits that come of it.

    Attributes:
        source: the text.
        outline: its parts.
        layout: the layout that new parts take.
        old: the digest that the text reads as.
        new: the digest that it is to read as.
        coarse: whether a list or table that has changed is rewritten as a whole.
        edits: those found so far.
        repeated: fields whose heading a section of `new` has that is not theirs.
        was_repeated: the same of `old`.
        head_end: where what comes before the sections ends.
        open_end: whether the last block would absorb what is written after it.
        canonical_head: see `signalkit.codec.head.is_canonical`; None before that was asked.
        points: the most digits after the point, by start of table and column; see `signalkit.codec.tables`.
        measure: how the tables of the text count widths; None before that was asked.
    """

    def __init__(
        self,
        source: Source,
        blocks: Sequence[Block],
        outline: Outline,
        layout: Layout,
        old: Digest,
        new: Digest,
        *,
        coarse: bool,
    ) -> None:
        self.source = source
        self.outline = outline
        self.layout = layout
        self.old = old
        self.new = new
        self.coarse = coarse
        self.edits: list[TextEdit] = []
        self.repeated = _repeated(new)
        self.was_repeated = _repeated(old)
        self.head_end = outline.head_end
        if not outline.parts:
            self.head_end = source.content_end(outline.front, outline.head_end)
        self.open_end = bool(blocks) and blocks[-1].is_open
        self.canonical_head: bool | None = None
        self.points: dict[tuple[int, int], int] = {}
        self.measure: Measure | None = None

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace a stretch of the text."""
        if start < end or text:
            self.edits.append(TextEdit(Span(start, end), text))

    def close_end(self, part: Part) -> None:
        """Note that a section is rewritten: what was open at the end of the text is gone if it held that."""
        if part is self.outline.parts[-1]:
            self.open_end = False

    def insert_body(self, part: Part, body: str) -> None:
        """Write directly below a heading."""
        source = self.source
        at = source.content_end(part.heading.start, part.heading.end)
        rest = source.normalized[part.heading.end : part.end].lstrip(" \t")
        self.replace(at, at, f"\n\n{body}" + ("\n" if rest and not rest.startswith("\n") else ""))

    def clear_body(self, part: Part) -> None:
        """Leave nothing of a section but its heading."""
        start = self.source.content_end(part.heading.start, part.heading.end)
        self.replace(start, self.source.content_end(start, part.end), "")

    def replace_blocks(self, blocks: Sequence[Block], body: str) -> None:
        """Write in the place of the first block, and take out the others."""
        first, *rest = blocks
        end = self.full_end(first.start, first.end)
        self.replace(first.start, end if body else self.source.next_content(first.end), body)
        for block in rest:
            self.replace(block.start, block.end, "")

    def full_end(self, start: int, end: int) -> int:
        """Return the end of a stretch with the spaces and tabs at the end of its last line with content."""
        s, at = self.source.text, self.source.content_end(start, end)
        return at + len(s[at:end]) - len(s[at:end].lstrip(" \t"))

    def delete_lines(self, lines: Sequence[tuple[int, int]]) -> None:
        """Take out whole lines; at the end of the text, the line end before them too."""
        runs: list[tuple[int, int]] = []
        for start, end in lines:
            start = self.source.line_start(start)
            if runs and start <= runs[-1][1]:
                runs[-1] = runs[-1][0], max(end, runs[-1][1])
            else:
                runs.append((start, end))
        for start, end in runs:
            self.replace(self.source.before_newline(start), self.source.before_newline(end), "")

    def append_lines(self, end: int, lines: Sequence[str]) -> None:
        """Write lines after the one that ends at `end`, its line end included."""
        source = self.source
        at = source.content_end(source.line_start(source.before_newline(end)), end)
        self.replace(at, at, "".join(f"\n{line}" for line in lines))


def _repeated(digest: Digest) -> set[str]:
    fields = (SECTION_FIELDS.get(section.heading.casefold()) for section in digest.sections)
    return {field for field in fields if field is not None}
