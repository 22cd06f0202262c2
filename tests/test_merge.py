"""``signalkit merge``: three states of a file merged by values, alone and as a merge driver of a real git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Document, Reference
from signalkit.changes.merging import merge_preferring
from signalkit.cli import merging
from signalkit.cli.merging import GitMergeError, Labels, Merged, mark_conflicts, merge_files
from signalkit.syntax.conflicts import has_conflict
from tests.support.cli import PROGRAM, run
from tests.support.pool import digests, documents
from tests.support.profiles import fewer
from tests.support.samples import SEEDS

BASE = (SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md").read_bytes()
OLD = signalkit.parse_bytes(BASE)


@pytest.fixture(autouse=True)
def _no_git(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge by values alone, unless a test is about git: no process is started."""
    if request.node.get_closest_marker("process") is None:

        def refuse(*_: object) -> Merged:
            raise GitMergeError("git is not installed")

        monkeypatch.setattr(merging, "merge_lines", refuse)


def edited(document: Document, **fields: object) -> bytes:
    return document.evolve(**fields).to_bytes()


def can_be_saved(document: Document) -> bool:
    """Whether the text is not one with a surrogate that stands for no byte."""
    try:
        document.to_bytes()
    except signalkit.UnrepresentableError:
        return False
    return True


def changed(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """The lines that were removed and those that were added."""
    old, new = before.split(b"\n"), after.split(b"\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


# -- values ------------------------------------------------------------------------------------------------


@fewer(5)
@given(documents(), digests(1), digests(2))
def test_law_merged_values_are_those_of_the_merge_of_digests(text: str, ours: Digest, theirs: Digest) -> None:
    base = signalkit.parse(text)
    try:
        our, their = base.with_digest(ours), base.with_digest(theirs)
    except signalkit.UnrepresentableError:
        return
    if not base.is_digest or not our.is_digest or not their.is_digest:
        return
    if any(has_conflict(one.text) or not can_be_saved(one) for one in (base, our, their)):
        return
    try:
        merged = merge_files(base.to_bytes(), our.to_bytes(), their.to_bytes(), Labels())
    except GitMergeError:  # a merged value has no place
        return
    expected, conflicts = merge_preferring("ours", base.digest, our.digest, their.digest)
    assert merged.conflicts == tuple(conflict.path for conflict in conflicts)
    assert merged.has_conflict == bool(conflicts)
    if not conflicts:
        assert signalkit.parse_bytes(merged.data).digest == expected


@fewer(5)
@given(documents())
@example("# __a__\r\n\r\n## Themes\r\n\r\n* x")
def test_law_a_side_without_changes_takes_those_of_the_other(text: str) -> None:
    document = signalkit.parse(text)
    if not document.is_digest or has_conflict(text) or not can_be_saved(document):
        return
    data = document.to_bytes()
    try:
        other = document.evolve(title="another title").to_bytes()
    except signalkit.UnrepresentableError:
        return
    assert merge_files(data, other, data, Labels()).data == other
    assert merge_files(data, data, other, Labels()).data == other
    assert merge_files(data, other, other, Labels()).data == other


@fewer(5)
@given(st.text("ab\r\n", max_size=12), st.text("ab\r\n", max_size=12))
def test_law_each_side_of_marked_conflicts_is_whole(ours: str, theirs: str) -> None:
    pieces = list(mark_conflicts(ours, theirs, Labels(size=9)))
    side = "both"
    read: dict[str, list[str]] = {"ours": [], "theirs": []}
    for piece in pieces:
        if piece.startswith("<" * 9):
            side = "ours"
        elif piece.startswith("=" * 9):
            side = "theirs"
        elif piece.startswith(">" * 9):
            side = "both"
        else:
            for name in read:
                if side in (name, "both"):
                    read[name].append(piece)
    assert "".join(read["ours"]).rstrip("\r\n") == ours.rstrip("\r\n")
    assert "".join(read["theirs"]).rstrip("\r\n") == theirs.rstrip("\r\n")
    assert (ours == theirs) == (len(pieces) == len([p for p in pieces if p[0] not in "<=>"]))


def test_two_keywords_and_two_cells_of_one_row_are_merged_in_lines_of_their_own() -> None:
    ours = edited(
        OLD.with_value("signals[0].change", "Our change"), keywords=(*OLD.digest.keywords, "our keyword")
    )
    theirs = edited(
        OLD.with_value("signals[0].horizon", "Their horizon"),
        keywords=("their keyword", *OLD.digest.keywords),
    )
    merged = merge_files(BASE, ours, theirs, Labels())
    assert not merged.has_conflict
    removed, added = changed(ours, merged.data)
    assert len(removed) == 1
    assert [b"their keyword" in line or b"Their horizon" in line for line in added] == [True, True]
    digest = signalkit.parse_bytes(merged.data).digest
    assert (digest.signals[0].change, digest.signals[0].horizon) == ("Our change", "Their horizon")


def test_a_table_that_one_side_padded_again_has_the_cell_of_the_other() -> None:
    wide = BASE.replace(b" | ", b"     |   ")
    theirs = OLD.with_value("signals[1].change", "Another").to_bytes()
    for sides in ((wide, theirs), (theirs, wide)):
        merged = merge_files(BASE, *sides, Labels())
        assert not merged.has_conflict
        assert signalkit.parse_bytes(merged.data).digest == signalkit.parse_bytes(theirs).digest
        assert len(changed(sides[0], merged.data)[1]) <= 1


def test_closest_that_one_side_computed_again_is_merged_with_a_word_of_the_other() -> None:
    ours = edited(OLD, title="A Title with a Typo Fixed")
    theirs = edited(OLD, closest=tuple(Reference(f"Digest {n}", f"{n:032x}") for n in range(8)))
    merged = merge_files(BASE, ours, theirs, Labels())
    digest = signalkit.parse_bytes(merged.data).digest
    assert digest.title == "A Title with a Typo Fixed"
    assert digest.closest == signalkit.parse_bytes(theirs).digest.closest
    assert not merged.has_conflict


def test_a_conflict_has_markers_around_its_lines_alone() -> None:
    ours = edited(OLD, title="Ours", keywords=("a", *OLD.digest.keywords))
    theirs = edited(OLD, title="Theirs", themes=("b", *OLD.digest.themes))
    merged = merge_files(BASE, ours, theirs, Labels("HEAD", "topic", 9))
    assert merged.conflicts == ("title",)
    lines = merged.data.split(b"\n")
    assert lines[0] == b"<<<<<<<<< HEAD"
    assert lines[1].startswith(b"# __Ours__")
    assert lines[2] == b"========="
    assert lines[3].startswith(b"# __Theirs__")
    assert lines[4] == b">>>>>>>>> topic"
    rest = b"\n".join(lines[5:])
    assert b"* a\n" in rest
    assert b"* b\n" in rest
    assert b"<<<" not in rest


def test_a_row_that_one_side_removed_and_the_other_edited_is_a_conflict() -> None:
    ours = edited(OLD, signals=OLD.digest.signals[1:])
    theirs = OLD.with_value("signals[0].change", "Edited").to_bytes()
    merged = merge_files(BASE, ours, theirs, Labels())
    assert merged.conflicts == ("signals[0]",)
    before, _, after = merged.data.partition(b"=======\n")
    assert before.rstrip(b"\n").endswith(b"<<<<<<< ours")
    assert b"Edited" in after.partition(b">>>>>>> theirs")[0]


def test_a_file_in_crlf_keeps_its_line_ends_in_conflicts_and_values() -> None:
    base = BASE.replace(b"\n", b"\r\n")
    document = signalkit.parse_bytes(base)
    merged = merge_files(base, edited(document, title="Ours"), edited(document, title="Theirs"), Labels())
    assert merged.has_conflict
    assert merged.data.count(b"\n") == merged.data.count(b"\r\n")


def test_new_files_on_both_sides_are_merged_from_nothing() -> None:
    ours = b"# __a__\n\n## Themes\n\n* x\n"
    merged = merge_files(b"", ours, ours.replace(b"* x\n", b"* y\n"), Labels())
    assert not merged.has_conflict
    assert signalkit.parse_bytes(merged.data).digest.themes == ("x", "y")


# -- with git ----------------------------------------------------------------------------------------------


def git(folder: Path, *words: str, status: int = 0) -> str:
    """Run git in a folder, with nothing of the user's configuration."""
    variables = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_MERGE_AUTOEDIT": "no",
    }
    done = subprocess.run(
        ["git", *words], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, (done.stdout, done.stderr)
    return done.stdout + done.stderr


def repository(folder: Path, base: bytes) -> None:
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitattributes").write_text("*.md merge=signalkit\n")
    driver = " ".join(PROGRAM) + " merge %O %A %B --path %P --marker-size %L"
    git(folder, "config", "merge.signalkit.name", "merge signal digests by their values")
    git(folder, "config", "merge.signalkit.driver", driver)
    (folder / "a.md").write_bytes(base)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")


def branch(folder: Path, name: str, data: bytes) -> None:
    git(folder, "checkout", "-qb", name, "main")
    (folder / "a.md").write_bytes(data)
    git(folder, "commit", "-qam", name)


@pytest.mark.process
def test_git_merges_branches_by_values_and_marks_conflicts(tmp_path: Path) -> None:
    repository(tmp_path, BASE)
    path = tmp_path / "a.md"
    keyword = edited(OLD, keywords=(*OLD.digest.keywords, "ours"))
    wide = edited(OLD, keywords=(*OLD.digest.keywords, "theirs")).replace(b" | ", b"    |  ")
    branch(tmp_path, "keyword", keyword)
    branch(tmp_path, "wide", wide)
    branch(tmp_path, "cell", OLD.with_value("signals[0].change", "Edited").to_bytes())
    branch(tmp_path, "other-cell", OLD.with_value("signals[0].change", "Otherwise").to_bytes())
    git(tmp_path, "checkout", "-q", "keyword")
    git(tmp_path, "merge", "-q", "wide")  # a conflict for a merge by lines
    git(tmp_path, "merge", "-q", "cell")
    digest = signalkit.load(path).digest
    assert digest.keywords[-2:] == ("ours", "theirs")
    assert digest.signals[0].change == "Edited"
    assert not git(tmp_path, "status", "--porcelain")
    said = git(tmp_path, "merge", "other-cell", status=1)
    assert "signalkit: a.md: 1 conflict: signals[0].change" in said
    assert git(tmp_path, "status", "--porcelain").startswith("UU a.md")
    assert path.read_bytes().count(b"<<<<<<<") == 1


@pytest.mark.process
def test_other_files_and_other_changes_are_merged_by_lines(tmp_path: Path) -> None:
    base, ours, theirs = b"one\n\ntwo\n\nthree\n", b"ONE\n\ntwo\n\nthree\n", b"one\n\ntwo\n\nTHREE\n"
    assert merge_files(base, ours, theirs, Labels()) == Merged(b"ONE\n\ntwo\n\nTHREE\n")
    assert merge_files(base, ours, b"TWO\n\ntwo\n\nthree\n", Labels()).data.startswith(b"<<<<<<< ours\nONE\n")
    comment = BASE + b"\n\n<!-- seen by two people -->\n"
    merged = merge_files(BASE, edited(OLD, title="Ours"), comment, Labels())
    assert merged.data == edited(OLD, title="Ours") + b"\n\n<!-- seen by two people -->\n"
    merged = merge_files(BASE, edited(OLD, closest=()), comment, Labels())  # no lines are left between
    assert b"seen by two people" in merged.data
    with pytest.raises(GitMergeError, match="Cannot merge binary files"):
        merge_files(b"\0", b"\0a", b"\0b", Labels())


# -- the command -------------------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path: Path) -> tuple[Path, Path, Path]:
    base, ours, theirs = (tmp_path / f"{name}.md" for name in ("base", "ours", "theirs"))
    base.write_bytes(BASE)
    ours.write_bytes(edited(OLD, title="Ours"))
    theirs.write_bytes(edited(OLD, category="science"))
    return base, ours, theirs


def test_the_result_is_written_to_ours_or_printed(three: tuple[Path, Path, Path]) -> None:
    before = three[1].read_bytes()
    printed = run("merge", *three, "--stdout")
    assert (printed.returncode, printed.stderr, three[1].read_bytes()) == (0, b"", before)
    done = run("merge", *three)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert three[1].read_bytes() == printed.stdout
    digest = signalkit.load(three[1]).digest
    assert (digest.title, digest.category) == ("Ours", "science")


def test_a_conflict_is_named_by_file_and_field(three: tuple[Path, Path, Path]) -> None:
    three[2].write_bytes(edited(OLD, title="Theirs"))
    done = run("merge", *three, "--path", "digests/a.md", "--label-ours", "HEAD")
    assert (done.returncode, done.stderr) == (1, b"signalkit: digests/a.md: 1 conflict: title\n")
    assert three[1].read_bytes().startswith(b"<<<<<<< HEAD\n")


def test_a_failure_leaves_ours_as_it_was(three: tuple[Path, Path, Path], tmp_path: Path) -> None:
    before = three[1].read_bytes()
    missing = run("merge", three[0], three[1], tmp_path / "missing.md")
    assert missing.returncode == 129
    assert b"missing.md: No such file or directory" in missing.stderr
    folder = run("merge", three[0], three[1], tmp_path)
    assert (folder.returncode, b"Is a directory" in folder.stderr) == (129, True)
    (tmp_path / "notes.md").write_text("Notes.\n")
    other = run("merge", three[0], three[1], tmp_path / "notes.md")
    assert (other.returncode, b"git is not installed" in other.stderr) == (129, True)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\0")
    binary = run("merge", three[0], three[1], tmp_path / "a.png")
    assert (binary.returncode, binary.stderr.decode()) == (
        129,
        f"signalkit: {tmp_path / 'a.png'}: Is a binary file\n",
    )
    assert three[1].read_bytes() == before
    assert run("merge", three[0]).returncode == 2
