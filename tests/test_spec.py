"""The examples of CommonMark and GFM: nothing is lost, and the blocks are those of the expected HTML.

That is: headings (level, text), lists (ordered or not, start), items, quotes, tables (alignments, cells),
code (text), HTML blocks (text), thematic breaks and paragraphs, in their order and one in another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import signalkit
from signalkit.inline import plain
from tests.support.outlines import OMITTED, normalized, of_html, of_nodes, project
from tests.support.tiling import check_tiling

DATA = Path(__file__).parent / "data"


class Example(NamedTuple):
    name: str
    markdown: str
    html: str


# GFM 0.29-652 is about how raw HTML is shown, not about what is a block.
EXAMPLES = [
    Example(name, entry["markdown"], entry["html"])
    for suite in ("commonmark-0.31.2", "gfm-0.29")
    for entry in json.loads((DATA / f"{suite}.json").read_text(encoding="utf-8"))
    if (name := f"{suite}-{entry['example']}") != "gfm-0.29-652"
]

# Our own departure (docs/format.md): what front matter may be is none behind a blank line.
FRONT_MATTER = {f"commonmark-0.31.2-{n}" for n in (96, 98)}

# What the example leaves open at its end takes in what comes behind it.
OPEN = {f"commonmark-0.31.2-{n}" for n in (126, 127, 137, 139, 173, 237)}

BEFORE = "# __T__\n\n## Summary\n\nWords.\n\n"
BEFORE_HTML = "<h1>T</h1>\n<h2>Summary</h2>\n<p>Words.</p>\n"
AFTER = "\n\n## Keywords\n\n* one\n* two\n\n## Signals\n\n| Signal | Change |\n|:--|--:|\n| a | b |\n"
AFTER_HTML = (
    "\n<h2>Keywords</h2><ul><li>one</li><li>two</li></ul><h2>Signals</h2>"
    "<table><tr><th align=left>Signal</th><th align=right>Change</th></tr>"
    "<tr><td>a</td><td>b</td></tr></table>"
)


def check(text: str, html: str) -> None:
    """Lossless, tiling, and the blocks of the expected HTML."""
    document = signalkit.parse(text)
    assert document.text == text
    check_tiling(document)
    for block in document.tree.walk():
        if block.kind in ("html", "comment") and block.children:
            body = normalized("".join([n.text for n in block.children if n.kind == "html"])).strip("\n")
            assert body in html
            before, after = html.split(body, 1)
            html = f"{before}{OMITTED}{after}"
    assert project(of_nodes(document.tree.children), as_shown, ignore) == of_html(html, no_brackets, ignore)


def as_shown(source: str) -> str:
    return no_brackets(plain(source))


def no_brackets(text: str) -> str:
    """What is left of a reference, whether its definition is known or not."""
    return text.strip().replace("[", "").replace("]", "")


def ignore(_: str) -> str:
    return ""


def variants(example: Example) -> Iterator[tuple[str, str, str]]:
    """Other texts that have the blocks of an example: what they are, the text, the HTML."""
    name, markdown, html = example
    yield "after a blank line", f"\n{markdown}", html
    yield "with CRLF", f"\n{markdown}".replace("\n", "\r\n"), html
    yield "with CR", f"\n{markdown}".replace("\n", "\r"), html
    yield "without its last line end", f"\n{markdown.removesuffix(chr(10))}", html
    if name not in FRONT_MATTER:
        yield "as it is", markdown, html
    if name not in OPEN:
        yield "in a digest", BEFORE + markdown + AFTER, BEFORE_HTML + html + AFTER_HTML
    if "\t" not in markdown:  # after a marker a tab is narrower, so what it indents is another thing
        lines = markdown.removesuffix("\n").split("\n")
        yield "in a quote", "\n".join([f"> {line}" for line in lines]), f"<blockquote>{html}</blockquote>"
        item = "\n".join(["- a", "", *[f"  {line}" if line else "" for line in lines]])
        yield "in an item", item, f"<ul><li>a{html}</li></ul>"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_example(example: Example) -> None:
    for where, text, html in variants(example):
        try:
            check(text, html)
        except AssertionError as error:
            error.add_note(where)
            raise


@pytest.mark.parametrize("name", sorted(FRONT_MATTER))
def test_an_example_that_is_front_matter(name: str) -> None:
    example = next(e for e in EXAMPLES if e.name == name)
    assert signalkit.parse(example.markdown).tree.children[0].kind == "front_matter"


@pytest.mark.parametrize("name", sorted(OPEN))
def test_an_example_that_takes_in_what_follows(name: str) -> None:
    example = next(e for e in EXAMPLES if e.name == name)
    assert signalkit.parse(BEFORE + example.markdown + AFTER).digest.keywords == ()
