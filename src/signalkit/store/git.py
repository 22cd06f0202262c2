"""Where git keeps the patterns of what it ignores, read from its files: no program is run.

gitignore(5), git-config(5) and gitrepository-layout(5). Conditional includes are not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_DEPTH = 10
"""How many files may include each other; git's own limit."""

_SECTION = re.compile(r'\s*+\[\s*+([^\s\]"]++)\s*+("[^"]*+")?\s*+\]')
_VARIABLE = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*=")
_PIECE = re.compile(r'\\(.)|"|[#;]|[^\\"#;]+', re.S)
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


def exclude_files(root: str) -> list[str]:
    """Return the files whose patterns apply to a whole repository, those that count for less first.

    Args:
        root: the folder of its working tree, as an absolute path.

    Returns:
        That of ``core.excludesFile`` and that of the repository; they need not exist.
    """
    folder = _git_folder(root)
    own = os.path.join(folder, "info", "exclude")
    configured = [
        os.path.join(root, os.path.expanduser(value))
        for file in _configurations(folder)
        for value in _values(file, "core", "excludesfile", _DEPTH)
    ]
    default = os.path.join(_user_folder(), "git", "ignore")
    return [configured[-1] if configured else default, own]


def read_text(file: str | os.PathLike[str]) -> str:
    """Read a file of git in UTF-8, with or without a byte order mark; nothing if that is not possible."""
    path = Path(file)
    try:
        # A pipe or a device would never end.
        return path.read_bytes().decode("utf-8-sig", "surrogateescape") if path.is_file() else ""
    except OSError:
        return ""


def _git_folder(root: str) -> str:
    """Return the folder of a repository that all its working trees share."""
    folder = os.path.join(root, ".git")
    named = read_text(folder)
    if named.startswith("gitdir:"):
        folder = os.path.join(root, named.removeprefix("gitdir:").strip())
    common = read_text(os.path.join(folder, "commondir")).strip()
    return os.path.join(folder, common) if common else folder


def _user_folder() -> str:
    return os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser(os.path.join("~", ".config"))


def _configurations(git_folder: str) -> Iterator[str]:
    """Yield the configuration files of the system, of the user and of a repository; the last counts most."""
    if os.environ.get("GIT_CONFIG_NOSYSTEM", "").casefold() not in ("1", "true", "yes", "on"):
        yield os.environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig")
    if named := os.environ.get("GIT_CONFIG_GLOBAL"):
        yield named
    else:
        yield os.path.join(_user_folder(), "git", "config")
        yield os.path.expanduser(os.path.join("~", ".gitconfig"))
    yield os.path.join(git_folder, "config")


def _values(file: str, section: str, name: str, depth: int) -> Iterator[str]:
    """Yield the values of a variable in a configuration file and in those that it includes, in order."""
    text = read_text(file)
    if not depth or (name not in text.casefold() and "include" not in text.casefold()):
        return
    here = ""
    for line in re.sub(r"\\\r?\n", "", text).split("\n"):
        match = _SECTION.match(line)
        if match:
            here = "" if match[2] else match[1].casefold()
            line = line[match.end() :]
        variable = _VARIABLE.match(line) if here in (section, "include") else None
        if variable is None:
            continue
        value = _value(line[variable.end() :])
        if here == section and variable[1].casefold() == name:
            yield value
        elif here == "include" and variable[1].casefold() == "path":
            included = os.path.join(os.path.dirname(file), os.path.expanduser(value))
            yield from _values(included, section, name, depth - 1)


def _value(text: str) -> str:
    """Return a value without its quotes, its escapes and the comment after it."""
    pieces: list[str] = []
    is_quoted = False
    for match in _PIECE.finditer(text.strip()):
        piece = match[0]
        if piece == '"':
            is_quoted = not is_quoted
        elif match[1] is not None:
            pieces.append(_ESCAPES.get(match[1], match[1]))
        elif piece in ("#", ";") and not is_quoted:
            break
        else:
            pieces.append(piece)
    return "".join(pieces).strip()
