"""Files, ids, archives and configurations of strangers: nothing happens that nobody asked for."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

import signalkit
from signalkit import ConfigError, Corpus, Digest, ImportFormatError, Record, UnrepresentableError
from signalkit.checking.config import load_configuration
from signalkit.store.atomic import replace_file
from signalkit.store.folder import is_file_name
from tests.support.cli import run

IDS = [
    "../x",
    "/etc/x",
    "a/b",
    "a\\b",
    "..\\x",
    "C:\\x",
    "\\\\server\\share",
    "a\0b",
    "a\nb",
    "x" * 300,
    "é" * 150,
    "~/x/y",
    "a\x7f",
]


# -- ids that would be paths -------------------------------------------------------------------------------


def source_of(format: str, id_: str, path: Path) -> Path:
    """A file of a format with a digest of that id, as somebody hostile would write it."""
    if format == "markdown":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"{id_}.md"), "# __T__")
    else:
        data = io.BytesIO()
        signalkit.export([Record("IDENT", Digest(title="T"))], format, data)
        raw = data.getvalue()
        if format == "csvw":
            with zipfile.ZipFile(data) as old, zipfile.ZipFile(path, "w") as new:
                for name in old.namelist():
                    new.writestr(name, old.read(name).replace(b"IDENT", id_.encode()))
            return path
        escaped = id_ if format == "csv" else json.dumps(id_)[1:-1]
        path.write_bytes(raw.replace(b"IDENT", escaped.encode()))
    return path


@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("format", ["json", "jsonl", "json-ld", "csv", "csvw"])
def test_no_id_leads_out_of_the_folder(format: str, id_: str, tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    source = source_of(format, id_, inside / "in")
    before = sorted(tmp_path.rglob("*"))
    for target in (inside / "out", inside / "out.zip"):
        with pytest.raises((UnrepresentableError, ImportFormatError)):
            signalkit.export(signalkit.import_records(format, source), "markdown", target)
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["../../x.md", "/x.md", "..\\..\\x.md", "C:\\x.md", "a/../../../x.md", "../.md"]
)
def test_no_member_of_an_archive_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    with zipfile.ZipFile(inside / "in.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "# __T__")
    done = run("import", "markdown", inside / "in.zip", "-o", inside / "out")
    assert done.returncode in (0, 2)
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - {inside / "in.zip"}
    assert all(path.parent == inside / "out" for path in made)
    assert bool(made) == (done.returncode == 0)


def test_names_that_are_no_plain_files_are_none() -> None:
    assert not any(map(is_file_name, [*IDS, ".", "..", ""]))
    for name in ("CON", "con.md", "NUL", "COM1.md", "a:b", "C:x", "x?", "a|b", "x ", "x."):
        assert not is_file_name(name, windows=True)
    for name in ("93c3.md", "a b", "é", "..x", "a..b", "console.md"):
        assert is_file_name(name, windows=True)
        assert is_file_name(name, windows=False)


def test_two_ids_that_are_one_name_do_not_replace_each_other(tmp_path: Path) -> None:
    with pytest.raises(UnrepresentableError, match="two digests have this id"):
        signalkit.export([Record("a", Digest(title=t)) for t in "xy"], "markdown", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    names = ["a", "A", "é", unicodedata.normalize("NFD", "é")]
    # Where the system takes two of them for one, it is an error as above; nowhere is one lost.
    with contextlib.suppress(UnrepresentableError):
        signalkit.export([Record(name, Digest(title=name)) for name in names], "markdown", tmp_path / "out")
    assert len(list(tmp_path.rglob("*.md"))) in (0, 4)


# -- links, owners, rights ---------------------------------------------------------------------------------


@pytest.mark.parametrize("aim", ["victim.md", "nowhere"])
def test_nothing_is_written_through_a_link_without_force(aim: str, tmp_path: Path) -> None:
    (tmp_path / "victim.md").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.md").symlink_to(tmp_path / aim)
    (tmp_path / "in.jsonl").write_text('{"id": "a", "title": "A"}')
    done = run("import", "jsonl", tmp_path / "in.jsonl", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b"File exists; use --force to replace it" in done.stderr
    assert (tmp_path / "victim.md").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_new_content_gets_no_rights_of_the_old_one_to_run(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o6755)
    with replace_file(path) as file:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "a.md"
    path.write_text("old")
    path.chmod(0o4755)
    signalkit.export([Record("a", Digest())], "markdown", tmp_path / "out")
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has files of others")
def test_a_file_of_another_stays_that_of_another(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o640)
    os.chown(path, 12345, 23456)
    with replace_file(path) as file:
        file.write(b"new")
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o640)


@pytest.mark.process
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no setpriv here")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has files of others")
def test_what_a_group_may_read_no_other_group_may_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o660)
    os.chown(path, 0, 23456)
    code = "import sys; from signalkit.store.atomic import write_file; write_file(sys.argv[1], b'new')"
    limits = ["setpriv", "--bounding-set=-chown,-fowner"]
    subprocess.run([*limits, sys.executable, "-c", code, str(path)], check=True)
    status = path.stat()
    assert path.read_bytes() == b"new"
    assert (status.st_gid, stat.S_IMODE(status.st_mode)) in ((os.getegid(), 0o600), (23456, 0o660))


def test_while_it_is_written_a_file_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    names = set()
    for _ in range(2):
        with replace_file(path) as file:
            file.write(b"new")
            [temporary] = set(tmp_path.iterdir()) - {path}
            assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
            assert not temporary.is_symlink()
            names.add(temporary.name)
        assert list(tmp_path.iterdir()) == [path]
    assert len(names) == 2  # nobody can lay something there before


def test_a_hard_link_elsewhere_keeps_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("old")
    os.link(tmp_path / "theirs", tmp_path / "a.md")
    with replace_file(tmp_path / "a.md") as file:
        file.write(b"new")
    assert (tmp_path / "theirs").read_text() == "old"


def test_a_pipe_in_a_folder_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# __A__\n\n## Keywords\n\n* bees\n")
    os.mkfifo(tmp_path / "b.md")
    for arguments in (["export", "jsonl"], ["show"], ["format"], ["check"]):
        done = run(*arguments, tmp_path)
        assert done.returncode == 2
        assert b"b.md: Is a pipe" in done.stderr
    with pytest.raises(OSError, match="pipe"):
        Corpus.load(tmp_path)


# -- archives ----------------------------------------------------------------------------------------------


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"# __A__\n" + b"x" * 5_000_000)
    raw = data.getvalue().replace((5_000_008).to_bytes(4, "little"), (8).to_bytes(4, "little"))
    with pytest.raises(ImportFormatError, match="CRC"):
        list(signalkit.import_("markdown", io.BytesIO(raw)))


def test_a_duplicate_member_is_found_among_many() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(30_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.md"), "")
        archive.writestr("x.md", "")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.md", "")
    with pytest.raises(ImportFormatError, match=r"duplicate member 'x\.md'"):
        list(signalkit.import_("markdown", data))


# -- JSON --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"__proto__": {"title": "x"}}', "no field '__proto__'"),
        ('{"__class__": "x"}', "no field '__class__'"),
        ('{"self": 1}', "no field 'self'"),
        ('{"title": "a", "title": "b"}', "duplicate 'title'"),
        ('{"signals": [{"relevancy": 1e400}]}', "expected int or None, got float"),
        ('{"signals": [{"relevancy": NaN}]}', "NaN is not JSON"),
        ('{"signals": [{"relevancy": -Infinity}]}', "-Infinity is not JSON"),
        ('{"signals": [{"relevancy": ' + "9" * 10_000 + "}]}", "a number that is too long"),
        ('{"signals": [{"relevancy": ' + "9" * 4_000 + "}]}", "more than 18 digits"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"signals": ' + "[" * 100_000, "nested too deeply"),
    ],
    ids=lambda value: value[:40],
)
@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_hostile_json_is_refused(format: str, text: str, reason: str) -> None:
    data = (f"[{text}]" if format == "json" else text).encode()
    with pytest.raises(ImportFormatError) as error:
        list(signalkit.import_(format, io.BytesIO(data)))
    assert reason in str(error.value)


# -- the configuration of a repository that is not ours ----------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "select = " + "9" * 5_000,
        "select = " + "[" * 100_000,
        "select = " + "{a=" * 100_000,
        "a" + ".a" * 40_000 + " = 1",  # it was a minute
        "[" + "a." * 40_000 + "a]",
        '"#".' + "a." * 40_000 + "a = 1",
        "select = ['\0']",
        'select = "\\ud800"',
        'exclude = "x"',
        'plugins = ["evil"]',
        'required-plugins = [{path = "evil.py"}]',
    ],
    ids=lambda text: text[:30],
)
@pytest.mark.parametrize("name", ["signalkit.toml", "pyproject.toml"])
def test_a_hostile_configuration_is_one_line(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(f"[tool.signalkit]\n{text}\n" if name == "pyproject.toml" else f"{text}\n")
    with pytest.raises(ConfigError):
        load_configuration(path)


EVIL = "import pathlib; pathlib.Path(__file__).with_name('ran').touch(); raise SystemExit(0)\n"


@pytest.mark.process
def test_a_foreign_repository_runs_no_code(tmp_path: Path) -> None:
    repository = tmp_path / "foreign"
    repository.mkdir()
    (repository / "a.md").write_text("# __A__\n\n## Keywords\n\n* bees\n")
    for module in (
        "signalkit",
        "signalkit_csv",
        "evil",
        "conftest",
        "sitecustomize",
        "click",
        "attrs",
        "marko",
    ):
        (repository / f"{module}.py").write_text(EVIL)
    (repository / "evil-1.dist-info").mkdir()
    (repository / "evil-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: evil\nVersion: 1\n"
    )
    (repository / "evil-1.dist-info" / "entry_points.txt").write_text("[signalkit]\nevil = evil\n")
    (repository / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\nbuild-backend = 'evil'\nbackend-path = ['.']\n\n"
        "[project.entry-points.signalkit]\nevil = 'evil'\n\n"
        "[tool.signalkit]\nselect = ['ALL']\n\n"
        "exclude = ['$(touch ran)', '`touch ran`', '*a*a*a*a*a*a*a*a*a*a*b']\n"
        "corpus = ['.']\nper-file-ignores = {'**/*a*a*a*a*a*a*a*a*a*a*a*a*b' = ['SK101']}\n"
    )
    (repository / ("a" * 200 + ".md")).write_text("# __B__\n")
    program = str(Path(sys.executable).with_name("signalkit"))
    for arguments in (
        ["check"],
        ["check", "--fix", "--jobs=2", "."],
        ["format", "."],
        ["show", "a.md"],
        ["export", "csv", "."],
        ["plugins"],
        ["rule"],
    ):
        done = subprocess.run(
            [program, *arguments], capture_output=True, cwd=repository, check=False, timeout=60
        )
        assert b"Traceback" not in done.stderr, arguments
        assert b"evil" not in done.stdout + done.stderr
    assert not (repository / "ran").exists()


def test_a_foreign_configuration_reaches_nothing_but_reading(tmp_path: Path) -> None:
    """It can say what is checked and which digests are read; what it names is never written."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.md").write_text("# __S__\n\n## Keywords\n\n- bees\n")
    repository = tmp_path / "foreign"
    repository.mkdir()
    (repository / "a.md").write_text("# __A__\n\n## Keywords\n\n* bees\n\n## Closest\n\n* [S](s)\n")
    (repository / "signalkit.toml").write_text('corpus = ["../secret"]\nselect = ["ALL"]\n')
    before = (tmp_path / "secret" / "s.md").read_bytes()
    done = run("check", "--fix", "--unsafe-fixes", ".", cwd=repository)
    assert done.returncode in (0, 1)
    assert (tmp_path / "secret" / "s.md").read_bytes() == before
    assert b"bees" not in done.stdout


def test_no_module_of_ours_runs_code_of_a_text() -> None:
    root = Path(signalkit.__file__).parent
    calls: set[str] = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called: Any = node.func if isinstance(node, ast.Call) else None
            calls.add(getattr(called, "id", getattr(called, "attr", "")))
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                banned = {"pickle", "subprocess", "marshal", "shelve", "urllib.request", "socket"}
                # The pager, which the user names in the environment; git, which merges files by lines.
                if path.name in ("pager.py", "merging.py"):
                    banned.remove("subprocess")
                # The test kit, which starts itself again, and hands over what is tested.
                if path.name == "elsewhere.py":
                    banned -= {"subprocess", "pickle"}
                assert not banned & set(names)
    assert not calls & {"eval", "exec", "system", "popen", "__import__", "urlopen"}
