"""Slips with invisible characters, and duplicate values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from signalkit.document import Document, parse
from signalkit.testing.slips.slip import Slip, Slipped

INVISIBLE = "\u200b\u200e\u202e\u2060\xad\ufeff\u2066"


def _insert_invisible(text: str) -> Iterable[Slipped]:
    """Write an invisible character between two letters, or a no-break space in place of a space."""
    for line, (start, end) in enumerate(_lines(text), 1):
        if text.startswith("<!--", start):
            continue
        letters = [at for at in range(start + 1, end) if text[at - 1 : at + 1].isalnum()]
        for at in letters[len(letters) // 2 :][:1]:
            yield Slipped(f"{text[:at]}{INVISIBLE[line % len(INVISIBLE)]}{text[at:]}", line, line)
        spaces = [at for at in range(start + 1, end - 1) if f"{text[at - 1]}x{text[at + 1]}".isalnum()]
        for at in [at for at in spaces if text[at] == " "][-1:]:
            yield Slipped(f"{text[:at]}\xa0{text[at + 1 :]}", line, line)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _vary(value: str, index: int) -> str:
    """Return a value that looks the same."""
    space = value.find(" ")
    variants = [
        value,
        value.swapcase(),
        unicodedata.normalize("NFD", value),
        f"{value[:1]}\u200b{value[1:]}",
        value if space < 0 else f"{value[:space]}  {value[space + 1 :]}",
        value if space < 0 else f"{value[:space]}\xa0{value[space + 1 :]}",
    ]
    return variants[index % len(variants)]


def _repeat_item(text: str) -> Iterable[Slipped]:
    """Write an item of Keywords, Themes or Other again after the last one, as it is or looking the same."""
    document = parse(text)
    for field in ("keywords", "themes", "other"):
        items = document.items.get(field, [])
        for index, item in enumerate(items):
            if "\n" not in item.value:
                lead = text[item.start : item.text[0]]
                yield _add_line(document, items[-1].end, f"{lead}{_vary(item.value, index)}")


def _repeat_row(text: str) -> Iterable[Slipped]:
    """Write a row again after the last one of its table, as it is or with a name that looks the same."""
    document = parse(text)
    for tables in document.tables.values():
        for table in tables:
            column = table.columns.attributes.get("name", table.columns.attributes.get("description"))
            for index, row in enumerate(table.rows):
                if column is None or column >= len(row.cells):
                    continue
                start, end = row.cells[column]
                if start < end:
                    name = _vary(text[start:end], index)
                    added = f"{text[row.start : start]}{name}{text[end : row.span.end]}"
                    yield _add_line(document, table.rows[-1].end, added)


def _add_line(document: Document, at: int, added: str) -> Slipped:
    """Write a line after the one that ends at an offset."""
    text = document.text
    if text[at - 1] == "\n":
        at -= 1
    line = text.count("\n", 0, at) + 2
    return Slipped(f"{text[:at]}\n{added}{text[at:]}", line, line + added.count("\n"))


SLIPS = [
    Slip("invisible-character", _insert_invisible),
    Slip("repeated-item", _repeat_item),
    Slip("repeated-row", _repeat_row),
]
