"""``signalkit diff``: files, folders, standard input; for people, for programs, and for git."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Change, Digest, Signal, diff, patch
from signalkit.cli.changes import ChangeView, to_plain
from signalkit.cli.words import compare_words
from tests.support.cli import PROGRAM, run
from tests.support.pool import digests
from tests.support.profiles import fewer
from tests.support.samples import SEEDS
from tests.support.steps import growth

TEXT = """# __Moss__, (from page [20240101](https://n.example).)

__[External link](https://a.example)__



## Keywords

* moss
* roofs

## Signals

| name   | description   | change           | 10-year   | driving-force   |   relevancy |
|:-------|:--------------|:-----------------|:----------|:----------------|------------:|
| Roofs  | a             | From tin to moss | c         | d               |           4 |
| Bees   | e             | f                | g         | h               |           3 |
"""
PADDED = re.sub(r" +\|", " |", TEXT).replace("From tin to moss", "From tin to fern")
LINE = 'signals[0].change "Roofs": From tin to [-moss-]{+fern+}\n'


FEWER = fewer(5)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def shown(old: Digest, new: Digest, **view: Any) -> list[str]:
    return list(ChangeView(**view).lines(old, diff(old, new)))


# -- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", ""),
        ("a", "", "-a"),
        ("", "a", "+a"),
        ("a b c", "a b c", "=a b c"),
        ("a b c", "a x c", "=a |-b|+x|= c"),
        ("a b", "a b c", "=a b|+ c"),
        ("a b", "a  b", "=a|- b|+  b"),
        ("a b ", "a b", "=a b|- "),
        ("a b c d", "w x y d", "-a b c d|+w x y d"),
    ],
)
def test_words_are_compared(old: str, new: str, pieces: str) -> None:
    marks = {"same": "=", "old": "-", "new": "+"}
    assert "|".join(marks[kind] + text for kind, text in compare_words(old, new)) == pieces


@FEWER
@given(st.text("ab \n", max_size=20), st.text("ab \n", max_size=20))
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = compare_words(old, new)
    assert "".join(text for kind, text in pieces if kind != "new") == old
    assert "".join(text for kind, text in pieces if kind != "old") == new
    assert all(text for _, text in pieces)


def test_comparing_words_takes_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signalkit.model.align._MOST", 100)
    for old, new in (("a b", "b a"), ("a {}", "{} b"), ("a", "b")):
        texts = {
            size: [" ".join(text.format(at) for at in range(size)) for text in (old, new)]
            for size in (300, 1200)
        }
        assert growth(lambda size: compare_words(*texts[size]), 300) < 6  # noqa: B023


# -- lines -------------------------------------------------------------------------------------------------


@FEWER
@given(digests(1), digests(2))
def test_each_change_is_one_line(old: Digest, new: Digest) -> None:
    for coloured in (True, False):
        lines = shown(old, new, coloured=coloured)
        assert len(lines) == len(diff(old, new))
        assert not any("\n" in line or "\r" in line for line in lines)


def test_a_line_says_what_is_inserted_or_removed() -> None:
    row = Signal("Bees", "hum", relevancy=3, extra={"src": "x"})
    old = Digest(keywords=("moss",), signals=(row,), category="news")
    new = Digest(keywords=("moss", "bees"), title="T")
    assert shown(old, new) == [
        "title: {+T+}",
        "keywords[1]: {+bees+}",
        "category: [-news-]",
        "signals[0]: [-Bees | hum | 3 | src: x-]",
    ]
    assert shown(old, new, coloured=True)[1] == "\x1b[36mkeywords[1]\x1b[0m: \x1b[32mbees\x1b[0m"
    assert shown(Digest(), Digest(keywords=("",))) == ["keywords[0]: {++}"]


def test_a_long_text_is_cut_to_what_differs() -> None:
    words = [f"w{at}" for at in range(60)]
    old = " ".join(words)
    new = old.replace("w20 ", "x20 ").replace("w50 ", "x50 ")
    assert shown(Digest(summary=old), Digest(summary=new)) == [
        "summary: … w12 w13 w14 w15 w16 w17 w18 w19 [-w20-]{+x20+} w21 w22 w23 w24 w25 w26 w27 w28 …"
        " w42 w43 w44 w45 w46 w47 w48 w49 [-w50-]{+x50+} w51 w52 w53 w54 w55 w56 w57 w58 w59"
    ]
    [ascii_line] = shown(Digest(summary=f"{old}\n\nz"), Digest(summary=f"{old}\n\nz y"), unicode=False)
    assert ascii_line == r"summary: ... w53 w54 w55 w56 w57 w58 w59 \n z{+ y+}"


def test_what_would_steer_a_terminal_is_replaced() -> None:
    [line] = shown(Digest(), Digest(title="a\x1b[31mb\u202e"))
    assert line == "title: {+a\ufffd[31mb\ufffd+}"


# -- files -------------------------------------------------------------------------------------------------


def test_a_table_padded_anew_with_one_changed_cell_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, old=TEXT, new=PADDED)
    done = run("diff", "old.md", "new.md", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (1, LINE, b"")
    done = run("diff", "-", "new.md", cwd=tmp_path, stdin=TEXT.encode())
    assert (done.returncode, done.stdout.decode()) == (1, LINE)
    done = run("diff", "old.md", "-", cwd=tmp_path, stdin=PADDED.encode())
    assert (done.returncode, done.stdout.decode()) == (1, LINE)


def test_only_content_is_compared(tmp_path: Path) -> None:
    write(tmp_path, old=TEXT, new=TEXT.replace("* ", "-   ").replace("\n", "\r\n"))
    done = run("diff", "old.md", "new.md", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    done = run("diff", "old.md", "new.md", "--output-format", "json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_digests_of_folders_are_matched_by_id(tmp_path: Path) -> None:
    write(tmp_path / "old", a=TEXT, b=TEXT, gone=TEXT, README="# Read me\n\nText.\n")
    write(tmp_path / "new" / "below", a=PADDED, b=TEXT)
    write(tmp_path / "new", more=TEXT.replace("__Moss__", "__More__"), README="# Read me\n\nOther text.\n")
    done = run("diff", "old", "new", cwd=tmp_path)
    assert done.returncode == 1
    below = os.path.join("new", "below", "a.md")
    assert done.stdout.decode().splitlines() == [
        below,
        f"  {LINE.rstrip()}",
        f'removed {os.path.join("old", "gone.md")}: "Moss"',
        f'added {os.path.join("new", "more.md")}: "More"',
    ]
    assert done.stderr.decode().splitlines() == [
        "signalkit: skipped 2 files (not digests)",
        "4 digests: 1 changed, 1 added, 1 removed",
    ]
    done = run("diff", "old", "new/below/b.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    done = run("diff", "old", "old", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, b"3 digests: nothing changed")


def test_json_has_every_value(tmp_path: Path) -> None:
    write(tmp_path / "old", a=TEXT, gone=TEXT)
    write(tmp_path / "new", a=PADDED.replace("* roofs\n", ""))
    done = run("diff", "--output-format", "json", "old", "new", cwd=tmp_path)
    changed, removed = json.loads(done.stdout)
    assert done.returncode == 1
    assert changed == {
        "id": "a",
        "status": "changed",
        "old": os.path.join("old", "a.md"),
        "new": os.path.join("new", "a.md"),
        "changes": [
            {"path": "keywords[1]", "kind": "remove", "old": "roofs", "new": None},
            {
                "path": "signals[0].change",
                "kind": "replace",
                "old": "From tin to moss",
                "new": "From tin to fern",
            },
        ],
    }
    assert (removed["id"], removed["status"], removed["new"], removed["changes"]) == (
        "gone", "removed", None, [],
    )  # fmt: skip


@FEWER
@given(digests(1), digests(2))
def test_changes_as_json_have_every_value(old: Digest, new: Digest) -> None:
    changes = diff(old, new)
    plain = json.loads(json.dumps(list(map(to_plain, changes))))
    values = [Change(one["path"], was.old, was.new) for one, was in zip(plain, changes, strict=True)]
    assert patch(old, values) == new
    for one, change in zip(plain, changes, strict=True):
        for value, made in ((one["old"], change.old), (one["new"], change.new)):
            assert value == made or type(made)(**value) == made


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.md"], "expected OLD and NEW, got 1 argument"),
        ([], "expected OLD and NEW, got 0 arguments"),
        (["-", "-"], "- (standard input) can be compared with one file only"),
        (["-", "."], "- (standard input) can be compared with one file only"),
        (["a.md", "none.md"], "none.md: No such file or directory"),
        (["a.md", "text.md"], "text.md: does not look like a signal digest; use --force to read it"),
        (["a.md", "a.md", "--output-format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["a.md", "picture.md"], "picture.md: Is a binary file"),
        (["--output-format", "json", *"1234567"], "git requires --output-format text"),
    ],
)
def test_what_cannot_be_compared_is_reported(arguments: list[str], message: str, tmp_path: Path) -> None:
    write(tmp_path, a=TEXT, text="Some text.\n")
    (tmp_path / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    done = run("diff", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_force_compares_what_does_not_look_like_a_digest(tmp_path: Path) -> None:
    write(tmp_path, a=TEXT, text="Some text.\n")
    done = run("diff", "--force", "text.md", "a.md", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().startswith("title: {+Moss+}\n")


def test_two_files_of_one_folder_with_one_id_are_reported(tmp_path: Path) -> None:
    write(tmp_path / "old", a=TEXT)
    write(tmp_path / "old" / "below", a=TEXT)
    done = run("diff", "old", "old", cwd=tmp_path)
    assert done.returncode == 2
    assert b"a.md: same id as " in done.stderr


# -- git ---------------------------------------------------------------------------------------------------

DRIVER = " ".join([f"'{sys.executable}'", *PROGRAM[1:], "diff"])


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a digest, a program and a picture, all of which have changed."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    write(tmp_path, digest=TEXT, form=TEXT, gone=TEXT)
    (tmp_path / "code.py").write_text("a = 1\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "One")
    write(tmp_path, digest=PADDED, form=TEXT.replace("* ", "- "), new=TEXT)
    (tmp_path / "gone.md").unlink()
    (tmp_path / "code.py").write_text("a = 2\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\1")
    git(tmp_path, "add", "--all")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    run = ["git", *arguments]
    return subprocess.run(run, cwd=folder, capture_output=True, check=True).stdout.decode()


OF_DIGESTS = f"""digest.md
  {LINE}form.md
  no value differs
gone.md
  removed: "Moss"
new.md
  added: "Moss"
"""


@pytest.mark.process
def test_git_runs_it_as_external_diff(repository: Path) -> None:
    shown = git(repository, "-c", f"diff.external={DRIVER}", "diff", "--no-renames", "HEAD")
    assert shown == (
        "a.png\n  binary files differ\n"
        "code.py\n--- a/code.py\n+++ b/code.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n" + OF_DIGESTS
    )


@pytest.mark.process
def test_git_runs_it_for_the_files_of_an_attribute(repository: Path) -> None:
    git(repository, "config", "diff.signalkit.command", DRIVER)
    (repository / ".gitattributes").write_text("*.md diff=signalkit\n")
    shown = git(repository, "diff", "-M", "HEAD", "--", "code.py", "digest.md", "gone.md", "new.md")
    assert "\n-a = 1\n+a = 2\n" in shown
    assert shown.endswith(f"\ndigest.md\n  {LINE}gone.md => new.md\n  no value differs\n")


def test_a_file_with_conflicts_is_only_named(tmp_path: Path) -> None:
    done = run("diff", "a.md", cwd=tmp_path, env={"GIT_DIFF_PATH_TOTAL": "1"})
    assert (done.returncode, done.stdout) == (0, b"a.md\n  unmerged\n")


def test_gits_pager_gets_colours(tmp_path: Path) -> None:
    write(tmp_path, old=TEXT, new=PADDED)
    arguments = ["diff", "x.md", "old.md", "0", "0", "new.md", "0", "0"]
    variables = {"NO_COLOR": "", "TERM": "xterm", "CLICOLOR": "", "GIT_PAGER_IN_USE": "true"}
    done = run(*arguments, cwd=tmp_path, env=variables)
    assert done.stdout.startswith(b"\x1b[1mx.md\x1b[0m\n")
    assert b"\x1b[32mfern\x1b[0m" in done.stdout
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb"), ("GIT_PAGER_IN_USE", "")):
        assert b"\x1b" not in run(*arguments, cwd=tmp_path, env={**variables, name: value}).stdout


def test_git_is_told_what_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, old=TEXT)
    done = run("diff", "x.md", "old.md", "0", "0", "none.md", "0", "0", cwd=tmp_path)
    assert done.returncode == 2
    assert b"none.md: No such file or directory" in done.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_git_may_have_digests_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    write(tmp_path, new=PADDED)
    (tmp_path / "old.md").write_bytes(TEXT.encode(encoding))
    done = run("diff", "x.md", "old.md", "0", "0", "new.md", "0", "0", cwd=tmp_path)
    assert done.stdout.decode() == f"x.md\n  {LINE}"


def test_seeds_do_not_differ_from_themselves() -> None:
    done = run("diff", SEEDS, SEEDS)
    assert (done.returncode, done.stdout) == (0, b"")
    assert signalkit.load(next(SEEDS.glob("*.md"))).text
