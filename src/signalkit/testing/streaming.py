"""Demands on how an exporter treats its file, its documents, the process and memory."""

from __future__ import annotations

import contextlib
import gc
import tempfile
import tracemalloc
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from signalkit.exchange.records import Record
from signalkit.testing.demands import broken
from signalkit.testing.formats import FormatConformance, applies
from signalkit.testing.host import kind_of, writer_of
from signalkit.testing.specimens import distinct
from signalkit.testing.streams import FailingFolder, FailingSink, PlainSink
from signalkit.testing.watch import capture_output, report_changes, report_printing, watch_process

MANY = 40
"""The number of digests of which an exporter keeps only a few in memory."""

SIZE = 16_000
"""The number of characters of each digest when memory is measured."""

PER_DIGEST = 4_000
"""The number of bytes that an exporter may keep of each: its id and its place in the file, not its text."""


class Streaming(FormatConformance):
    """An exporter writes front to back, reports errors, and keeps neither digests nor their texts."""

    # -- the file and the documents --

    @applies(lambda cls: kind_of(cls.exporter) == "stream")
    def test_the_output_may_be_a_pipe(self) -> None:
        """A stream is written front to back and stays open; it has no name, number or position."""
        __tracebackhide__ = True
        sink = PlainSink()
        real = writer_of(self._trial.host)

        def write(documents: Iterator[Any], out: Any, options: Any) -> None:
            try:
                real(documents, sink, options)
            finally:
                gc.collect(1)  # a wrapper that is given up closes the file

        with self._trial.host.replaced(write=write), contextlib.suppress(Exception):
            self._trial.host.write([distinct(number, 50) for number in range(3)], {})
        if sink.misused:
            broken(
                f"write() uses {sink.misused[0]} of its file",
                expected="a stream is only written to, front to back, and stays open",
                fix="detach() a wrapper instead of closing it; for a position, set Exporter(target=…)",
            )

    def test_an_error_of_the_documents_is_raised(self) -> None:
        """An error that the iterator of documents raises comes out of `write`."""
        __tracebackhide__ = True

        def failing(error: Exception) -> Iterator[Record]:
            yield distinct(1, 50)
            yield distinct(2, 50)
            raise error

        for error in (RuntimeError("a failing document"), OSError("a failing file"), ValueError("a value")):
            if not self._raises(failing(error)):
                broken(
                    f"write() ends as if all was well, though its documents raised {type(error).__name__}",
                    expected="an error of the documents comes out of write()",
                    fix="catch no exception around the loop over the documents",
                )

    @applies(lambda cls: kind_of(cls.exporter) != "path")
    def test_an_error_of_the_output_is_raised(self) -> None:
        """The error of a full disk comes out of `write`, wherever it occurs."""
        __tracebackhide__ = True
        records = [distinct(number, 3000) for number in range(4)]
        size = len(self._trial.host.write(records, {}))
        rooms = (0, 10) if kind_of(type(self).exporter) == "folder" else (0, size // 2, size - 1)
        for room in rooms:
            if not self._raises(records, room):
                broken(
                    f"write() ends as if all was well, though its file was full after {room} bytes",
                    expected="an OSError of the output comes out of write()",
                    fix="catch no exception around out.write(), unless it is raised again",
                )

    def _raises(self, documents: Iterable[Any], room: int | None = None) -> bool:
        """Return whether `write` raises an error, whatever the host makes of it."""
        raised: list[bool] = []
        real = writer_of(self._trial.host)

        def write(documents: Iterator[Any], out: Any, options: Any) -> None:
            if room is not None:
                out = FailingFolder(out, room) if hasattr(out, "create") else FailingSink(room)
            try:
                real(documents, out, options)
            except BaseException:
                raised.append(True)
                raise
            raised.append(False)

        with self._trial.host.replaced(write=write), contextlib.suppress(Exception):
            self._trial.host.write(documents, {})
        return raised == [True]

    # -- the process --

    def test_writing_prints_nothing(self) -> None:
        """`write` prints nothing on standard output, which may be the export."""
        __tracebackhide__ = True
        real = writer_of(self._trial.host)
        printed = ""

        def write(documents: Iterator[Any], out: Any, options: Any) -> None:
            nonlocal printed
            with capture_output() as output:
                real(documents, out, options)
            printed = output.text

        with self._trial.host.replaced(write=write):
            self._trial.host.write([distinct(1, 50), distinct(2, 50)], {})
        if printed:
            report_printing(printed)

    def test_writing_changes_nothing_in_the_process(self) -> None:
        """`write` changes no current directory, environment variable, locale or limit of recursion."""
        __tracebackhide__ = True
        with watch_process() as changed:
            self._trial.host.write([distinct(1, 50), distinct(2, 50)], {})
        if changed:
            report_changes("write()", changed)

    # -- memory --

    def test_documents_are_taken_one_by_one(self) -> None:
        """Each document is given up before many others are taken."""
        __tracebackhide__ = True
        given: list[weakref.ref[Record]] = []
        alive = 0

        def documents() -> Iterator[Record]:
            nonlocal alive
            for number in range(MANY):
                record = distinct(number, 50)
                given.append(weakref.ref(record))
                alive = max(alive, sum(one() is not None for one in given))
                yield record

        self._trial.host.write(documents(), {})
        gc.collect(1)
        alive = max(alive, sum(one() is not None for one in given))
        if alive > MANY // 2:
            broken(
                f"write() keeps {alive} of {MANY} documents in memory",
                expected="each document is written before the next is taken, and then given up",
                fix="loop over the documents once; make no list of them",
            )

    def test_memory_does_not_grow_with_the_number_of_digests(self) -> None:
        """Neither texts nor output of earlier digests are kept in memory."""
        __tracebackhide__ = True
        self._peak(2)
        few, many = self._peak(MANY // 4), self._peak(MANY)
        kept = (many - few) // (MANY - MANY // 4)
        if kept > PER_DIGEST:
            broken(
                f"write() keeps about {kept} bytes of each digest of {SIZE} characters",
                expected=f"at most {PER_DIGEST} bytes are kept of each, so that any number can be exported",
                fix="write the output of each document before the next is taken; do not collect it",
            )

    def _peak(self, size: int) -> int:
        """Measure the largest memory that an export of some digests takes, in bytes."""
        with tempfile.TemporaryDirectory() as folder:
            tracemalloc.start()
            records = (distinct(number, SIZE) for number in range(size))
            self._trial.host.write(records, {}, Path(folder) / "out")
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return used
