"""A digest at a glance: in one line, and as HTML tables for a notebook. All of its text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

import attrs

from signalkit.display import sanitize
from signalkit.model.nouns import singular_of

_LENGTH = 60  # characters of a title in one line
_MOST = 100  # values of a field, or digests of a corpus, that a table shows


def summarize(digest: Any, *facts: str) -> str:
    """Return title, other facts and the number of each kind of values, in one line."""
    title = digest.title if len(digest.title) <= _LENGTH else f"{digest.title[: _LENGTH - 1]}…"
    counts = []
    for attribute in attrs.fields(type(digest)):
        values = getattr(digest, attribute.name)
        if isinstance(values, tuple) and values:
            counts.append(_count(len(values), attribute.name))
    return f"{title!r} {', '.join([*facts, *counts]) or 'empty'}"


def _count(number: int, name: str) -> str:
    return f"{number} {name if number != 1 else singular_of(name)}"


def to_html(digest: Any, *facts: tuple[str, str]) -> str:
    """Return HTML tables: one of single values, after some facts, and one for each table of the digest."""
    single: list[tuple[str, str]] = []
    tables: list[str] = []
    for attribute in attrs.fields(type(digest)):
        value = getattr(digest, attribute.name)
        if not value:
            continue
        if not isinstance(value, tuple):
            single.append((attribute.name, _text(value)))
        elif any(isinstance(one, str) or not hasattr(one, "extra") for one in value):
            single.append((attribute.name, _shown(value)))
        else:
            tables.append(_rows(attribute.name, value))
    head = [*((name, _escape(text)) for name, text in facts), *single]
    cells = [f"<tr><th>{_escape(name)}</th><td>{cell}</td></tr>" for name, cell in head]
    return "\n".join([f"<table>{''.join(cells)}</table>", *tables])


def cards_to_html(cards: Sequence[Any]) -> str:
    """Return an HTML table of the cards of a corpus."""
    rows = ((card.id, card.title, str(len(card.closest)), str(card.path)) for card in cards[:_MOST])
    return _table(_count(len(cards), "digests"), ("id", "title", "closest", "path"), rows, len(cards) - _MOST)


def _rows(name: str, entries: Sequence[Any]) -> str:
    attributes = [one.name for one in attrs.fields(type(entries[0])) if one.name != "extra"]
    shown = [one for one in attributes if any(getattr(entry, one) not in ("", None) for entry in entries)]
    extra = list(dict.fromkeys(column for entry in entries for column in entry.extra))
    rows = (
        [
            *(_cell(getattr(entry, attribute)) for attribute in shown),
            *(entry.extra.get(column, "") for column in extra),
        ]
        for entry in entries[:_MOST]
    )
    titles = [one.replace("_", " ") for one in shown]
    return _table(_count(len(entries), name), [*titles, *extra], rows, len(entries) - _MOST)


def _table(caption: str, titles: Iterable[str], rows: Iterable[Iterable[str]], missing: int) -> str:
    return "".join(
        [
            f"<table><caption>{_escape(caption)}</caption>",
            f"<tr>{''.join(f'<th>{_escape(title)}</th>' for title in titles)}</tr>",
            *(f"<tr>{''.join(f'<td>{_escape(cell)}</td>' for cell in row)}</tr>" for row in rows),
            "</table>",
            f"<p>… and {missing} more</p>" if missing > 0 else "",
        ]
    )


def _shown(values: Sequence[Any]) -> str:
    """Return several values as the content of a cell."""
    more = [f"… and {len(values) - _MOST} more"] if len(values) > _MOST else []
    return "<br>".join([*map(_text, values[:_MOST]), *more])


def _text(value: Any) -> str:
    """Return a text, or the texts of an entry, as the content of a cell."""
    return _escape(value) if isinstance(value, str) else " · ".join(_texts(value))


def _texts(entry: Any) -> Iterator[str]:
    for attribute in attrs.fields(type(entry)):
        if text := getattr(entry, attribute.name):
            yield _escape(text)


def _cell(value: str | int | None) -> str:
    return "" if value is None else str(value)


def _escape(text: str) -> str:
    return escape(sanitize(text)).replace("\n", "<br>")
