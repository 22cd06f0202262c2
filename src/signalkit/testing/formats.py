"""What the conformance tests of exporters and importers have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from signalkit.errors import UnrepresentableError
from signalkit.exchange.formats import Exporter, Importer
from signalkit.exchange.records import Record
from signalkit.model.digest import Digest
from signalkit.testing.host import Host, choices_of, is_lossless
from signalkit.testing.specimens import Specimen, specimens

F = TypeVar("F", bound=Callable[..., Any])


class FormatConformance:
    """The attributes that the conformance tests of a format are made with.

    Attributes:
        exporter: writes the format.
        importer: reads it.
        options: combinations of options to try beside the defaults.
        values: digests to try; all kinds if None.
        files_by_id: whether each digest is a file named by its id: then digests come back in the order of
            their names, and one without id gets a name.
        waived: names of demands that the format does not keep, without ``test_``, each with the reason.
    """

    exporter: ClassVar[Exporter[Any] | None] = None
    importer: ClassVar[Importer[Any] | None] = None
    options: ClassVar[Sequence[Mapping[str, Any]]] = ()
    values: ClassVar[st.SearchStrategy[Digest] | None] = None
    files_by_id: ClassVar[bool] = False
    waived: ClassVar[Mapping[str, str]] = {}

    _trial: ClassVar[Trial]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Leave the demands that concern the format.

        Raises:
            TypeError: If the attributes do not fit together.
        """
        super().__init_subclass__(**kwargs)
        if cls.exporter is None and cls.importer is None:
            return
        cls._trial = Trial(cls.exporter, cls.importer, cls.options)
        cls._prepare()
        known = [name.removeprefix("test_") for name in dir(cls) if name.startswith("test_")]
        for name in cls.waived:
            if name not in known:
                raise TypeError(f"waived: unknown demand {name!r}; known: {', '.join(known)}")
        for name in known:
            test = next(vars(one)[f"test_{name}"] for one in cls.__mro__ if vars(one).get(f"test_{name}"))
            when = getattr(test, "applies", None)
            is_kept = name not in cls.waived and (when is None or when(cls))
            setattr(cls, f"test_{name}", test if is_kept else None)  # pytest collects functions alone

    @classmethod
    def _prepare(cls) -> None:
        """Check the attributes, and make the tests that depend on them."""


def applies(when: Callable[[type[FormatConformance]], bool]) -> Callable[[F], F]:
    """Make a demand that concerns some formats only."""

    def mark(function: F) -> F:
        setattr(function, "applies", when)  # noqa: B010 (functions have no such attribute for type checkers)
        return function

    return mark


def law(examples: int | None = None) -> settings:
    """Make the settings of a law.

    Args:
        examples: how many examples there are at most. By default, as many as the profile has up to 100, or
            15 % of them if those are more: the specimens have every kind of value already.
    """
    number = settings().max_examples
    number = max(min(number, 100), number * 15 // 100) if examples is None else min(number, examples)
    checks = list(HealthCheck)
    quick = [one for one in settings().phases if one is not Phase.explain]  # which traces every line
    return settings(deadline=None, suppress_health_check=checks, max_examples=number, phases=quick)  # pyright: ignore[reportArgumentType]


@attrs.define
class Accepted:
    """The specimens that an exporter takes with some options.

    Attributes:
        specimens: those specimens.
        records: a record for each, with ids in order.
        data: their export.
    """

    specimens: list[Specimen]
    records: list[Record]
    data: bytes


class Trial:
    """A format in a host of its own, and what is known of it.

    Attributes:
        host: the host.
        choices: the options to try; the first are the defaults.
        lossless: those that lose nothing.
    """

    def __init__(
        self,
        exporter: Exporter[Any] | None,
        importer: Importer[Any] | None,
        options: Sequence[Mapping[str, Any]],
    ) -> None:
        self.host = Host(exporter, importer)
        self.choices = choices_of(exporter, options) if exporter else []
        self.lossless = [one for one in self.choices if exporter and is_lossless(exporter, one)]
        self._accepted: dict[str, Accepted] = {}

    @property
    def exporter(self) -> Exporter[Any]:
        """The exporter, in a class that has one."""
        assert self.host.exporter is not None
        return self.host.exporter

    @property
    def importer(self) -> Importer[Any]:
        """The importer, in a class that has one."""
        assert self.host.importer is not None
        return self.host.importer

    def accepted(self, options: Mapping[str, Any]) -> Accepted:
        """Find the specimens that the exporter takes; of one that it refuses, the parts that it takes."""
        __tracebackhide__ = True
        key = repr(options)
        if key not in self._accepted:
            found: list[Specimen] = []
            for whole in specimens():
                if not self._is_refused(whole, options):
                    found.append(whole)
                else:
                    found += [part for part in whole.parts() if not self._is_refused(part, options)]
            records = [Record(f"{number:04d}", one.digest) for number, one in enumerate(found)]
            self._accepted[key] = Accepted(found, records, self.host.write(records, options))
        return self._accepted[key]

    def _is_refused(self, specimen: Specimen, options: Mapping[str, Any]) -> bool:
        return self.host.is_refused([Record("bees", specimen.digest)], options)

    def write_or_none(self, records: Sequence[Any], options: Mapping[str, Any]) -> bytes | None:
        """Export records; None if the format cannot hold a value of them."""
        __tracebackhide__ = True
        try:
            return self.host.write(records, options)
        except UnrepresentableError:
            return None
