"""What the columns of a table hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from signalkit.model.build import BUILDERS
from signalkit.model.digest import NO_EXTRA, Extra
from signalkit.model.schema import FIELDS
from signalkit.model.validate import parse_relevancy

_EMPTY: Iterable[str] = repeat("")
_NONE: Iterable[None] = repeat(None)
_NO_EXTRAS: Iterable[Extra] = repeat(NO_EXTRA)


class ColumnMap:
    """What the columns of one table hold.

    Attributes:
        field: of the digest.
        names: the headings, in order.
        attributes: the column of each attribute of an entry that has one, from 0.
        extra: the column of each heading that is not one of the format's, from 0.
        relevancy: the column of the relevancy; -1 for none.
    """

    __slots__ = ("_entry", "_indexes", "attributes", "extra", "field", "names", "relevancy")

    def __init__(self, field: str, names: tuple[str, ...]) -> None:
        columns = FIELDS[field].columns
        known = {name: column.attribute for column in columns for name in column.names}
        self.field = field
        self.names = names
        self.attributes: dict[str, int] = {}
        self.extra: dict[str, int] = {}
        for index, name in enumerate(names):
            attribute = known.get(name.casefold())
            if attribute is not None and attribute not in self.attributes:
                self.attributes[attribute] = index
            elif name not in self.extra:
                self.extra[name] = index
        self._entry: Any = BUILDERS[FIELDS[field].type]
        # the column of each text of an entry, in the order in which it takes them; -1 for none
        texts = [column.attribute for column in columns if column.attribute != "relevancy"]
        self._indexes = [self.attributes.get(attribute, -1) for attribute in texts]
        self.relevancy = self.attributes.get("relevancy", -1)

    @property
    def is_classic(self) -> bool:
        """Whether names are in the classic layout's column; an extra one may be called as it is."""
        column = self.attributes.get("name")
        return column is not None and self.names[column].casefold() == "signal"

    def to_entries(self, columns: Sequence[Iterable[str]]) -> list[Any]:
        """Return the entries of a table.

        Args:
            columns: its cells, column by column, as many as there are names.
        """
        values: list[Iterable[Any]] = [columns[i] if i >= 0 else _EMPTY for i in self._indexes]
        numbers: Iterable[int | None] = _NONE
        if self.relevancy >= 0:
            numbers = map(parse_relevancy, columns[self.relevancy])
        extras: Iterable[Extra] = _NO_EXTRAS
        if self.extra:
            names = list(self.extra)
            extras = [
                Extra({name: cell for name, cell in zip(names, cells, strict=True) if cell}) or NO_EXTRA
                for cells in zip(*[columns[i] for i in self.extra.values()], strict=True)
            ]
        return list(map(self._entry, *values, numbers, extras))

    def lacks(self, entry: Any) -> bool:
        """Return whether an entry has a value that no column of this table holds.

        Args:
            entry: of the field.
        """
        if any(name not in self.extra for name in entry.extra):
            return True
        return any(
            column.attribute not in self.attributes and getattr(entry, column.attribute) not in ("", None)
            for column in FIELDS[self.field].columns
        )


@lru_cache(maxsize=256)
def map_columns(field: str, names: tuple[str, ...]) -> ColumnMap:
    """Return what the columns of a table hold; the usual tables are looked at once.

    Args:
        field: of the digest.
        names: the headings of the table, in order.
    """
    return ColumnMap(field, names)
