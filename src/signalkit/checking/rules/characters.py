"""SK015, SK016: invisible characters, and letters that are written in more than one way."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.links import find_reported_characters
from signalkit.checking.rules.printable import is_printable
from signalkit.checking.rules.tables.fragments import misspelt_rows
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit

_SPACES = "\x85\xa0\u2007\u2028\u2029\u202f"
# Zero-width characters and joiners, direction marks and controls, invisible operators, tags.
_INVISIBLE = re.compile(
    f"[{_SPACES}\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
# Scripts that spell words with joiners: Arabic, Syriac, those of India and South-East Asia, Mongolian.
_JOINED_SCRIPTS = re.compile(
    "[\u0600-\u109f\u1780-\u18af\u1900-\u1aff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc]"
)
_FLAG, _FIRST_TAG = "\U0001f3f4", "\U000e0020"  # of regions, e.g. Scotland
_JOINERS = "\u200c\u200d"
_UNMARKED = ("comment", "front_matter", "bom")


def _invisible(document: Document) -> Iterator[Finding]:
    text = document.text
    if text.isascii() or is_printable(document):
        return
    hidden = [(block.start, block.end) for block in document.blocks if block.kind in _UNMARKED]
    hidden = sorted([*hidden, *misspelt_rows(document), *find_reported_characters(document)])
    starts = [start for start, _ in hidden]
    found: list[int] = []
    for match in _INVISIBLE.finditer(text):
        at = match.start()
        block = bisect_right(starts, at) - 1
        if (block >= 0 and at < hidden[block][1]) or _is_spelling(text, at, last=found[-1] if found else -1):
            continue
        if found and document.position(at)[0] != document.position(found[0])[0]:
            yield _in_line(text, found)
            found = []
        found.append(at)
    if found:
        yield _in_line(text, found)


def _is_spelling(text: str, at: int, last: int) -> bool:
    """Return whether an invisible character is a part of an emoji, or of a word that is spelt with it.

    Args:
        text: of the document.
        at: offset of the character.
        last: offset of the last one that is not.
    """
    character, before = text[at], text[at - 1 : at]
    if character in _JOINERS:
        in_emoji = character == "\u200d" and _is_emoji(before) and _is_emoji(text[at + 1 : at + 2])
        return in_emoji or _JOINED_SCRIPTS.match(before) is not None
    is_tag, follows_tag = character >= _FIRST_TAG, before >= _FIRST_TAG and last != at - 1
    return is_tag and (before == _FLAG or follows_tag)


def _is_emoji(character: str) -> bool:
    return bool(character) and (character == "\ufe0f" or unicodedata.category(character) in ("So", "Sk"))


def _in_line(text: str, found: list[int]) -> Finding:
    """Report the invisible characters of one line."""
    shown = [f"U+{ord(one):04X} {_name_of(one)}" for one in dict.fromkeys(text[at] for at in found)]
    edits = [TextEdit(Span(at, at + 1), " " if text[at] in _SPACES else "") for at in found]
    noun = "invisible character" if len(found) == 1 else f"{len(found)} invisible characters:"
    return Finding(f"{noun} {', '.join(shown)}", Span(found[0], found[-1] + 1), Fix(edits, safe=False))


def _name_of(character: str) -> str:
    return unicodedata.name(character, "next line" if character == "\x85" else "control").lower()


def _normal_form(document: Document) -> Iterator[Finding]:
    text = document.text
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return
    edits: list[TextEdit] = []
    for number in range(1, document.position(len(text))[0] + 1):
        span = document.line_span(number)
        line = text[span.start : span.end]
        if not line.isascii() and (composed := unicodedata.normalize("NFC", line)) != line:
            edits.append(_narrow(line, composed, span.start))
    count = len(edits)
    where = "1 line is" if count == 1 else f"{count} lines are"
    span = Span(edits[0].span.start, edits[-1].span.end)
    yield Finding(f"{where} not in Unicode normal form C", span, Fix(edits, safe=False))


def _narrow(old: str, new: str, start: int) -> TextEdit:
    """Return the edit that turns one text into another, without what they have in common at both ends."""
    size = min(len(old), len(new))
    left = next((at for at in range(size) if old[at] != new[at]), size)
    right = next((at for at in range(size - left) if old[-1 - at] != new[-1 - at]), size - left)
    return TextEdit(Span(start + left, start + len(old) - right), new[left : len(new) - right])


RULES = [
    Rule(
        code="SK015",
        name="invisible-character",
        title="Checks for invisible characters: no-break spaces, zero-width characters, soft "
        "hyphens and direction controls.",
        why="Values that look the same are different, so searches and comparisons miss them. "
        "Direction controls make text look different from what it is.",
        failing="## Keywords\n\n* deep\xa0sea",
        passing="## Keywords\n\n* deep sea",
        check=_invisible,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK016",
        name="unnormalized-text",
        title="Checks for text that is not in Unicode normalization form C.",
        why="A letter can be written as one character or as two, so values that look the same are different.",
        failing="## Keywords\n\n* cafe\u0301",
        passing="## Keywords\n\n* caf\xe9",
        check=_normal_form,
        severity="info",
        fixable="unsafe",
        changes=True,
    ),
]
