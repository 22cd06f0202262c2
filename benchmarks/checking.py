"""`signalkit check` beside mdformat on one file, beside reading alone on many, and in several processes.

Writes ``docs/benchmarks-checking.md``.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from run import HOSTILE, ROOT, SEEDS

from signalkit import Configuration
from signalkit.checking import Checker
from signalkit.cli.commands.check.outcomes import check_files
from signalkit.document import parse, parse_bytes
from signalkit.plugins import PluginManager
from signalkit.store.find import Found, find_files, read_file

COUNT = 10_000
FLOOR = "attrs, click, entry points"
_FLOOR = "import attrs, click, importlib.metadata as m; m.entry_points(group='signalkit')"


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def process(*command: object) -> Callable[[], object]:
    words = list(map(str, command))
    # Modules come from their compiled form, as they do for everybody who has installed them.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(words, capture_output=True, check=False, env=environment)


def interleaved(tasks: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            taken = seconds(task)
            if number:
                times[name].append(taken)
    return {name: statistics.median(values) for name, values in times.items()}


def cold() -> list[str]:
    bin = Path(sys.executable).parent
    path = ROOT / "seeds" / "ea6bdd5056d4d0f85e0689df1565b31f.md"
    times = interleaved(
        {
            "signalkit check": process(bin / "signalkit", "check", path),
            "mdformat --check": process(bin / "mdformat", "--check", path),
            FLOOR: process(sys.executable, "-c", _FLOOR),
            "python -c pass": process(sys.executable, "-c", "pass"),
        },
        31,
    )
    ours, theirs = times["signalkit check"], times["mdformat --check"]
    return [
        "## One file, cold",
        "",
        "Whole processes, interleaved; medians of 31 runs. mdformat has the plugin mdformat-gfm.",
        "",
        "| command | ms | ratio to mdformat |",
        "|:--------|---:|------------------:|",
        *(f"| {name} | {value * 1e3:.0f} | {value / theirs:.2f} |" for name, value in times.items()),
        "",
        f"`signalkit check` takes {ours / theirs:.2f} times as long as `mdformat --check`. The third row is",
        f"the time that its libraries take to load ({times[FLOOR] / theirs:.2f}).",
    ]


def read_and_parse(files: list[Found]) -> None:
    for found in files:
        _ = parse_bytes(read_file(found.path), path=found.path).digest


def many() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for at, path in enumerate(islice(cycle(SEEDS), COUNT)):
            (Path(folder) / f"{at:032x}.md").write_bytes(path.read_bytes())
        files = list(find_files([folder]))
        plugins = PluginManager()
        default = Checker(plugins=plugins)
        none = Checker(Configuration(select=()), plugins=plugins)
        times = interleaved(
            {
                "read and parse": lambda: read_and_parse(files),
                "check, no rule": lambda: check_files(files, none, 1),
                "check, default rules": lambda: check_files(files, default, 1),
                "check, default rules, 2 processes": lambda: check_files(files, default, 2),
            },
            3,
        )
        same = check_files(files, default, 1) == check_files(files, default, 2)
    base = times["read and parse"]
    one, two = times["check, default rules"], times["check, default rules, 2 processes"]
    return [
        f"## {COUNT:,} files",
        "",
        "Medians of 3 interleaved rounds.",
        "",
        "| task | s | ratio to reading |",
        "|:-----|--:|-----------------:|",
        *(f"| {name} | {value:.2f} | {value / base:.2f} |" for name, value in times.items()),
        "",
        f"Two processes are {one / two:.2f} times as fast. The results are the same, in the same order:",
        f"{same}.",
    ]


def check(checker: Checker, text: str) -> None:
    checker.check(parse(text))


def growth() -> list[str]:
    """How the time of all rules grows with hostile input: what steps in Python do not show, tests do not."""
    checker = Checker(Configuration(select=("ALL",)), plugins=PluginManager(discover=False))
    heads = {"": "", "in a list": "## Keywords\n\n* x\n", "in a table": "## Signals\n\n| name |\n|---|\n"}
    rows = []
    for name, piece in HOSTILE.items():
        escaped = name.replace("|", "\\|")
        for place, head in heads.items():
            times = []
            for size in (25_000, 50_000):
                text = head + piece * (size // len(piece))
                times.append(min(seconds(partial(check, checker, text)) for _ in range(3)))
            rows.append(f"| {escaped} {place} | {times[1] * 1e3:.0f} | {times[1] / times[0]:.1f} |")
    return [
        "## Hostile input",
        "",
        "All rules on 50 kB of one piece, and how the time grows when the input doubles.",
        "",
        "| input | ms | growth |",
        "|:------|---:|-------:|",
        *rows,
    ]


def main() -> None:
    lines = [
        "# Benchmarks of checks",
        "",
        f"Made by `make bench` on {platform.python_implementation()} {platform.python_version()},"
        f" {platform.machine()}.",
        "",
        *cold(),
        "",
        *many(),
        "",
        *growth(),
    ]
    text = "\n".join(lines) + "\n"
    (ROOT / "docs" / "benchmarks-checking.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
