"""Exports stream: the peak of memory does not grow with the number of digests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.samples import SEEDS

STREAMING = ["csv", "csvw", "json", "jsonl", "opml", "xlsx"]
PROGRAM = """
import itertools, resource, sys
from pathlib import Path
import signalkit
format, folder, out, count = *sys.argv[1:4], int(sys.argv[4])
digests = [signalkit.load(path).digest for path in sorted(Path(folder).glob("*.md"))]
records = (
    signalkit.Record(f"{number:032x}", digest)
    for number, digest in zip(range(count), itertools.cycle(digests))
)
signalkit.export(records, format, out)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(format: str, out: Path, count: int) -> int:
    """The largest size of a process that exports so many digests, in MiB."""
    run = [sys.executable, "-c", PROGRAM, format, str(SEEDS), str(out), str(count)]
    return int(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


@pytest.mark.slow("memory")
@pytest.mark.skipif(sys.platform == "win32", reason="needs resource")
@pytest.mark.parametrize("format", STREAMING)
def test_exports_take_no_more_memory_for_more_digests(format: str, tmp_path: Path) -> None:
    few, many = tmp_path / "few.zip", tmp_path / "many.zip"
    assert peak(format, many, 20_000) <= peak(format, few, 1_000) + 60
    assert many.stat().st_size > 5 * few.stat().st_size
