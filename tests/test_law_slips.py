"""The law of slips: what a person does to a clean digest reads as before, or `check` reports it there.

"There" is a line that the slip changed or added, or the line that opens what absorbs it.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import signalkit
from signalkit.checking.rules import RULES
from signalkit.syntax.text import apply_edits
from signalkit.syntax.tree import Node
from signalkit.testing import Slipped, slips
from signalkit.testing.slips import KINDS
from signalkit.testing.trial import Trial
from tests.support import clean, profiles

COUNT = 2 * settings().max_examples
FRESH_COUNT = 5 * settings().max_examples
"""How many slips of all kinds together: 2,000 in `make test`, 100,000 fresh ones in `make deep`."""

EACH = -(-COUNT // len(KINDS))
FRESH_EACH = -(-FRESH_COUNT // len(KINDS))
PER_TEXT = 5
"""How many places of a text are tried at most, so that each kind sees many texts."""

TRIALS = {rule.code: Trial(rule) for rule in RULES if rule.default and rule.fixable}


def sample(kind: str, count: int) -> Iterator[tuple[str, Slipped]]:
    """Slips of a kind in the texts of the pool and the real ones, the same each time."""
    chance = random.Random(kind)
    texts = clean.pool() + clean.real()
    chance.shuffle(texts)
    left = count
    for text in texts:
        found = list(KINDS[kind].apply(text))
        for slipped in chance.sample(found, min(len(found), PER_TEXT, left)):
            yield text, slipped
            left -= 1
        if not left:
            return


def places(text: str, slipped: Slipped) -> set[int]:
    """The lines on which a finding reports a slip."""
    document = signalkit.parse(text)
    lines = set(range(slipped.line, slipped.last_line + 1))
    children = document.tree.children
    starts = [node.start for node in children]
    for line in sorted(lines):
        if line > text.count("\n") + 1:
            continue
        span = document.line_span(line)
        first = max(bisect_right(starts, span.start) - 1, 0)
        for node in children[first : bisect_right(starts, span.end)]:
            for one in around(node, span.start, span.end):
                lines.add(document.position(one.start)[0])
    return lines


def around(node: Node, start: int, end: int) -> Iterator[Node]:
    """A node and those below it that contain a part of a stretch and are no leaves."""
    if node.start <= end and start < node.end:
        yield node
        for child in node.children:
            if child.children:
                yield from around(child, start, end)


def is_silent(text: str, slipped: Slipped) -> bool:
    """Whether content changes and no warning or error reports it where it happens."""
    if signalkit.parse(slipped.text).digest == signalkit.parse(text).digest:
        return False
    found = {one.start[0] for one in clean.problems(slipped.text)}
    return not found & places(slipped.text, slipped)


def describe(kind: str, text: str, slipped: Slipped) -> str:
    """Say which slip is silent: its kind, its line, the lines around it, what is reported elsewhere."""
    lines = slipped.text.split("\n")
    shown = range(max(slipped.line - 4, 1), min(slipped.last_line + 3, len(lines)) + 1)
    excerpt = [
        f"{'>' if slipped.line <= n <= slipped.last_line else ' '} {n:4} {lines[n - 1]!r}" for n in shown
    ]
    found = [f"  {one.start[0]}: {one.code} {one.message}" for one in clean.problems(slipped.text)]
    return "\n".join([f"{kind} on line {slipped.line} is silent", *excerpt, "reported:", *found])


def check_slip(kind: str, text: str, slipped: Slipped) -> None:
    """Require the law of one slip, and of each fix of what is reported that it keeps its promises."""
    assert slipped.text != text
    assert 1 <= slipped.line <= slipped.last_line <= slipped.text.count("\n") + 1
    if is_silent(text, slipped):
        pytest.fail(describe(kind, text, slipped), pytrace=False)


def check_fixes(kind: str, slipped: Slipped) -> None:
    """Require the law of fixes of all that is reported after a slip."""
    before = clean.CHECKER.check(signalkit.parse(slipped.text))
    for one in before:
        if one.fix is None or one.code not in TRIALS:
            continue
        about = f"{kind}, fix of {one.code} on line {one.start[0]}: {one.fix.edits}"
        TRIALS[one.code].check_fixes(slipped.text)
        fixed = apply_edits(slipped.text, one.fix.edits)
        after = clean.CHECKER.check(signalkit.parse(fixed))
        assert len(after) <= len(before), about
        if not TRIALS[one.code].rule.changes:
            assert len(after) < len(before), about
            assert {other.code for other in after} <= {other.code for other in before}, about


@pytest.mark.lengthy
@pytest.mark.parametrize("kind", KINDS)
def test_law_no_slip_is_silent(kind: str) -> None:
    count = 0
    for text, slipped in sample(kind, EACH):
        check_slip(kind, text, slipped)
        count += 1
    assert count > min(EACH, 20) // 2


@pytest.mark.lengthy
@pytest.mark.parametrize("kind", KINDS)
def test_law_fixes_of_slips(kind: str) -> None:
    for _, slipped in sample(kind, max(EACH // 4, 10)):
        check_fixes(kind, slipped)


@pytest.mark.skipif(not profiles.FRESH, reason="draws fresh texts: make deep")
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=FRESH_EACH)
@given(st.data())
def test_law_no_slip_in_a_fresh_text_is_silent(kind: str, data: st.DataObject) -> None:
    check_slip(*data.draw(slips(clean.texts(), (kind,))))


@pytest.mark.lengthy
def test_the_slips_are_as_many_as_are_promised() -> None:
    shown = sum(1 for kind in KINDS for _ in sample(kind, EACH))
    assert shown >= COUNT
    if not profiles.LOWERED:
        assert COUNT >= 2000 or profiles.NAME not in ("test", "deep")
        assert len(KINDS) * FRESH_EACH >= 100_000 or profiles.NAME != "deep"


def test_the_texts_are_many_and_clean() -> None:
    assert len(clean.pool()) > 1000
    assert len(clean.real()) > 5
    assert not [text for text in clean.real() if clean.problems(text)]


def test_a_silent_slip_is_found() -> None:
    text = clean.real()[0]
    line = text.split("\n").index("## Keywords") + 1
    silent = Slipped(text.replace("## Keywords", "## Notes"), line, line)
    assert is_silent(text, silent)
    assert "## Notes" in describe("a kind", text, silent)
    with pytest.raises(pytest.fail.Exception, match="is silent"):
        check_slip("a kind", text, silent)
    reported = Slipped(text.replace("## Keywords", "## Keyword"), line, line)
    assert not is_silent(text, reported)
