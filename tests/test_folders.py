"""Formats of several files: subfolders, and names that every system takes."""

from __future__ import annotations

import io
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit.store.archive import read_files, write_archive
from signalkit.store.folder import Directory
from tests.support.places import MANAGER, RECORDS, export, read
from tests.support.profiles import fewer


def test_a_folder_has_subfolders(tmp_path: Path) -> None:
    export(RECORDS, "pages", tmp_path / "out")
    names = ["list.txt", *(f"pages/{name}/index.txt" for name in "abc")]
    made = sorted(path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*.txt"))
    assert made == names
    export(RECORDS, "pages", tmp_path / "out.zip")
    assert sorted(zipfile.ZipFile(tmp_path / "out.zip").namelist()) == names
    (tmp_path / "out" / "pages" / "a" / "kept").write_text("kept")
    (tmp_path / "out" / "pages" / "b" / "index.txt").unlink()
    (tmp_path / "out" / "pages" / "b").rmdir()
    with pytest.raises(FileExistsError) as caught:
        signalkit.export(RECORDS, "pages", tmp_path / "out", overwrite=False, plugins=MANAGER)
    assert caught.value.filename == str(tmp_path / "out" / "list.txt")
    assert not (tmp_path / "out" / "pages" / "b").exists()
    export(RECORDS, "pages", tmp_path / "out")
    assert (tmp_path / "out" / "pages" / "a" / "kept").read_text() == "kept"
    (tmp_path / "out" / "pages" / "a" / "kept").unlink()
    assert read("pages", tmp_path / "out") == RECORDS


def test_a_file_in_the_place_of_a_subfolder_stops_all(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file")
    (tmp_path / "list.txt").write_text("old")
    with pytest.raises(NotADirectoryError) as caught:
        export(RECORDS, "pages", tmp_path)
    assert caught.value.filename == str(tmp_path / "pages")
    assert (tmp_path / "list.txt").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_link_in_the_place_of_a_subfolder_is_not_followed_unless_wanted(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "pages").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        signalkit.export(RECORDS, "pages", tmp_path / "out", overwrite=False, plugins=MANAGER)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    export(RECORDS, "pages", tmp_path / "out")
    assert len(list((tmp_path / "elsewhere").iterdir())) == 3


NAMES_THAT_LEAD_OUT = ["../x", "a/../x", "/x", "a//x", "a/", "", ".", "a/.", "./a", "a\\b", "C:\\x", "a\0b"]
NAMES_OF_DEVICES = ["con", "NUL.txt", "a/Aux", "com1/x", "lpt9.a.b"]


@pytest.mark.parametrize("name", [*NAMES_THAT_LEAD_OUT, *NAMES_OF_DEVICES, "a\nb", "\x7f", "x" * 300])
def test_names_that_are_refused(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(ValueError, match="is not a file name"):
        Directory(inside).create(name)
    with write_archive(io.BytesIO()) as folder, pytest.raises(ValueError, match="is not a file name"):
        folder.create(name).__enter__()
    assert list(tmp_path.rglob("*")) == [inside]


PARTS = st.sampled_from(["a", "A", "b", "é", "e\u0301", "É", "ab", "nul", "..", "a b"])
NAMES = st.lists(st.lists(PARTS, min_size=1, max_size=3).map("/".join), max_size=8)


def fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()


@fewer(10)
@given(NAMES)
def test_law_a_folder_and_an_archive_take_the_same_names(names: list[str]) -> None:
    """Those that are different files on every system."""
    memory = io.BytesIO()
    with tempfile.TemporaryDirectory() as place, write_archive(memory) as archive:
        folder = Directory(Path(place))
        made: list[str] = []
        for name in names:
            outcomes = []
            for one in (folder, archive):
                try:
                    with one.create(name) as file:
                        file.write(name.encode())
                except (ValueError, FileExistsError) as error:
                    outcomes.append(type(error).__name__)
                else:
                    outcomes.append("made")
            assert outcomes[0] == outcomes[1], name
            if outcomes[0] == "made":
                made.append(name)
        ours = Directory(Path(place))
        assert ours.names() == sorted(made)
        files = {fold(name) for name in made}
        folders = {fold(str(parent)) for name in made for parent in Path(name).parents}
        assert len(files) == len(made)
        assert not files & folders
        spelled = {str(parent) for name in made for parent in Path(name).parents}
        assert len(spelled) == len(folders)
    with read_files(memory) as read_back:
        assert read_back.names() == sorted(made)
        for name in made:
            with read_back.open(name) as file:
                assert file.read() == name.encode()


def test_a_folder_opens_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "inside").mkdir()
    with read_files(tmp_path / "inside") as files:
        for name in ("../secret", str(tmp_path / "secret"), "a/../../secret", "none"):
            with pytest.raises(FileNotFoundError):
                files.open(name)


def test_neither_kind_of_folder_has_a_path(tmp_path: Path) -> None:
    with write_archive(io.BytesIO()) as archive:
        for one in (archive, Directory(tmp_path)):
            assert [
                name
                for name in dir(one)
                if not name.startswith("_") and name not in ("create", "names", "open")
            ] == []
