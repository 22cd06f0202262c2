"""SK1: title, origin and external link."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.links import (
    addresses,
    differs_from_address,
    find_markup,
    find_near_link,
    find_near_origin,
)
from signalkit.checking.rules.settings import at_least, is_pattern, options_class
from signalkit.display import quote
from signalkit.document import Document
from signalkit.options import option
from signalkit.syntax.text import Span, TextEdit

ID = re.compile(r"[0-9a-f]{31,32}\Z")
# RFC 3986, section 3.2: a name with a dot in it, or an address in brackets; user before it, port after it.
_AUTHORITY = re.compile(
    r"//(?:[^/?#@]*@)?(?:[^/?#@:\[\].]+(?:\.[^/?#@:\[\].]+)+\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?(?:[/?#]|\Z)"
)
_DATED = r"[0-9]{8}[a-z]?(?:-[\w-]+)?"
_HEAD = "# __Bees__, from ([20240602](https://newsletter.example/p/20240602).)"
_LINK = "__[External link](https://example.org/bees)__"


def _missing_title(document: Document) -> Iterator[Finding]:
    if not document.digest.title and document.text.strip():
        yield Finding(
            "missing title; expected a heading like `# __Title__, from ([label](URL).)`", Span(0, 0)
        )


def _missing_origin(document: Document) -> Iterator[Finding]:
    # SK114 has more to say of an origin that is read as part of the title.
    if document.digest.title and document.digest.origin is None and find_near_origin(document) is None:
        yield Finding("title does not name the newsletter issue", "title")


@options_class
class _Labels:
    """The labels that are dates."""

    pattern: str = option(
        _DATED, help="Regular expression that a whole label must match.", validator=is_pattern
    )


def _undated_origin(document: Document, options: _Labels) -> Iterator[Finding]:
    origin = document.digest.origin
    label = origin.label.strip() if origin is not None else ""
    if origin is not None and label and not re.fullmatch(options.pattern, label):
        wrong = (
            "is not a date like 20240602" if options.pattern == _DATED else f"is not like {options.pattern}"
        )
        yield Finding(f"origin label {quote(origin.label)} {wrong}", "origin.label")


@options_class
class _Future:
    """The dates that are not in the future."""

    days: int = option(0, help="Number of days after today that are allowed.", validator=at_least(0))


def _future_origin(document: Document, options: _Future) -> Iterator[Finding]:
    origin = document.digest.origin
    day = origin.date if origin is not None else None
    if day is not None and (day - datetime.date.today()).days > options.days:
        yield Finding(f"origin date {day.isoformat()} is in the future", "origin.label")


def _origin_whitespace(document: Document) -> Iterator[Finding]:
    origin = document.digest.origin
    if origin is None:
        return
    for name, value in (("label", origin.label), ("url", origin.url)):
        if value != value.strip():
            span = document.span_of(f"origin.{name}")
            fix = Fix([TextEdit(span, value.strip())], safe=False)
            yield Finding(
                f"whitespace around the {'URL' if name == 'url' else name} of the origin", span, fix
            )


def _origin_mismatch(document: Document) -> Iterator[Finding]:
    origin = document.digest.origin
    if origin is None:
        return
    label = origin.label.strip()
    last = differs_from_address(label, origin.url)
    if last is not None:
        yield Finding(f"origin label is {quote(label)}, but the URL ends in {quote(last)}", "origin")


def _missing_link(document: Document) -> Iterator[Finding]:
    digest = document.digest
    if digest.title and digest.link is None and not ID.match(digest.title) and not find_near_link(document):
        yield Finding("missing external link; expected `__[External link](URL)__` below the title", "title")


def _are_schemes(_: object, attribute: Any, value: tuple[str, ...]) -> None:
    for scheme in value if value != attribute.default else ():
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme):
            raise ValueError(f"expected schemes such as http, in lower case, got {scheme!r}")
    if not value:
        raise ValueError("expected at least one scheme")


@options_class
class _Schemes:
    """The schemes that are allowed."""

    schemes: tuple[str, ...] = option(
        ("http", "https"), help="Schemes that a URL may have.", validator=_are_schemes
    )


def _invalid_url(document: Document, options: _Schemes) -> Iterator[Finding]:
    for path, url in addresses(document):
        reason = _fault(url.strip() if path == "origin.url" else url, options.schemes)
        if reason and find_markup(url) is None:  # which SK115 explains
            yield Finding(f"{path}: {reason}", path)


def _fault(url: str, schemes: tuple[str, ...]) -> str:
    """Return what is wrong with a URL; empty if nothing is."""
    if not url:
        return "URL is empty"
    if url.split() != [url]:
        return "whitespace in the URL"
    scheme, colon, rest = url.partition(":")
    if scheme.lower() not in schemes or not colon:
        expected = " or ".join(filter(None, [", ".join(schemes[:-1]), schemes[-1]]))
        return f"expected {expected}, got {quote(scheme[:20]) if colon else 'no scheme'}"
    if _AUTHORITY.match(rest):
        return ""
    return "URL has no host" if rest.startswith("//") else "URL has no //"


RULES = [
    Rule(
        code="SK101",
        name="missing-title",
        title="Checks for digests without a title.",
        why="Lists, exports and references identify a digest by its title.",
        failing="## Keywords\n\n* bees",
        passing="# __Bees__\n\n## Keywords\n\n* bees",
        check=_missing_title,
        severity="error",
    ),
    Rule(
        code="SK102",
        name="missing-origin",
        title="Checks for titles that do not name the newsletter issue the digest comes from.",
        why="Where and when a signal was first seen is essential for judging it.",
        failing="# __Bees__",
        passing=_HEAD,
        check=_missing_origin,
    ),
    Rule(
        code="SK103",
        name="undated-origin",
        title="Checks for origins whose label is not a date.",
        why="Digests without a date cannot be sorted by time. Whole series of the producer have "
        "numbers instead.",
        failing="# __Bees__, from ([15908.0](https://newsletter.example/p/15908.0).)",
        passing=_HEAD,
        check=_undated_origin,
        options=_Labels,
        default=False,
    ),
    Rule(
        code="SK104",
        name="future-origin",
        title="Checks for origins whose date is in the future.",
        why="The date is probably mistyped.",
        failing="# __Bees__, from ([29990101](https://newsletter.example/p/29990101).)",
        passing=_HEAD,
        check=_future_origin,
        options=_Future,
        severity="info",
    ),
    Rule(
        code="SK105",
        name="origin-whitespace",
        title="Checks for whitespace around the label or the URL of the origin.",
        why="Two labels of the same issue do not compare equal, and the URL may not work.",
        failing="# __Bees__, from ([20240602 ](https://newsletter.example/p/20240602 ).)",
        passing=_HEAD,
        check=_origin_whitespace,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK106",
        name="origin-mismatch",
        title="Checks for origins whose label and URL name different issues.",
        why="One of them is wrong.",
        failing="# __Bees__, from ([20240602](https://newsletter.example/p/20240609).)",
        passing=_HEAD,
        check=_origin_mismatch,
    ),
    Rule(
        code="SK107",
        name="missing-link",
        title="Checks for digests without an external link. Early digests, whose title is an id, "
        "never have one.",
        why="Readers cannot find the article itself.",
        failing=_HEAD,
        passing=f"{_HEAD}\n\n{_LINK}",
        check=_missing_link,
    ),
    Rule(
        code="SK108",
        name="invalid-url",
        title="Checks for URLs that are empty, contain whitespace, have no host, or have a scheme "
        "that is not allowed, by default other than http and https.",
        why="The URL leads nowhere, or to an unexpected place.",
        failing=f"{_HEAD}\n\n__[External link](ftp://example.org/bees)__",
        passing=f"{_HEAD}\n\n{_LINK}",
        check=_invalid_url,
        options=_Schemes,
    ),
]
