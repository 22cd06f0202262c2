"""The pages that are made from the code: `python -m docs.pages` writes them, and a test compares them."""

from __future__ import annotations

from pathlib import Path

from docs.pages import command_line, fields, reference, rules, settings

DOCS = Path(__file__).parents[1]


def make_pages() -> dict[Path, str]:
    """Return the text of each page by its path."""
    folder = DOCS / "reference"
    return {
        folder / "command-line.md": command_line.page(folder / "command-line.md"),
        folder / "fields.md": fields.page(),
        folder / "settings.md": settings.page(),
        **reference.pages(folder),
        **{DOCS / "rules" / name: text for name, text in rules.pages().items()},
    }


def find_stale(pages: dict[Path, str]) -> list[Path]:
    """Return the pages of rules that do not exist any more."""
    return sorted(set((DOCS / "rules").glob("*.md")) - pages.keys())
