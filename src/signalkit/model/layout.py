"""The layouts that a digest can be written in, as data derived from the table of the model."""

from __future__ import annotations

from typing import Literal

import attrs

from signalkit.model.digest import Digest
from signalkit.model.schema import FIELDS, ONLY_EXTENDED, Column, Field

LayoutName = Literal["auto", "classic", "extended"]
"""What can be asked for."""

LayoutShown = Literal["classic", "extended", "mixed"]
"""What a file can show."""


@attrs.frozen
class Layout:
    """How a whole digest is laid out when it is written from scratch.

    Attributes:
        name: ``"classic"`` or ``"extended"``.
        origin: the text before the origin's link in the title, and the text after it.
        order: the fields that have a section, in order.
        columns: each column with its heading, in order, by field.
    """

    name: Literal["classic", "extended"]
    origin: tuple[str, str]
    order: tuple[str, ...]
    columns: dict[str, tuple[tuple[Column, str], ...]]


def _layout(name: Literal["classic", "extended"], origin: tuple[str, str]) -> Layout:
    def place(field: Field) -> int:
        return field.classic if name == "classic" else field.extended

    placed = sorted(filter(place, FIELDS.values()), key=place)
    columns: dict[str, tuple[tuple[Column, str], ...]] = {}
    for field in placed:
        headings = [(one, one.classic if name == "classic" else one.extended) for one in field.columns]
        columns[field.name] = tuple([(one, heading) for one, heading in headings if heading is not None])
    return Layout(name, origin, tuple([field.name for field in placed]), columns)


CLASSIC = _layout("classic", (", from (", ".)"))
EXTENDED = _layout("extended", (", (from page ", ".)"))
LAYOUTS = {layout.name: layout for layout in (CLASSIC, EXTENDED)}

_SIGNAL_COLUMNS = {column.attribute for column, _ in CLASSIC.columns["signals"]}
_BEYOND = tuple(
    column.attribute for column in FIELDS["signals"].columns if column.attribute not in _SIGNAL_COLUMNS
)


def beyond_classic(digest: Digest) -> tuple[str, object] | None:
    """Return the first value that the classic layout has no place for, with its path; None without one."""
    for field in ONLY_EXTENDED:
        value = getattr(digest, field)
        if value:
            return field, value
    for index, signal in enumerate(digest.signals):
        for attribute in _BEYOND:
            value = getattr(signal, attribute)
            if value not in ("", None):
                return f"signals[{index}].{attribute}", value
    return None


def choose_layout(digest: Digest, layout: LayoutName) -> Layout:
    """Return the layout of that name; for ``"auto"`` the one that suits the digest.

    Args:
        digest: what is to be written.
        layout: ``"classic"``, ``"extended"``, or ``"auto"``: classic if the digest has references and
            nothing that only the extended layout has a place for, else extended.

    Raises:
        ValueError: If there is no layout of that name.
    """
    if layout == "auto":
        return CLASSIC if digest.closest and beyond_classic(digest) is None else EXTENDED
    if layout not in LAYOUTS:
        raise ValueError(f"no layout {layout!r}; there are auto, {', '.join(LAYOUTS)}")
    return LAYOUTS[layout]
