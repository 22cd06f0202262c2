"""Comments that suppress findings, as markdownlint has them.

    <!-- signalkit-disable-next-line SK301 -->   the next line
    <!-- signalkit-disable-line SK301 -->        this line
    <!-- signalkit-disable SK301 -->             from here on
    <!-- signalkit-enable SK301 -->              until here
    <!-- signalkit-disable-file SK301 -->        the whole file

Without codes they mean all rules; several are separated by spaces or commas. A reason may follow, after two
hyphens with whitespace around them. Inside code they mean nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator
from operator import itemgetter

import attrs

from signalkit.checking.rule import Finding, Fix
from signalkit.checking.rules.quoting import quote
from signalkit.document import Document
from signalkit.syntax.text import Span, TextEdit

_COMMENT = re.compile(r"<!--[ \t]*+((?i:signal[-_ ]?kit)(?:[^<>\r\n]++|<(?!!--)|(?<!--)>)*+)(?<=--)>")
_REASON = re.compile(r"[ \t]--(?:[ \t]|\Z)")
_FORM = re.compile(r"signalkit-([a-z-]+)((?:[ \t,]+[A-Za-z0-9][A-Za-z0-9-]*)*)[ \t,]*")
_CODE = re.compile(r"\b[A-Z]{2,8}[0-9]{3}\b")
_BACKTICKS = re.compile("`++")
KINDS = ("disable-next-line", "disable-line", "disable", "enable", "disable-file")


@attrs.define
class Comment:
    """A comment of ours.

    Attributes:
        kind: one of `KINDS`, or the unknown word in its place.
        codes: the codes and names of rules in it; empty for all rules.
        span: where it is.
        line: on which line, from 1.
        is_block: whether it is a block of its own, and no part of another one.
        used: those of its codes that suppressed something; ``""`` for all rules.
    """

    kind: str
    codes: tuple[str, ...]
    span: Span
    line: int
    is_block: bool
    used: set[str] = attrs.field(factory=set)


def _code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find code spans: from a run of backticks to the next one of the same length."""
    runs = [run.span() for run in _BACKTICKS.finditer(text, start, end)]
    closing: list[int | None] = []
    last: dict[int, int] = {}  # run by length
    for at in range(len(runs) - 1, -1, -1):
        length = runs[at][1] - runs[at][0]
        closing.append(last.get(length))
        last[length] = at
    closing.reverse()
    spans = []
    at = 0
    while at < len(runs):
        close = closing[at]
        if close is not None:
            spans.append((runs[at][0], runs[close][1]))
            at = close
        at += 1
    return spans


class Suppressions:
    """The comments of a document, and what they suppress."""

    def __init__(self, document: Document) -> None:
        self.comments: list[Comment] = []
        self._misspelt: list[Finding] = []
        self._file: dict[str, Comment] = {}  # by code; "" for all
        self._lines: dict[tuple[int, str], Comment] = {}
        self._switches: dict[str, list[Comment]] = {}
        if "<!--" in document.text:
            self._find(document)

    def _find(self, document: Document) -> None:
        text = document.text
        matches = list(_COMMENT.finditer(text))
        if not matches:
            return
        blocks = document.tree.children
        starts = [block.start for block in blocks]
        spans: dict[int, list[tuple[int, int]]] = {}  # of code, by the start of its block
        for match in matches:
            block = blocks[bisect_right(starts, match.start()) - 1]
            start, end = block.start, block.end
            if start not in spans:
                is_code = block.kind in ("fence", "code")
                spans[start] = [(start, end)] if is_code else _code_spans(text, start, end)
            at = bisect_right(spans[start], match.start(), key=itemgetter(0)) - 1
            if at < 0 or match.start() >= spans[start][at][1]:
                is_block = block.kind == "comment" and start == match.start()
                self._read(match, document.position(match.start())[0], is_block=is_block)

    def _read(self, match: re.Match[str], line: int, *, is_block: bool) -> None:
        span = Span(*match.span())
        statement = _REASON.split(match[1][:-2], 1)[0].rstrip(" \t")
        form = _FORM.fullmatch(statement)
        if form is not None:
            codes = tuple(re.split(r"[ \t,]+", form[2].strip(" \t,"))) if form[2] else ()
            self._add(Comment(form[1], codes, span, line, is_block))
        elif meant := _meant(statement):
            message = f"unknown suppression {quote(statement)}; did you mean {quote(meant)}?"
            self._misspelt.append(Finding(message, span))

    def _add(self, comment: Comment) -> None:
        self.comments.append(comment)
        for code in comment.codes or ("",):
            if comment.kind == "disable-file":
                self._file.setdefault(code, comment)
            elif comment.kind == "disable-line":
                self._lines.setdefault((comment.line, code), comment)
            elif comment.kind == "disable-next-line":
                self._lines.setdefault((comment.line + 1, code), comment)
            elif comment.kind in ("disable", "enable"):
                self._switches.setdefault(code, []).append(comment)

    def is_suppressed(self, code: str, name: str, line: int, *, named: bool = False) -> bool:
        """Return whether a finding on a line is suppressed, and mark the comment that does so as used.

        Args:
            code: of the rule.
            name: of the rule.
            line: on which the finding begins.
            named: whether only comments count that name the rule.
        """
        last: tuple[Comment, str] | None = None
        for key in (code, name) if named else (code, name, ""):
            comment = self._file.get(key) or self._lines.get((line, key))
            if comment is not None:
                comment.used.add(key)
                return True
            switches = self._switches.get(key, ())
            at = bisect_right(switches, line, key=lambda one: one.line) - 1
            if at >= 0 and (last is None or last[0].span < switches[at].span):
                last = switches[at], key
        if last is not None and last[0].kind == "disable":
            last[0].used.add(last[1])
            return True
        return False

    def unknown(self, known: Container[str]) -> Iterator[Finding]:
        """Find comments of an unknown kind or form, and what they name that is not a rule.

        Args:
            known: the codes and names of all rules.
        """
        yield from self._misspelt
        for comment in self.comments:
            if comment.kind not in KINDS:
                message = f"unknown comment signalkit-{comment.kind}; expected one of {', '.join(KINDS)}"
                yield Finding(message, comment.span)
            for code in comment.codes:
                if code not in known:
                    yield Finding(f"unknown rule {quote(code)}", comment.span)

    def unused(self, is_judged: Callable[[str], bool]) -> Iterator[Finding]:
        """Find comments that suppressed nothing, once for each code that they name.

        Args:
            is_judged: whether a rule of that code or name has been applied at all.
        """
        for comment in self.comments:
            if comment.kind not in KINDS or comment.kind == "enable":
                continue
            for code in comment.codes or ("",):
                if code not in comment.used and (not code or is_judged(code)):
                    message = f"unused suppression{f' of {code}' if code else ''}"
                    fix = None
                    if comment.is_block and len(comment.codes) < 2:
                        fix = Fix([TextEdit(comment.span, "")], safe=False)
                    yield Finding(message, comment.span, fix)


def _meant(statement: str) -> str:
    """Return the suppression that is meant by one of another form; empty if none is."""
    letters = re.sub("[^a-z]", "", statement.lower()).removeprefix("signalkit")
    for kind in sorted(KINDS, key=len, reverse=True):  # `disable` is the beginning of others
        if letters.startswith(kind.replace("-", "")):
            break
    else:
        if not letters.startswith(("ignore", "noqa", "suppress")):
            return ""
        kind = "disable"
    return " ".join([f"signalkit-{kind}", *_CODE.findall(statement)])
