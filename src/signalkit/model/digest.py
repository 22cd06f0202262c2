"""The content of a digest: plain immutable values, equal when the content is equal.

Text values are raw inline Markdown (`signalkit.inline` interprets them). Absent and empty are the same:
``""``, ``()`` or None.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import attrs

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
    return Extra({column: cell for column, cell in cells.items() if cell != ""})


def _tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    if isinstance(values, str):
        raise TypeError(f"expected several values, got the text {values!r}")
    return tuple(values)


@attrs.frozen
class Origin:
    """The newsletter issue that a digest came from: the link in brackets after the title.

    Attributes:
        label: what the issue is called, usually a day as YYYYMMDD.
        url: its address.
    """

    label: str = ""
    url: str = ""

    @property
    def date(self) -> datetime.date | None:
        """The day that the label names as YYYYMMDD, eight digits and nothing else; None if it names none."""
        if _DATE.match(self.label):
            try:
                return datetime.date(int(self.label[:4]), int(self.label[4:6]), int(self.label[6:]))
            except ValueError:
                pass
        return None


@attrs.frozen
class Link:
    """The link to the article itself.

    Attributes:
        text: what stands in its brackets.
        url: its address, as it stands in the file.
    """

    text: str = "External link"
    url: str = ""


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
        extra: cells of other columns, by the name of the column as it stands in the file; any mapping of
            str to str is taken, empty cells are left out.
    """

    name: str = ""
    description: str = ""
    change: str = ""
    horizon: str = ""
    driving_force: str = ""
    relevancy: int | None = None
    extra: Extra = attrs.field(default=NO_EXTRA, converter=_extra)


@attrs.frozen
class Topic:
    """A row of Concerns, Behaviors, Technologies or Issues.

    Attributes:
        name: what it is called.
        description: what is said of it.
        relevancy: as that of a `Signal`.
        extra: as that of a `Signal`.
    """

    name: str = ""
    description: str = ""
    relevancy: int | None = None
    extra: Extra = attrs.field(default=NO_EXTRA, converter=_extra)


@attrs.frozen
class Reference:
    """A link to another digest, an item of Closest.

    Attributes:
        title: what the other is called here.
        id: the stem of its file name; empty where the item is not a link.
    """

    title: str = ""
    id: str = ""


@attrs.frozen
class Section:
    """A ``##`` section that the layouts do not have, or a duplicate.

    Attributes:
        heading: its heading.
        body: everything up to the next section, unchanged, without the blank lines around it.
    """

    heading: str = ""
    body: str = ""


def _values() -> Any:
    return attrs.field(default=(), converter=_tuple)


@attrs.frozen
class Digest:
    """One article seen by a horizon scanner: what a digest file says, whatever it looks like.

    Several values may be given as any iterable, and are kept as a tuple. Source: `docs/format.md`, "Grammar".

    Attributes:
        title: of the article.
        origin: the newsletter issue that it came from; None without one.
        link: the link to the article; None without one.
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
        TypeError: a text is given where several values are meant.
    """

    title: str = ""
    origin: Origin | None = None
    link: Link | None = None
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
