"""Exporters and importers that break a demand each."""

from __future__ import annotations

from typing import Any, NamedTuple

from signalkit.exchange import Exporter, Importer
from tests.support import mutants_input, mutants_output, mutants_process, mutants_values
from tests.support.mutant_format import EXPORTER, IMPORTER


class Mutant(NamedTuple):
    """A format that breaks a demand.

    Attributes:
        exporter: writes it.
        importer: reads it.
        demand: the demand that it breaks, without ``test_``.
        words: what the message says about it, as a regular expression.
    """

    exporter: Exporter[Any]
    importer: Importer[Any]
    demand: str
    words: str


def _broken(demand: str, exporters: dict[str, tuple[Exporter[Any], str]]) -> dict[str, Mutant]:
    is_stamped = exporters in (mutants_output.EACH_TIME, mutants_output.ELSEWHERE)
    reader = mutants_output.STAMPED if is_stamped else IMPORTER
    return {
        f"{name} ({demand})": Mutant(one, reader, demand, words) for name, (one, words) in exporters.items()
    }


MUTANTS: dict[str, Mutant] = {
    **_broken("every_kind_of_value_comes_back", mutants_values.VALUES | mutants_values.OPTIONS),
    **_broken("ids_come_back", mutants_values.IDS),
    **_broken("order_and_number_come_back", mutants_values.ORDER),
    **_broken("a_plain_digest_is_not_refused", mutants_process.REFUSING),
    **_broken("the_same_digests_give_the_same_bytes", mutants_output.EACH_TIME),
    **_broken("a_second_process_writes_the_same_bytes", mutants_output.ELSEWHERE),
    **_broken("a_second_process_writes_the_same_bytes", mutants_output.PAST_PYTHON),
    **_broken("every_digest_is_written", mutants_output.INCOMPLETE),
    **_broken("write_returns_none", mutants_output.RETURNED),
    **_broken(
        "every_kind_of_value_is_exported_or_refused", mutants_process.FAILING | mutants_process.NEEDS_PATH
    ),
    **_broken("an_error_of_the_documents_is_raised", mutants_process.OF_DOCUMENTS),
    **_broken("an_error_of_the_output_is_raised", mutants_process.OF_OUTPUT),
    **_broken("the_output_may_be_a_pipe", mutants_process.PIPE),
    **_broken("writing_prints_nothing", mutants_process.PRINTING),
    **_broken("writing_changes_nothing_in_the_process", mutants_process.PROCESS),
    **_broken("documents_are_taken_one_by_one", mutants_process.ONE_BY_ONE),
    **_broken("memory_does_not_grow_with_the_number_of_digests", mutants_process.MEMORY),
    **_broken("documents_without_a_path_are_written", mutants_process.PATHLESS),
    **_broken("every_option_has_help", mutants_values.HELP),
    **{
        f"{name} ({demand})": Mutant(EXPORTER, one, demand, words)
        for name, (one, demand, words) in mutants_input.IMPORTERS.items()
    },
}
