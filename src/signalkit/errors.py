"""Errors that signalkit raises; every one is a `SignalkitError`."""

from __future__ import annotations


class SignalkitError(Exception):
    """The root of all errors that signalkit raises of its own accord."""


class UnrepresentableError(SignalkitError, ValueError):
    """A value has no place in the format, or would read back as something else.

    Attributes:
        path: the field path of the value, e.g. ``"signals[2].change"``.
        value: the value that was refused.
        reason: what is wrong with it, for people.
    """

    def __init__(self, path: str, value: object, reason: str) -> None:
        super().__init__(path, value, reason)
        self.path = path
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        shown = repr(self.value)
        if len(shown) > 80:
            shown = f"{shown[:77]}..."
        return f"{self.path or 'digest'}: {self.reason}: {shown}"


class FieldPathError(SignalkitError, LookupError):
    """A field path names no value of the digest, or a value that is not in the file."""
