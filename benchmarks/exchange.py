"""Exports beside the bare library that writes the same bytes, interleaved; and memory as digests grow many.

Writes ``docs/benchmarks-exchange.md``.
"""

from __future__ import annotations

import csv
import io
import json
import platform
import re
import subprocess
import sys
import tempfile
import xml.sax
import zipfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from xml.sax.saxutils import XMLGenerator

from run import ROOT, SEEDS, interleave

import signalkit
from signalkit import Document, Record
from signalkit.plugins import get_manager

COUNTS = 1_000, 100_000
FORMATS = ["csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml"]


def seeds() -> list[Document]:
    """Documents that have been read already."""
    return [document for document in map(signalkit.load, SEEDS) if document.digest]


def many(count: int) -> Iterator[Record]:
    return (
        Record(f"{at:032x}", document.digest) for at, document in enumerate(islice(cycle(seeds()), count))
    )


def exported(format: str, documents: list[Document]) -> bytes:
    out = io.BytesIO()
    signalkit.export(documents, format, out)
    return out.getvalue()


# -- the same bytes by the bare library --------------------------------------------------------------------


def dump_json(values: list[Any]) -> bytes:
    return b"".join(json.dumps(value, ensure_ascii=False).encode() for value in values)


def dump_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


class Events(xml.sax.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def startElement(self, name: str, attrs: Any) -> None:
        self.calls.append(("startElement", (name, dict(attrs))))

    def endElement(self, name: str) -> None:
        self.calls.append(("endElement", (name,)))

    def characters(self, content: str) -> None:
        self.calls.append(("characters", (content,)))


def dump_xml(calls: list[tuple[str, tuple[Any, ...]]]) -> bytes:
    text = io.StringIO()
    generator = XMLGenerator(text, "utf-8", short_empty_elements=True)
    for name, arguments in calls:
        getattr(generator, name)(*arguments)
    return text.getvalue().encode()


def bare(format: str, documents: list[Document]) -> tuple[str, Callable[[], object]]:
    data = exported(format, documents)
    if format == "json":
        values = json.loads(data)
        return "json", lambda: dump_json(values)
    if format == "jsonl":
        values = list(map(json.loads, data.splitlines()))
        return "json", lambda: dump_json(values)
    if format == "json-ld":
        nodes = json.loads(data)["@graph"]
        return "json", lambda: dump_json(nodes)
    if format == "csv":
        rows = table(data)
        return "csv", lambda: dump_csv(rows)
    if format == "csvw":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tables = [table(archive.read(name)) for name in archive.namelist() if name.endswith(".csv")]
        return "csv", lambda: [dump_csv(rows) for rows in tables]
    events = Events()
    xml.sax.parseString(data, events)
    return "xml", lambda: dump_xml(events.calls)


def ours(format: str, documents: list[Document]) -> Callable[[], object]:
    """The export, to memory as the bare library does it."""
    exporter = get_manager().exporter(format)
    options = exporter.options()

    class Folder:
        def create(self, name: str) -> io.BytesIO:
            return io.BytesIO()

    return lambda: exporter.write(
        iter(documents), Folder() if exporter.target == "folder" else io.BytesIO(), options
    )


# -- memory ------------------------------------------------------------------------------------------------


def measure(format: str, count: int) -> None:
    """In a process of its own (on Linux): export, and print the peak of memory in KiB.

    Not ``ru_maxrss``, which begins with the memory of the process that this one was forked from.
    """
    with tempfile.TemporaryDirectory() as folder:
        signalkit.export(many(count), format, Path(folder) / "out")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(re.search(r"VmHWM:\s+(\d+) kB", status)[1])  # type: ignore[index]


def peak(format: str, count: int) -> float:
    command = [sys.executable, __file__, format, str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def main() -> None:
    documents = list(islice(cycle(seeds()), 140))
    lines = [
        "# Benchmarks of exports",
        "",
        f"Made by `make bench` on {platform.python_implementation()} {platform.python_version()},"
        f" {platform.machine()}.",
        "",
        "## Compared with the bare library",
        "",
        "140 parsed digests are exported to memory. The bare library writes the same bytes from prepared",
        "values. Medians of interleaved rounds in one process.",
        "",
        "| format | library | export, ms | library, ms | ratio |",
        "|:-------|:--------|-----------:|------------:|------:|",
    ]
    for format in FORMATS:
        if format == "markdown":
            continue
        library, task = bare(format, documents)
        times = interleave({"ours": ours(format, documents), "bare": task}, 0.05)
        lines.append(
            f"| {format} | {library} | {times['ours'] * 1e3:.2f} | {times['bare'] * 1e3:.2f} "
            f"| {times['ours'] / times['bare']:.2f} |"
        )
    lines += [
        "",
        "## Memory",
        "",
        "Peak memory of a process that exports digests from a generator to a file or folder, in MiB.",
        "",
        f"| format | {COUNTS[0]:,} digests | {COUNTS[1]:,} digests | difference |",
        "|:-------|------:|--------:|-----:|",
    ]
    for format in FORMATS:
        few, lots = (peak(format, count) for count in COUNTS)
        lines.append(f"| {format} | {few:.1f} | {lots:.1f} | {lots - few:.1f} |")
    text = "\n".join(lines) + "\n"
    (ROOT / "docs" / "benchmarks-exchange.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main()
