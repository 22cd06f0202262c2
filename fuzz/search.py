"""Search with every target, or with those named, and say what came of it.

    python fuzz/search.py SECONDS [TARGET...]

Each target gets that many seconds. What it begins with, what it found worth keeping (``corpus``) and what
breaks a law (``findings``) is below ``.fuzz/TARGET``; a later run goes on from there. At the end the corpora
are run again for the coverage of our own modules. Fails if anything was found.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import attrs

ROOT = Path(__file__).parent.parent
TARGETS = {
    "parse": ["parse.py"],
    "lens": ["lens.py"],
    "format": ["format.py"],
    "check": ["check.py"],
    "configuration": ["configuration.py"],
    **{
        f"import-{name}": ["importers.py", name]
        for name in ("json", "jsonl", "markdown", "csv", "csvw", "json-ld", "opml")
    },
}
SECONDS_AN_INPUT = 10
MEGABYTES = 2048
FINDINGS = 20  # of one target, then it is enough
MODULES = {
    "parse": ["text", "lines", "blocks", "commonmark", "tree", "reader", "document", "inline"],
    "lens": ["lens", "writer", "tables", "reader"],
    "format": ["formatter", "writer", "tables"],
    "check": ["checking/*", "rules/*", "corpus"],
    "configuration": ["checking/config", "checking/selection", "store/find", "store/ignore"],
    "import-json": ["exchange/json", "exchange/json_text", "exchange/records", "model/plain"],
    "import-jsonl": ["exchange/jsonl", "exchange/json_text", "exchange/records", "model/plain"],
    "import-markdown": ["exchange/markdown"],
    "import-csv": ["signalkit_csv/flat", "signalkit_csv/cells"],
    "import-csvw": ["signalkit_csv/csvw", "signalkit_csv/cells"],
    "import-json-ld": ["signalkit_jsonld/*"],
    "import-opml": ["signalkit_opml/*"],
}
"""The modules that a target is about: those whose coverage says something."""


@attrs.define
class Outcome:
    """What came of a target."""

    executions: int = 0
    seconds: float = 0.0
    slowest: int = 0
    megabytes: int = 0
    findings: int = 0
    lines: str = ""
    branches: str = ""


def call(*words: object, quiet: bool = False) -> str:
    """Run a command in the folder of the target, for the temporary files of atheris; return its output."""
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode and not quiet:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout + done.stderr


def search(name: str, seconds: int) -> Outcome:
    """Search with a target for some time; a finding ends the search, so it is begun again."""
    folder = ROOT / ".fuzz" / name
    script, *arguments = TARGETS[name]
    command = [ROOT / "fuzz" / script, *arguments]
    for kind in ("seeds", "corpus", "findings"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    call(*command, "--seeds", folder / "seeds")
    outcome = Outcome()
    before = len(os.listdir(folder / "findings"))
    end = time.monotonic() + seconds
    silent = 0
    while (left := int(end - time.monotonic())) > 0 and outcome.findings < FINDINGS:
        start = time.monotonic()
        said = call(
            *command,
            f"-max_total_time={left}",
            f"-timeout={SECONDS_AN_INPUT}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-max_len={6000 if name.startswith('import-') else 2048}",
            f"-dict={folder / 'seeds.dict'}",
            f"-artifact_prefix={folder / 'findings'}/",
            "-print_final_stats=1",
            folder / "corpus",
            folder / "seeds",
            quiet=True,
        )
        facts = {key: int(value) for key, value in re.findall(r"^stat::(\w+): +(\d+)", said, re.M)}
        outcome.executions += facts.get("number_of_executed_units", 0)
        outcome.seconds += time.monotonic() - start
        outcome.slowest = max(outcome.slowest, facts.get("slowest_unit_time_sec", 0))
        outcome.megabytes = max(outcome.megabytes, facts.get("peak_rss_mb", 0))
        found = len(os.listdir(folder / "findings")) - before
        if found > outcome.findings or not facts:
            (folder / f"finding-{found}.log").write_text(said[-20_000:], encoding="utf-8")
            print(name, *said.strip().splitlines()[-30:], sep="\n", flush=True)
        silent += not facts and found == outcome.findings
        if silent == 3:
            raise SystemExit(f"{name}: does not run")
        outcome.findings = found
    return outcome


def measure(name: str, outcome: Outcome) -> None:
    """Run what was kept again, and count what it reaches."""
    folder = ROOT / ".fuzz" / name
    script, *arguments = TARGETS[name]
    data = f"--data-file={folder / 'coverage'}"
    modules = [f"*/{one if one.startswith('signalkit_') else f'signalkit/{one}'}.py" for one in MODULES[name]]
    command = [ROOT / "fuzz" / script, *arguments, "--replay", folder / "seeds", folder / "corpus"]
    call("-m", "coverage", "run", data, "--branch", f"--include={','.join(modules)}", *command)
    call("-m", "coverage", "json", data, "-o", folder / "coverage.json")
    totals = json.loads((folder / "coverage.json").read_text())["totals"]
    outcome.lines = f"{100 * totals['covered_lines'] / totals['num_statements']:.1f} %"
    outcome.branches = f"{100 * totals['covered_branches'] / totals['num_branches']:.1f} %"


def main() -> None:
    """Search, measure, and print a table."""
    seconds = int(sys.argv[1])
    names = sys.argv[2:] or list(TARGETS)
    rows = ["| target | inputs | a second | slowest, s | MB | lines | branches | findings |"]
    rows.append("|:---|---:|---:|---:|---:|---:|---:|---:|")
    found = 0
    for name in names:
        one = search(name, seconds)
        found += one.findings
        if not one.findings:
            measure(name, one)
        each = one.executions / max(one.seconds, 1)
        cells = (f"{one.executions:,}", f"{each:.0f}", one.slowest, one.megabytes, one.lines, one.branches)
        rows.append(f"| {' | '.join(map(str, (name, *cells, one.findings)))} |")
        print(rows[-1], flush=True)
    print("\n".join(rows))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
