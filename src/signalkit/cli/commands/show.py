"""``signalkit show``: a readable view of digests, or their content as JSON."""

from __future__ import annotations

import json
import sys

import click

from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources
from signalkit.display import sanitize_json
from signalkit.exchange.records import to_plain


@click.command(cls=Verb)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print the digest as JSON; an array for several files.")
@pass_session
def show(session: Session, files: tuple[str, ...], as_json: bool) -> None:
    """Show what digests say: title, origin, link, lists and tables.

    A folder stands for the digests in it, - for standard input.
    """
    output = session.output
    sources = Sources(files, output)
    found = [document for _, document in sources.documents()]
    sources.report_skipped()
    if as_json:
        values = [to_plain(document) for document in found]
        if values:
            text = json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2)
            output.write(f"{sanitize_json(text)}\n".encode("utf-8", "backslashreplace"))
    elif found and output.stdout is not None:
        from rich.console import Console

        from signalkit.cli.view import print_document

        console = Console(file=output.stdout, highlight=False, markup=False, emoji=False)
        for document in found:
            print_document(console, document)
    sys.exit(2 if output.failed else 0)
