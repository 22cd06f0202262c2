"""Tables of some columns, for people: exported, edited, and applied to the files that they came from."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalkit_csv.fields import NARROW, SIGNAL

import signalkit
from signalkit import (
    Digest,
    ImportFormatError,
    Link,
    OptionError,
    Origin,
    Record,
    Signal,
    UnrepresentableError,
)
from signalkit.cli.applying import Application
from signalkit.cli.output import Output
from signalkit.testing.specimens import PLAIN
from tests.support.cli import run
from tests.support.pool import documents
from tests.support.profiles import fewer

Rows = list[list[str]]
USUAL = "id,date,title,themes,signal,change"


def exported(documents: Any, columns: str = USUAL, **options: Any) -> Rows:
    out = io.BytesIO()
    signalkit.export(documents, "csv", out, columns=columns, **options)
    return list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))


def saved(rows: Rows) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode()


def imported(rows: Rows) -> list[Record]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(signalkit.import_records("csv", io.BytesIO(saved(rows)), partial=True))


def write(folder: Path, digest: Digest, id: str = "a") -> Path:
    path = folder / f"{id}.md"
    path.write_text(signalkit.serialize(digest), encoding="utf-8")
    return path


# -- the laws ----------------------------------------------------------------------------------------------


@fewer(20)
@given(
    documents(),
    st.lists(st.sampled_from([name for name in NARROW if name != "id"]), unique=True),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_law_what_is_unchanged_changes_nothing_and_a_cell_changes_its_value(
    tmp_path_factory: pytest.TempPathFactory, text: str, names: list[str], escaped: bool, random: Random
) -> None:
    folder = tmp_path_factory.mktemp("digests")
    (folder / "a.md").write_bytes(text.encode("utf-8", "replace"))
    document = signalkit.load(folder / "a.md")
    if any(name in SIGNAL for name in names) and "signal" not in names:
        names = [*names, "signal"]
    try:
        rows = exported([document], ",".join(["id", *names]), escape_formulas=escaped)
    except UnrepresentableError as error:
        assert error.path.partition("[")[0] in (*names, "signals")  # noqa: PT017 (it may not be raised)
        return
    application = Application(folder, Output())
    assert list(application.apply(imported(rows))) == []
    assert application.problems == []

    column = random.choice([name for name in names if name not in ("date", "relevancy")] or ["id"])
    at, number = rows[0].index(column), random.randrange(1, len(rows))
    if column == "id" or (column in SIGNAL and not document.digest.signals):
        return
    for row in rows[1:] if column not in SIGNAL else [rows[number]]:
        row[at] = "Changed"
        if column == "origin" and "date" in names:
            row[rows[0].index("date")] = ""
    [record] = imported(rows)
    applied = list(application.apply([record]))
    field, _, attribute = NARROW[column].partition(".")
    value: Any = ("Changed",) if column in ("keywords", "themes", "other") else "Changed"
    if field == "signals":
        signals = list(document.digest.signals)
        names_of_all = [signal.name for signal in signals]
        if names_of_all.count(signals[number - 1].name) > 1:
            assert "several are named" in application.problems[0]
            return
        signals[number - 1] = attrs.evolve(signals[number - 1], **{attribute: value})
        value = tuple(signals)
    elif attribute:
        part: Any = getattr(document.digest, field)
        empty: dict[str, Any] = {"origin": Origin(), "link": Link(text="") if "link" in names else Link()}
        value = attrs.evolve(part or empty[field], **{attribute: value})
    expected = attrs.evolve(document.digest, **{field: value})
    try:
        document.with_digest(expected)
    except UnrepresentableError:
        assert len(application.problems) == 1
        return
    assert application.problems == []
    assert [one.after.digest for one in applied] == [expected]
    assert applied[0].after.text == document.with_digest(expected).text


# -- one by one --------------------------------------------------------------------------------------------

BEES = Digest(
    title="Bees",
    themes=("nature", "food & farming"),
    signals=(Signal(name="Hives", change="more", horizon="2030"), Signal(name="Mites", change="fewer")),
)


def test_a_row_for_each_signal_and_one_without() -> None:
    assert exported([Record("a", BEES), Record("b", Digest(title="=Two", themes=("x",)))]) == [
        [*USUAL.split(","), "formulas"],
        ["a", "", "Bees", "nature; food & farming", "Hives", "more", "escaped"],
        ["a", "", "Bees", "nature; food & farming", "Mites", "fewer", "escaped"],
        ["b", "", "'=Two", "x", "", "", "escaped"],
    ]
    assert len(exported([Record("a", BEES)], "id,title")) == 2


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ("id,tilte", "columns: expected id, date, .*, got 'tilte'"),
        ("id,id", "columns: duplicate 'id'"),
        ("id,change", "columns: 'change' needs 'signal'"),
        (",", "columns: expected names separated by commas"),
    ],
)
def test_columns_that_are_none_are_refused(columns: str, reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        exported([], columns)
    with pytest.raises(OptionError, match="cannot be combined with section"):
        exported([], "id", section="signals")


@pytest.mark.parametrize("theme", ["one; two", " one", "one ", "", ";  ", "\u00a0x"])
def test_an_item_that_a_cell_cannot_hold_is_refused_by_document_and_field(theme: str) -> None:
    with pytest.raises(UnrepresentableError, match=r"^a: themes\[1\]: cannot be read back"):
        exported([Record("a", Digest(themes=("moss", theme)))])
    assert exported([Record("a", Digest(themes=("moss", theme)))], "id,title")


@pytest.mark.parametrize("themes", [("a;b",), ("&amp;", "x"), ("a;", "b;"), (";",), ()])
def test_a_semicolon_without_a_space_is_part_of_an_item(themes: tuple[str, ...]) -> None:
    [record] = imported(exported([Record("a", Digest(themes=themes))]))
    assert record.digest.themes == themes


def test_a_signal_without_any_chosen_cell_is_refused() -> None:
    with pytest.raises(UnrepresentableError, match=r"^a: signals\[0\]: "):
        exported([Record("a", Digest(signals=(Signal(horizon="2030"),)))])


def test_import_without_into_is_refused_by_the_names_of_the_fields(tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_bytes(saved(exported([Record("a", BEES)])))
    said = (
        f"{tmp_path}/sheet.csv: contains only some fields of each digest: signals.change, signals.name, "
        "themes, title; apply them to existing files with signalkit import --into FOLDER"
    )
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_("csv", tmp_path / "sheet.csv"))
    assert str(error.value) == said
    done = run("import", tmp_path / "sheet.csv", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert f"signalkit: {said}; nothing was written" in done.stderr.decode()
    assert not (tmp_path / "out").exists()
    (tmp_path / "in").mkdir()
    done = run("import", tmp_path / "sheet.csv", "--into", tmp_path / "in", "--create")
    assert b"a: a new file needs all fields, not only some" in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "digests"
    folder.mkdir()
    write(folder, BEES)
    write(folder, PLAIN, "b")
    return folder


def bring_back(folder: Path, rows: Rows, *options: object) -> str:
    (folder.parent / "sheet.csv").write_bytes(saved(rows))
    done = run("import", folder.parent / "sheet.csv", "--into", folder, *options)
    return done.stderr.decode()


def test_rows_may_move_and_columns_may_go(folder: Path) -> None:
    rows = exported(signalkit.Corpus.load(folder))
    rows[1:] = [rows[4], rows[2], rows[3], rows[1]]
    at = rows[0].index("change")
    next(row for row in rows if "Mites" in row)[at] = "none"
    rows = [row[:2] + row[3:] for row in rows]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert bring_back(folder, rows).endswith("1 of 2 digests changed\n")
    digest = signalkit.load(folder / "a.md").digest
    assert digest == attrs.evolve(
        BEES, signals=(BEES.signals[0], attrs.evolve(BEES.signals[1], change="none"))
    )
    assert (folder / "b.md").read_bytes() == before[folder / "b.md"]


def test_a_signal_may_be_renamed_and_moved_if_the_others_keep_their_names(folder: Path) -> None:
    rows = exported([Record("a", BEES)])
    rows[1:] = rows[:0:-1]
    rows[2][rows[0].index("signal")] = "Beehives"
    assert "1 of 1 digest changed" in bring_back(folder, rows)
    signals = signalkit.load(folder / "a.md").digest.signals
    assert [(one.name, one.change) for one in signals] == [("Beehives", "more"), ("Mites", "fewer")]


def test_rows_that_fit_no_signal_are_refused(folder: Path) -> None:
    rows = exported([Record("a", BEES)])
    before = (folder / "a.md").read_bytes()
    assert "signals: expected 2 rows as in the file, got 1" in bring_back(folder, rows[:2])
    assert "signals: expected 2 rows as in the file, got 3" in bring_back(folder, [*rows, rows[2]])
    twice = [rows[0], rows[2], rows[2]]
    assert "signals: rows have moved, and several names differ" in bring_back(folder, twice)
    assert (folder / "a.md").read_bytes() == before


def test_all_problems_are_listed(folder: Path) -> None:
    rows = exported([Record("a", BEES)], "id,date,origin,title,signal,relevancy")
    rows[1][rows[0].index("relevancy")] = "high"
    rows[2][rows[0].index("title")] = "Wasps"
    for row in rows[1:]:
        row[rows[0].index("date")] = "2024-05-12"
    rows.append([""] * 6 + ["escaped"])
    said = bring_back(folder, rows).splitlines()
    assert [line.split(": ")[2] for line in said[:-1]] == ["date", "relevancy", "title", "date", "id"]
    assert said[-1] == "signalkit: 5 problems; nothing was written"


def test_a_date_alone_is_reported_as_not_imported(folder: Path) -> None:
    assert "warning: column 'date' is not imported" in bring_back(folder, exported([Record("a", BEES)]))


def test_with_a_base_other_changes_of_the_files_stay(folder: Path) -> None:
    rows = exported(signalkit.Corpus.load(folder))
    base = folder.parent / "base.csv"
    base.write_bytes(saved(rows))
    document = signalkit.load(folder / "a.md")
    document.with_value("title", "Wild bees").save()
    rows = [[cell.replace("food & farming", "farming") for cell in row] for row in rows]
    assert "1 of 2 digests changed" in bring_back(folder, rows, "--base", base)
    digest = signalkit.load(folder / "a.md").digest
    assert (digest.title, digest.themes) == ("Wild bees", ("nature", "farming"))
