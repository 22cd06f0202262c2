"""``signalkit import --into``: what came back from another program, put into the files that it came from."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import Digest, Record, UnrepresentableError
from signalkit.changes.merging import merge_preferring
from signalkit.cli.applying import Application
from signalkit.cli.output import Output
from tests.support.cli import run
from tests.support.pool import digests, documents
from tests.support.profiles import fewer
from tests.support.samples import SEEDS

DART = "ea6bdd5056d4d0f85e0689df1565b31f"
KNOTS = "055c83ab3b31a457e0419302f7a26ab7"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "digests"
    folder.mkdir()
    for path in SEEDS.glob("[0-9a-f]*.md"):
        shutil.copy(path, folder)
    return folder


def export(folder: Path, *, edit: Callable[[Digest], Digest] = lambda digest: digest) -> Path:
    """Write a JSON Lines file of all digests of a folder, one of them edited."""
    records = [
        Record(document.id, edit(document.digest) if document.id == DART else document.digest)
        for document in signalkit.Corpus.load(folder)
    ]
    return write(folder.parent / f"{len(list(folder.parent.iterdir()))}.jsonl", records)


def write(path: Path, records: list[Record]) -> Path:
    out = io.BytesIO()
    signalkit.export(records, "jsonl", out)
    path.write_bytes(out.getvalue())
    return path


def with_change(digest: Digest) -> Digest:
    first, *rest = digest.signals
    return attrs.evolve(digest, title="DART", signals=(attrs.evolve(first, change="Changed"), *rest))


def changed_lines(folder: Path) -> int:
    """How many lines of all files differ from those of the seeds."""
    count = 0
    for path in folder.glob("*.md"):
        old = (SEEDS / path.name).read_bytes().split(b"\n")
        new = path.read_bytes().split(b"\n")
        count += sum(one != other for one, other in zip(old, new, strict=True))
    return count


# -- laws --------------------------------------------------------------------------------------------------


@fewer(10)
@given(st.lists(documents(), max_size=3), digests(1))
def test_law_the_files_get_the_imported_values(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], digest: Digest
) -> None:
    folder = tmp_path_factory.mktemp("digests")
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_bytes(signalkit.parse(text).to_bytes())
    application = Application(folder, Output())
    applied = list(application.apply([Record(str(number), digest) for number in range(3)]))
    assert len(application.problems) + len(applied) <= 3
    for one in applied:
        assert one.after.digest == digest
        assert one.before is not None
        assert one.before.with_digest(digest).text == one.after.text


@fewer(10)
@given(documents(), digests(1), digests(2))
def test_law_with_a_base_the_files_get_the_merge(
    tmp_path_factory: pytest.TempPathFactory, text: str, base: Digest, digest: Digest
) -> None:
    folder = tmp_path_factory.mktemp("digests")
    document = signalkit.parse(text)
    (folder / "a.md").write_bytes(document.to_bytes())
    application = Application(folder, Output(), {"a": Record("a", base)})
    applied = list(application.apply([Record("a", digest)]))
    expected, conflicts = merge_preferring("ours", base, document.digest, digest)
    if conflicts:
        assert len(application.problems) == len(conflicts)
        assert not applied
        return
    if not application.problems:
        assert [one.after.digest for one in applied] == [expected][: len(applied)]
        assert applied or expected == document.digest


# -- the command -------------------------------------------------------------------------------------------


def test_only_changed_lines_of_changed_files_change(folder: Path) -> None:
    sheet = export(folder, edit=with_change)
    done = run("import", "jsonl", sheet, "--into", folder)
    assert (done.returncode, done.stderr) == (0, b"1 of 14 digests changed\n")
    assert done.stdout.decode() == f"changed {folder / DART}.md\n"
    assert changed_lines(folder) == 2
    again = run("import", sheet, "--into", folder)
    assert (again.returncode, again.stdout) == (0, b"")


@pytest.mark.parametrize("words", [("--into", "D", "F"), ("F", "--into", "D"), ("--into", "D", "jsonl", "F")])
def test_the_folder_may_be_named_before_or_after_the_file(folder: Path, words: tuple[str, ...]) -> None:
    names = {"D": str(folder), "F": str(export(folder, edit=with_change))}
    done = run("import", *(names.get(word, word) for word in words), "--check")
    assert (done.returncode, done.stderr) == (1, b"1 of 14 digests would change\n")


def test_a_file_that_changed_meanwhile_keeps_its_changes_with_a_base(folder: Path) -> None:
    base, sheet = export(folder), export(folder, edit=with_change)
    run("edit", "--add", "keywords", "impact", folder / f"{DART}.md")
    done = run("import", sheet, "--base", base, "--into", folder)
    assert (done.returncode, done.stderr) == (0, b"1 of 14 digests changed\n")
    digest = signalkit.load(folder / f"{DART}.md").digest
    assert (digest.title, digest.keywords[-1], digest.signals[0].change) == ("DART", "impact", "Changed")


def test_conflicts_are_listed_at_once_and_nothing_is_written(folder: Path) -> None:
    base, sheet = export(folder), export(folder, edit=with_change)
    run("edit", "--set", "title", "Mine", "--set", "signals[0].change", "Mine", folder / f"{DART}.md")
    before = (folder / f"{DART}.md").read_bytes()
    done = run("import", sheet, "--base", base, "--into", folder)
    assert (done.returncode, done.stdout) == (2, b"")
    path = folder / f"{DART}.md"
    assert done.stderr.decode().splitlines() == [
        f"signalkit: {sheet}: {path}: title: changed in the file to 'Mine', and in the import to 'DART'",
        f"signalkit: {sheet}: {path}: signals[0].change: changed in the file to 'Mine', "
        "and in the import to 'Changed'",
        "signalkit: 2 problems; nothing was written. Use --partial to apply the rest",
    ]
    assert path.read_bytes() == before


def test_unknown_and_missing_ids_are_listed_or_created(folder: Path) -> None:
    records = [
        Record("new", Digest(title="New")),
        Record(None, Digest(title="No id")),
        Record(DART, Digest()),
    ]
    sheet = write(folder.parent / "sheet.jsonl", records)
    done = run("import", sheet, "--into", folder)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[:2] == [
        f"signalkit: {sheet}: new: no file in {folder} has this id; use --create",
        f"signalkit: {sheet}: digest 2 has no id; it belongs to no file",
    ]
    assert changed_lines(folder) == 0
    some = run("import", sheet, "--into", folder, "--create", "--partial")
    assert some.returncode == 2
    assert some.stderr.endswith(b"2 of 3 digests changed\n")
    assert f"created {folder / 'new'}.md" in some.stdout.decode()
    assert signalkit.load(folder / "new.md").digest == Digest(title="New")
    assert signalkit.load(folder / f"{DART}.md").digest == Digest()


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_what_would_change_is_shown_and_not_written(folder: Path, option: str) -> None:
    sheet = export(folder, edit=with_change)
    done = run("import", sheet, "--into", folder, option)
    assert (done.returncode, done.stderr) == (1, b"1 of 14 digests would change\n")
    assert (b"+# __DART__" in done.stdout) == (option == "--diff")
    assert changed_lines(folder) == 0


def test_values_without_a_place_and_ids_that_are_no_file_names_are_listed(folder: Path) -> None:
    records = [
        Record("../up", Digest(title="x")),
        Record(DART, Digest(keywords=("a\n# b",))),
        Record(KNOTS, Digest(title="Fits")),
    ]
    sheet = write(folder.parent / "sheet.jsonl", records)
    done = run("import", sheet, "--into", folder, "--create", "--partial")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "../up: id: not a valid file name" in said
    with pytest.raises(UnrepresentableError) as refused:
        signalkit.load(folder / f"{DART}.md").with_digest(records[1].digest)
    assert f"{folder / DART}.md: {refused.value}" in said
    assert signalkit.load(folder / f"{KNOTS}.md").digest == Digest(title="Fits")
    assert not (folder.parent / "up.md").exists()


def test_an_id_of_two_files_and_one_with_conflict_markers_are_named(folder: Path) -> None:
    (folder / "copies").mkdir()
    shutil.copy(folder / f"{DART}.md", folder / "copies")
    text = "# __a__\n\n## Themes\n\n<<<<<<< ours\n* x\n=======\n* y\n>>>>>>> theirs\n"
    (folder / "marked.md").write_text(text)
    sheet = write(folder.parent / "s.jsonl", [Record(DART, Digest()), Record("marked", Digest(title="b"))])
    done = run("import", sheet, "--into", folder)
    assert done.returncode == 2
    assert f"{DART}: the id of several files" in done.stderr.decode()
    assert "marked.md: has conflict markers" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sheet.jsonl"], "missing -o FOLDER, or --into FOLDER"),
        (["sheet.jsonl", "-o", "x", "--base", "b.jsonl"], "--base requires --into FOLDER"),
        (["sheet.jsonl", "-o", "x", "--diff"], "--diff requires --into FOLDER"),
        (["sheet.jsonl", "--into", "digests", "-o", "x"], "-o and --into cannot be combined"),
        (["sheet.jsonl", "--into", "digests", "--force"], "--force and --into cannot be combined"),
        (["sheet.jsonl", "--into", "none"], "--into: 'none' is not a folder"),
        (["sheet.jsonl", "--into", "digests", "--base", "b.jsonl"], "b.jsonl: No such file or directory"),
        (["none.jsonl", "--into", "digests"], "none.jsonl: No such file or directory"),
    ],
)
def test_wrong_arguments_are_named(folder: Path, arguments: list[str], message: str) -> None:
    write(folder.parent / "sheet.jsonl", [Record(DART, Digest())])
    done = run("import", *arguments, cwd=folder.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert changed_lines(folder) == 0
