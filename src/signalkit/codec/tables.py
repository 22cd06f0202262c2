"""Tables: Signals, Concerns, Behaviors, Technologies and Issues, a row for each entry.

Source: GFM 0.29, section 4.10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from signalkit.cached import cached_property
from signalkit.codec import pipe_table
from signalkit.codec.columns import ColumnMap, map_columns
from signalkit.codec.draft import Draft
from signalkit.codec.outline import Part, Place
from signalkit.codec.widths import Measure, choose_measure, is_disputed
from signalkit.model.align import Step, align
from signalkit.model.digest import Digest
from signalkit.model.layout import CLASSIC, EXTENDED, Layout, beyond_classic
from signalkit.model.schema import FIELDS, TABLES
from signalkit.syntax.lines import cell_spans
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span
from signalkit.syntax.tree import Source

# -- locate ------------------------------------------------------------------------------------------------


class Row:
    """A row of a table.

    Args:
        source: the text that it is in.

    Attributes:
        start: where its line starts.
        end: where its line ends, line end included.
    """

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self._source = source

    @property
    def span(self) -> Span:
        """Where it is, without its line end."""
        line = self._source.text[self.start : self.end]
        return Span(self.start, self.start + len(line.rstrip("\r\n")))

    @cached_property
    def cells(self) -> list[Place]:
        """Where each cell is; an empty one is an empty place."""
        s = self._source.normalized
        last = self.end - 1 if s[self.end - 1] == "\n" else self.end
        return cell_spans(s, self.start, last)


class Table(NamedTuple):
    """A table of a section.

    Attributes:
        field: that it belongs to.
        block: where it is.
        columns: what its columns hold.
        header: its first row.
        delimiter: its row of dashes.
        rows: the rows after that.
    """

    field: str
    block: Block
    columns: ColumnMap
    header: Row
    delimiter: Row
    rows: list[Row]

    @property
    def span(self) -> Span:
        """Where it is, the line end of its last row included."""
        return self.block.span


def locate(source: Source, blocks: Iterable[Block], field: str) -> list[Table]:
    """Find the tables among some blocks."""
    s = source.normalized
    tables: list[Table] = []
    for block in blocks:
        kind, pos, end, _ = block
        if kind != "table":
            continue
        rows: list[Row] = []
        while pos < end:
            stop = s.find("\n", pos, end) + 1 or end
            rows.append(Row(source, pos, stop))
            pos = stop
        names = tuple(s[a:b].replace("\\|", "|") for a, b in rows[0].cells)
        tables.append(Table(field, block, map_columns(field, names), rows[0], rows[1], rows[2:]))
    return tables


# -- read --------------------------------------------------------------------------------------------------


def read(source: Source, blocks: Iterable[Block], field: str) -> tuple[Any, ...]:
    """Read the entries of the tables among some blocks."""
    entries: list[Any] = []
    for kind, start, end, _ in blocks:
        if kind == "table":
            entries += _read_table(source.normalized[start:end], field)
    return tuple(entries)


def _read_table(text: str, field: str) -> list[Any]:
    if "\\" not in text:
        # As a rule each row has outer pipes and as many cells: between the last pipe of a row and the first
        # of the next is the line end alone, once every so many pieces.
        pieces = text.split("|")
        lines = text.count("\n")
        step, rest = divmod(len(pieces), lines + (text[-1] != "\n"))
        ends = pieces[step::step] if step else []  # rows without a pipe
        if ends and rest == 1 and not pieces[0] and ends.count("\n") == lines and ends[-1] in ("\n", ""):
            columns = map_columns(field, tuple([cell.strip(" \t") for cell in pieces[1:step]]))
            return columns.to_entries(
                [
                    [cell.strip(" \t") for cell in pieces[start::step]]
                    for start in range(2 * step + 1, 3 * step)
                ]
            )
    rows = text.removesuffix("\n").split("\n")
    names = tuple(split_row(rows[0]))
    size = len(names)
    table = [[*cells[:size], *[""] * (size - len(cells))] for cells in map(split_row, rows[2:])]
    return map_columns(field, names).to_entries(list(zip(*table, strict=True))) if table else []


def split_row(line: str) -> list[str]:
    """Return the values of the cells of a row."""
    row = line.strip(" \t\n")
    return [row[start:end].replace("\\|", "|") for start, end in cell_spans(row, 0, len(row))]


# -- render ------------------------------------------------------------------------------------------------


def render(field: str, entries: Sequence[Any], layout: Layout, measure: Measure = len) -> str:
    """Write the table of a field, its widths counted by `measure`; nothing without entries."""
    if not entries:
        return ""
    columns = [
        (column.attribute, heading)
        for column, heading in layout.columns[field]
        if not column.optional or _has_values(entries, column.attribute)
    ]
    columns += [("", name) for name in dict.fromkeys(name for entry in entries for name in entry.extra)]
    some = _has_values(entries, "relevancy")
    rows = [[_cell(entry, attribute, name, numeric=some) for attribute, name in columns] for entry in entries]
    return pipe_table.render([pipe_table.escape(heading) for _, heading in columns], rows, measure)


def _has_values(entries: Iterable[Any], attribute: str) -> bool:
    """Return whether any entry has a value for an attribute."""
    return any(getattr(entry, attribute) not in ("", None) for entry in entries)


def _cell(entry: Any, attribute: str, name: str, *, numeric: bool) -> str:
    """Return the cell of an entry; of an extra column if there is no attribute.

    A missing number is ``nan`` among numbers, as pandas writes it.
    """
    if attribute == "relevancy":
        if entry.relevancy is None:
            return "nan" if numeric else ""
        return str(entry.relevancy)
    return pipe_table.escape(getattr(entry, attribute) if attribute else entry.extra.get(name, ""))


# -- measure -----------------------------------------------------------------------------------------------


def measure_like(draft: Draft) -> Measure:
    """Return the measure that the tables of a text are padded by; it looks at them when it must."""

    def measure(text: str) -> int:
        if not is_disputed(text):
            return len(text)
        if draft.measure is None:
            draft.measure = choose_measure(_cells(draft.source, draft.outline.parts))
        return draft.measure(text)

    return measure


def _cells(source: Source, parts: Iterable[Part]) -> Iterator[tuple[int, str]]:
    """Yield the width of its column and the text between the pipes of each cell of the tables of sections."""
    for part in parts:
        for table in locate(source, part.blocks, part.field) if part.field in TABLES and part.field else ():
            widths = [right - left for left, right in _regions(source, table.delimiter)]
            for row in table.rows:
                texts = [source.normalized[left:right] for left, right in _regions(source, row)]
                yield from zip(widths, texts, strict=False)


# -- edit --------------------------------------------------------------------------------------------------


def edit(draft: Draft, field: str, part: Part) -> None:
    """Write the entries of a field of the new digest."""
    old, new = getattr(draft.old, field), getattr(draft.new, field)
    tables = locate(draft.source, part.blocks, field)
    if not tables:
        draft.insert_body(part, render(field, new, draft.layout, measure_like(draft)))
        return
    rows = [(table, row) for table in tables for row in table.rows]
    steps = align(old, new)
    extended = field == "signals" and beyond_classic(Digest(signals=new)) is not None
    # With the values that made it extended goes what they came with: otherwise undo could not hold.
    shrinks = (
        draft.layout is CLASSIC
        and field == "signals"
        and not extended
        and beyond_classic(Digest(signals=old)) is not None
    )
    if draft.coarse or not new or shrinks or _columns_change(rows, tables[0], steps, old, new):
        classic = (tables[0].columns.is_classic or shrinks) and not extended
        text = render(field, new, CLASSIC if classic else EXTENDED, measure_like(draft))
        draft.replace_blocks([table.block for table in tables], text)
        return
    for step in steps:
        at = step.start + step.pairs
        for k in range(step.pairs):
            _change_row(draft, *rows[step.start + k], old[step.start + k], new[step.new_start + k])
        draft.delete_lines([(row.start, row.end) for _, row in rows[at : step.end]])
        if step.new_start + step.pairs < step.new_end:
            table, last = rows[at - 1] if at else (tables[0], tables[0].delimiter)
            added = new[step.new_start + step.pairs : step.new_end]
            draft.append_lines(last.end, [_new_row(draft, table, entry) for entry in added])


def _columns_change(
    rows: Sequence[tuple[Table, Row]],
    first: Table,
    steps: Sequence[Step],
    old: Sequence[Any],
    new: Sequence[Any],
) -> bool:
    """Return whether a column is missing, or one that no layout asks for has lost its last value."""
    for step in steps:
        for k in range(step.new_end - step.new_start):
            at = step.start + (k if k < step.pairs else step.pairs - 1)
            columns = (rows[at][0] if at >= 0 else first).columns
            if columns.lacks(new[step.new_start + k]):
                return True
    before = {name for entry in old for name in entry.extra}
    if before and before - {name for entry in new for name in entry.extra}:
        return True
    optional = [column.attribute for column in FIELDS[first.field].columns if column.optional]
    return any(_has_values(old, attribute) and not _has_values(new, attribute) for attribute in optional)


def _alignments(source: Source, table: Table) -> list[str]:
    found = []
    for start, end in table.delimiter.cells:
        dashes = source.normalized[start:end]
        left, right = dashes[:1] == ":", dashes[-1:] == ":"
        found.append("center" if left and right else "right" if right else "left")
    return found


def _widths(source: Source, table: Table) -> list[int]:
    """Return the width of each column between the spaces, by the delimiter row."""
    return [max(right - left - 2, 1) for left, right in _regions(source, table.delimiter)]


def _regions(source: Source, row: Row) -> Iterator[Place]:
    """Yield the stretches between the pipes of a row."""
    s = source.normalized
    start, stop = row.start, source.content_end(row.start, row.end)
    while start < stop and s[start] in " \t":
        start += 1
    if s[start : start + 1] == "|":
        start += 1
    for _, end in row.cells:
        end = s.find("|", end, stop)
        if end < 0:
            end = stop
        yield start, end
        start = end + 1


def _cell_text(table: Table, index: int, entry: Any, alignment: str) -> str:
    columns = table.columns
    attribute = next((a for a, i in columns.attributes.items() if i == index), "")
    if attribute:
        return _cell(entry, attribute, "", numeric=alignment == "right")
    name = columns.names[index]
    return _cell(entry, "", name, numeric=False) if columns.extra.get(name) == index else ""


def _align_point(draft: Draft, table: Table, index: int, own: str) -> str:
    """Return the text of a cell with the spaces that bring the decimal points of its column together."""
    if not pipe_table.is_number(own):
        return own
    place = table.block.start, index
    most = draft.points.get(place)
    if most is None:  # the column is looked at once, not for each of its cells
        entries = getattr(draft.new, table.field)
        column = [_cell_text(table, index, entry, "right") for entry in entries]
        numbers = all(map(pipe_table.is_number, column))
        most = max(map(pipe_table.after_point, column)) if numbers else -1
        draft.points[place] = most
    return own + " " * (most - pipe_table.after_point(own))


def _new_row(draft: Draft, table: Table, entry: Any) -> str:
    widths, alignments = _widths(draft.source, table), _alignments(draft.source, table)
    texts = []
    for index in range(len(table.columns.names)):
        text = _cell_text(table, index, entry, alignments[index])
        if alignments[index] == "right":
            text = _align_point(draft, table, index, text)
        texts.append(text)
    return pipe_table.row(texts, widths, alignments, measure_like(draft))


def _change_row(draft: Draft, table: Table, row: Row, old: Any, new: Any) -> None:
    source, columns = draft.source, table.columns
    changed = [i for name, i in columns.attributes.items() if getattr(old, name) != getattr(new, name)]
    if old.extra != new.extra:
        changed += [i for name, i in columns.extra.items() if old.extra.get(name) != new.extra.get(name)]
    alignments, widths, measure = _alignments(source, table), _widths(source, table), measure_like(draft)
    regions = list(_regions(source, row))
    if any(index >= len(regions) for index in changed):
        content = source.content_end(row.start, row.end)
        draft.replace(row.start, content, _new_row(draft, table, new))
        return
    for index in changed:
        left, right = regions[index]
        text = _cell_text(table, index, new, alignments[index])
        start, end = row.cells[index]
        room = widths[index] + 2
        taken = measure(source.normalized[left:right])
        if taken == room or (taken > room and source.normalized[end:right] == " "):
            if alignments[index] == "right":
                text = _align_point(draft, table, index, text)
            padded = pipe_table.pad(text, widths[index], alignments[index], measure)
            draft.replace(left, right, f" {padded} ")
        elif start == end:
            draft.replace(left, right, f" {text} ")
        elif not text:
            draft.replace(start, end, "")
        else:
            draft.replace(start, end, text if not text.endswith("\\") else text + " ")
