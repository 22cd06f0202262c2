"""Any configuration, and any pattern, is read or refused with a `ConfigError`, and can then be used.

An input is a ``signalkit.toml``, a ``.gitignore`` and the name of a file, parted by NUL.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

import harness

import signalkit
from signalkit import ConfigError, Configuration, Document
from signalkit.checking import Checker
from signalkit.checking.config import load_configuration
from signalkit.plugins import PluginManager
from signalkit.store.find import find_files
from signalkit.store.folder import is_file_name

PLUGINS = PluginManager(discover=False)
FOLDER = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
TREE = ["a.md", "b/a.md", "b/c.md", "b/d/e.md", ".x/a.md"]
for _name in TREE:
    (FOLDER / _name).parent.mkdir(exist_ok=True)
    (FOLDER / _name).write_text("# __T__\n\n## Keywords\n\n* a \n")
(FOLDER / ".git").mkdir()


def settings(data: bytes, name: str) -> Configuration:
    """Read a configuration from a file of that name."""
    path = FOLDER / name
    path.write_bytes(data)
    return load_configuration(path)


def check(data: bytes) -> None:
    """Whatever is read works; whatever does not is refused by the error that is for it."""
    toml, ignore, raw = [*data.split(b"\0", 2), b"", b""][:3]
    name = raw.decode("utf-8", "surrogateescape")
    name = name if is_file_name(name) else "a.md"
    try:
        found = settings(toml, "signalkit.toml")
        assert settings(b"[tool.signalkit]\n" + toml, "pyproject.toml").select == found.select
        checker = Checker(found, plugins=PLUGINS)
    except ConfigError as error:
        assert str(error)
        return
    assert checker.codes <= set(checker.rules)
    document = signalkit.load(FOLDER / "a.md")
    try:
        checker.check(Document(document.text, path=FOLDER / name))
    except ConfigError as error:
        assert str(error)
    (FOLDER / ".gitignore").write_bytes(ignore)
    try:
        files = list(find_files([FOLDER], exclude=found.exclude, root=found.root))
    except ValueError as error:  # a pattern is none
        assert str(error)
        return
    paths = {one.path.relative_to(FOLDER).as_posix() for one in files}
    assert paths <= set(TREE) - {".x/a.md"}


SETTINGS = [
    "",
    'select = ["ALL"]\nignore = ["SK4", "missing-title"]\nextend-select = ["SK301"]\n',
    '[per-file-ignores]\n"b/*.md" = ["SK402"]\n"!a.md" = ["ALL"]\n',
    '[severity]\nSK4 = "error"\n"missing-title" = "info"\n',
    'exclude = ["b/", "/a.md", "**/d/**", "!b/c.md", "[a-c]*"]\ncorpus = ["."]\nrequired-plugins = []\n',
]


def seeds() -> list[bytes]:
    """Assert the laws of configurations and of patterns of git."""
    ignores = ["", "*.md\n!a.md\n", "# x\nb/\n/a.md \\\n**/e.md\n[!a].md\n"]
    return [f"{one}\0{other}\0c d.md".encode() for one in SETTINGS for other in ignores]


TOKENS = [
    *("select", "extend-select", "ignore", "per-file-ignores", "severity", "exclude", "corpus", '"ALL"'),
    *("required-plugins", "= [", "]\n", '"""', "'''", "\\u", "[severity]\n", "[[", "0x", "inf", "1979-05-27"),
    *("{ a = 1 }", "**", "/**/", "!", "[!a]", "[^", "[[:alpha:]]", "[z-a]", "\\", "\0", "?", "*", "//"),
]

if __name__ == "__main__":
    harness.run(check, seeds, TOKENS)
