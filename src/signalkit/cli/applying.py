"""Imported digests applied to the files that they came from: matched by id, each with the fewest edits."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import attrs
import click

from signalkit.changes.change import Conflict
from signalkit.changes.merging import merge_preferring
from signalkit.checking.config import find_configuration
from signalkit.cli.duplicates import resolve_duplicates
from signalkit.cli.formats import failing_in_one_line, reporting_warnings
from signalkit.cli.output import CommandError, Output
from signalkit.cli.rewriting import Rewrite, rewrite_all
from signalkit.cli.session import Session
from signalkit.cli.sources import find_sources
from signalkit.codec.render import serialize
from signalkit.display import counted
from signalkit.document import Document, parse_bytes
from signalkit.errors import ImportFormatError, SignalkitError, UnrepresentableError, shorten
from signalkit.exchange import run as exchange
from signalkit.exchange.formats import Importer
from signalkit.exchange.markdown import LayoutChoice, choose_layout, file_name_of
from signalkit.exchange.partial import apply_fields
from signalkit.exchange.records import Record
from signalkit.model.digest import Digest, Origin
from signalkit.store.find import read_file
from signalkit.syntax.conflicts import has_conflict


@attrs.define
class Application:
    """Imported digests, applied one by one to the files of a folder.

    Args:
        folder: where the files are.
        output: where complaints go to.
        base: the digests as they were handed out, by id; None to take every imported value as it is.
        create: whether a digest of an unknown id becomes a new file.
        layout: of new files.

    Attributes:
        seen: how many digests were imported.
        problems: a line for each that cannot be applied.
    """

    folder: Path
    output: Output
    base: Mapping[str, Record] | None = None
    create: bool = False
    layout: LayoutChoice = "auto"
    seen: int = 0
    problems: list[str] = attrs.field(factory=list)
    _files: dict[str, list[Path]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        configuration = find_configuration(os.curdir)
        for found in find_sources([str(self.folder)], configuration, self.output):
            self._files.setdefault(found.path.stem, []).append(found.path)

    def apply(self, records: Iterable[Record]) -> Iterator[Rewrite]:
        """Yield the files that change; what cannot be applied becomes a problem."""
        for record in records:
            self.seen += 1
            if record.id is None:
                self.problems.append(f"digest {self.seen} has no id; it belongs to no file")
                continue
            paths = self._files.get(record.id, [])
            if len(paths) > 1:
                files = " and ".join(map(str, paths))
                self.problems.append(f"{record.id}: the id of several files: {files}")
            elif paths:
                yield from self._edit(paths[0], record.id, record)
            elif self.create and record.fields is not None:
                self.problems.append(f"{record.id}: a new file needs all fields, not only some")
            elif self.create:
                yield from self._make(record.id, record.digest)
            else:
                self.problems.append(f"{record.id}: no file in {self.folder} has this id; use --create")

    def _edit(self, path: Path, id: str, record: Record) -> Iterator[Rewrite]:
        try:
            document = parse_bytes(read_file(path), path=path)
        except OSError as error:
            self.problems.append(f"{path}: {error.strerror or error}")
            return
        try:
            new = self._merge(path, id, document.digest, record)
        except ImportFormatError as error:
            self.problems.append(f"{path}: {error}")
            return
        if new is None:
            return
        if is_rounded(document.digest.origin, new.origin):
            old, label = (document.digest.origin or Origin()).label, (new.origin or Origin()).label
            self.problems.append(f"{path}: origin.label: {old!r} lost its decimals in the import: {label!r}")
            return
        if new != document.digest and has_conflict(document.text):
            self.problems.append(f"{path}: has conflict markers")
            return
        try:
            changed = document.with_digest(new)
        except SignalkitError as error:
            self.problems.append(f"{path}: {error}")
            return
        if changed is not document:
            yield Rewrite(path, str(path), document, changed)

    def _merge(self, path: Path, id: str, ours: Digest, record: Record) -> Digest | None:
        """Return the digest that a file gets; None if there is none.

        Raises:
            ImportFormatError: If a record that has some fields only does not fit the file.
        """
        theirs = _complete(record, ours)
        if self.base is None:
            return theirs
        if id not in self.base:
            self.problems.append(f"{path}: --base has no digest of this id")
            return None
        merged, conflicts = merge_preferring("ours", _complete(self.base[id], ours), ours, theirs)
        self.problems += [f"{path}: {describe_conflict(one)}" for one in conflicts]
        return None if conflicts else merged

    def _make(self, id: str, digest: Digest) -> Iterator[Rewrite]:
        try:
            name = file_name_of(id)
            text = serialize(digest, layout=choose_layout(digest, self.layout))
        except UnrepresentableError as error:
            self.problems.append(f"{id}: {error}")
            return
        path = self.folder / name
        yield Rewrite(path, str(path), None, Document(text, path=path))


def _complete(record: Record, digest: Digest) -> Digest:
    """Return the digest of a record, with the fields that it lacks from another one."""
    if record.fields is None:
        return record.digest
    return apply_fields(digest, record.digest, record.fields)


def is_rounded(old: Origin | None, new: Origin | None) -> bool:
    """Return whether a label such as ``4770.0`` lost its decimals, as in a column of numbers."""
    if old is None or new is None or not new.label.isdecimal():
        return False
    return re.fullmatch(rf"{new.label}\.0+", old.label) is not None


def describe_conflict(conflict: Conflict) -> str:
    """Describe a value that was changed in a file and in the imported digest."""
    shown = [
        "nothing" if value in (None, "") else shorten(value) for value in (conflict.ours, conflict.theirs)
    ]
    return f"{conflict.path}: changed in the file to {shown[0]}, and in the import to {shown[1]}"


@attrs.frozen(kw_only=True)
class Choices:
    """What the command line says of an import.

    Attributes:
        output: the folder or archive to write new files to.
        into: the folder whose files are changed.
        base: the export that was edited.
        create: whether an unknown id becomes a new file.
        partial: whether to apply what can be applied.
        check: whether to name the files that would change only.
        show_diff: whether to print what would change only.
        force: whether existing files are replaced.
        layout: of new files.
        on_duplicate: how to treat the second digest of one id.
    """

    output: str | None
    into: str | None
    base: str | None
    create: bool
    partial: bool
    check: bool
    show_diff: bool
    force: bool
    layout: LayoutChoice
    on_duplicate: str

    def refuse_without_into(self) -> None:
        """Refuse options that have a meaning with --into alone.

        Raises:
            click.UsageError: If one is given.
        """
        given = {
            "--base": self.base,
            "--create": self.create,
            "--partial": self.partial,
            "--check": self.check,
            "--diff": self.show_diff,
        }
        for option, value in given.items():
            if value:
                raise click.UsageError(f"{option} requires --into FOLDER")


def apply_import(
    session: Session, importer: Importer, source: str, choices: Choices, options: dict[str, Any]
) -> NoReturn:
    """Apply imported digests to the files of a folder, and end the command.

    Raises:
        CommandError: If something cannot be read.
        click.UsageError: If options do not go together.
    """
    output = session.output
    into = choices.into or ""
    if choices.output is not None or choices.force:
        option = "-o" if choices.output is not None else "--force"
        raise click.UsageError(f"{option} and --into cannot be combined")
    if not os.path.isdir(into):
        raise click.UsageError(f"--into: {into!r} is not a folder")
    plugins = session.find_plugins()

    def read(file: str) -> Iterator[Record]:
        opened = output.input if file == "-" else file
        return exchange.import_records(importer.name, opened, partial=True, plugins=plugins, **options)

    base = None
    if choices.base is not None:
        with failing_in_one_line(choices.base), reporting_warnings(output, choices.base):
            base = {record.id: record for record in read(choices.base) if record.id is not None}
    application = Application(Path(into), output, base, choices.create, choices.layout)
    with failing_in_one_line(source), reporting_warnings(output, source):
        records = resolve_duplicates(read(source), choices.on_duplicate, output)
        applied = list(application.apply(records))
    for problem in application.problems:
        output.report_failure(problem, source)
    writes = not (choices.check or choices.show_diff)
    if application.problems and writes and not choices.partial:
        count = counted(len(application.problems), "problem")
        raise CommandError(f"{count}; nothing was written. Use --partial to apply the rest")
    changed = rewrite_all(applied, output, writes=writes, show_diff=choices.show_diff)
    output.note(
        f"{len(changed)} of {counted(application.seen, 'digest')} {'changed' if writes else 'would change'}"
    )
    sys.exit(2 if output.failed else 1 if changed and not writes else 0)
