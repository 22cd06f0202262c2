"""Formats of every kind of place on pipes and standard streams."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import threading
from pathlib import Path

import pytest

import signalkit
from tests.support.cli import installed, run
from tests.support.places import RECORDS, export, read
from tests.support.sites import describe

FORMATS = ("db", "book", "pages")


@pytest.mark.parametrize("format", FORMATS)
def test_a_pipe_with_a_path_is_written_and_read(format: str, tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.zip"
    os.mkfifo(fifo)
    writer = threading.Thread(target=export, args=(RECORDS, format, fifo))
    writer.start()
    data = fifo.read_bytes()
    writer.join()
    assert read(format, io.BytesIO(data)) == RECORDS
    writer = threading.Thread(target=fifo.write_bytes, args=(data,))
    writer.start()
    assert read(format, fifo) == RECORDS
    writer.join()
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    for wanted in ("db", "book"):
        export(RECORDS, wanted, os.devnull)
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="pipes have no names here")
@pytest.mark.parametrize("format", ["jsonl", *FORMATS])
def test_a_pipe_that_only_a_link_names_is_written(format: str) -> None:
    """Such as ``/dev/stdout`` before a pipe, or ``>(command)`` of a shell: its path leads to no file."""
    readable, writable = os.pipe()
    with open(readable, "rb") as pipe:
        try:
            with contextlib.ExitStack() as stack:
                if format == "pages":  # a folder is not a pipe
                    stack.enter_context(pytest.raises(NotADirectoryError))
                export(RECORDS, format, Path(f"/dev/fd/{writable}"))
        finally:
            os.close(writable)
        data = pipe.read()
    if format == "jsonl":
        assert data.count(b"\n") == len(RECORDS)
    elif format != "pages":
        assert read(format, io.BytesIO(data)) == RECORDS


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the plugin is installed."""
    folder = tmp_path_factory.mktemp("site")
    describe(folder, "places", "tests.support.places", entry="places")
    return folder


@pytest.mark.parametrize("format", FORMATS)
def test_standard_streams(format: str, site: Path, tmp_path: Path) -> None:
    for record in RECORDS:
        path = tmp_path / "digests" / f"{record.id}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(signalkit.serialize(record.digest))
    options = ["-o", "-"] if format == "pages" else []
    with installed(site):
        written = run("export", format, "digests", *options, cwd=tmp_path)
        assert (written.returncode, written.stderr) == (0, b"")
        assert read(format, io.BytesIO(written.stdout)) == RECORDS
        done = run("import", format, "-", "-o", "new", stdin=written.stdout, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, b"")
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.md", "b.md", "c.md"]
        refused = run("import", format, "-", "-o", "other", stdin=b"words", cwd=tmp_path)
        assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)
        full = run("export", format, "digests", *options, cwd=tmp_path, stdout="full")
        assert full.returncode == 2
        assert full.stderr.endswith(b"No space left on device\n")
        assert full.stderr.count(b"\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digests", "new"]
