"""Files named on the command line: found, read, and complained about in one line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from signalkit.cli.terminal import complain, standard_input
from signalkit.document import Document, load, parse_bytes

STDIN = Path("-")


class Sources:
    """The digests that a command line names: files, the `*.md` below folders, `-` for standard input.

    A file found in a folder that is no digest at all is left alone. What cannot be read is said on stderr.

    Attributes:
        failed: whether something could not be read.
        left_alone: how many files were no digests.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.failed = False
        self.left_alone = 0
        self._files = list(self._find(names))

    def paths(self) -> list[Path]:
        """The files, in order."""
        return [path for path, _ in self._files]

    def documents(self) -> Iterator[tuple[Path, Document]]:
        """The digests with their paths, read one by one."""
        for path, named in self._files:
            try:
                document = parse_bytes(standard_input().read()) if path == STDIN else load(path)
            except OSError as error:
                complain(error, path)
                self.failed = True
                continue
            if named or document.is_digest:
                yield path, document
            else:
                self.left_alone += 1

    def say_left_alone(self) -> None:
        """Say on stderr how many files were no digests, if any."""
        if self.left_alone:
            files = (
                "1 file that is no digest"
                if self.left_alone == 1
                else f"{self.left_alone} files that are no digests"
            )
            complain(f"left alone: {files}")

    def _find(self, names: Iterable[str]) -> Iterator[tuple[Path, bool]]:
        """The files, in order of their names, and whether each was named itself.

        A folder without any is spoken of on stderr: a wrong path should not pass for a clean one.
        """
        for name in names:
            if name == "-" or not os.path.isdir(name):
                yield Path(name), True
                continue
            found = False
            for folder, folders, files in os.walk(name, onerror=self._cannot_read):
                folders[:] = sorted(f for f in folders if not f.startswith("."))
                for file in sorted(files):
                    if file.endswith(".md"):
                        found = True
                        yield Path(folder) / file, False
            if not found and not self.failed:
                complain("no *.md files in this folder", name)

    def _cannot_read(self, error: OSError) -> None:
        complain(error)
        self.failed = True
