"""Slips in tables: damaged delimiter rows, misplaced rows, rows that are detached or split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from signalkit.document import parse
from signalkit.syntax.text import Span
from signalkit.testing.slips.slip import Slip, Slipped


def _tables(text: str) -> Iterator[list[Span]]:
    """Yield the lines of each table with outer pipes: header, delimiter row and rows."""
    for tables in parse(text).tables.values():
        for table in tables:
            lines = [row.span for row in (table.header, table.delimiter, *table.rows)]
            if text.startswith("|", lines[0].start) and text[lines[0].end - 1] == "|":
                yield lines


def _replace(text: str, place: Span, new: str) -> Slipped:
    line = text.count("\n", 0, place.start) + 1
    return Slipped(text[: place.start] + new + text[place.end :], line, line + new.count("\n"))


def _misspell_delimiter(text: str) -> Iterable[Slipped]:
    """Write a delimiter row with other characters, as autocorrection and other formats do."""
    for _, place, *_ in _tables(text):
        row = text[place.start : place.end]
        variants = [
            row.replace("---", "\u2014"),
            row.replace("--", "\u2013"),
            row.replace("-", "\u2212"),
            row.replace("-", "="),
            row.replace("-", "_"),
            row.replace("|", "+"),
            f"|{row[1:-1].replace('|', '+')}|",
            row.replace("|", "|\xa0", 1),
            row.replace("-", "- ", 1).replace("- -", "- x-", 1),
            row.replace(":", "\uff1a", 1),
            row.replace("|", "").replace(":", "-"),
            "=" * len(row),
        ]
        yield from (_replace(text, place, new) for new in variants if new != row)


def _lose_delimiter(text: str) -> Iterable[Slipped]:
    """Delete a delimiter row, or a column of it."""
    for header, place, *_ in _tables(text):
        whole = Span(header.end, place.end)
        yield _replace(text, whole, "")
        row = text[place.start : place.end]
        if row.count("|") > 2:
            yield _replace(text, place, row[: row.rindex("|", 0, -1) + 1])


def _repeat_header(text: str) -> Iterable[Slipped]:
    """Write header, delimiter row or both once more before a row, or the whole table below itself."""
    for header, delimiter, *rows in _tables(text):
        one, two = text[header.start : header.end], text[delimiter.start : delimiter.end]
        for row in rows:
            for added in (one, two, f"{one}\n{two}"):
                at = Span(row.start, row.start)
                line = text.count("\n", 0, row.start) + 1
                yield Slipped(_replace(text, at, f"{added}\n").text, line, line + added.count("\n"))
        end = rows[-1].end if rows else delimiter.end
        slipped = _replace(text, Span(end, end), f"\n{text[header.start : end]}")
        yield Slipped(slipped.text, slipped.line + 1, slipped.last_line)


def _cut_off(text: str) -> Iterable[Slipped]:
    """Write a blank line, a comment or a line of dashes between two lines of a table."""
    for table in _tables(text):
        for row in table[1:]:
            line = text.count("\n", 0, row.start) + 1
            for added in ("", "<!-- more -->", "---"):
                yield Slipped(f"{text[: row.start]}{added}\n{text[row.start :]}", line, line)


def _write_below(text: str) -> Iterable[Slipped]:
    """Write a caption, an attribute list, a block id or a footnote directly below a table."""
    for table in _tables(text):
        end = table[-1].end
        line = text.count("\n", 0, end) + 2
        for added in (
            "Table 1: what changes",
            ": what changes",
            "{: .wide}",
            "^rows",
            "[^1]: Counted twice.",
        ):
            yield Slipped(f"{text[:end]}\n{added}{text[end:]}", line, line)


def _break_cell(text: str) -> Iterable[Slipped]:
    """Break the line at one to three spaces of a row."""
    for _, _, *rows in _tables(text):
        for number, row in enumerate(rows):
            spaces = [at for at in range(row.start + 1, row.end - 1) if text[at] == " " != text[at + 1]]
            if spaces:
                chosen = spaces[number % len(spaces) :: 2][: 1 + number % 3]
                pieces = [text[row.start : chosen[0]]]
                pieces += [
                    text[at + 1 : after] for at, after in zip(chosen, [*chosen[1:], row.end], strict=True)
                ]
                yield _replace(text, row, "\n".join(pieces))


SLIPS = [
    Slip("misspelt-delimiter-row", _misspell_delimiter),
    Slip("lost-delimiter-row", _lose_delimiter),
    Slip("repeated-header", _repeat_header),
    Slip("detached-rows", _cut_off),
    Slip("text-below-table", _write_below),
    Slip("line-break-in-cell", _break_cell),
]
