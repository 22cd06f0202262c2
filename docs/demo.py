"""Run the main job on a folder of digests: read all, change one signal, convert to every format."""

from __future__ import annotations

import difflib
import shutil
import sys
import tempfile
import textwrap
from collections import Counter
from pathlib import Path

import attrs

import signalkit
from docs import pictures
from signalkit.plugins import get_manager


def main(folder: str, out: str) -> None:
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
        signals = (attrs.evolve(first, change="A change that was made."), *rest)
        signalkit.load(copy).evolve(signals=signals).save()
        changed = signalkit.load(copy).text
    lines = list(
        difflib.unified_diff(document.text.split("\n"), changed.split("\n"), "before", "after", "", "", 0, "")
    )
    print("one signal changed in a copy:")
    print("\n".join(line[:150] for line in lines))
    if len(lines) != 5:
        sys.exit(f"expected one changed line, got {len(lines)}")
    carry_over(documents, Path(out))
    report(folder, Path(out) / "check.svg")


def carry_over(documents: list[signalkit.Document], out: Path) -> None:
    """Export the documents to every format, import them again, and say whether they are equal."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    print(f"exported to {out}/ and imported again:")
    expected = [(document.id, document.digest) for document in documents]
    for name, exporter in get_manager().exporters().items():
        target = out / (name if exporter.target == "folder" else f"digests{exporter.suffix}")
        signalkit.export(documents, name, target)
        found = [(record.id, record.digest) for record in signalkit.import_records(name, target)]
        files = list(target.rglob("*")) if exporter.target == "folder" else [target]
        size = sum(path.stat().st_size for path in files)
        print(f"  {name:8}  {size:7,} bytes  {'equal' if found == expected else 'DIFFERENT'}  {target}")
        if found != expected:
            sys.exit(f"{name}: what was imported differs from what was exported")


def report(folder: str, picture: Path) -> None:
    """Count what `signalkit check` finds in a folder, and draw its report."""
    words = ["check", "--isolated", folder]
    print(f"signalkit check {folder}:")
    print(textwrap.indent(pictures.run([*words, "--statistics"], Path.cwd()).rstrip("\n"), "  "))
    picture.write_text(pictures.draw(words, Path.cwd()), encoding="utf-8")
    print(f"the report as a picture, for a browser: {picture}")


if __name__ == "__main__":
    main(*sys.argv[1:])
