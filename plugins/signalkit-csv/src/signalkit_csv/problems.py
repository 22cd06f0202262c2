"""All problems of a table: collected while it is read, and raised together at its end."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NoReturn

from signalkit import ImportFormatError
from signalkit.exchange import ImportFormatWarning

_MOST = 100
"""As many problems are listed; the others are counted."""


class Line(int):
    """The line on which a row begins, from 1.

    Attributes:
        row: the number of the row as a spreadsheet shows it; the header is row 1.
    """

    row: int

    def __new__(cls, line: int, row: int) -> Line:
        """Make the line of a row."""
        made = super().__new__(cls, line)
        made.row = row
        return made


class Problems:
    """The problems that were found so far.

    Args:
        strict: whether a warning is a problem, too.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._errors: list[ImportFormatError] = []
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, error: ImportFormatError) -> None:
        """Add an error, or all those that it has."""
        for problem in error.problems:
            self._count += 1
            if len(self._errors) < _MOST:
                if isinstance(problem.line, Line) and problem.line.row != problem.line:
                    problem.reason = f"row {problem.line.row}, {problem.reason}"
                self._errors.append(problem)

    def warn(self, reason: str, line: int) -> None:
        """Emit a warning, or add it as a problem."""
        if self._strict:
            self.add(ImportFormatError(reason, line=line))
        else:
            warnings.warn(ImportFormatWarning(reason, line=int(line)), stacklevel=2)

    def check(self) -> None:
        """Raise the problems that were found, in order of their lines.

        Raises:
            ImportFormatError: If there are any.
        """
        if self._errors:
            self._errors.sort(key=lambda error: error.line or 0)
            raise_all(self._errors, omitted=self._count - len(self._errors))


def raise_all(errors: Sequence[ImportFormatError], *, omitted: int = 0) -> NoReturn:
    """Raise several errors as one.

    Args:
        errors: at least one.
        omitted: how many more there are.

    Raises:
        ImportFormatError: If there are any; it lists all of them.
    """
    first, *others = errors
    raise ImportFormatError(first.reason, path=first.path, line=first.line, others=others, omitted=omitted)
