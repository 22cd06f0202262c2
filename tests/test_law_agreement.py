"""Blocks are those that markdown-it-py, marko (GFM) and comrak see, but for known departures of theirs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import signalkit
from tests.support.agreement import KNOWN, PEERS, agree, check_ours, explain, main
from tests.support.fragments import BLANK, BODIES, PREFIXES
from tests.support.outlines import ours
from tests.support.profiles import fewer
from tests.support.samples import digest_files

lines = st.builds(
    str.__add__, st.sampled_from(["", "", "", *PREFIXES]), st.sampled_from([*BODIES, *BLANK, *BLANK])
)
fragments = (
    st.lists(lines, min_size=1, max_size=10)
    .map(lambda found: "".join([f"{line}\n" for line in found]))
    .filter(lambda text: not text.startswith("---"))  # what may be front matter is ours alone
)


@pytest.mark.parametrize("peer", PEERS)
@fewer(2)
@given(text=fragments)
@example(text="* >\n\n  α\n")
@example(text="- - α\n\n  β\n- γ\n")
@example(text="* α\n*\n\n* γ\n")
@example(text="> α\n>     #\n> -|\n")
def test_law_agreement(peer: str, text: str) -> None:
    check_ours(text)
    assert agree(peer, text) or explain(peer, text)


# One for each known departure; it says so when a new version of the peer has it no more.
EXAMPLES = [
    ("markdown-it", "4.7 definitions", "[m]:\n*\n"),
    ("markdown-it", "4.7 definitions", "[m]: /l\n-\n"),
    ("markdown-it", "4.7 definitions", "[m]: /l\n<b>\n"),
    ("markdown-it", "4.7 definitions", "[m]: /l\n    α\n"),
    ("markdown-it", "4.7 definitions", "- [m]: /l\nα\n"),
    ("markdown-it", "4.7 definitions", '[m]: /l "\n=\n"\n'),
    ("markdown-it", "5.1 a lazy line that is indented", ">\n    >\n"),
    ("markdown-it", "5.1 a lazy line that is indented", ">> α\n    # β\n"),
    ("markdown-it", "4.3 an underline or item that could be a delimiter row", "| α\n--\n"),
    ("markdown-it", "3.1 a table before the item or quote", "* | α\n-|-\n"),
    ("markdown-it", "3.1 a table before the item or quote", "> | α\n-|-\n"),
    ("markdown-it", "4.10 a tag that ends a table", "α|β\n-|-\n<b>\n"),
    ("markdown-it", "4.10 a table behind lines of a paragraph", "> α\nβ|γ\n> -|-\n"),
    ("markdown-it", "5.3 blank lines between empty items", "*\n\n\n*\n"),
    ("markdown-it", "2.2 tabs", "> - >\t- γ\n"),
    ("marko", "4.7 definitions", "[m]:\n-\n"),
    ("marko", "4.7 definitions", "[m]: /l\n*\n"),
    ("marko", "4.7 definitions", "[m]: /l\n    α\n"),
    ("marko", "4.7 definitions", "- [m]: /l\nα\n"),
    ("marko", "4.7 definitions", "[m]: (\n"),
    ("marko", "4.7 definitions", "[m]:\n```\n"),
    ("marko", "4.10 a header row that could be a delimiter row", "-|-\n-|-\n"),
    ("marko", "4.6 <! without a letter", "<!\n"),
    ("marko", "4.6 search", "<search\n"),
    ("marko", "4.10 a delimiter row that only begins as one", "α |\n-β\n"),
    ("marko", "4.10 a table behind lines of a paragraph", "α\nβ|γ\n-|-\n"),
    ("marko", "4.3 an underline or item that could be a delimiter row", "α |\n-\n"),
    ("marko", "4.3 an underline or item that could be a delimiter row", "α | β\n- |-\n"),
    ("marko", "5.1 blanks behind a quote marker", ">1.\n>   β\n"),
    ("marko", "2.2 tabs", "-\n  \t# α\n"),
    ("marko", "5.2 a table from the line of a marker on", "- | α\n  |-\n"),
    ("marko", "4.6 end tags of html 1", "<script>\n</pre>\nα\n"),
    ("marko", "4.10 an escaped pipe alone in the header", "α \\|\n-|\n"),
    ("marko", "4.10 a row of one pipe", "α|β\n-|-\n|\n"),
    ("comrak", "4.6 html 7 lazy", "> α\n<b>\n"),
    ("comrak", "a header without a pipe", "α\n:-\n"),
    ("comrak", "4.10 a table behind lines of a paragraph", "α\n-|-\nβ|γ\n-|-\n"),
    ("comrak", "2.1 blank lines of blanks", "*\n  \n  α\n"),
    ("comrak", "4.10 an indented header", "α\n    ```\n-|\n"),
    ("comrak", "4.7 definitions", "> [m]: /l\n [m]: /l\n"),
    ("comrak", "4.10 a row of one pipe", "α|β\n-|-\n|\n"),
]


@pytest.mark.parametrize(("peer", "name", "text"), EXAMPLES)
def test_a_known_departure_is_still_one(peer: str, name: str, text: str) -> None:
    assert not agree(peer, text)
    assert explain(peer, text) == (name,)


def test_each_known_departure_has_an_example() -> None:
    named = {(peer, name) for peer, name, _ in EXAMPLES}
    assert named == {(peer, known.name) for peer, all_known in KNOWN.items() for known in all_known}


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("path", digest_files(), ids=lambda p: p.stem)
def test_agreement_on_digests(path: Path, peer: str) -> None:
    text = signalkit.load(path).text.replace("\r\n", "\n").removeprefix("---\nreviewed: true\n---\n")
    assert ours(text)
    assert agree(peer, text)


@pytest.mark.slow("agreement")
def test_agreement_at_scale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(20_000, seed=int(date.today().toordinal()), processes=2) == 0, capsys.readouterr().out
