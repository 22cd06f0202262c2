"""SK113 to SK117: origins and links that are not read as such, and addresses that are not addresses."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.display import quote
from signalkit.document import Document
from signalkit.errors import FieldPathError
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, TextEdit, apply_edits

INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Characters without a width that no address has, for a character class."""

_DAY = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])")
_DATE_OR_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?[a-z]?(?:-[\w-]+)?\Z")
_SPACES = re.compile(r"[^\S\n]+")
_HIDDEN = re.compile(f"[{INVISIBLE}]+")
# In a normalized heading: what comes before the label, and what comes after it.
_LEAD = re.compile(r",? ?\(?(?:from|form)(?: page)? ?\(?\Z")
_TARGET = re.compile(r" ?\( ?<?([^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)>? ?(\)?)")
# CommonMark 0.31.2, section 6.3: a destination in angle brackets, and a title after it.
_ANGLED = re.compile(r"<([^<>\s]*)>\Z")
_TITLED = re.compile(r"""<?([^<>\s"]+)>?\s+(?:"[^"]*"|'[^']*'|“[^”]*”|\([^()]*\))\Z""")
# RFC 3986, section 2: characters that no address has. Those that browsers write may stay.
_FOREIGN = re.compile(rf"""\\[!-/:-@\[-`{{-~]|[\\"<>`{INVISIBLE}]""")
_SUSPECT = re.compile(rf"""[\\"<>`{INVISIBLE}]""")  # which is in all of them, and faster
_ENCODED = {"\\": "%5C", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"}
_AUTOLINK = re.compile(r"<?(https?://[^\s<>]+)>?\Z", re.I)

_HEAD = "# __Bees__, from ([20240602](https://newsletter.example/p/20240602).)"
_LINK = "__[External link](https://example.org/bees)__"


def is_written(document: Document, field: str) -> bool:
    """Return whether a text has an origin or a link, even an empty one, which a digest does not have.

    Args:
        document: the document.
        field: ``"origin"`` or ``"link"``.
    """
    if getattr(document.digest, field) is not None:
        return True
    try:
        document.span_of(field)
    except FieldPathError:
        return False
    return True


# -- dates and numbers -------------------------------------------------------------------------------------


def _impossible_date(document: Document) -> Iterator[Finding]:
    origin = document.digest.origin
    match = None if origin is None else _DAY.match(origin.label.strip())
    if match is None:
        return
    try:
        datetime.date(*map(int, match.groups()))
    except ValueError:
        yield Finding(f"{match[0]} is not a date in the calendar", "origin.label")


def differs_from_address(label: str, url: str) -> str | None:
    """Return the date or number that an address ends in; None if the label is the same or is not one.

    Args:
        label: of an origin, without whitespace around it.
        url: of the same origin.
    """
    if url.endswith(f"/{label}"):  # as nearly all do
        return None
    last = re.split("[?#]", url, maxsplit=1)[0].rstrip("/ ").rpartition("/")[2]
    if last == label or not _DATE_OR_NUMBER.match(last) or not any(c.isdigit() for c in label):
        return None
    return last


# -- origins that are not read -----------------------------------------------------------------------------


class Near(NamedTuple):
    """Something in a title heading that looks like an origin and is not read as one.

    Attributes:
        message: what is wrong.
        span: where, in code points.
        wanted: what to write there; empty if that is not known.
    """

    message: str
    span: Span
    wanted: str = ""


def find_near_origin(document: Document) -> Near | None:
    """Find an origin that is read as part of the title."""
    digest, block = document.digest, document.outline.title
    if block is None or "[" not in digest.title or "(" not in digest.title:
        return None
    _, start, end = document.heading(block)
    text = document.text[start:end]
    if is_written(document, "origin"):
        if " from ([" not in digest.title and "(from page [" not in digest.title:
            return None
        try:
            return Near("the title contains a second origin", document.span_of("title"))
        except FieldPathError:
            return None
    at = text.rfind("[")
    closing = text.find("]", at)
    target = None if closing < 0 else _TARGET.match(_normalize(text[closing + 1 :]))
    if target is None:
        return None
    before = _normalize(text[:at])
    lead = _LEAD.search(before.casefold(), max(len(before) - 20, 0))
    label = _HIDDEN.sub("", text[at + 1 : closing]).strip()
    if lead is None and not (_DATE_OR_NUMBER.match(label) and before.endswith("(")):
        return None
    span = Span(start, end)
    after = _normalize(text[closing + 1 :])[target.end() :].strip(" .)")
    if after:
        return Near(f"text after the origin makes it part of the title: {quote(after)}", span)
    opening = ", (from page " if lead is not None and "page" in lead[0] else ", from ("
    title = before[: lead.start()] if lead is not None else before[:-1]
    kept = _ending_at(text[:at], title.rstrip(" ,"))
    message = f"the origin is read as part of the title; expected {opening.lstrip(', ')}[…](…).)"
    return Near(message, span, f"{kept}{opening}[{label}]({target[1]}).)")


def _normalize(text: str) -> str:
    """Return a text with plain single spaces and without invisible characters."""
    return _SPACES.sub(" ", _HIDDEN.sub("", text))


def _ending_at(text: str, normalized: str) -> str:
    """Return the start of a text that is a given text when normalized."""
    count = len(normalized)
    if not count:
        return ""
    seen = 0
    for match in re.finditer(rf"[^\S\n]+|[{INVISIBLE}]+|[^\s]", text):
        seen += len(_normalize(match[0]))
        if seen >= count:
            return text[: match.end()]
    return text


def _malformed_origin(document: Document) -> Iterator[Finding]:
    near = find_near_origin(document)
    if near is not None:
        yield _report(document, near, _has_origin)


def _has_origin(document: Document) -> bool:
    return document.digest.origin is not None and find_near_origin(document) is None


def _report(document: Document, near: Near, is_read: Callable[[Document], bool]) -> Finding:
    """Report what is not read, with a fix if it is read then.

    Args:
        document: the document.
        near: what was found in it.
        is_read: whether the document with the fix is as it should be.
    """
    fix = None
    if near.wanted:
        edit = TextEdit(near.span, near.wanted)
        if is_read(Document(apply_edits(document.text, [edit]))):
            fix = Fix([edit], safe=False)
    return Finding(near.message, near.span, fix)


# -- links that are not read -------------------------------------------------------------------------------


def find_near_link(document: Document) -> Near | None:
    """Find a paragraph before the sections that looks like the external link and is not read as it."""
    if is_written(document, "link"):
        return None
    for block in document.outline.head:
        if block.kind == "paragraph" and (near := _near_link(document, block)):
            return near
    return None


def _near_link(document: Document, block: Block) -> Near | None:
    raw = document.text[block.start : block.end]
    start = block.start + len(raw) - len(raw.lstrip())
    paragraph = raw.strip()
    span = Span(start, start + len(paragraph))
    first, *further = re.split("[\r\n]+", paragraph)
    line = _normalize(first).strip(" _*")
    if autolink := _AUTOLINK.match(line):
        message = "the link text is not a link; expected __[External link](URL)__"
        return Near(message, span, "" if further else _link("External link", autolink[1]))
    closing = line.find("]")
    target = _TARGET.match(line, closing + 1) if line.startswith("[") and closing > 0 else None
    is_named = "external link" in line.casefold()
    if target is None or not (is_named or "://" in target[1]):
        if is_named:
            return Near("the external link is not read; expected __[External link](URL)__", span)
        return None
    text, after = line[1:closing], line[target.end() :].strip(" _*")
    if further:
        return Near("the external link is not a paragraph of its own, and is not read", span)
    if after.rstrip(")") and not _TITLED.match(line[line.find("(", closing) + 1 :].strip(" _*").rstrip(")")):
        return Near(f"text after the external link makes it part of the preamble: {quote(after)}", span)
    message = "the external link is not read; expected __[External link](URL)__"
    return Near(message, span, _link(text, target[1]))


def _link(text: str, url: str) -> str:
    return f"__[{text}]({url})__"


def _malformed_link(document: Document) -> Iterator[Finding]:
    near = find_near_link(document)
    if near is not None:
        yield _report(document, near, lambda fixed: fixed.digest.link is not None)


# -- addresses ---------------------------------------------------------------------------------------------


def addresses(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the addresses of origin and external link with their field paths."""
    digest = document.digest
    for field, entry in (("origin", digest.origin), ("link", digest.link)):
        if entry is not None:
            yield f"{field}.url", entry.url
        elif is_written(document, field):
            yield f"{field}.url", ""


def find_markup(url: str) -> tuple[str, str] | None:
    """Return what of the Markdown around an address is read as part of it, and the address alone."""
    url = url.strip()
    if match := _ANGLED.match(url):
        return "angle brackets around the URL are read as part of it", match[1]
    if match := _TITLED.match(url):
        return "a title after the URL is read as part of it", match[1]
    return None


def _link_markup(document: Document) -> Iterator[Finding]:
    for path, url in addresses(document):
        if url[:1] == "<" or url[-1:] in ('"', "'", "”", ")", " "):
            found = find_markup(url)
            if found is not None:
                message, alone = found
                span = document.span_of(path)
                yield Finding(f"{path}: {message}", span, Fix([TextEdit(span, alone)], safe=False))


def find_reported_characters(document: Document) -> Iterator[tuple[int, int]]:
    """Yield where SK114 and SK116 report invisible characters, which SK015 therefore leaves to them."""
    near = find_near_origin(document)
    if near is not None and near.wanted:
        yield near.span.start, near.span.end
    for path, url in addresses(document):
        if _SUSPECT.search(url) is not None and find_markup(url) is None:
            span = document.span_of(path)
            if document.text[span.start : span.end] == url:
                for match in _FOREIGN.finditer(url):
                    yield span.start + match.start(), span.start + match.end()


def _invalid_character(document: Document) -> Iterator[Finding]:
    for path, url in addresses(document):
        if _SUSPECT.search(url) is None or find_markup(url) is not None:
            continue
        found = list(_FOREIGN.finditer(url))
        span = document.span_of(path)
        shown = " and ".join(dict.fromkeys(_name(match[0]) for match in found))
        fix = None
        if document.text[span.start : span.end] == url:
            edits = [
                TextEdit(Span(span.start + one.start(), span.start + one.end()), _replacement(one[0]))
                for one in found
            ]
            fix = Fix(edits, safe=False)
        yield Finding(f"{path}: a URL cannot contain {shown}", span, fix)


def _name(found: str) -> str:
    if len(found) == 2:
        return f"the escape {found}"
    return found if found.isascii() else f"U+{ord(found):04X}"


def _replacement(found: str) -> str:
    """Return what a foreign character was meant to be: without escapes, percent-encoded, or nothing."""
    if len(found) == 2:
        found = found[1]
        return _ENCODED.get(found, found)
    return _ENCODED.get(found, "")


RULES = [
    Rule(
        code="SK113",
        name="impossible-date",
        title="Checks for origin labels that look like a date but are not in the calendar.",
        why="The issue cannot be found, and the digest has no date to sort by.",
        failing="# __Bees__, from ([20240631](https://newsletter.example/p/20240631).)",
        passing=_HEAD,
        check=_impossible_date,
    ),
    Rule(
        code="SK114",
        name="malformed-origin",
        title="Checks for title headings whose origin is read as part of the title.",
        why="The digest loses its origin, and its title gains a link.",
        failing="# __Bees__, From  ([20240602](https://newsletter.example/p/20240602).)",
        passing=_HEAD,
        check=_malformed_origin,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK115",
        name="link-markup",
        title="Checks for URLs in angle brackets or followed by a link title.",
        why="CommonMark allows both, but the digest format takes everything in the parentheses as the URL.",
        failing=f"{_HEAD}\n\n__[External link](<https://example.org/bees>)__",
        passing=f"{_HEAD}\n\n{_LINK}",
        check=_link_markup,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK116",
        name="invalid-url-character",
        title="Checks for URLs with a character that no URL can contain: a backslash, a quotation "
        "mark, an angle bracket, an invisible character.",
        why="The URL leads to another page or to none. Editors add escapes and invisible characters.",
        failing=f"{_HEAD}\n\n__[External link](https://example.org/wild\\_bees)__",
        passing=f"{_HEAD}\n\n__[External link](https://example.org/wild_bees)__",
        check=_invalid_character,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK117",
        name="malformed-link",
        title="Checks for paragraphs that look like the external link but are not read as it.",
        why="The digest loses its link to the article.",
        failing=f"{_HEAD}\n\n__[External link] (https://example.org/bees)__",
        passing=f"{_HEAD}\n\n{_LINK}",
        check=_malformed_link,
        fixable="unsafe",
        changes=True,
    ),
]
