"""Patterns of ``.gitignore``, matched in linear time.

pathspec reads the patterns. Its regular expressions backtrack, and a ``.gitignore`` may come from anywhere:
``*a*a*a*b`` takes 1.4 s for one name of 255 letters, ``x/**/a/**/a/**/b`` 44 s for one long path. They are
rewritten so that a wildcard never gives back what it has taken; a law holds the two to the same answers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signalkit.store.git import exclude_files, read_text

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Patterns:
    """The patterns of one ``.gitignore``, or of an option, relative to a folder.

    Args:
        folder: the folder, as an absolute path.
        lines: the patterns in order; the last one that matches counts.

    Raises:
        ValueError: If a pattern is malformed.
    """

    def __init__(self, folder: str, lines: Iterable[str]) -> None:
        self.folder = folder
        self.spec = compile_patterns(lines)

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """Return whether the patterns ignore a path: True, False (``!pattern``), or None if none matches.

        Args:
            path: an absolute path; None is the verdict if it is not in the folder.
            is_folder: whether it is a folder.
        """
        relative = os.path.relpath(path, self.folder)
        if relative == os.pardir or relative.startswith(os.pardir + os.sep):
            return None
        posix = relative.replace(os.sep, "/")
        return self.spec.check_file(f"{posix}/" if is_folder else posix).include


def is_ignored(path: str, is_folder: bool, patterns: list[Patterns]) -> bool:
    """Return whether a path is ignored.

    Args:
        path: an absolute path.
        is_folder: whether it is a folder.
        patterns: those of the folders that it is in, the outermost first; inner ones take precedence.
    """
    for one in reversed(patterns):
        verdict = one.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def matches(pattern: str, path: Path, root: Path) -> bool:
    """Return whether a pattern, relative to `root`, matches a path.

    Raises:
        ValueError: If the pattern is malformed.
    """
    return _patterns_of(pattern, os.path.abspath(root)).verdict(os.path.abspath(path), False) is True


@lru_cache(maxsize=64)
def _patterns_of(pattern: str, folder: str) -> Patterns:
    """Compile one pattern, which is usually asked about many files."""
    return Patterns(folder, [pattern])


def check_pattern(pattern: str) -> None:
    """Refuse a malformed pattern.

    Raises:
        ValueError: If it is malformed.
    """
    compile_patterns([pattern])


def read_patterns(folder: str, file: str | os.PathLike[str] = ".gitignore") -> list[Patterns]:
    """Read the patterns of a folder without the malformed ones.

    Args:
        folder: the folder, as an absolute path.
        file: the file that has them, relative to the folder.

    Returns:
        One `Patterns`; none if the file cannot be read or is empty but for comments.
    """
    text = read_text(os.path.join(folder, file))
    # As git separates lines; a line separator of Unicode may be part of a file name.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if not any(line and not line.startswith("#") for line in lines):
        return []
    try:
        return [Patterns(folder, lines)]
    except ValueError:
        return [Patterns(folder, filter(_is_pattern, lines))]


def _is_pattern(line: str) -> bool:
    try:
        check_pattern(line)
    except ValueError:
        return False
    return True


def patterns_above(folder: str) -> list[Patterns]:
    """Read what git ignores in a folder because of its repository and the user, not of the folder itself.

    Args:
        folder: the folder, as an absolute path.

    Returns:
        The patterns of ``core.excludesFile``, of ``.git/info/exclude`` and of the ``.gitignore`` files above
        the folder, up to the root of its repository; nothing outside a repository.
    """
    found: list[Patterns] = []
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []
        folder = parent
        if os.path.exists(os.path.join(folder, ".gitignore")):
            found[:0] = read_patterns(folder)
    return [one for file in exclude_files(folder) for one in read_patterns(folder, file)] + found


# -- regular expressions -----------------------------------------------------------------------------------

# In pathspec's expressions: a `*` that another one follows in the same part of the path, and `/**/`.
_STAR = re.compile(r"\[\^/\]\*((?:\[\^/\](?!\*)|(?!\[\^/\])[^/])*+)(?=\[\^/\]\*)")
_FOLDERS = "(?:/.+)?"


def compile_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """Compile patterns to expressions that do not backtrack beyond one wildcard.

    Raises:
        ValueError: If a pattern is malformed.
    """
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class Pattern(GitIgnoreSpecPattern):
        __slots__ = ()

        @classmethod
        def pattern_to_regex(cls, pattern: Any) -> tuple[Any, bool | None]:
            expression, include = super().pattern_to_regex(pattern)
            return None if expression is None else _without_backtracking(expression), include

    try:
        return GitIgnoreSpec.from_lines(list(lines), Pattern, backend="simple")
    except re.error as error:  # not a ValueError
        raise ValueError(f"{error}: {error.pattern!r}") from error


def _without_backtracking(expression: str) -> str:
    """Rewrite an expression so that only the last wildcard of each kind backtracks.

    The text between two wildcards is matched where it comes first, and kept there in an atomic group: no
    later place would do better.
    """
    first, *rest = _STAR.sub(r"(?>[^/]*?\1)", expression).split(_FOLDERS)
    if not rest:
        return first
    if first.startswith("^(?:.+/)?"):
        first = f"^(?>(?:.+?/)??{first.removeprefix('^(?:.+/)?')}(?=/))"
    between = [f"(?>(?:/.+?)??{part}(?=/))" for part in rest[:-1]]
    return "".join([first, *between, _FOLDERS, rest[-1]])
