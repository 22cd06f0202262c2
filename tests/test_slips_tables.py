"""Damaged tables: what is found, where, and what the fix makes of it."""

from __future__ import annotations

import pytest

import signalkit
from signalkit import Diagnostic
from signalkit.checking.fixing import fix
from tests.support.clean import CHECKER
from tests.support.steps import growth

HEAD = "# __Tides__, from ([20240602](https://n.example/p/20240602).)\n\n__[External link](https://t.example/a)__"
TOP = f"{HEAD}\n\n\n\n## Summary\n\nWater.\n\n## Keywords\n\n* tides\n\n## Themes\n\n* sea\n\n## Concerns\n\n"
HEADER = "| name   | description   |   relevancy |"
DASHES = "|:-------|:--------------|------------:|"
EBB = "| Ebb    | The sea goes. |           2 |"
FLOOD = "| Flood  | It is back.   |           3 |"
TABLE = [HEADER, DASHES, EBB, FLOOD]
FIRST = 21
"""The line of the header."""


def write(*lines: str) -> str:
    return TOP + "\n".join(lines)


def find(text: str) -> list[Diagnostic]:
    return CHECKER.check(signalkit.parse(text))


def show(text: str) -> list[tuple[str, int, str]]:
    return [(one.code, one.start[0], one.message) for one in find(text)]


def fixed(text: str) -> str:
    """The text after all fixes; safe ones change nothing."""
    document = signalkit.parse(text)
    assert fix(document, CHECKER.check)[0] is document
    return fix(document, CHECKER.check, unsafe=True)[0].text


def test_the_text_without_a_slip_is_clean() -> None:
    assert find(write(*TABLE)) == []


# -- the delimiter row -------------------------------------------------------------------------------------

MISSPELT = {
    "em dashes": "|:———|:————|————:|",
    "en dashes": "|:–––|:–––|–––:|",
    "minus signs": DASHES.replace("-", "−"),
    "equals signs": DASHES.replace("-", "="),
    "underscores": DASHES.replace("-", "_"),
    "full stops": DASHES.replace("-", "."),
    "an ellipsis": "|:…|:…|…:|",
    "a no-break space": DASHES.replace(":-", "\xa0:-", 1),
    "a zero-width space": DASHES.replace(":-", "\u200b:-", 1),
    "plus signs between": "|:-------+:--------------+------------:|",
    "a grid": "+:-------+:--------------+------------:+",
    "full-width colons": DASHES.replace(":", "：", 1),
    "a letter": DASHES.replace("--", "-x", 1),
    "a gap": DASHES.replace("--", "- ", 1),
    "an indent": f"    {DASHES}",
}


@pytest.mark.parametrize("what", MISSPELT)
def test_a_misspelt_delimiter_row_is_replaced(what: str) -> None:
    text = write(HEADER, MISSPELT[what], EBB, FLOOD)
    [one] = find(text)
    assert (one.code, one.severity, one.start, one.end[0]) == ("SK313", "error", (FIRST + 1, 1), FIRST + 1)
    assert one.message == "misspelt delimiter row: the table is read as running text"
    assert fixed(text) == write(*TABLE)


def test_a_misspelt_delimiter_row_of_another_size_has_no_alignments() -> None:
    assert fixed(write(HEADER, "|————|", EBB)) == write(
        HEADER, "|--------|---------------|-------------|", EBB
    )


@pytest.mark.parametrize("underline", ["-----", "=====", "=" * 40])
def test_a_delimiter_row_without_pipes_makes_a_heading(underline: str) -> None:
    text = write(HEADER, underline, EBB, FLOOD)
    assert show(text) == [("SK313", FIRST + 1, "misspelt delimiter row: the table is read as a heading")]
    assert signalkit.parse(fixed(text)).digest == signalkit.parse(write(*TABLE)).digest


def test_a_misspelt_delimiter_row_of_a_table_without_outer_pipes() -> None:
    text = write("name | description", "——— | ———", "Ebb | The sea goes.")
    [one] = find(text)
    assert (one.code, one.start[0], one.fix) == ("SK313", FIRST + 1, None)


def test_a_table_with_another_fault_has_no_fix() -> None:
    [one] = find(write(HEADER, "|———|———|———|", "| Ebb | 2 |"))
    assert (one.code, one.fix) == ("SK313", None)


def test_a_delimiter_row_that_is_not_there() -> None:
    [one] = find(write(HEADER, EBB, FLOOD))
    assert one.message == "missing delimiter row below the header; the table is not read"
    [one] = find(write(HEADER, "|---|---|", EBB))
    assert one.message == "delimiter row and header have different numbers of columns; the table is not read"


# -- header and delimiter rows in the body -----------------------------------------------------------------

BODY = {
    "header in the body of the table: read as an entry": [
        [HEADER],
        ["| Name | Description | Relevancy |"],
        ["| name | description |"],
        ["| Signal | Change | 10y horizon |"],
    ],
    "delimiter row in the body of the table: read as an entry": [
        [DASHES],
        ["|---|---|"],
        ["| --- | --- | --- | --- |"],
        ["|-|-|-|"],
        ["|———|———|———|"],
        ["+-----+-----+-----+"],
    ],
    "delimiter row in the body of the table: read as entries": [[DASHES, DASHES]],
    "header and delimiter row in the body of the table: read as entries": [[HEADER, DASHES]],
}


@pytest.mark.parametrize(
    ("rows", "message"), [(rows, message) for message in BODY for rows in BODY[message]], ids=ascii
)
@pytest.mark.parametrize("at", [2, 3, 4])
def test_header_and_delimiter_rows_in_the_body_can_be_removed(at: int, rows: list[str], message: str) -> None:
    text = write(*TABLE[:at], *rows, *TABLE[at:])
    assert show(text) == [("SK314", FIRST + at, message)]
    assert fixed(text).rstrip("\n") == write(*TABLE)


def test_a_table_that_is_pasted_below_another() -> None:
    other = [HEADER, DASHES, EBB.replace("Ebb", "Tow"), FLOOD]
    assert show(write(*TABLE, *other)) == [
        ("SK314", FIRST + 4, "header and delimiter row in the body of the table: read as entries"),
        ("SK312", FIRST + 7, 'duplicate concern "Flood"'),
    ]


def test_entries_that_are_named_so_are_kept() -> None:
    assert find(write(HEADER, DASHES, "| Change | It comes.     |           3 |")) == []
    assert find(write(HEADER, DASHES, "| –      | It comes.     |           3 |")) == []


# -- rows that are cut off ---------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [2, 3])
def test_rows_after_a_blank_line_are_joined(at: int) -> None:
    text = write(*TABLE[:at], "", *TABLE[at:])
    many = "2 rows are" if at == 2 else "1 row is"
    assert show(text) == [
        ("SK315", FIRST + at, f"{many} separated from the table by a blank line and not read")
    ]
    assert fixed(text) == write(*TABLE)


def test_rows_after_several_gaps_are_joined() -> None:
    text = write(HEADER, DASHES, "", EBB, "", "", FLOOD).replace("\n", "\r\n")
    assert [one.code for one in find(text)] == ["SK315", "SK315"]
    assert fixed(text) == write(*TABLE).replace("\n", "\r\n")


def test_rows_after_a_comment_are_moved_above_it() -> None:
    text = write(HEADER, DASHES, EBB, "<!-- more -->", FLOOD, "", "## Notes", "", "None.")
    assert show(text) == [("SK315", FIRST + 3, "1 row is separated from the table by a comment and not read")]
    assert fixed(text) == write(*TABLE, "<!-- more -->", "", "", "## Notes", "", "None.")


def test_rows_after_a_comment_of_ours_stay() -> None:
    text = write(HEADER, DASHES, EBB, "<!-- signalkit-disable-next-line SK307 -->", FLOOD)
    assert [one.fix for one in find(text) if one.code == "SK315"] == [None]


def test_rows_after_other_text_stay() -> None:
    text = write(HEADER, DASHES, EBB, "---", FLOOD)
    [one] = [one for one in find(text) if one.code == "SK315"]
    assert one.message == "1 row is separated from the table by other text and not read"
    assert one.fix is None


@pytest.mark.parametrize("gap", ["", "<!-- more -->"])
def test_a_header_that_is_separated_from_the_delimiter_row(gap: str) -> None:
    text = write(HEADER, gap, DASHES, EBB, FLOOD)
    what = "a comment" if gap else "a blank line"
    assert show(text) == [
        ("SK315", FIRST + 1, f"{what} separates the header from the delimiter row: the table is not read")
    ]
    assert signalkit.parse(fixed(text)).digest == signalkit.parse(write(*TABLE)).digest


def test_a_cell_that_a_blank_line_breaks_has_no_fix() -> None:
    text = write(HEADER, DASHES, "| Ebb | The sea", "", "goes. | 2 |", FLOOD)
    assert [(one.code, one.start[0], one.fix) for one in find(text)] == [
        ("SK303", FIRST + 2, None),
        ("SK315", FIRST + 3, None),
    ]


# -- text below a table ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["{: .wide}"], "an attribute list"),
        (["{#rows}"], "an attribute list"),
        (["[^1]: Counted twice."], "a footnote"),
        (["^rows"], "a block id"),
        (["Table 1: what the sea does"], "text"),
        (["*What the sea does*"], "text"),
        ([": What the sea", "does, and when,", "{: .wide}"], "text"),
    ],
    ids=ascii,
)
def test_text_directly_below_a_table(lines: list[str], what: str) -> None:
    expected = [("SK316", FIRST + 4, f"{what} directly below the table is read as a row")]
    assert show(write(*TABLE, *lines)) == expected
    assert show(write(*TABLE, *lines, "", "## Issues"))[:1] == expected


def test_text_below_a_table_of_one_column() -> None:
    table = ["| description |", "|---|", "| Low water. |"]
    found = show(write(*TABLE, "", "## Technologies", "", *table, "{: .wide}"))
    assert found == [("SK316", FIRST + 10, "an attribute list directly below the table is read as a row")]


# -- line breaks in cells ----------------------------------------------------------------------------------

BROKEN = {
    "in a cell": ["| Ebb    | The sea", "goes. |           2 |"],
    "over three lines": ["| Ebb    | The", "sea", "goes. |           2 |"],
    "over five lines": ["| Ebb", "   | The", "  sea", "goes.", "|           2 |"],
    "after a pipe": ["| Ebb    |", "The sea goes. |           2 |"],
    "before a pipe": ["| Ebb", "| The sea goes. |           2 |"],
    "before the last pipe": ["| Ebb    | The sea goes. |           2", "|"],
    "after the first pipe": ["|", "Ebb    | The sea goes. |           2 |"],
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_row_over_several_lines_is_found_once(what: str) -> None:
    lines = BROKEN[what]
    text = write(HEADER, DASHES, *lines, FLOOD)
    message = "line break in a cell splits the row in two"
    if len(lines) > 2:
        message = f"line breaks in a cell split the row into {len(lines)} lines"
    [one] = find(text)
    assert (one.code, one.message) == ("SK305", message)
    assert (one.start[0], one.end[0]) == (FIRST + 2, FIRST + 1 + len(lines))
    assert signalkit.parse(fixed(text)).digest == signalkit.parse(write(*TABLE)).digest


def test_rows_that_are_short_are_not_taken_for_one() -> None:
    assert [one.code for one in find(write(HEADER, DASHES, "| Ebb | The sea", FLOOD))] == ["SK303"]
    assert [one.code for one in find(write(HEADER, DASHES, "| Ebb | 2 |", "| Tow |"))] == ["SK303", "SK303"]


# -- steps -------------------------------------------------------------------------------------------------

PIECES = [
    "| a\n",
    "| a |\n",
    "|\n",
    "a\n",
    "---\n",
    "| - |\n",
    "| name | name |\n",
    "\n| a | b |\n",
    "|-\n\n",
]


@pytest.mark.lengthy
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
@pytest.mark.parametrize("width", [2, 40])
def test_steps_are_linear(piece: str, width: int) -> None:
    header = f"|{' name |' * width}\n|{'---|' * width}\n"
    assert growth(lambda size: CHECKER.check(signalkit.parse(TOP + header + piece * (size // 4))), 400) < 4.5
