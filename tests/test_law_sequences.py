"""The lens over many edits: what holds for one change holds for fifty, one after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Document, Section, Signal, Topic
from signalkit.codec.widths import MEASURES
from signalkit.document import format_document
from signalkit.model.layout import choose_layout
from signalkit.model.schema import LISTS, TABLES
from signalkit.syntax.text import normalize_newlines
from tests.support.pool import digests, documents
from tests.support.profiles import fewer
from tests.support.samples import takes

SEVERAL = ("keywords", "themes", "other", "closest", *sorted(TABLES))
STEPS = 50
WORDS = st.sampled_from(["drift", "北京", "a | b", "x" * 30, "שלום", "e-ink 5G", "C#"])
OTHERS = st.tuples(digests(1), digests(2), digests(3))
FEWER = fewer(20)  # each is worth fifty

Draw = Callable[..., Any]


# -- edits -------------------------------------------------------------------------------------------------


def change_value(draw: Draw, digest: Digest, field: str, _: Sequence[Digest]) -> list[Any]:
    entries = list(getattr(digest, field))
    at = draw(st.integers(0, len(entries) - 1))
    one = entries[at]
    if isinstance(one, Signal | Topic):
        name = draw(
            st.sampled_from(
                [n for n in attrs.fields_dict(type(one)) if n in ("name", "description", "change")]
            )
        )
        entries[at] = attrs.evolve(one, **{name: draw(WORDS)})
    else:
        entries[at] = attrs.evolve(one, title=draw(WORDS)) if field == "closest" else draw(WORDS)
    return entries


def insert(draw: Draw, digest: Digest, field: str, pool: Sequence[Digest]) -> list[Any]:
    entries = list(getattr(digest, field))
    more = [entry for other in pool for entry in getattr(other, field)]
    if more:
        entries.insert(draw(st.integers(0, len(entries))), draw(st.sampled_from(more)))
    return entries


def delete(draw: Draw, digest: Digest, field: str, _: Sequence[Digest]) -> list[Any]:
    entries = list(getattr(digest, field))
    del entries[draw(st.integers(0, len(entries) - 1))]
    return entries


def reorder(draw: Draw, digest: Digest, field: str, _: Sequence[Digest]) -> list[Any]:
    entries: list[Any] = draw(st.permutations(getattr(digest, field)))
    return entries


def edit(draw: Draw, digest: Digest, pool: Sequence[Digest]) -> Digest:
    """The digest with something else in it: a field, an entry, a value of an entry, another order."""
    field = draw(st.sampled_from(attrs.fields(Digest))).name
    if field not in SEVERAL or draw(st.integers(0, 4)) == 0:
        return attrs.evolve(digest, **{field: getattr(draw(st.sampled_from(pool)), field)})
    edits = [insert, change_value, delete, reorder] if getattr(digest, field) else [insert]
    changes: dict[str, Any] = {field: tuple(draw(st.sampled_from(edits))(draw, digest, field, pool))}
    return attrs.evolve(digest, **changes)


# -- how large a change is ---------------------------------------------------------------------------------


def lines_of(text: str) -> Counter[str]:
    return Counter(line.strip() for line in normalize_newlines(text).split("\n"))


def lines_between(one: str, two: str) -> int:
    """How many lines of either text are not in the other, whichever are more."""
    before, after = lines_of(one), lines_of(two)
    return max((before - after).total(), (after - before).total())


def columns_of(entries: Sequence[Any]) -> set[str]:
    """The columns that entries need, as far as that depends on them."""
    names = {name for entry in entries for name in entry.extra}
    return names | {name for name in ("relevancy", "description") for one in entries if getattr(one, name)}


def lines_needed(before: Digest, after: Digest) -> int:
    """How many lines of a file the difference between two digests is worth."""
    needed = 0
    for field in attrs.fields_dict(Digest):
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            continue
        if not old or not new:
            needed += 5  # a heading, blank lines around it, the two first lines of a table
        if field == "sections":
            needed += sum(one.body.count("\n") + 5 for one in (*old, *new) if isinstance(one, Section))
        elif field in LISTS | TABLES:
            olds, news = Counter(old), Counter(new)
            needed += max((olds - news).total(), (news - olds).total()) or len(new)
            if field in TABLES and (columns_of(old) != columns_of(new) or any(one.extra for one in old)):
                # The table may be written anew: for a column, or since one of several has others.
                needed += len(old) + len(new) + 2
        else:
            needed += 1 + sum(value.count("\n") for value in (old, new) if isinstance(value, str))
    return needed


# -- laws --------------------------------------------------------------------------------------------------


def tables_stay(before: Digest, after: Digest) -> bool:
    """Whether no table is written as a whole: because it is new, or for columns that come or go."""
    return all(
        old and columns_of(old) == columns_of(new)
        for field in TABLES
        if (old := getattr(before, field)) != (new := getattr(after, field)) and new
    )


class Stayed(NamedTuple):
    """What was the same after each of several edits."""

    tables: bool
    layout: bool


def edit_often(data: st.DataObject, doc: Document) -> tuple[Document, Stayed]:
    """The document after up to fifty edits, and whether its tables and its layout stayed.

    Put-get and the size of the change are looked at after each.
    """
    pool = data.draw(OTHERS)
    before, needed, tables, layout = doc.text, 0, True, True
    first = choose_layout(doc.digest, "auto")
    for _ in range(data.draw(st.integers(1, STEPS))):
        digest = edit(data.draw, doc.digest, pool)
        if takes(digest):
            needed += lines_needed(doc.digest, digest)
            tables = tables and tables_stay(doc.digest, digest)
            layout = layout and choose_layout(digest, "auto") is first
            doc = doc.with_digest(digest)
            assert doc.digest == digest
            assert signalkit.parse(doc.text).digest == digest
            assert lines_between(before, doc.text) <= needed
    return doc, Stayed(tables, layout)


def without_padding(text: str) -> str:
    """A text with each run of spaces, and each of dashes with its colons, as one."""
    return re.sub(":?-+:?", "-", re.sub(" +", " ", text))


def is_measured_alike(text: str) -> bool:
    """Whether the rows of tables are equally wide for every producer."""
    return all(len({measure(line) for measure in MEASURES}) == 1 for line in text.split("\n") if "|" in line)


@FEWER
@given(documents(), st.data())
def test_law_put_get_after_each_of_many_edits(text: str, data: st.DataObject) -> None:
    edit_often(data, signalkit.parse(text))


@FEWER
@given(digests(4), st.data())
def test_law_undo_of_many_edits(digest: Digest, data: st.DataObject) -> None:
    assume(takes(digest))
    doc = signalkit.parse(signalkit.serialize(digest))
    edited, stayed = edit_often(data, doc)
    undone = edited.with_digest(digest)
    assert undone.digest == digest
    # What appeared in between has the form and place of the layout of that time: an origin, a summary.
    if stayed.layout:
        if stayed.tables:
            assert undone.text == doc.text
        # A table that was rewritten in between has kept the widths of that time, as locality wants it; the
        # result may then be what a producer with another measure of width writes, which `format` keeps.
        formatted = format_document(undone).text
        assert without_padding(formatted) == without_padding(doc.text)
        assert formatted == doc.text or not (is_measured_alike(edited.text) and is_measured_alike(doc.text))
