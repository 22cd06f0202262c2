"""The documents of a run: those that can be read only once are read first and kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from signalkit.cli.output import Output
from signalkit.cli.sources import parse_named
from signalkit.document import Document, parse_bytes
from signalkit.store.atomic import write_file
from signalkit.store.find import STDIN, Found, is_pipe, read_file


class Documents:
    """The files to check, and the documents in them.

    Args:
        files: What was found.
        stdin_filename: The name of standard input in reports; None for `-`.
        output: Where standard input comes from and complaints go to.

    Attributes:
        files: The files in order; standard input and pipes are documents already.
        held: The documents of standard input and of pipes, by the path in reports.
        has_stdin: Whether standard input is one of the documents that are held.
        skipped: How many are not digests, and were not to be checked whatever they are: 1 or 0.

    Raises:
        click.UsageError: If the name of standard input is that of another file.
    """

    def __init__(self, files: Iterable[Found], stdin_filename: str | None, output: Output) -> None:
        self.files: list[Found | Document] = []
        self.held: dict[Path | None, Document] = {}
        self.has_stdin = False
        self.skipped = 0
        self._last: Document | None = None
        stdin_path = None if stdin_filename is None else Path(stdin_filename)
        paths = {found.path for found in files}
        if STDIN in paths and stdin_path in paths:
            raise click.UsageError(f"--stdin-filename: {stdin_filename} is also checked as a file")
        for found in files:
            is_stdin = found.path == STDIN
            if not is_stdin and not (found.named and is_pipe(found.path)):
                self.files.append(found)
                continue
            path = stdin_path if is_stdin else found.path
            try:
                data = output.read() if is_stdin else read_file(found.path)
                document = parse_named(data, path)
            except OSError as error:
                output.report_failure(error, found.path)
                continue
            self.has_stdin |= is_stdin
            self.held[path] = document
            if found.named or document.is_digest:
                self.files.append(document)
            else:
                self.skipped += 1

    def read(self, path: Path | None) -> Document:
        """Return the document of a path; the last one is kept, as most are asked for several times.

        Raises:
            OSError: If the file cannot be read.
        """
        if path in self.held:
            return self.held[path]
        assert path is not None
        last = self._last  # which a thread that saves may forget meanwhile
        if last is None or last.path != path:
            last = self._last = parse_bytes(read_file(path), path=path)
        return last

    def save(self, document: Document, before: Document) -> None:
        """Replace a document: the one that is kept, or the file.

        Raises:
            OSError: If the file cannot be written, or has changed since `before` was read.
        """
        if document.path in self.held:
            self.held[document.path] = document
        else:
            assert document.path is not None
            write_file(document.path, document.to_bytes(), before=before.to_bytes())
        self._last = None
