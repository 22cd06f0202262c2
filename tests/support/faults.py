"""Let a command meet a fault at every call into the system, one after the other.

A program for tests/test_crash.py:

    python faults.py FAULT MOST BEFORE ROOT VERB ARGUMENT...

The folder BEFORE is copied to ROOT/0, ROOT/1, …; the command is run in each by a copy of this process: the
fault is at the first call that changes a file after it has begun to write, at the second, and so on until it
comes to its end unharmed. Where there are more than MOST calls, some are left out, but none of the last ones.
Each run says on stdout how it ended, as a line of JSON. A fault is the name of a signal, or of an error that
the call raises. The verb ``save`` loads a file, changes its title and saves it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import signalkit
from signalkit.cli.main import main

BEGINNINGS = ("replace_file", "replace_folder", "replace_by_path", "scratch_file")
ERRORS = ("ENOSPC", "EIO")
FAILING = (
    "open",
    "mkdir",
    "write",
    "flush",
    "close",
    "fsync",
    "chmod",
    "fchmod",
    "link",
    "rename",
    "replace",
)
CHANGING = (*FAILING, "chown", "fchown", "unlink", "remove", "rmdir", "umask")


def changes_something(function: Any) -> bool:
    """Whether a function written in C is one of the system's, or an open file's, that changes a file."""
    if function.__name__ not in CHANGING:
        return False
    return function.__module__ in ("posix", "io", "_io") or type(function.__self__).__module__ == "_io"


class Fault:
    """Strikes at the call of the number given."""

    def __init__(self, kind: str, number: int) -> None:
        self.kind = kind
        self.number = number
        self.count = 0
        self.writing = False
        self.struck = False

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        """Be told of a call, as by `sys.setprofile`."""
        if not self.writing:
            self.writing = event == "call" and frame.f_code.co_name in BEGINNINGS
            return
        if self.struck or event not in ("c_call", "c_return") or "importlib" in frame.f_code.co_filename:
            return
        if not changes_something(argument):
            return
        if event == "c_return" and self.kind in ("SIGKILL", *ERRORS):
            return  # nothing has changed since the call, nothing will until the next
        if self.kind in ERRORS and frame.f_code.co_name == "read_file":
            return  # what cannot be read is left out, as it should be
        if self.kind in ERRORS and (argument.__name__ not in FAILING or is_standard(argument.__self__)):
            return
        self.count += 1
        if self.count <= self.number:
            return
        self.struck = True
        if self.kind in ERRORS:
            number = getattr(errno, self.kind)
            raise OSError(number, os.strerror(number))
        os.kill(os.getpid(), getattr(signal, self.kind))


def is_standard(file: Any) -> bool:
    """Whether an object is a standard stream, whose faults are another matter."""
    try:
        return bool(file.fileno() < 3)
    except Exception:
        return False


def save(name: str) -> None:
    """Change the title of a digest."""
    document = signalkit.load(name)
    document.evolve(title="Another").save()


def status_of(arguments: list[str]) -> int:
    """Run a command; its exit status."""
    try:
        if arguments[0] == "save":
            save(*arguments[1:])
        else:
            main(arguments)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(error.strerror, file=sys.stderr)
        return 2
    return 0


def run(folder: Path, arguments: list[str], fault: Fault) -> int:
    """Run a command in a folder, in a copy of this process; how it ended, 100 if no fault has struck."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.chdir(folder)
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{folder}.{name}", os.O_WRONLY | os.O_CREAT), stream)
    sys.setprofile(fault)
    status = status_of(arguments)
    sys.setprofile(None)
    sys.stdout.flush()
    if not fault.struck:
        Path(f"{folder}.count").write_text(str(fault.count))
    os._exit(status if fault.struck else 100 + status)


def numbers(count: int, most: int) -> Iterator[int]:
    """Which calls the fault is at."""
    last = most // 2
    step = max(1, -(-(count - last) // (most - last)))
    yield from (number for number in range(count) if number % step == 0 or number >= count - last)


def try_all(kind: str, most: int, before: Path, root: Path, arguments: list[str]) -> None:
    """Run the command until it comes to its end."""
    shutil.copytree(before, root / "first")
    os.chdir(root / "first")
    out, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    status_of(arguments)  # what every run needs is loaded once
    os.dup2(out, 1)
    whole = root / "whole"
    shutil.copytree(before, whole)
    status = run(whole, arguments, Fault(kind, sys.maxsize))
    for number in numbers(int(Path(f"{whole}.count").read_text()), most):
        folder = root / str(number)
        shutil.copytree(before, folder)
        print(json.dumps([folder.name, run(folder, arguments, Fault(kind, number))]), flush=True)
    print(json.dumps([whole.name, status]), flush=True)


if __name__ == "__main__":
    kind, most, before, root, *arguments = sys.argv[1:]
    try_all(kind, int(most), Path(before).absolute(), Path(root).absolute(), arguments)
