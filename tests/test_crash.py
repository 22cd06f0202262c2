"""Commands that are killed, interrupted or meet a full disk: every file is the old one or the new one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

import signalkit

FAULTS = Path(__file__).parent / "faults.py"
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
    "import besides others": "import jsonl in.jsonl -o other",
    "import into an archive": "import jsonl in.jsonl -o new.zip",
}

MOST = 1_000_000 if os.environ.get("SIGNALKIT_PROFILE") == "fuzz" else 12
"""At how many calls of a command a fault strikes."""

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
    (folder / "out.json").chmod(0o604)
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


def strike(fault: str, command: str) -> tuple[Snapshot, list[Ended]]:
    """What was there, and what comes of a command with a fault at its calls; the last run is whole."""
    place = "/dev/shm" if os.path.isdir("/dev/shm") else None  # nobody has to wait for a disk
    with tempfile.TemporaryDirectory(dir=place) as name:
        before, root = Path(name, "before"), Path(name, "root")
        prepare(before)
        root.mkdir()
        arguments = [sys.executable, FAULTS, fault, MOST, before, root, *command.split()]
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
        command.startswith(("format", "check"))
        or "-o out --force" in command
        or "-o d --" in command
        or "other" in command
    )


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_killed_at_any_call(command: str) -> None:
    before, (*killed, whole) = strike("SIGKILL", command)
    assert (whole.status, whole.temporary) == (100, [])
    assert whole.files != before
    assert len(killed) >= 4
    for one in killed:
        assert one.status == -9, one.number
        assert is_one_or_the_other(one.files, before, whole.files), one.number
        if not is_many(command) and one.files != whole.files:
            one.files.pop("new", None)  # the parent of a folder, as yet empty
            assert one.files == before, one.number


INTERRUPTED = [(command, "ENOSPC") for command in COMMANDS]
INTERRUPTED += [(command, "SIGTERM") for command in COMMANDS if command.startswith("import")]
INTERRUPTED += [(command, "SIGTERM") for command in ("format", "export to a file", "export to an archive")]
INTERRUPTED += [("save", "SIGINT"), ("export to a folder that is there", "SIGINT")]


@pytest.mark.parametrize(("name", "fault"), INTERRUPTED)
def test_interrupted_or_full_at_any_call(name: str, fault: str) -> None:
    command = COMMANDS[name]
    before, (*struck, whole) = strike(fault, command)
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
