"""``signalkit show``: a readable view of digests, or their content as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import attrs
import click

from signalkit.cli.sources import Sources
from signalkit.display import harmless, harmless_json
from signalkit.exchange.records import to_plain
from signalkit.model.schema import HEADINGS, TABLES

if TYPE_CHECKING:
    from rich.console import Console

    from signalkit.document import Document


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print the digest as JSON; an array for several files.")
def show(files: tuple[str, ...], as_json: bool) -> None:
    """Show what digests say: title, origin, link, lists and tables.

    A folder stands for the digests in it, - for standard input.
    """
    sources = Sources(files)
    found = [document for _, document in sources.documents()]
    sources.say_left_alone()
    if as_json:
        values = [to_plain(document) for document in found]
        if values:
            text = json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2)
            click.echo(harmless_json(text).encode("utf-8", "backslashreplace"))
    elif found:
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        for document in found:
            _print(console, document)
    sys.exit(2 if sources.failed else 0)


def _print(console: Console, document: Document) -> None:
    from rich import box
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    digest = document.digest
    console.print(Rule(Text(harmless(document.id or "-")), align="left", style="dim"))
    console.print(Text(harmless(digest.title or "(no title)"), style="bold"))
    facts: list[str] = [document.layout]
    if digest.origin is not None:
        day = f" ({digest.origin.date:%d %B %Y})" if digest.origin.date else ""
        facts.append(f"from {digest.origin.label}{day} {digest.origin.url}")
    facts += [value for value in (digest.category, digest.type) if value]
    console.print(Text(harmless(" · ".join(facts)), style="dim"))
    if digest.link is not None:
        console.print(Text(harmless(digest.link.url), style="blue"))
    for text in (digest.preamble, digest.summary):
        if text:
            console.print(Text(f"\n{harmless(text)}"))
    for field, heading in HEADINGS.items():
        values = getattr(digest, field)
        if field == "summary" or not values:
            continue
        console.print(Text(f"\n{heading} ({len(values)})", style="bold"))
        if field not in TABLES:
            for value in values:
                line = value if isinstance(value, str) else f"{value.title}  {value.id}"
                console.print(Text(f"  • {harmless(line)}"))
            continue
        names = [a.name for a in attrs.fields(type(values[0])) if a.name != "extra"]
        names = [name for name in names if any(getattr(value, name) not in ("", None) for value in values)]
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for name in names:
            table.add_column(name.replace("_", " "), overflow="fold")
        for value in values:
            cells = [getattr(value, name) for name in names]
            table.add_row(*[Text("" if cell is None else harmless(str(cell))) for cell in cells])
        console.print(table)
    for section in digest.sections:
        console.print(Text(f"\n{harmless(section.heading)}", style="bold"))
        console.print(Text(harmless(section.body)))
    console.print()
