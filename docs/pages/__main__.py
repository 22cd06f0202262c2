"""Write the pages that are made from the code: `make pages`."""

from __future__ import annotations

from docs.pages import find_stale, make_pages


def main() -> None:
    """Write the pages, and delete those of rules that do not exist any more."""
    pages = make_pages()
    for path in find_stale(pages):
        path.unlink()
    for path, text in pages.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
