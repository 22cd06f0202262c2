"""``signalkit export`` and ``import``, run as a user runs them."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import SEEDS
from test_cli import run

import signalkit

FORMATS = {
    "csv": "out.csv",
    "csvw": "out",
    "json": "out.json",
    "json-ld": "out.jsonld",
    "jsonl": "out.jsonl",
    "markdown": "out",
    "opml": "out.opml",
}
IDS = sorted(path.stem for path in SEEDS.glob("*.md") if path.stem != "README")


@pytest.mark.parametrize("format", FORMATS)
def test_there_and_back_again(format: str, tmp_path: Path) -> None:
    out, back = tmp_path / FORMATS[format], tmp_path / "back"
    done = run("export", format, SEEDS, "-o", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"signalkit: left alone: 1 file that is no digest\n"
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
    assert done.stderr.decode() == f"signalkit: {folder / 'b.md'}: File exists; --force replaces it\n"
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


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_nothing_is_written(format: str, kind: str, tmp_path: Path) -> None:
    whole = run("export", format, SEEDS, "-o", "-").stdout
    data = BAD[kind]
    if data is None:
        data = whole[: len(whole) // 2] if kind == "truncated" else "".join(map(chr, whole)).encode("utf-16")
    source = tmp_path / "in"
    source.write_bytes(data)
    done = run("import", format, source, "-o", tmp_path / "out")
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert line.startswith(f"signalkit: {source}")
    assert line.endswith("; nothing was written")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_file_that_cannot_be_read_is_said_and_skipped(tmp_path: Path) -> None:
    shutil.copy(SEEDS / f"{IDS[0]}.md", tmp_path / "a.md")
    done = run("export", "jsonl", tmp_path / "none.md", tmp_path, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 2
    assert done.stderr.decode() == f"signalkit: {tmp_path / 'none.md'}: No such file or directory\n"
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_an_output_that_is_an_input_is_refused(tmp_path: Path) -> None:
    shutil.copy(SEEDS / f"{IDS[0]}.md", tmp_path / "a.md")
    before = (tmp_path / "a.md").read_bytes()
    done = run("export", "json", tmp_path, "-o", tmp_path / "a.md")
    assert done.returncode == 2
    assert b"is one of the files to read" in done.stderr
    done = run("export", "markdown", tmp_path, "-o", tmp_path)
    assert done.returncode == 2
    assert b"File exists; --force replaces it" in done.stderr
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
    assert b"keywords[0]: bytes that are not UTF-8" in done.stderr


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
    ):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert b"Traceback" not in done.stderr
        assert done.stderr
        assert done.stdout == b""


def test_the_formats_are_listed() -> None:
    for verb in ("export", "import"):
        text = run(verb, "--help").stdout.decode()
        assert all(f"  {format} " in text for format in FORMATS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run("export", "json", SEEDS, "-o", tmp_path / "out.json")
    assert done.returncode == 2
    assert b"Permission denied" in done.stderr


def test_a_full_disk_is_one_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = run("export", "json", SEEDS, "-o", "/dev/full")
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m signalkit export jsonl {' '.join([str(SEEDS)] * 40)} | head -c 10"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert len(done.stdout) == 10
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("colour", "expected"), [({}, True), ({"TERM": "dumb"}, False)])
def test_long_work_is_counted_on_a_terminal_alone(
    colour: dict[str, str], expected: bool, tmp_path: Path
) -> None:
    code = "from signalkit.cli import main, progress; progress.PATIENCE = -1; main()"
    command = [sys.executable, "-c", code, "export", "jsonl", str(SEEDS), "-o", str(tmp_path / "out")]
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stderr=slave, env={**os.environ, **colour})
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 1024)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert process.wait() == 0
    assert (b"digests" in shown.replace(b"no digest", b"")) == expected
    assert b"digests" not in run("export", "jsonl", SEEDS, "-o", tmp_path / "out").stderr
