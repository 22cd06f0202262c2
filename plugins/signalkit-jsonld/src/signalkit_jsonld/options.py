"""How a graph may be written."""

from __future__ import annotations

import re

import attrs

from signalkit.exchange import option


def _is_language(_: object, attribute: attrs.Attribute[str | None], value: str | None) -> None:
    if value is not None and not re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", value):
        raise ValueError(f"{attribute.name}: expected a language tag such as en or pt-BR, got {value!r}")


def _is_base(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not re.fullmatch('[A-Za-z][A-Za-z0-9+.-]*:[^\\s\\x00-\\x20<>"{}|\\\\^`\ud800-\udfff]*', value):
        raise ValueError(f"{attribute.name}: expected the beginning of an IRI, got {value!r}")


@attrs.frozen
class JsonLdOptions:
    """How the graph is written."""

    language: str | None = option(None, help="Language tag of all texts, such as en.", validator=_is_language)
    base: str = option(
        "urn:signalkit:digest:",
        help="Prefix of the IRI of a digest, before its id.",
        validator=_is_base,
    )
