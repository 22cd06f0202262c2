"""Errors that signalkit raises; every one is a `SignalkitError`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar


class SignalkitError(Exception):
    """The root of all errors that signalkit raises of its own accord."""


class Ended(BaseException):
    """A signal has ended the command; not an exception that code could take for the fault of a plugin.

    Attributes:
        pending: the one that was raised in this process, which code of a plugin may have caught.
        number: the number of the signal.
    """

    pending: ClassVar[Ended | None] = None

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


ENDS = (Ended, KeyboardInterrupt, MemoryError)
"""Exceptions that end the run, whatever code they are raised in: no guard takes them for a plugin's fault."""


class UnrepresentableError(SignalkitError, ValueError):
    """A value has no place in the format, or would read back as something else.

    Attributes:
        path: the field path of the value, e.g. ``"signals[2].change"``.
        value: the value that was refused.
        reason: what is wrong with it, for people.
        document: the file or id of the digest that holds it, where several were written; else None.
    """

    def __init__(self, path: str, value: object, reason: str, *, document: str | None = None) -> None:
        super().__init__(path, value, reason)
        self.path = path
        self.value = value
        self.reason = reason
        self.document = document

    def __str__(self) -> str:
        where = f"{self.document}: " if self.document else ""
        return f"{where}{self.path or 'digest'}: {self.reason}: {shorten(self.value)}"


class FieldPathError(SignalkitError, LookupError):
    """A field path names no value of the digest, or a value that is not in the file.

    Attributes:
        path: the field path, as it was given.
        reason: what is wrong with it, and what exists instead.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path!r}: {self.reason}"


class FieldTypeError(SignalkitError, TypeError):
    """A value has the wrong type for its field.

    Attributes:
        path: the field path of the value, e.g. ``"signals[2].relevancy"``; in an entry by itself, that of
            its field.
        expected: the type that the field has.
        value: the value that was refused.
    """

    def __init__(self, path: str, expected: str, value: object) -> None:
        super().__init__(path, expected, value)
        self.path = path
        self.expected = expected
        self.value = value

    def __str__(self) -> str:
        shown = "" if self.value is None else f": {shorten(self.value)}"
        return f"{self.path}: expected {self.expected}, got {type(self.value).__name__}{shown}"

    def below(self, path: str) -> FieldTypeError:
        """Return the same error for a digest that contains the entry.

        Args:
            path: the field path of the entry.
        """
        return FieldTypeError(f"{path}.{self.path}", self.expected, self.value)


class ConcurrentChangeError(SignalkitError, OSError):
    """A file changed on disk since it was read, so that it was not overwritten.

    Attributes:
        errno: ``errno.EBUSY``.
        strerror: what happened, for people.
        filename: the file.
    """


class UnknownIdError(SignalkitError, KeyError):
    """A corpus has no document with that id.

    Attributes:
        id: the id that was looked up.
    """

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id

    def __str__(self) -> str:
        return f"no digest has the id {self.id!r}"


class AmbiguousIdError(SignalkitError, LookupError):
    """Several documents of a corpus have that id.

    Attributes:
        id: the id that was looked up.
        paths: the files that have it.
    """

    def __init__(self, id: str, paths: Iterable[os.PathLike[str]]) -> None:
        super().__init__(id, tuple(paths))
        self.id = id
        self.paths: tuple[os.PathLike[str], ...] = self.args[1]

    def __str__(self) -> str:
        files = " and ".join(map(str, self.paths))
        return f"{len(self.paths)} digests have the id {self.id!r}: {files}"


class UnknownFormatError(SignalkitError, LookupError):
    """No exporter, or no importer, has that name."""


class OptionError(SignalkitError, TypeError):
    """A format has no option of that name, or the option does not take that value."""


class ImportFormatError(SignalkitError, ValueError):
    """The source of an import is malformed for its format.

    Args:
        reason: what is wrong, for people.
        path: the file, or the member of a folder or archive.
        line: the line, from 1.
        others: further problems of the same source.
        omitted: how many more there are.

    Attributes:
        reason: what is wrong, for people; of several problems, with the first one.
        path: the file, or the member of a folder or archive; None for an open file without a name.
        line: the line, from 1; None where there are no lines.
        omitted: how many problems are not in `problems`, because there are too many.
    """

    def __init__(
        self,
        reason: str,
        *,
        path: str | None = None,
        line: int | None = None,
        others: Iterable[ImportFormatError] = (),
        omitted: int = 0,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
        self.line = line
        self.omitted = omitted
        self._others = tuple(others)

    @property
    def problems(self) -> tuple[ImportFormatError, ...]:
        """The problems that were found, one error each; without others, this error alone."""
        if not self._others:
            return (self,)
        return ImportFormatError(self.reason, path=self.path, line=self.line), *self._others

    def move(self, path: str) -> None:
        """Set the path of this error and of all other problems; a path that they have is one inside it.

        Args:
            path: the file, folder or archive.
        """
        for error in (self, *self._others):
            if error.path != path:
                error.path = path if error.path is None else f"{path}/{error.path}"

    def __str__(self) -> str:
        where = [str(part) for part in (self.path, self.line) if part is not None]
        count = len(self._others) + self.omitted
        more = f" (and {count} other problem{'s' if count > 1 else ''})" if count else ""
        return ": ".join([":".join(where), self.reason] if where else [self.reason]) + more


class PluginError(SignalkitError):
    """A plugin does not load, does not do what it promised, or claims what another one has."""


class ConfigError(SignalkitError, ValueError):
    """A configuration file cannot be read, or has an unknown key or an invalid value."""


def shorten(value: object) -> str:
    """Return the `repr` of a value, cut to 80 characters."""
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."


def did_you_mean(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """Return the end of a sentence about an unknown name: the nearest known one, or nothing."""
    from difflib import get_close_matches

    folded = {one.casefold(): one for one in known}
    close = get_close_matches(name.casefold(), folded, 1, likeness)
    return f"; did you mean {folded[close[0]]!r}?" if close else ""


def describe(error: BaseException) -> str:
    """Describe an exception in one line: its class, and its message if it has one."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # the exception of a plugin may fail at this too
        text = ""
    if isinstance(error, SignalkitError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
