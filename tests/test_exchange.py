"""Export and import: targets written whole or not at all, errors that name document, field, file and line."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

import signalkit
from signalkit import (
    Digest,
    Document,
    Exporter,
    Importer,
    ImportFormatError,
    OptionError,
    PluginError,
    Record,
    Signal,
    UnknownFormatError,
    UnrepresentableError,
    hookimpl,
)
from signalkit.exchange import from_plain, option, options_of, to_plain
from signalkit.plugins import PluginManager, get_manager
from tests.support.pool import digests
from tests.support.profiles import fewer
from tests.support.samples import SEEDS, digest_files

FORMATS = ["csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml", "xlsx"]
DOCUMENTS = [signalkit.load(path) for path in sorted(SEEDS.glob("*.md")) if path.stem != "README"]


def refusal(format: str, data: bytes) -> str:
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_(format, io.BytesIO(data)))
    return str(error.value)


def test_all_formats_are_here() -> None:
    assert sorted(get_manager().exporters()) == FORMATS
    assert sorted(get_manager().importers()) == FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_law_exchange_on_real_files(format: str) -> None:
    documents = [signalkit.load(path) for path in digest_files()]
    out = io.BytesIO()
    signalkit.export(documents, format, out)
    records = list(signalkit.import_records(format, io.BytesIO(out.getvalue())))
    if format == "markdown":
        documents.sort(key=lambda document: str(document.id))
    assert [record.id for record in records] == [document.id for document in documents]
    assert [record.digest for record in records] == [document.digest for document in documents]


@pytest.mark.parametrize("format", FORMATS)
def test_by_path_and_by_open_file_it_is_the_same(format: str, tmp_path: Path) -> None:
    folder = get_manager().exporter(format).target == "folder"
    out = io.BytesIO()
    signalkit.export(DOCUMENTS, format, out)
    path = tmp_path / ("out.zip" if folder else "out")
    signalkit.export(iter(DOCUMENTS), format, path)
    assert path.read_bytes() == out.getvalue()
    expected = [document.digest for document in DOCUMENTS]
    assert list(signalkit.import_(format, path)) == expected
    with path.open("rb") as file:
        assert list(signalkit.import_(format, file)) == expected
    if folder:
        signalkit.export(DOCUMENTS, format, tmp_path / "folder")
        assert list(signalkit.import_(format, tmp_path / "folder")) == expected
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
        assert sorted(names) == sorted(os.listdir(tmp_path / "folder"))


def test_one_document_a_record_or_bare_digests() -> None:
    document = DOCUMENTS[0]
    for what in (document, document.digest, Record(None, document.digest), [document.digest]):
        out = io.BytesIO()
        signalkit.export(what, "json", out)
        assert list(signalkit.import_("json", io.BytesIO(out.getvalue()))) == [document.digest]
    with pytest.raises(TypeError, match="expected documents or digests, got int"):
        signalkit.export([1], "json", io.BytesIO())  # type: ignore[list-item]


@fewer(4)
@given(digests())
def test_law_plain_values_have_every_attribute_in_order(digest: Digest) -> None:
    derived = {"id": "a", **attrs.asdict(digest)}
    plain = to_plain(Record("a", digest))
    assert json.dumps(plain) == json.dumps(derived)
    assert from_plain(plain) == Record("a", digest)


# -- targets -----------------------------------------------------------------------------------------------


def failing() -> Iterator[Document]:
    yield from DOCUMENTS
    raise RuntimeError("the source is gone")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("old", [True, False])
def test_a_failure_leaves_everything_as_it_was(format: str, old: bool, tmp_path: Path) -> None:
    folder = get_manager().exporter(format).target == "folder"
    target = tmp_path / "target"
    if old:
        if folder:
            target.mkdir()
            (target / "kept").write_text("old")
        else:
            target.write_text("old")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RuntimeError, match="the source is gone"):
        signalkit.export(failing(), format, target)
    assert sorted(tmp_path.rglob("*")) == before
    if old:
        assert (target / "kept" if folder else target).read_text() == "old"


def test_a_new_folder_comes_whole_and_a_file_of_an_old_one_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    signalkit.export(DOCUMENTS, "markdown", target)
    assert len(list(target.iterdir())) == len(DOCUMENTS)
    changed = DOCUMENTS[-1].evolve(title="Changed")
    (target / f"{DOCUMENTS[0].id}.md").unlink()
    with pytest.raises(FileExistsError):
        signalkit.export([DOCUMENTS[0], changed], "markdown", target, overwrite=False)
    assert not (target / f"{DOCUMENTS[0].id}.md").exists()
    assert "Changed" not in (target / f"{changed.id}.md").read_text(encoding="utf-8")
    signalkit.export([DOCUMENTS[0], changed], "markdown", target)
    assert len(list(target.iterdir())) == len(DOCUMENTS)
    assert "Changed" in (target / f"{changed.id}.md").read_text(encoding="utf-8")


def test_a_file_is_not_replaced_when_that_is_not_wanted(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(FileExistsError):
        signalkit.export(DOCUMENTS, "json", target, overwrite=False)
    assert target.read_text() == "old"
    signalkit.export(DOCUMENTS, "json", target)
    assert len(json.loads(target.read_text(encoding="utf-8"))) == len(DOCUMENTS)


def test_a_device_is_written_to_and_stays_one() -> None:
    signalkit.export(DOCUMENTS, "json", os.devnull)
    assert not Path(os.devnull).is_file()


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IsADirectoryError):
        signalkit.export(DOCUMENTS, "json", tmp_path)
    with pytest.raises(NotADirectoryError):
        signalkit.export(DOCUMENTS, "markdown", tmp_path / "file")
    with pytest.raises(FileNotFoundError) as error:
        signalkit.export(DOCUMENTS, "json", tmp_path / "none" / "out.json")
    assert error.value.filename == str(tmp_path / "none" / "out.json")
    for wrong in (1, io.StringIO()):
        with pytest.raises(TypeError, match="expected a path or a binary file"):
            signalkit.export(DOCUMENTS, "json", wrong)  # type: ignore[arg-type]


HOSTILE_IDS = ["../up", "/etc/passwd", "a/b", "..\\up", "nul\0", "line\nbreak", "x" * 260, "\ud800", "\udc41"]


@pytest.mark.parametrize("id_", HOSTILE_IDS)
def test_an_id_is_no_path(id_: str, tmp_path: Path) -> None:
    for out in (tmp_path / "out", tmp_path / "out.zip", io.BytesIO()):
        with pytest.raises(UnrepresentableError, match="not a valid file name"):
            signalkit.export([Record(id_, Digest(title="T"))], "markdown", out)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_id_is_none() -> None:
    assert Record("", Digest()).id is None


def test_folders_that_were_made_go_again(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        signalkit.export(failing(), "markdown", tmp_path / "a" / "b" / "c")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_stops_all(tmp_path: Path) -> None:
    (tmp_path / "topics.csv").mkdir()
    (tmp_path / "digests.csv").write_text("old")
    with pytest.raises(IsADirectoryError) as error:
        signalkit.export(DOCUMENTS, "csvw", tmp_path)
    assert error.value.filename == str(tmp_path / "topics.csv")
    assert (tmp_path / "digests.csv").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_replaced_file_keeps_mode_and_link(tmp_path: Path) -> None:
    folder, other = tmp_path / "out", tmp_path / "other.md"
    folder.mkdir()
    other.write_text("old")
    (folder / "a.md").write_text("old")
    (folder / "a.md").chmod(0o600)
    (folder / "b.md").symlink_to(other)
    records = [Record(name, Digest(title=name)) for name in "ab"]
    signalkit.export(records, "markdown", folder)
    assert (folder / "a.md").stat().st_mode & 0o777 == 0o600
    assert (folder / "a.md").read_text() == "# __a__"
    assert (folder / "b.md").is_symlink()
    assert other.read_text() == "# __b__"


def test_a_value_of_the_wrong_type_is_no_content() -> None:
    wrong: list[tuple[Any, str]] = [
        (Record("a", "T"), "a: digest: expected Digest, got str: 'T'"),  # type: ignore[arg-type]
        (Record(5, Digest()), "id: expected str or None, got int"),  # type: ignore[arg-type]
    ]
    for format in FORMATS:
        for value, reason in wrong:
            with pytest.raises(TypeError) as error:
                signalkit.export(value, format, io.BytesIO())
            assert str(error.value) == reason


def test_a_relevancy_has_18_digits_at_most() -> None:
    for format in FORMATS:
        for number in (10**18 - 1, 1 - 10**18):
            record = Record("a", Digest(signals=(Signal(name="x", relevancy=number),)))
            out = io.BytesIO()
            signalkit.export(record, format, out)
            assert list(signalkit.import_records(format, io.BytesIO(out.getvalue()))) == [record]
        for number in (10**18, -(10**5000)):
            with pytest.raises(
                UnrepresentableError, match=r"^a: signals\[0\]\.relevancy: more than 18 digits"
            ):
                signalkit.export(
                    Record("a", Digest(signals=(Signal(relevancy=number),))), format, io.BytesIO()
                )
    assert "relevancy: more than 18 digits" in refusal(
        "json", b'[{"signals": [{"relevancy": 1%s}]}]' % (b"0" * 18)
    )


@pytest.mark.parametrize("format", ["markdown", "csvw"])
def test_a_damaged_archive_is_refused_wherever_the_damage_is(format: str) -> None:
    out = io.BytesIO()
    signalkit.export(DOCUMENTS[:2], format, out)
    data = out.getvalue()
    expected = [document.digest for document in DOCUMENTS[:2]]
    for at in range(0, len(data), 7):
        for damaged in (data[:at] + data[at + 1 :], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]):
            try:
                found = list(signalkit.import_(format, io.BytesIO(damaged)))
                # The name of a file in an archive has no checksum: it may not end in .md any more.
                assert found == expected or (
                    format == "markdown" and len(found) == 1 and found[0] in expected
                )
            except ImportFormatError:
                continue


@pytest.mark.lengthy
@pytest.mark.parametrize("name", ["a.md", "digests.csv"])
def test_what_would_swell_without_end_is_not_unpacked(name: str) -> None:
    """A few kilobytes can be packed that unpack to gigabytes, whatever the archive says of their size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("csv-metadata.json", '{"tables": []}')
        archive.writestr(name, bytes(1 << 26) + b"x")
    data = out.getvalue()
    assert len(data) < 100_000
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(name)
    size = info.compress_size.to_bytes(4, "little") + info.file_size.to_bytes(4, "little")
    assert data.count(size) == 2
    format = "markdown" if name.endswith(".md") else "csvw"
    for claimed in (info.compress_size, 1 << 30):
        forged = data.replace(size, claimed.to_bytes(4, "little") + size[4:])
        assert "67,108,879 bytes unpacked, more than 100 times its size" in refusal(format, forged)


def test_names_in_an_archive_may_be_written_otherwise() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("./a.md", "x//b.md", "y/./c.md"):
            archive.writestr(name, f"# __{name}__")
    records = list(signalkit.import_records("markdown", io.BytesIO(out.getvalue())))
    assert [record.id for record in records] == ["a", "b", "c"]


def test_what_other_programs_put_into_archives_is_passed_over() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("a.md", "below/b.md", "__MACOSX/._a.md", ".git/c.md"):
            archive.writestr(name, f"# __{name}__")
    assert [record.id for record in signalkit.import_records("markdown", io.BytesIO(out.getvalue()))] == [
        "a",
        "b",
    ]


def test_two_digests_of_one_id_are_not_one_file(tmp_path: Path) -> None:
    for out in (tmp_path / "out", tmp_path / "out.zip"):
        with pytest.raises(UnrepresentableError, match="x: id: two digests have this id: 'x'"):
            signalkit.export(
                [Record("x", Digest(title="A")), Record("x", Digest(title="B"))], "markdown", out
            )


def test_digests_without_id_get_names_of_their_own(tmp_path: Path) -> None:
    signalkit.export([Digest(title="A"), Digest(title="B"), Digest(title="A")], "markdown", tmp_path / "out")
    names = sorted(path.stem for path in (tmp_path / "out").iterdir())
    assert sorted(len(name) for name in names) == [32, 32, 34]


@pytest.mark.parametrize("format", FORMATS)
def test_law_no_digests(format: str, tmp_path: Path) -> None:
    """No digests read back as none, as several do; whatever the options that lose nothing."""
    exporter = get_manager().exporter(format)
    trials: list[dict[str, Any]] = [{}]
    for one in options_of(exporter.options):
        if not one.lossy and one.kind is bool:
            trials.append({one.name: not one.default})
        elif not one.lossy:
            trials += [{one.name: choice} for choice in one.choices]
    for number, options in enumerate(trials):
        for out in (tmp_path / f"{number}", tmp_path / f"{number}.zip"):
            if out.suffix == ".zip" and exporter.target != "folder":
                continue
            signalkit.export([], format, out, **options)
            assert out.exists()
            assert list(signalkit.import_records(format, out)) == []
        stream = io.BytesIO()
        signalkit.export([], format, stream, **options)
        stream.seek(0)
        assert list(signalkit.import_records(format, stream)) == []


# -- options -----------------------------------------------------------------------------------------------


@attrs.frozen
class Options:
    loud: bool = option(False, help="Louder.")
    times: int = option(1, help="How often.")
    name: str | None = option(None, help="Who.")
    way: str = option("up", help="Where to.", choices=("up", "down"), lossy=True)


def _write_options(documents: Any, out: Any, options: Options) -> None:
    out.write(repr(options).encode())


class Plugin:
    def __init__(self, write: Any = None, read: Any = None) -> None:
        self.write = write or (_write_options)
        self.read: Any = read or (lambda source, options: iter([]))

    @hookimpl
    def signalkit_exporters(self) -> list[Exporter]:
        return [Exporter(name="own", title="Own", options=Options, write=self.write, lossless=True)]

    @hookimpl
    def signalkit_importers(self) -> list[Importer]:
        return [Importer(name="own", title="Own", options=Options, read=self.read)]


def manager(**functions: Any) -> PluginManager:
    made = PluginManager(discover=False)
    made.register(Plugin(**functions), "own")
    return made


def test_options_reach_the_exporter() -> None:
    out = io.BytesIO()
    signalkit.export([], "own", out, plugins=manager(), loud=True, times=3, name="A", way="down")
    assert out.getvalue() == b"Options(loud=True, times=3, name='A', way='down')"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"laud": True}, "own: no option 'laud'; it has loud, name, times, way; did you mean 'loud'?"),
        ({"loud": 1}, "own: option 'loud' takes bool, got int"),
        ({"times": True}, "own: option 'times' takes int, got bool"),
        ({"way": "left"}, "own: option 'way' takes up, down, not 'left'"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any], reason: str) -> None:
    for call in (
        lambda: signalkit.export([], "own", io.BytesIO(), plugins=manager(), **options),
        lambda: signalkit.import_("own", io.BytesIO(), plugins=manager(), **options),
    ):
        with pytest.raises(OptionError) as error:
            call()
        assert str(error.value) == reason


def test_what_an_options_class_may_be() -> None:
    assert [one.flag for one in options_of(Options)] == ["--loud", "--times", "--name", "--way"]
    exporter = manager().exporter("own")
    assert exporter.is_lossless(Options())
    assert exporter.is_lossless(Options(loud=True))
    assert not exporter.is_lossless(Options(way="down"))

    @attrs.frozen
    class Reserved:
        output: str = option("", help="Taken.")

    @attrs.frozen
    class Odd:
        numbers: tuple[int, ...] = ()

    for cls in (Reserved, Odd, int):
        with pytest.raises(TypeError):
            Exporter(name="x", title="X", options=cls, write=print)


# -- errors ------------------------------------------------------------------------------------------------


def test_an_unknown_format_names_those_that_there_are() -> None:
    for call in (
        lambda: signalkit.export([], "jsno", io.BytesIO()),
        lambda: signalkit.import_("jsno", io.BytesIO()),
    ):
        with pytest.raises(UnknownFormatError, match=r"available: csv, csvw, json.*did you mean 'json'"):
            call()


def test_a_refused_value_names_the_file_or_the_id() -> None:
    bad = Digest(title="two\nlines")
    document = signalkit.parse_bytes(b"# __A__\n\n## Keywords\n\n* \xff", path="in/a.md")
    with pytest.raises(UnrepresentableError) as error:
        signalkit.export([DOCUMENTS[0], Record("b", bad)], "markdown", io.BytesIO())
    assert (error.value.document, error.value.path) == ("b", "title")
    with pytest.raises(UnrepresentableError, match=r"^in/a\.md: keywords\[0\]: "):
        signalkit.export([document], "csv", io.BytesIO())


def test_a_fault_of_a_plugin_is_named_as_one() -> None:
    def write(documents: Any, out: Any, options: Any) -> None:
        raise KeyError("x")

    def read(source: Any, options: Any) -> Iterator[Any]:
        yield Record("a", Digest())
        yield "b"

    with pytest.raises(PluginError, match="exporter 'own' failed: KeyError: 'x'"):
        signalkit.export([], "own", io.BytesIO(), plugins=manager(write=write))
    records = signalkit.import_records("own", io.BytesIO(), plugins=manager(read=read))
    assert next(records) == Record("a", Digest())
    with pytest.raises(PluginError, match="importer 'own' failed: TypeError: expected a Record, got str"):
        next(records)


def test_sources_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        signalkit.import_("json", tmp_path / "none")
    with pytest.raises(IsADirectoryError):
        signalkit.import_("json", tmp_path)
    with pytest.raises(TypeError, match="expected a path or a binary file"):
        signalkit.import_("json", io.StringIO("[]"))  # type: ignore[arg-type]
    (tmp_path / "file.md").write_text("# __T__")
    with pytest.raises(ImportFormatError, match=r"file\.md: neither a folder nor a zip archive"):
        list(signalkit.import_("markdown", tmp_path / "file.md"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").touch()
    with pytest.raises(ImportFormatError, match=r"notes: no Markdown files found"):
        list(signalkit.import_("markdown", tmp_path / "notes"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "1: file is empty"),
        (b"[\n{}\n", "3: the array ends too early"),
        (b'[\n{"title": "A"\n', "3: not JSON: Expecting ',' delimiter"),
        (b"[{}\n{}]", "2: expected ',' or ']'"),
        (b"[{},\n1]", "2: expected an object"),
        (b"[{},]", "1: expected an object"),
        (b"[]\n[]", "2: extra data after the array"),
        (b'[{"title": "a",\n"title": "b"}]', "1: duplicate 'title' in an object"),
        (b'[{"title": NaN}]', "1: NaN is not JSON"),
        (b'[\n{"headline": "a"}]', "2: not a digest: digest: no field 'headline'"),
        (b'[{"title": 1}]', "1: not a digest: title: expected str, got int"),
        (b'[{"keywords": "a"}]', "keywords: expected a list, got a text"),
        (b'[{"signals": [{"relevancy": "4"}]}]', "signals[0].relevancy: expected int or None, got str"),
        (b'[{"signals": [{"extra": {"a": 1}}]}]', "signals[0].extra.a: expected a text, got a number"),
        (b'[{"origin": []}]', "origin: expected an object, got a list"),
        (b'[{"id": 5}]', "id: expected a text or null, got a number"),
        (b"[\n{}, \xff]", "2: not in UTF-8"),
        (b'[{"a":' + b"[" * 100_000, "1: nested too deeply"),
        (b'[{"a": ' + b"9" * 10_000 + b"}]", "1: a number that is too long"),
    ],
)
def test_a_mistake_in_json_has_its_line(data: bytes, reason: str) -> None:
    assert reason in refusal("json", data)


def test_a_duplicate_name_is_found_among_many() -> None:
    """In an object of many names, which each by each would take minutes."""
    names = ",".join(f'"{number}":1' for number in range(100_000))
    assert "duplicate '99999' in an object" in refusal("json", f'[{{{names},"99999":2}}]'.encode())


def test_a_mistake_in_json_lines_has_its_line() -> None:
    assert refusal("jsonl", b"{}\n\n{} {}\n") == "3: extra data after the value"
    assert "2: not in UTF-8" in refusal("jsonl", b"{}\n\xff\n")
    assert "2: not a digest" in refusal("jsonl", b"{}\n[]\n")


def test_a_long_array_is_read_in_pieces() -> None:
    digest = Digest(summary="é" * 100_000)
    out = io.BytesIO()
    signalkit.export([digest] * 3, "json", out)

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size <= 1 << 16
            return super().read(min(size, 4097))

    assert list(signalkit.import_("json", Slow(out.getvalue()))) == [digest] * 3


def test_json_holds_every_text() -> None:
    for text in ("\udcff", "\ud83d", "\x00", "\r", "\u2028", "\ud83d \ude00"):
        out = io.BytesIO()
        signalkit.export(Digest(title=text), "json", out)
        assert next(signalkit.import_("json", io.BytesIO(out.getvalue()))).title == text
    for what in (Digest(title="\ud83d\ude00"), Record("\ud83d\ude00", Digest())):
        with pytest.raises(UnrepresentableError, match="two surrogates would read back as one character"):
            signalkit.export(what, "json", io.BytesIO())


def test_a_digest_without_id_is_named_by_its_number() -> None:
    with pytest.raises(UnrepresentableError) as error:
        signalkit.export([Digest(), Digest(title="two\nlines")], "markdown", io.BytesIO())
    assert error.value.document == "digest 2"


def test_markdown_files_of_any_suffix_are_imported(tmp_path: Path) -> None:
    for name in ("a.md", "b.MD", "c.markdown", "d.txt"):
        (tmp_path / name).write_text(f"# __{name}__", encoding="utf-8")
    records = signalkit.import_records("markdown", tmp_path)
    assert [(one.id, one.digest.title) for one in records] == [
        ("a", "a.md"),
        ("b", "b.MD"),
        ("c", "c.markdown"),
    ]
