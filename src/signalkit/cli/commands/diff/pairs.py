"""Which digests are compared: two files, or those of two folders that have the same id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import click

from signalkit.cli.output import Output
from signalkit.cli.sources import Sources, report_skipped
from signalkit.document import Document
from signalkit.store.find import STDIN, Found


@attrs.frozen
class Pair:
    """Two versions of a digest, of which one may be missing.

    Attributes:
        id: The id; None if it has none.
        old: The old version.
        new: The new version.
        old_path: The file of the old version.
        new_path: The file of the new version.
    """

    id: str | None
    old: Document | None
    new: Document | None
    old_path: str | None
    new_path: str | None


def find_pairs(old: str, new: str, output: Output, *, force: bool) -> Iterator[Pair]:
    """Yield the digests to compare, read one by one, those of folders in the order of their ids.

    A digest that has no counterpart in the other folder is yielded alone. What cannot be read is reported.

    Args:
        old: A file, a folder, or `-` for standard input.
        new: Another, likewise.
        output: Where standard input comes from and complaints go to.
        force: Whether to take files that do not look like digests.

    Raises:
        UsageError: If both are standard input, or one is and the other is a folder.
    """
    are_folders = [Path(name).is_dir() for name in (old, new)]
    if str(STDIN) in (old, new) and (old == new or any(are_folders)):
        raise click.UsageError("- (standard input) can be compared with one file only")
    olds, news = Sources([old], output, force=force), Sources([new], output, force=force)
    if any(are_folders):
        before, after = _by_id(olds, output), _by_id(news, output)
        ids = before.keys() | after.keys() if all(are_folders) else (after if are_folders[0] else before)
        for id_ in sorted(ids):
            yield from _read(id_, olds, before.get(id_), news, after.get(id_), output)
    elif olds.files and news.files:
        yield from _read(None, olds, olds.files[0], news, news.files[0], output)
    report_skipped(olds.skipped + news.skipped, output)


def _by_id(sources: Sources, output: Output) -> dict[str, Found]:
    files: dict[str, Found] = {}
    for found in sources.files:
        first = files.setdefault(found.path.stem, found)
        if first is not found:
            output.report_failure(f"same id as {first.path}; not compared", found.path)
    return files


def _read(
    id_: str | None, olds: Sources, before: Found | None, news: Sources, after: Found | None, output: Output
) -> Iterator[Pair]:
    """Yield a pair, unless a version that there is could not be read or is not a digest."""
    old = olds.read(before) if before else None
    new = news.read(after) if after else None
    unread = [found for found, one in ((before, old), (after, new)) if found and one is None]
    if any(found.named for found in unread):
        output.failed = True
    if not unread:
        paths = [str(found.path) if found else None for found in (before, after)]
        yield Pair(id_ or (new.id if new else None), old, new, *paths)
