"""What a rule is, what it finds, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import attrs

from signalkit.checking.config import SEVERITIES
from signalkit.syntax.text import Span, TextEdit

EXAMPLE = "0f343b0931126a20f133d67c2b018a3b.md"
"""The file name of an example, where a rule says nothing else."""


def _edits(edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    return tuple(edits)


@attrs.frozen
class Fix:
    """Edits that mend what was found.

    Attributes:
        edits: they do not overlap, and lie in the span of the finding.
        safe: whether nobody could mind: the content stays what it was meant to be.
    """

    edits: tuple[TextEdit, ...] = attrs.field(converter=_edits)
    safe: bool = True


@attrs.frozen
class Finding:
    """What a rule finds: what is wrong, where, and perhaps how to mend it.

    Attributes:
        message: what is wrong.
        span: where, in code points; or the field path of the value that it is about, e.g. ``"closest[2]"``.
        fix: how to mend it.

    Raises:
        TypeError: a value has the wrong type.
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
class Rule:
    """One thing that is looked at in a digest file.

    Attributes:
        code: a prefix of capitals, and three digits; ``SK`` is signalkit's own prefix.
        name: lower-case words joined with hyphens.
        title: what it finds, in one sentence.
        why: why that is bad.
        failing: the text of a digest in which it finds something.
        passing: the text of a digest in which it finds nothing.
        check: gives what it finds in a document, in any order. A rule of a corpus gets a `Card` and the
            `Corpus`, and names field paths.
        severity: ``"error"``, ``"warning"`` or ``"info"``; the last makes no command fail.
        default: whether it is on where nobody selects rules.
        fixable: ``"safe"`` or ``"unsafe"`` if it can mend what it finds, at least at times.
        changes: whether its fix changes what the digest says.
        corpus: whether it looks at a digest among others.
        example: the file name of the failing example.
        passing_example: that of the passing one.
        others: digests beside the examples, by file name; for rules of a corpus.

    Raises:
        ValueError: a value is none that may be.
        TypeError: a value has the wrong type.
    """

    code: str = attrs.field(validator=_matches("[A-Z]{2,8}[0-9]{3}", "'AB123'"))
    name: str = attrs.field(validator=_matches("[a-z0-9]+(-[a-z0-9]+)*", "'missing-title'"))
    title: str = attrs.field(validator=attrs.validators.instance_of(str))
    why: str = attrs.field(validator=attrs.validators.instance_of(str))
    failing: str = attrs.field(validator=attrs.validators.instance_of(str))
    passing: str = attrs.field(validator=attrs.validators.instance_of(str))
    check: Callable[..., Iterable[Finding]] = attrs.field(validator=attrs.validators.is_callable())
    severity: str = attrs.field(default="warning", validator=attrs.validators.in_(SEVERITIES))
    default: bool = attrs.field(default=True, validator=attrs.validators.instance_of(bool))
    fixable: str = attrs.field(default="", validator=attrs.validators.in_(("", "safe", "unsafe")))
    changes: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    corpus: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    example: str = EXAMPLE
    passing_example: str = EXAMPLE
    others: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Diagnostic:
    """A finding, and all that is to be said of it.

    Attributes:
        code: that of the rule.
        rule: its name.
        severity: ``"error"``, ``"warning"`` or ``"info"``.
        message: what is wrong.
        span: where, in code points.
        start: line and column of its start, from 1, in code points.
        end: line and column of its end.
        path: of the file; None if it is none.
        fix: how to mend it, if the rule knows.
    """

    code: str
    rule: str
    severity: str
    message: str
    span: Span
    start: tuple[int, int]
    end: tuple[int, int]
    path: Path | None = None
    fix: Fix | None = None
