"""What Zensical does not check of the site that it has built: `python -m docs.site FOLDER`.

Its strict mode finds links of Markdown to pages and anchors that do not exist, names that mkdocstrings does
not know, and snippets that are missing. It does not find pages that are missing from the navigation or named
there without being a file, images, links of HTML, and absolute links.
"""

from __future__ import annotations

import fnmatch
import re
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs

DOCS = Path(__file__).parent
SETTINGS = DOCS.parent / "zensical.toml"
FETCHING = ("audio", "embed", "iframe", "img", "link", "object", "script", "source", "track", "video")
"""The elements whose addresses a browser fetches; those of others it only follows."""


@attrs.define
class Page:
    """What a page of HTML refers to, and what can be referred to in it.

    Attributes:
        fetched: addresses of what a browser fetches to show it.
        followed: addresses that its links lead to.
        anchors: what its elements are called.
    """

    fetched: list[str] = attrs.field(factory=list)
    followed: list[str] = attrs.field(factory=list)
    anchors: set[str] = attrs.field(factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        urls = [url for name in ("src", "href", "data") if (url := found.get(name))]
        (self.page.fetched if tag in FETCHING else self.page.followed).extend(urls)
        self.page.anchors.update(name for key in ("id", "name") if (name := found.get(key)))


def read_page(path: Path) -> Page:
    """Read a page of HTML."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def find_faults(site: Path) -> Iterator[str]:
    """Yield what is wrong with a site that has been built, a line each."""
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["project"]
    yield from navigation_faults(settings)
    pages = {path: read_page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}
    for source in DOCS.rglob("*.md"):
        if site / source.relative_to(DOCS).with_suffix(".html") not in pages:
            yield f"{source.relative_to(DOCS)}: there is no page of it"
    for path, page in pages.items():
        name = path.relative_to(site)
        for url in page.fetched:
            if re.match(r"(https?:)?//", url):
                yield f"{name}: fetches {url}"
        for url in [*page.fetched, *page.followed]:
            if not _leads_somewhere(url, path, pages):
                yield f"{name}: {url} leads nowhere"
    for sheet in site.rglob("*.css"):
        if found := re.search(r"(?:url\(|@import )['\"]?((?:https?:)?//[^'\")]+)", sheet.read_text("utf-8")):
            yield f"{sheet.relative_to(site)}: fetches {found[1]}"


def navigation_faults(settings: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the navigation in the settings, a line each."""
    named = list(_named(settings["nav"]))
    files = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    yield from (f"{name}: in the navigation, but no file" for name in sorted({*named} - files))
    yield from (f"{name}: twice in the navigation" for name in sorted({*named}) if named.count(name) > 1)
    for name in sorted(files - {*named}):
        if not fnmatch.fnmatchcase(name, settings["not_in_nav"]):
            yield f"{name}: not in the navigation"


def _named(entry: Any) -> Iterator[str]:
    """Yield the pages of a part of the navigation."""
    if isinstance(entry, str):
        yield entry
    else:
        for below in entry.values() if isinstance(entry, dict) else entry:
            yield from _named(below)


def _leads_somewhere(url: str, path: Path, pages: dict[Path, Page]) -> bool:
    """Return whether an address in a page is elsewhere, or a file of the site with that anchor."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return True
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if parts.path.startswith("/") or not target.is_file():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or target not in pages or anchor in pages[target].anchors


def main(folder: str) -> None:
    """Print what is wrong with the site in a folder; exit with 1 if anything is."""
    faults = list(find_faults(Path(folder).resolve()))
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
