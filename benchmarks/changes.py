"""`diff`, `patch` and `merge` beside reading the same digests; and growth on long tables.

Writes ``docs/benchmarks-changes.md``.
"""

from __future__ import annotations

import contextlib
import io
import platform
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
from run import ROOT, SEEDS, interleave

import signalkit
from signalkit import Digest, Signal, diff, merge, patch
from signalkit.cli.main import cli


def edited(digest: Digest) -> Digest:
    """The digest with another cell, one more keyword, and another title."""
    first, *others = digest.signals or (Signal("none"),)
    cell = attrs.evolve(first, change=f"{first.change} and back")
    keywords = (*digest.keywords, "moss")
    return attrs.evolve(digest, title=f"{digest.title}!", keywords=keywords, signals=(cell, *others))


def edited_too(digest: Digest) -> Digest:
    """The digest with another cell and another keyword in front."""
    first, *others = digest.signals or (Signal("none"),)
    cell = attrs.evolve(first, horizon=f"{first.horizon}, at last")
    return attrs.evolve(digest, keywords=("fern", *digest.keywords), signals=(cell, *others))


def ratios() -> list[str]:
    """A row for each task: its time, and its ratio to reading."""
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    sums: dict[str, float] = {}
    for one, other in pairwise([*texts, texts[0]]):
        base, unlike = signalkit.parse(one).digest, signalkit.parse(other).digest
        ours, theirs = edited(base), edited_too(base)
        changes = diff(base, ours)
        tasks: dict[str, Callable[[], Any]] = {
            "parse": lambda text=one: signalkit.parse(text).digest,  # type: ignore[misc]
            "diff, three values changed": lambda base=base, ours=ours: diff(base, ours),  # type: ignore[misc]
            "diff, nothing in common": lambda base=base, unlike=unlike: diff(base, unlike),  # type: ignore[misc]
            "patch": lambda base=base, changes=changes: patch(base, changes),  # type: ignore[misc]
            "merge": lambda base=base, ours=ours, theirs=theirs: merge(base, ours, theirs),  # type: ignore[misc]
        }
        for name, value in interleave(tasks, 0.01).items():
            sums[name] = sums.get(name, 0.0) + value
    return [
        f"| {name} | {value / len(texts) * 1e6:,.1f} | {value / sums['parse']:.2f} |"
        for name, value in sums.items()
    ]


def table(size: int, **values: Any) -> list[Signal]:
    return [Signal(f"name {at}", f"text of {at}", **values) for at in range(size)]


REVISIONS: dict[str, Callable[[list[Signal]], list[Signal]]] = {
    "one cell": lambda rows: [attrs.evolve(rows[0], change="x"), *rows[1:]],
    "a cell of every row": lambda rows: [attrs.evolve(row, change="x") for row in rows],
    "one row more, one less": lambda rows: [Signal("new"), *rows[:-1]],
    "every second row": lambda rows: rows[::2],
    "turned around": lambda rows: rows[::-1],
    "all others": lambda rows: [Signal(f"other {at}") for at in range(len(rows))],
}


def growth(name: str) -> tuple[float, float]:
    """Microseconds a row of a merge of 10,000 rows, and how the time grows when they double."""
    times = []
    for size in (5_000, 10_000):
        base = Digest(signals=tuple(table(size)))
        ours = Digest(signals=tuple(REVISIONS[name](list(base.signals))))
        theirs = Digest(signals=(*base.signals, Signal("more")))
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            patch(base, diff(base, ours))
            merge(base, ours, theirs)
            best = min(best, time.perf_counter() - start)
        times.append(best)
    return times[1] * 1e6 / 10_000, times[1] / times[0]


FILES = 500
CHANGED = 46


def bulk() -> list[str]:
    """A row for each verb over a folder of 500 digests: processor time, and its ratio to reading them."""
    texts = [path.read_bytes() for path in SEEDS]
    with tempfile.TemporaryDirectory() as name:
        folder, sheet = Path(name, "digests"), Path(name, "sheet.jsonl")
        folder.mkdir()
        for number in range(FILES):
            (folder / f"{number:032x}.md").write_bytes(texts[number % len(texts)])
        documents = list(signalkit.Corpus.load(folder))
        paths = [one.path for one in documents if one.path and one.digest.themes and one.digest.signals]
        marked = paths[:CHANGED]
        for path in marked:
            document = signalkit.load(path)
            document.evolve(themes=("a theme", *document.digest.themes)).save()
        records = [
            signalkit.load(path).with_value("signals[0].change", "A changed cell.") for path in marked
        ] + [one for one in documents if one.path not in marked]
        signalkit.export(records, "jsonl", sheet)

        def read() -> None:
            for path in folder.iterdir():
                _ = signalkit.load(path).digest

        seconds = {"reading and parsing": min(_time(read) for _ in range(3))}
        rename = ["edit", "--rename", "themes"]
        seconds[f"`edit --rename`, {len(marked)} files change"] = min(
            _time(lambda words=words: _run(*rename, *words, str(folder)))  # type: ignore[misc]
            for words in (("a theme", "another"), ("another", "a theme"))
        )
        before = {path: path.read_bytes().split(b"\n") for path in folder.iterdir()}
        seconds[f"`import --into`, {len(marked)} cells change"] = _time(
            lambda: _run("import", str(sheet), "--into", str(folder))
        )
        lines = sum(
            one != other
            for path, old in before.items()
            for one, other in zip(old, path.read_bytes().split(b"\n"), strict=True)
        )
    assert lines == len(marked), lines
    reading = seconds["reading and parsing"]
    return [f"| {task} | {value * 1000:,.0f} | {value / reading:.2f} |" for task, value in seconds.items()]


def _time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _run(*words: str) -> None:
    out = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        try:
            cli.main(words, prog_name="signalkit")
        except SystemExit as ended:
            if ended.code != 0:
                raise RuntimeError(f"{words[0]} ended with {ended.code}") from ended


def main() -> None:
    lines = [
        "# Benchmarks: changes",
        "",
        "Made by `make bench`: medians of interleaved rounds in one process. The ratio is the time of a task",
        "divided by that of `parse(text).digest`.",
        "",
        f"{platform.python_implementation()} {platform.python_version()} on {platform.machine()}.",
        "",
        f"## Seeds ({len(SEEDS)} files)",
        "",
        "| task | µs per digest | ratio |",
        "|:-----|--------------:|------:|",
        *ratios(),
        "",
        f"## A folder of {FILES} digests",
        "",
        "Processor time in one process; writing waits for the disk in addition.",
        "",
        "| task | ms | ratio |",
        "|:-----|---:|------:|",
        *bulk(),
        "",
        "## A table of 10,000 rows: diff, patch and merge",
        "",
        "| revision | µs per row | time when rows double |",
        "|:---------|-----------:|----------------------:|",
    ]
    for name in REVISIONS:
        cost, factor = growth(name)
        lines.append(f"| {name} | {cost:.1f} | {factor:.1f} × |")
    text = "\n".join(lines) + "\n"
    (ROOT / "docs" / "benchmarks-changes.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
