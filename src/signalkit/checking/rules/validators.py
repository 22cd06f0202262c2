"""Validators of options that several rules have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


def at_least(least: int) -> Callable[[Any, Any, int], None]:
    """Make a validator of an integer that is not below another."""

    def validate(_: Any, attribute: Any, value: int) -> None:
        if value < least:
            raise ValueError(f"expected at least {least}, got {value}")

    return validate


def is_pattern(_: Any, attribute: Any, value: str) -> None:
    """Check that a text is a regular expression.

    Raises:
        ValueError: If it is not.
    """
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"expected a regular expression, got {value!r}: {error}") from error
