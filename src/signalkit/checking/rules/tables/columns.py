"""SK301, SK302: the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from signalkit.checking.rule import Finding, Rule
from signalkit.checking.rules.settings import options_class
from signalkit.checking.rules.tables.examples import GOOD, SIGNAL_HEADER, write_table
from signalkit.display import quote
from signalkit.document import Document
from signalkit.model.schema import FIELDS, HEADINGS
from signalkit.options import option
from signalkit.syntax.text import Span


def _missing_column(document: Document) -> Iterator[Finding]:
    for table in chain.from_iterable(document.tables.values()):
        for column in FIELDS[table.field].columns:
            if column.required and column.attribute not in table.columns.attributes:
                message = f'{HEADINGS[table.field]}: missing column "{column.title}"'
                yield Finding(message, table.header.span)


@options_class
class _Allowed:
    """The columns that are allowed."""

    allowed_columns: tuple[str, ...] = option(
        ("src",), help="Columns that are allowed in addition to those of the format, in any case."
    )


def _unknown_column(document: Document, options: _Allowed) -> Iterator[Finding]:
    allowed = {name.casefold() for name in options.allowed_columns}
    for table in chain.from_iterable(document.tables.values()):
        for name, index in table.columns.extra.items():
            if name.casefold() not in allowed:
                message = f"{HEADINGS[table.field]}: unknown column {quote(name)}"
                yield Finding(message, Span(*table.header.cells[index]))


RULES = [
    Rule(
        code="SK301",
        name="missing-column",
        title="Checks for tables without a column that all tables of their kind have.",
        why="Values that other digests have are missing, and nothing indicates it.",
        failing=write_table("| Bees | less |", section="Signals", header="| name | change |"),
        passing=write_table("| Bees | less | none | mites |", section="Signals", header=SIGNAL_HEADER),
        check=_missing_column,
    ),
    Rule(
        code="SK302",
        name="unknown-column",
        title="Checks for columns that are not part of the format.",
        why="Programs keep the column but cannot interpret it. It may be a misspelt known column.",
        failing=write_table("| Rot | x | 2 |", header="| name | description | relevance |"),
        passing=GOOD,
        check=_unknown_column,
        options=_Allowed,
    ),
]
