"""What spreadsheets and people do to a table: what is harmless changes no digest, all else is listed."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalkit_csv.fields import SECTIONS

import signalkit
from signalkit import Digest, ImportFormatError, Origin, Record, Signal
from signalkit.exchange import ImportFormatWarning
from signalkit.testing.specimens import PLAIN
from tests.support.cli import run
from tests.support.pool import single_digests
from tests.support.profiles import fewer

Rows = list[list[str]]
ENTRIES = ("keywords", "themes", "other", "signals", "concerns", "behaviors", "technologies", "issues")


def exported(records: list[Record], **options: Any) -> Rows:
    out = io.BytesIO()
    signalkit.export(records, "csv", out, **options)
    return list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))


def saved(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
    return file.getvalue().encode(encoding)


def imported(data: bytes, **options: Any) -> list[Record]:
    return list(signalkit.import_records("csv", io.BytesIO(data), **options))


def quietly(data: bytes, **options: Any) -> tuple[list[Record], list[str]]:
    """Import, and return the warnings, too."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        records = imported(data, **options)
    assert all(one.category is ImportFormatWarning for one in caught)
    return records, [str(one.message) for one in caught]


def problems(data: bytes, **options: Any) -> list[str]:
    with pytest.raises(ImportFormatError) as error:
        quietly(data, **options)
    return [str(problem) for problem in error.value.problems]


# -- the law -----------------------------------------------------------------------------------------------


def format_numbers(rows: Rows, random: Random) -> None:
    """Write whole numbers with decimals, and missing ones as `nan`."""
    for name in ("digest", "position", "relevancy"):
        at = rows[0].index(name)
        for row in rows[1:]:
            if row[at].isdecimal():
                row[at] += random.choice(["", ".0", ".", ".00", ",0", " "])
            elif not row[at] and name != "digest":
                row[at] = random.choice(["", "nan", "NaN"])


def move_rows(rows: Rows, random: Random) -> None:
    rest = rows[1:]
    random.shuffle(rest)
    rows[1:] = rest


def move_columns(rows: Rows, random: Random) -> None:
    order = list(range(len(rows[0])))
    random.shuffle(order)
    rows[:] = [[row[at] for at in order] for row in rows]


def rename_columns(rows: Rows, random: Random) -> None:
    rows[0] = [random.choice([name, name.upper(), name.title(), f" {name} "]) for name in rows[0]]


def add_columns(rows: Rows, random: Random) -> None:
    at = random.randrange(len(rows[0]) + 1)
    for number, row in enumerate(rows):
        row[at:at] = ["Note", ""] if number == 0 else [random.choice(["", "check"]), random.choice(["", "?"])]


def add_rows(rows: Rows, random: Random) -> None:
    for _ in range(3):
        rows.insert(random.randrange(1, len(rows) + 1), [""] * len(rows[0]))


def empty_dates(rows: Rows, random: Random) -> None:
    at = rows[0].index("origin_date")
    for row in rows[1:]:
        row[at] = ""


def empty_positions(rows: Rows, random: Random) -> None:
    """Leave out the position, and what all rows of a digest have, as in rows that were added."""
    section, position = rows[0].index("section"), rows[0].index("position")
    for before, row in pairwise(rows):
        if row[0] == before[0] and row[section] == before[section] in ENTRIES and random.random() < 0.5:
            row[position] = ""
            if random.random() < 0.5:
                row[1:section] = [""] * (section - 1)


AT_FIRST: list[Callable[[Rows, Random], None]] = [empty_positions, empty_dates]
LATER = [format_numbers, move_columns, rename_columns, add_columns, add_rows]


@fewer(10)
@pytest.mark.filterwarnings("ignore::signalkit.exchange.ImportFormatWarning")
@given(
    st.lists(single_digests(), max_size=3),
    st.lists(st.sampled_from([*AT_FIRST, move_rows, *LATER]), max_size=4, unique=True),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\r\n", "\n"]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_law_what_is_harmless_changes_no_digest(
    digests: list[Digest],
    edits: list[Callable[[Rows, Random], None]],
    delimiter: str,
    encoding: str,
    end: str,
    escaped: bool,
    random: Random,
) -> None:
    records = [Record(f"d{number}", digest) for number, digest in enumerate(digests)]
    rows = exported(records, escape_formulas=escaped)
    is_moved = move_rows in edits
    for edit in [*AT_FIRST, format_numbers, move_rows, *LATER[1:]]:
        if edit in edits and not (is_moved and edit is empty_positions):
            edit(rows, random)
    got = imported(saved(rows, delimiter=delimiter, encoding=encoding, end=end))
    assert sorted(got, key=lambda record: record.id or "") == records
    if not is_moved:
        assert got == records


# -- one by one --------------------------------------------------------------------------------------------

RECORDS = [Record("a", PLAIN), Record("b", Digest(title="Two", keywords=("one", "two", "three")))]


def column(rows: Rows, name: str) -> int:
    return rows[0].index(name)


def find(rows: Rows, name: str, value: str) -> list[str]:
    return next(row for row in rows if row[column(rows, name)] == value)


@pytest.mark.parametrize("value", ["nan", "TRUE", "1.0", "“smart” ‘quotes’", "…", "4,50", "NaN", "#N/A"])
def test_texts_are_untouched(value: str) -> None:
    signals = (Signal(name=value, change=value, relevancy=None),)
    records = [Record(value, Digest(title=value, keywords=(value, value), signals=signals))]
    assert imported(saved(exported(records), encoding="utf-16", delimiter="\t")) == records


@pytest.mark.parametrize("value", ["TRUE", "high", "1.5", "1e3", "1,000"])
def test_a_relevancy_that_is_not_a_whole_number_is_reported(value: str) -> None:
    rows = exported(RECORDS)
    find(rows, "relevancy", "4")[column(rows, "relevancy")] = value
    [problem] = problems(saved(rows))
    assert f"relevancy: expected a whole number, got {value!r}" in problem


def test_a_row_without_position_follows_the_one_above_it() -> None:
    rows = exported(RECORDS)
    at = rows.index(find(rows, "name", "one"))
    added = [""] * len(rows[0])
    for name, value in {"digest": "2", "section": "keywords", "name": "new"}.items():
        added[column(rows, name)] = value
    newer = ["newer" if cell == "new" else cell for cell in added]
    rows[at + 1 : at + 1] = [added, newer]
    assert imported(saved(rows))[1].digest.keywords == ("one", "new", "newer", "two", "three")
    rows.insert(at, ["first" if cell == "new" else cell for cell in added])
    assert imported(saved(rows))[1].digest.keywords == ("first", "one", "new", "newer", "two", "three")
    added[column(rows, "title")] = "Other"
    [problem] = problems(saved(rows))
    assert problem.endswith("title: differs from the other rows of digest 2")


def test_a_row_without_digest_is_reported() -> None:
    rows = exported(RECORDS)
    find(rows, "name", "one")[0] = ""
    assert any("digest: expected a number, got an empty cell" in problem for problem in problems(saved(rows)))


def test_an_added_column_is_a_warning_or_with_strict_an_error() -> None:
    rows = [[*row, "note" if number == 0 else "!", ""] for number, row in enumerate(exported(RECORDS))]
    rows[3][-1] = "important"
    records, said = quietly(saved(rows))
    assert records == RECORDS
    line = said[1].split(":")[0]
    assert said == [
        "1: column 'note' is not imported",
        f"{line}: column 23 has no name: 'important' is not imported",
    ]
    assert len(problems(saved(rows), strict=True)) == 2
    without_cells_at_the_end = [row if number % 3 else row[:-2] for number, row in enumerate(rows[1:], 1)]
    assert quietly(saved([rows[0], *without_cells_at_the_end]))[0] == RECORDS
    assert quietly(saved(rows).removesuffix(b"\r\n"))[0] == RECORDS


def test_a_column_twice_is_an_error_whatever_its_case() -> None:
    rows = exported(RECORDS)
    rows = [[*row, "TITLE" if number == 0 else ""] for number, row in enumerate(rows)]
    assert problems(saved(rows)) == ["1: duplicate column 'title'"]


def test_an_origin_that_lost_its_decimals_is_reported(tmp_path: Path) -> None:
    origin = Origin(label="4770.0", url="https://example.org/p/4770.0")
    digest = attrs.evolve(PLAIN, origin=origin)
    rows = exported([Record("a", digest)])
    assert quietly(saved(rows)) == ([Record("a", digest)], [])
    rows = [["4770" if cell == "4770.0" else cell for cell in row] for row in rows]
    [record], [warning] = quietly(saved(rows))
    assert record.digest.origin == Origin(label="4770", url=origin.url)
    assert "origin: '4770' is '4770.0' in origin_url; if a spreadsheet changed it" in warning
    assert len(problems(saved(rows), strict=True)) == 1
    (tmp_path / "a.md").write_text(signalkit.serialize(digest), encoding="utf-8")
    before = (tmp_path / "a.md").read_bytes()
    (tmp_path / "sheet.csv").write_bytes(saved(rows))
    done = run("import", "csv", tmp_path / "sheet.csv", "--into", tmp_path)
    assert done.returncode == 2
    assert b"origin.label: '4770.0' lost its decimals in the import: '4770'" in done.stderr
    assert (tmp_path / "a.md").read_bytes() == before


# -- all problems at once ----------------------------------------------------------------------------------


def test_all_problems_are_listed_with_row_and_column(tmp_path: Path) -> None:
    rows = exported([*RECORDS, RECORDS[1]])
    signal = find(rows, "relevancy", "4")
    signal[column(rows, "relevancy")] = "high"
    signal[column(rows, "extra")] = "src"
    signal[column(rows, "position")] = "first"
    signal[column(rows, "reference")] = "x"
    find(rows, "name", "two")[column(rows, "section")] = "keyword"
    find(rows, "name", "three")[column(rows, "position")] = "1"
    last = rows.pop()
    rows.insert(-1, [*last, "more"])
    path = tmp_path / "sheet.csv"
    path.write_bytes(saved(rows))
    with pytest.raises(ImportFormatError) as caught:
        list(signalkit.import_("csv", path))
    error = caught.value
    assert {problem.path for problem in error.problems} == {str(path)}
    assert [re.sub("^row [0-9]+, ", "", problem.reason) for problem in error.problems] == [
        "position: expected a whole number, got 'first'",
        "reference: not allowed in a row of signals",
        "relevancy: expected a whole number, got 'high'",
        "extra: not JSON: Expecting value",
        f"section: expected {', '.join(SECTIONS)}, or digest in the last row of a digest; got 'keyword'",
        "digest 2, keywords: duplicate position 1",
        "expected 21 cells, got 22",
        "digest 3 has no last row, of section 'digest': cut off, or made with --section",
    ]
    found = error.problems
    assert error.line == error.problems[0].line
    assert str(error).endswith(f"(and {len(found) - 1} other problems)")
    done = run("import", "csv", path, "-o", tmp_path / "out")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert lines == [
        *(f"signalkit: {problem}" for problem in error.problems),
        f"signalkit: {len(found)} problems; nothing was written",
    ]
    assert not (tmp_path / "out").exists()


def test_more_than_a_hundred_problems_are_counted(tmp_path: Path) -> None:
    rows = exported([Record("a", Digest(keywords=tuple(map(str, range(250)))))])
    rows[1:-1] = [["" if cell == "keywords" else cell for cell in row] for row in rows[1:-1]]
    path = tmp_path / "sheet.csv"
    path.write_bytes(saved(rows))
    assert len(problems(path.read_bytes())) == 100
    lines = run("import", path, "-o", tmp_path / "out").stderr.decode().splitlines()
    assert len(lines) == 101
    assert lines[-1] == ("signalkit: 250 problems, of which the first 100 are listed; nothing was written")


def test_the_row_is_named_where_it_is_not_the_line() -> None:
    records = [Record("a", Digest(summary="one\n\ntwo", keywords=("bees",)))]
    rows = exported(records)
    find(rows, "name", "bees")[column(rows, "position")] = "x"
    assert problems(saved(rows)) == ["5: row 3, position: expected a whole number, got 'x'"]


def test_nothing_is_imported_after_a_problem() -> None:
    rows = exported([Record(str(number), Digest(keywords=("bees",))) for number in range(3)])
    rows[3][column(rows, "position")] = "x"
    records = signalkit.import_records("csv", io.BytesIO(saved(rows)))
    assert next(records).id == "0"
    with pytest.raises(ImportFormatError):
        next(records)


def test_content_in_the_last_row_of_a_digest_is_reported() -> None:
    rows = exported(RECORDS)
    rows[-1][column(rows, "name")] = "a note"
    [problem] = problems(saved(rows))
    assert problem.endswith("name: not allowed in a row of digest")
