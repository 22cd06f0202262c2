"""``signalkit format``: digests in canonical form, words and order untouched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import attrs
import click

from signalkit.cli.completion import complete_file
from signalkit.cli.hook import command_for, is_hook
from signalkit.cli.options import force_exclude_option, force_option, stdin_filename_option
from signalkit.cli.output import Output
from signalkit.cli.rewriting import Rewrite, rewrite_all
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources, name_of
from signalkit.display import counted
from signalkit.document import format_document
from signalkit.store.find import STDIN
from signalkit.syntax.conflicts import has_conflict


@click.command("format", cls=Verb, short_help="Format whitespace, bullets and table padding.")
@click.argument("paths", nargs=-1, metavar="[PATH...]", shell_complete=complete_file)
@click.option("--check", is_flag=True, help="Write no files; exit 1 if a file would change.")
@click.option(
    "--diff",
    "show_diff",
    is_flag=True,
    help="Print a patch of what would change, without writing files; exit 1 if anything would.",
)
@force_option
@force_exclude_option
@stdin_filename_option
@pass_session
def format_(
    session: Session,
    paths: tuple[str, ...],
    check: bool,
    show_diff: bool,
    force: bool,
    force_exclude: bool,
    stdin_filename: str | None,
) -> None:
    """Format digests: whitespace, bullets and table padding only.

    A folder means the digests in it; - formats standard input to standard output. Without PATH, the
    current folder is formatted.
    """
    output = session.output
    is_filter = str(STDIN) in paths
    if stdin_filename is not None and not is_filter:
        raise click.UsageError("--stdin-filename requires - (standard input)")
    sources = Sources(
        paths or (os.curdir,),
        output,
        force=force,
        force_exclude=force_exclude,
        stdin_name=stdin_filename,
        is_filter=is_filter,
    )
    writes = not (check or show_diff)
    formatting = _Formatting(sources, output)
    changed = rewrite_all(formatting, output, writes=writes, show_diff=show_diff, undone="; not formatted")
    if is_filter and writes:
        output.write(sources.skipped_stdin())  # a filter gives back what it got
    sources.report_skipped()
    if not (show_diff or is_filter):
        output.note(
            f"{len(changed)} of {counted(formatting.seen, 'file')} {'would change' if check else 'changed'}"
        )
        if changed and is_hook():
            run = command_for("format", names=changed) if check else "git add --update"
            output.note(f"To {'format them' if check else 'stage the changes'}, run: {run}")
    sys.exit(2 if output.failed else 1 if changed and (check or show_diff) else 0)


@attrs.define
class _Formatting:
    """Digests with their canonical form, made one by one.

    Attributes:
        seen: How many there were so far.
    """

    sources: Sources
    output: Output
    seen: int = 0

    def __iter__(self) -> Iterator[Rewrite]:
        """Yield the digests that change, and standard input."""
        for path, document in self.sources.documents():
            self.seen += 1
            formatted = format_document(document)
            name = name_of(path, document)
            if has_conflict(document.text):
                self.output.report_failure("has conflict markers; not formatted", name)
            if formatted is not document or path == STDIN:
                yield Rewrite(path, name, document, formatted)
