"""Reports: diagnostics as text, a module for each format, with `write(diagnostics, context) -> str`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

from signalkit.checking.rule import BaseRule, Diagnostic, Location
from signalkit.display import sanitize_line
from signalkit.document import Document

FORMATS = ("concise", "full", "json", "github", "gitlab", "sarif", "junit")


@attrs.frozen(eq=False, repr=False)
class Context:
    """What a report needs in addition to the diagnostics.

    Attributes:
        rules: all that were applied, by code.
        document: returns the document of a path.
        files: how many files were checked.
        colour: whether to colour the text.
        width: how many columns of a terminal the lines of files may take.
        version: of signalkit.
    """

    rules: Mapping[str, BaseRule]
    document: Callable[[Path | None], Document]
    files: int = 0
    colour: bool = False
    width: int = 100
    version: str = ""


def write_report(format: str, diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write a report in one of `FORMATS`; unless it is empty, it ends with a line end."""
    module = import_module(f"{__name__}.{format}")
    text: str = module.write(diagnostics, context)
    return text


_SURROGATES = re.compile("[\ud800-\udfff]")


def dump_json(value: Any) -> str:
    """Write JSON, all ASCII; an invalid byte of a file, or of its name, becomes U+FFFD.

    A lone surrogate, which Python has in its place, is not valid in JSON (RFC 8259, section 8.2).
    """
    from json import dumps  # which the reports for people do without

    text = dumps(value, indent=2)
    if "\\ud" in text:
        text = dumps(_valid(value), indent=2)
    return f"{text}\n"


def _valid(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _valid(one) for key, one in value.items()}
    return [_valid(one) for one in value] if isinstance(value, list) else value


def name_of(place: Diagnostic | Location) -> str:
    """Return the name of the file that a place is in, ``-`` for standard input; of a corpus, its folder."""
    return "-" if place.path is None else place.path.as_posix()


def place_of(place: Diagnostic | Location) -> str:
    """Return a place as ``path:line:column``, safe for a terminal; that of a corpus is its folder."""
    name = sanitize_line(name_of(place))
    if isinstance(place, Diagnostic) and place.about_corpus:
        return name
    return f"{name}:{place.start[0]}:{place.start[1]}"
