"""Old words do not come back: those of tests/data/words.txt, in source and documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.samples import ROOT

pytestmark = pytest.mark.lengthy

FILES = sorted(
    path
    for pattern in (
        "src/**/*.py",
        "plugins/*/src/**/*.py",
        "docs/**/*.md",
        "docs/*.py",
        "plugins/**/*.md",
        "*.md",
    )
    for path in ROOT.glob(pattern)
    if path.name != "LICENSE"
)
LINES = (ROOT / "tests" / "data" / "words.txt").read_text(encoding="utf-8").splitlines()
WORDS = dict(line.split("\t") for line in LINES if not line.startswith("#"))
OLD = re.compile("|".join(f"(?<![a-z])(?:{word})(?![a-z])" for word in WORDS), re.I)
RENAMED = re.compile(r"  \| SK\d{3} \| ")
"""A rule in the changelog, with the name that it had before."""


def instead_of(found: str) -> str:
    """What the list says to write instead of a match."""
    return next(better for word, better in WORDS.items() if re.fullmatch(f"(?:{word}).*", found, re.I))


def test_each_word_has_another() -> None:
    assert all(word and better for word, better in WORDS.items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_old_word_is_used(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for match in OLD.finditer("" if RENAMED.match(line) else line):
            pytest.fail(f"{path}:{number}: {match[0]!r}; write: {instead_of(match[0])}")


PAGES = [path for path in FILES if path.suffix == ".md"]


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines outside code blocks that are neither table rows nor pictures, with their numbers."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r" *(```+|~~~+)", line)
        if mark and not fence:
            fence = mark[1]
        elif fence:
            fence = "" if line.strip() == fence else fence
        elif not line.startswith(("|", "![", "#", "<!--")):
            yield number, line


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_prose_is_wrapped_at_100_columns(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    long = [number for number, line in prose(text) if len(line) > 100 and " " in line.strip(" -")]
    assert long == []


MODULES = [path for path in FILES if path.suffix == ".py" and "src" in path.parts]
RAISES = re.compile(r"^( *)Raises:\n((?:\1 .*\n)+)", re.M)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_errors_are_documented_by_their_conditions(path: Path) -> None:
    for section in RAISES.finditer(path.read_text(encoding="utf-8")):
        for entry in re.findall(rf"^{section[1]}    (\w+: .*)", section[2], re.M):
            assert re.match(r"\w+: If ", entry), entry
