"""Strategies: digests, digest files made messy, and text that is nothing at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

from signalkit.codec.render import render
from signalkit.model.digest import Digest, Link, Origin, Reference, Section, Signal, Topic
from signalkit.model.layout import choose_layout
from signalkit.model.schema import HEADINGS, LISTS

_WORDS = [
    "signal",
    "drift",
    "AI",
    "café",
    "naïve",
    "北京",
    "5G",
    "3D",
    "e-ink",
    "“quoted”",
    "(novel)",
    "[brackets]",
    "a|b",
    "back\\slash",
    "\\|",
    "*",
    "_",
    "`",
    "~",
    "#",
    "C#",
    "__x__",
    "**y**",
    "<b>",
    "&amp;",
    "1.",
    "2)",
    "+",
    "-",
    "=",
    "|",
    "°",
    "🛰️",
    "\u2028",
    "\x0b",
    "é́",
    "שלום",
    "https://a.example/?utm_source=x&y=(z)",
    "nan",
    "12",
    "1.5",
    "```",
    "<!--",
    "-->",
    "---",
    ":",
    "Category:",
    "Type:",
    "from",
    "([",
    "](",
    ").)",
    "\\",
]

_TAME = [" ".join(words) for size in range(4) for words in product(_WORDS[:8], repeat=size)]
_WILD = [" ".join(words) for size in (1, 2) for words in product(_WORDS, repeat=size)]
_ODD = [
    "cafe\u0301 \u212b",
    "an invalid byte \udcff",
    "a lone surrogate \ud83d",
    "a NUL \0",
    "a tab\tand  two spaces",
    "ﬁ Ⅳ ²",
    "A swarm of drones counts hives. " * 9 + "300 characters",
    "Another swarm counts “towns”. " * 40 + "1,200 characters",
]
_ENDS = ["two lines\r\nthat end with CR LF", "two lines\rthat end with CR"]
"""Lines that no digest file can hold in most places."""

_LINES = _TAME * 4 + _ODD * 6 + _ENDS * 2 + _WILD
"""Lines that cost one choice each; about half of them are plain text, one in a hundred is odd."""

_word = st.sampled_from(_WORDS) | st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=6
)


@cache
def lines(min_size: int = 0) -> st.SearchStrategy[str]:
    """One line of raw inline Markdown, usually plain text; `min_size` counts words."""
    return _line(min_size)


@st.composite
def _line(draw: st.DrawFn, min_size: int) -> str:
    choice = draw(_choices)
    if min_size <= choice < len(_LINES):
        return _LINES[choice]
    line = " ".join(draw(_words)).strip(" \t")
    return line or (_LINES[1] if min_size else "")


_choices = st.integers(0, len(_LINES) * 3 // 2)
_words = st.lists(_word, min_size=1, max_size=4)


_cells = lines()
_urls = (
    st.sampled_from(
        [
            "https://example.org/a",
            "https://example.org/x_(novel)",
            "http://b.example/?a=b&utm_source=c",
            "",
            "x y",
        ]
    )
    | lines()
)
_relevancy = (
    st.none()
    | st.integers(1, 5)
    | st.integers(-10, 10**6)
    | st.sampled_from([10**18 - 1, 1 - 10**18, 2**53 + 1, -(10**15) - 1])
)
_extra = st.dictionaries(st.sampled_from(["src", "note", "Año"]) | lines(1), lines(), max_size=2)
_ids = (
    st.sampled_from(["ca5ee4ed37426d3cdb506e1c24b25245", "a33285a958e1c67e274803ca7ce0bec2", "x"]) | lines()
)
_bodies = st.lists(
    lines(1)
    | st.sampled_from(
        ["* an item", "| a |\n|---|\n| 1 |", "```\n## Keywords\n```", "<!-- ## Keywords -->", "```"]
    ),
    max_size=3,
).map("\n\n".join)


def _signals() -> st.SearchStrategy[Signal]:
    return st.builds(
        Signal,
        _cells,
        st.just("") | _cells,
        _cells,
        _cells,
        _cells,
        _relevancy,
        st.just({}) | _extra,
    )


def _topics() -> st.SearchStrategy[Topic]:
    return st.builds(Topic, _cells, _cells, _relevancy, st.just({}) | _extra)


def _several(entries: st.SearchStrategy[Any], size: int = 4) -> st.SearchStrategy[tuple[Any, ...]]:
    """None or some values; of lists that may have four, about one in twenty has nine to twelve."""
    few = st.lists(entries, max_size=size).map(tuple)
    return st.just(()) | few if size < 4 else _few_or_many(few, entries)


@st.composite
def _few_or_many(
    draw: st.DrawFn, few: st.SearchStrategy[tuple[Any, ...]], entries: st.SearchStrategy[Any]
) -> tuple[Any, ...]:
    choice = draw(st.integers(0, 19))
    if choice == 13:
        return tuple(draw(st.lists(entries, min_size=9, max_size=12)))
    return draw(few) if choice % 2 else ()


@cache
def digests() -> st.SearchStrategy[Digest]:
    """Digests of every kind. Nearly all can be serialized; a few have a value that has no place."""
    headings = st.sampled_from(["Notes", "Sources", *HEADINGS.values()]) | lines()
    texts = lines() | st.lists(lines(1), min_size=1, max_size=3).map("\n\n".join) | _bodies
    return st.builds(
        Digest,
        title=lines(),
        origin=st.none()
        | st.builds(
            Origin, label=st.sampled_from(["20231203", "15908.0", "20250504d "]) | lines(), url=_urls
        ),
        link=st.none() | st.builds(Link, text=st.just("External link") | lines(1), url=_urls),
        preamble=st.just("") | texts,
        summary=texts,
        keywords=_several(lines(1)),
        themes=_several(lines(1), 2),
        category=st.just("") | st.sampled_from(["technology", "others"]) | lines(),
        type=st.just("") | st.sampled_from(["news", "blog post"]) | lines(),
        other=st.just(()) | _several(lines(1), 2),
        signals=_several(_signals()),
        concerns=_several(_topics(), 2),
        behaviors=_several(_topics(), 2),
        technologies=_several(_topics(), 2),
        issues=_several(_topics(), 2),
        closest=_several(st.builds(Reference, lines(), _ids)),
        sections=st.just(()) | _several(st.builds(Section, headings, _bodies), 2),
    )


_BULLETS = ["- ", "+ ", "1. ", "*   ", " * ", "2) ", "*\t"]
_STRAY = [
    "",
    "A stray paragraph.",
    "lazy\ntext",
    "```\n## Keywords\n* no item\n```",
    "~~~",
    "<!-- ## Themes -->",
    "<!-- open",
    "> quote\nlazy",
    "    code",
    "***",
    "[ref]: /url",
    "| a | b |\n|---|---|\n| 1 |",
    "- a\n  - b\n\n    c",
    "## Keywords",
    "# Again",
    "### Keywords",
    "Themes\n------",
    "## Notes ##\n\nkept",
    "---",
    "\u2028",
]


@cache
def documents() -> st.SearchStrategy[str]:
    """Draw the text of a digest file: written in either layout, then edited carelessly."""
    return _documents()


@st.composite
def _documents(draw: st.DrawFn) -> str:
    digest = draw(digests())
    text = render(digest, choose_layout(digest, draw(st.sampled_from(["auto", "extended", "classic"]))))
    for change in draw(_changes):
        text = _CHANGES[change](draw, text)
    return text


def _bullets(draw: st.DrawFn, text: str) -> str:
    bullet = draw(st.sampled_from(_BULLETS))
    every = draw(st.booleans())
    return re.sub(r"^\* ", lambda m: bullet, text, count=0 if every else 2, flags=re.M)


def _padding(draw: st.DrawFn, text: str) -> str:
    return re.sub(
        r" *\| *" if draw(st.booleans()) else r"  +\|",
        draw(st.sampled_from(["|", " | ", "\t|", "  |  "])),
        text,
    )


def _insert(draw: st.DrawFn, text: str) -> str:
    rows = text.split("\n")
    at = draw(st.integers(0, len(rows)))
    return "\n".join([*rows[:at], *draw(st.sampled_from(_STRAY)).split("\n"), *rows[at:]])


def _delete(draw: st.DrawFn, text: str) -> str:
    rows = text.split("\n")
    at = draw(st.integers(0, len(rows) - 1))
    return "\n".join(rows[:at] + rows[at + 1 :])


def _order(draw: st.DrawFn, text: str) -> str:
    head, *parts = re.split(r"(?=^## )", text, flags=re.M)
    return "".join([head, *draw(st.permutations(parts))])


def _ends(draw: st.DrawFn, text: str) -> str:
    if draw(st.booleans()):
        return text.replace("\n", draw(st.sampled_from(["\r\n", "\r"])))
    return re.sub("\n", lambda m: draw(st.sampled_from(["\n", "\r\n", "\r"])), text, count=8)


def _around(draw: st.DrawFn, text: str) -> str:
    return (
        draw(st.sampled_from(["\ufeff", "---\nkey: value\n---\n", "\n\n", ""]))
        + text
        + draw(st.sampled_from(["", "\n", "\n\n", " ", "\n```\n", "\n<!-- open"]))
    )


def _case(draw: st.DrawFn, text: str) -> str:
    heading = HEADINGS[draw(st.sampled_from(sorted(LISTS | {"summary"})))]
    form = draw(st.sampled_from(["## {} ##", "{}\n---", "##   {}  ", "### {}", " ## {}"]))
    name = heading.upper() if draw(st.booleans()) else heading
    return text.replace(f"## {heading}", form.format(name))


_CHANGES: dict[str, Callable[[st.DrawFn, str], str]] = {
    "bullets": _bullets,
    "padding": _padding,
    "insert": _insert,
    "delete": _delete,
    "order": _order,
    "line ends": _ends,
    "around": _around,
    "headings": _case,
    "loose": lambda draw, text: re.sub(
        r"\n(?=[*+-] )", draw(st.sampled_from(["\n\n", "\n  "])), text, count=3
    ),
    "plain rows": lambda draw, text: re.sub(r"^\| |\|$", "", text, flags=re.M),
}


_changes = st.lists(st.sampled_from([*sorted(_CHANGES), *["insert", "plain rows"] * 3]), max_size=4)


@cache
def noise() -> st.SearchStrategy[str]:
    """Text that is hardly ever a digest file: fragments of Markdown in any order, and any characters."""
    pieces = st.sampled_from(
        ["\n", "\r\n", "\r", "\n\n", " ", "\t", "    ", "# ", "## ", "## Keywords\n", "* ", "- ", "1. ", "> ",
         "|", "| a ", "---", "===", "```", "~~~", "<!--", "-->", "<div>", "\\", "\\|", "[", "](", ")", "a",
         "x: ", ":-", "__", "\ufeff", "\x00", "\u2028", "\x0b", "\x0c", "\x85", "\udcff", "🛰️", "[a]: /b\n"]
    )  # fmt: skip
    return st.lists(pieces, max_size=40).map("".join) | st.text(max_size=80)


@cache
def messy_text() -> st.SearchStrategy[str]:
    """Text of any kind: digest files, fragments of Markdown in any order, and sheer noise."""
    return noise() | documents()
