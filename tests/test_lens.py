"""The lens: which edits make a file say something else. That they do is a law; here is how they look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Link, Origin, Reference, Section, Signal, Topic
from signalkit.codec.detect import choose_style
from signalkit.codec.lens import apply, find_edits
from signalkit.codec.read import Parsed
from signalkit.model.align import align
from tests.support.profiles import fewer

SPEC = Path(__file__).parent / "data" / "edits.txt"
CASE = re.compile(
    r"^%% (?P<name>.*)\n(?P<before>(?s:.*?))^%> (?P<change>.*)(?P<after>(?s:.*?))(?=\n\n%% |\Z)", re.M
)
NAMES = {kind.__name__: kind for kind in (Link, Origin, Reference, Section, Signal, Topic)}


def plain(text: str) -> str:
    return text.replace("→", "\t").replace("␍", "\r").replace("␠", " ").removesuffix("∎")


def cases() -> list[Any]:
    return [
        pytest.param(plain(before.removesuffix("\n")), change, plain(after.removeprefix("\n")), id=name)
        for name, before, change, after in CASE.findall(SPEC.read_text("utf-8").rstrip("\n"))
    ]


def put(entries: tuple[Any, ...], index: int, **fields: object) -> tuple[Any, ...]:
    return (*entries[:index], attrs.evolve(entries[index], **fields), *entries[index + 1 :])


def changed(text: str, change: str) -> tuple[signalkit.Document, Digest]:
    doc = signalkit.parse(text)
    fields = eval(f"dict({change})", {**NAMES, "d": doc.digest, "put": put})
    return doc, attrs.evolve(doc.digest, **fields)


def edited(doc: signalkit.Document, digest: Digest, *, coarse: bool = False) -> str:
    """The text after the edits of one road, whatever they read back as."""
    parsed = Parsed(doc.text)
    return apply(doc.text, find_edits(parsed, digest, choose_style(parsed, digest), coarse=coarse))


@pytest.mark.parametrize(("before", "change", "after"), cases())
def test_edits_are_those_of_the_specification(before: str, change: str, after: str) -> None:
    doc, digest = changed(before, change)
    assert digest != doc.digest
    assert edited(doc, digest) == after
    assert doc.with_digest(digest).text == after


def test_every_case_of_the_specification_is_found() -> None:
    assert len(cases()) == len(re.findall("^%% ", SPEC.read_text("utf-8"), re.M)) > 100


def test_a_bom_stays_first() -> None:
    doc = signalkit.parse("\ufeff# A").evolve(title="B", link=Link(text="x", url="u"), summary="s")
    assert doc.text == "\ufeff# B\n\n__[x](u)__\n\n\n\n## Summary\n\ns"
    assert signalkit.parse("\ufeff").evolve(summary="s").text == "\ufeff## Summary\n\ns"


@pytest.mark.parametrize("text", ["X", "\u00a0"])
def test_only_blanks_and_line_ends_are_blank(text: str) -> None:
    link = Link(text="x", url="u")
    doc = signalkit.parse(f"# A\n\n{text}")
    assert doc.evolve(link=link).text == f"# A\n\n__[x](u)__\n\n\n\n{text}"
    assert doc.evolve(title="B", link=link).text == f"# B\n\n__[x](u)__\n\n\n\n{text}"
    doc = signalkit.parse("## Other\n\n* category:  a")
    assert doc.evolve(category=text).text == f"## Other\n\n* category:  {text}"


def test_front_matter_without_a_line_end_gets_one() -> None:
    for front in ("---\na: b\n---", "\ufeff+++\n+++"):
        assert signalkit.parse(front).evolve(summary="s").text == f"{front}\n## Summary\n\ns"
    assert signalkit.parse("---\r\n---").evolve(title="A").text == "---\r\n---\r\n# __A__"


# -- alignment ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("", "ab", [("insert", 0, 0, 0, 2)]),
        ("ab", "", [("delete", 0, 2, 0, 0)]),
        ("abc", "abxyc", [("insert", 2, 2, 2, 4)]),
        ("abcd", "ad", [("delete", 1, 3, 1, 1)]),
        ("abc", "axc", [("replace", 1, 2, 1, 2)]),
        ("axc", "bac", [("insert", 0, 0, 0, 1), ("delete", 1, 2, 2, 2)]),
        ("bac", "axc", [("delete", 0, 1, 0, 0), ("insert", 2, 2, 1, 2)]),
        ("abc", "b", [("delete", 0, 1, 0, 0), ("delete", 2, 3, 1, 1)]),
        ("aa", "aaa", [("insert", 2, 2, 2, 3)]),
        ("aba", "a", [("delete", 1, 3, 1, 1)]),
        ("abcdef", "axcydf", [("replace", 1, 2, 1, 2), ("insert", 3, 3, 3, 4), ("delete", 4, 5, 5, 5)]),
    ],
)
def test_opcodes_are_few(old: str, new: str, expected: list[tuple[object, ...]]) -> None:
    assert align(old, new) == expected


@fewer(4)
@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_opcodes_lead_from_old_to_new(old: list[int], new: list[int]) -> None:
    result = list(old)
    for tag, a, b, c, d in reversed(align(old, new)):
        assert tag == ("insert" if a == b else "delete" if c == d else "replace")
        assert result[a:b] == old[a:b] != new[c:d]
        result[a:b] = new[c:d]
    assert result == new


@fewer(4)
@given(st.lists(st.integers(0, 9), max_size=20), st.lists(st.integers(0, 9), max_size=20))
def test_opcodes_lead_from_old_to_new_beyond_the_bound(old: list[int], new: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("signalkit.model.align._MOST", 4)
        steps = align(old, new)
    result = list(old)
    for _, a, b, c, d in reversed(steps):
        assert result[a:b] == old[a:b] != new[c:d]
        result[a:b] = new[c:d]
    assert result == new


def test_opcodes_of_long_sequences_are_bounded() -> None:
    old = list(range(500))
    new = [-1, *range(1, 499), -2]
    assert align(old, new) == [("replace", 0, 1, 0, 1), ("replace", 499, 500, 499, 500)]
    assert align([*old, 0], [*new, 1]) == [("replace", 0, 1, 0, 1), ("replace", 499, 501, 499, 501)]
    assert align([*old, *old], [*new, *new]) == [("replace", 0, 1000, 0, 1000)]
    assert align([*old, -3], [-4, *old]) == [("insert", 0, 0, 0, 1), ("delete", 500, 501, 501, 501)]
    assert align([*old, 7], [*new, 7]) == align(old, new)
    assert align([7, *old], [7, *new]) == [("replace", 1, 2, 1, 2), ("replace", 500, 501, 500, 501)]


def test_opcodes_trust_items_that_occur_often() -> None:
    often = [1, 2] * 120
    assert align([0, *often, 3], [4, *often, 5]) == [
        ("replace", 0, 1, 0, 1),
        ("replace", 241, 242, 241, 242),
    ]


# -- the coarse road ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("# A\n\n## Notes", 'title="B"', "# __B__\n\n## Notes"),
        ("A\n=\ntext", 'title="B"', "# __B__\ntext"),
        (
            "# A, (from page [l](u).)\n\n## Closest\n\n* a",
            'title="B"',
            "# __B__, (from page [l](u).)\n\n## Closest\n\n* a",
        ),
        (
            "# A from ([l](u).)\n\n(from page [\n\n## Other\n\n* a",
            'title="B"',
            "# __B__, from ([l](u).)\n\n(from page [\n\n## Other\n\n* a",
        ),
        (
            "# A\n\n <!-- c -->\n\n## Notes",
            'title="B", preamble="p\\u00a0"',
            "# __B__\n\np\u00a0\n\n<!-- c -->\n\n## Notes",
        ),
        ("# A", 'title="B"', "# __B__"),
        ("text  \n# A", 'title=""', "text"),
        ("[x](u) \n\n## Notes", 'link=Link(text="y", url="u")', "__[y](u)__ \n\n## Notes"),
        ("# A\n\n<!-- c -->\n\n## Notes", 'title=""', "<!-- c -->\n\n## Notes"),
        ("# A\n\n<!-- c -->", 'title="", preamble="p"', "p\n\n<!-- c -->"),
        (
            "## Keywords\n\n- a\n- b\n\ntext\n\n- c\n",
            'keywords=("a", "x")',
            "## Keywords\n\n* a\n* x\n\ntext\n\n",
        ),
        ("## Keywords\n\n- a\n\nb\n", "keywords=()", "## Keywords\n\nb\n"),
        (
            "## Issues\n\n|name|\n|-|\n|a|\n\n## Notes",
            'issues=(Topic("b", "c"),)',
            "## Issues\n\n"
            "| name   | description   |\n|:-------|:--------------|\n| b      | c             |\n\n## Notes",
        ),
        (
            "## Signals\n\n|Signal|\n|-|\n|a|",
            'signals=(Signal("b"),)',
            "## Signals\n\n| Signal   | Change   | 10y horizon   | Driving force   |\n"
            "|:---------|:---------|:--------------|:----------------|\n"
            "| b        |          |               |                 |",
        ),
    ],
)
def test_coarse_edits_write_what_changes_anew(before: str, change: str, after: str) -> None:
    doc, digest = changed(before, change)
    assert edited(doc, digest, coarse=True) == after
