"""Slips in the title heading: a wrong marker, emphasis that is not balanced."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.document import parse
from signalkit.testing.slips.headings import replace_line
from signalkit.testing.slips.slip import Slip, Slipped


def _titles(*forms: str, whole: bool) -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip in the title, ``{}`` for what it is about.

    Args:
        forms: of the line.
        whole: whether it is about all after the marker; else about the title in its emphasis.
    """

    def apply(text: str) -> Iterable[Slipped]:
        document = parse(text)
        block, origin = document.outline.title, document.digest.origin
        if block is None or origin is None:
            return
        line, _ = document.position(block.start)
        _, start, end = document.heading(block)
        middle = document.span_of("origin").start
        if text[block.start : start] != "# " or not any(map(str.isalnum, document.digest.title)):
            return
        for form in forms:
            if whole:
                yield replace_line(text, line, form.format(text[start:end]))
            else:
                title = form.format(document.digest.title)
                yield replace_line(text, line, f"# {title}{text[middle:end]}")

    return apply


SLIPS = [
    Slip("title-without-marker", _titles("#{}", "{}", "\\# {}", "####### {}", whole=True)),
    Slip(
        "title-with-other-marker",
        _titles("#\u00a0{}", "＃ {}", "    # {}", "\u200b# {}", "> # {}", "## {}", "<h1>{}</h1>", whole=True),
    ),
    Slip("title-half-open", _titles("{}__", "__{}", "__{}**", "**{}__", "{}**", whole=False)),
    Slip("title-with-more-marks", _titles("___{}__", "__{}___", "____{}__", "__{}____", whole=False)),
    Slip("title-with-fewer-marks", _titles("_{}__", "__{}_", "_{}_", "*{}*", whole=False)),
    Slip("title-with-commas", _titles("__{}__,", "__{}__.", '"__{}__"', "__{}__ ", whole=False)),
    Slip("title-with-space", _titles("__ {}__", "__{} __", "__\u00a0{}__", "__{}__,\u00a0", whole=False)),
    Slip("title-escaped", _titles("\\_\\_{}\\_\\_", "\\__{}__", "__{}\\__", whole=False)),
]
"""The slips of this module."""
