"""The message for a plugin that breaks a demand: what is wrong, what was expected, how to fix it."""

from __future__ import annotations

from typing import NoReturn


def broken(wrong: str, *, expected: str, fix: str) -> NoReturn:
    """Report that a plugin breaks a demand.

    Args:
        wrong: what the plugin does, with the value or the place.
        expected: what it must do instead.
        fix: what its author can do.

    Raises:
        AssertionError: If it is called; the message has all three.
    """
    __tracebackhide__ = True  # pytest shows the line of the demand, not this one
    raise AssertionError(f"{wrong}\nExpected: {expected}\nFix: {fix}")
