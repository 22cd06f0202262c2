"""The rules, LNK001 to LNK003."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from signalkit import Corpus, CorpusRule, Document, Finding, Fix, Rule, Span, TextEdit
from signalkit.corpus import Card
from signalkit_links.addresses import same_page, tracking_parameters, without_tracking

_HOST = re.compile(
    r"http://(?:[^/?#@]*@)?(?!localhost\b|[0-9.]+(?:[:/?#]|\Z))[^/?#:]+\.[^/?#:]+", re.IGNORECASE
)


def _tracking(document: Document) -> Iterator[Finding]:
    link = document.digest.link
    names = tracking_parameters(link.url) if link is not None and "?" in link.url else []
    if link is not None and names:
        span = document.span_of("link.url")
        fix = Fix([TextEdit(span, without_tracking(link.url))])
        yield Finding(f"external link has tracking parameters: {', '.join(dict.fromkeys(names))}", span, fix)


def _http(document: Document) -> Iterator[Finding]:
    link = document.digest.link
    if link is not None and _HOST.match(link.url):
        span = document.span_of("link.url")
        scheme = Span(span.start, span.start + len("http"))
        fix = Fix([TextEdit(scheme, "https")], safe=False)
        yield Finding("external link uses http instead of https", scheme, fix)


_pages: WeakKeyDictionary[Corpus, dict[str, dict[str, Card]]] = WeakKeyDictionary()


def _by_page(corpus: Corpus) -> dict[str, dict[str, Card]]:
    """Map each page to the first card for each of its links; once for each corpus."""
    pages = _pages.get(corpus)
    if pages is None:
        pages = _pages[corpus] = {}
        for card in corpus.cards:
            if card.link:
                pages.setdefault(same_page(card.link), {}).setdefault(card.link, card)
    return pages


def _same_article(card: Card, corpus: Corpus) -> Iterator[Finding]:
    links = _by_page(corpus).get(same_page(card.link), {}) if card.link else {}
    other = next((link for link in links if link != card.link), None)  # the same link is SK508's to find
    if other is not None:
        yield Finding(f"{links[other].path} links to the same page: {other}", "link.url")


def _digest(url: str) -> str:
    return f"# __Bees__\n\n__[External link]({url})__"


RULES: list[Rule | CorpusRule] = [
    Rule(
        code="LNK001",
        name="tracking-parameters",
        title="Checks for external links with tracking parameters.",
        why="Tracking parameters reveal the referrer, and links to the same page do not compare equal.",
        failing=_digest("https://example.org/bees?id=1&utm_source=letter&utm_medium=email"),
        passing=_digest("https://example.org/bees?id=1"),
        check=_tracking,
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe: it deletes only parameters that are known to track readers.",
    ),
    Rule(
        code="LNK002",
        name="http-link",
        title="Checks for external links with the scheme http.",
        why="The connection is not encrypted, and browsers warn about it.",
        failing=_digest("http://example.org/bees"),
        passing=_digest("https://example.org/bees"),
        check=_http,
        fixable="unsafe",
        changes=True,
    ),
    CorpusRule(
        code="LNK003",
        name="same-page",
        title="Checks for digests whose links differ but lead to the same page.",
        why="The signals of the article are counted twice.",
        failing=_digest("https://www.example.org/bees/?utm_source=letter"),
        passing=_digest("https://example.org/wasps"),
        others={"a33285a958e1c67e274803ca7ce0bec2.md": _digest("http://example.org/bees")},
        check=_same_article,
        severity="info",
    ),
]
