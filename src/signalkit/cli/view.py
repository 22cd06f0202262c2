"""A digest as people read it on a terminal, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import click

from signalkit.cli.wrap import Measure, fit_columns
from signalkit.display import sanitize, sanitize_line, width_of, wrap
from signalkit.document import Document
from signalkit.model.digest import Link
from signalkit.model.schema import FIELDS, HEADINGS, TABLES, Column

_WIDE = 100
"""The columns of a terminal from which a table that is too wide is wrapped; below, its fields are stacked."""

_LEAST = 16
"""The columns on average below which wrapped cells are hard to read."""

_INDENT = 24
"""The columns that the names of stacked fields may take on any terminal."""

_GAP = "  "


@attrs.frozen(kw_only=True)
class View:
    """How digests are shown.

    Attributes:
        width: Columns of the terminal.
        coloured: Whether there are colours.
        unicode: Whether lines and bullets may be other than ASCII.
    """

    width: int
    coloured: bool = False
    unicode: bool = True

    def lines(self, document: Document) -> Iterator[str]:
        """Yield all that a document says, sanitized, without line ends."""
        digest = document.digest
        yield from self._head(document)
        for text in (digest.preamble, digest.summary):
            if text:
                yield ""
                yield from self._prose(text)
        for field, heading in HEADINGS.items():
            values = getattr(digest, field)
            if field == "summary" or not values:
                continue
            yield ""
            yield self._style(f"{heading} ({len(values)})", bold=True)
            if field in TABLES:
                yield from self._entries(FIELDS[field].columns, values)
                continue
            bullet = "  • " if self.unicode else "  * "
            for value in values:
                text = value if isinstance(value, str) else f"{value.title}  {value.id}"
                yield from self._hang(bullet, text)
        for section in digest.sections:
            yield ""
            yield from self._prose(section.heading, bold=True)
            yield from self._prose(section.body)
        yield ""

    # -- the head --

    def _head(self, document: Document) -> Iterator[str]:
        """Yield id, title, layout, origin, category, type and link."""
        digest = document.digest
        id_ = sanitize_line(document.id or "-")
        rule = ("─" if self.unicode else "-") * (self.width - width_of(id_) - 1)
        yield self._style(f"{id_} {rule}", dim=True)
        yield from self._prose(digest.title or "(no title)", bold=True)
        facts: list[str] = [document.layout]
        if digest.origin is not None:
            day = f" ({digest.origin.date:%d %B %Y})" if digest.origin.date else ""
            facts.append(f"from {digest.origin.label}{day} {digest.origin.url}")
        facts += [value for value in (digest.category, digest.type) if value]
        yield from self._prose((" · " if self.unicode else " - ").join(facts), dim=True)
        if digest.link is not None:
            text = "" if digest.link.text == Link().text else f"{digest.link.text} "
            yield from self._prose(f"{text}{digest.link.url}", fg="blue")

    # -- tables --

    def _entries(self, columns: Sequence[Column], entries: Sequence[Any]) -> Iterator[str]:
        """Yield the entries of a table, without columns that are empty."""
        known = [
            one
            for one in columns
            if any(getattr(entry, one.attribute) not in ("", None) for entry in entries)
        ]
        extra = list(dict.fromkeys(name for entry in entries for name in entry.extra))
        if not known and not extra:
            known = list(columns[:1])
        names = [one.attribute for one in known]
        headings = [*(one.title for one in known), *map(sanitize_line, extra)]

        def cells() -> Iterator[list[str]]:
            for entry in entries:
                values = [
                    *(getattr(entry, name) for name in names),
                    *(entry.extra.get(name) for name in extra),
                ]
                yield ["" if value is None else sanitize_line(value) for value in values]

        measures = [Measure(heading) for heading in headings]
        for row in cells():
            for measure, cell in zip(measures, row, strict=True):
                measure.add(cell)
        widths = self._widths(measures)
        if widths is None:
            yield from self._stack(headings, cells())
        else:
            yield from self._table(headings, cells(), widths, [measure.whole for measure in measures])

    def _widths(self, measures: Sequence[Measure]) -> list[int] | None:
        """Return the widths of the columns of a table; None if the fields of its entries are stacked."""
        room = self.width - len(_GAP) * (len(measures) - 1)
        if sum(measure.whole for measure in measures) <= room:
            return [measure.whole for measure in measures]
        if self.width < _WIDE:
            return None
        widths = fit_columns(measures, room)
        if widths is None:
            return None
        wrapped = [width for width, one in zip(widths, measures, strict=True) if width < one.whole]
        return widths if sum(wrapped) >= _LEAST * len(wrapped) else None

    def _table(
        self, headings: Sequence[str], rows: Iterator[list[str]], widths: Sequence[int], needed: Sequence[int]
    ) -> Iterator[str]:
        """Yield a table with a line below its headings; between rows a blank line, if cells are wrapped."""
        is_loose = any(width < whole for width, whole in zip(widths, needed, strict=True))
        for line in self._row(headings, widths):
            yield self._style(line, bold=True)
        yield self._style(_GAP.join(("─" if self.unicode else "-") * width for width in widths), dim=True)
        for number, row in enumerate(rows):
            if is_loose and number:
                yield ""
            yield from self._row(row, widths)

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
        wrapped = [list(wrap(cell.lstrip(" "), width)) for cell, width in zip(cells, widths, strict=True)]
        for number in range(max(map(len, wrapped))):
            parts = [lines[number] if number < len(lines) else "" for lines in wrapped]
            padded = [
                part + " " * (width - width_of(part)) for part, width in zip(parts, widths, strict=True)
            ]
            yield _GAP.join(padded).rstrip(" ")

    def _stack(self, headings: Sequence[str], rows: Iterator[list[str]]) -> Iterator[str]:
        """Yield each entry as its name with the other fields below, one by one."""
        names = [f"     {heading}" for heading in headings]
        indent = min(max(map(width_of, names)) + len(_GAP), max(_INDENT, self.width // 3))
        for number, row in enumerate(rows, 1):
            if number > 1:
                yield ""
            name, *others = row if headings[0] == "name" else ["", *row]
            yield from self._hang(f"{number:>3}. ", name or "(no name)", bold=True)
            for label, cell in zip(names[len(names) - len(others) :], others, strict=True):
                if cell:
                    yield from self._field(label, cell, indent)

    def _field(self, label: str, cell: str, indent: int) -> Iterator[str]:
        """Yield a field of an entry: its name, and its value beside it; below, if the name is too wide."""
        first = self._style(label, dim=True)
        space = indent - width_of(label)
        if space < 1:
            yield first
        for line in wrap(cell.lstrip(" "), self.width - indent):
            if space > 0:
                yield f"{first}{' ' * space}{line}"
            else:
                yield " " * indent + line
            space = 0

    # -- text --

    def _prose(self, text: str, **style: Any) -> Iterator[str]:
        """Yield text unchanged, its lines wrapped."""
        for line in sanitize(text).split("\n"):
            for part in wrap(line, self.width):
                yield self._style(part, **style)

    def _hang(self, mark: str, text: str, **style: Any) -> Iterator[str]:
        """Yield text after a mark, its further lines below its first."""
        for line in sanitize(text).split("\n"):
            for part in wrap(line, self.width - len(mark)):
                yield mark + self._style(part, **style)
                mark = " " * len(mark)

    def _style(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self.coloured and text else text
