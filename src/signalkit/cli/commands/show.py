"""``signalkit show``: a readable view of digests, or their content as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import chain

import click

from signalkit.cli.completion import complete_file
from signalkit.cli.losses import Losses
from signalkit.cli.options import force_option
from signalkit.cli.output import Output
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources
from signalkit.display import sanitize_json
from signalkit.document import Document
from signalkit.exchange.records import to_plain


@click.command(cls=Verb, short_help="Print digests in a readable form.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=complete_file)
@click.option("--json", "as_json", is_flag=True, help="Print the digest as JSON; an array for several files.")
@force_option
@click.option("--no-pager", is_flag=True, help="Do not use a pager.")
@pass_session
def show(session: Session, files: tuple[str, ...], as_json: bool, force: bool, no_pager: bool) -> None:
    """Print digests in a readable form: title, origin, link, lists and tables.

    A folder means the digests in it; - is standard input. What does not fit the terminal goes to
    the pager that PAGER names, or to less.
    """
    output = session.output
    sources = Sources(files, output, force=force)
    losses = Losses(output, "shown")
    documents = losses.watch(document for _, document in sources.documents())
    if as_json:
        for text in _json(documents):
            output.write(text.encode("utf-8", "backslashreplace"))
    else:
        from signalkit.cli.pager import print_lines

        print_lines(_lines(documents, output), output, paged=not no_pager)
    losses.report()
    sources.report_skipped()
    sys.exit(2 if output.failed else 0)


def _lines(documents: Iterator[Document], output: Output) -> Iterator[str]:
    """Yield the lines of all documents, each read when the one before it is shown."""
    from signalkit.cli.view import View

    view = View(width=output.columns, coloured=output.is_coloured, unicode=output.can_show("─•·"))
    for document in documents:
        yield from view.lines(document)


def _json(documents: Iterator[Document]) -> Iterator[str]:
    """Yield JSON piece by piece: the digest, or an array of several."""
    first, second = next(documents, None), next(documents, None)
    if first is None:
        return
    if second is None:
        yield f"{_dump(first)}\n"
        return
    before = "[\n  "
    for document in chain([first, second], documents):
        yield before + _dump(document).replace("\n", "\n  ")
        before = ",\n  "
    yield "\n]\n"


def _dump(document: Document) -> str:
    return sanitize_json(json.dumps(to_plain(document), ensure_ascii=False, indent=2))
