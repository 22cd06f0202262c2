"""``signalkit format``: digests in canonical form, words and order untouched."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from signalkit.cli.output import complain, show_text
from signalkit.cli.sources import Sources
from signalkit.display import harmless_line
from signalkit.document import Document, format_document
from signalkit.store.atomic import write_file
from signalkit.store.find import STDIN


def unified_diff(old: str, new: str, name: str) -> str:
    """The change from one text to another, as ``diff -u`` shows it; empty if there is none."""
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}", n=0)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """The lines as other programs count them: ended by a line feed and nothing else."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + (
        [text.rpartition("\n")[2]] if text[-1:] != "\n" else []
    )


@click.command("format")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option(
    "--diff", "show_diff", is_flag=True, help="Write nothing; show what would change, exit 1 if anything."
)
@click.option(
    "--force-exclude",
    is_flag=True,
    help="Take files that are named as if found in a folder: pass over what is excluded or no digest.",
)
def format_(paths: tuple[str, ...], check: bool, show_diff: bool, force_exclude: bool) -> None:
    """Bring digests into canonical form: white space, bullets and table padding only.

    A folder stands for the digests in it; with - standard input is formatted to standard output.
    """
    sources = Sources(paths, force_exclude=force_exclude)
    changed = 0
    seen = 0
    for path, document in sources.documents():
        seen += 1
        formatted = format_document(document)
        if formatted is not document and not (check or show_diff or path == STDIN):
            try:
                write_file(path, formatted.to_bytes(), before=document.to_bytes())
            except OSError as error:
                complain(error, path)
                sources.failed = True
                continue
        changed += formatted is not document
        _report(path, document, formatted, check=check, show_diff=show_diff)
    sources.say_left_alone()
    if not (show_diff or STDIN in map(Path, paths)):
        click.echo(f"{changed} of {seen} files {'would change' if check else 'changed'}", err=True)
    sys.exit(2 if sources.failed else 1 if changed and (check or show_diff) else 0)


def _report(path: Path, document: Document, formatted: Document, *, check: bool, show_diff: bool) -> None:
    if show_diff:
        text = unified_diff(document.text, formatted.text, str(path)) if formatted is not document else ""
        show_text(text)
    elif path == STDIN and not check:
        sys.stdout.buffer.write(formatted.to_bytes())
    elif formatted is not document:
        click.echo(f"{'would change' if check else 'changed'} {harmless_line(path)}")
