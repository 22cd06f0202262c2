"""The tree: what each piece of a text is. That it tiles the text and agrees with CommonMark are laws."""

from __future__ import annotations

import pytest

from signalkit.syntax.expand import build_tree
from signalkit.syntax.scan import scan
from signalkit.syntax.tree import Node, Source


def kinds(text: str) -> list[tuple[str, str]]:
    """Kind and text of the leaves, which are the same by whatever way they are asked for."""
    source = Source(text)
    tree = build_tree(source, scan(source))
    assert (tree.kind, tree.text) == ("document", text)
    leaves = [(leaf.kind, leaf.text) for leaf in tree.leaves()]
    assert leaves == [(node.kind, node.text) for node in tree.walk() if not node.children]
    full = build_tree(source, scan(source, shortcuts=False))
    assert shape(tree) == shape(full)
    return leaves


def shape(node: Node) -> tuple[object, ...]:
    return (node.kind, node.start, node.end, tuple(map(shape, node.children)))


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and text of the top-level blocks."""
    return [(kind, text[start:end]) for kind, start, end, _ in scan(Source(text))]


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("# a\n", [("marker", "# "), ("text", "a"), ("eol", "\n")]),
        ("##  a b\t\n", [("marker", "##  "), ("text", "a b"), ("eol", "\t\n")]),
        ("# a\n# b", [("marker", "# "), ("text", "a"), ("eol", "\n"), ("marker", "# "), ("text", "b")]),
        ("# a #\n", [("marker", "# "), ("text", "a"), ("closing", " #"), ("eol", "\n")]),
        ("a\r\n b \rc", [
            ("text", "a"), ("eol", "\r\n"), ("space", " "), ("text", "b"), ("eol", " \r"), ("text", "c"),
        ]),
        ("- a\n- b \n", [
            ("marker", "- "), ("text", "a"), ("eol", "\n"), ("marker", "- "), ("text", "b"), ("eol", " \n"),
        ]),
        ("* a", [("marker", "* "), ("text", "a")]),
        (
            "| a |b|\n|---|-|\n|c\\|d| |",
            [
                ("pipe", "| "), ("cell", "a"), ("pipe", " |"), ("cell", "b"), ("pipe", "|\n"),
                ("delimiter", "|---|-|\n"),
                ("pipe", "|"), ("cell", "c\\|d"), ("pipe", "| |"),
            ],
        ),
        (" \n\na\n\n\n", [
            ("blank", " \n"), ("blank", "\n"), ("text", "a"), ("eol", "\n"), ("blank", "\n"), ("blank", "\n"),
        ]),
        ("\n", [("blank", "\n")]),
        (" \t", [("blank", " \t")]),
        ("a\n  ", [("text", "a"), ("eol", "\n"), ("blank", "  ")]),
        ("\\\n\n| a |\n|---|\n", [
            ("text", "\\"), ("eol", "\n"), ("blank", "\n"), ("pipe", "| "), ("cell", "a"), ("pipe", " |\n"),
            ("delimiter", "|---|\n"),
        ]),
        ("\ufeff# a", [("bom", "\ufeff"), ("marker", "# "), ("text", "a")]),
        ("---\na\n---\nb", [("front_matter", "---\na\n---\n"), ("text", "b")]),
    ],
)  # fmt: skip
def test_leaves(text: str, leaves: list[tuple[str, str]]) -> None:
    assert kinds(text) == leaves


def test_no_text_is_a_document_without_children() -> None:
    assert kinds("") == [("document", "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeff", [("bom", "\ufeff")]),
        ("\ufeffa", [("bom", "\ufeff"), ("paragraph", "a")]),
        ("a\ufeff", [("paragraph", "a\ufeff")]),
        ("\ufeff---\n---\na", [("bom", "\ufeff"), ("front_matter", "---\n---\n"), ("paragraph", "a")]),
        ("---\na: b\n...\nc", [("front_matter", "---\na: b\n...\n"), ("paragraph", "c")]),
        ("---  \na\n\n---\t", [("front_matter", "---  \na\n\n---\t")]),
        ("+++\na\n+++\n---\n", [("front_matter", "+++\na\n+++\n"), ("thematic_break", "---\n")]),
        ("---\na\n---\n---\n", [("front_matter", "---\na\n---\n"), ("thematic_break", "---\n")]),
        ("+++\n---\n", [("heading", "+++\n---\n")]),
        ("---\n+++\n...\n", [("front_matter", "---\n+++\n...\n")]),
        ("---", [("thematic_break", "---")]),
        ("---\n", [("thematic_break", "---\n")]),
        ("--- a\n---\n", [("heading", "--- a\n---\n")]),
        ("---a\n---\n", [("heading", "---a\n---\n")]),
        ("---X\nb\n---\n", [("heading", "---X\nb\n---\n")]),
        ("---\u00a0\nb\n---\n", [("heading", "---\u00a0\nb\n---\n")]),
        ("----\na\n---\n", [("thematic_break", "----\n"), ("heading", "a\n---\n")]),
        ("---\na\n--- b\n", [("thematic_break", "---\n"), ("paragraph", "a\n--- b\n")]),
        ("---\na\n----\n", [("thematic_break", "---\n"), ("heading", "a\n----\n")]),
        (" ---\na\n---\n", [("thematic_break", " ---\n"), ("heading", "a\n---\n")]),
        ("\n---\na\n---\n", [("thematic_break", "---\n"), ("heading", "a\n---\n")]),
        ("\ufeff\n---\na\n", [("bom", "\ufeff"), ("thematic_break", "---\n"), ("paragraph", "a\n")]),
    ],
)
def test_front_matter_stands_at_the_very_start(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\n  a\n \n b", [("paragraph", "  a\n"), ("paragraph", " b")]),
        ("a\n   \n\t\n# b\n \t\n* c", [("paragraph", "a\n"), ("heading", "# b\n"), ("list", "* c")]),
        ("   # a\n    b", [("heading", "   # a\n"), ("code", "    b")]),
        ("\n    a\n", [("code", "    a\n")]),
        ("\n\n \ta\n", [("code", " \ta\n")]),
        ("a\n# b", [("paragraph", "a\n"), ("heading", "# b")]),
        ("* a\n# b", [("list", "* a\n"), ("heading", "# b")]),
        ("| a |\n|---|\n| b |\n# c", [("table", "| a |\n|---|\n| b |\n"), ("heading", "# c")]),
        ("| a |\n|---|---|\n| b |", [("paragraph", "| a |\n|---|---|\n| b |")]),
        ("|a|b\n|-|-|\n", [("table", "|a|b\n|-|-|\n")]),
        ("| a |\n|   |\n", [("paragraph", "| a |\n|   |\n")]),
        ("| a \\| b |\n|---|\n", [("table", "| a \\| b |\n|---|\n")]),
        (
            "| a |\n|---|\n\n| b |\n|---|---|\n",
            [("table", "| a |\n|---|\n"), ("paragraph", "| b |\n|---|---|\n")],
        ),
        ("#\n#a\n####### b", [("heading", "#\n"), ("paragraph", "#a\n####### b")]),
        ("[a]: /b\n# c", [("definition", "[a]: /b\n"), ("heading", "# c")]),
        ("<!-- a -->\n\n> b", [("comment", "<!-- a -->\n"), ("quote", "> b")]),
        ("* a\n\n* b", [("list", "* a\n\n* b")]),
        ("* a\n- b", [("list", "* a\n"), ("list", "- b")]),
    ],
)
def test_top_level_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected
    kinds(text)


def test_plain_blocks_are_taken_by_the_shortcuts() -> None:
    text = "# A\n\nb\nc\n\n\n## D\n* e\n* f\n\n- [g](h)\n\n| i |\n|---|\n| j |\n\n   \n### K\n\nl"
    found = scan(Source(text))
    assert [kind for kind, *_ in found] == [
        "heading", "paragraph", "heading", "list", "list", "table", "heading", "paragraph",
    ]  # fmt: skip
    assert all(node is None for *_, node in found)


def test_what_comes_behind_a_block_of_the_full_rules_is_taken_by_the_shortcuts() -> None:
    found = scan(Source("> a\n\n# b\n\n<!-- c -->\n\nd\n"))
    assert [(kind, node is None) for kind, _, _, node in found] == [
        ("quote", False), ("heading", True), ("comment", False), ("paragraph", True),
    ]  # fmt: skip


def test_nodes_of_a_table_and_a_list() -> None:
    source = Source("* a\n* b\n\n|c|\n|-|\n|d|\n|e|")
    items, _, table = build_tree(source, scan(source)).children
    assert [(item.kind, item.text) for item in items.children] == [("item", "* a\n"), ("item", "* b\n")]
    assert [(n.kind, n.text) for n in items.children[1].children] == [("marker", "* "), ("paragraph", "b\n")]
    assert [(row.kind, row.text) for row in table.children] == [
        ("row", "|c|\n"), ("delimiter_row", "|-|\n"), ("row", "|d|\n"), ("row", "|e|"),
    ]  # fmt: skip
    assert [(n.kind, n.text) for n in table.children[1].children] == [("delimiter", "|-|\n")]
