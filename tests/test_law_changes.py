"""The laws of changes: what `diff` finds, `patch` applies and `merge` puts together."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import signalkit
from signalkit import Change, Conflict, Digest, Document, MergeConflictError, PatchError, diff, merge, patch
from signalkit.model.paths import get_value, parse_path, replace_value
from signalkit.model.schema import ENTRY_TYPES, FIELDS, TABLES
from tests.support import profiles
from tests.support.edits import join, revise
from tests.support.pool import HANDS, choices, digests, parts, pooled
from tests.support.profiles import fewer
from tests.support.samples import digest_files, takes

WORD = "Xylophone"
NUMBERS = range(HANDS)
FEWER = fewer(4)
REAL = [document for path in digest_files() if takes((document := signalkit.load(path)).digest)]


class Sides(NamedTuple):
    """A digest, and what two people made of it."""

    base: Digest
    ours: Digest
    theirs: Digest


def revisions() -> st.SearchStrategy[Sides]:
    """Digests with two revisions each."""
    if profiles.FRESH:
        numbers = st.integers(0, 10**6)
        drawn = st.tuples(digests(1), digests(2), digests(3), numbers, numbers)
        return drawn.map(lambda them: sides(*them))
    return st.deferred(lambda: choices(revised()))


@cache
def revised() -> list[Sides]:
    pool = pooled("digest")
    draw = random.Random(17)
    return [
        sides(draw.choice(pool), draw.choice(pool), draw.choice(pool), number, -number)
        for number in range(1, HANDS)
    ]


def sides(one: Digest, two: Digest, other: Digest, number: int, another: int) -> Sides:
    base = join(one, two)
    return Sides(base, revise(base, other, number), revise(base, other, another))


def merged(three: Sides) -> Digest:
    """The merge of two sides; an example in which they conflict is left out."""
    try:
        return merge(*three)
    except MergeConflictError:
        assume(False)
        raise


def paths_of(digest: Digest) -> Iterator[str]:
    """The paths of all single values, and of some that are not there yet."""
    for name, field in FIELDS.items():
        value = getattr(digest, name)
        for path, entry in [(f"{name}[{i}]", one) for i, one in enumerate(value)] if field.several else []:
            yield from paths_of_entry(path, entry)
        if not field.several:
            yield from paths_of_entry(name, value)


def paths_of_entry(path: str, entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield path
    for attribute in attrs.fields(type(entry)) if attrs.has(type(entry)) else ():
        columns = {**getattr(entry, "extra", {}), "new": ""}
        if attribute.name == "extra":
            yield from (f"{path}.extra.{column}" for column in columns)
        else:
            yield f"{path}.{attribute.name}"


def value_of(digest: Digest, path: str) -> Any:
    return get_value(digest, parse_path(path, digest))


def with_value(digest: Digest, path: str) -> Digest:
    """The digest with another value at a path."""
    return replace_value(digest, parse_path(path, digest), 77 if path.endswith(".relevancy") else WORD)


# -- diff --------------------------------------------------------------------------------------------------


@given(digests(1), digests(2))
def test_law_a_diff_is_empty_if_equal_and_only_then(one: Digest, two: Digest) -> None:
    assert diff(one, one) == diff(one, attrs.evolve(one)) == ()
    assert (diff(one, two) == ()) is (one == two)


@given(parts("digest", lambda digest: list(paths_of(digest))))
def test_law_one_value_changed_is_one_change(part: tuple[Digest, str]) -> None:
    digest, path = part
    changed = with_value(digest, path)
    [change] = diff(digest, changed)
    assert change == Change(path, value_of(digest, path), value_of(changed, path))
    assert change.kind == "replace"


def places(digest: Digest) -> list[tuple[str, int]]:
    return [(name, at) for name in ENTRY_TYPES for at in range(len(getattr(digest, name)))]


@FEWER
@given(parts("digest", places), choices(("", "Fern", "Moss and fern"), 2))
def test_law_one_entry_more_or_less_is_one_change(part: tuple[Digest, tuple[str, int]], word: str) -> None:
    digest, (name, at) = part
    entries = getattr(digest, name)
    entry = word if name in ("keywords", "themes", "other") else ENTRY_TYPES[name](word)
    more_entries: Any = {name: (*entries[:at], entry, *entries[at:])}
    longer = attrs.evolve(digest, **more_entries)
    [more] = diff(digest, longer)
    assert (more.kind, more.old, more.new) == ("insert", None, entry)
    [less] = diff(longer, digest)
    assert (less.kind, less.old, less.new) == ("remove", entry, None)
    if entry not in entries:
        assert more.path == less.path == f"{name}[{at}]"


# -- patch -------------------------------------------------------------------------------------------------


@given(digests(1), digests(2), revisions())
def test_law_a_patch_makes_the_new_digest_of_the_old(one: Digest, two: Digest, three: Sides) -> None:
    for old, new in ((one, two), three[:2], three[1:]):
        assert patch(old, diff(old, new)) == new


@FEWER
@given(revisions())
def test_law_changes_do_not_depend_on_each_other(three: Sides) -> None:
    changes = diff(three.base, three.ours)
    other_order = sorted(changes, key=lambda change: change.path, reverse=True)  # equal ones keep theirs
    assert patch(three.base, other_order) == three.ours
    result = patch(three.base, changes[::2])
    for name in ENTRY_TYPES:
        sizes = [len(getattr(digest, name)) for digest in (three.base, three.ours)]
        assert len(getattr(result, name)) <= sum(sizes)


@FEWER
@given(revisions(), choices(NUMBERS, 3))
def test_law_a_change_that_does_not_fit_is_refused(three: Sides, number: int) -> None:
    changes = list(diff(three.base, three.ours))
    assume(changes)
    at = number % len(changes)
    change = changes[at]
    if change.kind == "insert" and "[" in change.path:
        name = change.path.partition("[")[0]
        wrong = attrs.evolve(change, path=f"{name}[{len(getattr(three.base, name)) + 1}]")
    else:
        wrong = attrs.evolve(change, old=b"nothing like it")
        with pytest.raises(PatchError, match="changed twice"):
            patch(three.base, [*changes, change])
    with pytest.raises(PatchError) as caught:
        patch(three.base, [*changes[:at], wrong, *changes[at + 1 :]])
    assert caught.value.change is wrong
    assert str(caught.value).startswith(f"{wrong.path}: ")


# -- merge -------------------------------------------------------------------------------------------------


@fewer(2)
@given(digests(1), digests(2), revisions())
def test_law_a_merge_with_what_did_not_change_is_the_other_side(
    one: Digest, two: Digest, three: Sides
) -> None:
    for base, new in ((one, two), three[:2], three[1:]):
        assert merge(base, new, base) == merge(base, base, new) == merge(base, new, new) == new


@FEWER
@given(revisions())
def test_law_merge_is_symmetric(three: Sides) -> None:
    base, ours, theirs = three
    conflicts = conflicts_of(three)
    turned = [Conflict(c.path, c.base, c.theirs, c.ours) for c in conflicts]
    assert turned == list(conflicts_of(Sides(base, theirs, ours)))
    if conflicts:
        return
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    check_kept(three, one)
    meeting = inserted_at(base, ours) & inserted_at(base, theirs)
    for name in FIELDS:
        if name in ENTRY_TYPES:
            assert Counter(getattr(one, name)) == Counter(getattr(other, name))
        if not any(path.startswith(f"{name}[") for path in meeting):
            same = getattr(one, name) == getattr(other, name)
            assert same or name in ("summary", "preamble", "sections")  # paragraphs may meet, too


def check_kept(three: Sides, result: Digest) -> None:
    """Check that entries of which both sides have as many as the base are still there."""
    for name in ENTRY_TYPES:
        base, ours, theirs, found = (Counter(getattr(digest, name)) for digest in (*three, result))
        for entry, number in base.items():
            if ours[entry] == theirs[entry] == number:
                assert found[entry] >= number


def inserted_at(base: Digest, side: Digest) -> set[str]:
    return {change.path for change in diff(base, side) if change.kind == "insert"}


@fewer(2)
@given(revisions())
def test_law_changes_to_different_values_never_conflict_others_do(three: Sides) -> None:
    our, their = diff(three.base, three.ours), diff(three.base, three.theirs)
    conflicts = {conflict.path: conflict for conflict in conflicts_of(three)}
    for path in conflicts:
        for changes in (our, their):
            assert any(is_near(path, other) for other in values_of(changes))
    ours = {change.path: change for change in our if change.kind == "replace"}
    for change in their:
        other = ours.get(change.path)
        in_paragraphs = change.path.endswith(("preamble", "summary", ".body"))
        if change.kind == "replace" and other and other.new != change.new and not in_paragraphs:
            assert conflicts[change.path] == Conflict(change.path, change.old, other.new, change.new)


def conflicts_of(three: Sides) -> tuple[Conflict, ...]:
    try:
        merge(*three)
    except MergeConflictError as error:
        return error.conflicts
    return ()


@FEWER
@given(revisions())
def test_law_a_merge_applies_the_changes_of_both(three: Sides) -> None:
    base, ours, theirs = three
    our, their = diff(base, ours), diff(base, theirs)
    assume(not any(is_near(one, other) for one in values_of(our) for other in values_of(their)))
    assume(not added(our) & added(their))
    assert merge(base, ours, theirs) == patch(base, [*our, *their])


def values_of(changes: Sequence[Change]) -> set[str]:
    """The values of the base that changes are of: entries that are inserted are none."""
    return {change.path for change in changes if change.kind != "insert" or "[" not in change.path}


def added(changes: Sequence[Change]) -> set[Any]:
    return {change.new for change in changes if change.kind == "insert"}


def is_near(one: str, other: str) -> bool:
    """Whether two paths are of one value, or of a value and a part of it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


@FEWER
@given(digests(), choices(NUMBERS, 1))
def test_law_all_conflicts_are_reported_at_once(digest: Digest, number: int) -> None:
    draw = random.Random(number)
    chosen: dict[str, str] = {}  # one value of each field
    for path in paths_of(digest):
        name = path.partition(".")[0].partition("[")[0]
        if path.rpartition(".")[2] != "relevancy" and (name not in chosen or draw.random() < 0.3):
            chosen[name] = path
    ours = theirs = digest
    for path in chosen.values():
        ours = replace_value(ours, parse_path(path, ours), "Ours")
        theirs = replace_value(theirs, parse_path(path, theirs), "Theirs")
    with pytest.raises(MergeConflictError) as caught:
        merge(digest, ours, theirs)
    assert caught.value.conflicts == tuple(
        Conflict(path, value_of(digest, path), "Ours", "Theirs") for path in chosen.values()
    )


# -- files -------------------------------------------------------------------------------------------------


def words_in(text: str) -> list[str]:
    """The paths of texts that one line holds, and that can be another word without changing their kind."""
    digest = signalkit.parse(text).digest
    return [path for path in paths_of(digest) if is_word(digest, path)]


def is_word(digest: Digest, path: str) -> bool:
    value = value_of(digest, path)
    if not isinstance(value, str) or not value or "\n" in value:
        return False
    name, _, attribute = path.partition(".")
    if name.startswith("closest["):  # an item that is not a link becomes one if it gets an id
        reference = value_of(digest, name)
        return bool(reference.id) and "\n" not in reference.title
    return name not in ("summary", "preamble") and attribute not in ("heading", "body")


@FEWER
@given(parts("document", words_in), digests(2), choices(NUMBERS, 1))
def test_law_ours_keeps_every_byte_that_theirs_does_not_touch(
    part: tuple[str, str], other: Digest, number: int
) -> None:
    text, path = part
    document = signalkit.parse(text)
    base = document.digest
    revised = revise(base, other, number)
    assume(takes(revised))
    ours = document.with_digest(revised)
    result = merged(Sides(base, revised, with_value(base, path)))
    changes = diff(revised, result)
    assert len(changes) <= 1
    for change in changes:
        assert change.new == WORD
        check_bytes(ours, change.path, result)


def check_bytes(ours: Document, path: str, result: Digest) -> None:
    """Check that only the bytes of one value change; in a table, only its row."""
    after = ours.with_digest(result).text
    name = path.partition("[")[0]
    if name in TABLES:
        span = ours.span_of(path.partition(".")[0])
        assert after.startswith(ours.text[: span.start])
        assert after.endswith(ours.text[span.end :])
    else:
        span = ours.span_of(path)
        assert after == ours.text[: span.start] + WORD + ours.text[span.end :]


@FEWER
@given(choices(REAL), digests(2), choices(NUMBERS, 1), choices(NUMBERS, 2))
def test_law_ours_keeps_the_sections_that_theirs_does_not_touch(
    document: Document, other: Digest, number: int, another: int
) -> None:
    base = document.digest
    three = Sides(base, revise(base, other, number), revise(base, other, another))
    result = merged(three)
    assume(takes(three.ours) and takes(result))
    ours = document.with_digest(three.ours)
    after = ours.with_digest(result)
    assert after.digest == result
    touched = {change.path.partition(".")[0].partition("[")[0] for change in diff(three.ours, result)}
    touched |= {"other", "category", "type"} if touched & {"other", "category", "type"} else set()
    for name in FIELDS:
        if name not in touched and getattr(result, name):
            assert bytes_of(after, name) == bytes_of(ours, name), name


def bytes_of(document: Document, name: str) -> str:
    span = document.span_of(name)
    return document.text[span.start : span.end].rstrip("\r\n")
