"""``signalkit show``: a readable view of digests, or their content as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import attrs
import click

from signalkit.cli.files import find_files, load_or_complain
from signalkit.layouts import HEADINGS, TABLES

if TYPE_CHECKING:
    from rich.console import Console

    from signalkit.document import Document

# Characters that would steer the terminal are shown as a mark instead.
_HARMLESS = dict.fromkeys([*range(32), 127, *range(128, 160), *range(0xD800, 0xE000)], "\ufffd") | {
    10: "\n",
    9: " ",
}


def to_json(document: Document) -> dict[str, Any]:
    """The content of a digest as plain values, its id first."""
    return {"id": document.id, **attrs.asdict(document.digest, recurse=True)}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print the digest as JSON; an array for several files.")
def show(files: tuple[str, ...], as_json: bool) -> None:
    """Show what digests say: title, origin, link, lists and tables.

    A folder stands for the *.md files in it, - for standard input.
    """
    failed = False
    found: list[Document] = []
    for path in find_files(files):
        document = load_or_complain(path)
        if document is None:
            failed = True
        else:
            found.append(document)
    if as_json:
        values = [to_json(document) for document in found]
        if values:
            text = json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2)
            click.echo(text.encode("utf-8", "backslashreplace"))
    elif found:
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        for document in found:
            _print(console, document)
    sys.exit(2 if failed else 0)


def _safe(text: str) -> str:
    return text.translate(_HARMLESS)


def _print(console: Console, document: Document) -> None:
    from rich import box
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    digest = document.digest
    console.print(Rule(Text(_safe(document.id or "-")), align="left", style="dim"))
    console.print(Text(_safe(digest.title or "(no title)"), style="bold"))
    facts = [document.layout]
    if digest.origin is not None:
        day = f" ({digest.origin.date:%d %B %Y})" if digest.origin.date else ""
        facts.append(f"from {digest.origin.label}{day} {digest.origin.url}")
    facts += [value for value in (digest.category, digest.type) if value]
    console.print(Text(_safe(" · ".join(facts)), style="dim"))
    if digest.link is not None:
        console.print(Text(_safe(digest.link.url), style="blue"))
    for text in (digest.preamble, digest.summary):
        if text:
            console.print(Text(f"\n{_safe(text)}"))
    for field, heading in HEADINGS.items():
        values = getattr(digest, field)
        if field in ("summary",) or not values:
            continue
        console.print(Text(f"\n{heading} ({len(values)})", style="bold"))
        if field not in TABLES:
            for value in values:
                line = value if isinstance(value, str) else f"{value.title}  {value.id}"
                console.print(Text(f"  • {_safe(line)}"))
            continue
        names = [a.name for a in attrs.fields(type(values[0])) if a.name != "extra"]
        names = [name for name in names if any(getattr(value, name) not in ("", None) for value in values)]
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for name in names:
            table.add_column(name.replace("_", " "), overflow="fold")
        for value in values:
            cells = [getattr(value, name) for name in names]
            table.add_row(*[Text("" if cell is None else _safe(str(cell))) for cell in cells])
        console.print(table)
    for section in digest.sections:
        console.print(Text(f"\n{_safe(section.heading)}", style="bold"))
        console.print(Text(_safe(section.body)))
    console.print()
