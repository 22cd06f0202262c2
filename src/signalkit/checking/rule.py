"""Rules of both kinds, what they find, and what is reported of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import attrs

from signalkit.display import sanitize_line
from signalkit.syntax.text import Span, TextEdit

if TYPE_CHECKING:
    from signalkit.corpus import Card, Corpus
    from signalkit.document import Document

Severity: TypeAlias = Literal["error", "warning", "info"]
"""How bad a finding is; ``"info"`` makes no command fail."""

Fixability: TypeAlias = Literal["", "safe", "unsafe"]
"""Which fixes a rule has, at least sometimes; ``""`` for none."""

SEVERITIES: tuple[Severity, ...] = get_args(Severity)

EXAMPLE = "0f343b0931126a20f133d67c2b018a3b.md"
"""The file name of an example, unless a rule has another."""


def _edits(edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    return tuple(edits)


@attrs.frozen
class Fix:
    """Edits that fix what was found.

    Attributes:
        edits: in order, without overlap, inside the span of the finding.
        safe: whether the content certainly stays what it was meant to be.
    """

    edits: tuple[TextEdit, ...] = attrs.field(converter=_edits)
    safe: bool = True


@attrs.frozen
class Finding:
    """What a rule finds: what is wrong, where, and perhaps how to fix it.

    Attributes:
        message: what is wrong.
        span: where, in code points; or the field path of the value that it is about, e.g. ``"closest[2]"``.
        fix: how to fix it; None if the rule does not know.

    Raises:
        TypeError: If a value has the wrong type.
    """

    message: str = attrs.field(validator=attrs.validators.instance_of(str))
    span: Span | str = attrs.field(validator=attrs.validators.instance_of((Span, str)))
    fix: Fix | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.instance_of(Fix))
    )


def _matches(pattern: str, example: str) -> Callable[[object, attrs.Attribute[str], object], None]:
    expression = re.compile(pattern)

    def validate(_: object, attribute: attrs.Attribute[str], value: object) -> None:
        if not isinstance(value, str) or not expression.fullmatch(value):
            raise ValueError(f"{attribute.name} {value!r}: expected something like {example}")

    return validate


@attrs.frozen(kw_only=True)
class BaseRule:
    """The facts that rules of both kinds have.

    Attributes:
        code: a prefix of capitals, and three digits; ``SK`` is signalkit's own prefix.
        name: lower-case words joined with hyphens.
        title: what it finds, in one sentence.
        why: why that is bad.
        failing: the text of a digest in which it finds something.
        passing: the text of a digest in which it finds nothing.
        severity: ``"error"``, ``"warning"`` or ``"info"``; the last makes no command fail.
        default: whether it is on unless a configuration selects rules.
        fixable: ``"safe"`` or ``"unsafe"`` if it can fix what it finds, at least sometimes.
        changes: whether its fix changes the digest.
        fix_safety: what its fix does, and why that is safe or unsafe; if empty, its page has a sentence made
            from the other facts.
        example: the file name of the failing example.
        passing_example: the file name of the passing example.

    Raises:
        ValueError: If a value has the right type and is not allowed.
        TypeError: If a value has the wrong type.
    """

    code: str = attrs.field(validator=_matches("[A-Z]{2,8}[0-9]{3}", "'AB123'"))
    name: str = attrs.field(validator=_matches("[a-z0-9]+(-[a-z0-9]+)*", "'missing-title'"))
    title: str = attrs.field(validator=attrs.validators.instance_of(str))
    why: str = attrs.field(validator=attrs.validators.instance_of(str))
    failing: str = attrs.field(validator=attrs.validators.instance_of(str))
    passing: str = attrs.field(validator=attrs.validators.instance_of(str))
    severity: Severity = attrs.field(default="warning", validator=attrs.validators.in_(SEVERITIES))
    default: bool = attrs.field(default=True, validator=attrs.validators.instance_of(bool))
    fixable: Fixability = attrs.field(default="", validator=attrs.validators.in_(get_args(Fixability)))
    changes: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    fix_safety: str = attrs.field(default="", validator=attrs.validators.instance_of(str))
    example: str = EXAMPLE
    passing_example: str = EXAMPLE


@attrs.frozen(kw_only=True)
class Rule(BaseRule):
    """A check of one document at a time.

    Attributes:
        check: returns what it finds in a `Document`, in any order.
        exclusive: whether other rules report nothing on the lines of what it finds.

    Raises:
        ValueError: see `BaseRule`.
        TypeError: see `BaseRule`.
    """

    check: Callable[[Document], Iterable[Finding]] = attrs.field(validator=attrs.validators.is_callable())
    exclusive: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))


@attrs.frozen(kw_only=True)
class CorpusRule(BaseRule):
    """A check of one document among others.

    Attributes:
        check: returns what it finds in the document of a `Card` of a `Corpus`, in any order. Its findings
            name field paths, so that the document is read only if there are any.
        others: the digests that the examples are checked among, by file name.

    Raises:
        ValueError: see `BaseRule`.
        TypeError: see `BaseRule`.
    """

    check: Callable[[Card, Corpus], Iterable[Finding]] = attrs.field(validator=attrs.validators.is_callable())
    others: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Diagnostic:
    """A finding, with all that is reported of it.

    Attributes:
        code: that of the rule.
        rule: its name.
        severity: ``"error"``, ``"warning"`` or ``"info"``.
        message: what is wrong.
        span: where, in code points.
        start: line and column of its start, from 1, in code points.
        end: line and column of its end.
        path: of the file; None if it was not read from one.
        fix: how to fix it; None if the rule does not know.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    span: Span
    start: tuple[int, int]
    end: tuple[int, int]
    path: Path | None = None
    fix: Fix | None = None

    def __str__(self) -> str:
        """Return ``path:line:column: CODE message``, ``-`` for a missing path."""
        line, column = self.start
        name = "-" if self.path is None else self.path.as_posix()
        return f"{sanitize_line(name)}:{line}:{column}: {self.code} {sanitize_line(self.message)}"
