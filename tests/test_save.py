"""Saving: what changed on disk since it was loaded is not overwritten."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import signalkit
from signalkit import ConcurrentChangeError, Corpus, SignalkitError
from signalkit.document import format_document

OLD = "# __Old__\n\n## Keywords\n\n* moss\n"
OTHER = "# __Other__\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_text(OLD)
    return path


def test_what_changed_on_disk_is_not_overwritten(path: Path) -> None:
    document = signalkit.load(path).evolve(title="New")
    path.write_text(OTHER)
    with pytest.raises(ConcurrentChangeError) as caught:
        document.save()
    assert isinstance(caught.value, SignalkitError)
    assert isinstance(caught.value, OSError)
    assert caught.value.errno == errno.EBUSY
    expected = f"file changed on disk since it was read; not overwritten: '{path}'"
    assert str(caught.value).endswith(expected)
    assert path.read_text() == OTHER
    assert os.listdir(path.parent) == ["a.md"]
    document.save(force=True)
    assert path.read_text() == document.text
    document.with_value("title", "Newer").save()
    assert signalkit.load(path).digest.title == "Newer"


def test_a_change_of_the_time_alone_is_none(path: Path) -> None:
    document = signalkit.load(path).evolve(title="New")
    os.utime(path, (0, 0))
    document.save()
    assert path.read_text() == document.text


def test_what_was_deleted_is_not_written(path: Path) -> None:
    document = signalkit.load(path)
    path.unlink()
    with pytest.raises(ConcurrentChangeError, match="file was deleted since it was read; not written"):
        document.save()
    assert not path.exists()
    document.save(force=True)
    assert path.read_text() == OLD


def test_a_program_that_saves_twice_does_not_stop_itself(path: Path) -> None:
    first = signalkit.load(path)
    earlier = first.evolve(title="Earlier")
    second = first.evolve(title="Second")
    second.save()
    second.save()
    second.with_value("keywords[0]", "bees").save()
    earlier.save()
    assert path.read_text() == earlier.text


def test_all_ways_to_a_document_of_a_file_look_at_the_disk(path: Path) -> None:
    corpus = Corpus.load(path.parent)
    loaded = signalkit.load(path)
    link = path.parent / "link"
    link.symlink_to(path)
    messy = OLD + "\n\n\n"
    for document in (
        loaded.evolve(title="New"),
        loaded.with_value("title", "New"),
        loaded.with_digest(signalkit.Digest(title="New")),
        corpus["a"].evolve(title="New"),
        next(iter(corpus)),
        signalkit.load(link).evolve(title="New"),
    ):
        path.write_text(messy)
        for target in (None, path, str(path), link):
            with pytest.raises(ConcurrentChangeError):
                document.save(target)
        assert path.read_text() == messy
    formatted = format_document(signalkit.load(path))
    path.write_text(OTHER)
    with pytest.raises(ConcurrentChangeError):
        formatted.save()


def test_only_the_file_that_was_loaded_is_looked_at(path: Path) -> None:
    other = path.parent / "other.md"
    other.write_text(OTHER)
    document = signalkit.load(path)
    document.save(other)
    assert other.read_text() == OLD
    path.write_text(OTHER)
    signalkit.parse(OLD, path=path).save()
    assert path.read_text() == OLD


def test_bytes_that_are_not_text_are_compared_as_they_are(path: Path) -> None:
    path.write_bytes(b"# __\xff\xfe__\r\n")
    document = signalkit.load(path)
    document.evolve(keywords=("moss",)).save()
    assert path.read_bytes().startswith(b"# __\xff\xfe__\r\n")
