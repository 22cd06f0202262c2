"""``signalkit diff``: the values that differ between digests."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click

from signalkit.changes.difference import diff as find_changes
from signalkit.cli.changes import ChangeView, to_plain
from signalkit.cli.commands.diff import git
from signalkit.cli.commands.diff.pairs import Pair, find_pairs
from signalkit.cli.completion import complete_file
from signalkit.cli.options import force_option
from signalkit.cli.output import Output
from signalkit.cli.pager import print_lines
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted, quote, sanitize_json, sanitize_line


@click.command("diff", cls=Verb, short_help="Compare digests: a line for each value that differs.")
@click.argument("files", nargs=-1, metavar="OLD NEW", shell_complete=complete_file)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the changes.",
)
@force_option
@click.option("--no-pager", is_flag=True, help="Do not use a pager.")
@pass_session
def diff(session: Session, files: tuple[str, ...], output_format: str, force: bool, no_pager: bool) -> None:
    """Compare the content of digests: a line for each value that differs.

    OLD and NEW are two files, or folders whose digests are matched by id; - is standard input.
    Whitespace, bullets and table padding are not compared. Exit status: 0 if nothing differs, 1 if
    something does, 2 for wrong usage or an unreadable file.

    git can run it instead of its own diff: set diff.external, or diff.signalkit.command and the
    attribute diff=signalkit, to "signalkit diff". The exit status is then 0 if nothing fails.
    """
    output = session.output
    call = git.parse_call(files, os.environ)
    view = ChangeView(coloured=output.is_coloured, unicode=output.can_show("…¶"))
    if call is not None:
        if output_format != "text":
            raise click.UsageError("git requires --output-format text")
        print_lines(git.lines(call, view, output), output, paged=False)
        sys.exit(2 if output.failed else 0)
    if len(files) != 2:
        raise click.UsageError(f"expected OLD and NEW, got {counted(len(files), 'argument')}")
    counts: Counter[str] = Counter()
    old, new = files
    pairs = (pair for pair in find_pairs(old, new, output, force=force) if _is_changed(pair, counts))
    if output_format == "json":
        for text in _json(pairs):
            output.write(text.encode("utf-8", "backslashreplace"))
    else:
        several = Path(old).is_dir() and Path(new).is_dir()
        print_lines(
            chain.from_iterable(_lines(pair, view, several=several) for pair in pairs),
            output,
            paged=not no_pager,
        )
        if several:
            _report(counts, output)
    sys.exit(2 if output.failed else 1 if counts.total() > counts["unchanged"] else 0)


def _is_changed(pair: Pair, counts: Counter[str]) -> bool:
    """Count a pair by its status; returns whether the digests differ."""
    status = status_of(pair)
    counts[status] += 1
    return status != "unchanged"


def status_of(pair: Pair) -> str:
    """Return what happened to a digest."""
    if pair.old is None or pair.new is None:
        return "added" if pair.old is None else "removed"
    return "unchanged" if pair.old.digest == pair.new.digest else "changed"


def _lines(pair: Pair, view: ChangeView, *, several: bool) -> Iterator[str]:
    path = sanitize_line(pair.new_path or pair.old_path)
    if view.coloured:
        path = click.style(path, bold=True)
    if pair.old is None or pair.new is None:
        for document in (pair.old, pair.new):
            if document is not None:
                yield f"{status_of(pair)} {path}: {quote(document.digest.title)}"
        return
    if several:
        yield path
    for line in view.lines(pair.old.digest, find_changes(pair.old.digest, pair.new.digest)):
        yield f"  {line}" if several else line


def _report(counts: Counter[str], output: Output) -> None:
    kinds = ("changed", "added", "removed")
    shown = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind]) or "nothing changed"
    output.note(f"{counted(counts.total(), 'digest')}: {shown}")


def _json(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield an array of the digests that differ, piece by piece."""
    before = "["
    for pair in pairs:
        changes = find_changes(pair.old.digest, pair.new.digest) if pair.old and pair.new else ()
        plain: dict[str, Any] = {
            "id": pair.id,
            "status": status_of(pair),
            "old": pair.old_path,
            "new": pair.new_path,
            "changes": list(map(to_plain, changes)),
        }
        text = json.dumps(plain, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        yield f"{before}\n  {sanitize_json(text)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"
