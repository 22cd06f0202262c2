"""Slips in headings, lists and the title: each variant has its finding, with place, message and fix."""

from __future__ import annotations

import pytest

import signalkit
from signalkit import Diagnostic
from signalkit.checking.rules.quoting import quote
from signalkit.syntax.text import apply_edits
from tests.support.clean import CHECKER, problems

ORIGIN = "([20240602](https://newsletter.example/p/20240602).)"
HEAD = f"# __Moss__, from {ORIGIN}\n\n__[External link](https://example.org/moss)__\n\n\n\n"
TEXT = f"""{HEAD}## Summary

Moss grows.

## Keywords

* moss
* roofs

## Themes

* cities

## Concerns

| name | description |
|:-----|:------------|
| Rot  | Roofs rot.  |

## Closest

* [Ferns](00000000000000000000000000000001)
* [Lichen](00000000000000000000000000000002)
"""


def found(text: str, code: str) -> list[Diagnostic]:
    return [one for one in CHECKER.check(signalkit.parse(text)) if one.code == code]


def only(text: str, code: str) -> Diagnostic:
    """The one finding of a code."""
    [one] = found(text, code)
    return one


def fixed(text: str, one: Diagnostic) -> str:
    assert one.fix is not None
    return apply_edits(text, one.fix.edits)


def test_the_text_is_clean() -> None:
    assert problems(TEXT) == []


# -- headings ----------------------------------------------------------------------------------------------

MARKERS = {
    "##Concerns": 'missing space after "##"',
    "#Concerns": 'missing space after "#"',
    "##\u00a0Concerns": 'no-break space (U+00A0) after "##", use a space',
    "##\u200bConcerns": 'zero width space (U+200B) after "##", use a space',
    "＃＃ Concerns": 'fullwidth number sign (U+FF03) instead of "#"',
    "＃＃Concerns": 'fullwidth number sign (U+FF03) instead of "#"',
    "\ufeff## Concerns": "zero width no-break space (U+FEFF) before the heading marker",
}
OTHERS = {
    "\\## Concerns": "the heading marker is escaped by a backslash",
    "####### Concerns": 'a heading has at most six "#", found 7',
    "**Concerns**": '"**Concerns**" is emphasized text, use "## Concerns"',
    "__Concerns:__": '"__Concerns:__" is emphasized text, use "## Concerns"',
    "<h2>Concerns</h2>": '"<h2>Concerns</h2>" is HTML, use "## Concerns"',
    '<h2 id="c">Concerns</h2>': '"<h2 id="c">Concerns</h2>" is HTML, use "## Concerns"',
    "Concerns:": '"Concerns:" is a paragraph, use "## Concerns"',
    "##Concerns (1)": 'missing space after "##"',
    **{
        line: f'"{line}" is wiki markup, use "## Concerns"'
        for line in (
            "== Concerns ==",
            "==Concerns==",
            "= Concerns",
            "=== 3. Concerns ===",
            "!! Concerns",
            "h2. Concerns",
            "---++ Concerns",
            "** Concerns",
        )
    },
    "<div>## Concerns</div>": "the heading is inside an HTML block",
}


@pytest.mark.parametrize("line", [*MARKERS, *OTHERS], ids=ascii)
def test_a_line_that_is_no_heading(line: str) -> None:
    text = TEXT.replace("## Concerns", line)
    one = only(text, "SK208")
    assert one.message == f"section Concerns is not read: {(MARKERS | OTHERS)[line]}"
    assert (one.start, one.severity) == ((20, 1), "error")
    assert fixed(text, one) == TEXT
    assert one.fix is not None
    assert one.fix.safe == (line in MARKERS)


@pytest.mark.parametrize("ends", ["\r\n", "\r"], ids=ascii)
def test_a_line_that_is_no_heading_with_other_line_ends(ends: str) -> None:
    text = TEXT.replace("## Concerns", "##Concerns").replace("\n", ends)
    assert fixed(text, only(text, "SK208")) == TEXT.replace("\n", ends)


def test_an_indented_heading() -> None:
    text = TEXT.replace("## Keywords", "    ## Keywords")
    one = only(text, "SK208")
    assert one.message == "section Keywords is not read: the heading is indented by four columns or more"
    assert fixed(text, one) == TEXT
    in_list = TEXT.replace("## Concerns", "    ## Concerns")
    one = only(in_list, "SK208")
    assert one.start == (20, 1)
    assert fixed(in_list, one) == TEXT
    assert one.fix is not None
    assert not one.fix.safe  # it may be a part of the item


@pytest.mark.parametrize(
    ("lines", "start", "is_fixed"),
    [
        ("<div>\n## Concerns", (21, 1), True),
        ("<!-- mine --> ## Concerns", (20, 14), True),
        ("<!-- mine\n--> ## Concerns", (21, 4), True),
        ("<script>\n## Concerns", (21, 1), False),
        ("> ## Concerns", (20, 1), False),
    ],
)
def test_a_heading_inside_another_block(lines: str, start: tuple[int, int], is_fixed: bool) -> None:
    text = TEXT.replace("## Concerns", lines)
    one = found(text, "SK208")[0]
    assert one.start == start
    assert " inside " in one.message
    assert (one.fix is not None) == is_fixed
    if is_fixed:
        assert signalkit.parse(fixed(text, one)).digest.concerns == signalkit.parse(TEXT).digest.concerns


def test_a_heading_directly_below_an_item_or_row() -> None:
    below_item = TEXT.replace("\n\n## Concerns", "\n##Concerns")
    assert signalkit.parse(fixed(below_item, only(below_item, "SK208"))).digest.concerns
    below_row = TEXT.replace("\n\n## Closest", "\n##Closest")
    assert signalkit.parse(fixed(below_row, only(below_row, "SK208"))).digest.closest


def test_the_heading_of_a_section_that_is_there() -> None:
    text = TEXT.replace("Moss grows.", "##Concerns")
    assert only(text, "SK208").fix is None
    assert not found(TEXT.replace("Moss grows.", "**Concerns**"), "SK208")
    assert not found(TEXT.replace("Moss grows.", "Concerns"), "SK208")


def test_the_name_of_a_section_alone_between_the_items_of_running_text() -> None:
    text = TEXT.replace("Moss grows.", "- Moss grows.").replace("## Keywords", "     Keywords")
    assert not signalkit.parse(text).digest.keywords
    one = only(text, "SK208")
    assert one.message == 'section Keywords is not read: "Keywords" is a paragraph, use "## Keywords"'
    assert signalkit.parse(fixed(text, one)).digest.keywords == ("moss", "roofs")
    assert not found(TEXT.replace("Moss grows.", "- Moss grows.\n  Issues\n  grow."), "SK208")


def test_wiki_markup_in_the_last_row_of_a_table() -> None:
    text = TEXT.replace("\n\n## Closest", "\n== Closest ==")
    assert "wiki markup" in only(text, "SK208").message
    assert signalkit.parse(fixed(text, only(text, "SK208"))).digest.closest


@pytest.mark.parametrize(
    "lines",
    [
        "== Notes ==",
        "!important",
        "== Issues of roofs ==",
        "x == Issues",
        "<!--\n##Issues\n-->",
        "```\n##Issues\n```",
        "* moss\n  ```\n  ##Issues\n  ```",
        "Issues grow on roofs.",
        "A line about ##Issues",
        f"##Issues {'x' * 120}",
        "#issue",
    ],
)
def test_what_is_not_meant_as_a_heading(lines: str) -> None:
    assert not found(TEXT.replace("Moss grows.", lines), "SK208")


@pytest.mark.parametrize(
    "heading",
    [
        "Concerns {#concerns}",
        "Concerns {: .a #b }",
        "[Concerns](#c)",
        "Concerns [¶](#concerns)",
        "Concerns (4)",
        "Concerns [4]",
        "Concerns: 4",
        "Concerns (draft)",
        "__Concerns__",
        "**Concerns:**",
        "🔭 Concerns",
        "3. Concerns",
        "3.1) Concerns",
        "Concerns #tag #other",
        "#Concerns",
        'Concerns<a id="c"></a>',
        "Con\u00adcerns",
        "\u00a0Concerns",
        "Ｃｏｎｃｅｒｎｓ",
        "Concern",
    ],
    ids=ascii,
)
def test_a_decorated_heading(heading: str) -> None:
    text = TEXT.replace("## Concerns", f"## {heading}")
    one = only(text, "SK204")
    assert one.message == f'unknown section {quote(heading)}; did you mean "Concerns"?'
    assert one.start == (20, 4)
    assert fixed(text, one) == TEXT
    assert one.fix is not None
    assert not one.fix.safe


@pytest.mark.parametrize("name", ["Issues", "Other", "Themes"])
def test_short_names_are_compared_without_decoration(name: str) -> None:
    assert [one.fix is None for one in found(f"# __Bees__\n\n## {name} (12)", "SK204")] == [False]


@pytest.mark.parametrize(
    "heading", ["Concerns of others", "More concerns", "Notes (4)", "", "4", "Closest (old)"]
)
def test_a_heading_of_its_own(heading: str) -> None:
    text = TEXT.replace("## Concerns", f"## {heading}")
    assert not found(text, "SK204")


def test_a_decorated_heading_of_another_level() -> None:
    text = TEXT.replace("## Concerns", "### 4. Concerns")
    one = only(text, "SK207")
    assert one.message == 'section heading "Concerns" has level 3; expected level 2'
    assert fixed(text, one) == TEXT
    assert not found(TEXT.replace("Moss grows.", "### 4. Concerns"), "SK207")


# -- items -------------------------------------------------------------------------------------------------

BULLETS = {
    "*roofs": '"*roofs" is read as part of "moss": missing space after "*"',
    "-roofs": '"-roofs" is read as part of "moss": missing space after "-"',
    "*\u00a0roofs": 'no-break space (U+00A0) after "*", use a space',
    "*\u200broofs": 'zero width space (U+200B) after "*", use a space',
    "• roofs": '"•" (U+2022) is not a bullet in Markdown',
    "•roofs": '"•" (U+2022) is not a bullet in Markdown',
    "– roofs": '"–" (U+2013) is not a bullet in Markdown',
    "· roofs": '"·" (U+00B7) is not a bullet in Markdown',
    "− roofs": '"−" (U+2212) is not a bullet in Markdown',
    "\\* roofs": "the bullet is escaped by a backslash",
    "1.roofs": "missing space after the number",
    "roofs": '"roofs" is read as part of "moss": no bullet; indent the line if it continues that item',
    " roofs": '"roofs" is read as part of "moss": no bullet; indent the line if it continues that item',
    "      * roofs": "the bullet is indented too far",
}


@pytest.mark.parametrize("line", BULLETS, ids=ascii)
def test_a_bullet_that_is_none(line: str) -> None:
    text = TEXT.replace("* roofs", line)
    assert signalkit.parse(text).digest.keywords != ("moss", "roofs")
    one = only(text, "SK408")
    assert BULLETS[line] in one.message
    assert (one.start, one.severity) == ((14, 1), "warning")
    assert fixed(text, one) == TEXT
    assert one.fix is not None
    assert not one.fix.safe


def test_a_bullet_that_is_none_in_closest_and_other() -> None:
    text = TEXT.replace("* [Lichen]", "[Lichen]")
    assert len(signalkit.parse(text).digest.closest) == 1
    assert fixed(text, only(text, "SK408")) == TEXT
    other = "## Other\n\n* Category: science\n• Type: news\n"
    assert signalkit.parse(fixed(other, only(other, "SK408"))).digest.type == "news"


def test_lines_together_are_one_finding() -> None:
    text = "## Keywords\n\n* a\n• b\n• c\n* d\n*e\n"
    two, one = found(text, "SK408")
    assert (
        two.message == '2 lines from "• b" are read as part of "a": "•" (U+2022) is not a bullet in Markdown'
    )
    assert (two.start, two.end) == ((4, 1), (5, 4))
    assert one.start == (7, 1)
    assert signalkit.parse(fixed(text, two)).digest.keywords == ("a", "b", "c", "d\n*e")


@pytest.mark.parametrize(
    "item",
    [
        "* moss that grows on the roofs of old houses in many towns\nalong the coast",
        "* moss,\nferns and lichen",
        "- moss – on roofs –\nand walls",
        "* moss\n* ferns that grow on the roofs of old houses in many towns\nalong the coast",
    ],
)
def test_text_that_was_wrapped_without_indentation_has_no_fix(item: str) -> None:
    text = TEXT.replace("* moss\n* roofs", item)
    one = only(text, "SK408")
    assert one.message.endswith(": no bullet; indent the line if it continues that item")
    assert one.fix is None
    *_, line = item.split("\n")
    indented = text.replace(f"\n{line}", f"\n  {line}")
    assert not found(indented, "SK408")
    assert signalkit.parse(indented).digest == signalkit.parse(text).digest
    bulleted = text.replace(f"\n{line}", f"\n•{line}")
    assert only(bulleted, "SK408").fix is not None


def test_a_list_without_any_bullet_of_markdown() -> None:
    text = "## Keywords\n\n•\u00a0a\n• b\nc\n"
    one = only(text, "SK408")
    assert one.message.endswith('are read as a paragraph: "•" (U+2022) is not a bullet in Markdown')
    assert fixed(text, one) == "## Keywords\n\n* a\n* b\n* c\n"
    assert not found(text, "SK401")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("+ a\n+b\n", "+ a\n+ b\n"),
        ("1. a\n2.b\n", "1. a\n1. b\n"),
        ("* a\n  * b\n  *c\n", "* a\n  * b\n  * c\n"),
        ("* a\n*b* c\n", "* a\n* *b* c\n"),
        ("* a\n\n-b\n", "* a\n\n* b\n"),
        ("* a\n2.5 b\n", "* a\n* 2.5 b\n"),
    ],
)
def test_the_fix_writes_the_bullet_of_the_list(text: str, after: str) -> None:
    text = f"## Keywords\n\n{text}"
    assert fixed(text, only(text, "SK408")) == f"## Keywords\n\n{after}"


@pytest.mark.parametrize(
    "text", ["* a\n  b\n", "* a\n\tb\n", "* a\n* *b*\n", "* -\n* +1\n* *\n", "* a\n\n* b\n", "- a\n- *b\n"]
)
def test_items_of_several_lines_and_odd_items(text: str) -> None:
    assert not found(f"## Keywords\n\n{text}", "SK408")


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        ("moss\n* roofs", "* moss\n* roofs"),
        ("  moss\n* roofs", "* moss\n* roofs"),
        ("moss\n- roofs", "- moss\n- roofs"),
        ("moss", "* moss"),
        ("moss\n\n* roofs", None),
        ("moss\n1. roofs", None),
        ("These are mine:\n* roofs", None),
        ("None of them.", None),
        ("moss\nferns\n* roofs", None),
        ("* roofs\n\nmoss", None),
        ("> moss", None),
        ("Moss\n* moss", None),
    ],
)
def test_a_first_item_without_a_bullet(lines: str, after: str | None) -> None:
    text = f"# __Moss__\n\n## Keywords\n\n{lines}\n\n## Themes\n\n* cities"
    one = only(text, "SK401")
    assert one.message == "text in Keywords is not a list item and is not read"
    if after is None:
        assert one.fix is None
    else:
        assert one.fix is not None
        assert not one.fix.safe
        assert fixed(text, one) == text.replace(lines, after)


def test_a_first_key_without_a_bullet() -> None:
    text = "# __Moss__\n\n## Other\n\nCategory: science\n* Type: news\n"
    assert signalkit.parse(fixed(text, only(text, "SK401"))).digest.category == "science"
    assert only(text.replace("Type: news", "category: culture"), "SK401").fix is None
    assert only(text.replace("Category: science", "type"), "SK401").fix is not None


def test_a_first_reference_without_a_bullet() -> None:
    text = TEXT.replace("* [Ferns]", "[Ferns]")
    assert fixed(text, only(text, "SK401")) == TEXT
    assert only(TEXT.replace("* [Ferns]", "See [Ferns]"), "SK401").fix is None


def test_a_line_below_two_bullets_has_no_fix() -> None:
    assert only("## Keywords\n\n* * a\nb\n", "SK408").fix is None


@pytest.mark.parametrize(
    ("item", "start", "message"),
    [
        ("* moss\n\n  It grows.", (5, 3), 'a further paragraph in an item is not read: "It grows."'),
        ("* moss\n\n      code", (5, 3), 'indented code in an item is not read: "code"'),
        ("*     moss", (3, 3), 'indented code in an item is not read: "moss"'),
        ("* moss\n  ```\n  code\n  ```", (4, 3), 'fenced code in an item is not read: "```"'),
        ("* moss\n  > quote", (4, 3), 'a quote in an item is not read: "> quote"'),
        ("* > moss", (3, 3), 'a quote in an item is not read: "> moss"'),
        ("* # moss", (3, 3), 'a heading in an item is not read: "# moss"'),
        ("* moss\n  ---", (3, 3), 'a heading in an item is not read: "moss"'),
        ("* | a |\n  |---|", (3, 3), 'a table in an item is not read: "| a |"'),
        ("* ---", (3, 3), 'a thematic break in an item is not read: "---"'),
        ("* [moss]: /a", (3, 3), 'a link reference definition in an item is not read: "[moss]: /a"'),
        ("* moss\n  <div>", (4, 3), 'HTML in an item is not read: "<div>"'),
        ("* moss\n  * # roof", (4, 5), 'a heading in an item is not read: "# roof"'),
    ],
)
def test_content_of_an_item_that_is_not_read(item: str, start: tuple[int, int], message: str) -> None:
    one = only(f"## Keywords\n\n{item}\n", "SK409")
    assert (one.start, one.message) == (start, message)


@pytest.mark.parametrize("item", ["* moss", "* moss\n  * roof", "* moss\n\n* roof", "* moss\n  <!-- a -->"])
def test_items_that_are_read_whole(item: str) -> None:
    assert not found(f"## Keywords\n\n{item}\n", "SK409")


@pytest.mark.parametrize(
    ("lines", "start", "message"),
    [
        ("* - moss", (3, 3), '"-" is read as a second bullet; remove it, or escape it as \\-'),
        (
            "* moss\n  * 2. ferns",
            (4, 5),
            '"2." is read as the number of a nested list item; escape it as 2\\.',
        ),
        (
            "* 2. moss\n  3. ferns",
            (3, 3),
            '"2." is read as the number of a nested list item; escape it as 2\\.',
        ),
        (
            "> x\n\n* 2) 3) moss",
            (5, 3),
            '"2)" is read as the number of a nested list item; escape it as 2\\)',
        ),
        ("* -\n  - moss", (3, 3), '"-" is read as a second bullet; remove it, or escape it as \\-'),
        ("* - + moss", (3, 3), '"-" is read as a second bullet; remove it, or escape it as \\-'),
    ],
)
def test_a_marker_that_follows_a_bullet(lines: str, start: tuple[int, int], message: str) -> None:
    one = only(f"## Keywords\n\n{lines}\n", "SK411")
    assert (one.start, one.message) == (start, message)
    assert (one.fix is not None) == ("number" in message and "3. " not in lines)


@pytest.mark.parametrize(
    "lines", ["* moss\n  2. ferns", "2. moss", "* 2\\. moss", "* 2.5 moss", "*\n  - moss", "* -x"]
)
def test_lists_without_a_marker_that_follows_a_bullet(lines: str) -> None:
    assert not found(f"## Keywords\n\n{lines}\n", "SK411")


# -- keys --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        "**Type:** ", "**Type**: ", "__Type:__ ", "*Type:* ", "`Type`: ", "Type : ", "Type\u00a0: ",
        "Type = ", "Type=", "Type：", "Type - ", "Type – ", "Type — ", "Type \\: ", "Types: ", "Typ: ",
        "| Type: ",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_key_that_is_nearly_one(start: str) -> None:
    text = f"## Other\n\n* Category: science\n* {start}blog post\n"
    assert signalkit.parse(text).digest.type == ""
    one = only(text, "SK410")
    assert one.message == f'{quote(start)} is not read as type, use "Type:"'
    assert one.start == (4, 3)
    assert fixed(text, one) == "## Other\n\n* Category: science\n* Type: blog post\n"
    assert one.fix is not None
    assert not one.fix.safe


def test_a_key_that_is_there_already() -> None:
    text = "## Other\n\n* **Category:** science\n* Category: culture\n"
    assert only(text, "SK410").fix is None
    assert not found("## Other\n\n* Category: science\n* Category: culture\n", "SK410")


@pytest.mark.parametrize(
    "item", ["Type safety", "Type-safe code", "Typing: fast", "Source: a", "A type: b", "="]
)
def test_items_without_a_key(item: str) -> None:
    assert not found(f"## Other\n\n* {item}\n", "SK410")


# -- the title ---------------------------------------------------------------------------------------------

SPACED = ("__ Moss__", "__Moss __", "__\u00a0Moss__")
TITLE = f"# __Moss__, from {ORIGIN}"


@pytest.mark.parametrize(
    ("line", "reason", "is_safe"),
    [
        (f"#__Moss__, from {ORIGIN}", 'missing space after "#"', True),
        (f"#\u00a0__Moss__, from {ORIGIN}", 'no-break space (U+00A0) after "#", use a space', True),
        (f"＃ __Moss__, from {ORIGIN}", 'fullwidth number sign (U+FF03) instead of "#"', True),
        (f"    {TITLE}", "the heading is indented by four columns or more", True),
        (f"\u200b{TITLE}", "zero width space (U+200B) before the heading marker", True),
        (f"\\{TITLE}", "the heading marker is escaped by a backslash", False),
        (f"__Moss__, from {ORIGIN}", "no heading marker, use a number sign and a space", False),
        (f"#{TITLE}", "its heading has level 2, use level 1", False),
    ],
    ids=ascii,
)
def test_a_title_that_is_not_read(line: str, reason: str, is_safe: bool) -> None:
    text = TEXT.replace(TITLE, line)
    one = only(text, "SK109")
    assert (one.message, one.start) == (f"the title is not read: {reason}", (1, 1))
    assert fixed(text, one) == TEXT
    assert one.fix is not None
    assert one.fix.safe == is_safe


@pytest.mark.parametrize("line", [f"> {TITLE}", f"<h1>__Moss__, from {ORIGIN}</h1>"])
def test_a_title_that_is_not_read_without_a_fix(line: str) -> None:
    assert only(TEXT.replace(TITLE, line), "SK109").fix is None


def test_a_later_heading_does_not_hide_a_title_that_is_not_read() -> None:
    text = TEXT.replace(TITLE, f"#__Moss__, from {ORIGIN}\n\n# Notes")
    assert only(text, "SK109").start == (1, 1)
    assert not found(TEXT.replace(TITLE, f"Notes\n\n{TITLE}"), "SK109")
    for text in ("## Keywords\n\n* moss", "> # ", "\\#", "    #\n", ""):
        assert not found(text, "SK109")


@pytest.mark.parametrize(
    "title",
    [
        "Moss__", "__Moss", "Moss**", "**Moss", "__Moss**", "**Moss__", "__Moss__,", "__Moss__.",
        "__Moss__ ", "___Moss__", "__Moss___", "____Moss__", "__Moss_", "_Moss__", "_Moss_", "*Moss*",
        "\\_\\_Moss\\_\\_", "\\__Moss__", "__Moss\\__", '"__Moss__"', "_____Moss__", "Moss **", *SPACED,
    ],
    ids=ascii,
)  # fmt: skip
def test_emphasis_of_the_title_that_is_not_balanced(title: str) -> None:
    text = TEXT.replace("__Moss__", title)
    assert signalkit.parse(text).digest.title != "Moss"
    one = only(text, "SK110")
    fault = "whitespace" if title in SPACED else "unbalanced emphasis"
    assert one.message == f'{fault} around the title: "{title}"'
    assert one.start == (1, 3)
    assert fixed(text, one) == TEXT
    assert one.fix is not None
    assert not one.fix.safe


@pytest.mark.parametrize(
    "title",
    [
        "__Rabo's Catlog_ Smart Collar__", "__JOS* Magazine__", "__Terms apply*__", "Moss", "**Moss**",
        "__**Moss** grows__", "__Use of __init__ in moss__", "**Moss** grows", "Understanding __init__",
        "__/llms.txt:__", '__"Moss"__', "__#1: Moss?!__", "__🛰️__", "__*__", "__read_a_b moss__",
    ],
    ids=ascii,
)  # fmt: skip
def test_titles_with_marks_of_their_own(title: str) -> None:
    assert not found(TEXT.replace("__Moss__", title), "SK110")


@pytest.mark.parametrize("title", ["__x__ moss__", "_____x__ moss__", "__moss **x__"])
def test_emphasis_inside_the_title_that_is_not_balanced(title: str) -> None:
    one = only(TEXT.replace("__Moss__", title), "SK110")
    assert one.start == (1, 3)
    assert one.fix is None  # which mark is wrong is not known
