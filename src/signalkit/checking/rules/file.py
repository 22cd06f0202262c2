"""SK0: the file, its encoding, and the comments that suppress rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.checking.rule import Finding, Fix, Rule
from signalkit.checking.rules.printable import is_printable
from signalkit.checking.rules.settings import at_least, options_class
from signalkit.document import Document
from signalkit.options import option
from signalkit.syntax.conflicts import find_conflicts
from signalkit.syntax.encoding import decode_legacy, decode_wide
from signalkit.syntax.text import Span, TextEdit, dominant_newline

_BYTES = re.compile("[\udc80-\udcff]+")
_DOUBLED = re.compile(r"(?<!\r)\r{2,}+\n")

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
# By the line end of most lines, the others: a run of them at once, since a CR alone, made an LF, would be one
# line end with the CR before it.
_OTHER_ENDS = {
    "\n": re.compile(r"(?:\r\n?)+"),
    "\r\n": re.compile(r"(?:\r(?!\n)|(?<!\r)\n)+"),
    "\r": re.compile(r"(?:\r?\n)+"),
}


@options_class
class _Most:
    """How many invalid sequences are reported."""

    max_sequences: int = option(
        20,
        help="Report each invalid sequence if there are at most this many, else all as one finding.",
        validator=at_least(0),
    )


def _not_utf8(document: Document, options: _Most) -> Iterator[Finding]:
    text = document.text
    if text.isascii() or is_printable(document):
        return
    runs = list(_BYTES.finditer(text))
    if not runs or decode_wide(text) is not None:
        return
    whole = Span(runs[0].start(), runs[-1].end())
    decoded = decode_legacy(text)
    if decoded is not None:  # one byte a character: what it decoded has the offsets of the text
        edits = [TextEdit(Span(*run.span()), decoded.text[run.start() : run.end()]) for run in runs]
        message = f"file is not UTF-8; it appears to be {decoded.encoding}"
        yield Finding(message, whole, Fix(edits, safe=False))
    elif len(runs) > options.max_sequences:
        message = f"file is not UTF-8: {len(runs)} invalid sequences, the first is {_hex(runs[0][0])}"
        yield Finding(message, whole)
    else:
        for run in runs:
            yield Finding(f"invalid UTF-8: bytes {_hex(run[0])}", Span(*run.span()))


def _hex(run: str) -> str:
    return " ".join([f"{ord(character) - 0xDC00:02X}" for character in run[:8]])


def _wide(document: Document) -> Iterator[Finding]:
    decoded = decode_wide(document.text)
    if decoded is not None:
        span = Span(0, len(document.text))
        if decoded.is_whole:
            fix = Fix([TextEdit(span, decoded.text)], safe=decoded.is_exact)
            yield Finding(f"file is encoded in {decoded.encoding}, not in UTF-8", span, fix)
        else:
            yield Finding(f"file is partly encoded in {decoded.encoding}", span)


def _bom(document: Document) -> Iterator[Finding]:
    if document.text.startswith("\ufeff"):
        span = Span(0, 1)
        fix = (
            None if document.text.startswith("\ufeff", 1) else Fix([TextEdit(span, "")])
        )  # the next would be one
        yield Finding("byte order mark at the beginning of the file", span, fix)


def _mixed_line_ends(document: Document) -> Iterator[Finding]:
    text = document.text
    if "\r" not in text or _doubled(text):
        return
    newline = dominant_newline(text)
    names = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
    for match in _OTHER_ENDS[newline].finditer(text):
        span = Span(*match.span())
        ends = re.findall(r"\r\n?|\n", match[0])
        shown = " and ".join(names[end] for end in dict.fromkeys(ends))
        message = f"line ending {shown}, but most lines of the file end with {names[newline]}"
        yield Finding(message, span, Fix([TextEdit(span, newline * len(ends))]))


def _doubled(text: str) -> list[re.Match[str]]:
    """Return the line ends with more than one CR before the LF, if most lines end so."""
    if "\r" not in text or "\r\r\n" not in text:
        return []
    found = list(_DOUBLED.finditer(text))
    return found if len(found) * 2 > text.count("\n") else []


def _doubled_line_ends(document: Document) -> Iterator[Finding]:
    text = document.text
    found = _doubled(text)
    if found:
        ends = sum(len(match[0]) for match in found)
        is_all = ends == text.count("\r") + text.count("\n")
        fix = Fix([TextEdit(Span(*match.span()), "\r\n") for match in found], safe=is_all)
        yield Finding("lines end with CR CR LF instead of CRLF", Span(0, len(text)), fix)


def _control_character(document: Document) -> Iterator[Finding]:
    if is_printable(document) or decode_wide(document.text) is not None:
        return  # half of the characters of UTF-16; without them it would be another text
    for match in _CONTROLS.finditer(document.text):
        span = Span(*match.span())
        message = f"control character U+{ord(match[0]):04X}"
        yield Finding(message, span, Fix([TextEdit(span, "")], safe=False))


def _empty(document: Document) -> Iterator[Finding]:
    if not document.text.strip(" \t\r\n\ufeff"):
        yield Finding("file is empty", Span(0, 0))


def _no_final_newline(document: Document) -> Iterator[Finding]:
    text = document.text
    if text and text[-1] not in "\r\n":
        end = Span(len(text), len(text))
        yield Finding("no newline at end of file", end, Fix([TextEdit(end, dominant_newline(text))]))


def _conflict(document: Document) -> Iterator[Finding]:
    for span in find_conflicts(document.text):
        first, last = document.position(span.start)[0], document.position(span.end)[0]
        if first == last:
            yield Finding("leftover conflict marker", span)
        else:
            yield Finding(f"unresolved merge conflict in lines {first} to {last}", span)


def _by_the_engine(document: Document) -> Iterator[Finding]:
    """Find nothing: the engine does, since only it knows which comments were used."""
    return iter(())


RULES = [
    Rule(
        code="SK001",
        name="not-utf-8",
        title="Checks for bytes that are not valid UTF-8.",
        why="Other programs cannot read the file, or display replacement characters.",
        failing="# __Caf\udce9__",
        passing="# __Café__",
        check=_not_utf8,
        options=_Most,
        severity="error",
        fixable="unsafe",
        changes=True,
        fix_safety="The fix is unsafe: it decodes the bytes as Latin-1 or Windows-1252, which is "
        "an assumption.",
    ),
    Rule(
        code="SK002",
        name="byte-order-mark",
        title="Checks for a byte order mark at the beginning of the file.",
        why="UTF-8 does not need one, and programs that do not expect it read it as part of the first line.",
        failing="\ufeff# __Bees__",
        passing="# __Bees__",
        check=_bom,
        fixable="safe",
    ),
    Rule(
        code="SK003",
        name="mixed-line-endings",
        title="Checks for line endings that differ from those of most lines in the file.",
        why="Tools that normalize line endings show the whole file as changed.",
        failing="# __Bees__\r\n\r\n## Keywords\n\r\n* hives",
        passing="# __Bees__\r\n\r\n## Keywords\r\n\r\n* hives",
        check=_mixed_line_ends,
        fixable="safe",
    ),
    Rule(
        code="SK004",
        name="control-character",
        title="Checks for control characters other than line endings and tabs.",
        why="They are invisible, and XML, terminals and spreadsheets reject or misinterpret them.",
        failing="# __Be\x07es__",
        passing="# __Bees__",
        check=_control_character,
        fixable="unsafe",
        changes=True,
    ),
    Rule(
        code="SK005",
        name="empty-file",
        title="Checks for files without content.",
        why="The file is probably what remains of a lost digest.",
        failing="\n",
        passing="# __Bees__",
        check=_empty,
        severity="error",
    ),
    Rule(
        code="SK006",
        name="unused-suppression",
        title="Checks for suppression comments that suppress nothing.",
        why="An unused suppression would hide the next mistake.",
        failing="# __Bees__\n\n<!-- signalkit-disable-file SK001 -->",
        passing="<!-- signalkit-disable-file SK102 -->\n\n# __Bees__",
        check=_by_the_engine,
        fixable="unsafe",
        changes=True,
        fix_safety="The fix is unsafe: it deletes the comment, with any reason that it gives.",
    ),
    Rule(
        code="SK007",
        name="unknown-suppression",
        title="Checks for suppression comments that name an unknown rule or have an unknown form.",
        why="Such a comment looks as if it suppressed something, but does not.",
        failing="# __Bees__\n\n<!-- signalkit-disable-next-lines SK999 -->",
        passing="# __Bees__",
        check=_by_the_engine,
    ),
    Rule(
        code="SK008",
        name="missing-final-newline",
        title="Checks for a missing newline at the end of the file.",
        why="Many tools add the newline when they save, so that the last line shows up as "
        "changed. The producer does not write one.",
        failing="# __Bees__",
        passing="# __Bees__\n",
        check=_no_final_newline,
        default=False,
        fixable="safe",
    ),
    Rule(
        code="SK009",
        name="wide-encoding",
        title="Checks for files encoded in UTF-16 or UTF-32.",
        why="Such a file is not read as a digest. Some tools on Windows write these encodings.",
        failing="# __Bees__\n".encode("utf-16-le").decode(),
        passing="# __Bees__\n",
        check=_wide,
        severity="error",
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe if the file can be decoded without loss: the text stays the same and is "
        "written in UTF-8. Otherwise it is unsafe.",
        exclusive=True,
    ),
    Rule(
        code="SK010",
        name="merge-conflict",
        title="Checks for conflict markers of Git or diff3.",
        why="Neither side is read correctly. Such a file is neither fixed nor formatted: a change "
        "to one side alone makes the conflict harder to resolve.",
        failing="## Keywords\n\n<<<<<<< HEAD\n* bees\n=======\n* hives\n>>>>>>> topic\n",
        passing="## Keywords\n\n* bees\n",
        check=_conflict,
        severity="error",
        exclusive=True,
    ),
    Rule(
        code="SK011",
        name="doubled-line-endings",
        title="Checks for lines that end with CR CR LF.",
        why="A tool has converted CRLF to CRLF again. Each additional CR is a blank line, and splits tables.",
        failing="# __Bees__\r\r\n\r\r\n## Keywords\r\r\n\r\r\n* hives\r\r\n",
        passing="# __Bees__\r\n\r\n## Keywords\r\n\r\n* hives\r\n",
        check=_doubled_line_ends,
        fixable="safe",
        changes=True,
        fix_safety="The fix is safe if all lines of the file end with CR CR LF: it replaces each with CR LF. "
        "Otherwise it is unsafe.",
        exclusive=True,
    ),
]
