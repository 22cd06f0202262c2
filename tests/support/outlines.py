"""The block structure of a text as plain tuples: as our tree has it, as peers see it, as HTML shows it.

A block is one of::

    ("heading", level, text)    ("list", start or None, items)    ("item", blocks)    ("quote", blocks)
    ("table", alignments, rows) ("code", text)                    ("html", text)      ("rule",)
    ("paragraph", text)

Lines of text have lost the blanks around them; cells are as many in each row as in the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import lxml.html
import marko
from markdown_it import MarkdownIt

from signalkit.codec.tables import split_row
from signalkit.syntax.expand import build_tree
from signalkit.syntax.scan import scan
from signalkit.syntax.tree import Node, Source

Block = tuple[Any, ...]
Outline = tuple[Block, ...]


def strip_lines(text: str) -> str:
    return "\n".join([line.strip(" \t") for line in text.split("\n")]).rstrip("\n")


def table(alignments: Iterable[str], rows: Iterable[list[str]]) -> Block:
    rows = list(rows)
    size = len(rows[0])
    return ("table", tuple(alignments), tuple([tuple((row + [""] * size)[:size]) for row in rows]))


def alignment(delimiter: str) -> str:
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get(
        (delimiter[:1] == ":", delimiter[-1:] == ":"), ""
    )


# -- our tree ----------------------------------------------------------------------------------------------


def tree_of(text: str, *, shortcuts: bool = True) -> Node:
    source = Source(text)
    return build_tree(source, scan(source, shortcuts=shortcuts))


def ours(text: str, *, shortcuts: bool = True) -> Outline:
    return of_nodes(tree_of(text, shortcuts=shortcuts).children)


def of_nodes(nodes: Iterable[Node]) -> Outline:
    return tuple([block for node in nodes if (block := of_node(node))])


def of_node(node: Node) -> Block | None:
    kind = node.kind
    if kind == "paragraph":
        return ("paragraph", _texts(node, "text"))
    if kind == "heading":
        marker = next(
            n.text.strip() for n in node.children if n.kind == "marker" and n.text.strip()[:1] in "#=-"
        )
        return ("heading", {"=": 1, "-": 2}.get(marker[0], len(marker)), _texts(node, "text"))
    if kind == "list":
        marker = re.sub("[^0-9]", "", node.children[0].children[0].text)
        return ("list", int(marker) if marker else None, of_nodes(node.children))
    if kind in ("item", "quote"):
        return (kind, of_nodes(node.children))
    if kind == "table":
        delimiter = next(n for n in node.children if n.kind == "delimiter_row")
        rows = [split_row(normalized(n.text)) for n in node.children if n.kind == "row"]
        return table(map(alignment, split_row(normalized(delimiter.text))), rows)
    if kind in ("fence", "code"):
        text = normalized("".join([n.text for n in node.children if n.kind in ("code", "blank")]))
        return ("code", strip_lines(text))
    if kind in ("html", "comment"):
        return ("html", strip_lines(normalized("".join([n.text for n in node.children if n.kind == "html"]))))
    if kind == "thematic_break":
        return ("rule",)
    return None


def _texts(node: Node, kind: str) -> str:
    return "\n".join([n.text for n in node.children if n.kind == kind])


def normalized(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# -- markdown-it-py ----------------------------------------------------------------------------------------

PEER = MarkdownIt("commonmark", {"maxNesting": 1000}).enable("table").disable("inline")


def markdown_it(text: str) -> Outline:
    blocks: list[Any] = []
    stack = [blocks]
    starts: list[int] = []
    tokens = PEER.parse(text)
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open"):
            stack.append([])
        elif kind in ("bullet_list_close", "ordered_list_close", "list_item_close", "blockquote_close"):
            inner = tuple(stack.pop())
            stack[-1].append(("quote" if kind == "blockquote_close" else "item", inner))
            if kind == "bullet_list_close":
                stack[-1][-1] = ("list", None, inner)
            elif kind == "ordered_list_close":
                stack[-1][-1] = ("list", starts.pop(), inner)
        if kind == "ordered_list_open":
            starts.append(int(token.attrs.get("start", 1)))
        elif kind == "heading_open":
            stack[-1].append(("heading", int(token.tag[1]), strip_lines(tokens[index + 1].content)))
        elif kind == "paragraph_open":
            stack[-1].append(("paragraph", strip_lines(tokens[index + 1].content)))
        elif kind in ("fence", "code_block"):
            stack[-1].append(("code", strip_lines(token.content)))
        elif kind == "html_block":
            stack[-1].append(("html", strip_lines(token.content)))
        elif kind == "hr":
            stack[-1].append(("rule",))
        elif kind == "table_open":
            rows: list[list[str]] = []
            alignments: list[str] = []
        elif kind == "tr_open":
            rows.append([])
        elif kind in ("th_open", "td_open"):
            rows[-1].append(strip_lines(tokens[index + 1].content))
            if kind == "th_open":
                alignments.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
        elif kind == "table_close":
            stack[-1].append(table(alignments, rows))
    return tuple(blocks)


# -- marko -------------------------------------------------------------------------------------------------

GFM = marko.Markdown(extensions=["gfm"])
GFM.parse("")
GFM.parser.parse_inline = lambda *_: None  # type: ignore[method-assign]  # text as it stands


def marko_gfm(text: str) -> Outline:
    return _of_marko(GFM.parse(text).children)


def _of_marko(nodes: Iterable[Any]) -> Outline:
    blocks: list[Block] = []
    for node in nodes:
        kind = node.get_type()
        if kind in ("Heading", "SetextHeading"):
            blocks.append(("heading", node.level, strip_lines(node.inline_body)))
        elif kind == "Paragraph":
            blocks.append(("paragraph", strip_lines(node.inline_body)))
        elif kind == "List":
            blocks.append(("list", node.start if node.ordered else None, _of_marko(node.children)))
        elif kind == "ListItem":
            blocks.append(("item", _of_marko(node.children)))
        elif kind == "Quote":
            blocks.append(("quote", _of_marko(node.children)))
        elif kind in ("FencedCode", "CodeBlock"):
            blocks.append(("code", strip_lines(node.children[0].children)))
        elif kind == "HTMLBlock":
            blocks.append(("html", strip_lines(node.body)))
        elif kind == "ThematicBreak":
            blocks.append(("rule",))
        elif kind == "Table":
            alignments = [alignment(d.strip()) for d in node.delimiters]
            rows = [[strip_lines(cell.inline_body) for cell in row.children] for row in node.children]
            blocks.append(table(alignments, rows))
    return tuple(blocks)


# -- HTML --------------------------------------------------------------------------------------------------

OMITTED = "<!-- raw HTML omitted -->"
"""Stands for an HTML block, in the output of comrak and cmark."""

Reduce = Callable[[str], str]
"""Makes text comparable that one side has as it stands in the source, the other as it is shown."""

_LEVELS = {f"h{n}": n for n in range(1, 7)}


def of_html(html: str, text: Reduce, running: Reduce | None = None) -> Outline:
    """The outline that HTML shows, with less in it, as `project` makes it of a full one.

    Args:
        html: what a renderer made, with `OMITTED` for HTML blocks.
        text: for headings and cells.
        running: for paragraphs, if not the same.
    """
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    return _of_element(root, text, running or text, in_item=False)


def _of_element(element: Any, text: Reduce, running: Reduce, *, in_item: bool) -> Outline:
    blocks: list[Block] = []

    def flow(string: str | None) -> None:
        if string and string.strip():
            if not in_item:
                blocks.append(("text without a block", string))
            elif blocks and blocks[-1][0] == "flow":
                blocks[-1] = ("flow", blocks[-1][1] + string)
            else:
                blocks.append(("flow", string))

    flow(element.text)
    for child in element:
        tag = child.tag
        if tag in _LEVELS:
            blocks.append(("heading", _LEVELS[tag], text(child.text_content())))
        elif tag in ("ul", "ol"):
            start = None if tag == "ul" else int(child.get("start", 1))
            blocks.append(("list", start, _of_element(child, text, running, in_item=False)))
        elif tag in ("li", "blockquote"):
            kind = "item" if tag == "li" else "quote"
            blocks.append((kind, _of_element(child, text, running, in_item=kind == "item")))
        elif tag == "pre":
            blocks.append(("code", strip_lines(child.text_content())))
        elif tag == "hr":
            blocks.append(("rule",))
        elif tag == "table":
            cells = [list(row) for row in child.iter("tr")]
            rows = [[text(cell.text_content()) for cell in row] for row in cells]
            blocks.append(table([cell.get("align", "") for cell in cells[0]], rows))
        elif in_item:
            flow(child.text_content() if isinstance(tag, str) else OMITTED)
        elif tag == "p":
            blocks.append(("paragraph", running(child.text_content())))
        elif tag is lxml.html.etree.Comment:
            blocks.append(("html",))
        else:
            blocks.append(("no block of Markdown", tag))
        flow(child.tail)
    return tuple(
        [
            (block[0], running(block[1].replace(OMITTED, ""))) if block[0] == "flow" else block
            for block in blocks
        ]
    )


def project(
    outline: Outline, text: Reduce, running: Reduce | None = None, *, in_item: bool = False
) -> Outline:
    """What HTML can tell of an outline: in tight items paragraphs and HTML blocks are one run of text."""
    running = running or text
    blocks: list[Block] = []
    for block in outline:
        kind = block[0]
        if in_item and kind in ("paragraph", "html"):
            string = running(block[1]) if kind == "paragraph" else ""
            if blocks and blocks[-1][0] == "flow":
                blocks[-1] = ("flow", blocks[-1][1] + string)
            else:
                blocks.append(("flow", string))
        elif kind == "paragraph":
            blocks.append((kind, running(block[1])))
        elif kind == "heading":
            blocks.append((kind, block[1], text(block[2])))
        elif kind == "html":
            blocks.append((kind,))
        elif kind == "table":
            blocks.append((kind, block[1], tuple([tuple(map(text, row)) for row in block[2]])))
        elif kind in ("item", "quote"):
            blocks.append((kind, project(block[1], text, running, in_item=kind == "item")))
        elif kind == "list":
            blocks.append((kind, block[1], project(block[2], text, running)))
        else:
            blocks.append(block)
    return tuple(blocks)
