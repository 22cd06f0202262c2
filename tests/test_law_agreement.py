"""Headings, items and table cells are those that marko (GFM) and markdown-it-py see."""

from __future__ import annotations

from typing import Any

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samples import digest_files

import signalkit
from signalkit.tree import Node

Seen = list[tuple[object, ...]]
PEER = MarkdownIt("commonmark", {"maxNesting": 1000}).enable("table")
GFM = marko.Markdown(extensions=["gfm"])

LINES = [
    "a", "b | c", "| d | e |", "|---|---|", "--|--", ":-- | --:", "| f |", "|-|", "| g \\| h | i | j |", "* x", "  * y",
    "    z", "- w", "+ v", "1. u", "2) t", "# s", "## r ##", "===", "---", "***", "```", "~~~", "   ```", "> q",
    "> * p", ">", "", "", "  ", "<div>", "<!-- o", "-->", "<b>", "\tn", "[m]: /l", "'k'", "  j", "*", "-", "10) i",
    "######", "#hash", "* * h", "> ## g", "*   f", "*     e",
]  # fmt: skip


def ours(text: str) -> Seen:
    seen: Seen = []

    def visit(node: Node) -> None:
        if node.kind == "heading":
            marker = next(
                n.text.strip() for n in node.children if n.kind == "marker" and n.text.strip()[:1] in "#=-"
            )
            level = {"=": 1, "-": 2}.get(marker[0], len(marker))
            seen.append(("heading", level, "\n".join(n.text for n in node.children if n.kind == "text")))
        elif node.kind == "item":
            seen.append(("item",))
        elif node.kind == "table":
            rows = [child for child in node.children if child.kind == "row"]
            width = 0
            for row in rows:
                cells = row_cells(row.text)
                width = width or len(cells)
                seen.append(("row", *(cells + [""] * width)[:width]))
            return
        for child in node.children:
            visit(child)

    visit(signalkit.parse(text).tree)
    return seen


def row_cells(text: str) -> list[str]:
    from signalkit.reader import split_row

    return split_row(text.rstrip("\n"))


def markdown_it(source: str) -> Seen:
    seen: Seen = []
    tokens = PEER.parse(source)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            text = "\n".join(line.strip(" \t") for line in tokens[index + 1].content.split("\n"))
            seen.append(("heading", int(token.tag[1]), text))
        elif token.type == "list_item_open":
            seen.append(("item",))
        elif token.type == "tr_open":
            cells = []
            for inner in tokens[index + 1 :]:
                if inner.type == "tr_close":
                    break
                if inner.type == "inline":
                    cells.append(inner.content.replace("\\|", "|"))
            seen.append(("row", *cells))
    return seen


def marko_gfm(text: str) -> Seen:
    seen: Seen = []

    def visit(node: Any) -> None:
        kind = node.get_type()
        if kind in ("Heading", "SetextHeading"):
            seen.append(("heading", node.level))
        elif kind == "ListItem":
            seen.append(("item",))
        elif kind == "TableRow":
            seen.append(("row", len(node.children)))
        if not isinstance(getattr(node, "children", ""), str):
            for child in node.children:
                visit(child)

    visit(GFM.parse(text))
    return seen


def outline(seen: Seen) -> Seen:
    """What marko tells: no texts."""
    return [
        ("row", len(entry) - 1) if entry[0] == "row" else entry[:2] if entry[0] == "heading" else entry
        for entry in seen
    ]


# Where a peer departs from the specification, the lines that bring it out are left to the other peer.
# markdown-it-py: a definition ends before an empty item that could not interrupt the paragraph (4.7); a delimiter
# row without a pipe goes before a setext underline (4.3); setext text keeps its indent; a tag does not end a table.
FOR_MARKDOWN_IT = [line for line in LINES if line not in ("[m]: /l", "|-|", "| f |", "<b>")]
# marko: empty items, rows of dashes as headers, lines that a table or paragraph takes in.
FOR_MARKO = [
    "a", "| d | e |", "| f | g |", "* x", "  * y", "- w", "+ v", "1. u", "2) t", "# s", "## r ##", "***", "```",
    "> q", "", "", "* * h", "*   f", "b",
]  # fmt: skip

fragments = st.lists(st.sampled_from(FOR_MARKDOWN_IT), max_size=8).map(
    lambda lines: "\n".join(["a", "", *lines])
)


@given(fragments)
def test_law_agreement_with_markdown_it(text: str) -> None:
    assert ours(text) == markdown_it(text)


@given(st.lists(st.sampled_from(FOR_MARKO), min_size=1, max_size=8).map("\n".join))
def test_law_agreement_with_marko(text: str) -> None:
    assert outline(ours(text)) == marko_gfm(text)


@pytest.mark.parametrize("path", digest_files(), ids=lambda p: p.stem)
def test_agreement_on_digests(path: Any) -> None:
    text = signalkit.load(path).text.replace("\r\n", "\n").removeprefix("---\nreviewed: true\n---\n")
    assert ours(text) == markdown_it(text)
    assert outline(ours(text)) == marko_gfm(text)
