"""The conformance kit finds what is wrong with bad exporters and importers, and nothing in good ones.

Each mutant takes a tenth of a second, one of another process half a second: about nine seconds in all.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import Phase

from signalkit.exchange import Exporter
from signalkit.testing import (
    ExporterConformance,
    ImporterConformance,
    exporter_conformance,
    importer_conformance,
)
from signalkit.testing.elsewhere import locate
from signalkit.testing.formats import law
from signalkit.testing.host import Host
from tests.support.mutant_format import EXPORTER, IMPORTER, LOSSY, write
from tests.support.mutant_targets import FORMATS
from tests.support.mutants import MUTANTS, Mutant
from tests.support.pool import single_digests
from tests.support.samples import ROOT

pytestmark = pytest.mark.lengthy

TestGood = exporter_conformance(EXPORTER, IMPORTER)
TestSeekable = exporter_conformance(*FORMATS["seekable"], values=single_digests())
TestPath = exporter_conformance(*FORMATS["path"], values=single_digests())
TestFolder = exporter_conformance(*FORMATS["folder"], values=single_digests())


class TestLossy(ExporterConformance):
    exporter = LOSSY


class TestReader(ImporterConformance):
    importer = IMPORTER


def demands(tests: type) -> set[str]:
    """The demands that a class checks."""
    names = [name.removeprefix("test_") for name in dir(tests) if name.startswith("test_")]
    return {name for name in names if callable(getattr(tests, f"test_{name}"))}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_a_mutant_is_caught_by_its_demand_in_words(mutant: Mutant) -> None:
    tests = exporter_conformance(mutant.exporter, mutant.importer if mutant.exporter.lossless else None)
    with pytest.raises(AssertionError, match=mutant.words) as caught:
        getattr(tests(), f"test_{mutant.demand}")()
    starts = [line.partition(" ")[0] for line in str(caught.value).split("\n")]
    assert starts[-2:] == ["Expected:", "Fix:"]


def test_a_law_that_fails_does_so_soon() -> None:
    """Hypothesis traces every line to explain a failure, which took half a minute and explained nothing."""
    assert Phase.explain not in law().phases
    assert Phase.shrink in law().phases


def test_the_advice_fits_what_the_host_refuses() -> None:
    cases: list[tuple[Any, str]] = [
        (lambda documents, out, options: list(documents), "and return None"),
        (lambda documents, out, options: out.write("text"), "raise UnrepresentableError"),
    ]
    for bad, advice in cases:
        host = Host(Exporter(name="bad", title="Bad", write=bad), None)
        with pytest.raises(AssertionError, match=f"Fix: .*{advice}"):
            host.write([], {})


def test_each_demand_catches_a_mutant() -> None:
    laws = {"law_exchange", "noise_is_refused_or_read"}  # specimens catch first what these would
    of_the_host = {
        "a_missing_file_is_reported_at_once",
        "a_value_of_another_type_is_refused",
        "an_unknown_option_is_named_with_those_that_there_are",
    }
    found = {mutant.demand for mutant in MUTANTS.values()}
    assert demands(TestGood) | {"every_option_has_help"} == found | laws | of_the_host - {
        "a_value_of_another_type_is_refused"
    }


def test_a_class_has_the_demands_that_concern_its_format() -> None:
    lossy, reader, both = demands(TestLossy), demands(TestReader), demands(TestGood)
    assert "every_kind_of_value_is_exported_or_refused" in lossy & both
    assert lossy & {"law_exchange", "ids_come_back", "noise_is_refused_or_read"} == set()
    assert "every_option_has_help" not in lossy
    assert reader == {
        "a_missing_file_is_reported_at_once",
        "noise_is_refused_or_read",
        "what_is_something_else_is_refused",
    }
    assert lossy | reader < both
    assert both == demands(type("TestBoth", (TestLossy,), {"exporter": EXPORTER, "importer": IMPORTER}))


def test_a_demand_can_be_waived() -> None:
    reason = {"records_are_read_one_by_one": "the file is read whole"}
    tests = exporter_conformance(EXPORTER, IMPORTER, waived=reason)
    assert demands(TestGood) - demands(tests) == set(reason)
    with pytest.raises(TypeError, match="waived: unknown demand 'records'; known: a_file_in"):
        importer_conformance(IMPORTER, waived={"records": "typo"})


def test_what_has_no_importer_cannot_be_lossless() -> None:
    with pytest.raises(TypeError, match="needs an importer to prove it"):
        exporter_conformance(EXPORTER)
    with pytest.raises(TypeError, match="Without: set the attribute exporter"):
        type("Without", (ExporterConformance,), {"importer": IMPORTER})


def test_a_second_process_needs_an_exporter_that_it_can_import() -> None:
    hidden: Exporter[Any] = Exporter(name="lines", title="Lines", write=write)
    with pytest.raises(AssertionError, match="cannot import the exporter: no global of a module leads to it"):
        exporter_conformance(hidden)().test_a_second_process_writes_the_same_bytes()


def test_a_value_is_located_in_lists_and_dicts_of_a_module() -> None:
    home = locate(MUTANTS["NFC (every_kind_of_value_comes_back)"].exporter, write)
    assert home is not None
    assert home.module == "tests.support.mutants_values"
    assert home.trail == ("VALUES", "NFC", 0)
    assert locate(object(), write) is None


# -- the documentation -------------------------------------------------------------------------------------


def test_the_reference_lists_each_demand_with_what_it_means() -> None:
    text = (ROOT / "docs" / "reference" / "testing.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.M))
    expected = {}
    for tests in (
        TestGood,
        exporter_conformance(MUTANTS["no sentence (every_option_has_help)"].exporter, IMPORTER),
    ):
        for name in demands(tests):
            expected[name] = getattr(tests, f"test_{name}").__doc__
    assert {name: meaning for name, meaning in listed.items() if name in expected} == expected
