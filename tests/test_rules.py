"""Every rule: its examples, totality, the law of its fixes; together: fixes add nothing, and they end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

import signalkit
from signalkit import Configuration, Document
from signalkit.checking import Checker
from signalkit.checking.engine import UNKNOWN, UNUSED
from signalkit.checking.fixing import fix
from signalkit.checking.rules import RULES
from signalkit.plugins import PluginManager
from signalkit.syntax.text import apply_edits
from signalkit.testing import documents, rule_conformance
from tests.support.samples import corpus_files, digest_files

for _rule in RULES:
    if _rule.code not in (UNUSED, UNKNOWN):  # which the engine itself finds: tests/test_suppression.py
        globals()[f"Test{_rule.code}"] = rule_conformance(_rule)


def test_codes_and_names_are_unlike() -> None:
    assert len(RULES) > 40
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
    for rule in RULES:
        assert rule.title.endswith(".")
        assert rule.why.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_passing_example_has_no_other_fault(rule: signalkit.Rule) -> None:
    """The passing example differs from the failing one in what the rule is about, not in being broken."""
    found = {one.code for one in signalkit.check(signalkit.parse(rule.passing))}
    failing = {one.code for one in signalkit.check(signalkit.parse(rule.failing))}
    assert found <= failing | {"SK102", "SK107", "SK101", "SK201"}


OURS = PluginManager(discover=False)
ALL = Checker(Configuration(select=("ALL",)), plugins=OURS)


@given(documents())
@settings(max_examples=300)
def test_law_fixes_end_and_only_mend(text: str) -> None:
    document = signalkit.parse(text)
    safe, count = fix(document, ALL.check)
    assert (count == 0) == (safe is document)
    again, more = fix(safe, ALL.check)
    assert (again.text, more) == (safe.text, 0)
    unsafe, _ = fix(document, ALL.check, unsafe=True)
    assert fix(unsafe, ALL.check, unsafe=True)[1] == 0
    assert len(ALL.check(safe)) <= len(ALL.check(document))


@pytest.mark.parametrize("path", digest_files(), ids=lambda p: p.stem)
def test_laws_of_fixes_on_real_files(path: Path) -> None:
    document = signalkit.load(path)
    before = ALL.check(document)
    for one in before:
        if one.fix is not None:
            edited = Document(apply_edits(document.text, one.fix.edits), path=path)
            after = ALL.check(edited)
            assert len(after) < len(before)
            assert not {other.code for other in after} - {other.code for other in before}


@pytest.mark.parametrize("path", corpus_files(), ids=lambda p: p.stem)
def test_what_the_producer_writes_is_in_order(path: Path) -> None:
    assert [
        one for one in signalkit.check(signalkit.load(path), plugins=OURS) if one.severity != "info"
    ] == []


HOSTILE = [
    "[", "|", "`", "*", "<!-- signalkit-disable SK402 -->\n", "* a\n", "- a\n", "| a | b |\n",
    "## Keywords\n", "\t", "a \n", "a\r", "<!--\n", "http://", "\x01", "\udcff", "* [a](b)\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
@pytest.mark.parametrize(
    "head", ["", "## Keywords\n\n* x\n", "## Signals\n\n| name |\n|---|\n", "## Closest\n\n"]
)
def test_law_time_is_linear(piece: str, head: str) -> None:
    """Eight times the text in at most twenty-four times the time; what is quadratic takes sixty-four."""
    check_time(lambda size: f"# __T__\n\n{head}{(piece * (size // len(piece) + 1))[:size]}")


def test_law_time_is_linear_in_what_stands_before_the_sections() -> None:
    check_time(lambda size: "a\n\n" * (size // 6) + "## Keywords\n\n" + "* a\n" * (size // 8))


def check_time(write: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        text = write(size)
        times = []
        for _ in range(2):
            start = time.process_time()
            ALL.check(signalkit.parse(text))
            times.append(time.process_time() - start)
        return min(times)

    small = seconds(6_000)
    assert seconds(48_000) < 24 * max(small, 0.05)


DAMAGE = {
    "a header that is not closed": "## Issues\n\n| name | description\n| Rot | It may rot.\n",
    "an escaped pipe": "## Issues\n\n| na\\|me | description |\n| Rot | x |\n",
    "a line separator in a cell": "## Issues\n\n| name | des\u2028cription |\n| Rot | x |\n",
    "a delimiter row of another size": "## Issues\n\n| name | description |\n|---|\n| Rot | x |\n",
    "an empty section that stands again": "## Keywords\n\n## Keywords\n\n* a\n",
    "a section that is there already": "# Summary\n\nfoo\n\n## Summary\n\nx\n\n## Summry\n\ny\n",
    "a row that does not end": "## Concerns\n\n| name | description |\n|---|---|\n| Q | y |## Keywords\n",
    "a comment in a row": "## Issues\n\n| description |\n|---|\n| <!-- signalkit-disable-line --> x |\n",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_fix_finds_nothing_new(what: str) -> None:
    document = signalkit.parse(DAMAGE[what])
    before = ALL.check(document)
    for one in before:
        if one.fix is not None:
            mended = Document(apply_edits(document.text, one.fix.edits))
            after = ALL.check(mended)
            assert len(after) < len(before)
            assert {other.code for other in after} <= {other.code for other in before}


@pytest.mark.parametrize(
    "text",
    [
        "a\r\r\n\nb",
        "a\r\rb\n\n",
        "a\r\n\nb\rc\rd\r",
        "a\n\rb\r\nc\r\nd\r\n",
        "a" + "\r" * 40 + "b" + "\n" * 41,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_line_ends_made_even_are_as_many(text: str) -> None:
    document = signalkit.parse(text)
    for one in ALL.check(document):
        if one.code == "SK003" and one.fix is not None:
            mended = Document(apply_edits(text, one.fix.edits))
            assert mended.digest == document.digest
    mended, count = fix(document, Checker(Configuration(select=("SK003",)), plugins=OURS).check)
    assert count
    assert mended.digest == document.digest


def test_rows_outside_of_a_table_are_found() -> None:
    table = "## Concerns\n\n| name | description |\n|---|---|\n| Q | y |\n"
    for text in (
        f"{table}\n| R | z |\n",
        f"{table}<!-- x -->\n| R | z |\n",
        "## Issues\n\n| name | x |\n\n| R | z |\n",
    ):
        assert {"SK401", "SK310"} & {one.code for one in ALL.check(signalkit.parse(text))}
