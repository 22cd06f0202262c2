"""Run a plugin in a second process: at another time and place, with another order of sets.

    python -P elsewhere.py JOB RESULT

is what `run_elsewhere` starts. The program moves the clock before it loads anything that may read it.
"""

from __future__ import annotations

import datetime
import os
import pickle
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module, util
from pathlib import Path
from typing import Any, NamedTuple

AHEAD = datetime.timedelta(days=400, hours=5, minutes=7, seconds=11)
"""How far the clock of the second process is ahead."""

_DEPTH = 3
"""How deep in lists and dicts of a module a plugin's value is looked for."""


class Home(NamedTuple):
    """Where a second process finds a value.

    Attributes:
        module: the name of a module.
        file: the file of the module.
        trail: the name of a global, then the keys or positions in what it names.
    """

    module: str
    file: str
    trail: tuple[Any, ...]


class Answer(NamedTuple):
    """What came of a job.

    Attributes:
        results: a result for each case, or the error of the job as a text.
        printed: what the process printed on standard output.
    """

    results: Any
    printed: str


def locate(value: object, function: object) -> Home | None:
    """Find the module that has a value; None if no global of any module leads to it.

    Args:
        value: an exporter, importer or rule.
        function: a function of it, whose module is searched first.
    """
    first = str(getattr(function, "__module__", ""))
    parents = [first.rsplit(".", count)[0] for count in range(first.count(".") + 1)]
    for name in [*parents, *sys.modules]:
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        if module is None or file is None or name == "__main__":
            continue
        for key, one in list(vars(module).items()):
            if (trail := next(_trails(one, value, (key,)), None)) is not None:
                return Home(name, os.path.abspath(file), trail)
    return None


def _trails(here: object, value: object, trail: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if here is value:
        yield trail
    elif len(trail) <= _DEPTH and isinstance(here, (dict, list, tuple)):
        items: Any = here.items() if isinstance(here, dict) else enumerate(here)
        for key, one in list(items):
            if type(key) in (str, int):
                yield from _trails(one, value, (*trail, key))


def run_elsewhere(homes: Mapping[str, Home], cases: Sequence[Any]) -> Answer:
    """Run cases in a second process, which differs in its hash seed, time, time zone, folder and user.

    Args:
        homes: where the process finds the ``"exporter"`` and ``"importer"``, or the ``"rule"``.
        cases: see `answers.answer`.
    """
    with tempfile.TemporaryDirectory(prefix="signalkit-elsewhere-") as folder:
        job, result, there = Path(folder, "job"), Path(folder, "result"), Path(folder, "there")
        there.mkdir()
        with job.open("wb") as file:
            pickle.dump([os.path.abspath(one) for one in sys.path], file)
            pickle.dump((dict(homes), list(cases)), file)
        variables = {
            **os.environ,
            "PYTHONHASHSEED": "4711" if os.environ.get("PYTHONHASHSEED") != "4711" else "42",
            "TZ": "ELS-13:30",
            "LC_ALL": "C",
            "HOME": str(there),
            "USER": "elsewhere",
            "LOGNAME": "elsewhere",
        }
        ended = subprocess.run(
            [sys.executable, "-P", __file__, str(job), str(result)],
            cwd=there,
            env=variables,
            capture_output=True,
            check=False,
        )
        printed = ended.stdout.decode("utf-8", "backslashreplace")
        if not result.exists():
            said = ended.stderr.decode("utf-8", "backslashreplace").strip().rpartition("\n")[2]
            return Answer(f"the second process ended with {ended.returncode}: {said}", printed)
        with result.open("rb") as file:
            return Answer(pickle.load(file), printed)


# -- the second process ------------------------------------------------------------------------------------


def main(job: str, result: str) -> None:
    """Run the cases of a job, and write the results to a file."""
    _shift_clock()
    with open(job, "rb") as file:
        sys.path[:] = pickle.load(file)
        # The package itself loads Hypothesis, which takes longer than most plugins and is not needed here.
        package = types.ModuleType("signalkit.testing")
        package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
        sys.modules[package.__name__] = package
        answer = import_module("signalkit.testing.answers").answer
        del sys.modules[package.__name__]
        homes, cases = pickle.load(file)
    try:
        found = answer({kind: _load(Home(*home)) for kind, home in homes.items()}, cases)
    except (Exception, SystemExit) as error:  # plugins are untrusted code
        found = f"{type(error).__name__}: {error}"
    with open(result, "wb") as file:
        pickle.dump(found, file)


def _load(home: Home) -> Any:
    """Import the module of a value, by name or else from its file."""
    try:
        value: Any = import_module(home.module)
    except ImportError:
        spec = util.spec_from_file_location(home.module, home.file)
        if spec is None or spec.loader is None:
            raise
        value = sys.modules[home.module] = util.module_from_spec(spec)
        spec.loader.exec_module(value)
    first, *keys = home.trail
    value = getattr(value, first)
    for key in keys:
        value = value[key]
    return value


def _shift_clock() -> None:
    """Make `time` and `datetime` report another time. What reads the clock in C is not shifted."""
    seconds = AHEAD.total_seconds()
    real_time, real_time_ns = time.time, time.time_ns
    real = {name: getattr(time, name) for name in ("localtime", "gmtime", "ctime")}
    real_strftime, real_asctime = time.strftime, time.asctime
    RealDatetime, RealDate = datetime.datetime, datetime.date  # noqa: N806 (classes)
    patched: Any = time
    patched.time = lambda: real_time() + seconds
    patched.time_ns = lambda: real_time_ns() + int(seconds) * 10**9
    for name, function in real.items():
        setattr(patched, name, lambda at=None, do=function: do(time.time() if at is None else at))
    patched.strftime = lambda form, at=None: real_strftime(form, time.localtime() if at is None else at)
    patched.asctime = lambda at=None: real_asctime(time.localtime() if at is None else at)

    class LikeDatetime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, RealDatetime)

    class LikeDate(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, RealDate)

    class Datetime(RealDatetime, metaclass=LikeDatetime):  # type: ignore[misc,valid-type]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return RealDatetime.now(tz) + AHEAD

        @classmethod
        def utcnow(cls) -> Any:
            return RealDatetime.now(datetime.UTC).replace(tzinfo=None) + AHEAD

        @classmethod
        def today(cls) -> Any:
            return RealDatetime.now() + AHEAD

    class Date(RealDate, metaclass=LikeDate):  # type: ignore[misc,valid-type]
        @classmethod
        def today(cls) -> Any:
            return (RealDatetime.now() + AHEAD).date()

    classes: Any = datetime
    classes.datetime, classes.date = Datetime, Date


if __name__ == "__main__":
    main(*sys.argv[1:])
