"""Files named on the command line: found, read, and complained about in one line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from signalkit.checking.config import Configuration, find_configuration
from signalkit.cli.output import CommandError, Output
from signalkit.document import Document, parse_bytes
from signalkit.errors import ConfigError
from signalkit.store.find import STDIN, Found, find_files, is_broken_link, read_file
from signalkit.syntax.encoding import decode_wide


class Sources:
    """The digests that a command line names: files, the `*.md` below folders, `-` for standard input.

    A file found in a folder that is not a digest is skipped, and so is what the configuration of this
    folder excludes. What cannot be read is reported.

    Args:
        names: As they were given.
        output: Where standard input comes from and complaints go to.
        force_exclude: Whether to treat files that are named as if they were found in a folder.

    Attributes:
        skipped: How many files were not digests.
        unused_input: What standard input had if it was one of the names and not one of the digests.
    """

    def __init__(self, names: Iterable[str], output: Output, *, force_exclude: bool = False) -> None:
        self.skipped = 0
        self.unused_input: bytes | None = None
        self._output = output
        self._files: list[Found] = []
        try:
            configuration = find_configuration(os.curdir)
            for name in names:
                found = find_sources([name], configuration, output, force_exclude=force_exclude)
                if not found and not output.failed and not force_exclude:
                    output.complain("no *.md files in this folder", name)
                self._files += found
                if name == str(STDIN) and not found:
                    self.unused_input = output.read()
        except ConfigError as error:
            raise CommandError(str(error)) from error

    def paths(self) -> list[Path]:
        """Return the files, in order."""
        return [found.path for found in self._files]

    def documents(self) -> Iterator[tuple[Path, Document]]:
        """Yield the digests with their paths, read one by one."""
        for found in self._files:
            path, named = found.path, found.named
            try:
                data = self._output.read() if path == STDIN else read_file(path, pipes=named)
            except OSError as error:
                report_unread(error, found, self._output)
                continue
            document = parse_bytes(data) if path == STDIN else parse_bytes(data, path=path)
            decoded = decode_wide(document.text)
            if decoded is not None and (named or document.is_digest):
                convert = "convert it with `signalkit check --fix`"
                self._output.report_failure(f"encoded in {decoded.encoding}, not in UTF-8; {convert}", path)
                continue
            if named or document.is_digest:
                yield path, document
            else:
                self.skipped += 1
                self.unused_input = data if path == STDIN else self.unused_input

    def report_skipped(self) -> None:
        """Report how many files were not digests, if any."""
        report_skipped(self.skipped, self._output)


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
        raise ConfigError(f"exclude: {error}") from error


def report_unread(error: OSError, found: Found, output: Output) -> None:
    """Report a file that could not be read: a failure, unless it is a link to nothing in a folder."""
    if is_broken_link(found):
        output.complain("skipped (broken symbolic link)", found.path)
    else:
        output.report_failure(error, found.path)


def report_skipped(count: int, output: Output) -> None:
    """Report how many files were not digests, if any."""
    if count:
        files = "1 file that is no digest" if count == 1 else f"{count} files that are no digests"
        output.complain(f"left alone: {files}")
