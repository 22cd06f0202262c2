"""``signalkit edit``: values set, added, removed and renamed in many digests, and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given

import signalkit
from signalkit import Digest, FieldPathError, FieldTypeError, Link, Reference, Section, Signal
from signalkit.changes.edits import Edit, add_value, remove_value, rename_value, set_value
from signalkit.cli import conditions
from signalkit.model.paths import FieldPath, parse_selector
from signalkit.model.schema import ENTRY_TYPES, FIELDS, LISTS
from signalkit.model.selectors import every_text, select_values
from signalkit.store import atomic
from tests.support.cli import run
from tests.support.pool import digests, documents
from tests.support.profiles import fewer
from tests.support.samples import SEEDS
from tests.support.steps import growth

NEW = "a value that no digest has"
TEXT_LISTS = sorted(field for field in LISTS if ENTRY_TYPES[field] is str)


# -- what a selector selects -------------------------------------------------------------------------------


@fewer(4)
@given(documents())
def test_law_a_selected_value_is_that_of_its_path_and_has_a_place(text: str) -> None:
    document = signalkit.parse(text)
    for field in FIELDS:
        for path, value in select_values(document.digest, FieldPath(field, None, "")):
            assert document.value_of(path) == value
            span = document.span_of(path)
            assert 0 <= span.start <= span.end <= len(text)


@fewer(4)
@given(digests())
def test_law_every_text_is_selected_by_its_path_alone(digest: Digest) -> None:
    for path, value in every_text(digest):
        assert list(select_values(digest, parse_selector(path))) == [(path, value)]


def test_a_selector_without_an_index_selects_all_values() -> None:
    digest = Digest(
        link=Link(url="https://example.org"),
        keywords=("moss", "heat"),
        signals=(Signal("Shade", relevancy=4, extra={"src": "x"}), Signal("Water", "It falls.")),
    )

    def paths(selector: str) -> list[str]:
        return [path for path, _ in select_values(digest, parse_selector(selector))]

    assert paths("keywords") == ["keywords[0]", "keywords[1]"]
    assert paths("keywords[1]") == ["keywords[1]"]
    assert paths("keywords[2]") == []
    assert paths("signals.name") == ["signals[0].name", "signals[1].name"]
    assert paths("signals.relevancy") == ["signals[0].relevancy"]
    assert paths("signals.extra") == paths("signals.extra.src") == ["signals[0].extra.src"]
    assert paths("signals[1]") == ["signals[1].name", "signals[1].description"]
    assert paths("link") == ["link.text", "link.url"]
    assert paths("link.url") == ["link.url"]
    assert paths("origin.label") == []


@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        ("keyword", "did you mean 'keywords'?"),
        ("signals.horizn", "did you mean 'horizon'?"),
        ("title[0]", "title is a single value and takes no index"),
        ("title.text", "title is text and has no field 'text'"),
        ("a b", "not a field path"),
    ],
)
def test_a_wrong_selector_is_refused_with_what_exists(selector: str, reason: str) -> None:
    with pytest.raises(FieldPathError) as refused:
        parse_selector(selector)
    assert reason in str(refused.value)


# -- edits of values ---------------------------------------------------------------------------------------


@fewer(4)
@given(digests())
def test_law_rename_leaves_no_old_value_and_keeps_the_rest(digest: Digest) -> None:
    for field in TEXT_LISTS:
        for old in {*getattr(digest, field), NEW}:
            edited = rename_value(field, old, NEW)(digest)
            before, after = getattr(digest, field), getattr(edited, field)
            assert old == NEW or old not in after
            assert [one for one in after if one != NEW] == [one for one in before if one not in (old, NEW)]
            assert after.count(NEW) <= max(1, before.count(NEW))
            assert (edited is digest) == (old not in before or old == NEW)


@fewer(4)
@given(digests())
def test_law_a_value_that_was_added_is_removed_again(digest: Digest) -> None:
    for field in TEXT_LISTS:
        edited = add_value(field, NEW)(digest)
        assert getattr(edited, field) == (*getattr(digest, field), NEW)
        assert add_value(field, NEW)(edited) is edited
        assert remove_value(field, NEW)(edited) == digest


@fewer(5)
@given(digests())
def test_law_every_text_can_be_set_renamed_and_cleared_by_its_path(digest: Digest) -> None:
    for path, value in every_text(digest):
        selector = parse_selector(path)
        for edit in (set_value(path, NEW), rename_value(path, str(value), NEW)):
            assert list(select_values(edit(digest), selector)) == [(path, NEW)]
        if selector.rest or selector.field not in ENTRY_TYPES:
            assert list(select_values(remove_value(path, str(value))(digest), selector)) == []


@fewer(10)
@given(documents())
@example("# __a__\n\n## Themes\n\n* x\n")
def test_law_an_edit_of_a_document_changes_that_value_alone(text: str) -> None:
    document = signalkit.parse(text)
    themes = document.digest.themes
    assume(themes)
    edited = document.with_digest(rename_value("themes", themes[0], NEW)(document.digest))
    assert NEW in edited.digest.themes
    assert edited.with_digest(document.digest).digest == document.digest


def test_entries_are_removed_by_the_attribute_that_names_them() -> None:
    digest = Digest(
        signals=(Signal("Shade"), Signal("Water")),
        closest=(Reference("Bees", "a1"), Reference("Wasps", "b2"), Reference("Bees again", "a1")),
        sections=(Section("Notes", "x"), Section("Sources")),
    )
    assert remove_value("signals", "Shade")(digest).signals == (Signal("Water"),)
    assert remove_value("closest", "a1")(digest).closest == (Reference("Wasps", "b2"),)
    assert remove_value("sections", "Notes")(digest).sections == (Section("Sources"),)
    assert remove_value("signals[1]", "Shade")(digest) is digest


def test_cells_are_set_in_each_row_and_only_there() -> None:
    digest = Digest(signals=(Signal("Shade", horizon="x"), Signal("Water", relevancy=2)))
    horizons = [signal.horizon for signal in set_value("signals.horizon", "2034")(digest).signals]
    assert horizons == ["2034", "2034"]
    rated = set_value("signals.relevancy", "-4")(digest)
    assert [signal.relevancy for signal in rated.signals] == [-4, -4]
    cleared = remove_value("signals.relevancy", "2")(digest)
    assert [signal.relevancy for signal in cleared.signals] == [None, None]
    assert set_value("signals[1].extra.src", "x")(digest).signals[1].extra == {"src": "x"}
    assert set_value("concerns.name", "x")(digest) is digest


def test_a_missing_link_is_made_by_a_value_and_by_nothing_else() -> None:
    assert set_value("link.url", "https://example.org")(Digest()).link == Link(url="https://example.org")
    assert rename_value("link.url", "x", "y")(Digest()) == Digest()
    assert set_value("link.url", "")(Digest()) == Digest()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: set_value("themes", "x"), "themes has several values; add, remove or rename one of them"),
        (lambda: set_value("signals", "x"), "name one of its fields, as in 'signals.name'"),
        (lambda: set_value("signals.extra", "x"), "name a column, as in 'signals.extra.src'"),
        (lambda: add_value("title", "x"), "not a list of texts; expected one of keywords, themes, other"),
        (lambda: add_value("themes[0]", "x"), "not a list of texts"),
        (lambda: rename_value("closest", "x", "y"), "name one of its fields"),
        (lambda: set_value("signals.relevancy", "1.0"), "expected an integer of at most 18 digits"),
        (lambda: remove_value("origin", "x"), "name one of its fields, as in 'origin.label'"),
    ],
)
def test_an_edit_that_has_no_meaning_is_refused(make: Callable[[], Edit], reason: str) -> None:
    with pytest.raises((FieldPathError, FieldTypeError)) as refused:
        make()
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "edit",
    [
        rename_value("keywords", "k1", NEW),
        remove_value("keywords", "k1"),
        add_value("keywords", NEW),
        set_value("signals.horizon", NEW),
        remove_value("signals", "s1"),
    ],
)
def test_steps_grow_with_the_number_of_values(edit: Edit) -> None:
    def work(size: int) -> object:
        numbers = range(size)
        keywords, signals = [f"k{n % 9}" for n in numbers], [Signal(f"s{n}") for n in numbers]
        return edit(Digest(keywords=tuple(keywords), signals=tuple(signals)))

    assert growth(work, 200) < 5


# -- the command -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SEEDS.glob("[0-9a-f]*.md"):
        shutil.copy(path, tmp_path)
    return tmp_path


def changed_lines(folder: Path) -> dict[str, tuple[list[bytes], list[bytes]]]:
    """The lines that were removed and added, of each file that differs from its seed."""
    changes = {}
    for path in sorted(folder.glob("*.md")):
        if not (SEEDS / path.name).exists():
            continue
        old = (SEEDS / path.name).read_bytes().split(b"\n")
        new = path.read_bytes().split(b"\n")
        if old != new:
            changes[path.name[:4]] = ([x for x in old if x not in new], [x for x in new if x not in old])
    return changes


def test_a_theme_is_renamed_in_the_files_that_have_it(folder: Path) -> None:
    done = run("edit", "--rename", "themes", "space exploration", "spaceflight", ".", cwd=folder)
    assert done.returncode == 0
    assert done.stderr == b"2 of 14 files changed\n"
    assert done.stdout.splitlines() == [
        b"changed 8e02aaf073f1e7ce12aacc2409a6d681.md",
        b"changed e9a3e1ee0ebea9c71082691bd67602b7.md",
    ]
    assert changed_lines(folder) == {
        "8e02": ([b"- space exploration"], [b"- spaceflight"]),
        "e9a3": ([b"* space exploration"], [b"* spaceflight"]),
    }
    again = run("edit", "--rename", "themes", "space exploration", "spaceflight", ".", cwd=folder)
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"0 of 14 files changed\n")


def test_a_keyword_is_added_where_a_theme_is_set(folder: Path) -> None:
    done = run("edit", "--where", "themes", "space", "--add", "keywords", "orbit", folder)
    assert done.returncode == 0
    assert changed_lines(folder) == {"ea6b": ([], [b"* orbit"])}


def test_a_condition_may_be_a_regular_expression_and_all_must_be_met(folder: Path) -> None:
    match = ("--match", "title", "^DART")
    assert run("edit", *match, "--where", "themes", "none", "--set", "title", "x", folder).stdout == b""
    done = run("edit", *match, "--where", "themes", "risk", "--set", "title", "Impact", folder)
    assert done.returncode == 0
    [(_, (old, new))] = changed_lines(folder).items()
    assert old[0].startswith(b"# __DART Moves an Asteroid__")
    assert new[0].startswith(b"# __Impact__")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_what_would_change_is_shown_and_not_written(folder: Path, option: str) -> None:
    words = ("edit", "--rename", "themes", "space exploration", "spaceflight", option, folder)
    done = run(*words)
    assert done.returncode == 1
    assert done.stderr == b"2 of 14 files would change\n"
    assert changed_lines(folder) == {}
    if option == "--diff":
        assert done.stdout.count(b" spaceflight\n") == 2
    else:
        assert done.stdout.count(b"would change") == 2
    assert run("edit", "--rename", "themes", "none", "x", option, folder).returncode == 0


def test_standard_input_is_edited_to_standard_output() -> None:
    text = "# __a__\n\n## Themes\n\n* x\r\n* y"
    done = run("edit", "--rename", "themes", "y", "z", "-", stdin=text.encode())
    assert (done.returncode, done.stdout) == (0, text.replace("* y", "* z").encode())
    assert run("edit", "--rename", "themes", "q", "z", "-", stdin=text.encode()).stdout == text.encode()


def test_several_edits_apply_in_their_order(folder: Path) -> None:
    path = folder / "one.md"
    path.write_text("# __a__\n\n## Keywords\n\n* x\n\n## Themes\n\n* x\n* y\n")
    options = ["--add", "themes", "z", "--remove", "themes", "y", "--rename", "themes", "x", "y"]
    assert run("edit", *options, "--set", "title", "b", path).returncode == 0
    assert path.read_text() == "# __b__\n\n## Keywords\n\n* x\n\n## Themes\n\n* z\n"


def test_a_value_that_does_not_fit_is_named_and_other_files_are_edited(folder: Path) -> None:
    (folder / "first.md").write_text("# __a__\n\n## Signals\n\n| Signal |\n|---|\n| x |\n")
    unfit = ("--rename", "title", "DART Moves an Asteroid", "two\nlines")
    done = run("edit", *unfit, "--rename", "signals.name", "x", "y", folder)
    assert done.returncode == 2
    assert b"ea6bdd5056d4d0f85e0689df1565b31f.md: title: line breaks are not allowed here" in done.stderr
    assert done.stderr.endswith(b"1 of 15 files changed\n")
    assert "| y |" in (folder / "first.md").read_text()
    assert list(changed_lines(folder)) == []


def test_a_file_with_conflict_markers_or_without_permission_is_named_and_kept(folder: Path) -> None:
    conflict = "# __a__\n\n## Themes\n\n<<<<<<< ours\n* x\n=======\n* y\n>>>>>>> theirs\n"
    (folder / "conflict.md").write_text(conflict)
    done = run("edit", "--set", "title", "b", folder / "conflict.md")
    assert done.returncode == 2
    assert b"conflict.md: has conflict markers; not edited" in done.stderr
    assert (folder / "conflict.md").read_text() == conflict


def test_a_file_that_changed_meanwhile_is_named_and_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = atomic.write_file

    def write_late(path: Path, data: bytes, **options: Any) -> None:
        path.write_bytes(b"# __Somebody was faster__\n")
        write(path, data, **options)

    monkeypatch.setattr("signalkit.cli.rewriting.write_file", write_late)
    path = folder / "ea6bdd5056d4d0f85e0689df1565b31f.md"
    done = run("edit", "--set", "title", "b", path)
    assert done.returncode == 2
    assert b"changed on disk since it was read" in done.stderr
    assert path.read_bytes() == b"# __Somebody was faster__\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "nothing to do; use --rename, --remove, --set or --add"),
        (["--set", "signals.horizn", "x"], "--set: 'signals.horizn': a signal has no field 'horizn'"),
        (
            ["--where", "theme", "x", "--add", "themes", "y"],
            "--where: 'theme': a digest has no field 'theme'",
        ),
        (["--match", "title", "(", "--add", "themes", "y"], '--match "(": not a regular expression'),
        (["--set", "title"], "Missing argument 'PATH...'"),
    ],
)
def test_wrong_arguments_are_named_before_any_file_is_read(
    folder: Path, arguments: list[str], message: str
) -> None:
    done = run("edit", *arguments, folder)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert changed_lines(folder) == {}


def test_an_expression_that_backtracks_is_ended_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "SECONDS", 0.01)
    path = tmp_path / "a.md"
    text = f"# __{'a' * 60}b__\n\n## Themes\n\n* x\n"
    path.write_text(text)
    done = run("edit", "--match", "title", "(a|aa)+$", "--set", "title", "b", path)
    assert done.returncode == 2
    assert b'--match "(a|aa)+$": takes longer than' in done.stderr
    assert path.read_text() == text


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anything")
def test_a_read_only_folder_is_named_and_kept(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        done = run("edit", "--set", "title", "b", folder)
    finally:
        folder.chmod(0o700)
    assert done.returncode == 2
    assert b"Permission denied" in done.stderr
    assert changed_lines(folder) == {}


def test_a_value_of_the_wrong_type_is_shown_as_it_was_typed(folder: Path) -> None:
    done = run("edit", "--set", "signals.relevancy", "four", folder)
    reason = b'--set: signals.relevancy: expected an integer of at most 18 digits, got "four"\n'
    assert (done.returncode, done.stderr.endswith(reason)) == (2, True)
