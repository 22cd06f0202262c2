"""Demands on what an exporter writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from signalkit.codec.render import serialize
from signalkit.document import parse
from signalkit.exchange.records import Record
from signalkit.testing.demands import broken
from signalkit.testing.elsewhere import Home, locate, run_elsewhere
from signalkit.testing.formats import FormatConformance
from signalkit.testing.host import writer_of
from signalkit.testing.specimens import PLAIN, distinct
from signalkit.testing.watch import report_printing


class _Bare:
    """What can be exported at least: an id and a digest."""

    __slots__ = ("digest", "id")

    def __init__(self, record: Record) -> None:
        self.id = record.id
        self.digest = record.digest


class Output(FormatConformance):
    """What is written depends on the digests alone, and is complete."""

    def test_every_kind_of_value_is_exported_or_refused(self) -> None:
        """`write` raises no error but `UnrepresentableError`, for any value and with any options."""
        __tracebackhide__ = True
        for options in self._trial.choices:
            self._trial.accepted(options)

    def test_write_returns_none(self) -> None:
        """`write` writes to its file and returns None; it is not a generator."""
        __tracebackhide__ = True
        returned: list[object] = []
        real = writer_of(self._trial.host)

        def write(documents: Iterator[Any], out: Any, options: Any) -> None:
            returned.append(real(documents, out, options))

        with self._trial.host.replaced(write=write), contextlib.suppress(Exception):
            self._trial.host.write([Record("a", PLAIN)], {})
        if returned and returned[0] is not None:
            broken(
                f"write() returns {type(returned[0]).__name__}",
                expected="write(documents, out, options) writes to out and returns None",
                fix="call out.write(); a function that contains yield does nothing when it is called",
            )

    def test_every_digest_is_written(self) -> None:
        """All documents are taken, and each leaves a trace in the output."""
        __tracebackhide__ = True
        real = writer_of(self._trial.host)
        left = 0

        def write(documents: Iterator[Any], out: Any, options: Any) -> None:
            nonlocal left
            real(documents, out, options)
            left += len(list(documents))

        outputs = []
        with self._trial.host.replaced(write=write):
            for size in range(4):
                outputs.append(self._trial.host.write([distinct(number, 50) for number in range(size)], {}))
                if left:
                    broken(
                        f"write() takes {size - left} of {size} documents",
                        expected="write() takes its documents to the end",
                        fix="loop over all documents; skip none",
                    )
        for size in range(1, 4):
            if not outputs[size] or outputs[size] in outputs[:size]:
                fewer = outputs.index(outputs[size])
                what = "is empty" if not outputs[size] else f"is the same as that of {fewer}"
                broken(
                    f"the output of {size} digests {what}",
                    expected="each digest leaves a trace in the output",
                    fix="write something for each document, also for the last one",
                )

    def test_the_same_digests_give_the_same_bytes(self) -> None:
        """Two exports of the same digests are equal: no clock, no random number, no counter."""
        __tracebackhide__ = True
        for options in self._trial.choices:
            accepted = self._trial.accepted(options)
            again = self._trial.host.write(accepted.records, options)
            if again != accepted.data:
                broken(
                    f"two exports of the same digests differ{_where(accepted.data, again)}",
                    expected="the output depends on the digests and options alone",
                    fix="write no time and no random number, and keep nothing from one export to the next",
                )

    def test_a_second_process_writes_the_same_bytes(self) -> None:
        """Another hash seed, process, clock, time zone, locale, user and folder change no byte."""
        __tracebackhide__ = True
        cases = [(options, self._for_elsewhere(options)) for options in self._trial.choices]
        answer = run_elsewhere(self._homes(), [(*case, case[0] in self._trial.lossless) for case in cases])
        if isinstance(answer.results, str):
            broken(
                f"the plugin fails in a second process: {answer.results}",
                expected="the plugin works with another clock, locale and folder",
                fix="name files by absolute paths, name encodings, and rely on no environment variable",
            )
        if answer.printed:
            report_printing(answer.printed)
        for (options, records), (there, read) in zip(cases, answer.results, strict=True):
            here = self._trial.host.write(records, options)
            if there != here:
                broken(
                    f"a second process writes other bytes{_where(here, there)}",
                    expected="the output depends on the digests and options alone",
                    fix="sort sets before writing them; write no time, process id, path or name of a user",
                )
            if read is not None and read != list(self._trial.host.read(here)):
                broken(
                    "a second process reads other digests from the same bytes",
                    expected="the records depend on the input alone",
                    fix="sort sets before using them; rely on no time and no time zone",
                )

    def _for_elsewhere(self, options: Mapping[str, Any]) -> list[Record]:
        """Choose what the second process writes: some specimens, and those that have many values."""
        accepted = self._trial.accepted(options)
        step = 10 if options else 3
        pairs = zip(accepted.specimens, accepted.records, strict=True)
        return [
            record
            for number, (specimen, record) in enumerate(pairs)
            if number % step == 0 or len(specimen.digest.keywords) > 3
        ]

    def _homes(self) -> dict[str, Home]:
        """Find where a second process imports the exporter and the importer from."""
        __tracebackhide__ = True
        exporter, importer = type(self).exporter, type(self).importer
        found: dict[str, Home | None] = {}
        if exporter is not None:
            found["exporter"] = locate(exporter, exporter.write)
        if importer is not None:
            found["importer"] = locate(importer, importer.read)
        homes = {}
        for kind, home in found.items():
            if home is None:
                broken(
                    f"a second process cannot import the {kind}: no global of a module leads to it",
                    expected=f"the {kind} is at the top level of a module, by itself or in a list or dict",
                    fix=f"assign the {kind} to a name at the top level of a module",
                )
            homes[kind] = home
        return homes

    def test_documents_without_a_path_are_written(self) -> None:
        """A document of no file, and any object with an id and a digest, give the output of a `Record`."""
        __tracebackhide__ = True
        expected = self._trial.write_or_none([Record(None, PLAIN)], {})
        documents = {
            "a Document without path": parse(serialize(PLAIN)),
            "an object that has only an id and a digest": _Bare(Record(None, PLAIN)),
        }
        for kind, document in documents.items():
            if self._trial.write_or_none([document], {}) != expected:
                broken(
                    f"{kind} gives another output than a Record with the same id and digest",
                    expected="the output depends on the id and the digest of each document",
                    fix="use document.id and document.digest only",
                )


def _where(one: bytes, other: bytes) -> str:
    """Describe where two outputs begin to differ."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(0, at - 20)
    return f", from byte {at + 1}: {one[start : at + 40]!r} and {other[start : at + 40]!r}"
