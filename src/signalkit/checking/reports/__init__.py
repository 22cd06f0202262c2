"""Reports: diagnostics as text, one module a format. All have `write(diagnostics, context) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import attrs

from signalkit.checking.rule import BaseRule, Diagnostic
from signalkit.document import Document

FORMATS = ("concise", "full", "json", "github", "gitlab", "sarif", "junit")


@attrs.frozen
class Context:
    """What a report needs beside the diagnostics.

    Attributes:
        rules: all that were applied, by code.
        document: gives the document of a path, to show its lines.
        files: how many files were checked.
        colour: whether to colour the text.
        version: of signalkit.
    """

    rules: Mapping[str, BaseRule]
    document: Callable[[Path | None], Document]
    files: int = 0
    colour: bool = False
    version: str = ""


def write_report(format: str, diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A report in one of `FORMATS`, its last line ended unless it is empty."""
    module = import_module(f"{__name__}.{format}")
    text: str = module.write(diagnostics, context)
    return text


def name_of(diagnostic: Diagnostic) -> str:
    """The file of a diagnostic, as people and other programs are told."""
    return "-" if diagnostic.path is None else diagnostic.path.as_posix()
