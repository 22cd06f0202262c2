"""Demands on an importer: any input yields digests or an `ImportFormatError`."""

from __future__ import annotations

import contextlib
import gc
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from signalkit.errors import ImportFormatError
from signalkit.exchange.records import Record
from signalkit.testing.demands import broken
from signalkit.testing.differences import describe_difference
from signalkit.testing.formats import FormatConformance, Trial, applies, law
from signalkit.testing.host import kind_of, reader_of
from signalkit.testing.specimens import PLAIN, distinct
from signalkit.testing.strategies import messy_text
from signalkit.testing.streams import FailingFiles, FailingSource, PlainSource
from signalkit.testing.watch import capture_output, report_changes, report_printing, watch_process

MANY = 40
"""The number of digests of which an importer makes only a few before the first is taken."""

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


def _has_importer(cls: type[FormatConformance]) -> bool:
    return cls.importer is not None


def _has_both(cls: type[FormatConformance]) -> bool:
    return cls.importer is not None and cls.exporter is not None


class Input(FormatConformance):
    """An importer refuses what is not of the format, reads one by one, and reports errors."""

    @classmethod
    def _prepare(cls) -> None:
        super()._prepare()
        if cls.importer is not None:
            cls.test_noise_is_refused_or_read = _noise(cls._trial)  # type: ignore[attr-defined]

    @applies(_has_importer)
    def test_what_is_something_else_is_refused(self) -> None:
        """Files of other formats raise `ImportFormatError` with a reason; so does an empty file."""
        __tracebackhide__ = True
        bad = dict(BAD_INPUT)
        if type(self).exporter is not None and not self._trial.host.write([], {}):
            del bad["empty"], bad["blank"]  # zero bytes may mean zero digests
        taken = [name for name, data in bad.items() if not refuses(self._trial, data)]
        if taken:
            broken(
                f"input that is not of the format is taken: {', '.join(taken)}",
                expected="ImportFormatError for a file that is not of the format",
                fix="check the first line, the root element or the columns, and that the file is not empty",
            )

    @applies(_has_importer)
    def test_a_missing_file_is_reported_at_once(self) -> None:
        """A missing file raises `FileNotFoundError`."""
        __tracebackhide__ = True
        with tempfile.TemporaryDirectory() as folder, contextlib.suppress(FileNotFoundError):
            next(iter(self._trial.host.read(Path(folder) / "none")), None)
            broken(
                "a file that does not exist is read",
                expected="FileNotFoundError",
                fix="open nothing but the source that the host passes",
            )

    @applies(_has_both)
    def test_a_file_in_another_encoding_is_refused(self) -> None:
        """The format in UTF-16 is refused, or read as the same digests."""
        __tracebackhide__ = True
        data = self._trial.host.write([Record("a", PLAIN)], {})
        whole = list(self._trial.host.read(data))
        data = data.decode("utf-8", "surrogateescape").encode("utf-16", "surrogatepass")
        with contextlib.suppress(ImportFormatError):
            got = list(self._trial.host.read(data))
            if got != whole:
                broken(
                    f"the output in UTF-16 is read as other digests: {describe_difference(whole, got)}",
                    expected="ImportFormatError for a file in another encoding, or the same digests",
                    fix="decode strictly as UTF-8, and turn UnicodeDecodeError into ImportFormatError",
                )

    @applies(_has_both)
    def test_a_file_that_is_cut_off_gives_no_digest_that_was_not_there(self) -> None:
        """A file without its end is refused, after the digests before the end."""
        __tracebackhide__ = True
        whole = [Record("a", PLAIN), Record("b", PLAIN)]
        data = self._trial.host.write(whole, {})
        whole = list(self._trial.host.read(data))
        for end in range(0, len(data) - 1, max(1, len(data) // 200)):
            got: list[Record] = []
            is_noticed = False
            try:
                for record in self._trial.host.read(data[:end]):
                    got.append(record)  # noqa: PERF402 (what comes before the error is kept)
            except ImportFormatError:
                is_noticed = True
            if got != whole[: len(got)]:
                broken(
                    f"a file that is cut off after {end} of {len(data)} bytes gives another digest: "
                    f"{describe_difference(whole[: len(got)], got)}",
                    expected="only digests that are complete in the file",
                    fix="yield a record when its end has been read",
                )
            if not is_noticed and len(got) == len(whole):
                broken(
                    f"a file that is cut off after {end} of {len(data)} bytes is read as if it was complete",
                    expected="ImportFormatError for a file without its end",
                    fix="check that the last line, element or bracket is closed",
                )

    @applies(_has_both)
    def test_records_are_read_one_by_one(self) -> None:
        """The first record is there before many others have been made."""
        __tracebackhide__ = True
        data = self._trial.host.write([distinct(number, 50) for number in range(MANY)], {})
        gc.collect(1)
        before = _count_records()
        records = self._trial.host.read(data)
        first = next(records, None)
        made = _count_records() - before
        records.close()
        if first is not None and made > MANY // 2:
            broken(
                f"read() makes {made} of {MANY} records before the first one is taken",
                expected="each record is made when it is asked for",
                fix="yield each record; build no list of them",
            )

    @applies(lambda cls: _has_both(cls) and kind_of(cls.importer) != "path")
    def test_an_error_of_the_input_is_raised(self) -> None:
        """An `OSError` of the input comes out of `read`; it is not taken for the end or for damage."""
        __tracebackhide__ = True
        data = self._trial.host.write([distinct(number, 3000) for number in range(MANY)], {})
        real = reader_of(self._trial.host)
        for good in (0, 100) if kind_of(type(self).importer) == "folder" else (0, len(data) // 2):

            def read(source: Any, options: Any, good: int = good) -> Iterable[Record]:
                is_folder = hasattr(source, "names")
                return real(FailingFiles(source, good) if is_folder else FailingSource(data, good), options)

            with self._trial.host.replaced(read=read), contextlib.suppress(OSError):
                try:
                    got = len(list(self._trial.host.read(data)))
                except ImportFormatError as error:
                    broken(
                        f"an input that cannot be read is taken for one of another format: {error}",
                        expected="an OSError of the input comes out of read()",
                        fix="turn only errors about the content into ImportFormatError, not OSError",
                    )
                broken(
                    f"read() yields {got} of {MANY} digests as if all was well, though its input failed",
                    expected="an OSError of the input comes out of read()",
                    fix="catch no OSError around the loop over the input",
                )

    @applies(lambda cls: _has_both(cls) and kind_of(cls.importer) == "stream")
    def test_the_input_may_be_a_pipe(self) -> None:
        """A stream is read front to back and stays open; it has no number or position."""
        __tracebackhide__ = True
        data = self._trial.host.write([distinct(number, 50) for number in range(3)], {})
        source = PlainSource(data)
        real = reader_of(self._trial.host)

        def read(_: Any, options: Any) -> Iterable[Record]:
            yield from real(source, options)
            gc.collect(1)  # a wrapper that is given up closes the file

        with self._trial.host.replaced(read=read), contextlib.suppress(Exception):
            list(self._trial.host.read(data))
        if source.misused:
            broken(
                f"read() uses {source.misused[0]} of its file",
                expected="a stream is only read, front to back, and stays open",
                fix="detach() a wrapper instead of closing it; for a position, set Importer(source=…)",
            )

    @applies(_has_both)
    def test_reading_prints_nothing(self) -> None:
        """`read` prints nothing on standard output."""
        __tracebackhide__ = True
        data = self._trial.host.write([distinct(1, 50)], {})
        real = reader_of(self._trial.host)
        printed = ""

        def read(source: Any, options: Any) -> Iterator[Record]:
            nonlocal printed
            with capture_output() as output:
                found = list(real(source, options))
            printed = output.text
            yield from found

        with self._trial.host.replaced(read=read):
            list(self._trial.host.read(data))
        if printed:
            report_printing(printed)

    @applies(_has_both)
    def test_reading_changes_nothing_in_the_process(self) -> None:
        """`read` changes no current directory, environment variable, locale or limit of recursion."""
        __tracebackhide__ = True
        data = self._trial.host.write([distinct(1, 50)], {})
        with watch_process() as changed:
            list(self._trial.host.read(data))
        if changed:
            report_changes("read()", changed)


def _noise(trial: Trial) -> Any:
    """Make the law of totality, of bytes that Hypothesis draws."""

    @given(st.binary(max_size=200) | messy_text().map(lambda text: text.encode("utf-8", "surrogatepass")))
    @law(50)
    def test_noise_is_refused_or_read(self: Any, data: bytes) -> None:
        """Bytes that Hypothesis draws are read, or refused with a reason; there is no other error."""
        __tracebackhide__ = True
        refuses(trial, data)

    return test_noise_is_refused_or_read


def refuses(trial: Trial, data: bytes) -> bool:
    """Return whether the importer refuses some bytes, with a reason."""
    __tracebackhide__ = True
    try:
        for _ in trial.host.read(data):
            pass
    except ImportFormatError as error:
        if not error.reason:
            broken(
                f"input is refused without a reason: {data[:80]!r}",
                expected="an ImportFormatError that says what is wrong",
                fix="raise ImportFormatError(reason)",
            )
        return True
    return False


def _count_records() -> int:
    return sum(type(one) is Record for one in gc.get_objects())
