"""``signalkit check --fix``: what it reports is what the files contain after it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import signalkit
from signalkit import Digest, Link, Reference
from tests.support.cli import run
from tests.support.samples import SEEDS

A, B, C = ("a" * 32, "b" * 32, "c" * 32)


def check(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return run("check", *arguments, cwd=folder, stdin=stdin)


def codes(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line.split()[1] for line in done.stdout.decode().splitlines()]


def write(folder: Path, id_: str, title: str, url: str, *closest: str) -> None:
    references = tuple(Reference("Bees ", one) for one in closest)
    digest = Digest(title=title, link=Link(url=url), keywords=("bees",), closest=references)
    (folder / f"{id_}.md").write_text(signalkit.serialize(digest))


def test_a_fixed_file_does_not_match_what_it_was(tmp_path: Path) -> None:
    write(tmp_path, A, "Bees", "https://example.org/bees?utm_source=n")
    done = check(tmp_path, "--fix", "--select", "LNK,SK5")
    assert (codes(done), done.returncode) == ([], 0)
    assert b"?" not in (tmp_path / f"{A}.md").read_bytes()
    (tmp_path / "link.md").symlink_to(tmp_path / f"{A}.md")
    assert codes(check(tmp_path, f"{A}.md", "link.md", "--fix", "--select", "LNK,SK508")) == []


def test_a_duplicate_that_a_fix_uncovers_is_reported_for_each_file(tmp_path: Path) -> None:
    write(tmp_path, A, "Bees", "https://example.org/bees")
    write(tmp_path, B, "Wasps", "https://example.org/bees?utm_source=n")
    write(tmp_path, C, "Ants", "https://example.org/ants")
    assert codes(check(tmp_path, "--select", "SK508")) == []
    done = check(tmp_path, "--fix", "--select", "LNK,SK508")
    lines = done.stdout.decode().splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"{A}.md", f"{B}.md"]
    assert codes(done) == ["SK508", "SK508"]


@pytest.mark.parametrize("flags", [["--fix"], ["--fix", "--unsafe-fixes"]])
def test_fix_reports_what_the_next_run_finds(tmp_path: Path, flags: list[str]) -> None:
    for path in SEEDS.glob("[0-9a-f]*.md"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / f"copy-{path.name}").write_bytes(path.read_bytes().replace(b"https:", b"http:", 1))
    write(tmp_path, A, "Bees", "https://example.org/bees?utm_source=n", B, A, A, C)
    write(tmp_path, B, "Wasps", "https://example.org/bees?utm_source=m")
    fixed = check(tmp_path, *flags, "--select", "ALL")
    again = check(tmp_path, "--select", "ALL")
    assert fixed.stdout == again.stdout
    assert len(codes(again)) > 50


def test_standard_input_is_compared_as_it_was_fixed(tmp_path: Path) -> None:
    write(tmp_path, A, "Bees", "https://example.org/bees")
    stdin = b"# __Wasps__\n\n__[External link](https://example.org/bees?utm_source=n)__\n"
    done = check(
        tmp_path, "-", f"{A}.md", "--stdin-filename", f"{B}.md", "--fix", "--select", "LNK,SK508", stdin=stdin
    )
    assert done.stdout.startswith(stdin.replace(b"?utm_source=n", b""))
    assert b"SK508" in done.stdout + done.stderr


def test_a_wrong_configuration_ends_the_run_before_anything_is_fixed(tmp_path: Path) -> None:
    write(tmp_path, A, "Bees", "https://example.org/bees?utm_source=n")
    before = (tmp_path / f"{A}.md").read_bytes()
    done = check(tmp_path, "--fix", "--project-root", "nowhere", "--select", "LNK")
    assert done.returncode == 2
    assert (tmp_path / f"{A}.md").read_bytes() == before
