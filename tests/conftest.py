"""Hypothesis profiles, and where the real digests are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"

settings.register_profile(
    "laws", max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
settings.register_profile("fuzz", settings.get_profile("laws"), max_examples=20000, derandomize=False)
settings.load_profile(os.environ.get("SIGNALKIT_PROFILE", "laws"))


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


def pytest_report_header(config: pytest.Config) -> str:
    found = len(corpus_files())
    return (
        f"signalkit: {found} real digests" if found else "signalkit: no real digests here (SIGNALKIT_CORPUS)"
    )
