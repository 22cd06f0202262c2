"""Inline Markdown of one value to plain text and to safe HTML, by marko (GFM), loaded on first use.

Values are inline content (CommonMark 0.31, section 6): what would start a block, ``# x`` or ``* x``, is text
here. Both functions are total. marko needs time that grows with the square of some inputs, and the stack for
deep nesting; a value longer than `MAX_LENGTH` characters, or with more than `MAX_MARKS` of those that could
begin or end something, is taken as plain text instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Any
from urllib.parse import quote

MAX_LENGTH = 50_000
"""Characters up to which a value is interpreted."""

MAX_MARKS = 400
"""Characters that could begin or end something, ``*`` and ``[`` say, up to which a value is interpreted."""

_MARKS = re.compile(r"[\[\]*_~`<&!\\]|https?:|www\.|@", re.I)
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SAFE_SCHEMES = ("http:", "https:", "mailto:")


def plain(value: str) -> str:
    r"""The text that a reader sees: markers gone, entities and escapes resolved, line breaks as ``\n``.

    Args:
        value: raw inline Markdown.

    Returns:
        The text. Past the bounds of this module the value comes back as it is.

    Raises:
        TypeError: `value` is no str.
    """
    nodes = _nodes(value)
    return value if nodes is None else "".join(_plain(nodes))


def html(value: str) -> str:
    """Safe HTML: no raw HTML gets through, links and images only with http, https, mailto or no scheme.

    Args:
        value: raw inline Markdown.

    Returns:
        HTML without a paragraph around it. Past the bounds of this module: the value, escaped.

    Raises:
        TypeError: `value` is no str.
    """
    nodes = _nodes(value)
    return escape(value) if nodes is None else "".join(_markup(nodes))


def _nodes(value: str) -> list[Any] | None:
    """The inline elements of a value; None where there are none to find, or too many to look for."""
    if not isinstance(value, str):
        raise TypeError(f"value: expected str, got {type(value).__name__}")
    if len(value) > MAX_LENGTH:
        return None
    marks = sum(1 for _ in _MARKS.finditer(value))
    if marks > MAX_MARKS or not (marks or "\n" in value):
        return None
    import marko
    from marko.inline_parser import parse
    from marko.source import Source

    # The parser is made for each call: marko keeps state in it, and threads must not meet there.
    markdown = marko.Markdown(extensions=["gfm"])
    root = markdown.parse("")
    parser = markdown.parser
    elements = [element for element in parser.inline_elements.values() if not element.virtual]
    source = Source(value)
    source.parser = parser
    try:
        with source.under_state(root):
            return list(parse(value, elements, fallback=parser.inline_elements["RawText"], source=source))
    except Exception:  # marko is not total; what it stumbles on is text
        return None


def _kind(node: Any) -> str:
    return str(node.get_type(snake_case=True))


def _plain(nodes: Iterable[Any]) -> Iterable[str]:
    for node in nodes:
        kind = _kind(node)
        children = getattr(node, "children", "")
        if kind == "line_break":
            yield "\n"
        elif kind == "inline_html":
            continue
        elif isinstance(children, str):
            yield unescape(children) if kind == "raw_text" else children
        else:
            yield from _plain(children)


_TAGS = {"emphasis": "em", "strong_emphasis": "strong", "strikethrough": "del"}


def _markup(nodes: Iterable[Any]) -> Iterable[str]:
    for node in nodes:
        kind = _kind(node)
        children = getattr(node, "children", "")
        if kind == "line_break":
            yield "\n" if node.soft else "<br />\n"
        elif kind == "code_span":
            yield f"<code>{escape(children)}</code>"
        elif kind == "inline_html":
            yield escape(children)
        elif isinstance(children, str):
            yield escape(unescape(children) if kind == "raw_text" else children)
        elif kind in ("link", "auto_link", "url"):
            yield from _link(node.dest, children)
        elif kind == "image":
            url = _safe_url(node.dest)
            alt = escape("".join(_plain(children)))
            yield alt if url is None else f'<img src="{url}" alt="{alt}" />'
        elif kind in _TAGS:
            yield f"<{_TAGS[kind]}>"
            yield from _markup(children)
            yield f"</{_TAGS[kind]}>"
        else:
            yield from _markup(children)


def _link(destination: str, children: Iterable[Any]) -> Iterable[str]:
    url = _safe_url(destination)
    if url is not None:
        yield f'<a href="{url}">'
    yield from _markup(children)
    if url is not None:
        yield "</a>"


def _safe_url(destination: str) -> str | None:
    """The URL for an attribute; None if its scheme is not one of the safe ones."""
    url = _UNSAFE_IN_URL.sub("", unescape(destination)).replace("\\", "%5C")
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[0].lower() not in _SAFE_SCHEMES:
        return None
    if scheme is None and ":" in url.split("/")[0].split("?")[0].split("#")[0]:
        return None
    return escape(quote(url, safe="/:?#[]@!$&'()*+,;=%~-._", errors="replace"))
