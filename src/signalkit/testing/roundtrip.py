"""Demands on an exporter and its importer that lose nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from signalkit.errors import ImportFormatError
from signalkit.exchange.records import Record
from signalkit.model.digest import Digest
from signalkit.testing.demands import broken
from signalkit.testing.differences import describe_difference
from signalkit.testing.formats import FormatConformance, Trial, applies, law
from signalkit.testing.host import is_lossless
from signalkit.testing.specimens import IDS, PLAIN, distinct
from signalkit.testing.strategies import digests


def _is_lossless(cls: type[FormatConformance]) -> bool:
    return cls.exporter is not None and is_lossless(cls.exporter, {})


class RoundTrip(FormatConformance):
    """What is exported comes back equal."""

    @classmethod
    def _prepare(cls) -> None:
        super()._prepare()
        if cls._trial.lossless:
            cls.test_law_exchange = _law_exchange(cls, cls._trial)  # type: ignore[attr-defined]

    @applies(lambda cls: bool(cls._trial.lossless))
    def test_every_kind_of_value_comes_back(self) -> None:
        """Odd characters, long texts, long lists and large integers come back equal, in each field."""
        __tracebackhide__ = True
        for options in self._trial.lossless:
            accepted = self._trial.accepted(options)
            try:
                read = list(self._trial.host.read(accepted.data))
            except ImportFormatError:
                read = []
            if read != accepted.records:
                for specimen, record in zip(accepted.specimens, accepted.records, strict=True):
                    _compare(self._trial, [record], options, specimen.name)
                _compare(self._trial, accepted.records, options)

    @applies(_is_lossless)
    def test_a_plain_digest_is_not_refused(self) -> None:
        """Ordinary values in every field are not refused, and come back equal."""
        __tracebackhide__ = True
        records = [Record("a", PLAIN), Record("b", Digest(title="Bees"))]
        if self._trial.host.is_refused(records, {}):
            broken(
                "a digest with ordinary values is refused",
                expected="a lossless format holds any digest without odd characters",
                fix="write all fields of a digest, or set lossless=False",
            )
        _compare(self._trial, records)

    @applies(_is_lossless)
    def test_ids_come_back(self) -> None:
        """Ids come back: none, in capitals, not in normal form, repeated, like a number, like `None`."""
        __tracebackhide__ = True
        trial = self._trial
        taken = [id_ for id_ in IDS if not trial.host.is_refused([Record(id_, Digest(title="B"))], {})]
        named = [id_ for id_ in taken if id_ is not None]
        if None not in taken or "a" not in named or "0f343b0931126a20f133d67c2b018a3b" not in named:
            broken(
                "an ordinary id, or a digest without one, is refused",
                expected="a digest with the id None, 'a' or 32 hexadecimal digits is exported",
                fix="leave the id of a digest without one empty in the output",
            )
        if self.files_by_id:
            unlike = {unicodedata.normalize("NFC", id_.casefold()): id_ for id_ in named}.values()
            _compare(
                trial, [Record(id_, Digest(title=f"Bees {id_}")) for id_ in sorted(unlike, key=_name_of)]
            )
            written = [Record(None, PLAIN), Record(None, Digest(title="Bees")), Record(None, PLAIN)]
            read = _read(trial, trial.host.write(written, {}), {})
            if len({one.id for one in read}) < len(written) or _contents(read) != _contents(written):
                broken(
                    f"{len(written)} digests without id came back with the ids {[one.id for one in read]}",
                    expected="each digest without id comes back with a name of its own",
                    fix="make a name that no other digest has",
                )
            return
        _compare(trial, [Record(id_, Digest(title=f"Bees {id_}")) for id_ in taken])
        twice = [Record(id_, Digest(title=title)) for id_ in ("b", "a", None) for title in ("One", "Two")]
        if not trial.host.is_refused(twice, {}):
            _compare(trial, twice)

    @applies(_is_lossless)
    def test_order_and_number_come_back(self) -> None:
        """No digest, one, two and forty come back in the order of the export, whatever their ids."""
        __tracebackhide__ = True
        for size in (0, 1, 2, 40):
            numbers = range(size) if self.files_by_id else range(size, 0, -1)
            _compare(self._trial, [distinct(number, 50) for number in numbers])


def _law_exchange(cls: type[FormatConformance], trial: Trial) -> Any:
    """Make the exchange law, of digests that Hypothesis draws."""
    values = digests() if cls.values is None else cls.values
    ids = st.sampled_from(["a", "B", "b"] if cls.files_by_id else [*IDS, "a", "b"])
    records = st.lists(st.builds(Record, ids, values), max_size=3).map(
        lambda drawn: (
            sorted({one.id: one for one in drawn}.values(), key=lambda one: _name_of(str(one.id)))
            if cls.files_by_id
            else drawn
        )
    )

    @given(records, st.sampled_from(trial.lossless))
    @law()
    def test_law_exchange(self: Any, records: list[Record], options: Mapping[str, Any]) -> None:
        """Digests that Hypothesis draws come back equal, or are refused."""
        __tracebackhide__ = True
        data = trial.write_or_none(records, options)
        assume(data is not None)
        _require(trial, data or b"", records, options)

    return test_law_exchange


def _name_of(id_: str) -> str:
    """Return what files are ordered by."""
    return f"{id_}."


def _contents(records: Iterable[Record]) -> list[str]:
    return sorted(repr(one.digest) for one in records)


def _compare(
    trial: Trial, records: Sequence[Record], options: Mapping[str, Any] | None = None, name: str = ""
) -> None:
    """Require that some records come back."""
    __tracebackhide__ = True
    options = options or {}
    _require(trial, trial.host.write(records, options), records, options, name)


def _require(
    trial: Trial, data: bytes, records: Sequence[Record], options: Mapping[str, Any], name: str = ""
) -> None:
    """Require that bytes that were written are read as the records."""
    __tracebackhide__ = True
    read = _read(trial, data, options, name)
    if read != records:
        broken(
            f"what is exported does not come back{_with(options)}{_about(name)}\n"
            f"{describe_difference(records, read)}",
            expected="the importer yields the ids and digests that were exported, in order",
            fix="write the value unchanged, or raise UnrepresentableError(path, value, reason)",
        )


def _read(trial: Trial, data: bytes, options: Mapping[str, Any], name: str = "") -> list[Record]:
    """Read what was written, which the importer must take."""
    __tracebackhide__ = True
    try:
        return list(trial.host.read(data))
    except ImportFormatError as error:
        broken(
            f"the importer refuses what the exporter writes{_with(options)}{_about(name)}: {error}\n"
            f"Written: {data[:200]!r}",
            expected="the importer reads any output of the exporter, also that of no digests",
            fix="read what is written, or raise UnrepresentableError in the exporter",
        )


def _about(name: str) -> str:
    return f" ({name})" if name else ""


def _with(options: Mapping[str, Any]) -> str:
    return f" with {', '.join(f'{name}={value!r}' for name, value in options.items())}" if options else ""
