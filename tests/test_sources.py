"""What the verbs take: files that are no digests, binary files, names with a dash, standard input."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit.plugins import PluginManager
from signalkit.store.binary import is_binary
from signalkit.store.find import find_files
from tests.support.cli import run
from tests.support.pool import texts
from tests.support.profiles import fewer
from tests.support.samples import SEEDS

GOOD = SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)
NOTES = "# About\n\n\n\n\n## Odd\n\ntext\n"
ROUGH = "# __T__\n## Keywords\n- a\n"
SMOOTH = "# __T__\n\n## Keywords\n\n* a\n"
HINT = "does not look like a signal digest; use --force to read it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(GOOD, tmp_path / "good.md")
    (tmp_path / "README.md").write_text(NOTES)
    (tmp_path / "pic.png").write_bytes(PNG)
    (tmp_path / "pic.md").write_bytes(PNG)
    return tmp_path


VERBS = {
    "show": ["show"],
    "show --json": ["show", "--json"],
    "export": ["export", "jsonl"],
    "export to a file": ["export", "jsonl", "-o", "out.jsonl"],
    "export by suffix": ["export", "-o", "out.csv"],
    "format": ["format"],
    "format --diff": ["format", "--diff"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_named_and_no_digest_is_a_warning(verb: str, folder: Path) -> None:
    done = run(*VERBS[verb], "README.md", "good.md", cwd=folder)
    assert done.returncode == 0
    assert f"signalkit: README.md: {HINT}\n" in done.stderr.decode()
    assert b"About" not in done.stdout
    assert (folder / "README.md").read_text() == NOTES
    done = run(*VERBS[verb], "--force", "README.md", "good.md", cwd=folder)
    assert (done.returncode, HINT in done.stderr.decode()) == (int(verb == "format --diff"), False)
    done = run(*VERBS[verb], "README.md", cwd=folder)  # there is nothing else
    assert done.returncode == 2
    assert HINT in done.stderr.decode()


def test_force_is_for_what_is_named(folder: Path) -> None:
    done = run("show", "--force", ".", cwd=folder)
    assert b"About" not in done.stdout
    assert done.stderr == b"signalkit: skipped 2 files (not digests)\n"
    assert b"About" in run("show", "--force", "README.md", cwd=folder).stdout
    run("format", "--force", "README.md", cwd=folder)
    assert (folder / "README.md").read_text() == "# About\n\n## Odd\n\ntext\n"


def test_a_filter_takes_standard_input(folder: Path) -> None:
    assert run("format", "-", cwd=folder, stdin=b"- a").stdout == b"- a"
    assert run("format", "-", cwd=folder, stdin=b"## Themes\n- a").stdout == b"## Themes\n\n* a"


# -- binary files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pic.png", "pic.md", "-"])
@pytest.mark.parametrize("verb", [*VERBS, "check", "check --fix", "check --jobs"])
def test_a_binary_file_is_refused_by_name(verb: str, name: str, folder: Path) -> None:
    words = VERBS.get(verb) or verb.split()
    words = [*words, "2"] if verb == "check --jobs" else words
    for more in ([], ["--force"] if words[0] != "check" else ["--exit-zero"]):
        done = run(*words, *more, name, cwd=folder, stdin=PNG)
        assert done.returncode == 2
        assert f"signalkit: {name}: Is a binary file" in done.stderr.decode()
        assert done.stdout == b""
    assert (folder / "pic.png").read_bytes() == (folder / "pic.md").read_bytes() == PNG


@pytest.mark.parametrize("format", list(PluginManager().importers()))
def test_an_import_of_a_binary_file_names_it(format: str, folder: Path) -> None:
    done = run("import", format, "pic.png", "-o", "out", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith(b"signalkit: pic.png:")
    assert done.stderr.count(b"\n") == 1


def test_binary_files_in_a_folder_are_skipped(folder: Path) -> None:
    for verb in ("show", "check", "format"):
        done = run(verb, ".", cwd=folder)
        assert b"binary" not in done.stderr
        assert b"skipped 2 files" in done.stderr


def test_what_is_binary(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", "a")
    assert is_binary((tmp_path / "a.zip").read_bytes())
    assert is_binary(b"%PDF-1.7\n")
    assert is_binary(bytes(range(256)))
    assert not is_binary(b"")
    assert not is_binary(b"caf\xe9")
    for encoding in ("utf-16", "utf-16-le", "utf-32-be"):
        assert not is_binary(GOOD.read_text(encoding="utf-8").encode(encoding))


@fewer(4)
@given(texts())
def test_a_text_without_nul_is_not_binary(text: str) -> None:
    data = text.replace("\0", "").encode("utf-8", "surrogatepass")
    assert not is_binary(data) or data[:1] in b"%PG\x89R\x1fB"


def test_a_digest_with_a_stray_nul_is_one(folder: Path) -> None:
    (folder / "nul.md").write_bytes(GOOD.read_bytes() + b"\0")
    done = run("check", "--select", "SK004", "nul.md", cwd=folder)
    assert (done.returncode, b"nul.md:" in done.stdout) == (1, True)
    assert run("show", "nul.md", cwd=folder).returncode == 0


# -- names -------------------------------------------------------------------------------------------------


@fewer(4)
@given(
    st.sampled_from([".md", ".MD", ".Md", ".markdown", ".MARKDOWN"]),
    st.sampled_from([".mdx", "md", ".txt", ""]),
)
def test_suffixes_of_markdown(good: str, bad: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        for suffix in (good, bad):
            (Path(name) / f"a{suffix}").write_text("")
        assert [one.path.name for one in find_files([name])] == [f"a{good}"]


def test_every_verb_finds_every_suffix(folder: Path) -> None:
    for name in ("B.MD", "c.markdown"):
        shutil.copy(GOOD, folder / name)
    for verb in (["show", "--json"], ["export", "json"]):
        assert run(*verb, ".", cwd=folder).stdout.count(b'"title": "DART') == 3
    listed = run("check", "--show-files", ".", cwd=folder).stdout.decode().splitlines()
    assert listed == ["B.MD", "c.markdown", "good.md"]
    assert run("format", ".", cwd=folder).stderr.endswith(b"0 of 3 files changed\n")
    assert len(signalkit.Corpus.load(folder)) == 3


@pytest.mark.parametrize(
    "words",
    [
        ["show", "-x.md"],
        ["check", "-x.md"],
        ["check", "--diffs.md"],
        ["format", "--check", "--diffs.md"],
        ["export", "jsonl", "-x.md"],
        ["export", "-x.md", "-o", "out.csv"],
        ["import", "jsonl", "-x.md", "-o", "out"],
        ["-x.md"],
    ],
)
def test_a_name_with_a_dash_is_explained(words: list[str], folder: Path) -> None:
    name = next(word for word in words if word.endswith(".md"))
    for exists in (False, True):
        if exists:
            shutil.copy(GOOD, folder / name)
        done = run(*words, cwd=folder)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().endswith(
            f"\nTo pass the file '{name}', write ./{name} or put -- before it.\n"
        )
    assert b"-- before" not in run("show", "--colour", "good.md", cwd=folder).stderr


def test_what_the_explanation_says_works(folder: Path) -> None:
    shutil.copy(GOOD, folder / "-x.md")
    for words in (["show", "./-x.md"], ["show", "--", "-x.md"], ["export", "jsonl", "--", "-x.md"]):
        done = run(*words, cwd=folder)
        assert (done.returncode, b"DART" in done.stdout) == (0, True), words
    for words in (["check", "./-x.md", "--select", "SK1"], ["check", "--select", "SK1", "--", "-x.md"]):
        assert run(*words, cwd=folder).returncode == 0


# -- format ------------------------------------------------------------------------------------------------


def test_format_takes_the_current_folder(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.md").write_text(ROUGH)
    done = run("format", "--check", cwd=folder)
    assert (done.returncode, done.stdout) == (1, b"would change sub/a.md\n")
    assert run("format", cwd=folder).returncode == 0
    assert (folder / "sub" / "a.md").read_text() == SMOOTH


def test_standard_input_has_a_name(folder: Path) -> None:
    words = ("format", "--stdin-filename", "docs/x.md", "-")
    assert run(*words, cwd=folder, stdin=ROUGH.encode()).stdout == SMOOTH.encode()
    assert run(*words, "--check", cwd=folder, stdin=ROUGH.encode()).stdout == b"would change docs/x.md\n"
    diff = run(*words, "--diff", cwd=folder, stdin=ROUGH.encode()).stdout
    assert diff.startswith(b"--- a/docs/x.md\n+++ b/docs/x.md\n")
    conflict = b"# __T__\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"
    done = run(*words, cwd=folder, stdin=conflict)
    assert (done.returncode, done.stdout) == (2, conflict)
    assert done.stderr == b"signalkit: docs/x.md: has conflict markers; not formatted\n"
    assert run("format", "--stdin-filename", "x.md", cwd=folder).returncode == 2  # and not this folder


@pytest.mark.parametrize("text", [ROUGH, NOTES])
def test_a_filter_gives_back_what_is_excluded(text: str, folder: Path) -> None:
    (folder / "signalkit.toml").write_text('exclude = ["old/"]')
    words = ("format", "-", "--force-exclude", "--stdin-filename")
    assert run(*words, "old/x.md", cwd=folder, stdin=text.encode()).stdout == text.encode()
    expected = SMOOTH if text == ROUGH else NOTES
    assert run(*words, "new/x.md", cwd=folder, stdin=text.encode()).stdout == expected.encode()
    assert run(*words, "old/x.md", "--check", cwd=folder, stdin=text.encode()).stdout == b""


@pytest.mark.parametrize("verb", [name for name in VERBS if not name.startswith("format")])
def test_standard_input_is_treated_like_a_file_that_is_named(verb: str, folder: Path) -> None:
    named = run(*VERBS[verb], "README.md", cwd=folder)
    done = run(*VERBS[verb], "-", stdin=NOTES.encode(), cwd=folder)
    assert (done.returncode, done.stdout) == (named.returncode, named.stdout) == (2, b"")
    assert done.stderr.decode() == named.stderr.decode().replace("README.md", "-")
    assert run(*VERBS[verb], "-", "good.md", stdin=NOTES.encode(), cwd=folder).returncode == 0
    done = run(*VERBS[verb], "--force", "-", stdin=NOTES.encode(), cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
