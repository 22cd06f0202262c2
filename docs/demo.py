"""The main job on a folder of digests: read them, prove that nothing is lost, change one signal."""

from __future__ import annotations

import difflib
import sys
import tempfile
from collections import Counter
from pathlib import Path

import attrs

import signalkit


def main(folder: str) -> None:
    """Read every digest in the folder and say what was found."""
    documents = [signalkit.load(p) for p in sorted(Path(folder).glob("*.md")) if p.stem != "README"]
    layouts = Counter(document.layout for document in documents)
    print(f"{len(documents)} digests: {', '.join(f'{n} {name}' for name, n in sorted(layouts.items()))}")
    for document in documents:
        digest = document.digest
        label = digest.origin.label if digest.origin else "-"
        print(
            f"  {str(document.id)[:8]}  {document.layout:8}  {label:10}  {len(digest.keywords)} keywords,"
            f" {len(digest.signals)} signals, {len(digest.closest)} references  {digest.title}"
        )
    same = sum(document.to_bytes() == document.path.read_bytes() for document in documents if document.path)
    print(f"bytes in = bytes out: {same} of {len(documents)}")
    if same != len(documents):
        sys.exit(1)

    document = next(
        document for document in documents if document.layout == "extended" and document.digest.signals
    )
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / f"{document.id}.md"
        document.save(copy)
        first, *rest = signalkit.load(copy).digest.signals
        signals = (attrs.evolve(first, change="A change that somebody made."), *rest)
        signalkit.load(copy).evolve(signals=signals).save()
        changed = signalkit.load(copy).text
    lines = list(
        difflib.unified_diff(document.text.split("\n"), changed.split("\n"), "before", "after", "", "", 0, "")
    )
    print("one signal changed in a copy:")
    print("\n".join(line[:150] for line in lines))
    if len(lines) != 5:
        sys.exit(f"expected one changed line, got {len(lines)}")


if __name__ == "__main__":
    main(sys.argv[1])
