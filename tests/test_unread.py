"""Text that no field of a digest has: found, reported by `check`, and by whatever converts a digest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Document
from signalkit.exchange import to_plain
from signalkit.syntax.tree import Node
from tests.support.clean import problems
from tests.support.cli import run
from tests.support.pool import documents, texts
from tests.support.profiles import fewer

UNREAD = """\
# __Bees__, (from page [20240602](https://newsletter.example/p/20240602).)

## Keywords

{keywords}

## Issues

{issues}
"""
TABLE = "| name | description | relevancy |\n|---|---|---|\n| Rot | It may rot. | 2 |"
WORD = "qzxj"


def digest_file(*, keywords: str = "* hives", issues: str = TABLE) -> str:
    return UNREAD.format(keywords=keywords, issues=issues)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (digest_file(), []),
        (digest_file(keywords="* hives\n\nA note."), ["A note."]),
        (digest_file(keywords="* hives\n\n  A note.\n\n  * wax"), ["A note."]),
        (digest_file(keywords="* hives\n\n### Old\n\n```\nx\n```"), ["### Old", "```\nx\n```"]),
        (digest_file(keywords="* hives\n\n<!-- A note. -->\n\n---"), []),
        (digest_file(issues=f"A note.\n\n{TABLE}"), ["A note."]),
        (digest_file(issues=f"{TABLE}\n| Rust | It may | rust. | 3 |"), ["rust.", "3"]),
        (digest_file(issues=f"{TABLE}\n| Rust | It may rust. | high |\n| Mud | Wet. | nan |"), ["high"]),
        (
            digest_file(issues="| name | description | src | src |\n|---|---|---|---|\n| a | b | c | d |"),
            ["d"],
        ),
        (digest_file(issues=f"{TABLE}\n\n<!-- never closed\n\n## Closest\n\n* x"), ["<!-- never closed"]),
        (f"---\nlayout: page\n---\n\n{digest_file()}\n## Other notes\n\nMine.", []),
    ],
)
def test_what_is_unread(text: str, expected: list[str]) -> None:
    found = [text[span.start : span.end].strip() for span in signalkit.parse(text).unread]
    assert len(found) == len(expected)
    assert all(one.startswith(start) for one, start in zip(found, expected, strict=True)), found


@fewer(4)
@given(texts())
def test_law_what_is_unread_is_in_order_and_is_a_problem(text: str) -> None:
    document = signalkit.parse(text)
    spans = document.unread
    assert spans == sorted(spans)
    found = [one.span for one in problems(text)] if spans and document.is_digest else []
    for span in spans if document.is_digest else ():
        assert any(one.start <= span.end and span.start <= one.end for one in found), span


@fewer(4)
@given(documents(), st.integers(0, 9999))
def test_law_a_word_is_read_or_unread(text: str, choice: int) -> None:
    places = [match.end() for match in re.finditer("[a-z](?=[a-z])", text)] or [0]
    at = places[choice * len(places) // 10_000]
    document = signalkit.parse(f"{text[:at]}{WORD}{text[at:]}")
    is_read = WORD in repr(to_plain(document))
    assert is_read or any(span.start <= at < span.end for span in document.unread) or is_form(document, at)


def is_form(document: Document, at: int) -> bool:
    """Return whether an offset is in a comment, in front matter or in the header of a table."""
    node = document.tree
    above: list[Node] = []
    while node.children:
        above.append(node)
        node = next(child for child in node.children if child.start <= at < child.end)
    if node.kind == "cell":
        return above[-1].start == above[-2].start
    return node.kind == "front_matter" or above[-1].kind == "comment"


COMMANDS = {
    "exported": ["export", "jsonl"],
    "shown": ["show"],
}


@pytest.mark.parametrize("action", COMMANDS)
def test_one_file_with_unread_text_is_one_line(action: str, tmp_path: Path) -> None:
    text = digest_file(keywords="* hives\n\nA note.\n\nAnother.")
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "b.md").write_text(digest_file())
    reason = f"text is not {action}; run signalkit check for details"
    done = run(*COMMANDS[action], "a.md", "b.md", cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (0, f"signalkit: a.md:7: {reason}\n")
    done = run(*COMMANDS[action], "-", stdin=text.encode())
    assert (done.returncode, done.stderr.decode()) == (0, f"signalkit: -:7: {reason}\n")


@pytest.mark.parametrize("action", COMMANDS)
def test_many_files_with_unread_text_are_counted(action: str, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.md").write_text(digest_file(keywords="A note."))
    done = run(*COMMANDS[action], tmp_path)
    *lines, last = done.stderr.decode().splitlines()
    assert lines == [f"signalkit: {tmp_path}/{number:02}.md:5: text is not {action}" for number in range(10)]
    assert last == (f"signalkit: 12 files contain text that is not {action}; run signalkit check for details")
    assert done.returncode == 0


def test_the_warning_comes_after_the_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(digest_file(keywords="A note."))
    done = run("export", "csv", tmp_path, "-o", tmp_path / "a.csv")
    assert (done.returncode, done.stderr.count(b"\n")) == (0, 1)
    assert (tmp_path / "a.csv").exists()
