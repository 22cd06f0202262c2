"""The rules, LNK001 to LNK003."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from signalkit import Corpus, CorpusRule, Document, Finding, Fix, Related, Rule, Span, TextEdit
from signalkit.checking import option
from signalkit.corpus import Card
from signalkit_links.addresses import same_page, tracking_parameters, without_tracking

_HOST = re.compile(
    r"http://(?:[^/?#@]*@)?(?!localhost\b|[0-9.]+(?:[:/?#]|\Z))[^/?#:]+\.[^/?#:]+", re.IGNORECASE
)


def _casefold(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


@attrs.frozen
class TrackingOptions:
    """Which parameters track readers."""

    parameters: tuple[str, ...] = option(
        (), help="Names of parameters that track readers in addition to the known ones, in any case."
    )


def _tracking(document: Document, options: TrackingOptions) -> Iterator[Finding]:
    link = document.digest.link
    more = _casefold(options.parameters)
    names = tracking_parameters(link.url, more) if link is not None and "?" in link.url else []
    if link is not None and names:
        span = document.span_of("link.url")
        fix = Fix([TextEdit(span, without_tracking(link.url, more))])
        yield Finding(f"external link has tracking parameters: {', '.join(dict.fromkeys(names))}", span, fix)


def _http(document: Document) -> Iterator[Finding]:
    link = document.digest.link
    if link is not None and _HOST.match(link.url):
        span = document.span_of("link.url")
        scheme = Span(span.start, span.start + len("http"))
        fix = Fix([TextEdit(scheme, "https")], safe=False)
        yield Finding("external link uses http instead of https", scheme, fix)


class Pages:
    """The first card for each link, by the page that the link leads to."""

    def __init__(self, corpus: Corpus, options: TrackingOptions) -> None:
        self._more = _casefold(options.parameters)
        self._links: dict[str, dict[str, Card]] = {}
        for card in corpus.cards:
            if card.link:
                self.links_of(card).setdefault(card.link, card)

    def links_of(self, card: Card) -> dict[str, Card]:
        """Return the links that lead to the page of a card."""
        return self._links.setdefault(same_page(card.link, self._more), {})


def _same_article(card: Card, corpus: Corpus, pages: Pages, options: TrackingOptions) -> Iterator[Finding]:
    links = pages.links_of(card) if card.link else {}
    other = next((link for link in links if link != card.link), None)  # the same link is SK508's to find
    if other is not None:
        related = Related("link to the same page", "link.url", links[other])
        yield Finding(f"{links[other].path} links to the same page: {other}", "link.url", related=[related])


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
        options=TrackingOptions,
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe: it deletes only parameters that are known to track readers, and those "
        "that the configuration names.",
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
        prepare=Pages,
        check=_same_article,
        options=TrackingOptions,
        severity="info",
    ),
]
