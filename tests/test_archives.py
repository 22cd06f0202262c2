"""Archives from untrusted sources: what would fill memory or disk, or lead out, is refused before it does."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import stat
import tarfile
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import signalkit
from signalkit import ImportFormatError
from signalkit.store import Limits, check_archive, read_archive, write_archive
from signalkit.testing.streams import FailingSource

pytestmark = pytest.mark.lengthy

CONTENT = {"a.txt": b"A", "below/b.txt": b"B" * 100_000, "below/deep/c.txt": b""}
FEW = Limits(members=3, size=200_000, ratio=100)


def make_zip(content: Mapping[str, bytes], *, link: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = ((stat.S_IFLNK if name == link else stat.S_IFREG) | 0o644) << 16
            archive.writestr(info, data)
    return out.getvalue()


def make_tar(content: Mapping[str, bytes], *, link: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = 0 if name == link else len(data)
            if name == link:
                info.type, info.linkname = tarfile.SYMTYPE, data.decode()
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def packed(pack: Callable[[bytes], bytes]) -> Callable[..., bytes]:
    def make(content: Mapping[str, bytes], *, link: str = "") -> bytes:
        return pack(make_tar(content, link=link))

    return make


KINDS: dict[str, Callable[..., bytes]] = {
    "zip": make_zip,
    "tar": make_tar,
    "tar.gz": packed(gzip.compress),
    "tar.bz2": packed(bz2.compress),
}
ALL = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


def read(data: bytes, limits: Limits = FEW) -> dict[str, bytes]:
    with read_archive(io.BytesIO(data), limits) as files:
        found = {}
        for name in files.names():
            with files.open(name) as file:
                found[name] = file.read()
        return found


def refusal(data: bytes, limits: Limits = FEW) -> str:
    """Return the reason why an archive is not read."""
    with pytest.raises(ImportFormatError) as caught:
        read(data, limits)
    return caught.value.reason


@ALL
def test_an_archive_is_read_from_wherever(make: Callable[..., bytes], tmp_path: Path) -> None:
    data = make(CONTENT)
    assert read(data) == CONTENT
    path = tmp_path / "in"
    path.write_bytes(data)
    fifo, handle = os.pipe()
    os.write(handle, data[: 1 << 15])
    os.close(handle)
    with open(fifo, "rb") as pipe:
        for source in (path, pipe) if len(data) < 1 << 15 else (path,):
            with read_archive(source) as files:
                assert files.names() == sorted(CONTENT)
                with files.open("a.txt") as file, files.open("below/b.txt") as other:
                    assert (file.read(), other.readline(5), other.read(3)) == (b"A", b"BBBBB", b"BBB")
                for name in ("none", "../in", "below"):
                    with pytest.raises(FileNotFoundError):
                        files.open(name)


def test_what_is_written_is_read_and_checked() -> None:
    out = io.BytesIO()
    with write_archive(out) as folder:
        for name, data in CONTENT.items():
            with folder.create(name) as file:
                file.write(data)
    assert read(out.getvalue()) == CONTENT
    out.seek(7)
    check_archive(out, FEW)
    assert out.tell() == 7


@ALL
def test_too_many_members(make: Callable[..., bytes]) -> None:
    data = make({**CONTENT, "d.txt": b""})
    assert refusal(data) == "an archive with more than 3 members"


@ALL
def test_too_many_bytes(make: Callable[..., bytes]) -> None:
    random = os.urandom(150_000)
    data = make({"a": random, "b": random})
    assert refusal(data) == "an archive of more than 200,000 bytes unpacked"


@ALL
def test_a_bomb(make: Callable[..., bytes]) -> None:
    content = {"a": bytes(1 << 23), "b": b"x"}
    data = make(content)
    limits = Limits(small=1 << 20)
    if len(data) > 1 << 23:  # plain tar: nothing swells
        assert read(data, limits) == content
        return
    tracemalloc.start()
    assert "bytes unpacked, more than 100 times its size" in refusal(data, limits)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 23
    assert read(data, Limits()) == content


@ALL
@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "..\\x", "C:\\x", "\\\\server\\x"])
def test_a_name_that_leads_out(name: str, make: Callable[..., bytes]) -> None:
    assert refusal(make({name: b""})) == f"member {name!r} leads out of the archive"


@ALL
def test_a_link(make: Callable[..., bytes]) -> None:
    content = {"a": b"A", "b": b"/etc/passwd"}
    assert refusal(make(content, link="b")) == "member 'b' is a link or a device"
    hidden = {"a": b"A", ".git/b": b"../a", "__MACOSX/._a": b""}
    assert read(make(hidden, link=".git/b")) == {"a": b"A"}


def test_a_member_twice() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for _ in "ab":
            archive.addfile(tarfile.TarInfo("a"))
    assert refusal(out.getvalue()) == "duplicate member 'a'"


def test_hard_links_and_devices() -> None:
    for kind in (tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            info = tarfile.TarInfo("a")
            info.type, info.linkname = kind, "b"
            archive.addfile(info)
        assert refusal(out.getvalue()) == "member 'a' is a link or a device"


def test_members_are_counted_before_there_is_an_object_of_each() -> None:
    one = make_zip({})
    record = make_zip({"": b""})[:-22].partition(b"PK\x01\x02")[2]
    size = 400_000
    directory = (b"PK\x01\x02" + record) * size
    data = (
        directory
        + one[:10]
        + size.to_bytes(4, "little")[:2]
        + len(directory).to_bytes(4, "little")
        + bytes(6)
    )
    tracemalloc.start()
    with pytest.raises(ImportFormatError, match="an archive with more than 250,000 members"):
        check_archive(io.BytesIO(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(data) / 2


def test_a_header_that_claims_to_be_large_is_not_read() -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 1 << 25
    data = info.tobuf() + bytes(1 << 25) + bytes(1024)
    assert refusal(data, Limits()) == "a header of 33,554,432 bytes"


@ALL
def test_damage_anywhere(make: Callable[..., bytes]) -> None:
    content = {"a.txt": b"Once upon a time", "b.txt": b"B" * 300}
    data = make(content)
    step = max(1, len(data) // 80)
    for at in range(0, len(data), step):
        for damaged in (
            data[:at],
            data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :],
            data[:at] + data[at + 1 :],
        ):
            try:
                read(damaged)
            except ImportFormatError:
                continue


@ALL
def test_what_is_not_an_archive(make: Callable[..., bytes]) -> None:
    for data in (
        b"",
        b"words",
        bytes(2000),
        make(CONTENT)[:3],
        b"\x1f\x8b" + bytes(30),
        b"PK\x03\x04" + bytes(90),
    ):
        refusal(data)
    assert refusal(b"words") == "neither a zip archive nor a tar archive"
    with pytest.raises(ImportFormatError, match=r"^not a zip archive"):
        check_archive(io.BytesIO(b"words"))


def test_a_file_that_cannot_be_read_is_not_taken_for_another_format() -> None:
    data = make_zip(CONTENT)
    for good in range(0, len(data), 7):
        with pytest.raises(OSError, match="Input/output error"):
            check_archive(FailingSource(data, good))


def test_nothing_is_left_in_temporary_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = {"a": os.urandom(1_200_000)}
    for make in KINDS.values():
        assert read(make(large), Limits()) == large
        refusal(make(large)[:-100_000], Limits())
    assert list(tmp_path.iterdir()) == []


def test_the_archive_of_an_importer_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(make_zip({"a.md": b"# __A__", "b.md": b"a.md"}, link="b.md"))
    with pytest.raises(ImportFormatError) as caught:
        list(signalkit.import_("markdown", path))
    assert str(caught.value) == f"{path}: member 'b.md' is a link or a device"
