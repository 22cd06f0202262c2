"""The rules that signalkit brings itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Rule
from signalkit.document import Document
from signalkit.plugins import hookimpl
from signalkit.text import Span

_BYTES = re.compile("[\udc80-\udcff]+")


def _not_utf8(document: Document) -> Iterator[Finding]:
    for match in _BYTES.finditer(document.text):
        shown = " ".join(f"{ord(character) - 0xDC00:02X}" for character in match[0][:8])
        yield Finding(f"not UTF-8: the bytes {shown}", Span(*match.span()))


def _no_title(document: Document) -> Iterator[Finding]:
    if not document.digest.title:
        yield Finding("no title: expected a heading like '# __Title__, from ([label](URL).)'", Span(0, 0))


RULES = [
    Rule(
        code="SK001",
        name="not-utf-8",
        title="Bytes that are not UTF-8.",
        why="Other programs cannot read the file, or show something else in their place.",
        failing="# __Caf\udce9__",
        passing="# __Café__",
        check=_not_utf8,
        severity="error",
    ),
    Rule(
        code="SK101",
        name="missing-title",
        title="A digest without a title.",
        why="Lists, exports and references name a digest by its title.",
        failing="## Keywords\n\n* bees",
        passing="# __Bees__\n\n## Keywords\n\n* bees",
        check=_no_title,
        severity="error",
    ),
]


@hookimpl
def signalkit_rules() -> list[Rule]:
    """Our rules."""
    return RULES
