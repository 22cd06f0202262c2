r"""Any document takes any digest that `serialize` takes, and says it; a second change is as good as one.

An input is a document and two scripts, parted by NUL. A script makes a digest of the document's, or of an
empty one if its first line is ``!``: each of its lines is a letter for a field, and a value, with ``\n`` for
a line break and ``^`` between the attributes of an entry. A line that has nothing but the letter empties the
field; with a digit before the value an entry takes the place of another, without it is added.
"""

from __future__ import annotations

from typing import Any

import attrs
import harness

import signalkit
from signalkit import Digest, Document, Link, Origin, Reference, Section, Signal, Topic, UnrepresentableError
from signalkit.model.schema import ENTRY_TYPES

LETTERS = dict(zip("tolpskhcyxSCBTIRN", [field.name for field in attrs.fields(Digest)], strict=True))


def number(text: str) -> int | None:
    """Return a relevancy, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def entry(field: str, value: str) -> Any:
    """Return the entry of a field that a value represents."""
    a, b, c, d, e, f, g, h = (value.split("^") + [""] * 8)[:8]
    extra = {f: g} if f else {}
    kind = ENTRY_TYPES.get(field)
    if kind is Signal:
        return Signal(a, b, c, d, e, number(h), extra)
    if kind is Topic:
        return Topic(a, b, number(c), extra)
    if field == "origin":
        return Origin(a, b)
    if field == "link":
        return Link(a, b)
    return {Reference: Reference, Section: Section}[kind](a, b) if kind in (Reference, Section) else value


def changed(digest: Digest, script: str) -> Digest:
    """Apply a script to a digest."""
    lines = script.split("\n")
    if lines[0] == "!":
        digest = Digest()
    for line in lines[:40]:
        field = LETTERS.get(line[:1])
        if field is None:
            continue
        value = line[1:].replace("\\n", "\n")
        if field not in ENTRY_TYPES:
            empty = getattr(Digest(), field)
            new = entry(field, value) if value else empty
        else:
            old = getattr(digest, field)
            if not value:
                new = ()
            elif value[0].isascii() and value[0].isdigit() and int(value[0]) < len(old):
                at = int(value[0])
                new = (*old[:at], *([entry(field, value[1:])] if value[1:] else []), *old[at + 1 :])
            else:
                new = (*old, entry(field, value))
        digest = attrs.evolve(digest, **{field: new})
    return digest


def takes(digest: Digest) -> bool:
    """Whether a digest can be written at all."""
    try:
        return signalkit.parse(signalkit.serialize(digest)).digest == digest
    except UnrepresentableError:
        return False


def put(doc: Document, digest: Digest) -> Document | None:
    """Write a digest into a document; return None if it cannot be represented."""
    try:
        new = doc.with_digest(digest)
    except UnrepresentableError:
        assert not takes(digest), "refused, though it can be written"
        return None
    assert new.digest == digest
    assert signalkit.parse(new.text).digest == digest
    return new


def check(data: bytes) -> None:
    """Assert the laws of the lens."""
    text, first, second = [*data.decode("utf-8", "surrogateescape").split("\0", 2), "", ""][:3]
    doc = signalkit.parse(text)
    assert doc.with_digest(attrs.evolve(doc.digest)) is doc
    a = changed(doc.digest, first)
    b = changed(a, second)
    once = put(doc, a)
    if once is not None:
        put(once, b)
    if takes(a) and takes(b):
        canonical = signalkit.parse(signalkit.serialize(a))
        other = put(canonical, b)
        assert other is not None
        assert other.with_digest(a).text == canonical.text, "not undone"


SCRIPTS = [
    "tNew title\0tAnother\nkone",
    "o20240101^https://a.example/(x)\nlExternal link^https://b.example\0o\nl",
    "kone\nk0two\nhx\0k\nh",
    "sOne\\n\\n* two\npText\0s\np",
    "cscience\nynews\nxMood: good\0c\ny\nx",
    "Sa^b^c^d^e^src^x^4\nSb^^^^^^^\0S0a|b\nS1",
    "Ca^b^3\nBa^b^^^^src^x\nTa\nIa^b\0C\nB\nT\nI",
    "RTitle^0f343b0931126a20f133d67c2b018a3b\nR0\0R",
    "NNotes^* a\\n\\n```\nNKeywords^x\0N\nN0Summary^y",
    "!\nta\0!\nkb",
]


def seeds() -> list[bytes]:
    """Every document with one script, and every script with some documents."""
    documents = harness.digest_files()
    scripts = [script.encode() for script in SCRIPTS]
    few = [one for one in documents if len(one) < 1000]
    return [one + b"\0" + scripts[n % len(scripts)] for n, one in enumerate(documents)] + [
        one + b"\0" + script for n, one in enumerate(few) for script in scripts[n % 3 :: 3]
    ]


if __name__ == "__main__":
    fields = [f"\n{letter}" for letter in LETTERS]
    signs = ["\0", "\n!\n", "\\n", "^", "\\n\\n", "^^^", "\\n## Notes\\n"]
    harness.run(check, seeds, [*harness.TOKENS, *fields, *signs])
