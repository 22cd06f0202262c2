"""Every rule: its examples, totality, the law of its fixes; together: fixes add nothing, and they end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import example, given

import signalkit
from signalkit import Configuration, Corpus, CorpusRule, Diagnostic, Document, Rule
from signalkit.checking import Checker
from signalkit.checking.engine import UNKNOWN, UNUSED
from signalkit.checking.fixing import fix
from signalkit.checking.pages import fix_safety_of, write_page
from signalkit.checking.rule import EXAMPLE
from signalkit.checking.rules import RULES
from signalkit.corpus import card_of
from signalkit.options import options_of
from signalkit.plugins import PluginManager
from signalkit.syntax.text import apply_edits
from signalkit.testing.trial import Trial, check_findings
from tests.support import profiles
from tests.support.pool import documents, texts
from tests.support.profiles import fewer
from tests.support.samples import corpus_files, digest_files
from tests.support.steps import growth

OURS = PluginManager(discover=False)
ALL = Checker(Configuration(select=("ALL",)), plugins=OURS)
OF_ENGINE = (UNUSED, UNKNOWN)
"""Codes of what the engine finds by itself: tests/test_suppression.py."""


@cache
def trials() -> dict[str, Trial]:
    return {rule.code: Trial(rule) for rule in RULES if rule.code not in OF_ENGINE}


def test_codes_and_names_are_unlike() -> None:
    assert len(RULES) > 40
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
    for rule in RULES:
        assert rule.title.endswith(".")
        assert rule.why.endswith(".")


@pytest.mark.parametrize("rule", PluginManager().rules().values(), ids=lambda rule: rule.code)
def test_a_page_has_all_parts_in_order(rule: Rule | CorpusRule) -> None:
    page = write_page(rule)
    without_code = re.sub(r"^(````?)markdown\n.*?^\1$", "(code)", page, flags=re.M | re.S)
    _, *found = re.split(r"^## (.+)\n\n", without_code, flags=re.M)
    parts = dict(zip(found[::2], map(str.strip, found[1::2]), strict=True))
    expected = ["What it does", "Why is this bad?", "Example", "Use instead", "Fix safety"]
    assert list(parts) == expected + ["Options"] * (
        isinstance(rule, CorpusRule) or bool(options_of(rule.options))
    )
    assert all(parts.values())
    assert page.startswith(f"# {rule.code} {rule.name}\n\n- Severity: {rule.severity}\n")
    assert (parts["What it does"], parts["Why is this bad?"]) == (rule.title, rule.why)


@pytest.mark.parametrize("rule", PluginManager().rules().values(), ids=lambda rule: rule.code)
def test_the_fix_safety_is_true(rule: Rule | CorpusRule) -> None:
    text = fix_safety_of(rule)
    assert text.endswith(".")
    assert text.startswith(
        {"": "This rule has no fix.", "safe": "The fix is safe", "unsafe": "The fix is unsafe"}[rule.fixable]
    )
    assert not rule.fix_safety or rule.fixable
    may_be_unsafe = "unsafe" in text
    if rule.code not in OF_ENGINE:
        fixes = [one.fix for one in Trial(rule).find(rule.failing) if one.fix is not None]
        assert bool(fixes) == bool(rule.fixable)
        assert may_be_unsafe or all(fix.safe for fix in fixes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_passing_example_has_no_other_fault(rule: signalkit.Rule) -> None:
    """The passing example differs from the failing one in what the rule is about, not in being broken."""
    found = {one.code for one in signalkit.check(signalkit.parse(rule.passing))}
    failing = {one.code for one in signalkit.check(signalkit.parse(rule.failing))}
    assert found <= failing | {"SK102", "SK107", "SK101", "SK201"}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code not in OF_ENGINE], ids=lambda rule: rule.code
)
def test_its_examples_are_what_a_rule_is_about(rule: signalkit.Rule) -> None:
    trials()[rule.code].check_failing_example()
    trials()[rule.code].check_passing_example()
    trials()[rule.code].check_fixes(rule.failing)


OTHERS = [
    card_of(signalkit.parse(text, path=path))
    for path, text in {
        path: text for rule in RULES if isinstance(rule, CorpusRule) for path, text in rule.others.items()
    }.items()
]


def check_all(text: str) -> list[Diagnostic]:
    """What all rules find in a text, among the digests of the examples."""
    document = signalkit.parse(text, path=EXAMPLE)
    card = card_of(document)
    return [*ALL.check(document), *ALL.check_card(card, Corpus([card, *OTHERS]), document)]


@fewer(2)
@given(texts())
@example("## Keywords\n\n- a lone surrogate \ud83d")
def test_law_totality_of_all_rules(text: str) -> None:
    found = check_all(text)
    check_findings(text, found)
    assert check_all(text) == found


@given(documents())
@example("## Other")
@example("## Other\n\n## Concerns")
@example("## Keywords\r\r- bees\r- hives\r")
@example("## Summary\n\nx\n\n## Issues\n\n## Notes\n\n```\n\n## Issues\n\n```")
@example("# __Bees__\n\n## Issues")
@example("## Keywords\r\r- honey\r- wax\r")
@example("## Issues\n|name|description|relevancy|note|\n|-|-|-|-|\n| Rot | It\rmay | 3 | AI |")
@example("## Behaviors\n## Notes\n```\n## Behaviors\n```")
def test_law_fixes(text: str) -> None:
    """Each fix takes its own finding away, and brings no other unless it is to change the digest.

    A page that says that a fix is safe, and nothing of an unsafe one, is true for every document.
    """
    found = check_all(text)
    for one in found:
        if one.fix is not None and not one.fix.safe:
            assert "unsafe" in fix_safety_of(OURS.rule(one.code))
    fixes = [one for one in found if one.fix is not None and one.code not in OF_ENGINE]
    for code in sorted({one.code for one in fixes}):
        trials()[code].check_fixes(text)
    tried = fixes if profiles.FRESH else {one.code: one for one in fixes}.values()
    for one in tried:
        if one.fix is not None and not trials()[one.code].rule.changes:
            after = check_all(apply_edits(text, one.fix.edits))
            more = Counter(other.code for other in after) - Counter(other.code for other in found)
            assert not more


@fewer(4)
@given(documents())
@example("## Other\n\n## Concerns")
def test_law_fixes_end_and_add_nothing(text: str) -> None:
    document = signalkit.parse(text)
    check = cache(ALL.check)  # that it says the same each time is a law of its own
    safe, count = fix(document, check)
    assert (count == 0) == (safe is document)
    again, more = fix(safe, check)
    assert (again.text, more) == (safe.text, 0)
    unsafe, _ = fix(document, check, unsafe=True)
    assert fix(unsafe, check, unsafe=True)[1] == 0
    assert len(check(safe)) <= len(check(document))


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
    "*a\n", "##Issues\n", "* a\n##Issues\n", "* a\nb\n", "* # a\n", "* Type = a\n",
    "<div>\n## Issues\n\n", "• a\n\n", "* 2. a\n", "* - ", "== Issues ==\n", "  Issues\n\n", "a\n* b\n\n",
]  # fmt: skip
HEADS = [
    "",
    "## Keywords\n\n* x\n",
    "## Other\n\n* x\n",
    "## Signals\n\n| name |\n|---|\n",
    "## Closest\n\n",
]


PAIRS = [
    pytest.param(piece, head, marks=() if (at + which) % len(HEADS) in (0, 1) else pytest.mark.slow("scale"))
    for at, piece in enumerate(HOSTILE)
    for which, head in enumerate(HEADS)
]
"""Each piece after each head: in every run after two heads, which differ from piece to piece."""


@pytest.mark.lengthy
@pytest.mark.parametrize(("piece", "head"), PAIRS, ids=ascii)
def test_law_steps_are_linear(piece: str, head: str) -> None:
    def write(size: int, end: str) -> str:
        return f"# __T__\n\n{head}{piece * (size // len(piece))}{end}"

    for end in {"", piece[:2]} if profiles.FRESH else {piece[:2]}:
        assert steps_grow(partial(write, end=end)) < 4.5


def test_law_steps_are_linear_in_what_is_before_the_sections() -> None:
    assert steps_grow(lambda size: "a\n\n" * (size // 6) + "## Keywords\n\n" + "* a\n" * (size // 8)) < 4.5


LENGTH = 2400 if profiles.FRESH else 300
"""Code points of a text whose steps are counted."""


def steps_grow(write: Callable[[int], str]) -> float:
    """How the steps of all rules grow when a text becomes four times as long."""
    return growth(lambda size: ALL.check(signalkit.parse(write(size))), LENGTH)


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
    for text, code in {
        f"{table}\n| R | z |\n": "SK315",
        f"{table}<!-- x -->\n| R | z |\n": "SK315",
        "## Issues\n\n| name | x |\n\n| R | z |\n": "SK401",
    }.items():
        assert code in {one.code for one in ALL.check(signalkit.parse(text))}
