"""Blocks that absorb what follows them: where they are reported, and what they absorb."""

from __future__ import annotations

from functools import partial

import pytest

import signalkit
from signalkit import Configuration, Diagnostic
from signalkit.checking import Checker
from signalkit.plugins import PluginManager
from tests.support.steps import growth

CHECKER = Checker(Configuration(), plugins=PluginManager(discover=False))
CLEAN = """# __Rooks__, from ([20240602](https://newsletter.example/p/20240602).)

__[External link](https://example.org/rooks)__



## Summary

Rooks build nests.

## Keywords

* rooks
* nests

## Themes

* birds"""


def found(text: str) -> list[Diagnostic]:
    return [one for one in CHECKER.check(signalkit.parse(text)) if one.code in ("SK220", "SK221")]


def summary(text: str) -> list[tuple[int, str, str]]:
    """Line, code and message of each finding of these rules."""
    return [(one.start[0], one.code, one.message) for one in found(text)]


def before(line: str, inserted: str, text: str = CLEAN) -> str:
    return text.replace(line, f"{inserted}\n{line}")


def test_the_clean_file_is_clean() -> None:
    assert CHECKER.check(signalkit.parse(CLEAN)) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("<!--", "comment"),
        ("<!-- check this", "comment"),
        ("  <!-- check this", "comment"),
        ("```", "code fence"),
        ("~~~~ markdown", "code fence"),
        ("<script>", "<script> block"),
        ("<PRE class='x'>", "<PRE> block"),
        ("<?php", "HTML block"),
        ("<![CDATA[", "HTML block"),
    ],
)
def test_an_unclosed_block_is_named_with_what_it_absorbs(opening: str, name: str, newline: str) -> None:
    text = before("## Keywords", opening).replace("\n", newline)
    assert summary(text) == [(11, "SK220", f"unclosed {name} absorbs the sections Keywords and Themes")]
    [one] = found(text)
    assert (one.severity, one.end) == ("error", (11, len(opening) + 1))


@pytest.mark.parametrize(
    ("line", "absorbed"),
    [
        ("# __Rooks", "the title and the sections Summary, Keywords and Themes"),
        ("__[External", "the sections Summary, Keywords and Themes"),
        ("Rooks build", "the sections Keywords and Themes"),
        ("* nests", "the section Themes"),
        ("* birds", "the rest of the file"),
    ],
)
def test_what_is_absorbed_is_listed(line: str, absorbed: str) -> None:
    assert [message for _, _, message in summary(before(line, "<!-- x"))] == [
        f"unclosed comment absorbs {absorbed}"
    ]


def test_an_unclosed_block_that_absorbs_nothing_is_named() -> None:
    assert [message for _, _, message in summary(f"{CLEAN}\n\n```")] == ["unclosed code fence"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            before("## Keywords", "<!-- x") + "\n\n<!-- y -->",
            11,
            "comment is not closed before line 21 and absorbs the sections Keywords and Themes",
        ),
        (
            before("* nests", "<!-- x\n* eggs\n* twigs <!-- y -->"),
            14,
            "comment is not closed before line 16 and absorbs what is before that",
        ),
        (
            before("## Keywords", "<!-- x").replace("* birds", "* birds --> planes"),
            11,
            "comment is not closed before line 19 and absorbs the sections Keywords and Themes",
        ),
        (
            before("## Keywords", "```").replace("* nests", "```\n* nests"),
            11,
            "code fence is not closed before line 15 and absorbs the section Keywords",
        ),
        (
            before("## Keywords", "```").replace("* nests", "```text\n* nests\n```"),
            11,
            "code fence is not closed before line 17 and absorbs the section Keywords",
        ),
        (
            before("Rooks build", "```\n```text\nx\n```"),
            9,
            "code fence is not closed before line 12 and absorbs what is before that",
        ),
        (
            before("## Keywords", "<pre>").replace("* nests", "</pre>\n\n* nests"),
            11,
            "<pre> block is not closed before line 15 and absorbs the section Keywords",
        ),
    ],
)
def test_a_block_that_ends_too_late_is_named(text: str, line: int, message: str) -> None:
    assert summary(text) == [(line, "SK221", message)]
    assert [one.severity for one in found(text)] == ["warning"]


@pytest.mark.parametrize(
    "inserted",
    [
        "<!-- a comment -->",
        "<!-- a comment\nof two lines -->",
        "<!--\n## Concerns\n\n* left out on purpose\n-->",
        "<!-- x --> <!-- y -->",
        "```\ncode\n```",
        "````\n```text\n## Rooks\n```\n````",
        "```\n## Keywords\n```",
        "<script>\nx\n</script>",
    ],
)
def test_a_closed_block_is_fine(inserted: str) -> None:
    assert summary(before("## Summary", f"{inserted}\n")) == []


def test_a_digest_in_an_unclosed_comment_is_a_digest() -> None:
    assert signalkit.parse(f"<!-- x\n{CLEAN}").is_digest
    assert not signalkit.parse("```\n# A page\n\n## Summary\n\nx").is_digest
    assert not signalkit.parse(f"```\n{CLEAN}\n```\n").is_digest


def test_law_steps_are_linear() -> None:
    for piece in ("<!-- x\ny --> z\n\n", "```\n## Keywords\n```\n", "<!--\n", "```text\n"):
        assert growth(partial(check_copies, piece), 100) < 4.5


def check_copies(piece: str, count: int) -> None:
    CHECKER.check(signalkit.parse(piece * count))


# -- what separates sections -------------------------------------------------------------------------------

TABLE = "\n\n## Issues\n\n| name   | description   |\n|:-------|:--------------|\n| eggs   | few           |"
SECTIONS = ("## Summary", "## Keywords", "## Themes", "## Issues")


@pytest.mark.parametrize("separator", ["---\n", "***\n", "- - -", "___\n\n---\n"])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_thematic_break_between_sections_changes_nothing(section: str, separator: str) -> None:
    text = before(section, separator, CLEAN + TABLE)
    document = signalkit.parse(text)
    assert document.digest == signalkit.parse(CLEAN + TABLE).digest
    assert CHECKER.check(document) == []
    assert signalkit.serialize(document.digest)


@pytest.mark.parametrize("end", ["\n\n---\n", "\n\n[1]: /rooks\n", "\n\n[1]: /a\n[2]: /b\n\n---\n"])
@pytest.mark.parametrize("text", [CLEAN, CLEAN + TABLE])
def test_definitions_and_breaks_at_the_end_change_nothing(text: str, end: str) -> None:
    document = signalkit.parse(text + end)
    assert document.digest == signalkit.parse(text).digest
    assert CHECKER.check(document) == []


def test_a_break_or_definition_elsewhere_is_stray() -> None:
    for text in (before("* nests", "---"), before("## Themes", "[1]: /x\n")):
        assert [one.code for one in CHECKER.check(signalkit.parse(text))] == ["SK401"]


def test_a_break_after_the_summary_stays_when_the_summary_changes() -> None:
    document = signalkit.parse(before("## Keywords", "---\n"))
    assert document.digest.summary == "Rooks build nests."
    changed = document.evolve(summary="Eggs.\n\nAnd twigs.")
    assert changed.text == document.text.replace("Rooks build nests.", "Eggs.\n\nAnd twigs.")
    removed = document.evolve(summary="")
    assert removed.digest.summary == ""
    assert "---" in removed.text
    assert removed.with_digest(document.digest).text == document.text


def test_a_break_before_the_first_section_stays_when_the_preamble_changes() -> None:
    document = signalkit.parse(before("## Summary", "---\n"))
    assert document.digest.preamble == ""
    changed = document.evolve(preamble="On birds.")
    assert changed.digest.preamble == "On birds."
    assert changed.with_digest(document.digest).text == document.text


def test_a_break_in_the_summary_is_text() -> None:
    text = CLEAN.replace("nests.", "nests.\n\n---\n\nEggs.")
    assert signalkit.parse(text).digest.summary == "Rooks build nests.\n\n---\n\nEggs."
