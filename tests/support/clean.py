"""Clean digest files: those in which the default rules find nothing but information."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

import attrs
from hypothesis import strategies as st

import signalkit
import signalkit.testing
from signalkit import Configuration, Diagnostic, Digest, Link, Origin, Reference, Signal, Topic
from signalkit.checking import Checker
from signalkit.plugins import PluginManager
from tests.support import profiles
from tests.support.pool import pooled
from tests.support.samples import digest_files

CHECKER = Checker(Configuration(), plugins=PluginManager(discover=False))
"""Our own rules, those that are on by default."""

ORIGIN = Origin("20240602", "https://newsletter.example/p/20240602")
LINK = Link(url="https://example.org/bees")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")

T = TypeVar("T")
Entry = TypeVar("Entry", Signal, Topic)


def problems(text: str) -> list[Diagnostic]:
    """The warnings and errors of the default rules in a text."""
    return [one for one in CHECKER.check(signalkit.parse(text)) if one.severity != "info"]


def texts() -> st.SearchStrategy[str]:
    """Clean digest files with LF line ends: of the pool or fresh, and the real ones."""
    if not profiles.FRESH:
        return st.sampled_from(pool() + real())
    fresh = signalkit.testing.digests().map(clean_text).filter(lambda text: text is not None)
    return fresh.map(str) | st.sampled_from(pool()) | st.sampled_from(real())


@cache
def pool() -> list[str]:
    """Those that the digests of the pool can be made."""
    return [text for digest in pooled("digest") if (text := clean_text(digest)) is not None]


@cache
def real() -> list[str]:
    """Our seeds and, where they are, real digests."""
    found = [path.read_bytes().decode("utf-8", "surrogateescape") for path in digest_files()]
    return [text for text in found if "\r" not in text and not problems(text)]


def clean_text(digest: Digest) -> str | None:
    """Serialize a digest after what is missing in it has been added; None if it still is not clean."""
    try:
        text = signalkit.serialize(complete(digest))
    except signalkit.UnrepresentableError:
        return None
    return None if problems(text) else text


def complete(digest: Digest) -> Digest:
    """Give a digest all that each digest has, and entries that differ and have names."""
    topics = {
        name: _entries(getattr(digest, name)) for name in ("concerns", "behaviors", "technologies", "issues")
    }
    return attrs.evolve(
        digest,
        title=_text(digest.title),
        origin=ORIGIN,
        link=LINK,
        preamble=_CONTROLS.sub("", digest.preamble),
        summary=_CONTROLS.sub(" ", digest.summary) or "Hives report.",
        keywords=_unlike(map(_text, digest.keywords or ("bees",))),
        themes=_unlike(map(_text, digest.themes or ("weather",))),
        category=_CONTROLS.sub("", digest.category),
        type=_CONTROLS.sub("", digest.type),
        other=_unlike(map(_text, digest.other)),
        signals=_entries(digest.signals),
        closest=_unlike(
            [Reference(_text(one.title), f"{number:032x}") for number, one in enumerate(digest.closest)],
            lambda one: one.title,
        ),
        **topics,
    )


def _text(value: str) -> str:
    return _CONTROLS.sub("", value) or "hives"


def _unlike(values: Iterable[T], key: Callable[[T], str] = str) -> tuple[T, ...]:
    return tuple({key(value).casefold(): value for value in values}.values())


def _entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    found = []
    for entry in entries:
        relevancy = None if entry.relevancy is None else entry.relevancy % 5 + 1
        cells = {
            field.name: _text(getattr(entry, field.name))
            for field in attrs.fields(type(entry))
            if field.type == "str"
        }
        found.append(attrs.evolve(entry, relevancy=relevancy, extra={}, **cells))
    return _unlike(found, lambda entry: entry.name)
