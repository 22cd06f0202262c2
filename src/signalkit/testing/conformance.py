"""Conformance tests of exporters and importers: the demands that every plugin keeps, as tests for pytest.

    TestCsv = exporter_conformance(EXPORTER, IMPORTER)

or, with the same attributes, a subclass:

    class TestCsv(ExporterConformance):
        exporter = EXPORTER
        importer = IMPORTER
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from signalkit.exchange.formats import Exporter, Importer
from signalkit.model.digest import Digest
from signalkit.testing.input import Input
from signalkit.testing.output import Output
from signalkit.testing.roundtrip import RoundTrip
from signalkit.testing.settings import Settings
from signalkit.testing.streaming import Streaming


class ImporterConformance(Input):
    """Tests of an importer; a subclass sets `importer`, and perhaps the `exporter` that writes the format.

    With an exporter, files that are cut off or in another encoding are tried, too.

    Attributes:
        importer: what is tested.
        exporter: writes the format; None to test an importer alone.
        options: not used.
        values: not used.
        files_by_id: not used.
        waived: see `ExporterConformance`.

    Raises:
        TypeError: If a waived demand does not exist.
    """


class ExporterConformance(RoundTrip, Output, Streaming, Settings, ImporterConformance):
    """Tests of an exporter and of the importer that reads its output; a subclass sets the attributes.

    Attributes:
        exporter: what is tested.
        importer: reads the format; needed if the exporter calls itself lossless.
        options: combinations of options to try, beside the defaults and each option that is a choice, a
            number or on and off. The importer is to find out by itself.
        values: digests to try; all kinds if None. Good for a format that refuses many.
        files_by_id: whether each digest is a file named by its id: then digests come back in the order of
            their names, and one without id gets a name.
        waived: demands that the format does not keep, by their names without ``test_``, each with the reason.

    Raises:
        TypeError: If the exporter calls itself lossless and there is no importer to prove it, or if a waived
            demand does not exist.
    """

    @classmethod
    def _prepare(cls) -> None:
        if cls.exporter is None:
            raise TypeError(f"{cls.__name__}: set the attribute exporter")
        if cls.exporter.lossless and cls.importer is None:
            raise TypeError("an exporter that calls itself lossless needs an importer to prove it")
        super()._prepare()


def exporter_conformance(
    exporter: Exporter[Any],
    importer: Importer[Any] | None = None,
    *,
    options: Sequence[Mapping[str, Any]] = (),
    values: st.SearchStrategy[Digest] | None = None,
    files_by_id: bool = False,
    waived: Mapping[str, str] | None = None,
) -> type[ExporterConformance]:
    """Make tests of an exporter, and of the importer that reads its output.

    The reference lists the demands that they check.

    Args:
        exporter: see `ExporterConformance`.
        importer: see `ExporterConformance`.
        options: see `ExporterConformance`.
        values: see `ExporterConformance`.
        files_by_id: see `ExporterConformance`.
        waived: see `ExporterConformance`.

    Returns:
        A class of test methods; the name it is bound to begins with ``Test``.

    Raises:
        TypeError: If there is no importer to prove a lossless exporter, or a waived demand does not exist.
    """
    attributes = {
        "exporter": exporter,
        "importer": importer,
        "options": options,
        "values": values,
        "files_by_id": files_by_id,
        "waived": waived or {},
    }
    return type("Conformance", (ExporterConformance,), attributes)


def importer_conformance(
    importer: Importer[Any], exporter: Exporter[Any] | None = None, *, waived: Mapping[str, str] | None = None
) -> type[ImporterConformance]:
    """Make tests of an importer: any input yields digests or an `ImportFormatError`.

    Args:
        importer: see `ImporterConformance`.
        exporter: see `ImporterConformance`.
        waived: see `ImporterConformance`.

    Returns:
        A class of test methods; the name it is bound to begins with ``Test``.

    Raises:
        TypeError: If a waived demand does not exist.
    """
    attributes = {"importer": importer, "exporter": exporter, "waived": waived or {}}
    return type("Conformance", (ImporterConformance,), attributes)
