"""SK109 and SK110: the heading that holds the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.headings import fault_of_marker, lines_of, marker_span
from signalkit.checking.rules.links import is_written
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit

_MARKS = "_*"
_ORIGIN = re.compile(r"from (?:page )?\[|from \(\[")
_RUNS = {"*": re.compile(r"\*++"), "_": re.compile("_++")}
_H1 = re.compile(r"[ \t]*+<h1(?:[ \t][^<>\n]*+)?>([^\n]++)", re.I)


# -- SK109 -------------------------------------------------------------------------------------------------


def _unread_title(document: Document) -> Iterator[Finding]:
    block = next((b for b in document.blocks if b.kind not in ("bom", "front_matter", "comment")), None)
    title = document.outline.title
    if block is None or block is title:
        return
    first = next(lines_of(document, block))
    line = document.text[first.start : first.end].rstrip()
    if title is not None and not _ORIGIN.search(line):
        return  # a heading of level 1 that follows is the title
    marker = marker_span(line)
    span = Span(block.start, block.start + len(line))
    if block.kind == "heading":
        level, start, end = document.heading(block)
        if _ORIGIN.search(line):
            message = f"the title is not read: its heading has level {level}, use level 1"
            is_atx = line.lstrip(" ").startswith("#")
            fix = Fix([TextEdit(span, f"# {document.text[start:end]}")], safe=False) if is_atx else None
            yield Finding(message, span, fix)
    elif marker[1] - marker[0] == 1 or _ORIGIN.search(line):
        text = line[marker[1] :].strip()
        if not text:
            return
        if marker[0] < marker[1]:
            reason, safe = fault_of_marker(block, line, marker, text)
        elif (html := _H1.match(line)) is not None:
            reason, safe = 'HTML is not a heading, use "#"', False
            text = re.sub("(?i)</h1>", "", html[1]).strip()
        else:
            reason, safe = "no heading marker, use a number sign and a space", False
        fix = Fix([TextEdit(span, f"# {text}")], safe=safe) if block.kind in _FIXABLE else None
        yield Finding(f"the title is not read: {reason}", span, fix)


_FIXABLE = ("paragraph", "code")


# -- SK110 -------------------------------------------------------------------------------------------------


def _unbalanced(document: Document) -> Iterator[Finding]:
    block, title = document.outline.title, document.digest.title
    if block is None or not title.strip(f"{_MARKS}\\") or "\n" in title:
        return  # of a title over several lines, SK014 has more to say
    if title[0].isalnum() and title[-1].isalnum() and "__" not in title and "**" not in title:
        return
    if title == title.strip() and not any(sign in title for sign in "_*\\"):
        return
    start = document.heading(block).start
    # A title that is wrapped in marks does not start with itself.
    mark = "" if document.text.startswith(title, start) else document.text[start : start + 2]
    is_unbalanced = _is_unbalanced(title, mark[:1])
    if title == title.strip() and not is_unbalanced:
        return
    end = document.heading(block).end
    if is_written(document, "origin"):
        end = document.span_of("origin").start
    span = Span(start, end)
    core = _without_marks(title)
    fix = None
    if core and not _is_unbalanced(core, "_"):
        fix = Fix([TextEdit(span, f"__{core}__")], safe=False)
    fault = "unbalanced emphasis" if is_unbalanced else "whitespace"
    yield Finding(f'{fault} around the title: "{document.text[start:end]}"', span, fix)


def _edges(title: str) -> tuple[str, str]:
    """Return what comes before the first letter, digit or symbol of a title, and after the last.

    Of a title of punctuation: only marks and whitespace.
    """
    words = [at for at, sign in enumerate(title) if unicodedata.category(sign)[0] not in "PZC"]
    if not words:
        words = [at for at, sign in enumerate(title) if sign not in f"{_MARKS}\\" and not sign.isspace()]
    return (title[: words[0]], title[words[-1] + 1 :]) if words else ("", "")


def _is_unbalanced(title: str, mark: str) -> bool:
    """Return whether a title still has marks of the emphasis around it.

    Args:
        title: as it is read.
        mark: what was taken from around it: ``"_"``, ``"*"``, or nothing.
    """
    before, after = _edges(title)
    if mark and after.endswith("\\"):
        return True
    if any(_has_single(title, sign, 2) for sign in _MARKS):
        return True
    if mark:
        lead, tail = len(title) - len(title.lstrip(mark)), len(title) - len(title.rstrip(mark))
        return 1 in (lead, tail) or (mark in before + after and _has_single(title, mark, 1))
    return bool(set(_MARKS) & set(before) and set(_MARKS) & set(after))


def _has_single(title: str, sign: str, shortest: int) -> bool:
    """Return whether runs of a sign open emphasis that nothing closes, or close what nothing opens."""
    opening = closing = either = 0
    for run in _RUNS[sign].finditer(title):
        start, end = run.span()
        if end - start < shortest:
            continue
        before, after = title[start - 1 : start], title[end : end + 1]
        if sign == "_" and before.isalnum() and after.isalnum():
            continue
        closes = bool(before.strip()) or end == len(title)
        opens = bool(after.strip()) or start == 0
        length = end - start
        opening += length * (opens and not closes)
        closing += length * (closes and not opens)
        either += length * (closes and opens)
    return (opening + closing + either) % 2 == 1 or abs(opening - closing) > either


def _without_marks(title: str) -> str:
    """Return a title without the marks and whitespace around it."""
    before, after = _edges(title)
    core = title[len(before) : len(title) - len(after)]
    last = max(before.rfind(sign) for sign in _MARKS)
    first = min((after.find(sign) for sign in _MARKS if sign in after), default=len(after))
    return f"{before[last + 1 :]}{core}{after[:first]}".rstrip("\\").strip()


RULES = [
    Rule(
        code="SK109",
        name="unread-title",
        title="Checks for a first line that looks like the title but is not a Markdown heading of level 1.",
        why="The digest has neither title nor origin.",
        failing="#__Bees__, from ([20240602](https://newsletter.example/p/20240602).)",
        passing="# __Bees__, from ([20240602](https://newsletter.example/p/20240602).)",
        check=_unread_title,
        severity="error",
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe if the line has the exact form of a title and lacks only what makes it a "
        "heading. Otherwise it is unsafe.",
    ),
    Rule(
        code="SK110",
        name="unbalanced-title",
        title="Checks for unbalanced emphasis or whitespace around the title.",
        why="The markers are read as part of the title.",
        failing="# Bees__, from ([20240602](https://newsletter.example/p/20240602).)",
        passing="# __Bees__, from ([20240602](https://newsletter.example/p/20240602).)",
        check=_unbalanced,
        fixable="unsafe",
        changes=True,
    ),
]
