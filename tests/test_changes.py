"""Changes case by case: what is one change, where entries are inserted, what two people may do at once."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import pytest

import signalkit
from signalkit import (
    Change,
    Conflict,
    Digest,
    FieldTypeError,
    Link,
    MergeConflictError,
    Origin,
    PatchError,
    Reference,
    Section,
    Signal,
    Topic,
    diff,
    merge,
    patch,
)
from tests.support.steps import growth

DART = Signal(
    "DART", "A probe hits an asteroid.", "From watching to acting", "Orbits are kept clear", "Safety", 4
)
MOSS = Signal("Moss roofs", "Roofs grow moss.", "From tin to moss", "Cool cities", "Heat", 3)
WIND = Signal("Kites", "Kites make power.", "From towers to kites", "Cheap power", "Steel prices", 5)


def content(**values: Any) -> Digest:
    return Digest(**values)


def evolve(value: Any, **values: Any) -> Any:
    return attrs.evolve(value, **values)


def told(old: Digest, new: Digest) -> list[tuple[str, Any, Any]]:
    """The changes between two digests, each way checked."""
    assert patch(old, diff(old, new)) == new
    assert patch(new, diff(new, old)) == old
    return [(change.path, change.old, change.new) for change in diff(old, new)]


def words(old: str, new: str) -> list[tuple[str, Any, Any]]:
    """The changes between two lists of keywords."""
    found = told(content(keywords=old.split()), content(keywords=new.split()))
    return [(path.removeprefix("keywords"), before, after) for path, before, after in found]


# -- diff --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("ant bee", "ant bee", []),
        ("ant bee", "ant bees", [("[1]", "bee", "bees")]),
        ("ant bee", "ant fly", [("[1]", "bee", "fly")]),
        ("ant bee", "ant fly bee", [("[1]", None, "fly")]),
        ("ant bee", "ant bee fly gnat", [("[2]", None, "fly"), ("[2]", None, "gnat")]),
        ("ant bee fly", "bee", [("[0]", "ant", None), ("[2]", "fly", None)]),
        ("ant bee fly", "fly ant bee", [("[0]", None, "fly"), ("[2]", "fly", None)]),
        ("ant bee", "bees", [("[0]", "ant", None), ("[1]", "bee", "bees")]),
        ("honney wax", "bee honey wax", [("[0]", None, "bee"), ("[0]", "honney", "honey")]),
        ("ant bee fly gnat", "gnat bee fly ant", [
            ("[0]", None, "gnat"), ("[0]", "ant", None), ("[3]", None, "ant"), ("[3]", "gnat", None),
        ]),
        ("ant bee", "bee bee", [("[0]", "ant", "bee")]),
        ("ant ant", "ant", [("[1]", "ant", None)]),
    ],
)  # fmt: skip
def test_items_are_aligned(old: str, new: str, changes: list[tuple[str, Any, Any]]) -> None:
    assert words(old, new) == changes


def rows(old: list[Signal], new: list[Signal]) -> list[tuple[str, Any, Any]]:
    found = told(content(signals=old), content(signals=new))
    return [(path.removeprefix("signals"), before, after) for path, before, after in found]


def test_a_row_of_which_cells_differ_is_a_change_of_each_cell() -> None:
    changed = evolve(MOSS, change="From tin to fern", relevancy=None)
    assert rows([DART, MOSS], [DART, changed]) == [
        ("[1].change", "From tin to moss", "From tin to fern"),
        ("[1].relevancy", 3, None),
    ]


def test_a_row_is_the_same_row_if_it_shares_a_text_or_half_of_its_words() -> None:
    named = Signal("Moss roofs", "All", "else", "is", "new", 1)
    assert [path for path, _, _ in rows([DART, MOSS], [DART, named])] == [
        "[1].description", "[1].change", "[1].horizon", "[1].driving_force", "[1].relevancy",
    ]  # fmt: skip
    quoted = Signal("“Moss” roofs", "Roofs grow “moss”.", "From tin to “moss”", "“Cool” cities", "Heat!", 3)
    assert len(rows([MOSS], [quoted])) == 5
    assert rows([DART, MOSS], [DART, WIND]) == [("[1]", None, WIND), ("[1]", MOSS, None)]


def test_a_row_that_moved_is_removed_and_inserted() -> None:
    assert rows([DART, MOSS, WIND], [WIND, DART, MOSS]) == [("[0]", None, WIND), ("[2]", WIND, None)]


def test_rows_between_others_are_paired_by_likeness_in_order() -> None:
    old = [DART, MOSS, WIND]
    new = [evolve(MOSS, horizon="Green cities"), evolve(WIND, horizon="No towers")]
    assert rows(old, new) == [
        ("[0]", DART, None),
        ("[1].horizon", "Cool cities", "Green cities"),
        ("[2].horizon", "Cheap power", "No towers"),
    ]


def test_a_row_of_one_value_may_change_it() -> None:
    assert rows([Signal("Ant")], [Signal("Bee")]) == [("[0].name", "Ant", "Bee")]
    assert rows([Signal(relevancy=1)], [Signal(relevancy=2)]) == [("[0].relevancy", 1, 2)]
    assert rows([Signal()], [Signal(change="x")]) == [("[0].change", "", "x")]
    assert rows([Signal("Ant")], [Signal(change="Bee")]) == [
        ("[0]", None, Signal(change="Bee")),
        ("[0]", Signal("Ant"), None),
    ]


def test_cells_of_unknown_columns_have_paths_of_their_own() -> None:
    old = evolve(MOSS, extra={"src": "1", "a.b": "x"})
    new = evolve(MOSS, extra={"src": "2", "": "y", "note": "z"})
    assert rows([old], [new]) == [
        ("[0].extra.src", "1", "2"),
        ("[0].extra.a.b", "x", ""),
        ("[0].extra.", "", "y"),
        ("[0].extra.note", "", "z"),
    ]


def test_every_other_kind_of_value() -> None:
    old = content(
        title="Ant",
        link=Link(url="u"),
        summary="One.\n\nTwo.",
        technologies=[Topic("t", "d")],
        closest=[Reference("Ant", "1"), Reference("Bee", "2")],
        sections=[Section("Notes", "a")],
    )
    new = content(
        title="Bee",
        origin=Origin(label="20231203"),
        link=Link(url="v"),
        summary="One.\n\n2.",
        category="news",
        technologies=[Topic("t", "d", 2)],
        closest=[Reference("Ants", "1"), Reference("Fly", "3")],
        sections=[Section("Notes", "b")],
    )
    assert told(old, new) == [
        ("title", "Ant", "Bee"),
        ("origin", None, Origin(label="20231203")),
        ("link.url", "u", "v"),
        ("summary", "One.\n\nTwo.", "One.\n\n2."),
        ("category", "", "news"),
        ("technologies[0].relevancy", None, 2),
        ("closest[0].title", "Ant", "Ants"),
        ("closest[1]", None, Reference("Fly", "3")),
        ("closest[1]", Reference("Bee", "2"), None),
        ("sections[0].body", "a", "b"),
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (Change("keywords[0]", None, "a"), "insert"),
        (Change("keywords[0]", "a", None), "remove"),
        (Change("keywords[0]", "a", "b"), "replace"),
        (Change("origin", None, Origin()), "insert"),
        (Change("signals[0].relevancy", None, 3), "replace"),
        (Change("signals[0].relevancy", 3, None), "replace"),
    ],
)
def test_a_change_has_a_kind(change: Change, kind: str) -> None:
    assert change.kind == kind


def test_only_digests_have_changes() -> None:
    nothing: Any = None
    for call in (diff, partial(merge, Digest())):
        with pytest.raises(FieldTypeError, match="digest: expected Digest, got NoneType"):
            call(Digest(), nothing)
    with pytest.raises(FieldTypeError, match="digest: expected Digest"):
        patch(nothing, ())


# -- patch -------------------------------------------------------------------------------------------------

BASE = content(title="Ant", origin=Origin(label="1"), keywords=["ant", "bee"], signals=[MOSS])
MOSS_EXTRA = evolve(MOSS, extra={"a": "b"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], BASE),
        ([Change("signals[0]", MOSS, DART)], evolve(BASE, signals=[DART])),
        ([Change("link.url", "", "u")], evolve(BASE, link=Link(url="u"))),
        ([Change("origin", BASE.origin, None)], evolve(BASE, origin=None)),
        ([Change("signals[0].extra", {}, {"a": "b"})], evolve(BASE, signals=[MOSS_EXTRA])),
        (
            [
                Change("keywords[2]", None, "x"),
                Change("keywords[1]", "bee", None),
                Change("keywords[2]", None, "y"),
            ],
            evolve(BASE, keywords=["ant", "x", "y"]),
        ),
    ],
)  # fmt: skip
def test_changes_made_by_hand_fit(changes: list[Change], expected: Digest) -> None:
    assert patch(BASE, iter(changes)) == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Change("title", "Bee", "Fly"), "title: expected 'Bee', found 'Ant'"),
        (Change("title", "Ant", 5), "title: expected str, got 5"),
        (Change("title", "Ant", None), "title: expected str, got None"),
        (Change("titel", "Ant", "Bee"), "titel: a digest has no field 'titel'; did you mean 'title'?"),
        (Change("origin.url", "x", "y"), "origin.url: expected 'x', found ''"),
        (Change("origin", None, Origin()), "origin: expected None, found Origin(label='1', url='')"),
        (Change("origin.label", "1", 2), "origin.label: expected str, got 2"),
        (Change("keywords[1]", "ant", None), "keywords[1]: expected 'ant', found 'bee'"),
        (Change("keywords[0]", "ant", 5), "keywords[0]: expected str, got 5"),
        (Change("keywords[2]", "x", "y"), "keywords[2]: index 2 is out of range; there are 2 values"),
        (Change("keywords[3]", None, "y"), "keywords[3]: index 3 is out of range; there are 2 values"),
        (Change("keywords[2]", None, 5), "keywords[2]: expected str, got 5"),
        (Change("keywords[2]", None, None), "keywords[2]: expected str, got None"),
        (Change("keywords", ("ant", "bee"), ()), "keywords: keywords has several values; change one"),
        (Change("signals[0]", MOSS, "x"), "signals[0]: expected Signal, got 'x'"),
        (Change("signals[1]", None, Topic("x")), "signals[1]: expected Signal, got Topic(name='x'"),
        (Change("signals[0].relevancy", 3, "4"), "signals[0].relevancy: expected int or None, got '4'"),
        (Change("signals[0].extra.src", "", None), "signals[0].extra.src: expected str, got None"),
        (Change("signals[0].extra", {}, {"src": 3}), "signals[0].extra: expected str, got {'src': 3}"),
        (Change("signals[0].colour", "", "red"), "signals[0].colour: a signal has no field 'colour'"),
    ],
)  # fmt: skip
def test_a_change_that_does_not_fit_says_why(change: Change, message: str) -> None:
    with pytest.raises(PatchError) as caught:
        patch(BASE, [change])
    assert str(caught.value).startswith(message)
    assert caught.value.change is change
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    "paths",
    [
        ["signals[0]", "signals[0].name"],
        ["signals[0].name", "signals[0]"],
        ["signals[0].extra", "signals[0].extra.src"],
        ["signals[0].extra.src", "signals[0].extra"],
        ["signals[0].name", "signals[0].name"],
        ["origin.url", "origin"],
        ["keywords[1]", "keywords[01]"],
    ],
)
def test_a_value_is_not_changed_twice(paths: list[str]) -> None:
    document = signalkit.parse("").with_digest(BASE)
    changes = [Change(path, document.value_of(path), document.value_of(path)) for path in paths]
    with pytest.raises(PatchError, match="this value is changed twice") as caught:
        patch(BASE, changes)
    assert caught.value.change is changes[1]


# -- merge -------------------------------------------------------------------------------------------------


def merge_words(base: str, ours: str, theirs: str) -> str:
    three = [content(keywords=words.split()) for words in (base, ours, theirs)]
    return " ".join(merge(*three).keywords)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("ant bee", "ant bee fly", "ant bee gnat", "ant bee fly gnat"),
        ("ant bee", "ant bee fly", "ant bee fly", "ant bee fly"),
        ("ant bee", "fly ant bee", "ant bee fly", "fly ant bee"),
        ("ant bee", "ants bee", "ant bees", "ants bees"),
        ("ant bee", "bee", "ant", ""),
        ("ant bee", "ants bee", "ant", "ants"),
        ("ant bee fly", "fly ant bee", "ant bee flies", "flies ant bee"),
        ("ant bee fly", "ant bee flies", "fly ant bee", "flies ant bee"),
        ("ant bee fly", "fly ant bee", "ant bee", "ant bee"),
        ("ant bee fly", "fly ant bee", "ant fly bee", "fly ant bee"),
        ("ant bee fly", "fly ant bee", "ant bee fly fly", "fly ant bee fly"),
        ("", "ant bee", "bee fly", "ant bee fly"),
    ],
)
def test_items_are_merged(base: str, ours: str, theirs: str, expected: str) -> None:
    assert merge_words(base, ours, theirs) == expected


def conflicts(base: Digest, ours: Digest, theirs: Digest) -> tuple[Conflict, ...]:
    with pytest.raises(MergeConflictError) as caught:
        merge(base, ours, theirs)
    return caught.value.conflicts


def test_all_conflicts_are_reported_with_all_their_values() -> None:
    base = content(title="a", keywords=["ant", "bee"], signals=[MOSS, DART, WIND])
    other = evolve(MOSS, change="x")
    ours = content(title="b", keywords=["ants"], signals=[other, DART])
    kite = evolve(WIND, name="k")
    theirs = content(title="c", keywords=["ant", "bees"], signals=[evolve(MOSS, change="y"), DART, kite])
    assert conflicts(base, ours, theirs) == (
        Conflict("title", "a", "b", "c"),
        Conflict("keywords[1]", "bee", None, "bees"),
        Conflict("signals[0].change", MOSS.change, "x", "y"),
        Conflict("signals[2]", WIND, None, kite),
    )  # fmt: skip
    with pytest.raises(MergeConflictError) as caught:
        merge(base, ours, theirs)
    assert str(caught.value) == (
        "4 values changed differently on both sides: title, keywords[1], signals[0].change, signals[2]"
    )
    assert pickle.loads(pickle.dumps(caught.value)).conflicts == caught.value.conflicts


def test_origin_and_link_are_merged_by_their_values() -> None:
    base = content(origin=Origin(label="1", url="u"))
    ours, theirs = content(origin=Origin(label="2", url="u")), content(origin=Origin(label="1", url="v"))
    assert merge(base, ours, theirs).origin == Origin(label="2", url="v")
    assert conflicts(base, Digest(), theirs) == (Conflict("origin", base.origin, None, theirs.origin),)
    assert conflicts(Digest(), ours, theirs) == (Conflict("origin", None, ours.origin, theirs.origin),)


def test_cells_of_one_row_are_merged() -> None:
    base = content(signals=[evolve(MOSS, extra={"src": "1", "note": "n"})])
    ours = content(signals=[evolve(MOSS, change="x", extra={"src": "2", "note": "n"})])
    theirs = content(signals=[evolve(MOSS, horizon="y", relevancy=None, extra={"src": "1", "new": "z"})])
    assert merge(base, ours, theirs).signals == (
        evolve(MOSS, change="x", horizon="y", relevancy=None, extra={"src": "2", "new": "z"}),
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("A.\n\nB.", "A!\n\nB.", "A.\n\nB!", "A!\n\nB!"),
        ("A.", "A.\n\nB.", "0.\n\nA.", "0.\n\nA.\n\nB."),
        ("A.\n\nB.", "A.", "A!\n\nB.", "A!"),
        ("A.\n\nB.", "A.", "B.", None),  # nothing would be left
        ("A.\n\nB.", "A!\n\nB.", "A?\n\nB.", None),
        ("A.\n\nB.", "A.", "A.\n\nB!", None),
        ("", "A.", "B.", None),
        ("A.", "", "B.", None),
        ("A.\n\n\nB.", "A!\n\n\nB.", "A.\n\n\nB!", None),  # not as paragraphs are written
    ],
)
def test_paragraphs_are_merged(base: str, ours: str, theirs: str, expected: str | None) -> None:
    wraps: tuple[Callable[[str], Digest], ...] = (
        lambda text: content(summary=text),
        lambda text: content(preamble=text),
        lambda text: content(sections=[Section("Notes", text)]),
    )
    for wrap in wraps:
        three = [wrap(text) for text in (base, ours, theirs)]
        if expected is None:
            [conflict] = conflicts(*three)
            assert (conflict.base, conflict.ours, conflict.theirs) == (base, ours, theirs)
            assert conflict.path in ("summary", "preamble", "sections[0].body")
        else:
            assert merge(*three) == wrap(expected)


# -- files -------------------------------------------------------------------------------------------------

FILE = """# __Moss__, (from page [20240101](https://n.example).)

__[External link](https://a.example)__



## Keywords

* moss
* roofs

## Themes

* cities

## Signals

| name   | description   | change   | 10-year   | driving-force   |   relevancy |
|:-------|:--------------|:---------|:----------|:----------------|------------:|
| Ant    | a             | b        | c         | d               |           4 |
| Bee    | e             | f        | g         | h               |           3 |

## Closest

* [Ferns](0123456789abcdef0123456789abcdef)
* [Tin](123456789abcdef0123456789abcdef0)
"""


TIN = "* [Tin](123456789abcdef0123456789abcdef0)\n"


def merge_files(ours: str, theirs: str) -> str:
    base, mine, other = map(signalkit.parse, (FILE, ours, theirs))
    return mine.with_digest(merge(base.digest, mine.digest, other.digest)).text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(("* roofs", "* roofs\n* heat"), ("* moss", "* cool\n* moss"), id="keywords"),
        pytest.param(("| b  ", "| bb "), ("| g  ", "| gg "), id="cells of different rows"),
        pytest.param(("| b  ", "| bb "), ("| c  ", "| cc "), id="cells of one row"),
        pytest.param(("__Moss__", "__Mosses__"), (TIN, ""), id="closest"),
        pytest.param(("\n* roofs", "\n- roofs  "), ("* cities", "* towns"), id="form and content"),
        pytest.param(("| Ant    | a             | b ", "| Ant | a | b "), ("| h  ", "| hh "), id="a row"),
    ],
)  # fmt: skip
def test_both_edits_are_in_the_file_of_ours(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    both = FILE.replace(*ours).replace(*theirs)
    assert both.count("\n") != 0 != FILE.count(ours[0])
    assert merge_files(FILE.replace(*ours), FILE.replace(*theirs)) == both


def test_a_table_that_was_padded_anew_stays_so() -> None:
    padded = FILE.replace("| a             |", "| a    |").replace("| e             |", "| e    |")
    edited = FILE.replace("| f        |", "| ff       |")
    assert merge_files(padded, edited) == padded.replace("| f        |", "| ff       |")
    assert signalkit.parse(merge_files(edited, padded)).text == edited


# -- effort ------------------------------------------------------------------------------------------------


def table(size: int, **values: Any) -> list[Signal]:
    return [Signal(f"name {k}", f"text of {k}", **values) for k in range(size)]


REVISIONS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "one cell": lambda rows: [evolve(rows[0], change="x"), *rows[1:]],
    "a cell of every row": lambda rows: [evolve(row, change="x") for row in rows],
    "every second row": lambda rows: rows[::2],
    "one more, one less": lambda rows: [Signal("new"), *rows[:-1]],
    "turned around": lambda rows: rows[::-1],
    "all others": lambda rows: [Signal(f"other {k}") for k in range(len(rows))],
    "the same": lambda rows: [Signal("same")] * len(rows),
}


@pytest.mark.lengthy
@pytest.mark.parametrize("name", REVISIONS)
def test_effort_is_linear(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signalkit.model.align._MOST", 100)  # as with many more rows

    def work(size: int) -> None:
        base = content(signals=table(size))
        ours = content(signals=REVISIONS[name](list(base.signals)))
        theirs = content(signals=table(size, horizon="y"))
        changes = diff(base, ours)
        assert patch(base, changes) == ours
        try:
            merge(base, ours, theirs)
        except MergeConflictError:
            assert name in ("every second row", "one more, one less", "all others", "the same")

    assert growth(work, 100) < 6


def test_few_changes_of_a_long_table_are_few() -> None:
    rows = table(10_000)
    new = [Signal("new"), *rows[:5000], evolve(rows[5000], change="x"), *rows[5001:-1]]
    base, ours = content(signals=rows), content(signals=new)
    assert [change.path for change in diff(base, ours)] == [
        "signals[0]",
        "signals[5000].change",
        "signals[9999]",
    ]
    theirs = content(signals=[rows[1], rows[0], *rows[2:9000], evolve(rows[9000], horizon="y"), *rows[9001:]])
    assert len(diff(base, theirs)) == 3
    assert len(diff(base, merge(base, ours, theirs))) == 6
