"""Files named on the command line: found, read, and complained about in one line."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from signalkit.checking.config import Configuration, config_error, find_configuration
from signalkit.cli.output import CommandError, Output
from signalkit.display import counted
from signalkit.document import Document, parse_bytes
from signalkit.errors import ConfigError
from signalkit.store.atomic import os_error
from signalkit.store.binary import is_binary
from signalkit.store.find import STDIN, Found, find_files, is_broken_link, read_file
from signalkit.syntax.encoding import decode_wide


class Sources:
    """The digests that a command line names: files, the Markdown below folders, `-` for standard input.

    What the configuration of this folder excludes is skipped, and so is a file that does not look like a
    digest; one that is named is reported, too. What cannot be read is reported.

    Args:
        names: As they were given.
        output: Where standard input comes from and complaints go to.
        force: Whether to take files that are named whatever they look like.
        force_exclude: Whether to treat files that are named as if they were found in a folder.
        stdin_name: The name of standard input; None for `-`.
        is_filter: Whether to take standard input whatever it looks like.

    Attributes:
        skipped: How many files were not digests, and not named.
    """

    def __init__(
        self,
        names: Collection[str],
        output: Output,
        *,
        force: bool = False,
        force_exclude: bool = False,
        stdin_name: str | None = None,
        is_filter: bool = False,
    ) -> None:
        self.skipped = 0
        self._taken = self._refused = 0
        self._output = output
        self._force = force
        self._is_filter = is_filter
        self._stdin_name = stdin_name
        self._files: list[Found] = []
        try:
            configuration = find_configuration(os.curdir)
            for name in names:
                found = find_sources(
                    [name], configuration, output, force_exclude=force_exclude, stdin_name=stdin_name
                )
                if not found and not output.failed and not force_exclude:
                    output.complain("no Markdown files in this folder", name)
                self._files += found
        except ConfigError as error:
            raise CommandError(str(error)) from error
        self._is_excluded = str(STDIN) in names and STDIN not in self.paths()
        self._other_stdin = b""

    @property
    def files(self) -> list[Found]:
        """The files, in order."""
        return self._files

    def paths(self) -> list[Path]:
        """Return the files, in order."""
        return [found.path for found in self._files]

    def documents(self) -> Iterator[tuple[Path, Document]]:
        """Yield the digests with their paths, read one by one."""
        for found in self._files:
            document = self.read(found)
            if document is not None:
                yield found.path, document

    def read(self, found: Found) -> Document | None:
        """Return the digest in a file; None if it cannot be read, or is to be skipped."""
        try:
            if found.path == STDIN:
                document = parse_named(self._output.read(), self._stdin_name)
            else:
                document = read_document(found)
        except OSError as error:
            report_unread(error, found, self._output)
            return None
        if not self._is_taken(found, document):
            return None
        self._taken += 1
        return document

    def _is_taken(self, found: Found, document: Document) -> bool:
        """Return whether a file is to be used; report why not, if it is to be."""
        path, is_digest = found.path, document.is_digest
        decoded = decode_wide(document.text)
        if decoded is not None and (found.named or is_digest):
            convert = "convert it with `signalkit check --fix`"
            self._output.report_failure(f"encoded in {decoded.encoding}, not in UTF-8; {convert}", path)
            return False
        if is_digest or (found.named and (self._force or (self._is_filter and path == STDIN))):
            return True
        if found.named:
            self._refused += 1
            self._output.complain("does not look like a signal digest; use --force to read it", path)
        else:
            self.skipped += 1
            if path == STDIN:
                self._other_stdin = document.to_bytes()
        return False

    def skipped_stdin(self) -> bytes:
        """Return what standard input has, if it is excluded, or treated as if found and not a digest.

        Raises:
            OSError: If it is closed.
        """
        return self._output.read() if self._is_excluded else self._other_stdin

    def report_skipped(self) -> None:
        """Report how many files were not digests, if any; it is a failure if nothing else was named."""
        report_skipped(self.skipped, self._output)
        if self._refused and not self._taken:
            self._output.failed = True


def name_of(path: Path, document: Document) -> str:
    """Return the name of a source for people: as it was given, also for standard input."""
    return str(path if document.path is None else document.path)


def read_document(found: Found) -> Document:
    """Return the document in a file.

    Raises:
        OSError: If the file cannot be read; or is binary, and named.
    """
    data = read_file(found.path, pipes=found.named)
    return parse_named(data, found.path) if found.named else parse_bytes(data, path=found.path)


def parse_named(data: bytes, path: str | os.PathLike[str] | None) -> Document:
    """Return the document in bytes that a command line names.

    Args:
        data: The bytes.
        path: The file; None for standard input.

    Raises:
        OSError: If they are those of a binary file.
    """
    document = parse_bytes(data, path=path)
    if is_binary(data) and not document.is_digest:  # one may have a stray NUL
        raise os_error(errno.EINVAL, STDIN if path is None else path, "Is a binary file")
    return document


def find_sources(
    names: Iterable[str],
    configuration: Configuration,
    output: Output,
    *,
    force_exclude: bool = False,
    stdin_name: str | None = None,
) -> list[Found]:
    """Return the files that some names mean, without what a configuration excludes; see `find_files`.

    Raises:
        ConfigError: If a pattern of the configuration is not one.
    """
    try:
        return list(
            find_files(
                names,
                exclude=configuration.exclude,
                root=configuration.root,
                force_exclude=force_exclude,
                stdin_name=stdin_name,
                on_error=output.report_failure,
            )
        )
    except ValueError as error:
        raise config_error(configuration, f"exclude: {error}") from error


def report_unread(error: OSError, found: Found, output: Output) -> None:
    """Report a file that could not be read: a failure, unless it is a link to nothing in a folder."""
    if is_broken_link(found):
        output.complain("skipped (broken symbolic link)", found.path)
    else:
        output.report_failure(error, found.path)


def report_skipped(count: int, output: Output) -> None:
    """Report how many files were not digests, if any."""
    if count:
        kind = "a digest" if count == 1 else "digests"
        output.complain(f"skipped {counted(count, 'file')} (not {kind})")
