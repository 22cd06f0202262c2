"""SK310: the delimiter row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.document import Document
from signalkit.model.schema import FIELDS, TABLES
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit, dominant_newline, normalize_newlines


def is_bare_table(document: Document, block: Block) -> bool:
    """Return whether a paragraph is meant to be a table: its lines have pipes, the first between two."""
    if block.kind != "paragraph":
        return False
    first, _, rest = normalize_newlines(document.text[block.start : block.end]).partition("\n")
    return first.startswith("|") and first.count("|") > 1 and rest.lstrip(" \t").startswith("|")


def _no_delimiter(document: Document) -> Iterator[Finding]:
    for part in document.outline.parts:
        field = part.field
        if field is None or field not in TABLES:
            continue
        for block in part.blocks:
            if not is_bare_table(document, block):
                continue
            text = document.text[block.start : block.end].rstrip()
            lines = normalize_newlines(text).split("\n")
            message = "the row of dashes has other columns than the header: this is not read as a table"
            fix = None
            if lines[1].strip(" \t|:-"):
                message = "a table without the row of dashes below its header: it is not read as one"
                if _is_whole(field, lines):
                    delimiter = "|" + "---|" * (lines[0].count("|") - 1)
                    at = block.start + len(lines[0])
                    edit = TextEdit(Span(at, at), f"{dominant_newline(document.text)}{delimiter}")
                    fix = Fix([edit], safe=False)
            yield Finding(message, Span(block.start, block.start + len(text)), fix)


def _is_whole(field: str, lines: Sequence[str]) -> bool:
    """Return whether lines would be a table without other faults, had it a delimiter row."""
    columns = FIELDS[field].columns
    attributes = {name: column.attribute for column in columns for name in column.names}
    names = {name.strip(" \t").casefold() for name in lines[0].strip(" \t|").split("|")}
    required = {column.attribute for column in columns if column.required}
    return (
        names <= attributes.keys()
        and required <= {attributes[name] for name in names}
        and len({line.count("|") for line in lines}) == 1
        and all(line.strip(" \t")[:1] == "|" and line.rstrip(" \t")[-1:] == "|" for line in lines)
        and not any("\\" in line for line in lines)
    )


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
