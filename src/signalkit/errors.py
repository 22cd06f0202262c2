"""Errors that signalkit raises; every one is a `SignalkitError`."""

from __future__ import annotations

from collections.abc import Iterable


class SignalkitError(Exception):
    """The root of all errors that signalkit raises of its own accord."""


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
        shown = repr(self.value)
        if len(shown) > 80:
            shown = f"{shown[:77]}..."
        where = f"{self.document}: " if self.document else ""
        return f"{where}{self.path or 'digest'}: {self.reason}: {shown}"


class FieldPathError(SignalkitError, LookupError):
    """A field path names no value of the digest, or a value that is not in the file."""


class UnknownFormatError(SignalkitError, LookupError):
    """No exporter, or no importer, has that name."""


class OptionError(SignalkitError, TypeError):
    """A format has no option of that name, or the option does not take that value."""


class ImportFormatError(SignalkitError, ValueError):
    """What is to be imported is not what its format says.

    Attributes:
        reason: what is wrong, for people.
        path: the file, or the member of a folder or archive; None for an open file without a name.
        line: the line, from 1; None where there are no lines.
    """

    def __init__(self, reason: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
        self.line = line

    def __str__(self) -> str:
        where = [str(part) for part in (self.path, self.line) if part is not None]
        return ": ".join([":".join(where), self.reason] if where else [self.reason])


class PluginError(SignalkitError):
    """A plugin does not load, does not do what it promised, or claims what another one has."""


class ConfigError(SignalkitError, ValueError):
    """A configuration file cannot be read, or has an unknown key or an invalid value."""


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
