"""SK306 to SK309, SK311, SK312: the values of cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from signalkit.checking.rule import Finding, Rule
from signalkit.checking.rules.duplicates import count_duplicates, say_how_often
from signalkit.checking.rules.tables.examples import GOOD, SIGNAL_HEADER, write_table
from signalkit.document import Document
from signalkit.model.schema import HEADINGS
from signalkit.model.validate import parse_relevancy
from signalkit.syntax.text import Span

_name_of = attrgetter("name")


def _empty_name(document: Document) -> Iterator[Finding]:
    for field, tables in document.tables.items():
        if all(map(_name_of, getattr(document.digest, field))):
            continue
        entries = iter(getattr(document.digest, field))
        for table in tables:
            has_names = "name" in table.columns.attributes
            for row, entry in zip(table.rows, entries, strict=False):
                if has_names and not entry.name:
                    yield Finding(f"{HEADINGS[field]}: a row without a name", row.span)


def _relevancies(document: Document) -> Iterator[tuple[Span, str]]:
    """Yield the cells of relevancy that are not empty, each with its text."""
    for table in chain.from_iterable(document.tables.values()):
        column = table.columns.relevancy
        for row in table.rows if column >= 0 else ():
            if column < len(row.cells):
                start, end = row.cells[column]
                if start < end:
                    yield Span(start, end), document.text[start:end]


def _no_integer(document: Document) -> Iterator[Finding]:
    for span, cell in _relevancies(document):
        if cell != "nan" and parse_relevancy(cell) is None:
            yield Finding(f"relevancy: {cell[:40]!r} is no whole number", span)


def _out_of_range(document: Document) -> Iterator[Finding]:
    for span, cell in _relevancies(document):
        number = parse_relevancy(cell)
        if number is not None and not 1 <= number <= 5:
            yield Finding(f"relevancy: {cell} is not between 1 and 5", span)


def _nan(document: Document) -> Iterator[Finding]:
    if "nan" not in document.text:
        return
    for table in chain.from_iterable(document.tables.values()):
        for row in table.rows:
            for start, end in row.cells:
                if document.text[start:end] == "nan":
                    yield Finding("a number that is missing: nan", Span(start, end))


def _duplicate_signal(document: Document) -> Iterator[Finding]:
    signals = document.digest.signals
    for index, count in count_duplicates(map(_name_of, signals)):
        message = f"the signal {signals[index].name!r} {say_how_often(count)}"
        yield Finding(message, f"signals[{index}].name")


_NOUNS = {
    "concerns": "concern",
    "behaviors": "behavior",
    "technologies": "technology",
    "issues": "issue",
}


def _duplicate_topic(document: Document) -> Iterator[Finding]:
    for field, noun in _NOUNS.items():
        topics = getattr(document.digest, field)
        for index, count in count_duplicates([topic.name or topic.description for topic in topics]):
            topic = topics[index]
            shown = topic.name or topic.description
            message = f"duplicate {noun} {shown if len(shown) < 60 else shown[:57] + '...'!r}"
            place = f"{field}[{index}].{'name' if topic.name else 'description'}"
            yield Finding(message if count == 2 else f"{message}: {count} times", place)


RULES = [
    Rule(
        code="SK306",
        name="empty-name",
        title="A row without a name, in a table that has names.",
        why="Nobody can refer to it.",
        failing=write_table("|  | It may rot. | 2 |"),
        passing=GOOD,
        check=_empty_name,
    ),
    Rule(
        code="SK307",
        name="relevancy-no-integer",
        title="A relevancy that is no whole number.",
        why="It is read as missing.",
        failing=write_table("| Rot | It may rot. | high |"),
        passing=GOOD,
        check=_no_integer,
    ),
    Rule(
        code="SK308",
        name="relevancy-out-of-range",
        title="A relevancy that is not between 1 and 5.",
        why="It cannot be compared with others.",
        failing=write_table("| Rot | It may rot. | 7 |"),
        passing=GOOD,
        check=_out_of_range,
    ),
    Rule(
        code="SK309",
        name="nan",
        title="A cell that says nan.",
        why="It stands for a number that is missing. The producer writes it so.",
        failing=write_table("| Rot | It may rot. | nan |"),
        passing=GOOD,
        check=_nan,
        default=False,
    ),
    Rule(
        code="SK311",
        name="duplicate-signal",
        title="A signal that stands twice.",
        why="It counts twice wherever signals are counted.",
        failing=write_table(
            "| a | b | c | d |", "| A | b | c | d |", section="Signals", header=SIGNAL_HEADER
        ),
        passing=write_table("| a | b | c | d |", section="Signals", header=SIGNAL_HEADER),
        check=_duplicate_signal,
    ),
    Rule(
        code="SK312",
        name="duplicate-topic",
        title="A concern, behavior, technology or issue that appears twice.",
        why="It counts twice wherever topics are counted.",
        failing=write_table("| Rot | It may rot. | 2 |", "| rot | It does. | 3 |"),
        passing=GOOD,
        check=_duplicate_topic,
    ),
]
