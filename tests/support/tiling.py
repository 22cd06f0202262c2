"""The law of tiling, as a check of one document, and the shape of a tree."""

from __future__ import annotations

from itertools import pairwise

from signalkit import Document
from signalkit.syntax.tree import Node


def shape(node: Node) -> tuple[object, ...]:
    return (node.kind, node.start, node.end, tuple(shape(child) for child in node.children))


def check_tiling(doc: Document) -> None:
    at = 0
    leaves = list(doc.tree.leaves())
    for leaf in leaves:
        assert leaf.start == at
        assert leaf.end > at or leaf is doc.tree
        at = leaf.end
    assert at == len(doc.text)
    below = [node for node in doc.tree.walk() if not node.children]
    assert list(map(shape, below)) == list(map(shape, leaves))
    for node in doc.tree.walk():
        if node.children:
            assert node.children[0].start == node.start
            assert node.children[-1].end == node.end
            assert all(one.end == two.start for one, two in pairwise(node.children))
