"""Reports: diagnostics as text, a module for each format, with `write(diagnostics, context) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import attrs

from signalkit.checking.rule import BaseRule, Diagnostic, Location
from signalkit.display import sanitize_line
from signalkit.document import Document

FORMATS = ("concise", "full", "json", "github", "gitlab", "sarif", "junit")


@attrs.frozen
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


def name_of(place: Diagnostic | Location) -> str:
    """Return the name of the file that a place is in, ``-`` for standard input; of a corpus, its folder."""
    return "-" if place.path is None else place.path.as_posix()


def place_of(place: Diagnostic | Location) -> str:
    """Return a place as ``path:line:column``, safe for a terminal; that of a corpus is its folder."""
    name = sanitize_line(name_of(place))
    if isinstance(place, Diagnostic) and place.about_corpus:
        return name
    return f"{name}:{place.start[0]}:{place.start[1]}"
