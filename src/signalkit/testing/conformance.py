"""Tests that a plugin author gets in one line: the laws that every exporter and importer keeps.

    TestCsv = exporter_conformance(EXPORTER, IMPORTER)

Each gives a class of test methods for pytest to collect; the name it is bound to begins with ``Test``.
"""

from __future__ import annotations

import gc
import io
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from signalkit.errors import ImportFormatError, OptionError, UnrepresentableError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.exchange.options import make_options, options_of
from signalkit.exchange.records import Record
from signalkit.exchange.run import export, import_records
from signalkit.model.digest import Digest, Link, Origin, Reference, Section, Signal, Topic
from signalkit.plugins.distributions import DISTRIBUTION
from signalkit.plugins.hooks import hookimpl
from signalkit.plugins.manager import PluginManager
from signalkit.testing.strategies import digests, messy_text

_CHECKS = list(HealthCheck)
_LAW = settings(deadline=None, suppress_health_check=_CHECKS)  # pyright: ignore[reportArgumentType]

_IDS = (
    "0f343b0931126a20f133d67c2b018a3b",
    "20251231-a-yearly-review",
    "a33285a958e1c67e274803ca7ce0bec2",
    "ü x.y",
)

PLAIN = Digest(
    title="A Bridge Made of Mycelium",
    origin=Origin(label="20240512", url="https://newsletter.example/p/20240512"),
    link=Link(url="https://example.org/bridge_(novel)?a=1&b=2"),
    preamble="Seen at a fair.",
    summary="First paragraph, with *emphasis*.\n\n* and\n* a list",
    keywords=("fungi", "a|b", "keyword, with a comma", "“quoted”"),
    themes=("Materials/Bio", "Cities"),
    category="science",
    type="news",
    other=("Mood: hopeful",),
    signals=(
        Signal("Grown bridges", "They grow.", "from poured to grown", "2034", "cost", 4, {"src": "x1"}),
        Signal("=1+1", "", "-", "@home", "+", None),
    ),
    concerns=(Topic("Rot", "It may rot.", 2),),
    behaviors=(Topic("Waiting", ""),),
    technologies=(Topic("Bioreactor", "A vessel; with <b>tags</b> & ampersands", -1, {"src": "x1"}),),
    issues=(Topic("Liability", 'Who "pays"?'),),
    closest=(Reference("Another", "a33285a958e1c67e274803ca7ce0bec2"), Reference("Another", "")),
    sections=(Section("Notes", "Kept\n\n    as it is"), Section("Keywords", "")),
)
"""A digest with a value in every field and nothing that a format may refuse."""


class _Plugin:
    """A plugin of one format, as the host wants it."""

    def __init__(self, exporter: Exporter | None, importer: Importer | None) -> None:
        self.exporter = exporter
        self.importer = importer

    @hookimpl
    def signalkit_exporters(self) -> list[Exporter]:
        return [self.exporter] if self.exporter else []

    @hookimpl
    def signalkit_importers(self) -> list[Importer]:
        return [self.importer] if self.importer else []


class _Nowhere(io.RawIOBase):
    """A file that keeps nothing but the number of its bytes."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


class _Door:
    """The host with one format, and a way to use it in memory."""

    def __init__(self, exporter: Exporter | None, importer: Importer | None) -> None:
        ours = PluginManager(discover=False).exporters()
        name = exporter.name if exporter else importer.name if importer else ""
        disabled = [DISTRIBUTION] if name in ours else []
        self.plugins = PluginManager(discover=False, disabled=disabled)
        self.plugins.register(_Plugin(exporter, importer), "under test")
        self.exporter = exporter
        self.importer = importer

    def write(self, records: Iterable[Record], options: Mapping[str, Any]) -> bytes:
        assert self.exporter is not None
        out = io.BytesIO()
        export(records, self.exporter.name, out, plugins=self.plugins, **options)
        return out.getvalue()

    def read(self, data: bytes) -> Iterator[Record]:
        assert self.importer is not None
        return import_records(self.importer.name, io.BytesIO(data), plugins=self.plugins)


_ID_PAIRS = list(combinations(sorted(_IDS), 2))


def _records(values: st.SearchStrategy[Digest]) -> st.SearchStrategy[list[Record]]:
    """One or two digests under ids in order."""

    def with_ids(drawn: tuple[list[Digest], tuple[str, str]]) -> list[Record]:
        return [Record(id_, digest) for id_, digest in zip(drawn[1], drawn[0], strict=False)]

    return st.tuples(st.lists(values, min_size=1, max_size=2), st.sampled_from(_ID_PAIRS)).map(with_ids)


def exporter_conformance(
    exporter: Exporter,
    importer: Importer | None = None,
    *,
    options: Sequence[Mapping[str, Any]] = (),
    values: st.SearchStrategy[Digest] | None = None,
) -> type:
    """Make tests of an exporter, and of the importer that reads its output.

    The exchange law for every combination of options that loses nothing; order, ids; the same bytes each
    time; memory that does not grow with the number of digests; wrong options; and `importer_conformance`.

    Args:
        exporter: what is tested.
        importer: reads the format; needed if the exporter calls itself lossless.
        options: options to try beside the defaults. The importer is to find out by itself.
        values: digests to try; all kinds if None. Good for a format that refuses many.

    Returns:
        A class of test methods.

    Raises:
        TypeError: the exporter calls itself lossless, and there is no importer to prove it.
    """
    drawn = _records(digests() if values is None else values)
    door = _Door(exporter, importer)
    choices = [{}, *options]
    if exporter.lossless and importer is None:
        raise TypeError("an exporter that calls itself lossless needs an importer to prove it")
    lossless = [one for one in choices if exporter.is_lossless(make_options("", exporter.options, dict(one)))]

    base: Any = importer_conformance(importer, exporter) if importer else object

    class Conformance(base):  # type: ignore[misc]
        if lossless:

            @given(drawn, st.sampled_from(lossless))
            @_LAW
            def test_law_exchange(self, records: list[Record], chosen: Mapping[str, Any]) -> None:
                try:
                    data = door.write(records, chosen)
                except UnrepresentableError:
                    assume(False)
                assert list(door.read(data)) == records

            def test_a_plain_digest_is_not_refused(self) -> None:
                records = [Record(_IDS[0], PLAIN), Record(_IDS[2], Digest())]
                assert list(door.read(door.write(records, {}))) == records

            def test_a_digest_without_id_keeps_its_content(self) -> None:
                data = door.write([Record(None, PLAIN), Record(None, PLAIN)], {})
                assert [record.digest for record in door.read(data)] == [PLAIN, PLAIN]

        @given(drawn, st.sampled_from(choices))
        @settings(_LAW, max_examples=50)
        def test_the_same_digests_give_the_same_bytes(
            self, records: list[Record], chosen: Mapping[str, Any]
        ) -> None:
            try:
                assert door.write(records, chosen) == door.write(records, chosen)
            except UnrepresentableError:
                assume(False)

        def test_memory_does_not_grow_with_the_number_of_digests(self) -> None:
            def peak(size: int) -> int:
                records = (Record(f"{number:032x}", PLAIN) for number in range(size))
                with tempfile.TemporaryDirectory() as folder:
                    out: Any = Path(folder) / "out" if exporter.target == "folder" else _Nowhere()
                    gc.collect()
                    tracemalloc.start()
                    export(records, exporter.name, out, plugins=door.plugins)
                    used = tracemalloc.get_traced_memory()[1]
                    tracemalloc.stop()
                return used

            peak(10)
            # 512 bytes a digest: enough to remember each id, not to keep its content.
            assert peak(400) - peak(100) < 300 * 512

        def test_an_unknown_option_is_named_with_those_that_there_are(self) -> None:
            try:
                door.write([], {"no_such_option": 1})
            except OptionError as error:
                assert all(option.name in str(error) for option in options_of(exporter.options))
            else:
                raise AssertionError("no_such_option was taken")

        def test_a_value_of_another_type_is_refused(self) -> None:
            for option in options_of(exporter.options):
                try:
                    door.write([], {option.name: b"bytes"})
                except OptionError as error:
                    assert option.name in str(error)
                else:
                    raise AssertionError(f"{option.name}=b'bytes' was taken")

        def test_every_option_has_help(self) -> None:
            for option in options_of(exporter.options):
                assert option.help.endswith("."), option.name

    return Conformance


BAD_INPUT = {
    "empty": b"",
    "blank": b" \n\n ",
    "words": b"Once upon a time\nthere was a file.\n",
    "NUL": b"\0" * 100,
    "no UTF-8": b"\xff\xfe\xfa" * 10,
    "a number": b"12",
    "a JSON list of numbers": b"[1, 2]",
    "another JSON object": b'{"a": [{"b": null}]}\n',
    "deep JSON lists": b"[" * 100_000,
    "deep JSON objects": b'{"id":' * 100_000,
    "another table": b"name,age\r\nAda,36\r\n",
    "another XML": b'<?xml version="1.0"?><feed><entry/></feed>',
    "deep XML": b"<a>" * 100_000,
    "XML with entities": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
    "XML with an external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "half a zip": b"PK\x03\x04" + b"\0" * 30,
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
}
"""What no format is; by what it is."""


def importer_conformance(importer: Importer, exporter: Exporter | None = None) -> type:
    """Make tests of an importer: any input yields digests or an `ImportFormatError`.

    Args:
        importer: what is tested.
        exporter: writes the format; with it, files that are cut off or in another encoding are tried too.

    Returns:
        A class of test methods.
    """
    door = _Door(exporter, importer)

    def refuses(data: bytes) -> bool:
        try:
            for _ in door.read(data):
                pass
        except ImportFormatError as error:
            assert error.reason
            return True
        return False

    class Conformance:
        def test_what_is_something_else_is_refused(self) -> None:
            # A format may have no bytes for no digests; its importer reads them.
            none = exporter is not None and not door.write([], {})
            bad = {name: data for name, data in BAD_INPUT.items() if not (none and not data.strip())}
            taken = [name for name, data in bad.items() if not refuses(data)]
            assert not taken, f"taken for {importer.name}: {', '.join(taken)}"

        @given(st.binary(max_size=200) | messy_text().map(lambda s: s.encode("utf-8", "surrogatepass")))
        @settings(_LAW, max_examples=100)
        def test_noise_is_refused_or_read(self, data: bytes) -> None:
            refuses(data)

        def test_a_missing_file_is_said_at_once(self) -> None:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    import_records(importer.name, Path(folder) / "none", plugins=door.plugins)
                except FileNotFoundError:
                    return
            raise AssertionError("a missing file was opened")

        if exporter is not None:

            def test_a_file_in_another_encoding_is_refused(self) -> None:
                data = door.write([Record(_IDS[0], PLAIN)], {})
                assert refuses(data.decode("utf-8", "surrogateescape").encode("utf-16", "surrogatepass"))

            def test_a_file_that_is_cut_off_gives_no_digest_that_was_not_there(self) -> None:
                whole = [Record(_IDS[0], PLAIN), Record(_IDS[2], PLAIN)]
                data = door.write(whole, {})
                for end in range(0, len(data) - 1, max(1, len(data) // 400)):
                    got: list[Record] = []
                    cut = True
                    try:
                        for record in door.read(data[:end]):
                            got.append(record)
                        cut = False
                    except ImportFormatError:
                        pass
                    assert got == whole[: len(got)], f"cut off after {end} bytes"
                    assert cut or len(got) < len(whole), f"not noticed: cut off after {end} bytes"

    return Conformance
