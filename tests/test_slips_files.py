"""Slips in a file as a whole: what is found, where, with which fix, and what the command line does."""

from __future__ import annotations

from pathlib import Path

import pytest

import signalkit
from signalkit import Configuration, Corpus, Diagnostic, Document
from signalkit.checking import Checker
from signalkit.checking.fixing import fix
from signalkit.corpus import card_of
from signalkit.document import format_document
from signalkit.plugins import PluginManager
from signalkit.syntax.conflicts import find_conflicts
from tests.support.cli import run

CHECKER = Checker(Configuration(), plugins=PluginManager(discover=False))

CLEAN = """# __Hives__, from ([20240602](https://newsletter.example/p/20240602).)

__[External link](https://example.org/hives)__



## Summary

Bees return to the “city”.

## Keywords

* hives
* honey

## Themes

* nature

## Signals

| Signal   | Change     | 10y horizon   | Driving force   |
|:---------|:-----------|:--------------|:----------------|
| Moss     | gray to lush | roofs       | heat            |

## Closest

* [Wax](0f343b0931126a20f133d67c2b018a3b)"""
DIGEST = signalkit.parse(CLEAN).digest


def found(text: str) -> list[Diagnostic]:
    return CHECKER.check(signalkit.parse(text))


def summary(text: str) -> list[tuple[int, str, str]]:
    """Line, code and message of each finding."""
    return [(one.start[0], one.code, one.message) for one in found(text)]


def test_the_clean_file_is_clean() -> None:
    assert found(CLEAN) == []


# -- conflicts ---------------------------------------------------------------------------------------------

CONFLICT = "<<<<<<< HEAD\n* bees\n=======\n* wasps\n>>>>>>> topic\n"


def with_lines(lines: str, before: str = "* honey\n") -> str:
    return CLEAN.replace(before, lines + before)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_conflict_is_one_error(newline: str) -> None:
    text = with_lines(CONFLICT).replace("\n", newline)
    assert summary(text) == [(14, "SK010", "unresolved merge conflict in lines 14 to 18")]
    [one] = found(text)
    assert (one.severity, one.end[0], one.fix) == ("error", 18, None)


@pytest.mark.parametrize(
    "lines",
    [
        "<<<<<<< HEAD\n* bees\n||||||| 1a2b3c4\n* ants\n=======\n* wasps\n>>>>>>> topic\n",
        "<<<<<<<\n=======\n* wasps\n* wasps\n>>>>>>>\n",
        "<<<<<<<<< HEAD\n<<<<<<< x\n=======\n>>>>>>> y\n=========\n* wasps\n>>>>>>>>> topic\n",
        "<<<<<<< HEAD\n- bees\n\n| a |\n=======\n\t* wasps\n>>>>>>> topic\n",
    ],
)
def test_a_conflict_of_any_form_is_one_error(lines: str) -> None:
    last = 13 + lines.count("\n")
    assert summary(with_lines(lines)) == [(14, "SK010", f"unresolved merge conflict in lines 14 to {last}")]


def test_a_conflict_in_a_table_is_one_error() -> None:
    row = "| Moss     | gray to lush | roofs       | heat            |\n"
    assert [one[:2] for one in summary(with_lines(f"<<<<<<< a\n{row}=======\n{row}>>>>>>> b\n", row))] == [
        (24, "SK010")
    ]


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", ">>>>>>> topic", ">>>>>>>"])
def test_a_leftover_marker_is_an_error(marker: str) -> None:
    assert summary(with_lines(f"{marker}\n")) == [(14, "SK010", "leftover conflict marker")]


@pytest.mark.parametrize("line", ["=======", "<<<<<<", "<<<<<<<HEAD", "text <<<<<<< HEAD", "> > > > > > > x"])
def test_what_is_no_marker_is_no_conflict(line: str) -> None:
    assert list(find_conflicts(f"x\n{line}\ny")) == []


def test_two_conflicts_are_two_errors() -> None:
    text = with_lines(CONFLICT) + f"\n{CONFLICT}"
    assert [one[:2] for one in summary(text)] == [(14, "SK010"), (34, "SK010")]


def test_nothing_is_fixed_or_formatted_in_a_file_with_a_conflict(tmp_path: Path) -> None:
    text = "\ufeff" + with_lines(CONFLICT).replace("* hives", "-  hives")
    document = signalkit.parse(text)
    assert "SK002" in [one.code for one in CHECKER.check(document)]
    assert fix(document, CHECKER.check, unsafe=True) == (document, 0)
    assert format_document(document) is document
    path = tmp_path / "a.md"
    path.write_bytes(document.to_bytes())
    done = run("check", "a.md", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"signalkit: a.md: has conflict markers; not fixed\n")
    assert b"SK010" in done.stdout
    done = run("check", "a.md", "--diff", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"signalkit: a.md: has conflict markers; not fixed\n"
    done = run("format", "a.md", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"signalkit: a.md: has conflict markers; not formatted\n")
    assert path.read_bytes() == document.to_bytes()


def test_rules_about_references_report_nothing_in_a_conflict() -> None:
    link = "* [Moss](0f343b0931126a20f133d67c2b018a3b)\n"
    text = with_lines(f"<<<<<<< a\n{link}=======\n{link}>>>>>>> b\n", "* [Wax]")
    card = card_of(Document(text, path="a.md"))
    checker = Checker(Configuration(select=("SK5",)))
    among = Corpus([card])
    without = [one.start[0] for one in checker.check_card(card, among, Document(text, path="a.md"))]
    assert set(without) & set(range(28, 33))
    both = Checker(Configuration(select=("SK5", "SK010")))
    lines = [one.start[0] for one in both.check_card(card, among, Document(text, path="a.md"))]
    assert set(lines) == set(without) - set(range(28, 33))
