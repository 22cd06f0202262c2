"""``csv`` and ``csvw`` keep the laws of all formats; and what is particular to them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalkit_csv import CSV, CSV_IMPORTER, CSVW, CSVW_IMPORTER, csvw
from signalkit_csv.cells import escape_formula, unescape_formula
from signalkit_csv.options import CsvOptions

import signalkit
from signalkit import Digest, ImportFormatError, Link, OptionError, Origin, Record, UnrepresentableError
from signalkit.exchange import ImportFormatWarning
from signalkit.testing import exporter_conformance
from signalkit.testing.specimens import PLAIN
from tests.support.pool import single_digests
from tests.support.profiles import fewer

SEEDS = Path(__file__).parents[3] / "seeds"

TestCsv = exporter_conformance(
    CSV,
    CSV_IMPORTER,
    options=[
        {"delimiter": ";"},
        {"delimiter": "\t", "excel": True},
        {"escape_formulas": False},
        {"section": "signals"},
        {"columns": "id,title,signal,change"},
    ],
    values=single_digests(),
)
TestCsvw = exporter_conformance(
    CSVW, CSVW_IMPORTER, options=[{"escape_formulas": True}], values=single_digests()
)


# -- csv ---------------------------------------------------------------------------------------------------

RECORDS = [
    Record("b1", attrs.evolve(PLAIN, keywords=("=HYPERLINK(1)", "@sum", "-1", "+1", "'quoted'", "'=x"))),
    Record("b2", Digest(title="Two", origin=Origin(), link=Link(text="", url=""))),
]


def written(format: str = "csv", **options: Any) -> bytes:
    options = ({"escape_formulas": False} if format == "csv" else {}) | options
    out = io.BytesIO()
    signalkit.export(RECORDS, format, out, **options)
    return out.getvalue()


def read_frame(file: io.BytesIO, **options: Any) -> Any:
    """Read a table with pandas, which is loaded by the worker that runs such a test alone."""
    import pandas

    return pandas.read_csv(file, keep_default_na=False, **options)


def read_group(path: Path) -> Any:
    """Read tables with their metadata by a library that is not ours, loaded as pandas is."""
    import csvw

    return csvw.TableGroup.from_file(path)


def refusal(data: bytes, format: str = "csv", **options: Any) -> str:
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_(format, io.BytesIO(data), **options))
    return str(error.value)


def test_a_row_for_each_entry_with_what_is_the_digests_own_beside_it() -> None:
    table = read_frame(io.BytesIO(written()), dtype=str)
    signals = table[table.section == "signals"]
    assert list(signals["name"]) == ["Grown bridges", "=1+1"]
    assert list(signals["driving_force"]) == ["cost", "+"]
    assert set(signals["title"]) == {PLAIN.title}
    assert set(signals["origin_date"]) == {"2024-05-12"}
    assert list(table[table.section == "closest"]["reference"]) == [PLAIN.closest[0].id, ""]
    assert table[(table.digest == "2")]["section"].tolist() == ["digest"]
    assert table[table.section == "summary"]["description"].tolist() == [PLAIN.summary]


def test_rows_end_as_rfc_4180_says() -> None:
    data = written()
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == data.count(b"\r") == 1 + 22 + 1


def test_a_section_alone() -> None:
    table = read_frame(io.BytesIO(written(section="signals")))
    assert set(table.section) == {"signals"}
    assert len(table) == 2
    assert not CSV.is_lossless(CsvOptions(section=("signals",)))
    assert "made with --section" in refusal(written(section="signals"))


def test_several_sections() -> None:
    for chosen in (("signals", "keywords"), ["keywords", "signals"]):
        table = read_frame(io.BytesIO(written(section=chosen)))
        assert list(dict.fromkeys(table.section)) == ["keywords", "signals"]
    for wrong, reason in {
        ("signals", "sginals"): "option 'section' takes preamble, .*, not 'sginals'",
        (1,): "option 'section' takes one or several str, got \\(1,\\)",
    }.items():
        with pytest.raises(OptionError, match=reason):
            written(section=wrong)


def test_excel_gets_its_bom() -> None:
    assert written(excel=True).startswith(b"\xef\xbb\xbfdigest,")


def test_an_apostrophe_stands_before_what_could_be_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(written(escape_formulas=True).decode(), newline="")))
    assert [row["name"] for row in rows if row["section"] == "keywords"] == [
        "'=HYPERLINK(1)",
        "'@sum",
        "'-1",
        "'+1",
        "'quoted'",
        "''=x",
    ]


@fewer(4)
@given(st.text())
def test_escaping_formulas_comes_undone(cell: str) -> None:
    assert unescape_formula(escape_formula(cell)) == cell


def without(column: str, data: bytes) -> bytes:
    table = read_frame(io.BytesIO(data), dtype=str)
    kept: bytes = table.drop(columns=column).to_csv(index=False, lineterminator="\r\n").encode()
    return kept


def test_an_apostrophe_of_unknown_meaning_is_an_error() -> None:
    for escaped in (True, False):
        data = written(escape_formulas=escaped)
        assert imported(data) == DIGESTS
        for unknown in (
            without("formulas", data),
            data.replace(b",escaped\r", b",?\r").replace(b",plain\r", b",?\r"),
        ):
            reason = refusal(unknown)
            assert "may have an apostrophe before a formula; add a column 'formulas' that" in reason
            assert re.match("[0-9]+: row [0-9]+, name: ", reason)
    harmless = [Record("a", Digest(title="T", keywords=("bees", "'tis")))]
    out = io.BytesIO()
    signalkit.export(harmless, "csv", out)
    assert imported(without("formulas", out.getvalue())) == [harmless[0].digest]


def test_the_tables_of_csvw_tell_as_well(tmp_path: Path) -> None:
    for escaped in (True, False):
        signalkit.export(RECORDS, "csvw", tmp_path / "out", escape_formulas=escaped)
        assert list(signalkit.import_("csvw", tmp_path / "out")) == DIGESTS
        path = tmp_path / "out" / "csv-metadata.json"
        value = json.loads(path.read_text())
        del value["dc:description"]
        path.write_text(json.dumps(value))
        with pytest.raises(ImportFormatError, match=r"keywords\.csv:[0-9]+: name: .*; set dc:description in"):
            list(signalkit.import_("csvw", tmp_path / "out"))


def test_the_date_of_the_origin_is_not_read_back(tmp_path: Path) -> None:
    data = written()
    assert imported(without("origin_date", data)) == DIGESTS
    assert imported(data.replace(b"2024-05-12", b"", 2)) == DIGESTS
    signalkit.export(RECORDS, "csvw", tmp_path / "out")
    path = tmp_path / "out" / "digests.csv"
    path.write_bytes(without("origin_date", path.read_bytes()))
    assert list(signalkit.import_("csvw", tmp_path / "out")) == DIGESTS


@pytest.mark.parametrize(
    "cell",
    [
        "12 May 2024",
        "May 12, 2024",
        "12-May-24",
        "12.05.2024",
        "5/12/2024",
        "12/05/24",
        "20240512",
        "45424",
        "2024-05-12 00:00:00",
        "2024-05-12T00:00:00Z",
        "Sunday, May 12, 2024",
    ],
)
def test_a_date_that_a_spreadsheet_writes_otherwise_is_the_same(cell: str) -> None:
    assert imported(written().replace(b"2024-05-12", f'"{cell}"'.encode())) == DIGESTS


@pytest.mark.parametrize("cell", ["2024-05-13", "12 June 2024", "45425", "20240513", "soon", "2024", "12.5."])
def test_a_date_that_was_changed_is_refused_with_its_row(cell: str, tmp_path: Path) -> None:
    first, *rest = written().split(b"2024-05-12")
    data = first + b"2024-05-12" + rest[0] + cell.encode() + b"2024-05-12".join(rest[1:])
    said = f"origin_date: expected 2024-05-12, the date of origin '20240512', got '{cell}'"
    with pytest.raises(ImportFormatError, match=f"3: {re.escape(said)}"):
        imported(data)
    signalkit.export(RECORDS, "csvw", tmp_path / "out")
    path = tmp_path / "out" / "digests.csv"
    path.write_bytes(path.read_bytes().replace(b"2024-05-12", cell.encode()))
    with pytest.raises(ImportFormatError, match=re.escape(said)):
        list(signalkit.import_("csvw", tmp_path / "out"))


def test_a_date_of_an_origin_without_one_is_refused() -> None:
    data = written().replace(b"20240512,", b"15908.0,")
    with pytest.raises(
        ImportFormatError, match=r"expected an empty cell, as origin '15908\.0' is not a date"
    ):
        imported(data)


def test_columns_and_rows_of_a_digest_may_stand_in_any_order() -> None:
    table = read_frame(io.BytesIO(written()), dtype=str)
    shuffled = table[table.columns[::-1]].iloc[::-1]
    data = shuffled.to_csv(index=False).encode()
    assert [record.digest for record in signalkit.import_records("csv", io.BytesIO(data))] == [
        record.digest for record in reversed(RECORDS)
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("driving_force", "force", "1: missing column 'driving_force'"),
        ("reference,extra", "reference,extra,title", "1: duplicate column 'title'"),
        ("reference,extra", "reference,reference", "missing column 'extra'"),
        ("keywords,2", "keywords,1", "8: row 5, digest 1, keywords: duplicate position 1"),
        ("keywords,2", "keywords,two", "8: row 5, position: expected a whole number, got 'two'"),
        ("keywords,2", "keyword,2", "8: row 5, section: expected preamble"),
        (",4,,", ",high,,", "relevancy: expected a whole number, got 'high'"),
        ("\r\n1,b1", "\r\n3,b1", "digest 3 has no last row"),
        ("2,b2,Two", "1,b2,Two", "id: differs from the other rows of digest 1"),
        ("keywords,2,@sum,", "keywords,2,@sum,x", "description: not allowed in a row of keywords"),
        ("keywords,2,@sum", "keywords,2,@sum,,", "8: row 5, expected 21 cells, got 23"),
        ('"{""src""', '"[""src""', "not JSON"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, reason: str) -> None:
    data = written().decode()
    assert old in data
    assert reason in refusal(data.replace(old, new, 1).encode())


def imported(data: bytes, **options: Any) -> list[Digest]:
    return list(signalkit.import_("csv", io.BytesIO(data), **options))


DIGESTS = [record.digest for record in RECORDS]


@pytest.mark.parametrize("escaped", [True, False])
def test_the_last_row_needs_no_line_end_if_it_is_whole(escaped: bool) -> None:
    data = written(escape_formulas=escaped).removesuffix(b"\r\n")
    assert imported(data) == DIGESTS
    assert "the last row does not end" in refusal(data[:-1])
    without_its_last_row = data[: data.rindex(b",digest,", 0, data.rindex(b"\r\n"))]
    assert refusal(without_its_last_row[: without_its_last_row.rindex(b"\r\n")])


@pytest.mark.parametrize("column", ["section", "reference", "title"])
def test_the_last_row_is_whole_by_any_last_column(column: str) -> None:
    table = read_frame(io.BytesIO(written()), dtype=str)
    table = table[[name for name in table.columns if name != column] + [column]]
    data = table[table["digest"] == "1"].to_csv(index=False).encode().removesuffix(b"\n")
    assert imported(data) == DIGESTS[:1]
    if column != "reference":
        assert refusal(data[:-1])


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "\ufeffsep=;\r\n"])
def test_a_first_line_names_the_delimiter(first: str) -> None:
    data = first.encode() + written(delimiter=";")
    assert imported(data) == DIGESTS
    assert imported(data, delimiter=";") == DIGESTS
    assert "2: missing column 'id'" in refusal(data.replace(b";id;", b";ids;", 1))
    assert "9: row 5, position: expected a whole number" in refusal(
        data.replace(b"keywords;2", b"keywords;two")
    )


def test_a_first_line_alone_is_an_empty_file() -> None:
    assert "file is empty" in refusal(b"sep=;\r\n")


def test_columns_without_a_name_may_be_empty() -> None:
    table = read_frame(io.BytesIO(written()), dtype=str)
    table.insert(3, "a", "")
    table["b"] = table["c"] = ""
    data = table.to_csv(index=False, header=["" if len(name) == 1 else name for name in table.columns])
    assert imported(data.encode()) == DIGESTS
    table.loc[2, "b"] = "important"
    data = table.to_csv(index=False, header=["" if len(name) == 1 else name for name in table.columns])
    with pytest.warns(ImportFormatWarning, match="column 23 has no name: 'important' is not imported"):
        assert imported(data.encode()) == DIGESTS
    assert "column 23 has no name: 'important' is not imported" in refusal(data.encode(), strict=True)


@pytest.mark.parametrize("column", ["section", "position", "name"])
def test_a_table_that_is_sorted_otherwise_is_the_same(column: str) -> None:
    twice = io.BytesIO()
    signalkit.export([RECORDS[0], RECORDS[0]], "csv", twice, escape_formulas=False)
    table = read_frame(io.BytesIO(twice.getvalue()), dtype=str)
    data = table.sort_values(column, kind="stable").to_csv(index=False).encode()
    assert imported(data) == [DIGESTS[0]] * 2


def test_a_byte_that_is_no_utf8_is_refused_with_document_and_field() -> None:
    document = signalkit.parse_bytes(b"# __T__\n\n## Keywords\n\n* caf\xe9", path="in/x.md")
    for format in ("csv", "csvw", "json"):
        if format == "json":
            out = io.BytesIO()
            signalkit.export(document, format, out)
            assert next(signalkit.import_(format, io.BytesIO(out.getvalue()))) == document.digest
            continue
        with pytest.raises(UnrepresentableError, match=r"in/x\.md: keywords\[0\]: invalid UTF-8"):
            signalkit.export(document, format, io.BytesIO())


def test_a_wrong_delimiter_is_an_option_error() -> None:
    for delimiter in ("", "ab", '"', "\n", "x", "\ud800", "\x00"):
        with pytest.raises(OptionError, match="delimiter"):
            written(delimiter=delimiter)


# -- csvw --------------------------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    signalkit.export(RECORDS, "csvw", tmp_path / "out")
    return tmp_path / "out"


def test_a_reader_that_is_not_ours_takes_the_tables(tables: Path) -> None:
    group = read_group(tables / csvw.METADATA)
    group.check_referential_integrity()
    rows = {name: list(table.iterdicts(strict=True)) for name, table in group.tabledict.items()}
    assert [row["digest"] for row in rows["digests.csv"]] == [1, 2]
    assert rows["digests.csv"][0]["origin_date"] == datetime.datetime(2024, 5, 12)
    assert rows["signals.csv"][0]["relevancy"] == 4
    assert rows["signals.csv"][0]["extra"] == {"src": "x1"}
    assert rows["signals.csv"][1]["relevancy"] is None
    assert [row["section"] for row in rows["topics.csv"]] == [
        "concerns",
        "behaviors",
        "technologies",
        "issues",
    ]
    for table in group.tables:
        assert table.check_primary_key()
        assert table.tableSchema.primaryKey


def test_that_reader_finds_a_reference_to_no_digest(tables: Path) -> None:
    path = tables / "keywords.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\n1,1,", "\n9,1,"), encoding="utf-8")
    group = read_group(tables / csvw.METADATA)
    with pytest.raises(ValueError, match=r"keywords\.csv"):
        group.check_referential_integrity()


@pytest.mark.parametrize(
    "path", sorted(p for p in SEEDS.glob("*.md") if p.stem != "README"), ids=lambda p: p.stem
)
def test_that_reader_takes_the_seeds(path: Path, tmp_path: Path) -> None:
    signalkit.export(signalkit.load(path), "csvw", tmp_path / "out")
    group = read_group(tmp_path / "out" / csvw.METADATA)
    group.check_referential_integrity()
    assert sum(1 for table in group.tables for _ in table.iterdicts(strict=True))


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("keywords.csv", "1,2,", "1,1,", "keywords.csv:3: digest 1, keywords: duplicate position 1"),
        ("keywords.csv", "1,2,@sum\n", "", "keywords.csv: 5 rows, but csv-metadata.json says 6"),
        ("keywords.csv", "1,1,", "2,1,", "keywords.csv:3: digest 1 is after 2"),
        ("keywords.csv", "position", "place", "keywords.csv:1: missing column 'position'"),
        ("signals.csv", ",4,", ",x,", "signals.csv:2: relevancy: expected a whole number, got 'x'"),
        ("digests.csv", "\n1,", "\n0,", "digests.csv:2: digest: expected a number from 1, got 0"),
        ("digests.csv", "\n2,", "\n1,", "digests.csv:6: duplicate digest 1"),
        ("references.csv", "\n1,2", "\n3,2", "references.csv:3: no digest has the number 3"),
        ("topics.csv", "concerns", "worries", "topics.csv:2: section: expected concerns"),
        ("csv-metadata.json", "topics.csv", "other things.csv", "unknown table 'other things.csv'"),
        ("csv-metadata.json", "{", "[", "csv-metadata.json:2: not JSON"),
    ],
)
def test_a_mistake_in_a_table_is_named(tables: Path, name: str, old: str, new: str, reason: str) -> None:
    path = tables / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_("csvw", tables))
    assert reason in str(error.value)


def imported_tables(tables: Path) -> list[Digest]:
    return list(signalkit.import_("csvw", tables))


@pytest.mark.lengthy
@pytest.mark.parametrize("escaped", [True, False])
def test_the_last_row_of_a_table_needs_no_line_end_if_it_is_whole(tmp_path: Path, escaped: bool) -> None:
    signalkit.export(RECORDS, "csvw", tmp_path / "out", escape_formulas=escaped)
    tables = tmp_path / "out"
    for path in sorted(tables.glob("*.csv")):
        whole = path.read_bytes()
        rows = whole.removesuffix(b"\r\n")
        path.write_bytes(rows)
        assert imported_tables(tables) == DIGESTS, path.name
        for size in {*range(0, len(rows), 7), *range(len(rows) - 30, len(rows))}:  # wherever it is cut off
            path.write_bytes(rows[:size])
            with pytest.raises(ImportFormatError):
                imported_tables(tables)
        path.write_bytes(whole)


def test_a_table_without_rows_needs_no_line_end(tmp_path: Path) -> None:
    signalkit.export([Record("x", Digest(title="Bees"))], "csvw", tmp_path)
    path = tmp_path / "keywords.csv"
    path.write_bytes(path.read_bytes().removesuffix(b"\r\n"))
    assert imported_tables(tmp_path) == [Digest(title="Bees")]


def test_a_table_without_a_line_end_needs_the_note_on_its_last_row(tables: Path) -> None:
    path, made = tables / "keywords.csv", tables / csvw.METADATA
    path.write_bytes(path.read_bytes().removesuffix(b"\r\n"))
    content = json.loads(made.read_text(encoding="utf-8"))
    lengths: list[object] = [3, {"name": "3"}, {}]
    kinds: list[object] = [None, {}, [1], [{}], *([{"lengthsOfLastRow": one}] for one in lengths)]
    for notes in kinds:
        content["tables"][1]["notes"] = notes
        assert content["tables"][1]["url"] == path.name
        made.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(ImportFormatError, match=r"keywords\.csv:7: the last row does not end"):
            imported_tables(tables)


def test_a_missing_table_is_named(tables: Path) -> None:
    (tables / "themes.csv").unlink()
    with pytest.raises(ImportFormatError, match=r"themes\.csv: missing table"):
        list(signalkit.import_("csvw", tables))
    (tables / csvw.METADATA).unlink()
    with pytest.raises(ImportFormatError, match=r"no csv-metadata\.json"):
        list(signalkit.import_("csvw", tables))


# -- what a spreadsheet would take for a formula ----------------------------------------------------------

TRIGGERS = ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"]
BEFORE = ["", " ", "  ", "\u00a0", "\u3000", '"', "'", "''", "\ufeff", "\u200b", "\" '", "\x00", "\x1f"]
ATTACKS = [
    before + trigger + rest
    for before in BEFORE
    for trigger in TRIGGERS
    for rest in ("1+1", "cmd|'/C calc'!A0")
    if trigger != "\t" or not before
]
ATTACKS += ["\r=1", "\n=1", "\r\n+1", '=HYPERLINK("http://evil.example";"x")', "=", "@SUM(1)", "\t"]


def hostile(value: str) -> Digest:
    """A digest that says the same everywhere."""
    entry: dict[str, Any] = {"name": value, "description": value, "extra": {value: value}}
    return Digest(
        title=value,
        origin=Origin(label=value, url=value),
        link=Link(text=value, url=value),
        preamble=value,
        summary=value,
        keywords=(value,),
        themes=(value,),
        category=value,
        type=value,
        other=(value,),
        signals=(signalkit.Signal(**entry, change=value, horizon=value, driving_force=value, relevancy=-3),),
        **{
            field: (signalkit.Topic(**entry, relevancy=-3),)
            for field in ("concerns", "behaviors", "technologies", "issues")
        },
        closest=(signalkit.Reference(value, value),),
        sections=(signalkit.Section(value, value),),
    )


def is_formula(cell: str) -> bool:
    """What a spreadsheet does, at its worst: passes over what nobody sees, then looks at one character."""
    if cell[:1] in ("\t", "\r", "\n") and cell:
        return True
    seen = cell.lstrip("".join(map(chr, range(33))) + '\u00a0\u3000\u200b\ufeff"')
    return unicodedata.normalize("NFKC", seen[:1]) in ("=", "+", "-", "@") and seen != ""


RECORDS_OF_STRANGERS = [Record(value, hostile(value)) for value in ATTACKS]


def tables_of(format: str, **options: Any) -> dict[str, str]:
    out = io.BytesIO()
    signalkit.export(RECORDS_OF_STRANGERS, format, out, **options)
    assert list(signalkit.import_records(format, io.BytesIO(out.getvalue()))) == RECORDS_OF_STRANGERS
    if format == "csv":
        return {"csv": out.getvalue().decode()}
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")}


@pytest.mark.parametrize(
    ("format", "options"),
    [("csv", {}), ("csv", {"delimiter": ";"}), ("csv", {"excel": True}), ("csvw", {"escape_formulas": True})],
)
def test_no_cell_of_any_table_is_a_formula(format: str, options: dict[str, Any]) -> None:
    tables = tables_of(format, **options)
    assert len(tables) == (1 if format == "csv" else 8)
    for text in tables.values():
        rows = list(
            csv.reader(
                io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=options.get("delimiter", ",")
            )
        )
        assert len(rows) > len(ATTACKS)
        numbers = set() if format == "csv" else {"-3"}  # which the metadata says are numbers
        assert [cell for row in rows for cell in row if is_formula(cell) and cell not in numbers] == []


def test_every_attack_would_be_a_formula_if_it_were_not_escaped() -> None:
    for format in ("csv", "csvw"):
        cells = {
            cell
            for text in tables_of(format, escape_formulas=False).values()
            for row in csv.reader(io.StringIO(text, newline=""))
            for cell in row
        }
        assert set(ATTACKS) <= cells
    assert [attack for attack in ATTACKS if not is_formula(attack) and "'" not in attack[:3]] == []


def test_a_reader_of_csvw_takes_escaped_tables(tmp_path: Path) -> None:
    signalkit.export(RECORDS, "csvw", tmp_path / "out", escape_formulas=True)
    group = read_group(tmp_path / "out" / csvw.METADATA)
    group.check_referential_integrity()
    names = [row["name"] for row in group.tabledict["keywords.csv"].iterdicts(strict=True)]
    assert names[:2] == ["'=HYPERLINK(1)", "'@sum"]
    assert "apostrophe" in str(group.common_props["dc:description"])


def test_no_value_gets_into_the_metadata(tmp_path: Path) -> None:
    signalkit.export([Record("x", hostile('"}], "evil": "'))], "csvw", tmp_path / "out")
    text = (tmp_path / "out" / csvw.METADATA).read_text(encoding="utf-8")
    assert "evil" not in text
    made = json.loads(text)
    lengths = {table["url"].removesuffix(".csv"): table["notes"][0] for table in made["tables"]}
    assert made == csvw.metadata(
        {table.name: 1 if table.name != "topics" else 4 for table in csvw.TABLES},
        {name: note["lengthsOfLastRow"] for name, note in lengths.items()},
    )
    for note in lengths.values():
        assert all(type(length) is int for length in note["lengthsOfLastRow"].values())
