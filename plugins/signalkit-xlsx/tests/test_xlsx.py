"""``xlsx`` keeps the laws of all formats; and what is particular to workbooks."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signalkit_xlsx import XLSX, XLSX_IMPORTER, writer
from signalkit_xlsx.rows import rows_of
from signalkit_xlsx.sheets import HEADINGS

import signalkit
from signalkit import Digest, ImportFormatError, Link, Origin, Record, Signal, Topic, UnrepresentableError
from signalkit.testing import exporter_conformance
from signalkit.testing.specimens import IDS, PLAIN, specimens
from tests.support.cli import run
from tests.support.pool import single_digests

pytestmark = pytest.mark.lengthy

SEEDS = Path(__file__).parents[3] / "seeds"

MEMORY = "/dev/shm"


@pytest.fixture(scope="module", autouse=True)
def _temporary_files_in_memory() -> Iterator[None]:
    """Keep the many temporary files of XlsxWriter off the disk, where the system can."""
    if not os.access(MEMORY, os.W_OK):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", MEMORY)
        patch.setattr(tempfile, "tempdir", MEMORY)
        yield


TestXlsx = exporter_conformance(
    XLSX,
    XLSX_IMPORTER,
    values=single_digests(),
    waived={"law_exchange": "the law below has twenty digests an example, as a workbook takes long to begin"},
)

RECORDS = [
    Record("b1", PLAIN),
    Record("b2", Digest(title="Two", keywords=("x", "y", "z"), signals=(Signal("s", relevancy=3),))),
]
DIGESTS = [record.digest for record in RECORDS]


def written(records: list[Record] | None = None) -> bytes:
    if records is None:
        return written_once()
    out = io.BytesIO()
    signalkit.export(records, "xlsx", out)
    return out.getvalue()


@cache
def written_once() -> bytes:
    return written(RECORDS)


def read(data: bytes, **options: Any) -> list[Record]:
    return list(signalkit.import_records("xlsx", io.BytesIO(data), **options))


def edited(change: Callable[[Any], object], data: bytes | None = None) -> bytes:
    """Open a workbook with openpyxl, change it and save it."""
    book = openpyxl.load_workbook(io.BytesIO(data if data is not None else written()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet: Any, name: str) -> int:
    """Return the number of a column, from 1."""
    return next(int(cell.column) for cell in sheet[1] if cell.value == name)


def refusal(data: bytes, **options: Any) -> str:
    with pytest.raises(ImportFormatError) as error:
        read(data, **options)
    return str(error.value)


# -- what is written ---------------------------------------------------------------------------------------


def test_a_sheet_for_each_kind_of_entry_with_its_digest_beside_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    assert book.sheetnames == [
        "digests", "keywords", "themes", "other", "signals", "concerns", "behaviors", "technologies",
        "issues", "closest", "sections",
    ]  # fmt: skip
    sheet = book["signals"]
    rows = [[cell.value for cell in row] for row in sheet.rows]
    day = datetime.datetime(2024, 5, 12)
    assert rows[1][:6] == [1, "b1", PLAIN.title, day, 1, "Grown bridges"]
    assert rows[2][5] == "=1+1"
    assert [cell.data_type for cell in sheet[2]] == [*"nssdnsssssns"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L4"
    assert sheet["F2"].alignment.wrap_text
    assert sheet.column_dimensions["F"].width > 30
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert sheet["K2"].value == 4
    assert all(cell.data_type != "f" for one in book for row in one.rows for cell in row)


def test_urls_are_links_within_the_limits_of_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [
        "https://a.example/b_(c)?d=1&e=%20#f", "javascript:alert(1)", "file:///etc/passwd", "internal:A1",
        "https://a.example/ü", "https://a.example/" + "x" * 2061, "https://a.example/" + "x" * 2062,
        "https://b.example",
    ]  # fmt: skip
    records = [Record(None, Digest(link=Link(url=url))) for url in urls]
    assert read(written(records)) == records
    cells = openpyxl.load_workbook(io.BytesIO(written(records)))["digests"]["H"][1:]
    assert [cell.value for cell in cells] == urls
    assert [cell.hyperlink is not None for cell in cells] == [True, *[False] * 4, True, False, True]
    monkeypatch.setattr(writer, "MAX_LINKS", 2)
    cells = openpyxl.load_workbook(io.BytesIO(written(records)))["digests"]["H"][1:]
    assert [cell.hyperlink is not None for cell in cells] == [True, *[False] * 4, True, False, False]
    assert read(written(records)) == records


@pytest.mark.parametrize(
    ("digest", "path", "reason"),
    [
        (Digest(keywords=("a", "b\x01")), "keywords[1]", "control character"),
        (Digest(signals=(Signal("a", change="\x1b[1m"),)), "signals[0].change", "control character"),
        (Digest(issues=(Topic("a", extra={"src": "x" * 32_766}),)), "issues[0].extra", "at most 32,767"),
        (Digest(themes=("_x005F_x000D_",)), "themes[0]", "overlapping escapes"),
        (Digest(title="🛰" * 16_384), "title", "at most 32,767 characters"),
        (Digest(link=Link(url="x" * 32_768)), "link.url", "at most 32,767 characters"),
        (Digest(origin=Origin(label="\ufffe")), "origin.label", "control character"),
    ],
)
def test_what_excel_cannot_hold_is_refused_by_document_and_field(
    digest: Digest, path: str, reason: str
) -> None:
    with pytest.raises(UnrepresentableError, match=reason) as error:
        written([RECORDS[0], Record("b9", digest)])
    assert (error.value.document, error.value.path) == ("b9", path)


def test_a_cell_may_be_as_long_as_excel_allows() -> None:
    records = [Record("a", Digest(title="🛰" * 16_383 + "x", summary="y" * 32_767))]
    assert read(written(records)) == records


def test_too_many_rows_are_refused_by_document_and_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_ROWS", 4)
    with pytest.raises(UnrepresentableError, match="at most 4 rows") as error:
        written(RECORDS)
    assert (error.value.document, error.value.path) == ("b1", "keywords[3]")


LOOKALIKES = [
    "<r>a</r>", "<r><t>a</t></r>", "<r>&</r>", "_x000D_", "a\rb\r\n", "_x005F_ x000D_", "__x0041__", " a ",
    "\n", "#N/A", "TRUE", "1E5", "'=1", "{=1}", "_xD83D_",
]  # fmt: skip


def test_what_looks_like_something_else_is_text() -> None:
    records = [
        Record(one, Digest(title=one, keywords=(one,), signals=(Signal(one, extra={one: one}),)))
        for one in LOOKALIKES
    ]
    assert read(written(records)) == records
    assert read(edited(lambda book: None, written(records))) == records


# -- what comes back ---------------------------------------------------------------------------------------


@given(st.lists(st.builds(Record, st.sampled_from(IDS), single_digests()), min_size=20, max_size=20))
@settings(max_examples=5, deadline=None)
def test_law_exchange(drawn: list[Record]) -> None:
    """Digests come back equal, also after openpyxl has opened and saved the workbook."""
    records = acceptable(drawn)
    data = written(records)
    assert read(data) == records
    assert read(edited(lambda book: None, data)) == records


def test_saving_changes_no_specimen() -> None:
    records = acceptable(Record(one.name, one.digest) for one in specimens())
    assert len(records) > 50
    assert read(edited(lambda book: None, written(records))) == records


def acceptable(records: Iterable[Record]) -> list[Record]:
    """Return those that a workbook can hold."""
    found = []
    for record in records:
        with contextlib.suppress(UnrepresentableError, UnicodeEncodeError):
            list(rows_of(1, record))
            found.append(record)
    return found


@pytest.mark.slow("crash")
@pytest.mark.process
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice: libreoffice-calc-nogui")
def test_saving_with_libreoffice_changes_nothing(tmp_path: Path) -> None:
    records = acceptable(Record(one.name, one.digest) for one in specimens())
    records += [Record(one.id, one.digest) for one in signalkit.Corpus.load(SEEDS)]
    (tmp_path / "in.xlsx").write_bytes(written(records))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", tmp_path / "out", tmp_path / "in.xlsx"], check=True, capture_output=True
    )
    back = list(signalkit.import_records("xlsx", tmp_path / "out" / "in.xlsx"))
    records = [one for one in records if one.id != "CR LF as text"]
    back = [one for one in back if one.id != "CR LF as text"]
    assert [one for one, other in zip(records, back, strict=True) if one != other] == []  # LF there


def test_rows_and_columns_in_any_order() -> None:
    def change(book: Any) -> None:
        for name in ("keywords", "signals", "digests"):
            rows = [[cell.value for cell in row][::-1] for row in book[name].rows]
            rows[1:] = rows[:0:-1]
            for at, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    cell = book[name].cell(at, column)
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
        book.move_sheet("digests", 5)

    assert read(edited(change)) == RECORDS


def test_new_rows_follow_the_row_above_of_the_same_digest() -> None:
    def change(book: Any) -> None:
        sheet = book["keywords"]  # rows 2 to 5 are of b1, 6 to 8 of b2
        sheet.append([None, "b2", None, None, None, "at the end"])
        sheet.insert_rows(7, 2)
        for row, keyword in ((7, "after x"), (8, "then")):
            sheet.cell(row, column(sheet, "digest")).value = 2
            sheet.cell(row, column(sheet, "keyword")).value = keyword
        sheet.insert_rows(2)
        sheet.cell(2, column(sheet, "digest")).value = 2.0
        sheet.cell(2, column(sheet, "keyword")).value = "first"

    assert read(edited(change))[1].digest.keywords == (
        "first", "x", "after x", "then", "y", "z", "at the end",
    )  # fmt: skip


def test_a_new_digest_and_a_removed_entry() -> None:
    def change(book: Any) -> None:
        book["digests"].append([None, "new", "A new one"])
        book["themes"].append([None, "new", None, None, None, 2024])
        book["keywords"].delete_rows(2, 2)

    first, second, new = read(edited(change))
    assert first.digest == attrs.evolve(PLAIN, keywords=PLAIN.keywords[2:])
    assert second == RECORDS[1]
    assert new == Record("new", Digest(title="A new one", themes=("2024",)))


def test_what_people_type() -> None:
    def change(book: Any) -> None:
        signals, digests = book["signals"], book["digests"]
        signals["K2"], signals["K3"], signals["K4"] = 5.0, "7", None
        signals["F4"], signals["G4"], signals["H4"] = 2030, 1.5, True
        digests["E2"], digests["D2"] = datetime.datetime(2025, 1, 31), None
        digests["E3"] = 4770
        signals["A1"], signals["F1"], signals["J1"] = "Digest ", "NAME", "Driving Force"

    first, second = (record.digest for record in read(edited(change)))
    assert [one.relevancy for one in first.signals] == [5, 7]
    assert second.signals == (Signal("2030", "1.5", "TRUE"),)
    assert first.origin is not None
    assert first.origin.label == "20250131"
    assert second.origin == Origin(label="4770")


def test_a_title_is_changed_in_the_sheet_of_digests() -> None:
    def change(book: Any) -> None:
        book["digests"]["C2"], book["digests"]["B2"] = "Another title", "b3"

    assert read(edited(change)) == [Record("b3", attrs.evolve(PLAIN, title="Another title")), RECORDS[1]]


MISTAKES = {
    ("signals", "K2", "high"): "relevancy: expected a whole number, got 'high'",
    ("signals", "K3", 1.5): "relevancy: expected a whole number, got '1.5'",
    ("signals", "G2", "=A1"): "description: expected a value, got a formula; paste its value instead",
    ("signals", "G3", "#REF!"): "description: expected a value, got the error #REF!",
    (
        "signals",
        "G4",
        datetime.date(2024, 3, 1),
    ): "description: expected text, got the date 2024-03-01; format",
    ("signals", "L2", "[1]"): "extra: expected a JSON object of texts",
    ("concerns", "A2", 9): "digest: there is no digest 9 in the sheet digests",
    ("concerns", "F3", "added"): "",
    ("concerns", "A3", None): "digest: expected the number of a digest, or an id",
    ("concerns", "B4", "zz"): "id: no digest in the sheet digests with the id 'zz'",
    ("keywords", "E3", 1): "position: duplicate 1, as in keywords!E2; empty it",
    ("keywords", "C4", "Else"): "title: 'Else' differs from the other rows of its digest; change it in",
    ("digests", "A4", 1): "digest: duplicate number 1",
    ("digests", "D2", datetime.date(2024, 5, 13)): "date: expected 2024-05-12, got '2024-05-13'; to change",
    ("digests", "D3", "soon"): "date: expected an empty cell, as origin '' is not a date, got 'soon'",
    ("issues", "J2", "note"): "the column has no heading: it would be lost",
    ("behaviors", "I1", "name"): "duplicate column 'name'",
    ("themes", "G1", "my note"): "",
    ("themes", "G2", "look again"): "unknown column 'my note': it would be lost; use --ignore-unknown",
}


def test_all_mistakes_are_named_with_their_cells_at_once() -> None:
    def change(book: Any) -> None:
        for sheet, cell, value in MISTAKES:
            book[sheet][cell] = value

    found = refusal(edited(change))
    missing = [
        reason
        for (sheet, cell, _), reason in MISTAKES.items()
        if reason and f"{sheet}!{cell}: {reason}" not in found
    ]
    assert missing == [], found
    assert found.count("; ") < 40


def test_some_mistakes_are_listed_and_the_others_counted() -> None:
    def change(book: Any) -> None:
        for row in range(2, 202):
            book["themes"].cell(row, 5).value = "x"

    found = refusal(edited(change))
    assert found.startswith("themes!E2: position: expected a whole number, got 'x'; themes!E3: ")
    assert found.endswith("; and 100 more problems")


def test_a_missing_sheet_and_a_missing_column_are_named() -> None:
    def change(book: Any) -> None:
        del book["issues"], book["themes"]
        book["signals"].title = " Signals "
        book.create_sheet("Notes").append(["mine"])

    assert refusal(edited(change)) == (
        "Notes: unknown sheet: it would be lost; use --ignore-unknown to ignore it; "
        "themes: missing sheet; issues: missing sheet"
    )
    missing = refusal(edited(lambda book: book["issues"].delete_cols(6, 2)))
    assert missing == "issues: missing column 'name'; issues: missing column 'description'"


def test_unknown_columns_and_sheets_are_ignored_on_request() -> None:
    def change(book: Any) -> None:
        book["signals"]["M1"], book["signals"]["M2"], book["signals"]["N3"] = "my note", "look again", "!"
        book.create_sheet("Notes").append(["mine"])

    data = edited(change)
    assert read(data, ignore_unknown=True) == RECORDS
    assert "signals!M2: unknown column 'my note'" in refusal(data) or "Notes: unknown" in refusal(data)
    empty = edited(lambda book: book["signals"].__setitem__("M1", "my note") or book.create_sheet("Notes"))
    assert read(empty) == RECORDS


# -- what is refused ---------------------------------------------------------------------------------------


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    """Write the members of a workbook again, changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "has macros"),
        ("application/vnd.ms-office.vbaProject", "has macros"),
        (f"{OFFICE}.spreadsheetml.externalLink+xml", "has links to other workbooks"),
        (f"{OFFICE}.spreadsheetml.connections+xml", "has data connections"),
        (f"{OFFICE}.oleObject", "has embedded objects"),
    ],
)  # fmt: skip
def test_a_workbook_that_is_more_than_values_is_refused(part: str, reason: str) -> None:
    entry = f'<Override PartName="/xl/x.bin" ContentType="{part}"/></Types>'.encode()
    data = repacked(
        lambda name, member: member.replace(b"</Types>", entry) if name == "[Content_Types].xml" else member
    )
    assert reason in refusal(data)


def test_what_is_not_a_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.md", "# __Bees__")
    assert refusal(out.getvalue()) == "not an Excel workbook"
    assert "not a zip archive" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))  # .xls
    book, other = openpyxl.Workbook(), io.BytesIO()
    book.save(other)
    assert "digests: missing sheet" in refusal(other.getvalue())


SHEET = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: b"<", "not an Excel workbook"),
        (lambda text: text[: len(text) // 2], "not an Excel workbook"),
        (lambda text: text.replace(b'<row r="3"', b'<row r="999999999999"'), "at most 1,048,576 rows"),
        (lambda text: text.replace(b'r="F3"', b'r="XFD3"'), "at most 1,048,576 rows and 256 columns"),
        (lambda text: text.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1), "not an Excel workbook"),
        (lambda text: text.replace(b"<v>1</v>", b"<v>one</v>", 1), "not an Excel workbook"),
        (lambda text: text + b" " * (1 << 26), "more than 100 times its size"),
    ],
)  # fmt: skip
def test_a_workbook_that_is_made_to_harm_is_refused(change: Callable[[bytes], bytes], reason: str) -> None:
    data = repacked(lambda name, member: change(member) if name == SHEET else member)
    assert reason in refusal(data)


def test_a_damaged_workbook_is_read_or_refused() -> None:
    data = written()
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    for name in names:
        for damage in (lambda text: text.replace(b"s", b"t"), lambda text: text[::-1]):
            damaged = repacked(
                lambda each, member, name=name, damage=damage: damage(member) if each == name else member  # type: ignore[misc]
            )
            try:
                read(damaged)
            except ImportFormatError as error:
                assert error.reason  # noqa: PT017


# -- three-way ---------------------------------------------------------------------------------------------


def test_a_workbook_that_was_edited_meets_files_that_changed_meanwhile(tmp_path: Path) -> None:
    """What was edited in a workbook, and what was edited in the files since, are both there in the end."""
    digests = tmp_path / "digests"
    shutil.copytree(SEEDS, digests)
    export = run("export", "xlsx", "digests", "-o", "sheet.orig.xlsx", cwd=tmp_path)
    assert export.returncode == 0, export.stderr
    corpus = signalkit.Corpus.load(digests)
    document = next(one for one in corpus if len(one.digest.signals) > 1 and one.digest.themes)
    assert document.path is not None
    path = Path(document.path)

    book = openpyxl.load_workbook(tmp_path / "sheet.orig.xlsx")
    sheet = book["signals"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == document.id)
    row[column(sheet, "change") - 1].value = "Changed in the workbook"
    number = row[0].value
    themes = book["themes"]
    at = next(cell.row for cell in themes["A"] if cell.value == number)
    themes.insert_rows(at + 1)
    themes.cell(at + 1, 1).value, themes.cell(at + 1, column(themes, "theme")).value = number, "a new theme"
    book.save(tmp_path / "sheet.xlsx")

    before = path.read_text(encoding="utf-8")
    changed = document.evolve(keywords=(*document.digest.keywords, "added to the file"))
    path.write_text(changed.text, encoding="utf-8")

    command = ["import", "xlsx", "sheet.xlsx", "--base", "sheet.orig.xlsx", "--into", "digests"]
    shown = run(*command, "--diff", cwd=tmp_path)
    assert shown.returncode == 1, shown.stderr
    added = [
        line for line in shown.stdout.decode().splitlines() if line.startswith("+") and line[:3] != "+++"
    ]
    assert len(added) == 2
    assert path.read_text(encoding="utf-8") == changed.text
    assert run(*command, cwd=tmp_path).returncode == 0
    after = signalkit.load(path)
    assert after.digest.keywords == (*document.digest.keywords, "added to the file")
    assert after.digest.themes == (document.digest.themes[0], "a new theme", *document.digest.themes[1:])
    assert after.digest.signals[0].change == "Changed in the workbook"
    assert len(set(after.text.splitlines()) - set(before.splitlines())) == 3
    assert run(*command, "--check", cwd=tmp_path).returncode == 0


def test_every_sheet_is_documented() -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in HEADINGS)
