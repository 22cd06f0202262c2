"""Inline Markdown by marko (GFM): its parser, and renderers to plain text and to safe HTML.

Loads marko, so `signalkit.inline` imports this module on first use.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote

from marko import HTMLRenderer, Parser, Renderer, inline
from marko.block import BlockElement, Document
from marko.ext.gfm.elements import Strikethrough, Url
from marko.source import Source

_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SAFE_SCHEMES = ("http:", "https:", "mailto:")


def parse(value: str) -> BlockElement:
    """Parse a value as inline content, whatever block its first characters would start.

    Each call makes its own parser, so threads share no state of marko's.

    Args:
        value: raw inline Markdown.

    Returns:
        A block of no kind, whose children are the inline elements.
    """
    parser = Parser()
    parser.add_element(Strikethrough)
    parser.add_element(Url)
    block = BlockElement()
    block.inline_body = value
    source = Source(value)
    source.parser = parser
    with source.under_state(Document()):
        parser.parse_inline(block, source)
    return block


def plain_text(block: BlockElement) -> str:
    """Return the text that a reader sees."""
    return str(_PlainText().render_children(block))


def safe_html(block: BlockElement) -> str:
    """Return HTML without raw HTML, titles, and addresses whose scheme is not known to be safe."""
    return str(_SafeHTML().render_children(block))


class _PlainText(Renderer):
    def render_raw_text(self, element: inline.RawText) -> str:
        return unescape(element.children)

    def render_inline_html(self, element: inline.InlineHTML) -> str:
        return ""

    def render_literal(self, element: inline.InlineElement) -> str:
        return str(element.children)

    render_code_span = render_line_break = render_literal


class _SafeHTML(HTMLRenderer):
    @staticmethod
    def escape_html(raw: str) -> str:
        return escape(unescape(raw))

    def render_inline_html(self, element: inline.InlineHTML) -> str:
        return escape(str(element.children))

    def render_strikethrough(self, element: Strikethrough) -> str:
        return f"<del>{self.render_children(element)}</del>"

    def render_link(self, element: inline.Link) -> str:
        text = self.render_children(element)
        url = _safe_url(element.dest)
        return text if url is None else f'<a href="{url}">{text}</a>'

    render_url = render_link

    def render_image(self, element: inline.Image) -> str:
        alt = escape(_PlainText().render_children(element))
        url = _safe_url(element.dest)
        return alt if url is None else f'<img src="{url}" alt="{alt}" />'


def _safe_url(destination: str) -> str | None:
    """Return the URL for an attribute; None if its scheme is not one of the safe ones."""
    url = _UNSAFE_IN_URL.sub("", unescape(destination)).replace("\\", "%5C")
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[0].lower() not in _SAFE_SCHEMES:
        return None
    if scheme is None and ":" in url.split("/")[0].split("?")[0].split("#")[0]:
        return None
    return escape(quote(url, safe="/:?#[]@!$&'()*+,;=%~-._", errors="replace"))
