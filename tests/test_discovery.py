"""Which files are found: below folders, without what git or the project ignores."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from signalkit import ConfigError, Configuration
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


def test_loops_of_links_are_not_followed(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree)
    (tree / "linked.md").symlink_to(tree / "a.md")
    (tree / "nowhere.md").symlink_to(tree / "none")
    assert names(tree, tree / "sub") == ["sub/c.md", "sub/keep.md", "sub/deep/d.md"]
    assert "linked.md" in names(tree)


def test_patterns_for_files() -> None:
    root = Path("/project")
    assert matches("docs/**", root / "docs" / "a.md", root)
    assert matches("*.md", root / "docs" / "a.md", root)
    assert not matches("/a.md", root / "docs" / "a.md", root)
    assert not matches("*.md", Path("/elsewhere/a.md"), root)


def test_a_device_is_no_file() -> None:
    with pytest.raises(OSError, match="Is a device"):
        read_file(Path(os.devnull))
