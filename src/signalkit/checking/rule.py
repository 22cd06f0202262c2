"""Rules of both kinds, what they find, and what is reported of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, get_args, overload

import attrs

from signalkit.display import sanitize_line
from signalkit.options import NoOptions, options_of
from signalkit.syntax.text import Span, TextEdit

if TYPE_CHECKING:
    from typing import Required, TypedDict, Unpack

    from signalkit.corpus import Card, Corpus
    from signalkit.document import Document

    _Options = TypeVar("_Options")
    _Prepared = TypeVar("_Prepared")

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
class Related:
    """Another place that a finding refers to, such as the first of two duplicates.

    Attributes:
        message: what is there, e.g. ``"first used here"``.
        span: where, in code points; or the field path of the value that it is about; ``""`` for the digest as
            a whole.
        card: of the digest that it is in; None for the one that was checked.

    Raises:
        TypeError: If a value has the wrong type.
    """

    message: str = attrs.field(validator=attrs.validators.instance_of(str))
    span: Span | str = attrs.field(default="", validator=attrs.validators.instance_of((Span, str)))
    card: Card | None = None


def _related(related: Iterable[Related]) -> tuple[Related, ...]:
    return tuple(related)


@attrs.frozen
class Finding:
    """What a rule finds: what is wrong, where, and perhaps how to fix it.

    Attributes:
        message: what is wrong.
        span: where, in code points; or the field path of the value that it is about, e.g. ``"closest[2]"``;
            ``""`` for the digest, or the corpus, as a whole.
        fix: how to fix it; None if the rule does not know.
        related: other places that explain it.

    Raises:
        TypeError: If a value has the wrong type.
    """

    message: str = attrs.field(validator=attrs.validators.instance_of(str))
    span: Span | str = attrs.field(default="", validator=attrs.validators.instance_of((Span, str)))
    fix: Fix | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.instance_of(Fix))
    )
    related: tuple[Related, ...] = attrs.field(
        default=(),
        converter=_related,
        validator=attrs.validators.deep_iterable(attrs.validators.instance_of(Related)),
    )


def _matches(pattern: str, example: str) -> Callable[[object, attrs.Attribute[str], object], None]:
    expression = re.compile(pattern)

    def validate(_: object, attribute: attrs.Attribute[str], value: object) -> None:
        if type(value) is not str or not expression.fullmatch(value):  # no class of its own, which may lie
            raise ValueError(f"{attribute.name} {value!r}: expected something like {example}")

    return validate


def _is_options(_: object, attribute: Any, value: type) -> None:
    if value is not NoOptions:
        options_of(value)
        value()  # the defaults must be valid


@attrs.frozen(kw_only=True, eq=False, repr=False)
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
        options: an attrs class whose attributes are made by `option`; a configuration sets them, and the
            functions of the rule get an object of it as their last argument. Rules without options do not.

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
    example: str = attrs.field(default=EXAMPLE, validator=attrs.validators.instance_of(str))
    passing_example: str = attrs.field(default=EXAMPLE, validator=attrs.validators.instance_of(str))
    options: type = attrs.field(default=NoOptions, validator=_is_options)


if TYPE_CHECKING:

    class _Facts(TypedDict, total=False):
        """The facts that rules of both kinds have, without their options."""

        code: Required[str]
        name: Required[str]
        title: Required[str]
        why: Required[str]
        failing: Required[str]
        passing: Required[str]
        severity: Severity
        default: bool
        fixable: Fixability
        changes: bool
        fix_safety: str
        example: str
        passing_example: str

    class _CorpusFacts(_Facts, total=False):
        """The facts that rules of a corpus have, without their functions and options."""

        others: Mapping[str, str]


@attrs.frozen(kw_only=True, init=False)
class Rule(BaseRule):
    """A check of one document at a time.

    Attributes:
        check: returns what it finds in a `Document`, in any order.
        exclusive: whether other rules report nothing on the lines of what it finds.

    Raises:
        ValueError: If a value has the right type and is not allowed.
        TypeError: If a value has the wrong type.
    """

    check: Callable[..., Iterable[Finding]] = attrs.field(validator=attrs.validators.is_callable())
    exclusive: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))

    # Which functions a rule with options takes, and one without.
    @overload
    def __init__(
        self,
        *,
        check: Callable[[Document], Iterable[Finding]],
        exclusive: bool = False,
        **facts: Unpack[_Facts],
    ) -> None: ...
    @overload
    def __init__(
        self,
        *,
        check: Callable[[Document, _Options], Iterable[Finding]],
        options: type[_Options],
        exclusive: bool = False,
        **facts: Unpack[_Facts],
    ) -> None: ...
    def __init__(self, **facts: Any) -> None:
        self.__attrs_init__(**facts)  # pyright: ignore[reportAttributeAccessIssue]


@attrs.frozen(kw_only=True, init=False)
class CorpusRule(BaseRule):
    """A check of one document among others, or of a corpus as a whole.

    A function gets, after the arguments named below, what `prepare` returned if the rule has that, and then
    the options if the rule has any.

    Attributes:
        check: returns what it finds in the document of a `Card` of a `Corpus`, in any order:
            ``check(card, corpus)``. Its findings name field paths, so that the document is read only if
            there are any. None for a rule about the corpus as a whole.
        prepare: called once for a corpus before anything is checked: ``prepare(corpus)``. The other functions
            get what it returns, such as an index of all cards. It gets the options, too.
        check_corpus: returns what it finds in the corpus as a whole, called once: ``check_corpus(corpus)``.
            It is reported for the folder of the corpus, so its findings have no span and no fix.
        others: the digests that the examples are checked among, by file name.

    Raises:
        ValueError: If a value has the right type and is not allowed.
        TypeError: If a value has the wrong type, or if it has neither `check` nor `check_corpus`.
    """

    check: Callable[..., Iterable[Finding]] | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.is_callable())
    )
    prepare: Callable[..., Any] | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.is_callable())
    )
    check_corpus: Callable[..., Iterable[Finding]] | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.is_callable())
    )
    others: Mapping[str, str] = attrs.field(
        factory=dict,
        validator=attrs.validators.deep_mapping(
            attrs.validators.instance_of(str), attrs.validators.instance_of(str)
        ),
    )

    def __attrs_post_init__(self) -> None:
        if self.check is None and self.check_corpus is None:
            raise TypeError("check: expected a function, got None; or give check_corpus")

    # Which functions go together.
    @overload
    def __init__(
        self,
        *,
        check: Callable[[Card, Corpus], Iterable[Finding]] | None = None,
        check_corpus: Callable[[Corpus], Iterable[Finding]] | None = None,
        **facts: Unpack[_CorpusFacts],
    ) -> None: ...
    @overload
    def __init__(
        self,
        *,
        check: Callable[[Card, Corpus, _Options], Iterable[Finding]] | None = None,
        check_corpus: Callable[[Corpus, _Options], Iterable[Finding]] | None = None,
        options: type[_Options],
        **facts: Unpack[_CorpusFacts],
    ) -> None: ...
    @overload
    def __init__(
        self,
        *,
        prepare: Callable[[Corpus], _Prepared],
        check: Callable[[Card, Corpus, _Prepared], Iterable[Finding]] | None = None,
        check_corpus: Callable[[Corpus, _Prepared], Iterable[Finding]] | None = None,
        **facts: Unpack[_CorpusFacts],
    ) -> None: ...
    @overload
    def __init__(
        self,
        *,
        prepare: Callable[[Corpus, _Options], _Prepared],
        check: Callable[[Card, Corpus, _Prepared, _Options], Iterable[Finding]] | None = None,
        check_corpus: Callable[[Corpus, _Prepared, _Options], Iterable[Finding]] | None = None,
        options: type[_Options],
        **facts: Unpack[_CorpusFacts],
    ) -> None: ...
    def __init__(self, **facts: Any) -> None:
        self.__attrs_init__(**facts)  # pyright: ignore[reportAttributeAccessIssue]


for _class in (Rule, CorpusRule):  # how Python calls what refuses an unknown argument, and misses one
    _class.__attrs_init__.__qualname__ = _class.__name__  # pyright: ignore[reportAttributeAccessIssue]


@attrs.frozen
class Location:
    """A place that a diagnostic refers to.

    Attributes:
        message: what is there.
        span: where, in code points.
        start: line and column of its start, from 1, in code points.
        end: line and column of its end.
        path: of the file; None if it was not read from one.
    """

    message: str
    span: Span
    start: tuple[int, int]
    end: tuple[int, int]
    path: Path | None = None


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
        related: other places that explain it.
        about_corpus: whether it is about a corpus as a whole; then `path` is the folder of the corpus, and
            its span is empty.
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
    related: tuple[Location, ...] = ()
    about_corpus: bool = False

    def __str__(self) -> str:
        """Return ``path:line:column: CODE message``, ``-`` for a missing path; for a corpus, its folder."""
        line, column = self.start
        name = sanitize_line("-" if self.path is None else self.path.as_posix())
        where = name if self.about_corpus else f"{name}:{line}:{column}"
        return f"{where}: {self.code} {sanitize_line(self.message)}"
