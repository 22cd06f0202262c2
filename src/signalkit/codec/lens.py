r"""The lens: (document, digest) → edits, as few as will do, in the file's own style.

`edits` compares field by field. With ``coarse=True`` a list or table that has changed is written anew as a
whole; `Document.with_digest` takes that road only when the fine edits do not read back as they should.
Inserted text uses ``\\n``; `Document` turns it into the file's own line ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from signalkit.codec import pipe_table as tables
from signalkit.codec.read import (
    OTHER_KEYS,
    ItemPlace,
    Outline,
    Part,
    Place,
    RowPlace,
    TablePlace,
    heading_of,
    item_places,
    link_place,
    other_key,
    section_place,
    table_places,
    text_places,
    title_place,
)
from signalkit.codec.render import (
    LINK_GAP,
    beyond_classic,
    cell,
    hang,
    list_items,
    write_body,
    write_head,
    write_link,
    write_section,
    write_table,
    write_title,
)
from signalkit.model.digest import Digest, Signal, Topic
from signalkit.model.layout import CLASSIC, EXTENDED, FIELDS, HEADINGS, LISTS, TABLES, Layout, attributes_of
from signalkit.syntax.containers import is_open_html
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit
from signalkit.syntax.tree import Source

Opcode = tuple[str, int, int, int, int]


def opcodes(old: Sequence[Any], new: Sequence[Any]) -> list[Opcode]:
    """How to turn one sequence into the other, as difflib says it; bounded on long ones."""
    size = min(len(old), len(new))
    head = 0
    while head < size and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < size - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    i, j = len(old) - tail, len(new) - tail
    if head == i and head == j:
        return []
    if head == i:
        return [("insert", head, head, head, j)]
    if head == j:
        return [("delete", head, i, head, head)]
    if i - head == j - head == 1:
        return [("replace", head, i, head, j)]
    if (i - head) * (j - head) > 250_000:
        return [("replace", head, i, head, j)]
    matcher = SequenceMatcher(None, old[head:i], new[head:j], autojunk=False)
    return [
        (tag, a + head, b + head, c + head, d + head)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def values_of(entry: Any) -> Iterator[str]:
    """The attributes of an entry that hold something and have a column of their own."""
    for attribute in attributes_of("signals" if isinstance(entry, Signal) else "topics"):
        if getattr(entry, attribute) not in ("", None):
            yield attribute


class _Lens:
    """One comparison of a document with a digest; `edits` is what comes of it."""

    def __init__(
        self,
        source: Source,
        blocks: Sequence[Block],
        found: Outline,
        layout: Layout,
        old: Digest,
        new: Digest,
        *,
        coarse: bool,
    ) -> None:
        self.source = source
        self.s = source.even
        self.found = found
        self.layout = layout
        self.old = old
        self.new = new
        self.coarse = coarse
        self.edits: list[TextEdit] = []
        self.points: dict[tuple[int, int], int] = {}  # by start of table and column: most digits behind it
        self.again = {FIELDS.get(section.heading.casefold()) for section in new.sections}
        self.was_again = {FIELDS.get(section.heading.casefold()) for section in old.sections}
        self.head_end = found.head_end if found.parts else self.content_end(found.front, found.head_end)
        self.open_end = bool(blocks) and self.is_open(blocks[-1])

    @cached_property
    def plain_head(self) -> bool:
        """Whether what stands before the sections is canonical, and can be written anew."""
        head = write_head(self.old, self.title_layout(), followed=bool(self.found.parts))
        return self.s[self.found.front : self.head_end] == head

    def is_open(self, block: Block) -> bool:
        """Whether the last block would swallow what is written behind it."""
        kind, start, end, node = block
        if node is None:
            return False
        if kind == "fence":
            markers = [n for n in node.children if n.kind == "marker"]
            return len(markers) < 2
        if kind in ("comment", "html"):
            return is_open_html(self.s[start:end].lstrip(" \t"))
        return False

    def rewritten(self, part: Part) -> None:
        """What was open at the end of the text is gone if the part that holds it is written anew."""
        if part is self.found.parts[-1]:
            self.open_end = False

    def edit(self, start: int, end: int, text: str) -> None:
        if start < end or text:
            self.edits.append(TextEdit(Span(start, end), text))

    def content_end(self, start: int, end: int) -> int:
        return start + len(self.s[start:end].rstrip(" \t\n"))

    def run(self) -> list[TextEdit]:
        """All edits, in the order in which they were found."""
        old, new = self.old, self.new
        if not self.found.parts and old.preamble != new.preamble:
            self.open_end = False
        followed = self.change_sections()
        sections, self.edits = self.edits, []
        reshaped = self.head_shape(old) != self.head_shape(new) or followed != bool(self.found.parts)
        if reshaped and (self.plain_head or self.coarse):
            text = write_head(new, self.title_layout(), followed=followed)
            self.edit(self.found.front, self.head_end, self.kept_comments(text, followed))
        else:
            if old.title != new.title or old.origin != new.origin:
                self.change_title()
            if old.link != new.link:
                self.change_link()
            if old.preamble != new.preamble:
                self.change_preamble()
        # what stands before the sections comes first where both are inserted at one place
        self.edits += sections
        return self.edits

    def kept_comments(self, head: str, followed: bool) -> str:
        """A head written anew, with the comments of the old one."""
        comments = [self.s[b.start : b.end].strip(" \t\n") for b in self.found.head if b.kind == "comment"]
        if not comments:
            return head
        pieces = [head.rstrip("\n"), *comments] if head else comments
        return "\n\n".join(pieces) + ("\n\n" if followed else "")

    @staticmethod
    def head_shape(digest: Digest) -> tuple[bool, ...]:
        return bool(digest.title), digest.origin is None, digest.link is None, bool(digest.preamble)

    # -- title, link, preamble ---------------------------------------------------------------------------

    def change_title(self) -> None:
        old, new, block = self.old, self.new, self.found.title
        text = write_title(new.title, new.origin, self.title_layout())
        if block is None:
            self.edit(self.found.front, self.found.front, f"{text}\n\n")  # something stands there
            return
        if not text:
            self.edit(block.start, self.skip_blanks(block.end), "")
            return
        place = title_place(self.source, block)
        if not self.coarse and place.label and place.url and old.origin and new.origin:
            for (start, end), before, after in (
                (place.title, old.title, new.title),
                (place.label, old.origin.label, new.origin.label),
                (place.url, old.origin.url, new.origin.url),
            ):
                if before != after:
                    self.edit(start, end, after)
            return
        _, start, end = heading_of(self.source, block)
        if not self.coarse and start < end and old.origin is None and new.origin is None:
            self.edit(*place.title, new.title)
            return
        if self.coarse:
            tail = "\n" if self.s.endswith("\n", block.start, block.end) else ""
            self.edit(block.start, block.end, text + tail)
        elif start == end:
            self.edit(start, end, (" " if self.s[start - 1 : start] == "#" else "") + text[2:])
        else:
            self.edit(start, end, text[2:])

    def title_layout(self) -> Layout:
        """The layout that the title's form shows, else the document's."""
        block = self.found.title
        if block is not None and self.old.origin is not None:
            return EXTENDED if "(from page [" in self.s[block.start : block.end] else CLASSIC
        return self.layout

    def skip_blanks(self, pos: int) -> int:
        """The next line that is not blank; an indented one keeps its indent."""
        rest = self.s[pos:]
        lead = rest[: len(rest) - len(rest.lstrip(" \t\n"))]
        return pos + (len(lead) if len(lead) == len(rest) else lead.rfind("\n") + 1)

    def change_link(self) -> None:
        old, new, found = self.old.link, self.new.link, self.found
        place = link_place(self.source, found.head)
        if place is None:
            assert new is not None
            self.insert_link(write_link(new))
        elif new is None:
            end = self.content_end(place.block.start, place.block.end)
            if found.title is not None and found.title.end <= place.block.start:
                start = self.content_end(found.title.start, found.title.end)
                if self.s.startswith(LINK_GAP, end):
                    end += 2
                self.edit(start, end, "")
            else:
                self.edit(place.block.start, self.skip_blanks(place.block.end), "")
        elif self.coarse:
            end = self.content_end(place.block.start, place.block.end)
            self.edit(place.block.start, end, write_link(new))
        else:
            assert old is not None
            for (start, end), before, after in (
                (place.text, old.text, new.text),
                (place.url, old.url, new.url),
            ):
                if before != after:
                    self.edit(start, end, after)

    def insert_link(self, text: str) -> None:
        title = self.found.title
        if title is None or self.old.title != self.new.title:  # a title that comes or goes is edited already
            at = self.found.front if title is None else self.skip_blanks(title.end)
            rest = self.s[at:].strip(" \t\n")
            if title is not None and at == title.end:
                text = ("\n" if self.s.endswith("\n", 0, at) else "\n\n") + text
            self.edit(at, at, text + (LINK_GAP if rest else ""))
            return
        at = self.content_end(title.start, title.end)
        rest = self.s[at:].lstrip(" \t")
        follows = bool(rest.strip(" \t\n"))
        missing = 2 - (len(rest) - len(rest.lstrip("\n"))) if follows else 0
        self.edit(at, at, f"\n\n{text}" + ("\n\n" if follows else "") + "\n" * max(missing, 0))

    def change_preamble(self) -> None:
        found, new = self.found, self.new.preamble
        link = link_place(self.source, found.head)
        places = text_places(self.source, found.head, link.block if link else None)
        if places:
            self.change_text(places, new, found.head_end)
            return
        if found.parts:
            self.edit(found.head_end, found.head_end, f"{new}\n\n")
            return
        at = self.content_end(found.front, found.head_end)  # behind title, link or comment
        self.edit(at, at, (LINK_GAP if self.new.link else "\n\n") + new)

    def change_text(self, places: Sequence[Place], text: str, limit: int) -> None:
        """Write running text in the first place where it stands, and take it out of the others."""
        (start, end), *rest = places
        if text:
            self.edit(start, end, text)
        else:
            self.edit(start, min(self.skip_blanks(end), limit), "")
        for start, end in rest:
            self.edit(start, min(self.skip_blanks(end), limit), "")

    # -- sections ----------------------------------------------------------------------------------------

    def change_sections(self) -> bool:
        """Edit the sections; returns whether there are any afterwards."""
        old, new, found = self.old, self.new, self.found
        removed: set[Part] = set()
        inserted: list[tuple[str, str, str]] = []
        for field in EXTENDED.order:
            part = found.by_field.get(field)
            if not self.changed(field):
                # an empty section that only stood so that a later one of its name is not the first
                if part and not part.blocks and field in self.was_again and field not in self.again:
                    removed.add(part)
                continue
            if part is None:
                inserted.append((field, HEADINGS[field], write_body(field, new, self.layout)))
            elif not self.has_values(field) and self.only_values(part, field):
                if field in self.again:
                    start = self.content_end(part.heading.start, part.heading.end)
                    self.edit(start, self.content_end(start, part.end), "")
                else:
                    removed.add(part)
            else:
                self.change_body(field, part)
        present = {*found.by_field, *(name for name, _, _ in inserted)}
        inserted += [(name, HEADINGS[name], "") for name in self.again if name and name not in present]
        unknown = [part for part in found.parts if part.field is None]
        extra: list[tuple[Part | None, str]] = []
        if old.sections != new.sections:
            for tag, a, b, c, d in opcodes(old.sections, new.sections):
                pairs = min(b - a, d - c) if tag == "replace" else 0
                for k in range(pairs):
                    self.change_unknown(unknown[a + k], old.sections[a + k], new.sections[c + k])
                removed.update(unknown[a + pairs : b])
                # behind the unknown section before it; None stands for the start
                anchor = next((p for p in reversed(unknown[: a + pairs]) if p not in removed), None)
                extra += [(anchor, write_section(x.heading, x.body)) for x in new.sections[c + pairs : d]]
        self.remove(removed)
        kept = [part for part in found.parts if part not in removed]
        order = self.layout.order if all(f in self.layout.order for f, _, _ in inserted) else EXTENDED.order
        for field, heading, body in sorted(inserted, key=lambda entry: order.index(entry[0])):
            before = order[: order.index(field)]
            last = next((p for p in reversed(kept) if p.field in before), None)
            self.insert(last, kept, write_section(heading, body))
        for anchor, text in extra:
            if anchor is None:
                following = next((p for p in kept if p.field is None), None)
                last = kept[kept.index(following) - 1] if following and kept.index(following) else None
                self.insert(last if following else (kept[-1] if kept else None), kept, text)
            else:
                self.insert(anchor, kept, text)
        return bool(kept or inserted or extra)

    def changed(self, field: str) -> bool:
        old, new = self.old, self.new
        if field != "other":
            return bool(getattr(old, field) != getattr(new, field))
        names = ("category", "type", "other")
        return any(getattr(old, name) != getattr(new, name) for name in names)

    def has_values(self, field: str) -> bool:
        new = self.new
        return bool(getattr(new, field) or (field == "other" and (new.category or new.type)))

    def body(self, field: str) -> str:
        return write_body(field, self.new, self.layout)

    def only_values(self, part: Part, field: str) -> bool:
        """Whether nothing but the field's values stands in a section."""
        kinds = {block.kind for block in part.blocks}
        if field in TABLES:
            return kinds <= {"table"}
        return kinds <= {"list"} if field in LISTS else "comment" not in kinds

    def remove(self, removed: set[Part]) -> None:
        parts = self.found.parts
        index = 0
        while index < len(parts):
            if parts[index] not in removed:
                index += 1
                continue
            first = index
            while index < len(parts) and parts[index] in removed:
                index += 1
            if first == 0 and index < len(parts):
                self.edit(parts[0].heading.start, parts[index].heading.start, "")
                continue
            start = self.content_end(self.found.front, self.found.head_end)
            if self.plain_head or self.coarse:
                start = self.head_end
            if first:
                start = self.content_end(parts[first - 1].heading.start, parts[first - 1].end)
            self.edit(start, self.content_end(start, parts[index - 1].end), "")

    def insert(self, last: Part | None, kept: list[Part], text: str) -> None:
        """Write a section behind another that stays; with None before all that stay."""
        found = self.found
        if last is not None and not (self.open_end and last is found.parts[-1]):
            at = self.content_end(last.heading.start, last.end)
            self.edit(at, at, f"\n\n{text}")
        elif last is not None:
            self.edit(last.heading.start, last.heading.start, f"{text}\n\n")
        elif kept:
            self.edit(kept[0].heading.start, kept[0].heading.start, f"{text}\n\n")
        elif self.open_end and found.head and not found.parts:
            self.edit(found.head[-1].start, found.head[-1].start, f"{text}\n\n")
        elif self.plain_head or self.coarse:
            at = self.head_end
            self.edit(at, at, f"\n\n{text}" if self.inserts_at(at) else text)
        else:
            at = self.content_end(found.front, found.head_end)
            empty = at == found.front and not self.inserts_at(at)
            after_link = self.new.link is not None and not self.new.preamble
            self.edit(
                at,
                at,
                text if empty else (LINK_GAP if after_link and not self.sections_at(at) else "\n\n") + text,
            )

    def inserts_at(self, at: int) -> bool:
        return any(edit.span == Span(at, at) and edit.text.strip() for edit in self.edits)

    def sections_at(self, at: int) -> bool:
        return any(
            edit.span == Span(at, at) and edit.text.lstrip("\n").startswith("## ") for edit in self.edits
        )

    def change_unknown(self, part: Part, old: Any, new: Any) -> None:
        (start, heading_end), (body_start, body_end) = section_place(self.source, part)
        if old.heading != new.heading:
            if not new.heading and self.s[start - 1 : start] == " ":
                start -= 1
            lead = " " if self.s[start - 1 : start] == "#" and new.heading else ""
            self.edit(start, heading_end, lead + new.heading)
        if old.body != new.body:
            self.rewritten(part)
            if not old.body:
                self.insert_body(part, new.body)
            elif new.body:
                self.edit(body_start, body_end, new.body)
            else:
                self.edit(self.content_end(part.heading.start, part.heading.end), body_end, "")

    # -- bodies ------------------------------------------------------------------------------------------

    def change_body(self, field: str, part: Part) -> None:
        if field in TABLES:
            self.change_table(field, part)
        elif field in LISTS:
            self.change_list(field, part)
        elif places := text_places(self.source, part.blocks):
            self.rewritten(part)
            self.change_text(places, self.body(field), part.end)
        else:
            self.insert_body(part, self.body(field))

    def insert_body(self, part: Part, body: str) -> None:
        """Write directly below a heading."""
        at = self.content_end(part.heading.start, part.heading.end)
        rest = self.s[part.heading.end : part.end].lstrip(" \t")
        self.edit(at, at, f"\n\n{body}" + ("\n" if rest and not rest.startswith("\n") else ""))

    def replace_blocks(self, blocks: Sequence[Block], body: str) -> None:
        """Write in the place of the first block, and take out the others."""
        first, *rest = blocks
        end = self.content_end(first.start, first.end)
        self.edit(first.start, end if body else self.skip_blanks(first.end), body)
        for block in rest:
            self.edit(block.start, block.end, "")

    def change_list(self, field: str, part: Part) -> None:
        lists = [block for block in part.blocks if block.kind == "list"]
        if not lists:
            self.insert_body(part, self.body(field))
            return
        places = item_places(self.source, part.blocks)
        if self.coarse or not places:
            self.replace_blocks(lists, self.body(field))
            return
        old = [place.value for place in places]
        if field == "other":
            self.change_other(places, old)
            return
        new = list_items(field, self.new)
        if field == "closest":
            before = dict(zip(reversed(self.old.closest), reversed(old), strict=True))
            new = [before.get(r, text) for r, text in zip(self.new.closest, new, strict=True)]
        self.change_items(field, places, old, new)

    def change_other(self, places: list[ItemPlace], old: list[str]) -> None:
        before, after = self.old.other, self.new.other
        # what comes to stand where each other item stands, and behind them all
        rest = [[item] for item in before] + [[]]
        for _, a, b, c, d in opcodes(before, after):
            rest[a:b] = [[] for _ in range(a, b)]
            rest[a][:0] = after[c:d]
        others = iter(rest)
        wanted: list[str] = []
        seen: set[str] = set()
        for item in old:
            key = other_key(item)
            if key is None or key in seen:
                wanted += next(others)
                continue
            seen.add(key)
            value = getattr(self.new, key)
            if value == getattr(self.old, key):
                wanted.append(item)
            elif value:
                wanted.append(f"{item.partition(':')[0]}: {value}")
        for key, name in OTHER_KEYS.items():
            if key not in seen and (value := getattr(self.new, key)):
                behind = key == "type" and wanted and other_key(wanted[0]) == "category"
                wanted.insert(1 if behind else 0, f"{name}: {value}")
        self.change_items("other", places, old, wanted + rest[-1])

    def change_items(self, field: str, places: list[ItemPlace], old: list[str], new: list[str]) -> None:
        for tag, a, b, c, d in opcodes(old, new):
            pairs = min(b - a, d - c) if tag == "replace" else 0
            for k in range(pairs):
                self.change_item(field, places[a + k], new[c + k])
            self.delete_lines([(places[k].start, self.own_end(places, k)) for k in range(a + pairs, b)])
            if c + pairs < d:
                self.insert_items(places, a + pairs, new[c + pairs : d])

    def own_end(self, places: list[ItemPlace], index: int) -> int:
        """Where an item ends, or the first item in it starts."""
        end = places[index].end
        if index + 1 < len(places):
            end = min(end, self.line_start(places[index + 1].start))
        return end

    def line_start(self, pos: int) -> int:
        return self.s.rfind("\n", 0, pos) + 1

    def delete_lines(self, lines: Sequence[tuple[int, int]]) -> None:
        """Take out whole lines; at the end of the text, the line end before them too."""
        runs: list[tuple[int, int]] = []
        for start, end in lines:
            start = self.line_start(start)
            if runs and start <= runs[-1][1]:
                runs[-1] = runs[-1][0], max(end, runs[-1][1])
            else:
                runs.append((start, end))
        for start, end in runs:
            self.edit(self.before_newline(start), self.before_newline(end), "")

    def before_newline(self, pos: int) -> int:
        """The end of the line before the one that starts at `pos`; `pos` if none ends there."""
        if self.s[pos - 1 : pos] != "\n":
            return pos
        return pos - 2 if self.source.text[pos - 2 : pos] == "\r\n" else pos - 1

    def append_lines(self, end: int, lines: Sequence[str]) -> None:
        """Write lines behind the one that ends at `end`, its line end included."""
        at = self.content_end(self.line_start(self.before_newline(end)), end)
        self.edit(at, at, "".join(f"\n{line}" for line in lines))

    def prefix(self, place: ItemPlace) -> str:
        return self.source.text[self.line_start(place.start) : place.text[0]]

    def change_item(self, field: str, place: ItemPlace, text: str) -> None:
        start, end = place.text
        if (
            field == "other"
            and (key := other_key(place.value))
            and key == other_key(text)
            and "\n" not in place.value
        ):
            colon = place.value.index(":") + 1
            rest = place.value[colon:]
            head = colon + len(rest) - len(rest.lstrip(" \t"))
            value = self.hang(place, text.partition(":")[2].lstrip(" "))
            self.edit(start + head, end, value if head > colon else f" {value}")
            return
        self.edit(start, end, self.hang(place, text))

    def hang(self, place: ItemPlace, text: str) -> str:
        return hang(text, len(self.prefix(place).expandtabs(4))) if "\n" in text else text

    def insert_items(self, places: list[ItemPlace], index: int, texts: Sequence[str]) -> None:
        if index < len(places) and (index == 0 or places[index - 1].end > places[index].start):
            place = places[index]
            at = self.line_start(place.start)
            self.edit(at, at, "".join(f"{self.prefix(place)}{self.hang(place, t)}\n" for t in texts))
            return
        place = places[index - 1]
        lines = [f"{self.prefix(place)}{self.hang(place, t)}" for t in texts]
        self.append_lines(place.end, lines)

    # -- tables ------------------------------------------------------------------------------------------

    def change_table(self, field: str, part: Part) -> None:
        old, new = getattr(self.old, field), getattr(self.new, field)
        places = table_places(self.source, part, field)
        if not places:
            self.insert_body(part, self.body(field))
            return
        rows = [(place, row) for place in places for row in place.rows]
        codes = opcodes(old, new)
        extended = field == "signals" and beyond_classic(Digest(signals=new)) is not None
        # with the values that made it extended goes what they came with: otherwise undo could not hold
        shrinks = (
            self.layout is CLASSIC
            and field == "signals"
            and not extended
            and beyond_classic(Digest(signals=old)) is not None
        )
        if self.coarse or not new or shrinks or self.columns_change(rows, places[0], codes, old, new):
            classic = (places[0].plan.is_classic or shrinks) and not extended
            layout = CLASSIC if classic else EXTENDED
            self.replace_blocks([place.block for place in places], write_table(field, new, layout))
            return
        for tag, a, b, c, d in codes:
            pairs = min(b - a, d - c) if tag == "replace" else 0
            for k in range(pairs):
                self.change_row(*rows[a + k], old[a + k], new[c + k], new)
            self.delete_lines([(row.start, row.end) for _, row in rows[a + pairs : b]])
            if c + pairs < d:
                table, after = rows[a + pairs - 1] if a + pairs else (places[0], places[0].delimiter)
                lines = [self.new_row(table, entry, new) for entry in new[c + pairs : d]]
                self.append_lines(after.end, lines)

    @staticmethod
    def columns_change(
        rows: Sequence[tuple[TablePlace, RowPlace]],
        first: TablePlace,
        codes: Sequence[Opcode],
        old: Sequence[Any],
        new: Sequence[Any],
    ) -> bool:
        """Whether a column must come, or one that no layout asks for has lost its last value."""
        for tag, a, b, c, d in codes:
            pairs = min(b - a, d - c) if tag == "replace" else 0
            for k in range(d - c):
                at = a + k if k < pairs else a + pairs - 1
                plan = (rows[at][0] if at >= 0 else first).plan
                if any(attribute not in plan.attributes for attribute in values_of(new[c + k])):
                    return True
                if any(name not in plan.extra for name in new[c + k].extra):
                    return True
        before = {name for entry in old for name in entry.extra}
        if before and before - {name for entry in new for name in entry.extra}:
            return True
        return (
            first.plan.entry is Topic
            and any(entry.relevancy is not None for entry in old)
            and all(entry.relevancy is None for entry in new)
        )

    def alignments(self, table: TablePlace) -> list[str]:
        found = []
        for start, end in table.delimiter.cells:
            dashes = self.s[start:end]
            left, right = dashes[:1] == ":", dashes[-1:] == ":"
            found.append("center" if left and right else "right" if right else "left")
        return found

    def widths(self, table: TablePlace) -> list[int]:
        """The width of each column between the blanks, by the delimiter row."""
        row = table.delimiter
        bounds = list(self.regions(row))
        return [max(right - left - 2, 1) for left, right in bounds]

    def regions(self, row: RowPlace) -> Iterator[tuple[int, int]]:
        """The stretches between the pipes of a row."""
        s = self.s
        start, stop = row.start, self.content_end(row.start, row.end)
        while start < stop and s[start] in " \t":
            start += 1
        if s[start : start + 1] == "|":
            start += 1
        for _, end in row.cells:
            end = s.find("|", end, stop)
            if end < 0:
                end = stop
            yield start, end
            start = end + 1

    def cell_text(self, table: TablePlace, index: int, entry: Any, alignment: str) -> str:
        plan = table.plan
        attribute = next((a for a, i in plan.attributes.items() if i == index), "")
        if attribute:
            return cell(entry, attribute, "", numeric=alignment == "right")
        name = plan.names[index]
        return cell(entry, "", name, numeric=False) if plan.extra.get(name) == index else ""

    def column_texts(self, table: TablePlace, index: int, entries: Sequence[Any], own: str) -> str:
        """The text of a cell with the blanks that bring decimal points together."""
        if not tables.is_number(own):
            return own
        place = table.block.start, index
        most = self.points.get(place)
        if most is None:  # the column is looked at once, not for each of its cells
            column = [self.cell_text(table, index, entry, "right") for entry in entries]
            most = max(map(tables.after_point, column)) if all(map(tables.is_number, column)) else -1
            self.points[place] = most
        return own + " " * (most - tables.after_point(own))

    def new_row(self, table: TablePlace, entry: Any, entries: Sequence[Any]) -> str:
        widths, alignments = self.widths(table), self.alignments(table)
        texts = []
        for index in range(table.plan.size):
            text = self.cell_text(table, index, entry, alignments[index])
            if alignments[index] == "right":
                text = self.column_texts(table, index, entries, text)
            texts.append(text)
        return tables.row(texts, widths, alignments)

    def change_row(
        self, table: TablePlace, row: RowPlace, old: Any, new: Any, entries: Sequence[Any]
    ) -> None:
        plan = table.plan
        changed = [i for name, i in plan.attributes.items() if getattr(old, name) != getattr(new, name)]
        if old.extra != new.extra:
            changed += [i for name, i in plan.extra.items() if old.extra.get(name) != new.extra.get(name)]
        alignments, widths = self.alignments(table), self.widths(table)
        regions = list(self.regions(row))
        if any(index >= len(regions) for index in changed):
            content = self.content_end(row.start, row.end)
            self.edit(row.start, content, self.new_row(table, new, entries))
            return
        for index in changed:
            left, right = regions[index]
            text = self.cell_text(table, index, new, alignments[index])
            start, end = row.cells[index]
            room = widths[index] + 2
            if right - left == room or (right - left > room and self.s[end:right] == " "):
                if alignments[index] == "right":
                    text = self.column_texts(table, index, entries, text)
                self.edit(left, right, f" {tables.pad(text, widths[index], alignments[index])} ")
            elif start == end:
                self.edit(left, right, f" {text} ")
            elif not text:
                self.edit(start, end, "")
            else:
                self.edit(start, end, text if not text.endswith("\\") else text + " ")


def edits(
    source: Source,
    blocks: Sequence[Block],
    found: Outline,
    layout: Layout,
    old: Digest,
    new: Digest,
    *,
    coarse: bool = False,
) -> list[TextEdit]:
    """The edits that make the text of a document read as another digest.

    Args:
        source: the text, with its `blocks` and its outline `found`.
        layout: the layout that new parts take.
        old: what the text reads as now.
        new: what it shall read as.
        coarse: write what has changed anew, list by list and table by table.
    """
    return _Lens(source, blocks, found, layout, old, new, coarse=coarse).run()
