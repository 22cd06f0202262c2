"""Any bytes are read: without loss, in tiles, with shortcuts or without; every value is found again."""

from __future__ import annotations

import harness

import signalkit
from signalkit import Document, inline
from signalkit.model.paths import texts_of
from signalkit.syntax.expand import build_tree
from signalkit.syntax.scan import scan
from signalkit.syntax.tree import Node, Source


def shape(node: Node) -> tuple[object, ...]:
    """Convert a tree to a value."""
    return node.kind, node.start, node.end, tuple(map(shape, node.children))


def check_tree(doc: Document) -> None:
    """Leaves tile the text; so do children their parent; the full rules see the same."""
    at = 0
    for leaf in doc.tree.leaves():
        assert leaf.start == at
        assert leaf.end > at or leaf is doc.tree
        at = leaf.end
    assert at == len(doc.text)
    for node in doc.tree.walk():
        if node.children:
            assert node.children[0].start == node.start
            assert node.children[-1].end == node.end
    assert [n.start for n in doc.tree.walk() if not n.children] == [n.start for n in doc.tree.leaves()]
    source = Source(doc.text)
    assert shape(doc.tree) == shape(build_tree(source, scan(source, shortcuts=False)))


def squeezed(text: str) -> str:
    """Return a value without insignificant whitespace."""
    return "".join(text.split())


def holds(found: str, value: str) -> bool:
    """Whether a stretch of the file has a value: as it is, as a cell, or in pieces.

    A value of several pieces has markers of quotes and items, or comments, between them.
    """
    if squeezed(value) in (squeezed(found), squeezed(found.replace("\\|", "|"))):
        return True
    letters = iter(found)
    return len(found.splitlines()) > 1 and all(letter in letters for letter in squeezed(value))


def check_places(doc: Document) -> None:
    """Every value stands where it is said to stand."""
    for path, value in texts_of(doc.digest):
        if not value or path.endswith(".extra"):
            continue
        span = doc.span_of(path)
        assert 0 <= span.start <= span.end <= len(doc.text), path
        assert holds(doc.text[span.start : span.end], value), path
        line, column = doc.position(span.start)
        assert line >= 1
        assert column >= 1


def check(data: bytes) -> None:
    """Assert the laws of reading."""
    doc = signalkit.parse_bytes(data)
    assert doc.to_bytes() == data
    check_tree(doc)
    check_places(doc)
    assert doc.layout in ("classic", "extended", "mixed")
    for _, value in texts_of(doc.digest):
        inline.plain(value)
        inline.html(value)
    assert doc.with_digest(doc.digest) is doc


if __name__ == "__main__":
    harness.run(check, harness.digest_files)
