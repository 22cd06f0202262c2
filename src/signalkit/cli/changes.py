"""Changes as people read them, a line for each; and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import attrs
import click

from signalkit.changes.change import Change
from signalkit.cli.words import compare_words
from signalkit.display import quote, sanitize_line
from signalkit.model.digest import Digest
from signalkit.model.paths import parse_path

_CONTEXT = 8
"""How many words of a long text are shown on either side of what differs."""

_NAMES = ("name", "title", "heading")
"""The attributes that entries are called by."""

_MARKS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "old": ("[-", "-]", {"fg": "red", "strikethrough": True}),
    "new": ("{+", "+}", {"fg": "green"}),
}


@attrs.frozen(kw_only=True)
class ChangeView:
    """How changes are shown: words that differ in colours, or between marks as those of git's word diff.

    Attributes:
        coloured: Whether there are colours.
        unicode: Whether there may be characters other than ASCII.
    """

    coloured: bool = False
    unicode: bool = True

    def lines(self, old: Digest, changes: Sequence[Change]) -> Iterator[str]:
        """Yield a line for each change, sanitized, without line ends.

        Args:
            old: The digest that the paths refer to.
            changes: The changes.
        """
        for change in changes:
            path, name = sanitize_line(change.path), _name_of(old, change)
            if self.coloured:
                path, name = click.style(path, fg="cyan"), name and click.style(name, dim=True)
            yield f"{path}{name}: {self._words(change)}"

    def _words(self, change: Change) -> str:
        pieces = compare_words(_text_of(change.old), _text_of(change.new))
        shown = []
        for at, (kind, text) in enumerate(pieces):
            if kind == "same":
                shown.append(self._line(self._cut(text, is_first=at == 0, is_last=at == len(pieces) - 1)))
            else:
                shown.append(self._mark(kind, self._line(text)))
        return "".join(shown) or self._mark("old" if change.new is None else "new", "")

    def _mark(self, kind: Literal["old", "new"], text: str) -> str:
        start, end, style = _MARKS[kind]
        return click.style(text, **style) if self.coloured and text else f"{start}{text}{end}"

    def _cut(self, text: str, *, is_first: bool, is_last: bool) -> str:
        """Leave out the words of an unchanged part that are far from what differs."""
        ends = [0, *(word.end() for word in re.finditer(r"\S+", text)), len(text)]
        head = 0 if is_first else _CONTEXT
        tail = 0 if is_last else _CONTEXT
        if len(ends) - 2 <= head + tail + 1:
            return text
        gap = "…" if self.unicode else "..."
        start = f"{text[: ends[head]]} " if head else ""
        return f"{start}{gap}{text[ends[-2 - tail] :]}"

    def _line(self, text: str) -> str:
        """Return a text in one line."""
        first, *more = text.split("\n")
        if not more:
            return sanitize_line(text)
        *between, last = more
        paragraphs = [line.strip() for line in between if line.strip()]
        lines = [first.rstrip(), *paragraphs, last.lstrip()]
        return sanitize_line((" ¶ " if self.unicode else r" \n ").join(lines))


def _name_of(old: Digest, change: Change) -> str:
    """Return the name of the entry that a value is of, as quoted text after a space; or nothing."""
    if change.kind != "replace" or "[" not in change.path.partition(".")[0]:
        return ""
    field, position, rest = parse_path(change.path, old)
    entry = getattr(old, field)[position]
    names = _NAMES if attrs.has(type(entry)) else ()
    name = next((getattr(entry, one) for one in names if hasattr(entry, one)), "")
    return f" {quote(name)}" if name and rest not in _NAMES else ""


def _text_of(value: Any) -> str:
    """Return the text of a value; of an entry, all its values."""
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value)
    texts = []
    for attribute in attrs.fields(type(value)):
        one = getattr(value, attribute.name)
        if isinstance(one, dict):
            texts += [f"{column}: {cell}" for column, cell in one.items()]
        elif one not in ("", None):
            texts.append(str(one))
    return " | ".join(texts)


def to_plain(change: Change) -> dict[str, Any]:
    """Return a change as dicts, texts and numbers."""
    old, new = (attrs.asdict(one) if attrs.has(type(one)) else one for one in (change.old, change.new))
    return {"path": change.path, "kind": change.kind, "old": old, "new": new}
