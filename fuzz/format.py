"""Any document is formatted: once is enough, its digest stays, and what `serialize` writes is left alone."""

from __future__ import annotations

import harness

import signalkit
from signalkit import UnrepresentableError
from signalkit.document import format_document


def check(data: bytes) -> None:
    """Assert the laws of the canonical form."""
    doc = signalkit.parse_bytes(data)
    once = format_document(doc)
    assert once.digest == doc.digest
    assert signalkit.parse(once.text).digest == doc.digest
    assert format_document(once).text == once.text, "not idempotent"
    for layout in ("auto", "classic", "extended"):
        try:
            text = signalkit.serialize(doc.digest, layout=layout)
        except UnrepresentableError:
            continue
        assert signalkit.parse(text).digest == doc.digest
        canonical = signalkit.parse(text)
        assert format_document(canonical) is canonical, "canonical form changed"


if __name__ == "__main__":
    harness.run(check, harness.digest_files)
