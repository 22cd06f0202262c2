"""What formats are written to and read from: streams, seekable files, paths and folders."""

from __future__ import annotations

import contextlib
import gc
import io
import stat
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import signalkit
from signalkit import Exporter, Importer, ImportFormatError, PluginError, hookimpl
from signalkit.exchange import Exportable, NoOptions
from signalkit.plugins import PluginManager
from tests.support import places
from tests.support.faults import Fault, numbers
from tests.support.places import MANAGER, RECORDS, export, read

FORMATS = ("db", "book", "pages")
SOME = 8
"""At how many of its calls an export or import is interrupted."""


@pytest.fixture(autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of temporary files, in which nothing is left."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


class Pipe(io.RawIOBase):
    """A file that is read or written from front to back."""

    def __init__(self, data: bytes = b"", *, writable: bool = False) -> None:
        self._memory = io.BytesIO(data)
        self._is_writable = writable

    def readable(self) -> bool:
        return not self._is_writable

    def writable(self) -> bool:
        return self._is_writable

    def readinto(self, buffer: Any) -> int:
        return self._memory.readinto(buffer)

    def write(self, data: Any) -> int:
        return self._memory.write(data)

    def content(self) -> bytes:
        return self._memory.getvalue()


def manager_of(write: Callable[..., Any], **facts: Any) -> PluginManager:
    """A manager with one exporter."""

    class Plugin:
        @hookimpl
        def signalkit_exporters(self) -> list[Exporter]:
            return [Exporter(name="one", title="One", write=write, **facts)]

    manager = PluginManager(discover=False)
    manager.register(Plugin(), "plugin")
    return manager


# -- the same everywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_every_place_gets_the_same_bytes(format: str, tmp_path: Path) -> None:
    name = f"out.{'zip' if format == 'pages' else 'x'}"
    export(RECORDS, format, tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / name).write_bytes(b"old" * 10_000)
    export(RECORDS, format, tmp_path / "old" / name)
    assert (tmp_path / "old" / name).read_bytes() == data
    memory, pipe = io.BytesIO(b"old" * 10_000), Pipe(writable=True)
    export(RECORDS, format, memory)
    memory.truncate()
    export(RECORDS, format, pipe)
    assert memory.getvalue() == data
    if format != "pages":  # zipfile writes archives to pipes in another way
        assert pipe.content() == data
    with (tmp_path / "opened").open("wb") as file:
        file.write(b"before")
        export(RECORDS, format, file)
    assert len((tmp_path / "opened").read_bytes()) == len(b"before") + len(data)
    assert read(format, io.BytesIO(pipe.content())) == RECORDS


@pytest.mark.parametrize("format", FORMATS)
def test_every_place_is_read(format: str, tmp_path: Path) -> None:
    name = f"in.{'zip' if format == 'pages' else 'x'}"
    export(RECORDS, format, tmp_path / name)
    data = (tmp_path / name).read_bytes()
    before = (tmp_path / name).stat()
    assert read(format, tmp_path / name) == RECORDS
    assert read(format, str(tmp_path / name)) == RECORDS
    assert read(format, io.BytesIO(data)) == RECORDS
    assert read(format, Pipe(data)) == RECORDS
    with (tmp_path / name).open("rb") as file:
        assert read(format, file) == RECORDS
    assert (tmp_path / name).stat() == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_something_else_is_refused_in_one_line(format: str, tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    for data in (b"", b"words\n" * 1000, bytes(5000), b"SQLite format 3\0" + bytes(100)):
        path.write_bytes(data)
        for source in (path, io.BytesIO(data), Pipe(data)):
            with pytest.raises(ImportFormatError) as caught:
                read(format, source)
            assert str(caught.value).startswith("not a" if source is not path else f"{path}: n") or (
                "neither a folder" in str(caught.value)
            )


def test_an_importer_that_is_not_read_to_its_end_leaves_nothing(scratch: Path, tmp_path: Path) -> None:
    export(RECORDS, "db", tmp_path / "x.db")
    source: Any = Pipe((tmp_path / "x.db").read_bytes())
    records = signalkit.import_records("db", source, plugins=MANAGER)
    assert next(records) == RECORDS[0]
    [folder] = scratch.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["digests.db"]
    records.close()  # type: ignore[attr-defined]


def test_a_large_source_is_copied_in_pieces() -> None:
    class Zeros(io.RawIOBase):
        left = 1 << 26

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            size = min(len(buffer), self.left)
            buffer[:size] = bytes(size)
            self.left -= size
            return size

    for format in ("db", "book"):
        with pytest.raises(ImportFormatError), tracemalloc_peak_below(1 << 23):
            read(format, io.BufferedReader(Zeros()))


@contextlib.contextmanager
def tracemalloc_peak_below(size: int) -> Iterator[None]:
    """Assert that a block takes less memory than so many bytes."""
    tracemalloc.start()
    try:
        yield
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < size


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"target": "file"}, "target 'file': expected stream, seekable, path or folder"),
        ({"target": None}, "target None: expected stream"),
        ({"suffix": "txt"}, "suffix 'txt': expected one with its dot, or none"),
        ({"suffix": "./x"}, "suffix './x': expected one with its dot, or none"),
    ],
)
def test_facts_that_are_refused(facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Exporter(**{"name": "x", "title": "X", "write": print, **facts})
    if "target" in facts:
        facts, reason = {"source": facts["target"]}, reason.replace("target", "source")
    with pytest.raises(ValueError, match=reason):
        Importer(**{"name": "x", "title": "X", "read": print, **facts})


# -- paths -------------------------------------------------------------------------------------------------


def test_an_exporter_gets_the_path_of_a_file_that_does_not_exist(tmp_path: Path) -> None:
    seen: list[Path] = []

    def write(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
        assert out.suffix == ".one"
        assert not out.exists()
        assert list(out.parent.iterdir()) == []
        assert stat.S_IMODE(out.parent.stat().st_mode) == 0o700
        seen.append(out)
        out.write_text("".join(document.digest.title for document in documents))

    manager = manager_of(write, target="path", suffix=".one")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "out")
    signalkit.export(RECORDS, "one", tmp_path / "link", plugins=manager)
    signalkit.export(RECORDS, "one", io.BytesIO(), plugins=manager)
    assert seen[0].parents[1] == tmp_path / "real"
    assert seen[0].name == seen[1].name
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "out").read_text() == "Title aTitle bTitle c"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["link", "out", "real"]


@pytest.mark.parametrize("format", ["db", "book"])
def test_a_replaced_file_keeps_its_mode(format: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    path.chmod(0o640)
    export(RECORDS, format, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with pytest.raises(FileExistsError):
        signalkit.export(RECORDS, format, path, overwrite=False, plugins=MANAGER)
    for wrong, error in ((tmp_path, IsADirectoryError), (tmp_path / "none" / "x", FileNotFoundError)):
        with pytest.raises(error) as caught:
            export(RECORDS, format, wrong)
        assert caught.value.filename == str(wrong)
    assert read(format, path) == RECORDS
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("journal", ["delete", "persist", "truncate", "wal", "off"])
def test_journals_of_a_closed_database_are_removed(journal: str, tmp_path: Path) -> None:
    for out in (tmp_path / "x.db", io.BytesIO()):
        export(RECORDS, "db", out, journal=journal)
    assert read("db", io.BytesIO((tmp_path / "x.db").read_bytes())) == RECORDS
    assert [path.name for path in tmp_path.iterdir()] == ["x.db"]


def test_a_database_that_keeps_changes_in_its_journal_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("old")
    for out in (path, io.BytesIO()):
        with pytest.raises(PluginError, match=r"exporter 'db' left changes in a journal \(digests\.db-wal\)"):
            export(RECORDS, "db", out, journal="wal", close=False)
        places.LEFT_OPEN.pop().close()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    export(RECORDS, "db", path, close=False)  # all is in the file
    places.LEFT_OPEN.pop().close()
    assert read("db", path) == RECORDS


def fail(documents: Iterator[Exportable], out: Any, options: NoOptions) -> None:
    """Write a part, leave things behind, and fail."""
    place = out if isinstance(out, Path) else None
    if place is not None:
        place.write_text("half")
        (place.parent / "below").mkdir()
        (place.parent / "below" / "more").write_text("more")
        (place.parent / "away").symlink_to(Path(__file__).parent)
        place.with_name(f"{place.name}-wal").write_text("log")
    elif hasattr(out, "create"):
        with out.create("a/b/c") as file:
            file.write(b"half")
    else:
        out.write(b"half")
    for document in documents:
        if document.id == "c":
            raise FAILURES[-1]


FAILURES: list[BaseException] = [RuntimeError("no")]


@pytest.mark.parametrize(
    "error", [RuntimeError("no"), OSError(28, "full"), SystemExit(3), KeyboardInterrupt(), GeneratorExit()]
)
@pytest.mark.parametrize("target", ["stream", "seekable", "path", "folder"])
def test_whatever_is_raised_nothing_has_changed(target: Any, error: BaseException, tmp_path: Path) -> None:
    manager = manager_of(fail, target=target, suffix="" if target == "folder" else ".one")
    old, new, zipped = tmp_path / "old", tmp_path / "new", tmp_path / "new.zip"
    if target == "folder":
        old.mkdir()
    else:
        old.write_text("old")
    FAILURES[-1] = error
    targets: list[Any] = [old, new, zipped, io.BytesIO(), Pipe(writable=True)]
    for out in targets:
        with pytest.raises((PluginError, type(error))):
            signalkit.export(RECORDS, "one", out, plugins=manager)
    assert list(tmp_path.iterdir()) == [old]
    assert target == "folder" or old.read_text() == "old"
    assert Path(__file__).exists()


def write_nothing(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
    list(documents)


def write_folder(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
    list(documents)
    out.mkdir()


def write_link(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
    list(documents)
    out.symlink_to(__file__)


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (write_nothing, "exporter 'one' failed: it wrote nothing for 3 digests"),
        (write_folder, "exporter 'one' left something at its path that is not a file"),
        (write_link, "exporter 'one' left something at its path that is not a file"),
    ],
)
def test_what_is_not_a_file_replaces_none(write: Callable[..., None], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    for out in (path, tmp_path / "new", io.BytesIO()):
        with pytest.raises(PluginError, match=reason):
            signalkit.export(RECORDS, "one", out, plugins=manager_of(write, target="path"))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_errors_name_what_the_user_named(tmp_path: Path) -> None:
    def write(documents: Iterator[Exportable], out: Path, options: NoOptions) -> None:
        (out / "below").read_bytes()

    for out, shown in ((tmp_path / "out", str(tmp_path / "out")), (io.BytesIO(), "the open file")):
        with pytest.raises(FileNotFoundError) as caught:
            signalkit.export(RECORDS, "one", out, plugins=manager_of(write, target="path"))
        assert caught.value.filename == shown


# -- interrupted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("way", ["to a stream", "from a stream", "to a file"])
def test_interrupted_at_any_call(format: str, way: str, tmp_path: Path, scratch: Path) -> None:
    """Files are the old or the new ones, and nothing is left; tests/test_crash.py kills processes."""
    path = tmp_path / "out.zip"
    export(RECORDS[:1], format, path)
    old = path.read_bytes()
    data = io.BytesIO()
    export(RECORDS, format, data)

    def strike(number: int) -> int:
        """Interrupt at a call; return the number of calls up to that."""
        path.write_bytes(old)
        fault = Fault("SIGINT", number)
        fault.writing = way != "to a file"
        before = sys.getprofile()
        gc.disable()  # what is raised in a callback of it would be lost
        sys.setprofile(fault)
        try:
            if way == "to a stream":
                export(RECORDS, format, Pipe(writable=True))
            elif way == "to a file":
                export(RECORDS, format, path)
            else:
                read(format, Pipe(data.getvalue()))
        except KeyboardInterrupt:
            assert fault.struck
        finally:
            sys.setprofile(before)
            gc.enable()
        assert list(scratch.iterdir()) == []
        assert list(tmp_path.iterdir()) == [path]
        assert path.read_bytes() in (old, data.getvalue())
        return fault.count

    count = strike(sys.maxsize)
    assert count >= (1 if way == "from a stream" else 3)
    for number in numbers(count, SOME):
        strike(number)
