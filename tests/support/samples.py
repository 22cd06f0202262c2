"""The digests to test with: our seeds, real ones that are not ours to publish, and which can be written."""

from __future__ import annotations

import os
from pathlib import Path

import signalkit

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


def corpus_files() -> list[Path]:
    """The real digests of `SIGNALKIT_CORPUS`, or of `../shared` if it is there."""
    named = os.environ.get("SIGNALKIT_CORPUS")
    folders = (
        [Path(named)] if named else [ROOT.parent / "shared" / "corpus", ROOT.parent / "shared" / "seeds"]
    )
    return sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".md", ".txt"))


def digest_files() -> list[Path]:
    """Our seeds and, where they are, the real digests."""
    return sorted(p for p in SEEDS.glob("*.md") if p.stem != "README") + corpus_files()


def takes(digest: signalkit.Digest) -> bool:
    """Whether `serialize` takes a digest."""
    try:
        signalkit.serialize(digest)
    except signalkit.UnrepresentableError:
        return False
    return True
