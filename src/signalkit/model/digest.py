"""The content of a digest: plain immutable values, equal when the content is equal.

Text values are raw inline Markdown (`signalkit.inline` interprets them). Absent and empty are the same:
``""``, ``()`` or None; a digest keeps an origin or a link that holds nothing as None.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import attrs

from signalkit.errors import FieldTypeError

_LINK_TEXT = "External link"
_DATE = re.compile(r"[0-9]{8}\Z")


class Extra(dict[str, str]):
    """Cells of columns that the layouts do not know, by column name; immutable, empty cells left out."""

    def __hash__(self) -> int:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]
        return hash(frozenset(self.items()))

    def _refuse(self: Any, *_: object, **__: object) -> NoReturn:
        raise TypeError("the cells of an entry cannot be changed; evolve the entry instead")

    __setitem__ = __delitem__ = update = pop = popitem = clear = setdefault = __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return Extra, (dict(self),)


NO_EXTRA = Extra()


def _extra(cells: Mapping[str, str]) -> Extra:
    if isinstance(cells, Extra):
        return cells
    if not isinstance(cells, Mapping):
        raise FieldTypeError("extra", "a mapping of str to str", cells)
    return Extra({column: cell for column, cell in cells.items() if cell != ""})


def _tuple(values: Iterable[Any], field: attrs.Attribute[Any]) -> tuple[Any, ...]:
    if not isinstance(values, Iterable) or isinstance(values, (str, bytes, Mapping)):
        raise FieldTypeError(field.name, "several values", values)
    return tuple(values)


def _check_texts(entry: Any, *names: str) -> None:
    """Check that some attributes are texts.

    Raises:
        FieldTypeError: If one is not.
    """
    for name in names:
        value = getattr(entry, name)
        if not isinstance(value, str):
            raise FieldTypeError(name, "str", value)


def _check_row(row: Signal | Topic) -> None:
    """Check relevancy and extra cells of a row of a table.

    Raises:
        FieldTypeError: If one has the wrong type.
    """
    if row.relevancy is not None and type(row.relevancy) is not int:
        raise FieldTypeError("relevancy", "int or None", row.relevancy)
    for column, cell in row.extra.items():
        if not isinstance(column, str):
            raise FieldTypeError("extra", "str", column)
        if not isinstance(cell, str):
            raise FieldTypeError(f"extra.{column}", "str", cell)


@attrs.frozen(kw_only=True)
class Origin:
    """The newsletter issue that a digest came from: the link in brackets after the title.

    Attributes:
        label: what the issue is called, usually a day as YYYYMMDD.
        url: its address.

    Raises:
        FieldTypeError: If a value has the wrong type.
    """

    label: str = ""
    url: str = ""

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "label", "url")

    @property
    def date(self) -> datetime.date | None:
        """The day that the label names as YYYYMMDD, eight digits and nothing else; None if it names none."""
        if _DATE.match(self.label):
            try:
                return datetime.date(int(self.label[:4]), int(self.label[4:6]), int(self.label[6:]))
            except ValueError:
                pass
        return None


@attrs.frozen(kw_only=True)
class Link:
    """The link to the article itself.

    Attributes:
        text: the text in its brackets.
        url: its URL, as written in the file.

    Raises:
        FieldTypeError: If a value has the wrong type.
    """

    text: str = _LINK_TEXT
    url: str = ""

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "text", "url")


@attrs.frozen
class Signal:
    """A weak signal, a row of Signals: what is seen, what it changes, where it may lead, what drives it.

    Attributes:
        name: what it is called.
        description: what is seen.
        change: what changes, from what to what.
        horizon: where it may lead in ten years.
        driving_force: what drives it.
        relevancy: how much it matters, an integer of at most 18 digits; None where the cell is missing or
            is not an integer.
        extra: cells of other columns, by the name of the column, as written in the file; any mapping of
            str to str is taken, empty cells are left out.

    Raises:
        FieldTypeError: If a value has the wrong type.
    """

    name: str = ""
    description: str = ""
    change: str = ""
    horizon: str = ""
    driving_force: str = ""
    relevancy: int | None = None
    extra: Extra = attrs.field(default=NO_EXTRA, converter=_extra)

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "name", "description", "change", "horizon", "driving_force")
        _check_row(self)


@attrs.frozen
class Topic:
    """A row of Concerns, Behaviors, Technologies or Issues.

    Attributes:
        name: what it is called.
        description: what is said of it.
        relevancy: as that of a `Signal`.
        extra: as that of a `Signal`.

    Raises:
        FieldTypeError: If a value has the wrong type.
    """

    name: str = ""
    description: str = ""
    relevancy: int | None = None
    extra: Extra = attrs.field(default=NO_EXTRA, converter=_extra)

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "name", "description")
        _check_row(self)


@attrs.frozen
class Reference:
    """A link to another digest, an item of Closest.

    Attributes:
        title: what the other is called here.
        id: the stem of its file name; empty where the item is not a link.

    Raises:
        FieldTypeError: If a value has the wrong type.
    """

    title: str = ""
    id: str = ""

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "title", "id")


@attrs.frozen
class Section:
    """A ``##`` section that the layouts do not have, or a duplicate.

    Attributes:
        heading: its heading.
        body: everything up to the next section, unchanged, without the blank lines around it.

    Raises:
        FieldTypeError: If a value has the wrong type.
    """

    heading: str = ""
    body: str = ""

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "heading", "body")


def _origin(origin: Origin | None) -> Origin | None:
    """Return an origin; None if it is empty."""
    return None if origin == _EMPTY_ORIGIN else origin


def _link(link: Link | None) -> Link | None:
    """Return a link; None if it is empty."""
    return None if isinstance(link, Link) and is_empty_link(link.text, link.url) else link


def is_empty_link(text: str, url: str) -> bool:
    """Return whether a link holds nothing: it has no URL, and no text but the one that every link has.

    Args:
        text: of the link.
        url: of the link.
    """
    return not url and text in ("", _LINK_TEXT)


_EMPTY_ORIGIN = Origin()


def _values() -> Any:
    return attrs.field(default=(), converter=attrs.Converter(_tuple, takes_field=True))


@attrs.frozen(repr=False)
class Digest:
    """One article seen by a horizon scanner: what a digest file says, whatever it looks like.

    Several values may be given as any iterable, and are kept as a tuple. Source: `docs/format.md`, "Grammar".

    Attributes:
        title: of the article.
        origin: the newsletter issue that it came from; None without one, also if ``Origin()`` is given.
        link: the link to the article; None without one, also if a link without URL is given whose text is
            empty or ``"External link"``.
        preamble: running text before the first section, paragraphs separated by blank lines.
        summary: running text of Summary.
        keywords: items of Keywords, in order.
        themes: items of Themes, in order.
        category: of the article, e.g. ``"technology"``.
        type: of the article, e.g. ``"research article"``.
        other: further items of Other, in order.
        signals: rows of Signals, in order.
        concerns: rows of Concerns, in order.
        behaviors: rows of Behaviors, in order.
        technologies: rows of Technologies, in order.
        issues: rows of Issues, in order.
        closest: the digests that are nearest to this one, in order.
        sections: other sections, in order.

    Raises:
        FieldTypeError: If a value has the wrong type; the error has its field path.
    """

    title: str = ""
    origin: Origin | None = attrs.field(default=None, converter=_origin)
    link: Link | None = attrs.field(default=None, converter=_link)
    preamble: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = _values()
    themes: tuple[str, ...] = _values()
    category: str = ""
    type: str = ""
    other: tuple[str, ...] = _values()
    signals: tuple[Signal, ...] = _values()
    concerns: tuple[Topic, ...] = _values()
    behaviors: tuple[Topic, ...] = _values()
    technologies: tuple[Topic, ...] = _values()
    issues: tuple[Topic, ...] = _values()
    closest: tuple[Reference, ...] = _values()
    sections: tuple[Section, ...] = _values()

    def __attrs_post_init__(self) -> None:
        _check_texts(self, "title", "preamble", "summary", "category", "type")
        if self.origin is not None and not isinstance(self.origin, Origin):
            raise FieldTypeError("origin", "Origin or None", self.origin)
        if self.link is not None and not isinstance(self.link, Link):
            raise FieldTypeError("link", "Link or None", self.link)
        for name, kind in _ENTRIES:
            for index, entry in enumerate(getattr(self, name)):
                if not isinstance(entry, kind):
                    raise FieldTypeError(f"{name}[{index}]", kind.__name__, entry)

    def __repr__(self) -> str:
        from signalkit.model import preview

        return f"<Digest {preview.summarize(self)}>"

    def _repr_html_(self) -> str:
        """Return the digest as HTML tables, for notebooks."""
        from signalkit.model import preview

        return preview.to_html(self)


_ENTRIES: tuple[tuple[str, type], ...] = (
    ("keywords", str),
    ("themes", str),
    ("other", str),
    ("signals", Signal),
    ("concerns", Topic),
    ("behaviors", Topic),
    ("technologies", Topic),
    ("issues", Topic),
    ("closest", Reference),
    ("sections", Section),
)
