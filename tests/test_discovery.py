"""Which files are found: below folders, without what git or the project ignores."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from signalkit import ConfigError, Configuration, Corpus
from signalkit.checking import Checker
from signalkit.store.find import find_files, read_file
from signalkit.store.ignore import matches


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.md",
        "a.md",
        "note.txt",
        "sub/c.md",
        "sub/deep/d.md",
        "build/e.md",
        ".hidden/f.md",
        "sub/keep.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def names(tree: Path, *paths: object, **options: object) -> list[str]:
    given = [str(path) for path in paths] or [str(tree)]
    found = find_files(given, **options)  # type: ignore[arg-type]
    return [os.path.relpath(one.path, tree) for one in found]


def test_folders_are_searched_in_order(tree: Path) -> None:
    assert names(tree) == ["a.md", "b.md", "build/e.md", "sub/c.md", "sub/keep.md", "sub/deep/d.md"]


def test_what_is_named_is_found_whatever_it_is(tree: Path) -> None:
    found = list(find_files([str(tree / "note.txt"), str(tree / "none"), "-", str(tree / "sub" / "deep")]))
    assert [one.named for one in found] == [True, True, True, False]


def test_each_is_found_once(tree: Path) -> None:
    assert names(tree, tree / "a.md", tree, tree / "a.md").count("a.md") == 1


def test_gitignore_is_heeded_in_a_repository(tree: Path) -> None:
    (tree / ".gitignore").write_text("build/\nsub/*.md\n!sub/keep.md\n")
    (tree / "sub" / "deep" / ".gitignore").write_text("*.md\n")
    assert names(tree) == ["a.md", "b.md", "sub/keep.md"]
    (tree / ".git").mkdir()
    assert names(tree, tree / "sub") == ["sub/keep.md"]
    assert names(tree, tree / "build" / "e.md") == ["build/e.md"]


def test_a_gitignore_with_a_byte_order_mark_and_crlf(tree: Path) -> None:
    (tree / ".gitignore").write_bytes(b"\xef\xbb\xbfb.md\r\nbuild/\r\nsub\r\n")
    assert names(tree) == ["a.md"]


@pytest.fixture
def repository(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of git, and a user without a configuration."""
    monkeypatch.setenv("HOME", str(tree / ".home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    subprocess.run(["git", "init", "-q", tree], check=True)
    return tree


def ignored_by_git(tree: Path) -> list[str]:
    """The files that git itself finds."""
    run = ["git", "-C", str(tree), "ls-files", "-co", "--exclude-standard", "*.md"]
    found = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
    return sorted(name for name in found if not name.startswith("."))


@pytest.mark.process
def test_what_a_repository_and_its_user_ignore(repository: Path) -> None:
    assert len(names(repository)) == 6
    (repository / ".git" / "info" / "exclude").write_text("# mine\nsub/*.md\n/b.md\n")
    assert names(repository) == ["a.md", "build/e.md", "sub/deep/d.md"]
    assert names(repository, repository / "sub") == ["sub/deep/d.md"]
    (repository / ".home" / ".config" / "git").mkdir(parents=True)
    (repository / ".home" / ".config" / "git" / "ignore").write_text("e.md\n")
    assert names(repository) == ["a.md", "sub/deep/d.md"]
    (repository / ".gitignore").write_text("!keep.md\n!e.md\n")  # which counts for more
    assert names(repository) == ["a.md", "build/e.md", "sub/keep.md", "sub/deep/d.md"]
    assert sorted(names(repository)) == ignored_by_git(repository)


CONFIGURED = {
    "plain": "[core]\n\texcludesFile = ~/mine\n",
    "on one line": "[core] excludesfile=~/mine ; a comment\n",
    "quoted": '[core]\r\n  EXCLUDESFILE = "~/mi"ne # a comment\r\n',
    "the last of two": "[core]\nexcludesFile = ~/other\nexcludesFile = ~/mi\\\nne",
    "included": "[include]\n\tpath = more\n",
    "not a section": '[core "x"]\nexcludesFile = ~/mine\n[corex]\nexcludesFile = ~/mine\n',
    "a comment": "[core]\n# excludesFile = ~/mine\n",
    "itself": "[include]\n\tpath = .gitconfig\n\tpath = more\n",
}


@pytest.mark.process
@pytest.mark.parametrize("place", [".home/.gitconfig", ".git/config"])
@pytest.mark.parametrize("name", CONFIGURED)
def test_the_file_that_git_is_configured_with(name: str, place: str, repository: Path) -> None:
    (repository / ".home").mkdir()
    (repository / ".home" / "mine").write_text("d.md\n")
    for folder in (".home", ".git"):
        (repository / folder / "more").write_text("[core]\nexcludesFile = ~/mine\n")
    path = repository / place
    before = path.read_text() if path.exists() else ""
    path.write_bytes((before + CONFIGURED[name]).encode())
    is_named = name not in ("not a section", "a comment")
    assert ("sub/deep/d.md" in names(repository)) != is_named
    if name != "itself":  # which git refuses
        assert sorted(names(repository)) == ignored_by_git(repository)


@pytest.mark.process
def test_a_worktree_has_the_excluded_files_of_its_repository(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("worktree") / "other"
    as_somebody = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["add", "a.md", "b.md"], ["commit", "-qm", "x"], ["worktree", "add", "-q", str(other)]):
        subprocess.run(["git", "-C", str(repository), *as_somebody, *command], check=True)
    (repository / ".git" / "info" / "exclude").write_text("b.md\n")
    assert names(other) == ["a.md"]


def test_patterns_are_not_read_from_a_device(tree: Path) -> None:
    (tree / ".gitignore").symlink_to("/dev/zero")
    assert len(names(tree)) == 6


@pytest.mark.parametrize("pattern", ["[z-a]", "!"])
def test_what_is_no_pattern_does_no_harm_to_the_others(pattern: str, tree: Path) -> None:
    (tree / ".gitignore").write_text(f"b.md\n{pattern}\nsub/\n")
    assert names(tree) == ["a.md", "build/e.md"]
    with pytest.raises(ValueError, match=re.escape(pattern)):
        names(tree, exclude=[pattern], root=tree)
    with pytest.raises(ConfigError, match="per-file-ignores: "):
        Checker(Configuration(per_file_ignores={pattern: ("SK101",)}))


def test_what_a_project_excludes(tree: Path) -> None:
    options = {"exclude": ["sub/", "/b.md"], "root": tree}
    assert names(tree, **options) == ["a.md", "build/e.md"]
    assert names(tree, tree / "b.md", **options) == ["b.md"]
    assert names(tree, tree / "b.md", tree / "a.md", force_exclude=True, **options) == ["a.md"]


def test_standard_input_is_excluded_by_its_name(tree: Path) -> None:
    options: dict[str, Any] = {"exclude": ["sub/"], "root": tree, "force_exclude": True}
    assert list(find_files(["-"], stdin_name=str(tree / "sub" / "x.md"), **options)) == []
    assert len(list(find_files(["-"], stdin_name=str(tree / "x.md"), **options))) == 1
    assert len(list(find_files(["-"], **options))) == 1


def test_loops_of_links_are_not_followed(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree)
    (tree / "linked.md").symlink_to(tree / "a.md")
    (tree / "nowhere.md").symlink_to(tree / "none")
    assert names(tree, tree / "sub") == ["sub/c.md", "sub/keep.md", "sub/deep/d.md"]
    assert "linked.md" in names(tree)


def test_a_corpus_skips_broken_links(tree: Path) -> None:
    (tree / "a.md").write_text("# __Bees__")
    (tree / "nowhere.md").symlink_to(tree / "none")
    assert [card.path.name for card in Corpus.load(tree).cards] == ["a.md"]
    with pytest.raises(FileNotFoundError, match=r"nowhere\.md"):
        Corpus.load(tree / "nowhere.md")


def test_patterns_for_files() -> None:
    root = Path("/project")
    assert matches("docs/**", root / "docs" / "a.md", root)
    assert matches("*.md", root / "docs" / "a.md", root)
    assert not matches("/a.md", root / "docs" / "a.md", root)
    assert not matches("*.md", Path("/elsewhere/a.md"), root)


def test_a_device_is_no_file() -> None:
    with pytest.raises(OSError, match="Is a device"):
        read_file(Path(os.devnull))
