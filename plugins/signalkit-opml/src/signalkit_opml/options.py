"""How outlines may be written."""

from __future__ import annotations

import attrs

from signalkit.exchange import option
from signalkit.exchange.xml_text import illegal


def _is_legal(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value.isprintable() and illegal().search(value):
        raise ValueError(f"{attribute.name}: XML cannot hold a character of {value!r}")


@attrs.frozen
class OpmlOptions:
    """How the outlines are written."""

    title: str = option("Signal digests", help="Title of the outline.", validator=_is_legal)
    note_attribute: bool = option(
        False, help="Put summaries and descriptions into the _note attribute, where outliners show a note."
    )
    replace_illegal: bool = option(
        False,
        help="Write U+FFFD for characters that XML 1.0 cannot represent, instead of failing.",
        lossy=True,
    )
