"""SK306 to SK309, SK311, SK312: the values of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from signalkit.checking.rule import Finding, Rule
from signalkit.checking.rules.duplicates import count_duplicates, name_duplicate
from signalkit.checking.rules.settings import options_class
from signalkit.checking.rules.tables.examples import GOOD, SIGNAL_HEADER, write_table
from signalkit.checking.rules.tables.rows import is_entry
from signalkit.display import quote
from signalkit.document import Document
from signalkit.model.digest import Topic
from signalkit.model.schema import HEADINGS
from signalkit.model.validate import parse_relevancy
from signalkit.options import option
from signalkit.syntax.text import Span

_name_of = attrgetter("name")


def _empty_name(document: Document) -> Iterator[Finding]:
    for field, tables in document.tables.items():
        if all(map(_name_of, getattr(document.digest, field))):
            continue
        entries = iter(getattr(document.digest, field))
        for table in tables:
            has_names = "name" in table.columns.attributes
            for index, (row, entry) in enumerate(zip(table.rows, entries, strict=False)):
                if has_names and not entry.name and is_entry(document, table, index):
                    yield Finding(f"{HEADINGS[field]}: row without a name", row.span)


def _relevancies(document: Document, is_wrong: Callable[[str], bool]) -> Iterator[tuple[Span, str]]:
    """Yield the cells of relevancy that are not empty and wrong, each with its text."""
    for table in chain.from_iterable(document.tables.values()):
        column = table.columns.relevancy
        for index, row in enumerate(table.rows if column >= 0 else ()):
            if column < len(row.cells):
                start, end = row.cells[column]
                cell = document.text[start:end]
                if cell and is_wrong(cell) and is_entry(document, table, index):
                    yield Span(start, end), cell


def _is_no_integer(cell: str) -> bool:
    return cell != "nan" and parse_relevancy(cell) is None


def _no_integer(document: Document) -> Iterator[Finding]:
    for span, cell in _relevancies(document, _is_no_integer):
        yield Finding(f"relevancy {quote(cell)} is not an integer", span)


def _is_range(options: _Range, attribute: object, most: int) -> None:
    if most < options.min_relevancy:
        raise ValueError(f"expected at least min-relevancy, which is {options.min_relevancy}, got {most}")


@options_class
class _Range:
    """The relevancies that are allowed."""

    min_relevancy: int = option(1, help="Lowest relevancy that is allowed.")
    max_relevancy: int = option(5, help="Highest relevancy that is allowed.", validator=_is_range)


def _out_of_range(document: Document, options: _Range) -> Iterator[Finding]:
    least, most = options.min_relevancy, options.max_relevancy

    def is_outside(cell: str) -> bool:
        number = parse_relevancy(cell)
        return number is not None and not least <= number <= most

    for span, cell in _relevancies(document, is_outside):
        yield Finding(f"relevancy {cell} is not between {least} and {most}", span)


def _nan(document: Document) -> Iterator[Finding]:
    if "nan" not in document.text:
        return
    for table in chain.from_iterable(document.tables.values()):
        for row in table.rows:
            for start, end in row.cells:
                if document.text[start:end] == "nan":
                    yield Finding("missing number (nan)", Span(start, end))


def _duplicate_signal(document: Document) -> Iterator[Finding]:
    for index, count in _duplicates(document, "signals", _name_of):
        shown = document.digest.signals[index].name
        yield Finding(name_duplicate(f"signal {quote(shown)}", count), f"signals[{index}].name")


_NOUNS = {
    "concerns": "concern",
    "behaviors": "behavior",
    "technologies": "technology",
    "issues": "issue",
}


def _label_of(topic: Topic) -> str:
    """Return the name of a topic, or its description in a table without names."""
    return topic.name or topic.description


def _duplicate_topic(document: Document) -> Iterator[Finding]:
    for field, noun in _NOUNS.items():
        for index, count in _duplicates(document, field, _label_of):
            topic = getattr(document.digest, field)[index]
            label = _label_of(topic)
            place = f"{field}[{index}].{'name' if topic.name else 'description'}"
            yield Finding(name_duplicate(f"{noun} {quote(label)}", count), place)


def _duplicates(document: Document, field: str, key: Callable[[Any], str]) -> Iterator[tuple[int, int]]:
    """Yield where each repeated entry appears for the second time, and how often it does."""
    if field not in document.outline.by_field:
        return
    for index, count in count_duplicates(map(key, getattr(document.digest, field))):
        rows = [(table, at) for table in document.tables[field] for at in range(len(table.rows))]
        if is_entry(document, *rows[index]):
            yield index, count


RULES = [
    Rule(
        code="SK306",
        name="empty-name",
        title="Checks for rows without a name in tables that have names.",
        why="An entry without a name cannot be referred to.",
        failing=write_table("|  | It may rot. | 2 |"),
        passing=GOOD,
        check=_empty_name,
    ),
    Rule(
        code="SK307",
        name="non-integer-relevancy",
        title="Checks for relevancies that are not integers.",
        why="The relevancy is read as missing.",
        failing=write_table("| Rot | It may rot. | high |"),
        passing=GOOD,
        check=_no_integer,
    ),
    Rule(
        code="SK308",
        name="relevancy-out-of-range",
        title="Checks for relevancies outside a range, by default 1 to 5.",
        why="The relevancy cannot be compared with others.",
        failing=write_table("| Rot | It may rot. | 7 |"),
        passing=GOOD,
        check=_out_of_range,
        options=_Range,
    ),
    Rule(
        code="SK309",
        name="nan-cell",
        title="Checks for cells that contain nan.",
        why="It represents a missing number. The producer writes missing numbers this way.",
        failing=write_table("| Rot | It may rot. | nan |"),
        passing=GOOD,
        check=_nan,
        default=False,
    ),
    Rule(
        code="SK311",
        name="duplicate-signal",
        title="Checks for signals that appear more than once.",
        why="Duplicates skew any count of signals.",
        failing=write_table(
            "| a | b | c | d |", "| A | b | c | d |", section="Signals", header=SIGNAL_HEADER
        ),
        passing=write_table("| a | b | c | d |", section="Signals", header=SIGNAL_HEADER),
        check=_duplicate_signal,
    ),
    Rule(
        code="SK312",
        name="duplicate-topic",
        title="Checks for concerns, behaviors, technologies and issues that appear more than once.",
        why="Duplicates skew any count of topics.",
        failing=write_table("| Rot | It may rot. | 2 |", "| rot | It does. | 3 |"),
        passing=GOOD,
        check=_duplicate_topic,
    ),
]
