"""SK310: the delimiter row."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.lists import is_bare_table
from signalkit.document import Document
from signalkit.model.schema import FIELDS, TABLES
from signalkit.syntax.text import Span, TextEdit, dominant_newline, normalize_newlines


def _no_delimiter(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        for block in part.blocks if part.field in TABLES else ():
            if not is_bare_table(document, block):
                continue
            start, end = block.start, block.start + len(document.text[block.start : block.end].rstrip())
            lines = normalize_newlines(document.text[start:end]).split("\n")
            if not lines[1].strip(" \t|:-"):
                message = "the row of dashes has other columns than the header: this is not read as a table"
                yield Finding(message, Span(start, end))
                continue
            fix = None
            sizes = {line.count("|") for line in lines}
            columns = FIELDS[str(part.field)].columns
            known = {name: column for column in columns for name in column.names}
            names = [name.strip(" \t").casefold() for name in lines[0].strip(" \t|").split("|")]
            required = {column for column in columns if column.required}
            whole = required <= {known.get(name) for name in names} and all(
                name in known for name in names
            )  # otherwise a table with other faults would come of it
            closed = whole and all(
                line.strip(" \t").startswith("|") and line.rstrip(" \t").endswith("|") for line in lines
            )
            if closed and len(sizes) == 1 and not any("\\" in line for line in lines):
                first = start + len(lines[0])
                rule = f"{dominant_newline(document.text)}|{'---|' * (sizes.pop() - 1)}"
                fix = Fix([TextEdit(Span(first, first), rule)], safe=False)
            message = "a table without the row of dashes below its header: it is not read as one"
            yield Finding(message, Span(start, end), fix)


RULES = [
    Rule(
        code="SK310",
        name="missing-delimiter-row",
        title="A table without the row of dashes below its header.",
        why="It is running text to every reader of Markdown, and no entry is read.",
        failing="## Issues\n\n| name | description |\n| Rot | It may rot. |",
        passing="## Issues\n\n| name | description |\n|---|---|\n| Rot | It may rot. |",
        check=_no_delimiter,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
]
