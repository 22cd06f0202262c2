"""Files named on the command line: found, read, and complained about in one line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from signalkit.checking.config import find_configuration
from signalkit.cli.output import Trouble, complain, standard_input
from signalkit.document import Document, parse_bytes
from signalkit.errors import ConfigError
from signalkit.store.find import STDIN, Found, find_files, read_file


class Sources:
    """The digests that a command line names: files, the `*.md` below folders, `-` for standard input.

    A file found in a folder that is no digest at all is left alone; what the configuration of this folder
    excludes is passed over. What cannot be read is said on stderr.

    Args:
        names: as they were given.
        force_exclude: whether to take files that are named as if they were found in a folder.

    Attributes:
        failed: whether something could not be read.
        left_alone: how many files were no digests.
    """

    def __init__(self, names: Iterable[str], *, force_exclude: bool = False) -> None:
        self.failed = False
        self.left_alone = 0
        try:
            configuration = find_configuration(os.curdir)
        except ConfigError as error:
            raise Trouble(str(error)) from error
        self._files: list[Found] = []
        for name in names:
            found = list(
                find_files(
                    [name],
                    exclude=configuration.exclude,
                    root=configuration.root,
                    force_exclude=force_exclude,
                    on_error=self._cannot_read,
                )
            )
            if not found and not self.failed and not force_exclude:
                complain("no *.md files in this folder", name)
            self._files += found

    def paths(self) -> list[Path]:
        """The files, in order."""
        return [found.path for found in self._files]

    def documents(self) -> Iterator[tuple[Path, Document]]:
        """The digests with their paths, read one by one."""
        for found in self._files:
            path, named = found.path, found.named
            try:
                data = standard_input().read() if path == STDIN else read_file(path, pipes=named)
            except OSError as error:
                complain(error, path)
                self.failed = True
                continue
            document = parse_bytes(data) if path == STDIN else parse_bytes(data, path=path)
            if named or document.is_digest:
                yield path, document
            else:
                self.left_alone += 1

    def say_left_alone(self) -> None:
        """Say on stderr how many files were no digests, if any."""
        say_left_alone(self.left_alone)

    def _cannot_read(self, error: OSError) -> None:
        complain(error)
        self.failed = True


def say_left_alone(count: int) -> None:
    """Say on stderr how many files were no digests, if any."""
    if count:
        files = "1 file that is no digest" if count == 1 else f"{count} files that are no digests"
        complain(f"left alone: {files}")
