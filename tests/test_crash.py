"""Commands that are killed, interrupted or meet a full disk: every file is the old one or the new one."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

import signalkit
from tests.support import faults
from tests.support.cli import PROGRAM, run
from tests.support.samples import ROOT
from tests.support.sites import describe

TEMPORARY = re.compile(r"\..*\.[0-9a-f]{16}\.tmp\Z")
"""What a command may leave behind when it is killed."""

FAULT = {"SIGTERM": 143, "SIGINT": 130, "ENOSPC": 2}
"""What a command may meet, and its exit status then."""

COMMANDS = {
    "save": "save d/a.md",
    "format": "format d",
    "check --fix": "check --isolated --fix --exit-zero d",
    "export to a file": "export json d -o out.json",
    "export to a new file": "export json d -o new.json",
    "export to a folder": "export csvw d -o new",
    "export to folders that are not there": "export csvw d -o new/folder",
    "export to a folder that is there": "export csvw d -o out --force",
    "export to an archive": "export csvw d -o out.zip --force",
    "import into a folder": "import jsonl in.jsonl -o new",
    "import into a folder that is there": "import jsonl in.jsonl -o d --force",
    "import beside others": "import jsonl in.jsonl -o other",
    "import into an archive": "import jsonl in.jsonl -o new.zip",
    "export by a path": "export db d -o out.db",
    "export by a path to a new file": "export db d -o new.db",
    "export to a seekable file": "export book d -o out.book",
    "export to subfolders": "export pages d -o site --force",
}


@pytest.fixture(scope="module", autouse=True)
def formats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Install the plugin of tests/support/places.py for the processes that are started."""
    site = tmp_path_factory.mktemp("site")
    describe(site, "places", "tests.support.places", entry="places")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{site}{os.pathsep}{ROOT}")
        patch.syspath_prepend(site)
        yield


pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name == "nt", reason="no fork, pipes and limits as POSIX has them"),
]

EVERY = 1_000_000
SOME = 12
"""At how many calls of a command a fault strikes: at all, or at a dozen that are chosen."""

SLOW = pytest.mark.slow("crash")


def at_calls(names: Iterable[str], always: Iterable[str], *values: object) -> list[Any]:
    """Return the parameters of a test: every call of every command, and always some calls of some.

    Args:
        names: Of the commands.
        always: Of those that are tested in each run, too.
        *values: Further parameters, the same for all.
    """
    made = []
    for name in names:
        label = "-".join([name, *map(str, values)])
        if name in always:
            made.append(pytest.param(name, *values, SOME, id=label))
        made.append(pytest.param(name, *values, EVERY, marks=SLOW, id=f"{label}-every call"))
    return made


Snapshot = dict[str, tuple[int, bytes]]
"""The files of a folder and those below: mode and content by name."""


class Ended(NamedTuple):
    """How a command with a fault has ended."""

    number: str
    status: int
    files: Snapshot
    temporary: list[str]
    said: bytes


def digest(number: int) -> signalkit.Digest:
    """A digest, another for each number."""
    return signalkit.Digest(
        title=f"Title {number}",
        summary="Text." * 20,
        keywords=("a", "b", str(number)),
        signals=(signalkit.Signal(name="Bees", change="fewer to none", horizon="more"),),
    )


def untidy(number: int) -> bytes:
    """A file that both `format` and `check --fix` change."""
    text = signalkit.serialize(digest(number)).replace("\n* ", "\n- ").replace("\n\n## ", "\n## ")
    return f"\ufeff{text}\n\n\n".encode()


def prepare(folder: Path) -> None:
    """What the commands work on: digests, and files that are old."""
    for name in ("d", "other"):
        (folder / name).mkdir(parents=True)
    for number, name in enumerate(("d/a.md", "d/b.md", "other/c.md")):
        (folder / name).write_bytes(untidy(number))
        (folder / name).chmod(0o640)
    for format, name in (("csvw", "out"), ("csvw", "out.zip"), ("json", "out.json")):
        signalkit.export(digest(3), format, folder / name)
    for name in ("out.db", "out.book"):
        (folder / name).write_bytes(b"old")
    (folder / "site" / "pages" / "a").mkdir(parents=True)
    (folder / "site" / "pages" / "a" / "index.txt").write_bytes(b"old")
    for name in ("out.json", "out.db"):
        (folder / name).chmod(0o604)
    records = [signalkit.Record(id_, digest(number)) for number, id_ in enumerate(("a", "b", "new"), 4)]
    signalkit.export(records, "jsonl", folder / "in.jsonl")


def look(folder: Path) -> tuple[Snapshot, list[str]]:
    """The files below a folder, and the names of what is temporary."""
    files: Snapshot = {}
    temporary: list[str] = []
    for here, folders, names in os.walk(folder):
        temporary += filter(TEMPORARY.match, [*folders, *names])
        folders[:] = [name for name in folders if not TEMPORARY.match(name)]
        for name in [*folders, *names]:
            path = Path(here, name)
            if not TEMPORARY.match(name):
                content = path.read_bytes() if path.is_file() else b""
                files[path.relative_to(folder).as_posix()] = path.stat().st_mode, content
    return files, temporary


def strike(fault: str, command: str, most: int) -> tuple[Snapshot, list[Ended]]:
    """Return what was there, and what comes of a command with a fault at its calls; the last run is whole."""
    place = "/dev/shm" if os.path.isdir("/dev/shm") else None  # nobody has to wait for a disk
    with tempfile.TemporaryDirectory(dir=place) as name:
        before, root = Path(name, "before"), Path(name, "root")
        prepare(before)
        root.mkdir()
        arguments = [sys.executable, faults.__file__, fault, most, before, root, *command.split()]
        done = subprocess.run(list(map(str, arguments)), capture_output=True, check=True)
        made = []
        for folder, status in map(json.loads, done.stdout.splitlines()):
            said = (root / f"{folder}.err").read_bytes()
            made.append(Ended(folder, status, *look(root / folder), said))
        return look(before)[0], made


def is_one_or_the_other(files: Snapshot, before: Snapshot, after: Snapshot) -> bool:
    """Whether every file is the old one or the new one, and there are no others."""
    return all(files.get(name) in (before.get(name), after.get(name)) for name in {*files, *before, *after})


def is_many(command: str) -> bool:
    """Whether a command changes several files one by one."""
    return (
        command.startswith(("format", "check", "export pages"))
        or "-o out --force" in command
        or "-o d --" in command
        or "other" in command
    )


@pytest.mark.parametrize(
    ("name", "most"),
    at_calls(
        COMMANDS,
        ("save", "export to a file", "export to a folder that is there", "export by a path"),
    ),
)
def test_killed_at_any_call(name: str, most: int) -> None:
    command = COMMANDS[name]
    before, (*killed, whole) = strike("SIGKILL", command, most)
    assert (whole.status, whole.temporary) == (100, [])
    assert whole.files != before
    assert len(killed) >= 4
    for one in killed:
        assert one.status == -9, one.number
        assert is_one_or_the_other(one.files, before, whole.files), one.number
        if not is_many(command) and one.files != whole.files:
            one.files.pop("new", None)  # the parent of a folder, as yet empty
            assert one.files == before, one.number


ENDED = [
    *(name for name in COMMANDS if name.startswith("import")),
    "format",
    "export to a file",
    "export to an archive",
    "export by a path",
    "export to subfolders",
]


@pytest.mark.parametrize(
    ("name", "fault", "most"),
    [
        *at_calls(COMMANDS, ("format", "export to a new file", "export by a path"), "ENOSPC"),
        *at_calls(ENDED, ("export by a path", "import into a folder that is there"), "SIGTERM"),
        *at_calls(("save", "export to a folder that is there"), ("save",), "SIGINT"),
    ],
)
def test_interrupted_or_full_at_any_call(name: str, fault: str, most: int) -> None:
    before, (*struck, whole) = strike(fault, COMMANDS[name], most)
    assert (whole.status, whole.temporary) == (100, [])
    for one in struck:
        assert one.temporary == [], one.number
        assert is_one_or_the_other(one.files, before, whole.files), one.number
        assert b"Traceback" not in one.said, one.number
        if one.status == 0:
            assert one.files == whole.files, one.number
            continue
        assert one.status == FAULT[fault], one.number
        if fault == "ENOSPC":
            assert one.said.count(b"No space left on device") == 1, one.number
        if name not in ("format", "check --fix"):  # which go on with the next file
            assert one.files in ((before,) if fault == "ENOSPC" else (before, whole.files)), one.number


def assert_nothing_is_left(name: str, folder: Path, after: Snapshot) -> None:
    """See that what a command left behind when it was killed is in the way of nothing."""
    assert run(*COMMANDS[name].split(), cwd=folder).returncode == 0
    assert look(folder)[0] == after


@pytest.mark.parametrize("name", ["format", "check --fix", "export to a file", "export to a folder"])
def test_killed_while_it_reads(name: str, tmp_path: Path) -> None:
    folder, whole = tmp_path / "it", tmp_path / "whole"
    prepare(folder)
    prepare(whole)
    assert run(*COMMANDS[name].split(), cwd=whole).returncode == 0
    before, after = look(folder)[0], look(whole)[0]
    fifo = folder / "slow.md"
    os.mkfifo(fifo)
    words = COMMANDS[name].replace(" d", " d slow.md").split()
    process = subprocess.Popen(
        [*PROGRAM, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with fifo.open("wb"):  # it has read the files before this one
        process.kill()
        assert process.wait() == -signal.SIGKILL
    fifo.unlink()
    files, _ = look(folder)
    assert is_one_or_the_other(files, before, after)
    if name.startswith("export"):
        assert files == before
    assert_nothing_is_left(name, folder, after)


@SLOW
@pytest.mark.parametrize(
    "name", ["format", "check --fix", "export to a file", "export to a folder that is there"]
)
def test_killed_at_a_random_moment(name: str, tmp_path: Path) -> None:
    random = Random(name)
    prepare(tmp_path / "before")
    for number in range(80):
        (tmp_path / "before" / "d" / f"{number}.md").write_bytes(untidy(number))
    command = [*PROGRAM, *COMMANDS[name].split()]
    shutil.copytree(tmp_path / "before", tmp_path / "whole")
    start = time.monotonic()
    subprocess.run(command, cwd=tmp_path / "whole", capture_output=True, check=True)
    long = time.monotonic() - start
    before, after = look(tmp_path / "before")[0], look(tmp_path / "whole")[0]
    for number in range(25):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "before", folder)
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(random.uniform(0.2, 1) * long)
        process.kill()
        process.wait()
        files, _ = look(folder)
        assert is_one_or_the_other(files, before, after)
        if name == "export to a file":
            assert files in (before, after)
        assert_nothing_is_left(name, folder, after)


@contextlib.contextmanager
def files_may_not_grow() -> Iterator[None]:
    """Let no file of this process become longer than 100 bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "name", ["format", "export to a file", "export to an archive", "import into a folder"]
)
def test_files_that_may_not_grow(name: str, tmp_path: Path) -> None:
    prepare(tmp_path / "it")
    before = look(tmp_path / "it")
    with files_may_not_grow():
        done = run(*COMMANDS[name].split(), cwd=tmp_path / "it")
    assert done.returncode == 2
    assert done.stderr.count(b"File too large") == (2 if name == "format" else 1)
    assert look(tmp_path / "it") == before


@pytest.mark.parametrize(
    "name",
    [
        name
        if name in ("format", "export to a file", "import into a folder")
        else pytest.param(name, marks=SLOW)
        for name in COMMANDS
        if name != "save"
    ],
)
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_read_only_stays(kind: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "it"
    prepare(folder)
    before = look(folder)
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may do everything, and there is no setpriv")
    paths = [path for path in (folder, *folder.rglob("*")) if path.is_dir() == (kind == "folder")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    for path in paths:
        path.chmod(modes[path] & 0o555)
    try:
        command = [*PROGRAM, *COMMANDS[name].split()]
        if os.geteuid() == 0:
            command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    if kind == "file" and ("new" in COMMANDS[name] or "beside" in name):
        assert done.returncode == 0
        return
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert done.stderr.count(b"Permission denied") == (2 if name in ("format", "check --fix") else 1)
    assert look(folder) == before
