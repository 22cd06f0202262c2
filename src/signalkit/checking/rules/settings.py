"""Options of rules: how their classes are made, and validators that several of them share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs

options_class = partial(attrs.frozen, eq=False, repr=False, slots=False, match_args=False)
"""Make a class of options, without comparison and repr, since every run makes those of all rules."""


def at_least(least: int) -> Callable[[Any, Any, int], None]:
    """Make a validator of an integer that is not below another."""

    def validate(_: Any, attribute: Any, value: int) -> None:
        if value < least:
            raise ValueError(f"expected at least {least}, got {value}")

    return validate


def is_pattern(_: Any, attribute: Any, value: str) -> None:
    """Check that a text other than the default is a regular expression.

    Raises:
        ValueError: If it is not.
    """
    if value == attribute.default:
        return
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"expected a regular expression, got {value!r}: {error}") from error
