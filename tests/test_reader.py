"""What a file says, and where: docs/format.md line by line."""

from __future__ import annotations

import pytest

import signalkit
from signalkit import Digest, Document, FieldPathError, Link, Origin, Reference, Section, Signal, Topic
from signalkit.codec.columns import map_columns
from signalkit.codec.lists import Item
from signalkit.codec.references import locate, to_reference
from signalkit.codec.tables import split_row
from signalkit.model.validate import parse_relevancy
from signalkit.syntax.tree import Source
from tests.support.values import values


def read(text: str) -> Digest:
    """The digest of a text, each value of which stands where `span_of` says."""
    doc = signalkit.parse(text)
    for path, value in values(doc.digest).items():
        try:
            span = doc.span_of(path)
        except FieldPathError:
            assert path.endswith(".id")  # an empty one
            continue
        shown = doc.text[span.start : span.end].replace("\\|", "|")
        assert shown.replace("# A\n\n", "") == value, path  # a title may stand among text
    return doc.digest


# -- the title ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "title", "origin"),
    [
        ("# __A__, from ([l](u).)", "A", Origin(label="l", url="u")),
        ("# __A__, (from page [l](u).)", "A", Origin(label="l", url="u")),
        ("# **A** from ([l](u).)", "A", Origin(label="l", url="u")),
        ("# A, from ([l](u))", "A", Origin(label="l", url="u")),
        ("# A,, from ([l](u))", "A,", Origin(label="l", url="u")),
        ("# A,  \t from ([l](u))", "A", Origin(label="l", url="u")),
        ("#  from ([l](u).)", "", Origin(label="l", url="u")),
        ("# from ([l](u).)", "", Origin(label="l", url="u")),
        ("# (from page [l](u).)", "", Origin(label="l", url="u")),
        ("# , from ([l](u).)", "", Origin(label="l", url="u")),
        ("# A from ([l]().)", "A", Origin(label="l", url="")),
        ("# A from ([](u).)", "A", Origin(label="", url="u")),
        ("# A from ([l](u_(v)).)", "A", Origin(label="l", url="u_(v)")),
        ("# A from ([l](u](v).)", "A", Origin(label="l", url="u](v")),
        ("# A from ([k](t)) from ([l](u).)", "A from ([k](t))", Origin(label="l", url="u")),
        ("# A from ([l](u).) ##", "A", Origin(label="l", url="u")),
        ("# A from ([l](u).) B", "A from ([l](u).) B", None),
        ("# A from ([l](u.)", "A from ([l](u.)", None),
        ("# A from ([l].)", "A from ([l].)", None),
        ("# A from ([l](.)", "A from ([l](.)", None),
        ("# A from ([l](u)x)", "A from ([l](u)x)", None),
        ("# AB  from ([l](u))", "AB", Origin(label="l", url="u")),
        ("# A (from page [l](u) from ([x).)", "A", Origin(label="l", url="u) from ([x")),
        ("x from ([k](t))\n\n# A (b)", "A (b)", None),
        ("# A\u00a0", "A\u00a0", None),
        ("# AX", "AX", None),
        ("# __A__", "A", None),
        ("# ____", "", None),
        ("# ___", "___", None),
        ("# __A", "__A", None),
        ("# __A**", "__A**", None),
        ("# **A**", "A", None),
        ("# _A_ x __", "_A_ x __", None),
        ("#", "", None),
        ("#\tA  B \t", "A  B", None),
        ("# A#", "A#", None),
        ("# A #", "A", None),
        ("A\nB\n=====", "A\nB", None),
        ("from ([k](t))\n\n# A", "A", None),
    ],
)
def test_title_and_origin(line: str, title: str, origin: Origin | None) -> None:
    for rest in ("", "\n", "\n\n## Notes from ([k](t))\n\n](x).)"):
        digest = read(line + rest)
        assert (digest.title, digest.origin) == (title, origin)


def test_the_origin_is_all_that_is_not_title() -> None:
    for text in ("# __A__, from ([l](u).)\n\nb", "# A , from ([l](u).) #"):
        doc = signalkit.parse(text)
        span = doc.span_of("origin")
        assert doc.text[span.start : span.end] == ", from ([l](u).)"


def test_what_is_not_the_title_is_text() -> None:
    digest = read("text\n\n# A\n\n# B\n\n### C\n\n## Notes\n\n# D\n\n### E")
    assert digest.title == "A"
    assert digest.sections == (Section("Notes", "# D\n\n### E"),)
    assert digest.preamble.startswith("text")
    assert digest.preamble.endswith("### C")


def test_a_title_behind_a_section_is_none() -> None:
    assert read("## Notes\n\n# A").title == ""
    assert read("## Summary\n\n# A").summary == "# A"


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("# a", 1, "a"),
        ("###### a # b ##  \n", 6, "a # b"),
        ("##\n", 2, ""),
        ("## ##\n", 2, ""),
        ("  ### a\n", 3, "a"),
        ("a\n=\n", 1, "a"),
        ("a\n---\n", 2, "a"),
        ("  a\nb \n==  \n", 1, "a\nb"),
        ("a #\n---\n", 2, "a #"),
        ("#\t#a\n", 1, "#a"),
        (" # = #\n", 1, "="),
        (" ## -\n", 2, "-"),
    ],
)
def test_level_and_text_of_a_heading(text: str, level: int, words: str) -> None:
    doc = signalkit.parse(text)
    found, start, end = doc.heading(doc.blocks[0])
    assert (found, text[start:end].strip()) == (level, words)


# -- link and text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("__[x](u)__", Link(text="x", url="u")),
        ("**[x](u)**", Link(text="x", url="u")),
        ("[x](u)", Link(text="x", url="u")),
        ("  [x](u)  ", Link(text="x", url="u")),
        ("__[x](u v)__", Link(text="x", url="u v")),
        ("[x](u_(v))", Link(text="x", url="u_(v)")),
        ("[x](u](v)", Link(text="x", url="u](v")),
        ("[](u)", Link(text="", url="u")),
        ("[x]()", Link(text="x", url="")),
        ("__[ x ](u)__", Link(text=" x ", url="u")),
        ("__[x y](u)__", Link(text="x y", url="u")),
        ("[x y](u)", Link(text="x y", url="u")),
        ("[x](u v)", None),
        ("[x]( u)", None),
        ("[x](u )", None),
        ("[x\ny](u)", None),
        ("[x](u\nv)", None),
        ("[x](u\tv)", None),
        ("[x](u).", None),
        ("see [x](u)", None),
        ("__[x](u) more__", None),
        ("__see [x](u)__", None),
        ("[x](u", None),
        ("[x](", None),
        ("[x])", None),
        ("__[x])__", None),
        ("[x](u)\nmore", None),
        ("more\n[x](u)", None),
        ("x)", None),
        ("* [x](u)", None),
    ],
)
def test_the_link_is_a_paragraph_of_its_own(line: str, link: Link | None) -> None:
    assert read(line).link == link
    assert read(f"# A\n\n{line}\n\n## Notes\n\n[y](v)").link == link
    found = signalkit.parse(f"no\n\n> [no](no)\n\n{line}\n\n[y](v)\n\n[z](w)").digest
    assert found.link == (link or Link(text="y", url="v"))
    assert found.preamble.startswith("no\n\n")
    assert found.preamble.endswith("[z](w)")


def test_the_link_stands_before_the_title_too() -> None:
    assert read("[x](u)\n\n# A") == Digest(title="A", link=Link(text="x", url="u"))
    assert read("# A\n\n* i\n\n[x](u)").link == Link(text="x", url="u")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("  a  \nb\t\n", "a  \nb"),
        ("\n\na\n\n\nb\n\n", "a\n\n\nb"),
        ("    code\n\nb", "    code\n\nb"),
        ("a\n\n    code", "a\n\n    code"),
        ("<!-- c -->", ""),
        ("<!-- c -->\n\na", "a"),
        ("a\n\n<!-- c -->", "a"),
        ("a\n\n<!-- c -->\n\nb\n\nc\n\n<!-- d -->\n\n<!-- e -->\n\nf", "a\n\nb\n\nc\n\nf"),
        ("* a\n\n| b |\n|---|", "* a\n\n| b |\n|---|"),
        ("```\n\n```", "```\n\n```"),
        ("<div>\n## Notes\n</div>", "<div>\n## Notes\n</div>"),
    ],
)
def test_running_text_is_what_stands_between_comments(text: str, expected: str) -> None:
    assert signalkit.parse(text).digest.preamble == expected
    assert signalkit.parse(f"# A\n\n{text}\n\n## Summary\n\n{text}\n\n## Notes").digest == Digest(
        title="A", preamble=expected, summary=expected, sections=(Section("Notes", ""),)
    )


def test_running_text_has_plain_line_ends() -> None:
    doc = signalkit.parse("a\r\nb\rc\n\r\n## N\ro\r\n\r\nx\ry\r\n")
    assert doc.digest.preamble == "a\nb\nc"
    assert doc.digest.sections == (Section("N", "o\n\nx\ny"),)
    assert signalkit.parse("A\r\nB\r\n===").digest.title == "A\nB"
    assert signalkit.parse("A\rB\r---\rc").digest.sections == (Section("A\nB", "c"),)


# -- sections ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading", ["## Keywords", "## KEYWORDS ##", "  ##  keywords  ", "Keywords\n---", "##\tKeywords\t#"]
)
def test_a_section_is_known_in_any_form(heading: str) -> None:
    digest = read(f"{heading}\n\n* a\n\n## Notes\n\nn")
    assert digest == Digest(keywords=("a",), sections=(Section("Notes", "n"),))


def test_headings_of_other_levels_and_in_code_open_no_section() -> None:
    body = "### Keywords\n\n```\n## Themes\n```\n\n> ## Other\n\n<!--\n## Signals\n-->\n\n    ## Issues"
    assert read(f"## Notes\n\n{body}") == Digest(sections=(Section("Notes", body),))


def test_a_section_that_stands_again_is_kept_as_it_is() -> None:
    digest = read("## Keywords\n\n* a\n\n## Notes\n\n## keywords\n\n* b\n\n## Summary")
    assert digest == Digest(keywords=("a",), sections=(Section("Notes", ""), Section("keywords", "* b")))


@pytest.mark.parametrize(
    ("text", "heading", "body"),
    [
        ("## N", "N", ""),
        ("## N\n\n \n", "N", ""),
        ("## N\nb", "N", "b"),
        ("## N\n\n\n  b\n\n    c \n\n", "N", "  b\n\n    c"),
        ("## N #\n    b", "N", "    b"),
        ("##\n\nb", "", "b"),
        ("N\n---\nb", "N", "b"),
        ("## N\n\n<!-- b -->", "N", "<!-- b -->"),
    ],
)
def test_heading_and_body_of_other_sections(text: str, heading: str, body: str) -> None:
    assert read(text).sections == (Section(heading, body),)
    assert read(f"# A\n\n{text}\n\n## Last\n\nl\n").sections == (Section(heading, body), Section("Last", "l"))


# -- lists -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("* a\n* b", ("a", "b")),
        ("- a  \n- b\t\n- c \n", ("a", "b", "c")),
        ("+ a * b\n+ c", ("a * b", "c")),
        ("- a\t\n- b", ("a", "b")),
        ("- a\n- X", ("a", "X")),
        ("- a\u00a0 \n- X \n- X\n\ntext\n\n* b \n* X", ("a\u00a0", "X", "X", "b", "X")),
        ("* a  \n  b\n  cX\n* a\n  b\u00a0", ("a  \nb\ncX", "a\nb\u00a0")),
        ("- a\n\n\ntext\n\n* b\n\n| t |\n|---|\n\n1. c", ("a", "b", "c")),
        ("* a\n  * b\n    1. c\n  * d\n* e", ("a", "b", "c", "d", "e")),
        ("* a\n\n  second\n* b", ("a", "b")),
        ("*\n*  a\n* <!-- c -->", ("a",)),
        ("* > quoted", ()),
        ("* a\nlazy\n  b", ("a\nlazy\nb",)),
        ("* ```\n  x\n  ```\n* a", ("a",)),
        ("* a  \n* b  ", ("a", "b")),
        ("text", ()),
        ("> * a", ()),
    ],
)
def test_items_are_the_first_paragraphs(text: str, items: tuple[str, ...]) -> None:
    for end in ("", "\n", "\n\n## Notes\n\n* x"):
        doc = signalkit.parse(f"## Keywords\n\n{text}{end}")
        assert doc.digest.keywords == items
    doc = signalkit.parse(f"## Keywords\n\n{text}\n\n## Themes\n\n{text}")
    assert doc.digest == Digest(keywords=items, themes=items)
    for index, item in enumerate(items):
        span = doc.span_of(f"themes[{index}]")
        assert [s.strip(" ") for s in doc.text[span.start : span.end].split("\n")] == [
            s.strip(" ") for s in item.split("\n")
        ]


def test_items_with_other_line_ends() -> None:
    assert signalkit.parse("## Keywords\r\n\r\n* a\r\n  b\r\n* c\r\n").digest.keywords == ("a\nb", "c")
    assert signalkit.parse("## Keywords\r\n\r\n* a  \r\n  b").digest.keywords == ("a  \nb",)
    assert signalkit.parse("## Keywords\r\r* a\r* c\r").digest.keywords == ("a", "c")


def test_items_of_other() -> None:
    digest = read("## Other\n\n* n: 1\n* category:  a: b \n* TYPE:c\n* Category: d\n* Type\n* x")
    assert digest == Digest(category="a: b", type="c", other=("n: 1", "Category: d", "Type", "x"))
    assert read("## Other\n\n* Type: a\u00a0") == Digest(type="a\u00a0")


@pytest.mark.parametrize(
    ("item", "reference"),
    [
        ("[a](1)", Reference("a", "1")),
        ("[a]()", Reference("a", "")),
        ("[](1)", Reference("", "1")),
        ("[a](b](1)", Reference("a](b", "1")),
        ("[a](1(2))", Reference("a", "1(2)")),
        ("[a] (1)", Reference("[a] (1)")),
        ("[a](1", Reference("[a](1")),
        ("a](1)", Reference("a](1)")),
        ("[a](1).", Reference("[a](1).")),
        ("x [a](1)", Reference("x [a](1)")),
        ("a", Reference("a")),
        ("[a)", Reference("[a)")),
    ],
)
def test_references(item: str, reference: Reference) -> None:
    assert to_reference(item) == reference
    title, id_ = locate(Source(item), Item(0, (0, len(item)), len(item), item))
    assert item[slice(*title)] == reference.title
    if reference.id or item.endswith("()"):
        assert id_ is not None
        assert item[slice(*id_)] == reference.id
    else:
        assert id_ is None
    other = Reference("o", "9")
    for bullet in "*-":
        for end in ("", "\n"):
            one = f"{bullet} {item}{end}"
            assert read(f"## Closest\n\n{one}").closest == (reference,)
            two = f"{bullet} [o](9)\n{bullet} {item}\n{bullet} [o](9){end}"
            assert read(f"## Closest\n\n{two}").closest == (other, reference, other)
    mixed = read(f"## Closest\n\n* [o](9)\n\ntext\n\n- {item}\n\n1. {item}\n\n* [o](9)")
    assert mixed.closest == (other, reference, reference, other)


def test_references_are_items() -> None:
    assert read("## Closest\n\nx [a](1)\n\n* [b](2)\n\n# [c](3)").closest == (Reference("b", "2"),)


# -- tables ------------------------------------------------------------------------------------------------

HEAD = "| name | note | change | relevancy |"
RULE = "|---|---|---|---:|"


@pytest.mark.parametrize(
    ("rows", "signals"),
    [
        ([], ()),
        (["| a | n | c | 3 |"], (Signal("a", change="c", relevancy=3, extra={"note": "n"}),)),
        (["|a||c|nan|", "|b|||-1|"], (Signal("a", change="c"), Signal("b", relevancy=-1))),
        (["|\ta | | c\t| |"], (Signal("a", change="c"),)),
        (["| a |"], (Signal("a"),)),
        (["| a | n | c | 3 | too | many |"], (Signal("a", change="c", relevancy=3, extra={"note": "n"}),)),
        (["a | n | c | 3"], (Signal("a", change="c", relevancy=3, extra={"note": "n"}),)),
        (["| a | n | c | 3", "b"], (Signal("a", change="c", relevancy=3, extra={"note": "n"}), Signal("b"))),
        (["| a\\|b | \\ | \\\\| | 1 |"], (Signal("a|b", change="\\|", relevancy=1, extra={"note": "\\"}),)),
        (["| | | | |"], (Signal(),)),
        (["| \u00a0 | | \x0b | 1 |"], (Signal("\u00a0", change="\x0b", relevancy=1),)),
        (["| a | |", "| c | | | | | |"], (Signal("a"), Signal("c"))),
        (["| a | | | | |", "| c | |"], (Signal("a"), Signal("c"))),
    ],
)
def test_rows_of_a_table(rows: list[str], signals: tuple[Signal, ...]) -> None:
    for end in ("", "\n", "\n\n## Notes\n\n| x |"):
        table = "\n".join([HEAD, RULE, *rows])
        assert read(f"## Signals\n\n{table}{end}").signals == signals
        assert read(f"## Signals\n\n{table}\n\ntext\n\n{table}{end}").signals == signals * 2
        bare = "\n".join(["name | note | change | relevancy", RULE, *rows])
        assert read(f"## Signals\n\n{bare}{end}").signals == signals


@pytest.mark.parametrize(
    ("names", "signal"),
    [
        ("Signal|Change|10y horizon|Driving force", Signal("a", "", "b", "c", "d")),
        ("NAME|DESCRIPTION|10-YEAR|driving-force", Signal("a", "b", "", "c", "d")),
        ("10-year horizon|relevancy|name|name", Signal("c", horizon="a", extra={"name": "d"})),
        ("name\u00a0|change|y|name", Signal("d", change="b", extra={"name\u00a0": "a", "y": "c"})),
        ("x|x|y|name", Signal("d", extra={"x": "a", "y": "c"})),
        ("x\\|y| |z|change", Signal(change="d", extra={"x|y": "a", "": "b", "z": "c"})),
        ("signal|name|Name|SIGNAL", Signal("a", extra={"name": "b", "Name": "c", "SIGNAL": "d"})),
    ],
)
def test_columns_of_a_table(names: str, signal: Signal) -> None:
    assert read(f"## Signals\n\n|{names}|\n|-|-|-|-|\n|a|b|c|d|").signals == (signal,)


def test_header_and_delimiter_row_of_a_table_have_places() -> None:
    doc = signalkit.parse("## Issues\n\n| name |\n|---|\n| a |")
    (table,) = doc.tables["issues"]
    rows = [table.header, table.delimiter, *table.rows]
    assert [doc.text[row.start : row.end] for row in rows] == ["| name |\n", "|---|\n", "| a |"]


def test_columns_of_topics() -> None:
    text = "## {}\n\n|relevancy|description|Signal|name|\n|-|-|-|-|\n|4|b|c|d|\n|x|||e|"
    topics = (Topic("d", "b", 4, {"Signal": "c"}), Topic("e"))
    for heading in ("Concerns", "Behaviors", "Technologies", "Issues"):
        assert getattr(read(text.format(heading)), heading.lower()) == topics
    assert read("## Issues\n\n|relevancy|\n|-|\n|1|").issues == (Topic(relevancy=1),)


def test_names_in_the_classic_column_make_a_table_classic() -> None:
    assert map_columns("signals", ("Signal",)).is_classic
    assert map_columns("signals", ("x", "SIGNAL", "name")).is_classic
    assert not map_columns("signals", ("name", "Signal")).is_classic
    assert not map_columns("signals", ("change",)).is_classic
    assert not map_columns("issues", ("Signal",)).is_classic


def test_column_maps_are_kept_but_not_without_end() -> None:
    assert map_columns("issues", ("kept",)) is map_columns("issues", ("kept",))
    assert map_columns("issues", ("name",)) is not map_columns("signals", ("name",))
    for number in range(300):
        name = f"column {number}"
        assert map_columns("issues", (name,)).names == (name,)
    assert map_columns.cache_info().currsize == map_columns.cache_info().maxsize == 256


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0", 0),
        ("-0", 0),
        ("007", 7),
        ("-12", -12),
        ("9" * 18, 10**18 - 1),
        ("-" + "9" * 18, 1 - 10**18),
        ("9" * 19, None),
        ("", None),
        ("-", None),
        ("--1", None),
        ("+1", None),
        ("1.0", None),
        ("1_0", None),
        (" 1", None),
        ("nan", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_relevancy_is_an_integer_or_nothing(cell: str, number: int | None) -> None:
    assert parse_relevancy(cell) == number


def test_cells_of_a_row() -> None:
    assert split_row("| a | b\\|c |\t\n") == ["a", "b|c"]
    assert split_row("a|b") == ["a", "b"]
    assert split_row(" | \u00a0a | ") == ["\u00a0a"]
    assert split_row("\u00a0| a |") == ["\u00a0", "a"]
    assert split_row("X") == ["X"]
    assert split_row("") == []


# -- the whole ---------------------------------------------------------------------------------------------


def test_front_matter_and_bom_are_no_content() -> None:
    for front in ("", "\ufeff", "---\na: b\n---\n", "\ufeff+++\n+++\n"):
        assert read(f"{front}# A\n\ntext\n\n## Notes") == Digest(
            title="A", preamble="text", sections=(Section("Notes", ""),)
        )
        assert read(front) == Digest()


def test_nothing_but_a_heading_is_no_content() -> None:
    assert read("## Summary\n\n## Keywords\n\n## Other\n\n## Signals\n\n## Closest\n") == Digest()


def test_items_and_rows_are_found_where_others_stand_between() -> None:
    doc: Document = signalkit.parse(
        "## Issues\n\ntext\n\n| name |\n|---|\n| a |\n\ntext\n\n| name |\n|---|\n| b |\n"
    )
    span = doc.span_of("issues[1]")
    assert doc.text[span.start : span.end].strip() == "| b |"
