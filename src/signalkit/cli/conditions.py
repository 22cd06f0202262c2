"""Conditions on the values of a digest: equal to a text, or matched by a regular expression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import click

from signalkit.cli.output import CommandError
from signalkit.display import quote
from signalkit.errors import SignalkitError
from signalkit.model.digest import Digest
from signalkit.model.paths import FieldPath, parse_selector
from signalkit.model.selectors import select_values

SECONDS = 2.0
"""How long a regular expression may take for one value: one that backtracks can take years."""

Condition = Callable[[Digest], bool]


@attrs.frozen
class Pattern:
    """A regular expression whose time is bounded.

    Attributes:
        text: of the expression.
    """

    text: str
    _compiled: Any = attrs.field(repr=False, eq=False)

    def find(self, value: str) -> tuple[int, int] | None:
        """Return where the first match begins and ends, in code points; None without a match.

        Raises:
            CommandError: If it takes too long.
        """
        try:
            found = self._compiled.search(value, timeout=SECONDS)
        except TimeoutError:
            raise CommandError(
                f"--match {quote(self.text)}: takes longer than {SECONDS:g} seconds for {quote(value)}"
            ) from None
        return None if found is None else found.span()


def compile_pattern(text: str, *, ignore_case: bool = False) -> Pattern:
    """Compile a regular expression.

    Args:
        text: in the syntax of Python's `re`; the package `regex`, which bounds its time, has more.
        ignore_case: whether upper and lower case are the same.

    Raises:
        click.UsageError: If it is malformed.
    """
    import regex

    try:
        return Pattern(text, regex.compile(text, regex.VERSION0 | (regex.IGNORECASE if ignore_case else 0)))
    except (regex.error, RecursionError, OverflowError) as error:
        raise click.UsageError(f"--match {quote(text)}: not a regular expression: {error}") from None


def select(option: str, selector: str) -> FieldPath:
    """Split the selector of an option.

    Raises:
        click.UsageError: If digests have no such field.
    """
    try:
        return parse_selector(selector)
    except SignalkitError as error:
        raise click.UsageError(f"{option}: {error}") from None


def make_conditions(
    where: Sequence[tuple[str, str]], match: Sequence[tuple[str, str]]
) -> Callable[[Digest], bool]:
    """Return whether a digest has, for each condition, a value that meets it.

    Args:
        where: selectors and the text that a value equals.
        match: selectors and the regular expression that matches part of a value.

    Raises:
        click.UsageError: If a selector or an expression is malformed.
    """
    equal = [(select("--where", selector), value) for selector, value in where]
    matched = [(select("--match", selector), compile_pattern(text)) for selector, text in match]

    def is_met(digest: Digest) -> bool:
        return all(
            any(str(one) == value for _, one in select_values(digest, selector)) for selector, value in equal
        ) and all(
            any(pattern.find(str(one)) for _, one in select_values(digest, selector))
            for selector, pattern in matched
        )

    return is_met
