"""Slips in a file as a whole: what is found, where, with which fix, and what the command line does."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import attrs
import pytest

import signalkit
from signalkit import Configuration, Corpus, Diagnostic, Document
from signalkit.checking import Checker
from signalkit.checking.fixing import fix
from signalkit.corpus import card_of
from signalkit.document import format_document
from signalkit.plugins import PluginManager
from signalkit.syntax.conflicts import find_conflicts
from signalkit.syntax.text import apply_edits
from signalkit.syntax.tree import Node
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
    assert (done.returncode, done.stderr) == (
        1,
        b"signalkit: a.md: has conflict markers; not fixed\nFound 3 problems in 1 file\n",
    )
    assert b"SK010" in done.stdout
    done = run("check", "a.md", "--diff", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    said = b"signalkit: a.md: has conflict markers; not fixed\nWould fix none of 3 problems\n"
    assert done.stderr == said
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


# -- encodings ---------------------------------------------------------------------------------------------

WIDE = {
    "utf-16": "UTF-16LE",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "utf-32": "UTF-32LE",
    "utf-32-le": "UTF-32LE",
    "utf-32-be": "UTF-32BE",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("codec", WIDE)
def test_a_wide_encoding_is_named_and_converted(codec: str, newline: str) -> None:
    text = CLEAN.replace("\n", newline).replace("honey", "h\u014dney \U0001f41d \u4e2d\u6587")
    document = signalkit.parse_bytes(text.encode(codec))
    assert document.is_digest
    [one] = CHECKER.check(document)
    assert (one.code, one.severity, one.start) == ("SK009", "error", (1, 1))
    assert one.message == f"file is encoded in {WIDE[codec]}, not in UTF-8"
    fixed, count = fix(document, CHECKER.check)
    assert (fixed.text, count) == (text, 1)
    assert fixed.to_bytes() == text.encode()


def test_a_byte_order_mark_of_big_endian_text_is_read() -> None:
    for codec, mark in (("utf-16-be", b"\xfe\xff"), ("utf-32-be", b"\0\0\xfe\xff")):
        fixed, _ = fix(signalkit.parse_bytes(mark + CLEAN.encode(codec)), CHECKER.check)
        assert fixed.text == CLEAN


@pytest.mark.parametrize("codec", ["utf-16", "utf-32-be"])
def test_what_does_not_decode_is_converted_only_if_asked(codec: str) -> None:
    document = signalkit.parse_bytes(CLEAN.encode(codec) + b"\n")
    [one] = CHECKER.check(document)
    assert one.code == "SK009"
    assert fix(document, CHECKER.check) == (document, 0)
    assert fix(document, CHECKER.check, unsafe=True)[0].digest.keywords == ("hives", "honey")


def test_a_file_of_two_encodings_is_one_finding_without_a_fix() -> None:
    document = signalkit.parse_bytes(CLEAN.encode("utf-16") + b"\n\n* hives, honey, wax and propolis\n")
    [one] = CHECKER.check(document)
    assert (one.message, one.fix) == ("file is partly encoded in UTF-16LE", None)


@pytest.mark.parametrize(
    "text", ["\0", "a\0b\0", "* x\0\n* y\n", CLEAN + "\0", "\udcff\udcfe" + CLEAN + "\0"]
)
def test_a_stray_nul_is_no_encoding(text: str) -> None:
    codes = {one.code for one in found(text)}
    assert "SK004" in codes or text == "a\0b\0"
    assert ("SK009" in codes) == (text == "a\0b\0")


def test_no_rule_deletes_the_bytes_of_another_encoding() -> None:
    document = signalkit.parse_bytes(CLEAN.encode("utf-16-le"))
    every = Checker(Configuration(select=("SK001", "SK002", "SK004")), plugins=PluginManager(discover=False))
    assert every.check(document) == []


def test_the_command_line_neither_skips_nor_exports_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / f"{'a' * 32}.md"
    path.write_bytes(CLEAN.encode("utf-16"))
    done = run("check", ".", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"Found 1 problem in 1 file (1 fixable with --fix)\n")
    assert done.stdout.count(b"SK009") == done.stdout.count(b"\n") == 1
    for verb in (["format", "."], ["export", "jsonl", "."], ["format", path.name]):
        done = run(*verb, cwd=tmp_path)
        assert done.returncode == 2
        assert b"encoded in UTF-16LE, not in UTF-8; convert it with `signalkit check --fix`" in done.stderr
    done = run("check", ".", "--fix", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert path.read_bytes() == CLEAN.encode()


def test_references_know_the_title_of_a_digest_in_another_encoding() -> None:
    document = signalkit.parse_bytes(CLEAN.encode("utf-16"), path=f"{'a' * 32}.md")
    assert card_of(document).title == "Hives"


@pytest.mark.parametrize(
    ("codec", "name", "word"),
    [
        ("latin-1", "Latin-1", "caf\xe9 \xb0"),
        ("cp1252", "Windows-1252", "caf\xe9 \u2019s"),
        ("cp1252", "Windows-1252", "\u20ac 5\u20136"),
    ],
)
def test_a_legacy_encoding_is_guessed_and_converted_if_asked(codec: str, name: str, word: str) -> None:
    text = CLEAN.replace("\u201ccity\u201d", word).replace("honey", word)
    document = signalkit.parse_bytes(text.encode(codec))
    [one] = CHECKER.check(document)
    assert (one.code, one.message) == ("SK001", f"file is not UTF-8; it appears to be {name}")
    assert (one.start[0], one.end[0]) == (9, 14)
    assert fix(document, CHECKER.check) == (document, 0)
    assert fix(document, CHECKER.check, unsafe=True)[0].text == text


@pytest.mark.parametrize("codec", ["mac-roman", "cp850"])
def test_an_unlikely_guess_is_not_made(codec: str) -> None:
    text = CLEAN.replace("\u201ccity\u201d", "r\xe9gion")
    [one] = CHECKER.check(signalkit.parse_bytes(text.encode(codec)))
    assert one.message.startswith("invalid UTF-8: bytes 8")
    assert one.fix is None


def test_bytes_of_two_encodings_are_found_one_by_one() -> None:
    document = signalkit.parse_bytes(CLEAN.replace("honey", "h\xe9").encode() + b"\n* [B\xe9](a)")
    assert [one.message for one in CHECKER.check(document) if one.code == "SK001"] == [
        "invalid UTF-8: bytes E9"
    ]


def test_many_bytes_that_are_not_utf8_are_one_finding() -> None:
    text = CLEAN.replace("* honey", "\n".join(["* \u043c\u0435\u0434 \u0438"] * 15)).replace(
        "\u201ccity\u201d", "x"
    )
    found = [
        one for one in CHECKER.check(signalkit.parse_bytes(text.encode("koi8-r"))) if one.code == "SK001"
    ]
    assert [one.message for one in found] == [
        "file is not UTF-8: 30 invalid sequences, the first is CD C5 C4"
    ]


# -- line ends and tabs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\r\r\n", "\r\r\r\n"])
def test_doubled_line_ends_are_one_finding(end: str) -> None:
    text = CLEAN.replace("\n", end)
    [one] = found(text)
    assert (one.code, one.start, one.message) == (
        "SK011",
        (1, 1),
        "lines end with CR CR LF instead of CRLF",
    )
    fixed, count = fix(signalkit.parse(text), CHECKER.check)
    assert (fixed.text, count) == (CLEAN.replace("\n", "\r\n"), 1)
    assert fixed.digest == DIGEST


def test_doubled_line_ends_among_others_are_fixed_only_if_asked() -> None:
    text = CLEAN.replace("\n", "\r\r\n") + "\r\n"
    document = signalkit.parse(text)
    assert [one.code for one in CHECKER.check(document)] == ["SK011"]
    assert fix(document, CHECKER.check) == (document, 0)
    assert fix(document, CHECKER.check, unsafe=True)[0].text == CLEAN.replace("\n", "\r\n") + "\r\n"


def test_few_doubled_line_ends_are_mixed_ones() -> None:
    text = CLEAN.replace("hives\n", "hives\r\r\n")
    assert summary(text) == [(13, "SK003", "line ending CR and CRLF, but most lines of the file end with LF")]
    fixed, _ = fix(signalkit.parse(text), CHECKER.check)
    assert fixed.digest == signalkit.parse(text).digest


def shape(node: Node) -> tuple[str, list[object]]:
    """The kinds of a node and all below it, without those that are whitespace and markers."""
    return node.kind, [shape(child) for child in node.children if child.kind not in ("marker", "space")]


TABS = {
    "after a bullet": "*\thives\n*\thoney",
    "before a nested item": "* hives\n\t* wax\n* honey",
    "before items below each other": "* a\n\t* b\n\t\t* c\n\t* d",
    "before a paragraph of an item": "* a\n\n\tb\n\n* c",
    "after a number": "1.\ta\n2.\tb\n\n\tc",
    "after a marker of a quote": ">\t* a\n>\n>\t  b",
    "in code after spaces": "  *  \ta\n\n  \tb",
    "in code after a bullet": "-\t\tcode",
    "in code of an item": "* a\n\n\t\tcode\n\n* b",
    "in indented code": "\tcode\tx",
    "in fenced code": "```\n\ta\tb\n```",
    "in a comment": "<!--\n\ta\n-->",
}


@pytest.mark.parametrize("what", TABS)
def test_the_fix_of_a_tab_keeps_blocks(what: str) -> None:
    only = Checker(Configuration(select=("tab",)), plugins=PluginManager(discover=False))
    text = f"## Keywords\n\n{TABS[what]}\n"
    diagnostics = only.check(signalkit.parse(text))
    assert len(diagnostics) == text.count("\t")
    fixed, _ = fix(signalkit.parse(text), only.check, unsafe=True)
    assert shape(fixed.tree) == shape(signalkit.parse(text).tree)
    assert ("\t" in fixed.text) == what.startswith("in ")


def test_the_fix_of_a_tab_in_text_is_one_space() -> None:
    only = Checker(Configuration(select=("tab",)), plugins=PluginManager(discover=False))
    fixed, _ = fix(signalkit.parse("## Keywords\n\n*\thoney\tcombs\n"), only.check, unsafe=True)
    assert fixed.text == "## Keywords\n\n*   honey combs\n"


def test_two_byte_order_marks_go_with_the_title_that_they_hide() -> None:
    document = signalkit.parse("\ufeff\ufeff" + CLEAN)
    assert "SK002" in [one.code for one in CHECKER.check(document)]
    assert not document.digest.title
    fixed, count = fix(document, CHECKER.check)
    assert (fixed.text, count) == (CLEAN, 2)
    assert signalkit.check(fixed) == []


# -- front matter and title --------------------------------------------------------------------------------

YAML = "---\nauthor: Ada\ntags: [a]\n---\n"
TOML = "+++\nauthor = 'Ada'\n\n[extra]\n+++\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("blank", ["\n", "  \n\n", "\t\n"])
@pytest.mark.parametrize("matter", [YAML, TOML, YAML + "\n", "---\na:\n  b: 1\n\nc: d\n...\n"])
def test_front_matter_after_blank_lines_is_moved_up(matter: str, blank: str, mark: str, newline: str) -> None:
    text = f"{mark}{blank}{matter}{CLEAN}".replace("\n", newline)
    [one] = [one for one in found(text) if one.code == "SK012"]
    assert (one.start[0], one.message) == (1, "front matter after a blank line is not read as front matter")
    assert one.fix is not None
    fixed = signalkit.parse(apply_edits(text, one.fix.edits))
    assert fixed.text == f"{mark}{matter}{CLEAN}".replace("\n", newline)
    assert fixed.digest == signalkit.parse(CLEAN.replace("\n", newline)).digest


UNCLOSED = {
    "---\nauthor: Ada\ntags: [a]\n\n": "---\nauthor: Ada\ntags: [a]\n---\n\n",
    "---\nauthor: Ada\n": "---\nauthor: Ada\n---\n",
    "+++\nauthor = 'Ada'\n\n": "+++\nauthor = 'Ada'\n+++\n\n",
    "\n---\nauthor: Ada\n\n": "---\nauthor: Ada\n---\n\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("matter", UNCLOSED)
def test_front_matter_that_is_not_closed_is_closed_if_asked(matter: str, newline: str) -> None:
    text = (matter + CLEAN).replace("\n", newline)
    [one] = [one for one in found(text) if one.code == "SK013"]
    fence = matter.strip()[:3]
    assert (one.start[0], one.severity, one.message) == (1, "error", f"front matter is not closed by {fence}")
    document = signalkit.parse(text)
    assert fix(document, CHECKER.check) == (document, 0)
    fixed, _ = fix(document, CHECKER.check, unsafe=True)
    assert fixed.text == (UNCLOSED[matter] + CLEAN).replace("\n", newline)
    assert fixed.digest == signalkit.parse(CLEAN.replace("\n", newline)).digest


def test_front_matter_that_absorbs_the_title_and_sections_is_not_closed() -> None:
    text = "---\nauthor: Ada\n\n" + CLEAN.replace("## Keywords", "---\n\n## Keywords")
    assert signalkit.parse(text).digest.title == ""
    assert "SK013" in [one.code for one in found(text)]
    fixed, _ = fix(signalkit.parse(text), CHECKER.check, unsafe=True)
    assert fixed.digest.title == "Hives"
    assert fixed.digest.keywords == DIGEST.keywords


@pytest.mark.parametrize(
    "before",
    [
        YAML,
        "\ufeff" + YAML,
        "---\n# a comment\nauthor: Ada\n---\n",
        "\n",
        "---\n\n",
        "- a: b\n\n",
        "\n---\n\n",
        "+++\n\nx\n\n",
        "---\n",
    ],
)
def test_what_is_no_front_matter_or_fine_is_not_found(before: str) -> None:
    assert not {"SK012", "SK013"} & {one.code for one in found(before + CLEAN)}


SETEXT = {
    "__Hives and\nhoney__, from ([1](https://example.org/1).)\n===": "Hives and honey",
    "__Hives__,\n  from ([1](https://example.org/1).)  \n===": "Hives",
    "__Hives\nand\n honey__, (from page [1](https://example.org/1).)\n===": "Hives and honey",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("heading", SETEXT)
def test_a_title_over_several_lines_is_joined(heading: str, newline: str) -> None:
    first, rest = CLEAN.split("\n", 1)
    text = f"{heading}\n{rest}".replace("\n", newline)
    document = signalkit.parse(text)
    with pytest.raises(signalkit.UnrepresentableError):
        signalkit.serialize(document.digest)
    assert summary(text)[0] == (1, "SK014", f"title is split over {heading.count(chr(10))} lines")
    fixed, count = fix(document, CHECKER.check)
    assert (fixed.digest.title, count) == (SETEXT[heading], 1)
    assert fixed.digest.origin is not None
    assert signalkit.serialize(fixed.digest)
    assert first not in fixed.text


def test_a_title_over_one_line_is_fine() -> None:
    first, rest = CLEAN.split("\n", 1)
    assert found(f"{first[2:]}\n===\n{rest}") == []


@pytest.mark.parametrize(
    "head", ["\n---\na: b\n---\n\n", "---\na: b\n\n", "\n---\na: b\n---\n", "***\n- a\n- b\n\n"]
)
@pytest.mark.parametrize("fields", [{"preamble": "Rooks."}, {"preamble": "Rooks.", "summary": "New."}])
def test_law_locality_of_the_preamble(head: str, fields: dict[str, Any]) -> None:
    """The rest of the head stays where it is."""
    document = signalkit.parse(head + CLEAN)
    changed = document.evolve(**fields)
    lines = difflib.ndiff(document.text.split("\n"), changed.text.split("\n"))
    assert sum(line[0] in "+-" for line in lines) <= (6 if "summary" in fields else 4)
    assert changed.digest == attrs.evolve(document.digest, **fields)
