"""Three states of a file merged: by values where that loses nothing, else by lines as git does it."""

from __future__ import annotations

import contextlib
import difflib
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from signalkit.changes.merging import merge_preferring
from signalkit.document import Document, format_document, parse_bytes
from signalkit.errors import SignalkitError, UnrepresentableError
from signalkit.model.digest import Digest
from signalkit.syntax.conflicts import has_conflict
from signalkit.syntax.text import dominant_newline

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")


class GitMergeError(SignalkitError):
    """The program git is missing, or cannot merge the files, such as binary ones."""


@attrs.frozen
class Labels:
    """What conflict markers say.

    Attributes:
        ours: the name of our side.
        theirs: the name of their side.
        size: the number of characters of a marker.
    """

    ours: str = "ours"
    theirs: str = "theirs"
    size: int = 7


@attrs.frozen
class Merged:
    """The result of a merge.

    Attributes:
        data: the content of the file, with markers around the lines of each conflict.
        conflicts: the field paths in the base that both sides changed differently; of a merge by lines,
            nothing.
        has_conflict: whether there are any.
    """

    data: bytes
    conflicts: tuple[str, ...] = ()
    has_conflict: bool = False


def merge_files(base: bytes, ours: bytes, theirs: bytes, labels: Labels) -> Merged:
    """Merge three states of a file.

    Digests are merged by their values, in our file with the fewest edits. A merge by lines is taken instead
    if it is clean and has the same values, since it also has their changes of form. It is taken, too, if a
    file is not a digest, if their side changed text that no value holds, such as a comment, or if a merged
    value has no place in our file.

    Args:
        base: the file that both sides started from; empty if there was none.
        ours: our file.
        theirs: their file.
        labels: for conflict markers.

    Raises:
        GitMergeError: If a merge by lines is needed and git is not there or refuses it.
    """
    documents = [parse_bytes(data) for data in (base, ours, theirs)]
    if not all(_is_mergeable(document) for document in documents[1:]):
        return merge_lines(base, ours, theirs, labels)
    if not _is_mergeable(documents[0]) and base.strip():
        return merge_lines(base, ours, theirs, labels)
    old, our, their = documents
    merged, conflicts = merge_preferring("ours", old.digest, our.digest, their.digest)
    by_lines: Merged | GitMergeError
    try:
        by_lines = merge_lines(base, ours, theirs, labels)
    except GitMergeError as error:  # git is needed only if values cannot be merged
        by_lines = error
    if isinstance(by_lines, Merged):
        is_clean = not by_lines.has_conflict and not conflicts
        if is_clean and parse_bytes(by_lines.data).digest == merged:
            return by_lines
    if isinstance(by_lines, GitMergeError) or not _has_other_changes(old, their):
        with contextlib.suppress(UnrepresentableError):
            return _merge_values(documents, merged, [one.path for one in conflicts], labels)
    if isinstance(by_lines, GitMergeError):
        raise by_lines
    return by_lines


def merge_lines(base: bytes, ours: bytes, theirs: bytes, labels: Labels) -> Merged:
    """Merge three states of a file by lines, as ``git merge-file`` does.

    Args:
        base: see `merge_files`.
        ours: see `merge_files`.
        theirs: see `merge_files`.
        labels: for conflict markers.

    Raises:
        GitMergeError: If git is not there, or refuses the files.
    """
    with tempfile.TemporaryDirectory(prefix="signalkit-merge-") as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, data in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(data)
        names = [word for label in (labels.ours, "base", labels.theirs) for word in ("-L", label)]
        command = ["git", "merge-file", "-p", f"--marker-size={labels.size}", *names, *map(str, paths)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            raise GitMergeError("git is not installed, which merges files that are not digests") from None
    if done.returncode > 127 or done.returncode < 0:
        reason = done.stderr.decode("utf-8", "replace").strip().replace(folder, "").replace("\n", "; ")
        raise GitMergeError(f"git merge-file failed: {reason}")
    return Merged(done.stdout, has_conflict=done.returncode > 0)


def _is_mergeable(document: Document) -> bool:
    return document.is_digest and not has_conflict(document.text)


def _has_other_changes(base: Document, theirs: Document) -> bool:
    """Return whether a file has changes that its values do not show; white space does not count."""
    try:
        same_values = base.with_digest(theirs.digest)
    except UnrepresentableError:
        return True
    return _words(same_values) != _words(theirs)


def _words(document: Document) -> list[str]:
    return format_document(document).text.split()


def _merge_values(
    documents: Sequence[Document], merged: Digest, conflicts: list[str], labels: Labels
) -> Merged:
    """Write merged values into our file, with markers where there are conflicts.

    Raises:
        UnrepresentableError: If a value has no place in our file.
    """
    old, our, their = documents
    with_ours = our.with_digest(merged)
    if not conflicts:
        return Merged(with_ours.to_bytes())
    other, _ = merge_preferring("theirs", old.digest, our.digest, their.digest)
    text = "".join(mark_conflicts(with_ours.text, our.with_digest(other).text, labels))
    return Merged(text.encode("utf-8", "surrogateescape"), tuple(conflicts), has_conflict=True)


def mark_conflicts(ours: str, theirs: str, labels: Labels) -> Iterator[str]:
    """Yield our lines, with markers around those that differ from theirs.

    Args:
        ours: our text.
        theirs: their text.
        labels: for the markers.
    """
    end = dominant_newline(ours)
    our_lines, their_lines = _LINE.findall(ours), _LINE.findall(theirs)
    matcher = difflib.SequenceMatcher(None, our_lines, their_lines, autojunk=False)
    for tag, start, stop, their_start, their_stop in matcher.get_opcodes():
        lines = our_lines[start:stop]
        if tag == "equal":
            yield from lines
            continue
        yield f"{'<' * labels.size} {labels.ours}{end}"
        yield from _ended(lines, end)
        yield f"{'=' * labels.size}{end}"
        yield from _ended(their_lines[their_start:their_stop], end)
        yield f"{'>' * labels.size} {labels.theirs}{end}"


def _ended(lines: Sequence[str], end: str) -> Iterator[str]:
    """Yield lines, the last with a line end, which a marker needs after it."""
    for line in lines:
        yield line if line.endswith(("\n", "\r")) else line + end
