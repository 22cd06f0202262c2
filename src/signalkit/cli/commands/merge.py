"""``signalkit merge``: a three-way merge of digests by their values; a merge driver for git."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from signalkit.cli.completion import complete_file
from signalkit.cli.merging import GitMergeError, Labels, merge_files
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted
from signalkit.errors import SignalkitError
from signalkit.store.atomic import write_file
from signalkit.store.binary import is_binary
from signalkit.store.find import read_file

FAILED = 129
"""The exit status of a failure: git takes up to 128 for conflicts in a file that has been written."""


@click.command(cls=Verb, short_help="Merge three states of a digest by their values.")
@click.argument("base", shell_complete=complete_file)
@click.argument("ours", shell_complete=complete_file)
@click.argument("theirs", shell_complete=complete_file)
@click.option("-p", "--stdout", "to_stdout", is_flag=True, help="Print the result, and leave OURS unchanged.")
@click.option(
    "--path", metavar="NAME", help="File name to report.  [default: OURS]", shell_complete=complete_file
)
@click.option("--label-ours", metavar="TEXT", default="ours", help="Our label in conflict markers.")
@click.option("--label-theirs", metavar="TEXT", default="theirs", help="Their label in conflict markers.")
@click.option(
    "--marker-size",
    type=click.IntRange(1, 1000),
    default=7,
    metavar="N",
    help="Length of conflict markers.  [default: 7]",
)
@pass_session
def merge(
    session: Session,
    base: str,
    ours: str,
    theirs: str,
    to_stdout: bool,
    path: str | None,
    label_ours: str,
    label_theirs: str,
    marker_size: int,
) -> None:
    """Merge the changes from BASE to THEIRS into OURS, value by value.

    Changes to different values never conflict. A value that both sides changed differently gets
    conflict markers around its lines. Files that are not digests are merged by git merge-file.

    Exit status: 0 if the merge is clean, 1 with conflicts, 129 on errors; OURS is then unchanged.
    As a merge driver of git: signalkit merge %O %A %B --path %P --marker-size %L
    """
    output = session.output
    name = path or ours
    labels = Labels(label_ours, label_theirs, marker_size)
    contents: dict[str, bytes] = {}
    try:
        old, before, their = [contents.setdefault(one, read_file(Path(one))) for one in (base, ours, theirs)]
        merged = merge_files(old, before, their, labels)
        if to_stdout:
            output.write(merged.data)
        elif merged.data != before:
            write_file(ours, merged.data, before=before)
    except GitMergeError as error:
        binary = next((file for file, data in contents.items() if is_binary(data)), None)
        output.complain("Is a binary file" if binary else error, path or binary or name)
        sys.exit(FAILED)
    except (OSError, SignalkitError) as error:
        output.complain(error, None if isinstance(error, OSError) else name)
        sys.exit(FAILED)
    if merged.conflicts:
        count = counted(len(merged.conflicts), "conflict")
        output.complain(f"{count}: {', '.join(merged.conflicts)}", name)
    elif merged.has_conflict:
        output.complain("conflicting lines", name)
    sys.exit(1 if merged.has_conflict else 0)
