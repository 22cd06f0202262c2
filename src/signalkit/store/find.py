"""Files to read: those named, and the Markdown below folders, without what git or a project ignores."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import attrs

from signalkit.store.atomic import os_error
from signalkit.store.ignore import Patterns, is_ignored, patterns_above, read_patterns

STDIN = Path("-")

SUFFIXES = (".md", ".markdown")
"""The suffixes of Markdown files, whose letters may be capitals."""


@attrs.frozen
class Found:
    """A file, and whether it was named or found in a folder."""

    path: Path
    named: bool


def find_files(
    names: Iterable[str | os.PathLike[str]],
    *,
    exclude: Iterable[str] = (),
    root: str | os.PathLike[str] = os.curdir,
    force_exclude: bool = False,
    stdin_name: str | None = None,
    on_error: Callable[[OSError], None] | None = None,
) -> Iterator[Found]:
    """Find the files named and the Markdown files below the folders named, each once, in order.

    Folders that begin with a dot are skipped, and so is what git or `exclude` ignores. Links to folders are
    not followed.

    Args:
        names: files, folders, or ``-`` for standard input.
        exclude: patterns as in ``.gitignore``, relative to `root`.
        root: the folder of the project.
        force_exclude: whether to treat files that are named as if they were found in a folder.
        stdin_name: the name by which standard input is excluded; ``-`` if None.
        on_error: called with what cannot be read; it is raised if None.

    Raises:
        ValueError: If a pattern is malformed.
        OSError: If a folder cannot be read and there is no `on_error`.
    """
    excluded = Patterns(os.path.abspath(root), exclude) if exclude else None

    def is_excluded(path: str, is_folder: bool) -> bool:
        return excluded is not None and excluded.verdict(os.path.abspath(path), is_folder) is True

    seen: set[str] = set()
    for given in names:
        name = os.fspath(given)
        if name == "-" or not os.path.isdir(name):
            key = os.path.normpath(name)
            excluded_as = stdin_name if name == "-" and stdin_name is not None else name
            if key not in seen and not (force_exclude and is_excluded(excluded_as, False)):
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

    above = patterns_above(os.path.abspath(top))
    if is_ignored(os.path.abspath(top), True, above):
        above = []  # it was named although it is ignored
    patterns_of = {os.path.abspath(top): above}
    for folder, folders, files in os.walk(top, onerror=fail):
        here = os.path.abspath(folder)
        patterns = patterns_of.pop(here)
        if ".gitignore" in files:
            patterns = [*patterns, *read_patterns(here)]

        def is_kept(
            name: str, is_folder: bool, folder: str = folder, patterns: list[Patterns] = patterns
        ) -> bool:
            path = os.path.join(folder, name)
            return not is_ignored(os.path.abspath(path), is_folder, patterns) and not is_excluded(
                path, is_folder
            )

        folders[:] = sorted(name for name in folders if not name.startswith(".") and is_kept(name, True))
        for name in folders:
            patterns_of[os.path.join(here, name)] = patterns
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and is_kept(name, False):
                yield os.path.normpath(os.path.join(folder, name))


def is_broken_link(found: Found) -> bool:
    """Return whether a file that was found in a folder is a symbolic link to nothing."""
    return not found.named and os.path.islink(found.path) and not os.path.exists(found.path)


def is_pipe(path: Path) -> bool:
    """Return whether a path is a pipe, which can be read only once."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def read_file(path: Path, *, pipes: bool = True) -> bytes:
    """Read the bytes of a file.

    Args:
        path: the file.
        pipes: whether to read pipes, too.

    Raises:
        OSError: If the file cannot be read, or is a device, which would never end.
    """
    if not pipes and is_pipe(path):
        raise os_error(errno.EINVAL, path, "Is a pipe")
    with open(path, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise os_error(errno.EINVAL, path, "Is a device")
        return file.read()
