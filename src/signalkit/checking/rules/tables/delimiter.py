"""SK310, SK313, SK315: tables and rows that are not read as such."""

from __future__ import annotations

from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.tables.fragments import (
    COLONS,
    SPACES,
    Fragment,
    find_fragments,
    is_like_delimiter,
    is_whole,
    line_in,
    split_row,
)
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit, dominant_newline


def _no_delimiter(document: Document) -> Iterator[Finding]:
    for fragment in find_fragments(document):
        if fragment.kind not in ("missing", "uneven"):
            continue
        start, lines = fragment.block.start, fragment.lines
        text = document.text[start : fragment.block.end].rstrip()
        message = "delimiter row and header have different numbers of columns; the table is not read"
        fix = None
        if fragment.kind == "missing":
            message = "missing delimiter row below the header; the table is not read"
            if is_whole(fragment.field, lines):
                delimiter = "|" + "---|" * (lines[0].count("|") - 1)
                at = start + len(lines[0])
                edit = TextEdit(Span(at, at), f"{dominant_newline(document.text)}{delimiter}")
                fix = Fix([edit], safe=False)
        yield Finding(message, Span(start, start + len(text)), fix)


def _misspelt(document: Document) -> Iterator[Finding]:
    for fragment in find_fragments(document):
        if fragment.kind not in ("misspelt", "underline"):
            continue
        lines = fragment.lines
        span = line_in(document, fragment, 1)
        fix = None
        is_doubled = len(lines) > 2 and is_like_delimiter(lines[2])
        if is_whole(fragment.field, [lines[0], *lines[2:]]) and not is_doubled:
            fix = Fix([TextEdit(span, _write_delimiter(*lines[:2]))], safe=False)
        effect = "a heading" if fragment.kind == "underline" else "running text"
        yield Finding(f"misspelt delimiter row: the table is read as {effect}", span, fix)


def _write_delimiter(header: str, misspelt: str) -> str:
    """Write a delimiter row as wide as the header, with the alignments of a misspelt one."""
    old = misspelt.strip(" \t|+").replace("+", "|").split("|")
    columns = header.strip(" \t")[1:-1].split("|")
    if len(old) != len(columns):
        old = [""] * len(columns)
    cells = []
    for column, dashes in zip(columns, old, strict=True):
        marks = dashes.strip(SPACES)
        left = ":" if marks.startswith(tuple(COLONS)) else ""
        right = ":" if marks.endswith(tuple(COLONS)) else ""
        cells.append(left + "-" * max(len(column) - len(left + right), 1) + right)
    return f"|{'|'.join(cells)}|"


def _detached(document: Document) -> Iterator[Finding]:
    for fragment in find_fragments(document):
        anchor = fragment.anchor
        if fragment.kind != "detached" or anchor is None:
            continue
        kinds = {block.kind for block in fragment.gap}
        what = "other text" if kinds - {"comment"} else "a comment" if kinds else "a blank line"
        many = "1 row is" if len(fragment.lines) == 1 else f"{len(fragment.lines)} rows are"
        message = f"{many} separated from the table by {what} and not read"
        if fragment.is_headed:
            message = f"{what} separates the header from the delimiter row: the table is not read"
        end = fragment.block.start + len(document.text[fragment.block.start : fragment.block.end].rstrip())
        yield Finding(message, Span(anchor.end, end), _join(document, fragment))


def _join(document: Document, fragment: Fragment) -> Fix | None:
    """Return the fix that puts rows below their table, before the comments between them; None if unsure."""
    anchor, block = fragment.anchor, fragment.block
    text = document.text
    comments = text[fragment.gap[0].start : fragment.gap[-1].end] if fragment.gap else ""
    if anchor is None or any(one.kind != "comment" for one in fragment.gap) or "ignalkit" in comments:
        return None
    if any(len(split_row(line)) != fragment.size or line.strip(" \t")[0] != "|" for line in fragment.lines):
        return None
    header = document.text[anchor.start : anchor.end].strip(" \t\r\n")
    if fragment.is_headed and not is_whole(fragment.field, [header, *fragment.lines[1:]]):
        return None
    if not fragment.gap:
        return Fix([TextEdit(Span(anchor.end, block.start), "")], safe=False)
    end = block.start + len(text[block.start : block.end].rstrip())
    rows = f"{text[block.start : end]}{dominant_newline(text)}"
    moved = [TextEdit(Span(anchor.end, anchor.end), rows), TextEdit(Span(block.start, end), "")]
    return Fix(moved, safe=False)


_TABLE = "## Issues\n\n| name | description |\n|---|---|\n| Rot | It may rot. |"

RULES = [
    Rule(
        code="SK310",
        name="missing-delimiter-row",
        title="Checks for tables without a delimiter row below the header.",
        why="Markdown readers take the table for running text, and no entry is read.",
        failing="## Issues\n\n| name | description |\n| Rot | It may rot. |",
        passing=_TABLE,
        check=_no_delimiter,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK313",
        name="misspelt-delimiter-row",
        title="Checks for delimiter rows with characters other than dashes, colons and pipes, or "
        "without pipes.",
        why="Without a valid delimiter row a table is running text or a heading, and no entry is read.",
        failing="## Issues\n\n| name | description |\n|:——|:——|\n| Rot | It may rot. |",
        passing=_TABLE,
        check=_misspelt,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK315",
        name="detached-rows",
        title="Checks for rows that are separated from their table by a blank line, a comment or other text.",
        why="A table ends at the first blank line. The rows after it are running text and are not read.",
        failing=f"{_TABLE}\n\n| Rust | It may rust. |",
        passing=f"{_TABLE}\n| Rust | It may rust. |",
        check=_detached,
        severity="error",
        fixable="unsafe",
        changes=True,
    ),
]
