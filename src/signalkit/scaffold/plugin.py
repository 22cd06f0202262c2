"""The distribution of a new plugin: its names, and its files, made from the templates in ``files``.

``$package`` and other attributes of `Names` are replaced in the text of a template, ``PACKAGE`` in its path.
"""

from __future__ import annotations

import errno
import keyword
import os
import re
from collections.abc import Collection, Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Literal

import attrs

from signalkit.plugins.api import API_VERSION, requirement
from signalkit.plugins.distributions import DISTRIBUTION
from signalkit.store.atomic import StrPath, os_error
from signalkit.store.staging import replace_folder

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Kind = Literal["exporter", "rules", "command"]
"""What a plugin adds."""

KINDS: tuple[Kind, ...] = ("exporter", "rules", "command")

_NAME = re.compile(r"[A-Z0-9]([A-Z0-9._-]*[A-Z0-9])?", re.I | re.A)  # PyPA, "Names and normalization"
_PREFIX = "signalkit-"
_ENTRY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LETTERS = 8  # of the prefix of a code

_DEPENDENCIES: dict[Kind, tuple[str, ...]] = {
    "exporter": ("attrs>=25.1",),
    "rules": (),
    "command": ("click>=8.1.8",),
}
_DESCRIPTIONS = {
    "exporter": "Signal digests as {0.entry}.",
    "rules": "Rules for signal digests: {0.prefix}.",
    "command": "The verb {0.entry} for signal digests.",
}
_EXAMPLES = {
    "exporter": "signalkit export {0.entry} digests",
    "rules": "signalkit check --select {0.prefix} digests",
    "command": "signalkit {0.entry} digests",
}


@attrs.frozen
class Names:
    """The names that a plugin has.

    Attributes:
        distribution: the normalized name of its distribution, ``"signalkit-ris"``.
        package: the name of its package, ``"signalkit_ris"``.
        entry: the name of its entry point, of its format and of its verb, ``"ris"``.
        prefix: the prefix of its rules, ``"RIS"``; empty if the name has too few letters for one.
    """

    distribution: str
    package: str
    entry: str
    prefix: str


def choose_names(name: str, kind: Kind, taken: Collection[str]) -> Names:
    """Derive all names of a plugin from that of its distribution.

    Args:
        name: of the distribution; normalized as PyPI does.
        kind: what the plugin adds.
        taken: what other plugins of that kind have added: names of formats, prefixes of rules, or verbs.

    Raises:
        ValueError: If the name, or one derived from it, is not allowed or is taken.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("expected letters, digits and hyphens, such as signalkit-ris")
    distribution = re.sub(r"[-_.]+", "-", name).lower()
    if distribution in (DISTRIBUTION, "signalkit"):
        raise ValueError("this is signalkit itself")
    package = distribution.replace("-", "_")
    if not package.isidentifier() or keyword.iskeyword(package):
        raise ValueError(f"{package!r} cannot be the name of a Python package")
    if find_spec(package) is not None:
        raise ValueError(f"package {package!r} already exists")
    entry = distribution.removeprefix(_PREFIX)
    letters = re.sub("[^A-Z]", "", entry.upper())[:_LETTERS]
    names = Names(distribution, package, entry, letters if len(letters) > 1 else "")
    if not _ENTRY.fullmatch(entry):
        raise ValueError(f"expected a letter first, got {entry!r}")
    if kind == "rules" and not names.prefix:
        raise ValueError(f"expected at least two letters for the codes of rules, got {entry!r}")
    if (wanted := names.prefix if kind == "rules" else entry) in taken:
        what = {"exporter": "format", "rules": "prefix of rules", "command": "verb"}[kind]
        raise ValueError(f"{what} {wanted!r} already exists")
    return names


def make_files(names: Names, kind: Kind) -> dict[str, str]:
    """Return the text of each file of a distribution by its path, with ``/`` between folders.

    Args:
        names: of the plugin.
        kind: what it adds.
    """
    required = (*_DEPENDENCIES[kind], requirement())
    values = {
        **attrs.asdict(names),
        "api": API_VERSION,
        "dependencies": ", ".join(f'"{one}"' for one in required),
        "description": _DESCRIPTIONS[kind].format(names),
        "example": _EXAMPLES[kind].format(names),
    }
    templates = files("signalkit.scaffold") / "files"
    return {
        path.replace("PACKAGE", names.package): Template(text).substitute(values)
        for folder in ("all", kind)
        for path, text in _read_templates(templates / folder, "")
    }


def write_plugin(folder: StrPath, names: Names, kind: Kind) -> list[str]:
    """Write the files of a distribution, all of them or none.

    Args:
        folder: to create.
        names: of the plugin.
        kind: what it adds.

    Returns:
        The paths of the files in the folder.

    Raises:
        FileExistsError: If there is a file or folder of that name.
        OSError: If the folder cannot be written.
    """
    if os.path.lexists(folder):
        raise os_error(errno.EEXIST, folder)
    made = make_files(names, kind)
    with replace_folder(Path(folder), overwrite=False) as out:
        for path, text in made.items():
            with out.create(path) as file:
                file.write(text.encode())
    return sorted(made)


def _read_templates(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of each template below a folder, in order."""
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _read_templates(one, f"{path}{one.name}/")
        elif one.name.endswith(".in"):
            yield path + one.name.removesuffix(".in"), one.read_text(encoding="utf-8")
