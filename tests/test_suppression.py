"""Comments that keep findings quiet."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

import signalkit
from signalkit import Configuration
from signalkit.checking import Checker
from signalkit.checking.fixing import fix
from signalkit.checking.suppression import Suppressions

TWICE = "## Keywords\n\n* bees\n{before}* bees{after}\n* hives\n* hives\n"


def codes(text: str, **settings: object) -> list[tuple[str, int]]:
    config = Configuration(select=("SK402", "SK403", "SK006", "SK007"), **settings)  # type: ignore[arg-type]
    return [(one.code, one.start[0]) for one in signalkit.check(signalkit.parse(text), config=config)]


BOTH = [("SK402", 4), ("SK402", 6)]
KEYWORDS = "## Keywords\n\n* bees\n* bees\n* hives\n* hives\n"


def with_comments(head: str = "", foot: str = "") -> str:
    return f"{head}\n\n{KEYWORDS}\n{foot}" if head or foot else KEYWORDS


def test_without_a_comment_all_is_found() -> None:
    assert codes(KEYWORDS) == BOTH


@pytest.mark.parametrize("what", ["SK402", "duplicate-keyword", "SK402, SK001", ""])
def test_a_file_is_kept_quiet(what: str) -> None:
    found = codes(with_comments(f"<!-- signalkit-disable-file {what} -->"))
    assert [one for one in found if one[0] != "SK006"] == []


def test_from_here_on_and_until_here() -> None:
    text = (
        "<!-- signalkit-disable SK402 -->\n\n## Keywords\n\n* bees\n* bees\n\n"
        "<!-- signalkit-enable SK402 -->\n\n* hives\n* hives\n"
    )
    assert codes(text) == [("SK402", 11)]
    assert codes(text.replace("SK402", "")) == [("SK402", 11)]


def test_the_next_line_and_this_line() -> None:
    text = "## Keywords\n\n* bees\n* bees <!-- signalkit-disable-line -->\n"
    assert codes("## Keywords\n\n- bees <!-- signalkit-disable-next-line SK403 -->\n- hives\n") == [
        ("SK403", 3)
    ]
    assert codes("## Keywords\n\n- bees <!-- signalkit-disable-line SK403 -->\n- hives\n") == [("SK403", 4)]
    assert codes(text) == [("SK006", 4)]  # the comment itself makes the two unlike


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!-- signalkit-disable-file -->\n```\n\n",
        "    <!-- signalkit-disable-file -->\n\n",
        "`<!-- signalkit-disable-file -->`\n\n",
        "<!-- signalkit-disable-file\nSK402 -->\n\n",
    ],
)
def test_inside_code_a_comment_means_nothing(text: str) -> None:
    assert [code for code, _ in codes(text + KEYWORDS)] == ["SK402", "SK402"]


def test_a_comment_of_no_use_is_found_and_goes() -> None:
    text = with_comments("<!-- signalkit-disable-file SK403 -->\n\n<!-- signalkit-disable-next-line -->")
    document = signalkit.parse(text)
    found = [one for one in signalkit.check(document) if one.code == "SK006"]
    assert [one.message for one in found] == [
        "unused suppression of SK403",
        "unused suppression",
    ]
    only = Checker(Configuration(select=("SK006", "SK403")))
    assert fix(document, only.check)[1] == 0
    mended, count = fix(document, only.check, unsafe=True)
    assert count == 2
    assert "signalkit-" not in mended.text
    assert mended.digest == document.digest


def test_only_rules_that_apply_make_a_comment_one_of_no_use() -> None:
    text = with_comments("<!-- signalkit-disable-file SK101 SK501 -->")
    assert codes(text) == [("SK402", 6), ("SK402", 8)]


def test_what_nobody_knows_is_found() -> None:
    text = "<!-- signalkit-disable-file SK999 bees -->\n\n<!-- signalkit-silence -->\n\n## Keywords\n\n* bees"
    found = signalkit.check(signalkit.parse(text), config=Configuration(select=("SK007",)))
    assert [one.message for one in found] == [
        'unknown rule "SK999"',
        'unknown rule "bees"',
        "unknown comment signalkit-silence; expected one of disable-next-line, disable-line, "
        "disable, enable, disable-file",
    ]


@pytest.mark.parametrize(
    "reason", [" -- they differ", " -- a -> b, a < b, x--y", " --", " -- SK999, it is unknown", "\t--\tcafé"]
)
@pytest.mark.parametrize("what", ["disable-file SK402", "disable-file SK402, SK403", "disable-file"])
def test_a_reason_may_follow(what: str, reason: str) -> None:
    found = codes(with_comments(f"<!-- signalkit-{what}{reason} -->"))
    assert found == ([("SK006", 1)] if "SK403" in what else [])


@pytest.mark.parametrize(
    ("comment", "meant"),
    [
        ("signalkit: disable SK402", "signalkit-disable SK402"),
        ("signalkit disable SK402", "signalkit-disable SK402"),
        ("signalkit_disable_next_line SK402, SK403", "signalkit-disable-next-line SK402 SK403"),
        ("Signalkit-Disable SK402", "signalkit-disable SK402"),
        ("SignalKit-disable-file", "signalkit-disable-file"),
        ("signal-kit-disable-line SK402", "signalkit-disable-line SK402"),
        ("signalkit-disable: SK402", "signalkit-disable SK402"),
        ("signalkit-disable SK402: they differ", "signalkit-disable SK402"),
        ("signalkit-disable=SK402", "signalkit-disable SK402"),
        ("signalkit-disable (SK402)", "signalkit-disable SK402"),
        ("signalkit-disable SK402 --they differ", "signalkit-disable SK402"),
        ("signalkit:enable", "signalkit-enable"),
        ("signalkit: noqa SK402", "signalkit-disable SK402"),
        ("signalkit ignore SK402 -- they differ", "signalkit-disable SK402"),
    ],
)
def test_a_near_form_is_unknown(comment: str, meant: str) -> None:
    text = with_comments(f"<!-- {comment} -->")
    assert [one for one in codes(text) if one[0] == "SK402"] == [("SK402", 6), ("SK402", 8)]
    found = signalkit.check(signalkit.parse(text), config=Configuration(select=("SK007",)))
    shown = comment.partition(" -- ")[0]
    assert [(one.message, one.start) for one in found] == [
        (f'unknown suppression "{shown}"; did you mean "{meant}"?', (1, 1))
    ]


@pytest.mark.parametrize(
    "comment",
    ["signalkit is fine", "made by signalkit: disable SK402", "signalkit", "signals: disable", "`x`"],
)
def test_another_comment_is_no_suppression(comment: str) -> None:
    assert codes(with_comments(f"<!-- {comment} -->")) == [("SK402", 6), ("SK402", 8)]


def test_a_near_form_in_code_means_nothing() -> None:
    assert codes(f"`<!-- signalkit: disable SK402 -->`\n\n{KEYWORDS}") == [("SK402", 6), ("SK402", 8)]


def test_a_comment_in_a_value_does_not_go_by_itself() -> None:
    found = signalkit.check(signalkit.parse("## Keywords\n\n* bees <!-- signalkit-disable-line SK402 -->\n"))
    assert [one.fix for one in found if one.code == "SK006"] == [None]


def test_rules_about_comments_are_kept_quiet_too() -> None:
    text = "<!-- signalkit-disable-file SK006 SK007 -->\n\n<!-- signalkit-disable-file SK999 SK402 -->\n\n# T"
    assert codes(text) == []


def test_code_over_several_lines_is_code() -> None:
    text = "A `code\nand <!-- signalkit-disable-file -->` span.\n\n" + KEYWORDS
    assert [code for code, _ in codes(text)] == ["SK402", "SK402"]


def steps(text: str) -> int:
    """Count the lines of Python that run while the comments of a document are found."""
    document = signalkit.parse(text)
    assert document.tree.children
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        Suppressions(document)
    finally:
        sys.settrace(before)
    return count


def test_law_comments_beside_code_spans_are_found_in_linear_time() -> None:
    piece = "`a` <!-- signalkit-disable SK402 --> "
    assert 0 < steps(piece * 800) < 10 * steps(piece * 100)
