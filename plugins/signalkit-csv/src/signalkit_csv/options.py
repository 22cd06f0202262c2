"""How the flat table and the tables of CSVW may be written and read."""

from __future__ import annotations

import attrs

from signalkit.exchange import option
from signalkit_csv.fields import NARROW, SECTIONS, SIGNAL


def _one_character(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if (
        len(value) > 1
        or value in ('"', "\r", "\n", "'", "_")
        or value.isalnum()
        or not (value.isprintable() or value == "\t")
    ):
        raise ValueError(f"{attribute.name}: expected one character such as , ; | or a tab, got {value!r}")


def _a_character(instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value:
        raise ValueError(f"{attribute.name}: expected one character")
    _one_character(instance, attribute, value)


def _columns(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    names = _names(value)
    for name in names:
        if name not in NARROW:
            raise ValueError(f"{attribute.name}: expected {', '.join(NARROW)}, got {name!r}")
        if names.count(name) > 1:
            raise ValueError(f"{attribute.name}: duplicate {name!r}")
    needed = [name for name in names if name in SIGNAL]
    if needed and "signal" not in names:
        raise ValueError(f"{attribute.name}: {needed[0]!r} needs 'signal', the name of the row")
    if value and not names:
        raise ValueError(f"{attribute.name}: expected names separated by commas, got {value!r}")


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(",") if (name := part.strip()))


@attrs.frozen
class CsvOptions:
    """How the table is written."""

    section: tuple[str, ...] = option(
        (), help="Write only the rows of this section; repeatable.", choices=SECTIONS, lossy=True
    )
    columns: str = option(
        "",
        help="Write a row for each signal with these columns only, separated by commas: "
        f"{', '.join(NARROW)}.",
        validator=_columns,
        lossy=True,
    )
    delimiter: str = option(",", help="Field delimiter.", validator=_a_character)
    excel: bool = option(False, help="Begin with a BOM, so that Excel reads the file as UTF-8.")
    escape_formulas: bool = option(
        True, help="Put an apostrophe before a cell that a spreadsheet could take for a formula."
    )

    def __attrs_post_init__(self) -> None:
        if self.columns and self.section:
            raise ValueError("columns: cannot be combined with section")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names in `columns`."""
        return _names(self.columns)


@attrs.frozen
class CsvwOptions:
    """How the tables are written."""

    escape_formulas: bool = option(
        False, help="Put an apostrophe before a cell that a spreadsheet could take for a formula."
    )


@attrs.frozen
class CsvImportOptions:
    """How the table is read."""

    delimiter: str = option("", help="Field delimiter; detected from the header.", validator=_one_character)
    strict: bool = option(
        False, help="Refuse a table with added columns, or an origin that lost its decimals."
    )
