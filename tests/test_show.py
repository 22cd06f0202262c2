"""``signalkit show``: all that a digest says, whole words, at any width, in linear time and little memory."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Signal, Topic
from signalkit.cli.view import View
from signalkit.cli.wrap import Measure, fit_columns
from signalkit.display import sanitize_line, width_of, wrap
from tests.support.cli import run, run_on_terminal, start_process
from tests.support.memory import peak_of
from tests.support.pool import digests
from tests.support.profiles import fewer
from tests.support.samples import SEEDS, takes
from tests.support.steps import growth

IDS = sorted(path.stem for path in SEEDS.glob("*.md") if path.stem != "README")
SEED = SEEDS / f"{IDS[0]}.md"


def document_of(digest: Digest) -> signalkit.Document:
    """A document that says what a digest does."""
    document = signalkit.parse(signalkit.serialize(digest), path=f"{'a' * 32}.md")
    assert document.digest == digest
    return document


def view(digest: Digest, width: int = 80) -> list[str]:
    return list(View(width=width).lines(document_of(digest)))


def values_of(value: Any) -> Iterator[str]:
    """Every text and number of a digest."""
    if isinstance(value, (str, int)):
        yield str(value)
    elif isinstance(value, dict):
        for name, cell in value.items():
            yield from (name, cell)
    elif isinstance(value, tuple):
        for one in value:
            yield from values_of(one)
    elif value is not None:
        for field in attrs.fields(type(value)):
            yield from values_of(getattr(value, field.name))


def words_of(text: str) -> list[str]:
    return [word for word in sanitize_line(text).split(" ") if word]


@fewer(4)
@given(digests(), st.integers(1, 200))
def test_all_that_a_digest_says_is_shown_in_whole_words(digest: Digest, width: int) -> None:
    assume(takes(digest))
    shown = {word for line in view(digest, width) for word in line.split(" ")}
    link = digest.link
    if link is not None and link.text == "External link":  # as everywhere: not shown
        digest = attrs.evolve(digest, link=attrs.evolve(link, text=""))
    missing = [word for value in values_of(digest) for word in words_of(value) if word not in shown]
    assert missing == []


@fewer(4)
@given(digests(), st.integers(60, 200))
def test_only_words_that_are_too_wide_leave_the_screen(digest: Digest, width: int) -> None:
    assume(takes(digest))
    for line in view(digest, width):
        widest = max(map(width_of, line.split(" ")))
        assert width_of(line) <= width or widest > width - 24, line


def test_an_entry_without_values_is_shown() -> None:
    assert view(Digest(signals=(Signal(),)))[-5:] == ["Signals (1)", "name", "────", "", ""]


@fewer(4)
@given(st.text("ab 北é\u0301", max_size=60), st.integers(1, 30))
def test_wrapping_breaks_at_spaces_alone(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert [word for line in lines for word in line.split()] == text.split()
    assert all(width_of(line) <= width or " " not in line.strip(" ") for line in lines)
    assert not any(line.endswith(" ") for line in lines)


@fewer(4)
@given(st.lists(st.lists(st.text("ab 北", max_size=30), min_size=1), max_size=5), st.integers(0, 60))
def test_columns_fit(columns: list[list[str]], width: int) -> None:
    measures = []
    for cells in columns:
        measures.append(Measure(cells[0]))
        for cell in cells[1:]:
            measures[-1].add(cell)
    widths = fit_columns(measures, width)
    words = [max(width_of(word) for cell in cells for word in cell.split(" ")) for cells in columns]
    wholes = [max(map(width_of, cells)) for cells in columns]
    assert (widths is None) == (sum(words) > width)
    if widths is not None:
        assert sum(widths) <= width
        assert all(word <= one <= whole for word, one, whole in zip(words, widths, wholes, strict=True))
        assert widths == wholes or sum(widths) > width - len(widths)


DIGEST = Digest(
    title="Bees",
    signals=(
        Signal(
            name="Bees in towns",
            description="More hives on roofs than in fields",
            change="From fields to towns",
            horizon="Honey is a product of cities",
            driving_force="Pesticides",
            relevancy=4,
            extra={"src": "a" * 32},
        ),
        Signal(change="x"),
    ),
    technologies=(Topic(description="A hive that counts", extra={"src": "b" * 32}),),
)
STACKED = f"""\
Signals (2)
  1. Bees in towns
     description      More hives on roofs than in
                      fields
     change           From fields to towns
     10-year horizon  Honey is a product of cities
     driving force    Pesticides
     relevancy        4
     src              {"a" * 32}

  2. (no name)
     change           x

Technologies (1)
  1. (no name)
     description  A hive that counts
     src          {"b" * 32}
"""


def test_a_narrow_terminal_shows_fields_below_each_other() -> None:
    text = "\n".join(view(DIGEST, 50))
    assert text[text.index("Signals") :] == STACKED


def test_a_wide_terminal_shows_a_table() -> None:
    lines = view(DIGEST, 150)
    heading = next(line for line in lines if line.startswith("name"))
    assert re.split("  +", heading) == [
        "name", "description", "change", "10-year horizon", "driving force", "relevancy", "src"
    ]  # fmt: skip
    assert not any("(no name)" in line for line in lines)
    narrow = view(attrs.evolve(DIGEST, signals=()), 60)
    assert f"A hive that counts  {'b' * 32}" in narrow  # what fits is a table on any terminal


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", IDS)
def test_seeds_fit_the_terminal(name: str, width: int) -> None:
    done = run("show", SEEDS / f"{name}.md", env={"COLUMNS": str(width)})
    lines = done.stdout.decode().splitlines()
    assert max(width_of(line) for line in lines if "://" not in line) <= width


# -- time and memory ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["paragraph", "word", "list", "cell", "rows"])
def test_time_is_linear(kind: str) -> None:
    made: Callable[[int], Digest] = {
        "paragraph": lambda size: Digest(summary="word " * size + "end"),
        "word": lambda size: Digest(summary="wörd" * size),
        "list": lambda size: Digest(keywords=("a keyword",) * size),
        "cell": lambda size: Digest(signals=(Signal(name="a", change="word " * size + "end"),)),
        "rows": lambda size: Digest(signals=(Signal(name="a", change="word " * 30 + "end"),) * size),
    }[kind]
    documents = {size: document_of(made(size)) for size in (300, 1200)}
    assert growth(lambda size: list(View(width=120).lines(documents[size])), 300) < 5


@pytest.mark.slow("memory")
def test_a_table_is_shown_row_by_row() -> None:
    def peak(rows: int) -> int:
        document = document_of(Digest(signals=(Signal(name="a", change="word " * 30 + "end"),) * rows))
        assert document.layout == "extended"  # which is found when it is first asked for
        return peak_of(lambda: deque(View(width=120).lines(document), maxlen=0))

    assert peak(2000) < peak(500) + 10_000


@pytest.mark.process
def test_documents_are_read_one_by_one(tmp_path: Path) -> None:
    """What comes late does not keep back what comes first."""
    shutil.copy(SEED, tmp_path / "a.md")
    os.mkfifo(tmp_path / "b.md")
    process = start_process("show", "a.md", "b.md", cwd=tmp_path, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"a ")
    (tmp_path / "b.md").write_text("# __Bees__\n")
    assert b"Bees" in process.communicate()[0]


def test_json_of_several_is_that_of_each(tmp_path: Path) -> None:
    paths = [SEEDS / f"{name}.md" for name in IDS[:3]]
    text = run("show", "--json", *paths).stdout.decode()
    each = [json.loads(run("show", "--json", path).stdout) for path in paths]
    assert text == json.dumps(each, ensure_ascii=False, indent=2) + "\n"
    assert run("show", "--json", tmp_path).stdout == b""


# -- the pager ---------------------------------------------------------------------------------------------


def on_terminal(*arguments: object, rows: int, pager: str, cwd: Path, **variables: str) -> str:
    """Return what a process shows on a terminal of 80 columns, when it ends well."""
    env = {"TERM": "xterm", "PAGER": pager, **variables}
    status, shown = run_on_terminal(*arguments, cwd=cwd, size=(80, rows), env=env)
    assert status == 0, shown
    return shown


posix = pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals here")


@pytest.mark.process
@posix
def test_a_pager_shows_what_is_longer_than_the_screen(tmp_path: Path) -> None:
    pager = "sed s/^/paged:/; echo LESS=$LESS"
    long = on_terminal("show", SEED, rows=10, pager=pager, cwd=tmp_path)
    assert all(line.startswith("paged:") for line in long.splitlines()[:-1])
    assert long.endswith("\nLESS=FRX\n")
    short = on_terminal("show", SEED, rows=200, pager=pager, cwd=tmp_path)
    assert short == long.replace("paged:", "").removesuffix("LESS=FRX\n")
    for words, more in (
        (["--no-pager"], {"pager": pager}),
        ([], {"pager": "cat"}),
        ([], {"pager": ""}),
        ([], {"pager": pager, "NO_COLOR": "1", "TERM": "dumb"}),
    ):
        shown = on_terminal("show", *words, SEED, rows=10, cwd=tmp_path, **more)
        assert re.sub("\x1b\\[[0-9]*m", "", shown) == re.sub("\x1b\\[[0-9]*m", "", short)


@pytest.mark.process
@posix
def test_a_pager_that_ends_early_or_is_missing(tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text("# __T__\n\n## Summary\n\n" + "word\n" * 100_000)
    shown = on_terminal("show", "long.md", rows=10, pager="head -n 2", cwd=tmp_path)
    assert shown.count("\n") == 2
    shown = on_terminal("show", SEED, rows=10, pager="no-such-pager", cwd=tmp_path)
    assert "cannot start the pager 'no-such-pager'" in shown
    assert "Keywords" in shown


@pytest.mark.process
@posix
def test_a_pipe_has_the_width_of_the_terminal(tmp_path: Path) -> None:
    words = f"{sys.executable} -m signalkit show {SEED} | cat"
    for columns in (60, 120):
        env = {"TERM": "xterm"}
        command = ["sh", "-c", words]
        _, shown = run_on_terminal(command=command, cwd=tmp_path, size=(columns, 24), env=env)
        assert max(map(width_of, shown.splitlines())) == columns
        assert "\x1b[" not in shown


def test_no_pager_where_no_terminal_reads(tmp_path: Path) -> None:
    assert b"paged" not in run("show", SEED, env={"PAGER": "sed s/^/paged:/", "LINES": "5"}).stdout
