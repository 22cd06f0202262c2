"""Files to read: those named, and the `*.md` below folders, without what git or a project ignores."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

STDIN = Path("-")


@attrs.frozen
class Found:
    """A file, and whether somebody named it."""

    path: Path
    named: bool


def find_files(
    names: Iterable[str | os.PathLike[str]],
    *,
    exclude: Iterable[str] = (),
    root: str | os.PathLike[str] = os.curdir,
    force_exclude: bool = False,
    on_error: Callable[[OSError], None] | None = None,
) -> Iterator[Found]:
    """The files named, and the `*.md` below the folders named, each once, in order.

    Folders that begin with a dot are left out, and so is what a ``.gitignore`` names, or `exclude`. Links to
    folders are not followed.

    Args:
        names: files, folders, or ``-`` for standard input.
        exclude: patterns as in ``.gitignore``, relative to `root`.
        root: the folder of the project.
        force_exclude: whether to take files that are named as if they were found in a folder.
        on_error: gets what cannot be read; it is raised if None.

    Raises:
        ValueError: a pattern is none.
    """
    excluded = _spec(exclude) if exclude else None
    top = os.path.abspath(root)

    def is_excluded(path: str, folder: bool) -> bool:
        if excluded is None:
            return False
        relative = os.path.relpath(os.path.abspath(path), top)
        return not _is_outside(relative) and _verdict(excluded, relative, folder) is True

    seen: set[str] = set()
    for given in names:
        name = os.fspath(given)
        if name == "-" or not os.path.isdir(name):
            key = os.path.normpath(name)
            if key not in seen and not (force_exclude and is_excluded(name, False)):
                seen.add(key)
                yield Found(Path(name), not force_exclude)
            continue
        for path in _walk(name, is_excluded, on_error):
            if path not in seen:
                seen.add(path)
                yield Found(Path(path), False)


def _walk(
    top: str, is_excluded: Callable[[str, bool], bool], on_error: Callable[[OSError], None] | None
) -> Iterator[str]:
    def fail(error: OSError) -> None:
        if on_error is None:
            raise error
        on_error(error)

    above = _ignores_above(os.path.abspath(top))
    if _is_ignored(os.path.abspath(top), True, above):
        above = []  # somebody named it all the same
    ignores = {os.path.abspath(top): above}
    for folder, folders, files in os.walk(top, onerror=fail):
        here = os.path.abspath(folder)
        rules = ignores.pop(here)
        if ".gitignore" in files:
            rules = [*rules, *_read_ignore(here)]

        def kept(name: str, is_folder: bool, folder: str = folder, rules: list[_Ignore] = rules) -> bool:
            path = os.path.join(folder, name)
            return not _is_ignored(os.path.abspath(path), is_folder, rules) and not is_excluded(
                path, is_folder
            )

        folders[:] = sorted(name for name in folders if not name.startswith(".") and kept(name, True))
        for name in folders:
            ignores[os.path.join(here, name)] = rules
        for name in sorted(files):
            if name.endswith(".md") and kept(name, False):
                yield os.path.normpath(os.path.join(folder, name))


def is_pipe(path: Path) -> bool:
    """Whether a path is a pipe, which can be read only once."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def read_file(path: Path, *, pipes: bool = True) -> bytes:
    """The bytes of a file.

    Args:
        path: of the file.
        pipes: whether to wait for what a pipe brings.

    Raises:
        OSError: as it comes; also for a device, which would never end.
    """
    if not pipes and is_pipe(path):
        raise OSError(22, "Is a pipe", str(path))
    with open(path, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise OSError(22, "Is a device", str(path))
        return file.read()


# -- .gitignore --------------------------------------------------------------------------------------------

_Ignore = tuple[str, "GitIgnoreSpec"]
"""A folder, and the patterns of its ``.gitignore``."""


def check_pattern(pattern: str) -> None:
    """See that a pattern is one.

    Raises:
        ValueError: it is none.
    """
    _spec_of(pattern)


def _is_pattern(line: str) -> bool:
    try:
        check_pattern(line)
    except ValueError:
        return False
    return True


# In the expressions that pathspec makes of patterns: a `*` with another one behind it in its part of the
# path, and a `/**/`.
_STAR = re.compile(r"\[\^/\]\*((?:\[\^/\](?!\*)|(?!\[\^/\])[^/])*+)(?=\[\^/\]\*)")
_FOLDERS = "(?:/.+)?"


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """The patterns of a ``.gitignore``, which may be a stranger's: matching one never goes back for long.

    What stands between two wildcards is looked for where it comes first and kept there, as any later place
    would do no better.
    """
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class Pattern(GitIgnoreSpecPattern):
        __slots__ = ()

        @classmethod
        def pattern_to_regex(cls, pattern: Any) -> tuple[Any, bool | None]:
            made, include = super().pattern_to_regex(pattern)
            return None if made is None else _forward(made), include

    try:
        return GitIgnoreSpec.from_lines(list(lines), Pattern, backend="simple")
    except re.error as error:  # which is no ValueError
        raise ValueError(f"{error}: {error.pattern!r}") from error


@lru_cache(maxsize=64)
def _spec_of(pattern: str) -> GitIgnoreSpec:
    """One pattern, which is mostly asked about many files."""
    return _spec([pattern])


def _forward(expression: str) -> str:
    """An expression of pathspec's so changed that only the last wildcard of each kind goes back."""
    first, *rest = _STAR.sub(r"(?>[^/]*?\1)", expression).split(_FOLDERS)
    if not rest:
        return first
    if first.startswith("^(?:.+/)?"):
        first = f"^(?>(?:.+?/)??{first.removeprefix('^(?:.+/)?')}(?=/))"
    between = [f"(?>(?:/.+?)??{part}(?=/))" for part in rest[:-1]]
    return "".join([first, *between, _FOLDERS, rest[-1]])


def _verdict(spec: GitIgnoreSpec, path: str, folder: bool) -> bool | None:
    """Whether the patterns take a path, let it go, or say nothing of it."""
    posix = path.replace(os.sep, "/")
    return spec.check_file(f"{posix}/" if folder else posix).include


def _read_ignore(folder: str) -> list[_Ignore]:
    try:
        lines = Path(folder, ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    try:
        return [(folder, _spec(lines))]
    except ValueError:  # the other lines still hold
        return [(folder, _spec(filter(_is_pattern, lines)))]


def _ignores_above(folder: str) -> list[_Ignore]:
    """The ``.gitignore`` files above a folder, up to the one that is the repository."""
    found: list[_Ignore] = []
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []  # no repository: nobody asked git
        folder = parent
        if os.path.exists(os.path.join(folder, ".gitignore")):
            found[:0] = _read_ignore(folder)
    return found


def _is_ignored(path: str, is_folder: bool, rules: list[_Ignore]) -> bool:
    for folder, spec in reversed(rules):
        verdict = _verdict(spec, os.path.relpath(path, folder), is_folder)
        if verdict is not None:
            return verdict
    return False


def matches(pattern: str, path: Path, root: Path) -> bool:
    """Whether a pattern, as in ``.gitignore`` and relative to `root`, takes a path."""
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(root))
    return not _is_outside(relative) and _verdict(_spec_of(pattern), relative, False) is True


def _is_outside(relative: str) -> bool:
    return relative == os.pardir or relative.startswith(os.pardir + os.sep)
