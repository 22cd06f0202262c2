"""``signalkit edit``: one change of values in many digests, each file with the fewest edits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import attrs
import click

from signalkit.changes.edits import Edit, add_value, remove_value, rename_value, set_value
from signalkit.cli.completion import complete_field, complete_file
from signalkit.cli.conditions import make_conditions
from signalkit.cli.options import force_exclude_option, force_option
from signalkit.cli.output import Output
from signalkit.cli.rewriting import Rewrite, rewrite_all
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources, name_of
from signalkit.display import counted, quote
from signalkit.document import Document
from signalkit.errors import FieldTypeError, SignalkitError
from signalkit.model.digest import Digest
from signalkit.store.find import STDIN
from signalkit.syntax.conflicts import has_conflict

_F = TypeVar("_F", bound=Callable[..., Any])
_Pairs = tuple[tuple[str, str], ...]
_Makers = tuple[tuple[str, Callable[..., Edit], Sequence[tuple[str, ...]]], ...]


def _values(*names: str, metavar: str, help: str) -> Callable[[_F], _F]:
    """Make a repeatable option that takes a field and one or two values of it."""
    return click.option(
        *names,
        nargs=len(metavar.split()),
        multiple=True,
        metavar=metavar,
        shell_complete=complete_field,
        help=help,
    )


@click.command(cls=Verb, short_help="Rename, set, add or remove values in many digests.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=complete_file)
@_values(
    "--where",
    metavar="FIELD VALUE",
    help="Edit only digests in which a value of the field equals VALUE; repeatable.",
)
@_values(
    "--match",
    metavar="FIELD REGEX",
    help="Edit only digests in which the regular expression matches part of a value; repeatable.",
)
@_values("--rename", metavar="FIELD OLD NEW", help="Replace the value OLD by NEW; repeatable.")
@_values(
    "--remove",
    metavar="FIELD VALUE",
    help="Remove a text from a list, an entry by its name, heading or id, or clear a value; repeatable.",
)
@_values(
    "--set", "set_", metavar="FIELD VALUE", help="Set a single value, or a cell of each row; repeatable."
)
@_values(
    "--add",
    metavar="FIELD VALUE",
    help="Add a text to keywords, themes or other, unless it is there; repeatable.",
)
@click.option("--check", is_flag=True, help="Write no files; exit 1 if a file would change.")
@click.option(
    "--diff",
    "show_diff",
    is_flag=True,
    help="Print what would change, without writing files; exit 1 if anything would.",
)
@force_option
@force_exclude_option
@pass_session
def edit(
    session: Session,
    paths: tuple[str, ...],
    where: _Pairs,
    match: _Pairs,
    rename: tuple[tuple[str, str, str], ...],
    remove: _Pairs,
    set_: _Pairs,
    add: _Pairs,
    check: bool,
    show_diff: bool,
    force: bool,
    force_exclude: bool,
) -> None:
    """Edit values in many digests: rename a theme, add a keyword, set a category.

    FIELD is a field path (title, origin.url, signals[0].change) that may leave out the index:
    themes means all themes, signals.change that cell of every signal. Only the bytes of changed
    values change.

    A folder means the digests in it; - edits standard input to standard output. Several edits
    apply in the order rename, remove, set, add.
    """
    change = _make_edit(
        (
            ("--rename", rename_value, rename),
            ("--remove", remove_value, remove),
            ("--set", set_value, set_),
            ("--add", add_value, add),
        )
    )
    is_met = make_conditions(where, match)
    output = session.output
    sources = Sources(paths, output, force=force, force_exclude=force_exclude)
    is_filter = str(STDIN) in paths
    writes = not (check or show_diff)
    edits = _Edits(sources, output, change, is_met)
    changed = rewrite_all(edits, output, writes=writes, show_diff=show_diff)
    if is_filter and writes:
        output.write(sources.skipped_stdin())  # a filter gives back what it got
    sources.report_skipped()
    if not is_filter:
        output.note(
            f"{len(changed)} of {counted(edits.seen, 'file')} {'changed' if writes else 'would change'}"
        )
    sys.exit(2 if output.failed else 1 if changed and not writes else 0)


@attrs.define
class _Edits:
    """Documents with their changes, made one by one; what cannot be changed is reported."""

    sources: Sources
    output: Output
    change: Edit
    is_met: Callable[[Digest], bool]
    seen: int = 0

    def __iter__(self) -> Iterator[Rewrite]:
        """Yield the documents that change, and standard input."""
        for path, document in self.sources.documents():
            self.seen += 1
            name = name_of(path, document)
            edited = self._edit(document, name)
            if edited is not document or path == STDIN:
                yield Rewrite(path, name, document, edited)

    def _edit(self, document: Document, name: str) -> Document:
        digest = document.digest
        edited = self.change(digest) if self.is_met(digest) else digest
        if edited is digest:
            return document
        if has_conflict(document.text):
            self.output.report_failure("has conflict markers; not edited", name)
            return document
        try:
            return document.with_digest(edited)
        except SignalkitError as error:
            self.output.report_failure(error, name)
            return document


def _make_edit(makers: _Makers) -> Edit:
    """Return one edit for all options, in order.

    Raises:
        click.UsageError: If there are none, or one is malformed.
    """
    edits: list[Edit] = []
    for option, make, calls in makers:
        for arguments in calls:
            try:
                edits.append(make(*arguments))
            except FieldTypeError as error:  # all values of a command line are texts
                reason = f"expected {error.expected}, got {quote(str(error.value))}"
                raise click.UsageError(f"{option}: {error.path}: {reason}") from None
            except SignalkitError as error:
                raise click.UsageError(f"{option}: {error}") from None
    if not edits:
        raise click.UsageError("nothing to do; use --rename, --remove, --set or --add")

    def change(digest: Digest) -> Digest:
        for one in edits:
            digest = one(digest)
        return digest

    return change
