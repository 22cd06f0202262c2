"""Speed beside peers, interleaved in one process, as ratios; and growth on hostile input.

Writes ``docs/benchmarks.md``. Reads the seeds, and ``../shared`` where it is.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import attrs
import comrak
import marko
import mistune
import pyromark
from markdown_it import MarkdownIt

import signalkit
from signalkit import Digest, Reference, Topic

ROOT = Path(__file__).parent.parent
SEEDS = sorted(path for path in (ROOT / "seeds").glob("*.md") if path.stem != "README")
ROUNDS = 15


def interleave(tasks: dict[str, Callable[[], object]], seconds: float = 0.02) -> dict[str, float]:
    """Median seconds of each task; every round runs all of them in turn."""
    repeats = {}
    for name, task in tasks.items():
        task()
        start = time.perf_counter()
        task()
        repeats[name] = max(1, int(seconds / max(time.perf_counter() - start, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.perf_counter()
            for _ in range(repeats[name]):
                task()
            times[name].append((time.perf_counter() - start) / repeats[name])
    return {name: statistics.median(values) for name, values in times.items()}


def read_all(text: str) -> object:
    return signalkit.parse(text).digest


def all_leaves(text: str) -> object:
    return [(leaf.kind, leaf.start, leaf.end) for leaf in signalkit.parse(text).tree.leaves()]


def peers(text: str) -> dict[str, Callable[[], object]]:
    tables = pyromark.Options.ENABLE_TABLES
    doc = signalkit.parse(text)
    entries = doc.digest.signals
    changed = attrs.evolve(
        doc.digest, signals=(attrs.evolve(entries[0], change="Something else"), *entries[1:])
    )
    plain, gfm = marko.Markdown(), marko.Markdown(extensions=["gfm"])
    markdown_it = MarkdownIt("commonmark").enable("table")
    ast = mistune.create_markdown(renderer="ast", plugins=["table"])
    return {
        "signalkit, digest": lambda: read_all(text),
        "signalkit, every leaf": lambda: all_leaves(text),
        "signalkit, with_digest": lambda: doc.with_digest(attrs.evolve(changed)).digest,
        "signalkit, serialize": lambda: signalkit.serialize(doc.digest),
        "pyromark, events": lambda: list(pyromark.events(text, options=tables)),
        "pyromark, events with ranges": lambda: list(pyromark.events_with_range(text, options=tables)),
        "comrak, HTML": lambda: comrak.render_markdown(text),
        "mistune, AST": lambda: ast(text),
        "markdown-it-py": lambda: markdown_it.parse(text),
        "marko": lambda: plain.parse(text),
        "marko, GFM": lambda: gfm.parse(text),
    }


HOSTILE = {
    "plain text": "The quick brown fox jumps over the lazy dog, again and again and then once more.\n",
    "[": "[",
    "|": "|",
    "`": "`",
    "*": "*",
    ">": ">",
    "* in lines": "* a\n",
    "- nested": "- ",
    "one line": "word ",
    "blank lines": "\n",
    "| rows": "| a | b |\n",
    "> lines": "> a\n",
    "[a]: b lines": "[a]: b\n",
    "```": "```\n",
    "<!-- lines": "<!--\n",
    "lone CR": "a\r",
    "tabs": "\t",
    "headings": "## Keywords\n",
}


def _referring(names: list[str]) -> Digest:
    return Digest(closest=tuple([Reference(name, name) for name in names]))


def _numbered(names: list[str], relevancy: int = 1) -> Digest:
    return Digest(issues=tuple([Topic(name, "", relevancy) for name in names]))


def growth(piece: str) -> tuple[float, float]:
    """Nanoseconds per character at 1 MB, and how the time grows when the input doubles."""
    times = []
    for size in (500_000, 1_000_000):
        text = (piece * (size // len(piece) + 1))[:size]
        best = min(_time(text) for _ in range(3))
        times.append(best)
    return times[1] * 1e9 / 1_000_000, times[1] / times[0]


# Changes of many entries: the digest of so many names before, and after.
CHANGES: dict[str, tuple[Callable[[list[str]], Digest], Callable[[list[str]], Digest]]] = {
    "references in another order": (_referring, lambda names: _referring(names[::-1])),
    "another number in every row": (_numbered, lambda names: _numbered(names, 2)),
    "a new row after every row": (lambda names: _numbered(names[::2]), _numbered),
}


def growth_of_change(name: str) -> tuple[float, float]:
    """Microseconds an entry for 4,000 entries, and how the time grows when they double."""
    old, new = CHANGES[name]
    times = []
    for size in (2_000, 4_000):
        names = [f"a{number}" for number in range(size)]
        best = float("inf")
        for _ in range(3):
            document = signalkit.parse(signalkit.serialize(old(names)))
            start = time.perf_counter()
            document.with_digest(new(names))
            best = min(best, time.perf_counter() - start)
        times.append(best)
    return times[1] * 1e6 / 4_000, times[1] / times[0]


def _time(text: str) -> float:
    start = time.perf_counter()
    read_all(text)
    return time.perf_counter() - start


def main() -> None:
    shared = ROOT.parent / "shared"
    sets = {"Seeds": SEEDS}
    if shared.is_dir():
        sets["First real digest"] = sorted((shared / "seeds").glob("*.txt"))
        sets["Real corpus"] = sorted((shared / "corpus").rglob("*.md"))
    packages = ["attrs", "comrak", "markdown-it-py", "marko", "mistune", "pyromark"]
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`: medians of interleaved rounds in one process. The ratio is the time of a task",
        "divided by that of `parse(text).digest` with every value read; above 1 is slower than signalkit.",
        "",
        f"{platform.python_implementation()} {platform.python_version()} on {platform.machine()};",
        f"{versions}.",
    ]
    for title, paths in sets.items():
        texts = [path.read_bytes().decode("utf-8", "surrogateescape") for path in paths]
        sums: dict[str, float] = {}
        for text in texts:
            for name, value in interleave(peers(text), 0.01).items():
                sums[name] = sums.get(name, 0.0) + value
        base = sums["signalkit, digest"]
        lines += [
            "",
            f"## {title} ({len(texts)} file{'s' * (len(texts) > 1)}, {sum(map(len, texts)):,} characters)",
            "",
        ]
        lines += ["| task | µs per file | ratio |", "|:-----|----------:|------:|"]
        lines += [
            f"| {name} | {value / len(texts) * 1e6:,.1f} | {value / base:.2f} |"
            for name, value in sums.items()
        ]
    lines += [
        "",
        "## Hostile input (1 MB, digest read)",
        "",
        "| input | ns per character | relative to plain text | time when input doubles |",
        "|:------|---------------:|-------------------:|----------------:|",
    ]
    plain = growth(HOSTILE["plain text"])[0]
    for name, piece in HOSTILE.items():
        cost, factor = growth(piece)
        lines.append(
            f"| `{name.replace('|', chr(92) + '|')}` | {cost:.1f} | {cost / plain:.1f} | {factor:.1f} × |"
        )
    lines += [
        "",
        "## Changes of 4,000 entries with `with_digest`",
        "",
        "| change | µs per entry | time when entries double |",
        "|:-------|------------:|-----------------:|",
    ]
    for name in CHANGES:
        cost, factor = growth_of_change(name)
        lines.append(f"| {name} | {cost:.1f} | {factor:.1f} × |")
    text = "\n".join(lines) + "\n"
    (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
