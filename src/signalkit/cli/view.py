"""A digest as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from rich import box
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from signalkit.display import sanitize
from signalkit.document import Document
from signalkit.model.schema import HEADINGS, TABLES


def print_document(console: Console, document: Document) -> None:
    """Print all that a document says, sanitized."""
    digest = document.digest
    _print_head(console, document)
    for text in (digest.preamble, digest.summary):
        if text:
            console.print(_text(f"\n{text}"))
    for field, heading in HEADINGS.items():
        values = getattr(digest, field)
        if field == "summary" or not values:
            continue
        console.print(Text(f"\n{heading} ({len(values)})", style="bold"))
        if field in TABLES:
            console.print(_table_of(values))
            continue
        for value in values:
            console.print(_text(f"  • {value if isinstance(value, str) else f'{value.title}  {value.id}'}"))
    for section in digest.sections:
        console.print(_text(f"\n{section.heading}", "bold"))
        console.print(_text(section.body))
    console.print()


def _print_head(console: Console, document: Document) -> None:
    """Print id, title, layout, origin, category, type and link."""
    digest = document.digest
    console.print(Rule(_text(document.id or "-"), align="left", style="dim"))
    console.print(_text(digest.title or "(no title)", "bold"))
    facts: list[str] = [document.layout]
    if digest.origin is not None:
        day = f" ({digest.origin.date:%d %B %Y})" if digest.origin.date else ""
        facts.append(f"from {digest.origin.label}{day} {digest.origin.url}")
    facts += [value for value in (digest.category, digest.type) if value]
    console.print(_text(" · ".join(facts), "dim"))
    if digest.link is not None:
        console.print(_text(digest.link.url, "blue"))


def _table_of(entries: Sequence[Any]) -> Table:
    """Return the entries of a section, without columns that are empty."""
    names = [field.name for field in attrs.fields(type(entries[0])) if field.name != "extra"]
    names = [name for name in names if any(getattr(entry, name) not in ("", None) for entry in entries)]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(name.replace("_", " "), overflow="fold")
    for entry in entries:
        cells = [getattr(entry, name) for name in names]
        table.add_row(*[_text("" if cell is None else str(cell)) for cell in cells])
    return table


def _text(value: str, style: str = "") -> Text:
    """Return a text of a digest, sanitized."""
    return Text(sanitize(value), style=style)
