"""What git asks of an external diff.

Sources: https://git-scm.com/docs/git#Documentation/git.txt-GITEXTERNALDIFF,
https://git-scm.com/docs/gitattributes, "Defining an external diff driver".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import click

from signalkit.changes.difference import diff
from signalkit.cli.changes import ChangeView
from signalkit.cli.diff import colour_diff, unified_diff
from signalkit.cli.output import Output
from signalkit.display import quote, sanitize, sanitize_line
from signalkit.document import Document, parse, parse_bytes
from signalkit.store.binary import is_binary
from signalkit.store.find import read_file
from signalkit.syntax.encoding import decode_wide

_CONTEXT = 3
"""How many lines git shows around what differs."""


@attrs.frozen
class Call:
    """A file that git wants to be compared.

    Attributes:
        path: Its path in the repository.
        old: A file with the old version; None if there is none.
        new: A file with the new version; None if there is none.
        renamed: Its new path, if that is another.
        is_unmerged: Whether it has conflicts, so that there is nothing to compare.
    """

    path: str
    old: str | None = None
    new: str | None = None
    renamed: str = ""
    is_unmerged: bool = False


def parse_call(arguments: Sequence[str], variables: Mapping[str, str]) -> Call | None:
    """Return what git asks for; None if it was not git that wrote the arguments.

    Args:
        arguments: Of the command line: path, old file, its hash and mode, new file, its hash and mode; after
            a rename, the new path and what git says about it; the path alone if it is unmerged.
        variables: Of the environment.
    """
    if len(arguments) == 1 and "GIT_DIFF_PATH_TOTAL" in variables:
        return Call(arguments[0], is_unmerged=True)
    if len(arguments) not in (7, 9):
        return None
    nothing = (os.devnull, "/dev/null")
    old, new = (None if name in nothing else name for name in (arguments[1], arguments[4]))
    return Call(arguments[0], old, new, arguments[7] if len(arguments) == 9 else "")


def lines(call: Call, view: ChangeView, output: Output) -> Iterator[str]:
    """Yield the lines that show a file: its path, then a line for each value that differs.

    A file that is not a digest is compared line by line, as git does.
    """
    path = sanitize_line(f"{call.path} => {call.renamed}" if call.renamed else call.path)
    yield click.style(path, bold=True) if view.coloured else path
    if call.is_unmerged:
        yield "  unmerged"
        return
    try:
        old, new = (_read(name, call.path) for name in (call.old, call.new))
    except OSError as error:
        output.report_failure(error)
        return
    if not all(document.is_digest for document in (old, new) if document is not None):
        yield from _text_lines(old, new, call.path, view)
    elif old is None or new is None:
        yield from (
            f"  {kind}: {quote(one.digest.title)}" for kind, one in (("added", new), ("removed", old)) if one
        )
    else:
        found = diff(old.digest, new.digest)
        yield from (f"  {line}" for line in view.lines(old.digest, found))
        if not found:
            yield "  no value differs"


def _read(name: str | None, path: str) -> Document | None:
    if name is None:
        return None
    document = parse_bytes(read_file(Path(name)), path=path)
    decoded = decode_wide(document.text)
    return document if decoded is None else parse(decoded.text, path=path)


def _text_lines(old: Document | None, new: Document | None, path: str, view: ChangeView) -> Iterator[str]:
    before, after = (document.text if document else "" for document in (old, new))
    if any(is_binary(document.to_bytes()) for document in (old, new) if document is not None):
        yield "  binary files differ"
        return
    text = unified_diff(before, after, path, context=_CONTEXT)
    yield from (colour_diff(text) if view.coloured else sanitize(text)).split("\n")[:-1]
