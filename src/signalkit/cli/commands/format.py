"""``signalkit format``: digests in canonical form, words and order untouched."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from signalkit.cli.diff import unified_diff
from signalkit.cli.hook import command_for, is_hook
from signalkit.cli.options import force_exclude_option
from signalkit.cli.output import Output
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources
from signalkit.display import counted, sanitize_line
from signalkit.document import Document, format_document
from signalkit.store.atomic import write_file
from signalkit.store.find import STDIN
from signalkit.syntax.conflicts import has_conflict


@click.command("format", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option(
    "--diff", "show_diff", is_flag=True, help="Write nothing; show what would change, exit 1 if anything."
)
@force_exclude_option
@pass_session
def format_(
    session: Session, paths: tuple[str, ...], check: bool, show_diff: bool, force_exclude: bool
) -> None:
    """Bring digests into canonical form: white space, bullets and table padding only.

    A folder stands for the digests in it; with - standard input is formatted to standard output.
    """
    output = session.output
    sources = Sources(paths, output, force_exclude=force_exclude)
    changed: list[str] = []
    seen = 0
    for path, document in sources.documents():
        seen += 1
        formatted = format_document(document)
        if has_conflict(document.text):
            output.report_failure("has conflict markers; not formatted", path)
        if formatted is not document and not (check or show_diff or path == STDIN):
            try:
                write_file(path, formatted.to_bytes(), before=document.to_bytes())
            except OSError as error:
                output.report_failure(error, path)
                continue
        if formatted is not document:
            changed.append(path.as_posix())
        if show_diff and formatted is not document:
            output.write_diff(unified_diff(document.text, formatted.text, str(path)))
        elif not show_diff:
            _report(path, document, formatted, output, check=check)
    sources.report_skipped()
    if not (show_diff or STDIN in map(Path, paths)):
        output.note(f"{len(changed)} of {counted(seen, 'file')} {'would change' if check else 'changed'}")
        if changed and is_hook():
            run = command_for("format", names=changed) if check else "git add --update"
            output.note(f"To {'format them' if check else 'stage the changes'}, run: {run}")
    sys.exit(2 if output.failed else 1 if changed and (check or show_diff) else 0)


def _report(path: Path, document: Document, formatted: Document, output: Output, *, check: bool) -> None:
    if path == STDIN and not check:
        output.write(formatted.to_bytes())
    elif formatted is not document:
        output.print(f"{'would change' if check else 'changed'} {sanitize_line(path)}")
