"""Documents: read, changed in one place, saved whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import attrs
import pytest

import signalkit
from signalkit import (
    Digest,
    FieldPathError,
    Link,
    Origin,
    Reference,
    Section,
    Signal,
    Topic,
    UnrepresentableError,
)
from tests.support.samples import digest_files
from tests.support.values import values

FILES = digest_files()
CLASSIC = """# __T__, from ([20231203](https://n.example/p/20231203).)

__[External link](https://a.example/x_(y))__



## Summary

Words.

## Keywords

* one
* two

## Signals

| Signal   | Change   | 10y horizon   | Driving force   |
|:---------|:---------|:--------------|:----------------|
| a        | b        | c             | d               |
| e        | f        | g             | h\\|i            |

## Closest

* [T](ca5ee4ed37426d3cdb506e1c24b25245)"""


def diff(old: str, new: str) -> tuple[list[str], list[str]]:
    """Lines that only the old text has, and lines that only the new one has."""
    a, b = old.split("\n"), new.split("\n")
    return [line for line in a if line not in b], [line for line in b if line not in a]


def test_a_digest_is_read() -> None:
    doc = signalkit.parse(CLASSIC)
    assert doc.layout == "classic"
    assert doc.digest == Digest(
        title="T",
        origin=Origin(label="20231203", url="https://n.example/p/20231203"),
        link=Link(url="https://a.example/x_(y)"),
        summary="Words.",
        keywords=("one", "two"),
        signals=(Signal("a", "", "b", "c", "d"), Signal("e", "", "f", "g", "h|i")),
        closest=(Reference("T", "ca5ee4ed37426d3cdb506e1c24b25245"),),
    )
    assert signalkit.serialize(doc.digest) == CLASSIC


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_value_stands_where_span_of_says(path: Path) -> None:
    doc = signalkit.load(path)
    for field_path, value in values(doc.digest).items():
        span = doc.span_of(field_path)
        found = doc.text[span.start : span.end]
        assert found.replace("\r\n", "\n").replace("\\|", "|") == value.replace("\\|", "|"), field_path
    for index, signal in enumerate(doc.digest.signals):
        if signal.relevancy is not None:
            span = doc.span_of(f"signals[{index}].relevancy")
            assert doc.text[span.start : span.end] == str(signal.relevancy)


@pytest.mark.parametrize(
    "wrong", ["nothing", "signals[9]", "signals[0].colour", "title.x", "keywords[0", "category"]
)
def test_a_wrong_field_path_is_named(wrong: str) -> None:
    with pytest.raises(FieldPathError) as caught:
        signalkit.parse(CLASSIC).span_of(wrong)
    assert wrong.split("[")[0] in str(caught.value)


@pytest.mark.parametrize("text", ["## Closest\n* [a\r\nb](6)", "## Closest\n- [a\n  b](6)\n"])
def test_a_reference_of_several_lines_stands_where_span_of_says(text: str) -> None:
    doc = signalkit.parse(text)
    assert doc.digest.closest == (Reference("a\nb", "6"),)
    title, id_ = (doc.span_of(f"closest[0].{name}") for name in ("title", "id"))
    assert doc.text[title.start : title.end].split() == ["a", "b"]
    assert doc.text[id_.start : id_.end] == "6"


@pytest.mark.parametrize("name", ["text", "path", "digest", "anything"])
def test_a_document_never_changes(name: str) -> None:
    doc = signalkit.parse(CLASSIC)
    with pytest.raises(AttributeError, match=f"{name}: documents are immutable"):
        setattr(doc, name, "")
    assert doc.text == CLASSIC


def test_one_keyword_more_is_one_line_more() -> None:
    doc = signalkit.parse(CLASSIC)
    assert diff(doc.text, doc.evolve(keywords=("one", "new", "two")).text) == ([], ["* new"])
    assert diff(doc.text, doc.evolve(keywords=("two",)).text) == (["* one"], [])


def test_one_cell_is_one_line() -> None:
    doc = signalkit.parse(CLASSIC)
    first, second = doc.digest.signals
    for change in ("short", "a very long change that does not fit", "with | a pipe", ""):
        new = doc.evolve(signals=(first, attrs.evolve(second, change=change)))
        gone, came = diff(doc.text, new.text)
        assert len(gone) == len(came) == 1
    assert new.evolve(signals=doc.digest.signals).text == doc.text


def test_new_text_takes_the_style_of_the_file() -> None:
    text = CLASSIC.replace("* one\n* two", "- one\n- two").replace("\n", "\r\n")
    new = signalkit.parse(text).evolve(keywords=("one", "two", "three"), themes=("t",))
    assert "\r\n- two\r\n- three\r\n" in new.text
    assert "\n" not in new.text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("digest", "path"),
    [
        (Digest(title="a\nb"), "title"),
        (Digest(keywords=("fine", "")), "keywords[1]"),
        (Digest(keywords=("```",)), "keywords[0]"),
        (Digest(summary="a\n\n## Keywords"), "summary"),
        (Digest(signals=(Signal("a"), Signal(change="a\nb"))), "signals[1].change"),
        (Digest(signals=(Signal(name=" a"),)), "signals[0].name"),
        (Digest(concerns=(Topic(extra={"src": "a\rb"}),)), "concerns[0].extra"),
        (Digest(summary="a\rb"), "summary"),
        (Digest(sections=(Section("Keywords", "* a"),), keywords=("```",)), "keywords[0]"),
    ],
)
def test_what_has_no_place_is_refused_by_name(digest: Digest, path: str) -> None:
    for write in (signalkit.serialize, signalkit.parse(CLASSIC).with_digest):
        with pytest.raises(UnrepresentableError) as caught:
            write(digest)
        assert caught.value.path == path
        assert caught.value.reason


def test_the_classic_layout_refuses_what_only_the_extended_one_holds() -> None:
    with pytest.raises(UnrepresentableError) as caught:
        signalkit.serialize(Digest(category="science"), layout="classic")
    assert caught.value.path == "category"
    with pytest.raises(ValueError, match="no layout 'modern'"):
        signalkit.serialize(Digest(), layout="modern")  # type: ignore[arg-type]


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(TypeError, match="no field 'colour'"):
        signalkit.parse("").evolve(colour="red")


def test_load_says_what_the_system_says(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        signalkit.load(tmp_path / "missing.md")
    assert str(caught.value.filename).endswith("missing.md")
    with pytest.raises(IsADirectoryError):
        signalkit.load(tmp_path)


def test_save_keeps_mode_and_symlink_and_leaves_nothing_behind(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_bytes(CLASSIC.encode())
    real.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(real)
    signalkit.load(link).evolve(title="New").save()
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert signalkit.load(real).digest.title == "New"
    assert sorted(os.listdir(tmp_path)) == ["link.md", "real.md"]


def test_an_interrupted_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(CLASSIC.encode())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        signalkit.load(path).evolve(title="New").save()
    assert path.read_bytes() == CLASSIC.encode()
    assert os.listdir(tmp_path) == ["a.md"]


def test_save_needs_a_path() -> None:
    with pytest.raises(ValueError, match="needs a path"):
        signalkit.parse("").save()
