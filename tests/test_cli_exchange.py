"""``signalkit export`` and ``import``, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import signalkit
from signalkit.cli import progress
from signalkit.cli.formats import format_of
from signalkit.plugins import PluginManager
from tests.support.cli import PROGRAM, run, start_process
from tests.support.samples import SEEDS

FORMATS = {
    "csv": "out.csv",
    "csvw": "out",
    "json": "out.json",
    "json-ld": "out.jsonld",
    "jsonl": "out.jsonl",
    "markdown": "out",
    "opml": "out.opml",
    "xlsx": "out.xlsx",
}
SAID = f"""\
signalkit: {SEEDS}/3223584328d806b193418220674cf95c.md:29: text is not exported; run signalkit check \
for details
signalkit: skipped 1 file (not a digest)
"""
IDS = sorted(path.stem for path in SEEDS.glob("*.md") if path.stem != "README")


@pytest.mark.parametrize("format", FORMATS)
def test_there_and_back_again(format: str, tmp_path: Path) -> None:
    out, back = tmp_path / FORMATS[format], tmp_path / "back"
    done = run("export", format, SEEDS, "-o", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == SAID
    done = run("import", format, out, "-o", back)
    assert done.returncode == 0
    assert done.stderr.decode() == f"14 digests written to {back}\n"
    assert sorted(path.stem for path in back.iterdir()) == IDS
    for path in back.iterdir():
        assert signalkit.load(path).digest == signalkit.load(SEEDS / path.name).digest


def test_standard_input_and_output() -> None:
    text = (SEEDS / f"{IDS[0]}.md").read_bytes()
    done = run("export", "json", "-", stdin=text)
    assert done.returncode == 0
    [value] = json.loads(done.stdout)
    assert value["id"] is None
    assert value["title"]
    assert run("export", "json", SEEDS).stdout == run("export", "json", SEEDS, "-o", "-").stdout


def test_import_from_standard_input(tmp_path: Path) -> None:
    for format in ("jsonl", "markdown"):
        data = run("export", format, SEEDS, "-o", "-").stdout
        assert run("import", format, "-", "-o", tmp_path / format, stdin=data).returncode == 0
        assert sorted(path.stem for path in (tmp_path / format).iterdir()) == IDS


def test_import_does_not_overwrite_without_force(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "title": "A"}\n{"id": "b", "title": "B"}\n')
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "b.md").write_text("mine")
    done = run("import", "jsonl", source, "-o", folder)
    assert done.returncode == 2
    assert done.stderr.decode() == f"signalkit: {folder / 'b.md'}: File exists; use --force to replace it\n"
    (folder / "a.md").write_text("mine")
    several = f"signalkit: {folder / 'a.md'}: File exists (and 1 other file); use --force to replace them\n"
    assert run("import", "jsonl", source, "-o", folder).stderr.decode() == several
    (folder / "a.md").unlink()
    assert [path.name for path in folder.iterdir()] == ["b.md"]
    assert (folder / "b.md").read_text() == "mine"
    assert run("import", "jsonl", source, "-o", folder, "--force").returncode == 0
    assert (folder / "b.md").read_text() == "# __B__"
    assert (folder / "a.md").read_text() == "# __A__"


BAD = {
    "empty": b"",
    "truncated": None,
    "another format": b"<html><body>no</body></html>",
    "another encoding": None,
    "deep": b"[" * 100_000,
}


TAKEN = {("empty", "jsonl"), ("another encoding", "csv")}
"""What is read all the same: no digests at all, and a table in UTF-16, as Excel writes it."""


@pytest.mark.lengthy
@pytest.mark.parametrize(
    ("format", "kind"), [(one, kind) for one in FORMATS for kind in BAD if (kind, one) not in TAKEN]
)
def test_bad_input_is_one_line_and_nothing_is_written(format: str, kind: str, tmp_path: Path) -> None:
    whole = run("export", format, SEEDS, "-o", "-").stdout
    data = BAD[kind]
    if data is None:
        data = whole[: len(whole) // 2] if kind == "truncated" else "".join(map(chr, whole)).encode("utf-16")
    source = tmp_path / "in"
    source.write_bytes(data)
    done = run("import", format, source, "-o", tmp_path / "out")
    assert done.returncode == 2
    *problems, line = done.stderr.decode().splitlines()
    assert all(problem.startswith(f"signalkit: {source}:") for problem in problems)
    assert re.match(rf"signalkit: ({re.escape(str(source))}|[0-9]+ problems)", line)
    assert line.endswith("; nothing was written")
    assert not problems or format == "csv"  # which lists all
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_what_lacks_a_file_that_cannot_be_read_replaces_nothing(tmp_path: Path) -> None:
    shutil.copy(SEEDS / f"{IDS[0]}.md", tmp_path / "a.md")
    (tmp_path / "out.jsonl").write_text("old")
    for names in ([tmp_path / "none.md", tmp_path], [tmp_path, tmp_path / "none.md"], [tmp_path / "none.md"]):
        done = run("export", "jsonl", *names, "-o", tmp_path / "out.jsonl")
        assert done.returncode == 2
        assert done.stderr.decode() == (
            f"signalkit: {tmp_path / 'none.md'}: No such file or directory\n"
            "signalkit: some files could not be read; nothing written\n"
        )
        assert (tmp_path / "out.jsonl").read_text() == "old"
    done = run("export", "jsonl", tmp_path / "none.md", tmp_path)  # a stream has what can be had
    assert (done.returncode, len(done.stdout.splitlines())) == (2, 1)


def test_an_export_of_nothing_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("notes")
    (tmp_path / "out.json").write_text("old")
    done = run("export", "json", tmp_path, "-o", tmp_path / "out.json")
    assert done.returncode == 2
    assert b"no digests; nothing written" in done.stderr
    assert (tmp_path / "out.json").read_text() == "old"
    streamed = run("export", "json", tmp_path)
    assert (streamed.returncode, streamed.stdout, streamed.stderr) == (2, b"", done.stderr)


def test_several_sections_of_a_table() -> None:
    done = run("export", "csv", SEEDS, "--section", "keywords", "--section=themes")
    rows = csv.DictReader(io.StringIO(done.stdout.decode(), newline=""))
    assert {row["section"] for row in rows} == {"keywords", "themes"}
    assert run("export", "csv", SEEDS, "--section", "kewords").returncode == 2


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A folder with two digests of one id, and one whose id a renamed digest could get."""
    for name in ("a/x.md", "b/x.md", "b/x-2.md"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# __{name}__\n\n## Keywords\n\n* moss\n")
    return tmp_path


@pytest.mark.parametrize("format", sorted(FORMATS.keys() - {"markdown"}))
def test_one_id_twice_is_reported_and_can_be_imported(format: str, twice: Path) -> None:
    out = twice / FORMATS[format]
    done = run("export", format, "in", "-o", out, cwd=twice)
    assert done.returncode == 0
    assert (
        done.stderr
        == b"signalkit: b/x.md: same id as a/x.md; import refuses it without --on-duplicate\n".replace(
            b"a/x", b"in/a/x"
        ).replace(b": b/x", b": in/b/x")
    )
    refused = run("import", format, out, "-o", "back", cwd=twice)
    assert refused.returncode == 2
    assert (
        b'two digests have the id "x"; use --on-duplicate skip or rename; nothing was written'
        in refused.stderr
    )
    assert not (twice / "back").exists()
    skipped = run("import", format, out, "-o", "back", "--on-duplicate", "skip", cwd=twice)
    assert skipped.returncode == 0
    assert skipped.stderr.decode().splitlines() == [
        "signalkit: x: skipped (an earlier digest has the same id)",
        "2 digests written to back",
    ]
    assert signalkit.load(twice / "back" / "x.md").digest.title == "a/x.md"
    renamed = run("import", format, out, "-o", "all", "--on-duplicate", "rename", cwd=twice)
    assert renamed.returncode == 0
    assert renamed.stderr.decode().splitlines() == [
        "signalkit: x: renamed to x-3 (an earlier digest has the same id)",
        "3 digests written to all",
    ]
    titles = {path.stem: signalkit.load(path).digest.title for path in (twice / "all").iterdir()}
    assert titles == {"x": "a/x.md", "x-2": "b/x-2.md", "x-3": "b/x.md"}


def test_one_id_twice_among_markdown_files(twice: Path) -> None:
    done = run("export", "markdown", "in", "-o", "out", cwd=twice)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"two digests have this id" in done.stderr
    done = run("import", "markdown", "in", "-o", "out", "--on-duplicate", "rename", cwd=twice)
    assert (done.returncode, len(list((twice / "out").iterdir()))) == (0, 3)


@pytest.mark.parametrize("format", FORMATS)
def test_a_classic_digest_comes_back_classic(format: str, tmp_path: Path) -> None:
    classic = signalkit.Digest(
        title="T",
        origin=signalkit.Origin(label="20240616", url="https://n.example"),
        summary="S",
        keywords=("moss",),
        signals=(signalkit.Signal(name="a", change="b"),),
    )
    extended = signalkit.Digest(title="E", keywords=("moss",), category="science", summary="S")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "c.md").write_text(signalkit.serialize(classic, layout="classic"))
    (folder / "e.md").write_text(signalkit.serialize(extended))
    out = tmp_path / FORMATS[format]
    assert run("export", format, folder, "-o", out).returncode == 0
    done = run("import", format, out, "-o", tmp_path / "back", "--layout", "prefer-classic")
    assert done.returncode == 0
    for name in ("c.md", "e.md"):
        assert (tmp_path / "back" / name).read_text() == (folder / name).read_text()
    layouts = {
        layout: run("import", format, out, "-o", tmp_path / layout, "--layout", layout)
        for layout in ("auto", "extended", "classic")
    }
    for layout in ("auto", "extended"):
        assert layouts[layout].returncode == 0
        assert signalkit.load(tmp_path / layout / "c.md").layout == "extended"
    assert layouts["classic"].returncode == 2
    assert b"category: the classic layout cannot represent it: 'science'" in layouts["classic"].stderr
    assert not (tmp_path / "classic").exists()


def test_an_output_that_is_an_input_is_refused(tmp_path: Path) -> None:
    shutil.copy(SEEDS / f"{IDS[0]}.md", tmp_path / "a.md")
    before = (tmp_path / "a.md").read_bytes()
    done = run("export", "json", tmp_path, "-o", tmp_path / "a.md")
    assert done.returncode == 2
    assert b"is also an input" in done.stderr
    done = run("export", "markdown", tmp_path, "-o", tmp_path)
    assert done.returncode == 2
    assert b"File exists; use --force to replace it" in done.stderr
    assert (tmp_path / "a.md").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_value_that_a_format_cannot_hold_is_named_with_its_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"# __Bees\x0c__\n\n## Keywords\n\n* caf\xe9\n")
    done = run("export", "opml", SEEDS, bad, "-o", tmp_path / "out.opml")
    assert done.returncode == 2
    assert f"signalkit: {bad}: title: XML 1.0 cannot hold U+000C".encode() in done.stderr
    assert not (tmp_path / "out.opml").exists()
    done = run("export", "csv", bad)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"keywords[0]: invalid UTF-8" in done.stderr


def test_options_are_told_and_checked() -> None:
    help = " ".join(run("export", "csv", "--help").stdout.decode().split())
    for word in (
        "--section",
        "--delimiter TEXT",
        "--excel",
        "--escape-formulas",
        "Loses content",
        "default: ,",
    ):
        assert word in help
    for arguments in (
        ["export", "csv", SEEDS, "--delimiter", "ab"],
        ["export", "csv", SEEDS, "--section", "songs"],
        ["export", "json", SEEDS, "--indent", "x"],
        ["export", "json", SEEDS, "--indent", "99"],
        ["export", "json", SEEDS, "--excel"],
        ["export", "sng", SEEDS],
        ["export", "json"],
        ["export", "csvw", SEEDS],
        ["import", "json", SEEDS],
        ["import", "json", "x", "-o"],
        ["import", "json", "no file", "-o", "x"],
        ["import", "json", SEEDS, "-o", "x"],
        ["import", "json", "-", "-o", "-"],
        ["export", "csvw", SEEDS, "-o", ""],
        ["export", "json", SEEDS, "-o", ""],
    ):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr
        assert done.stdout == b""


def test_the_formats_are_listed() -> None:
    for verb in ("export", "import"):
        text = run(verb, "--help").stdout.decode()
        assert all(f"  {format} " in text for format in FORMATS)


def without_rights(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run as somebody who may not do everything: as root, without what makes it root."""
    command = [*PROGRAM, *map(str, arguments)]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may do everything, and there is no setpriv")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.process
def test_folders_without_rights(tmp_path: Path) -> None:
    good, closed = tmp_path / "good", tmp_path / "good" / "closed"
    closed.mkdir(parents=True)
    shutil.copy(SEEDS / f"{IDS[0]}.md", good)
    shutil.copy(SEEDS / f"{IDS[1]}.md", closed)
    closed.chmod(0)
    try:
        for arguments in ([good], [closed / "x.md", good], [good / f"{IDS[0]}.md", closed]):
            done = without_rights("export", "jsonl", *arguments)
            assert done.returncode == 2
            assert f"signalkit: {closed}".encode() in done.stderr
            assert done.stderr.endswith(b": Permission denied\n")
            assert b"Traceback" not in done.stderr
            assert json.loads(done.stdout)["id"] == IDS[0]
        done = without_rights("export", "json", good / f"{IDS[0]}.md", "-o", closed / "out.json")
        assert (done.returncode, b"Permission denied" in done.stderr) == (2, True)
        done = without_rights("import", "markdown", good, "-o", tmp_path / "out")
        assert (done.returncode, b"Permission denied" in done.stderr) == (2, True)
        assert not (tmp_path / "out").exists()
    finally:
        closed.chmod(0o700)


@pytest.mark.process
@pytest.mark.parametrize(
    ("redirection", "arguments"),
    [
        (">&-", "export json {seed}"),
        ("<&-", "import json - -o {out}"),
        (">/dev/full", "show {seed}"),
    ],
)
def test_standard_streams_of_a_process_that_are_closed_or_full(
    redirection: str, arguments: str, tmp_path: Path
) -> None:
    words = arguments.format(seed=SEEDS / f"{IDS[0]}.md", out=tmp_path / "out")
    command = f"{sys.executable} -m signalkit {words} {redirection}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("streams", "arguments"),
    [
        ({"stdout": "closed"}, "export json {seed}"),
        ({"stdout": "closed"}, "export csvw {seed} -o -"),
        ({"stdout": "closed"}, "show {seed}"),
        ({"stdout": "closed"}, "show --json {seed}"),
        ({"stdout": "closed"}, "plugins"),
        ({"stdout": "closed"}, "rule SK001"),
        ({"stdout": "closed"}, "check --select ALL {seed}"),
        ({"stdin": None}, "export json -"),
        ({"stdin": None}, "import json - -o {out}"),
        ({"stdout": "full"}, "export json {seed}"),
        ({"stdout": "full"}, "plugins"),
        ({"stdout": "full"}, "plugins --json"),
        ({"stdout": "full"}, "show {seed}"),
    ],
)
def test_standard_streams_that_are_closed_or_full(
    streams: dict[str, Any], arguments: str, tmp_path: Path
) -> None:
    words = arguments.format(seed=SEEDS / f"{IDS[0]}.md", out=tmp_path / "out").split()
    done = run(*words, **streams)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_nothing_stays_behind_when_a_command_is_ended(tmp_path: Path) -> None:
    fifo = tmp_path / "slow.md"
    os.mkfifo(fifo)
    process = start_process("export", "json", fifo, "-o", tmp_path / "out")
    with fifo.open("wb"):  # the command has come as far as reading it
        process.terminate()
        out, err = process.communicate()
    assert (process.returncode, out, err) == (128 + signal.SIGTERM, b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["slow.md"]


def test_only_what_is_true_is_said_of_the_output(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"# __caf\xe9__")
    done = run("export", "csv", SEEDS, bad)
    assert done.returncode == 2
    assert done.stdout
    assert b"nothing was written" not in done.stderr
    assert b"nothing was written" in run("export", "csv", SEEDS, bad, "-o", tmp_path / "out").stderr


def test_a_full_disk_is_one_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = run("export", "json", SEEDS, "-o", "/dev/full")
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr


@pytest.mark.process
def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m signalkit export jsonl {' '.join([str(SEEDS)] * 40)} | head -c 10"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert len(done.stdout) == 10
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("term", "expected"), [("xterm", True), ("dumb", False)])
def test_long_work_is_counted_on_a_terminal_alone(
    term: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1)
    source = tmp_path / "in.jsonl"
    for words in (
        ["export", "jsonl", SEEDS, "-o", source],
        ["import", "jsonl", source, "-o", tmp_path / "a"],
    ):
        shown = run(*words, terminal=True, env={"TERM": term}).stderr.replace(b"no digest", b"")
        shown = shown.replace(b"14 digests written", b"")
        assert (b"digests" in shown) == expected
        assert b"digests" not in run(*words, "--force").stderr.replace(b"14 digests written", b"")


def test_work_that_is_soon_done_is_not_counted(tmp_path: Path) -> None:
    done = run("export", "jsonl", SEEDS, "-o", tmp_path / "out", terminal=True, env={"TERM": "xterm"})
    assert done.stderr.decode() == SAID


# -- formats by suffix -------------------------------------------------------------------------------------

SUFFIXES = {format: Path(name).suffix for format, name in FORMATS.items() if Path(name).suffix}
"""The formats of one file, which a suffix tells."""


@pytest.mark.parametrize("format", SUFFIXES)
def test_a_suffix_tells_the_format(format: str, tmp_path: Path) -> None:
    named, told = tmp_path / "named", tmp_path / f"told{SUFFIXES[format]}"
    assert run("export", format, SEEDS, "-o", named).returncode == 0
    assert run("export", "-o", told, SEEDS).returncode == 0
    assert told.read_bytes() == named.read_bytes()
    done = run("import", told, "-o", tmp_path / "back")
    assert done.stderr.decode() == f"14 digests written to {tmp_path / 'back'}\n"
    assert sorted(path.stem for path in (tmp_path / "back").iterdir()) == IDS


@pytest.mark.parametrize(
    "arguments",
    [
        "-o OUT/x.csv SEEDS",
        "SEEDS -o OUT/x.csv",
        "-oOUT/x.csv SEEDS",
        "--output=OUT/x.csv SEEDS",
        "SEEDS --output OUT/x.csv",
        "-o OUT/X.Csv SEEDS",
        "-p no:signalkit-links -o OUT/x.csv SEEDS",
        "--section signals -o OUT/x.csv SEEDS",
        "-o OUT/x.csv --section signals SEEDS",
        "-o OUT/x.csv SEEDS --section=signals --force",
        "SEEDS --section signals -o OUT/x.csv",
        "csv -o OUT/x.json SEEDS",
        "-o OUT/x.json csv SEEDS",
    ],
)
def test_a_suffix_may_come_first_or_last(arguments: str, tmp_path: Path) -> None:
    words = arguments.replace("OUT", str(tmp_path)).replace("SEEDS", str(SEEDS)).split()
    assert run("export", *words).returncode == 0
    [path] = tmp_path.iterdir()
    section = ["--section", "signals"] if "section" in arguments else []
    assert path.read_bytes() == run("export", "csv", SEEDS, *section).stdout


@pytest.mark.parametrize("arguments", ["IN -o OUT", "-o OUT IN", "--force IN -o OUT", "-oOUT --force IN"])
def test_what_is_imported_may_come_first_or_last(arguments: str, tmp_path: Path) -> None:
    source, out = tmp_path / "IN.JSONL", tmp_path / "out"
    source.write_text('{"id": "a", "title": "A"}\n')
    words = [{"IN": source, "OUT": out, "-oOUT": f"-o{out}"}.get(word, word) for word in arguments.split()]
    assert run("import", *words).returncode == 0
    assert (out / "a.md").read_text() == "# __A__"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("export SEEDS -o x.foo", "x.foo: no format has this suffix; name one of csv (.csv), csvw (a folder"),
        ("export SEEDS -o x", "x: no format has this suffix; name one of csv (.csv)"),
        ("export SEEDS -o x.zip", "x.zip: no format has this suffix"),
        ("export SEEDS -o .csv", ".csv: no format has this suffix"),
        ("export SEEDS -o -", "-: no format has this suffix"),
        ("export SEEDS", "the format comes first"),
        ("export --excel SEEDS", "expected a FORMAT first, or a file whose suffix selects it"),
        (
            "export cvs SEEDS -o x.csv",
            "unknown exporter 'cvs'; available: csv, csvw, json, json-ld, jsonl, markdown,",
        ),
        ("export SEEDS -o", "Option '-o' requires an argument"),
        ("export -o x.csv", "Missing"),
        ("export -o x.csv --exel SEEDS", "No such option"),
        ("export none.md -o x.csv", "none.md: No such file or directory"),
        ("import SEEDS -o out", "no format has this suffix; name one of csv (.csv)"),
        ("import - -o out", "-: no format has this suffix"),
        ("import none.csv -o out", "none.csv: No such file or directory"),
        ("import cvs -o out", "unknown importer 'cvs'; available: csv"),
        ("import -o out", "Missing"),
        ("import --force -o out", "expected a FORMAT first, or a file whose suffix selects it"),
    ],
)
def test_a_suffix_that_tells_no_format_is_an_error(arguments: str, reason: str, tmp_path: Path) -> None:
    done = run(*arguments.replace("SEEDS", str(SEEDS)).split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in " ".join(done.stderr.decode().split())
    assert list(tmp_path.iterdir()) == []


def make_exporter(name: str, suffix: str) -> signalkit.Exporter:
    return signalkit.Exporter(name=name, title=name, suffix=suffix, write=lambda *_: None)


def test_the_longest_suffix_counts_and_two_formats_with_it_are_named() -> None:
    made = {
        name: make_exporter(name, suffix)
        for name, suffix in {"a": ".json", "b": ".ld.json", "c": ".LD.JSON", "d": ".d.json", "e": ""}.items()
    }
    assert format_of("x.json", made) == "a"
    assert format_of("folder.ld.json/x.d.JSON", made) == "d"
    assert format_of("xd.json", made) == "a"
    with pytest.raises(
        signalkit.UnknownFormatError, match=r"x\.ld\.json: several .*: b, c; name one of them"
    ):
        format_of("x.ld.json", made)
    with pytest.raises(
        signalkit.UnknownFormatError, match=r"x\.e: no format .*; name one of a \(\.json\), b "
    ):
        format_of("x.e", made)


def test_every_format_is_listed_with_suffix_and_media_type() -> None:
    plugins = PluginManager()
    for verb, formats in (("export", plugins.exporters()), ("import", plugins.importers())):
        text = " ".join(run(verb, "--help").stdout.decode().split())
        for name, one in formats.items():
            suffix = one.suffix or "a folder or .zip"
            assert re.search(rf" {name} {re.escape(one.title)}( \(\w+( \w+)?\))?; {suffix}; ", text), name
            assert f"; {one.media_type}" in text.replace("- ", "-")  # lines are broken after a hyphen
    listed = run("plugins").stdout.decode()
    known = json.loads(run("plugins", "--json").stdout)
    for kind, added in (("exporters", plugins.exporters()), ("importers", plugins.importers())):
        for name, one in added.items():
            assert re.search(rf"{kind[:-1]}s? [^;]*\b{name} \({re.escape(one.media_type)}\)", listed), name
            [facts] = [each for each in known[kind] if each["name"] == name]
            assert (facts["media_type"], facts["suffix"]) == (one.media_type, one.suffix)
            assert facts["title"] == one.title
            place = "target" if kind == "exporters" else "source"
            assert facts[place] == getattr(one, place)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_imported_from_a_file_without_digests(format: str, tmp_path: Path) -> None:
    source, out = tmp_path / FORMATS[format], tmp_path / "back"
    signalkit.export([], format, source)
    done = run("import", format, source, "-o", out)
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert str(source) in said
    assert said.endswith("nothing was written\n")
    if format.startswith("csv") or format == "json":
        assert said == f"signalkit: no digests in {source}; nothing was written\n"
    assert not out.exists()
