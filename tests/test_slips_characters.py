"""Values that look the same are found, and so are the characters that make them differ."""

from __future__ import annotations

import pytest

import signalkit
from signalkit import Diagnostic
from signalkit.checking.fixing import fix
from signalkit.checking.rules.quoting import quote
from tests.support.clean import CHECKER

HEAD = "# __Tides__, from ([20240602](https://n.example/p/20240602).)\n\n__[External link](https://t.example/a)__"


def write(keywords: str = "* tides", themes: str = "* sea", after: str = "") -> str:
    """A clean file, unless what is given is not."""
    return (
        f"{HEAD}\n\n\n\n## Summary\n\nWater.\n\n## Keywords\n\n{keywords}\n\n## Themes\n\n{themes}\n\n{after}"
    )


def find(text: str) -> list[Diagnostic]:
    return CHECKER.check(signalkit.parse(text))


def show(text: str) -> list[tuple[str, int, str]]:
    return [(one.code, one.start[0], one.message) for one in find(text)]


def test_the_text_without_a_slip_is_clean() -> None:
    assert find(write()) == []


VARIANTS = {
    "the same": "Deep sea",
    "case": "deep SEA",
    "two spaces": "Deep  sea",
    "a no-break space": "Deep\xa0sea",
    "a zero-width space": "Deep\u200b sea",
    "a soft hyphen": "De\xadep sea",
    "a direction mark": "Deep sea\u200e",
}


@pytest.mark.parametrize("what", VARIANTS)
def test_a_keyword_that_looks_the_same(what: str) -> None:
    value = VARIANTS[what]
    found = find(write(keywords=f"* Deep sea\n* krill\n* {value}"))
    assert [(one.code, one.start[0], one.message) for one in found if one.code == "SK402"] == [
        ("SK402", 15, f"duplicate keyword {quote(value)}")
    ]
    assert {one.code for one in found} <= {"SK402", "SK015"}


def test_a_theme_in_another_normal_form() -> None:
    found = find(write(themes="* caf\xe9\n* cafe\u0301"))
    assert [(one.code, one.severity, one.start[0]) for one in found] == [
        ("SK402", "warning", 18),
        ("SK016", "info", 18),
    ]


def test_a_list_of_characters_has_one_finding_for_each_value() -> None:
    letters = "\n".join(f"* {letter}" for letter in "teeteret")
    assert show(write(keywords=letters)) == [
        ("SK402", 15, 'duplicate keyword "e" (4 times)'),
        ("SK402", 16, 'duplicate keyword "t" (3 times)'),
    ]


def test_an_item_of_other() -> None:
    other = "## Other\n\n* Category: news\n* Mood: calm\n* mood:\xa0calm\n* Category: politics\n* MOOD: calm"
    assert show(write(after=other)) == [
        ("SK420", 23, 'duplicate item "mood:\\xa0calm" in Other (3 times)'),
        ("SK015", 23, "invisible character U+00A0 no-break space"),
        ("SK420", 24, "duplicate Category: only the first is read"),
    ]


@pytest.mark.parametrize(
    ("heading", "noun"),
    [
        ("Concerns", "concern"),
        ("Behaviors", "behavior"),
        ("Technologies", "technology"),
        ("Issues", "issue"),
    ],
)
def test_a_topic(heading: str, noun: str) -> None:
    rows = "| Ebb | Low. |\n| Flood | High. |\n| ebb | Lower. |\n| EBB | Lowest. |"
    found = show(write(after=f"## {heading}\n\n| name | description |\n|---|---|\n{rows}"))
    assert found == [("SK312", 25, f'duplicate {noun} "ebb" (3 times)')]


def test_a_topic_of_a_table_without_names() -> None:
    table = "| description | src |\n|---|---|\n| Low water. | a |\n| High water. | a |\n| Low  water. | b |"
    found = show(write(after=f"## Technologies\n\n{table}"))
    assert found == [("SK312", 25, 'duplicate technology "Low  water."')]


def test_a_signal() -> None:
    header = "| name | description | change | 10-year | driving-force |\n|---|---|---|---|---|"
    rows = "| A\u200bb | 1 | 2 | 3 | 4 |\n| Ab | 1 | 2 | 3 | 4 |"
    assert show(write(after=f"## Signals\n\n{header}\n{rows}")) == [
        ("SK015", 23, "invisible character U+200B zero width space"),
        ("SK311", 24, 'duplicate signal "Ab"'),
    ]


def test_references_may_repeat() -> None:
    line = "* [A](0f343b0931126a20f133d67c2b018a3b)"
    assert show(write(after=f"## Closest\n\n{line}\n{line}")) == []


INVISIBLE = {
    "deep\xa0sea": ("deep sea", "invisible character U+00A0 no-break space"),
    "deep\u202fsea": ("deep sea", "invisible character U+202F narrow no-break space"),
    "deep\u2028sea": ("deep sea", "invisible character U+2028 line separator"),
    "deep\u200b sea": ("deep sea", "invisible character U+200B zero width space"),
    "deep\u200d sea": ("deep sea", "invisible character U+200D zero width joiner"),
    "de\xadep sea": ("deep sea", "invisible character U+00AD soft hyphen"),
    "deep \ufeffsea": ("deep sea", "invisible character U+FEFF zero width no-break space"),
    "\u202edeep sea\u202c": (
        "deep sea",
        "2 invisible characters: U+202E right-to-left override, U+202C pop directional formatting",
    ),
    "d\u2066eep\xa0sea\u2066": (
        "deep sea",
        "3 invisible characters: U+2066 left-to-right isolate, U+00A0 no-break space",
    ),
    "x\U000e0041\U000e0042": (
        "x",
        "2 invisible characters: U+E0041 tag latin capital letter a, U+E0042 tag latin capital letter b",
    ),
}


@pytest.mark.parametrize("value", INVISIBLE, ids=ascii)
def test_invisible_characters_are_named_and_can_be_removed(value: str) -> None:
    clean, message = INVISIBLE[value]
    document = signalkit.parse(write(keywords=f"* {value}"))
    assert show(document.text) == [("SK015", 13, message)]
    assert fix(document, CHECKER.check)[0] is document  # not a safe fix
    assert fix(document, CHECKER.check, unsafe=True)[0].text == write(keywords=f"* {clean}")


@pytest.mark.parametrize(
    "value",
    [
        "👩\u200d🚀",
        "❤\ufe0f\u200d🔥",
        "👩🏽\u200d🔬",
        "می\u200cخواهم",
        "क्\u200dष",
        "🏴\U000e0067\U000e0062\U000e007f",
        "北京　市",
    ],
    ids=ascii,
)
def test_characters_that_spell_something_stay(value: str) -> None:
    assert show(write(keywords=f"* {value}", themes=f"* x {value} y")) == []


def test_comments_and_front_matter_may_hold_any() -> None:
    assert show("---\na: b\xa0c\n---\n\n" + write(after="<!-- a\u200bb -->")) == []


def test_each_line_is_reported_once() -> None:
    found = show(write(keywords="* a\xa0b\xa0c\n* d\xa0e"))
    assert found == [
        ("SK015", 13, "2 invisible characters: U+00A0 no-break space"),
        ("SK015", 14, "invisible character U+00A0 no-break space"),
    ]


def test_text_in_another_normal_form_is_information() -> None:
    text = write(keywords="* cafe\u0301\n* plain", themes="* A\u030angstro\u0308m")
    [one] = find(text)
    assert (one.code, one.severity, one.start, one.end) == ("SK016", "info", (13, 6), (18, 12))
    assert one.message == "2 lines are not in Unicode normal form C"
    fixed, _ = fix(signalkit.parse(text), CHECKER.check, unsafe=True)
    assert fixed.text == write(keywords="* caf\xe9\n* plain", themes="* \xc5ngstr\xf6m")
