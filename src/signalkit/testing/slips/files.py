"""Slips that concern a file as a whole: conflicts, encodings, line ends, front matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.syntax.text import decode
from signalkit.testing.slips.slip import Slip, Slipped, change_lines


def _conflict(line: str, index: int, lines: list[str]) -> Iterable[str]:
    yield f"<<<<<<< HEAD\n{line}\n=======\n{line} too\n>>>>>>> topic"
    yield f"<<<<<<< HEAD\n=======\n{line}\n>>>>>>> 1a2b3c4 (Add bees)"


def _diff3_conflict(line: str, index: int, lines: list[str]) -> Iterable[str]:
    yield f"<<<<<<< HEAD\n{line}\n||||||| merged common ancestors\n=======\n{line} too\n>>>>>>> topic"


def _leftover_marker(line: str, index: int, lines: list[str]) -> Iterable[str]:
    yield f"<<<<<<< HEAD\n{line}"
    yield f"{line}\n>>>>>>> topic"


def _encode(*codecs: str) -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip that saves the file in another encoding, where that differs from UTF-8."""

    def apply(text: str) -> Iterable[Slipped]:
        for codec in codecs:
            try:
                encoded = decode(text.encode(codec))
            except UnicodeEncodeError:
                continue
            if encoded != text:
                yield Slipped(encoded, 1, encoded.count("\n") + 1)

    return apply


def _end_lines_with(*ends: str) -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip that ends each line otherwise."""

    def apply(text: str) -> Iterable[Slipped]:
        if "\n" in text:
            for end in ends:
                changed = text.replace("\n", end)
                yield Slipped(changed, 1, changed.count("\n") + 1)

    return apply


def _end_one_line(line: str, index: int, lines: list[str]) -> Iterable[str]:
    if index < len(lines) - 1:
        yield f"{line}\r"
        yield f"{line}\r\r"


def _indent_with_tab(line: str, index: int, lines: list[str]) -> Iterable[str]:
    if line.startswith(("* ", "- ")):
        yield f"\t{line}"
        yield f"{line[0]}\t{line[2:]}"


def _mark(text: str) -> Iterable[Slipped]:
    yield Slipped("\ufeff" + text, 1, 1)
    yield Slipped("\ufeff\ufeff" + text, 1, 1)


def _misplace_front_matter(text: str) -> Iterable[Slipped]:
    if not text.startswith(("---", "+++", "\ufeff")):
        yield Slipped(f"\n---\nauthor: Ada\n---\n\n{text}", 1, 4)
        yield Slipped(f"\n\n+++\nauthor = 'Ada'\ntags = ['a']\n+++\n{text}", 1, 6)


def _leave_front_matter_open(text: str) -> Iterable[Slipped]:
    if not text.startswith(("---", "+++", "\ufeff")):
        yield Slipped(f"---\nauthor: Ada\n\n{text}", 1, 2)
        yield Slipped(f"---\nauthor: Ada\ntags: [a]\n{text}", 1, 3)
        yield Slipped(f"\n---\nauthor: Ada\n\n{text}", 1, 3)
        yield Slipped(f"+++\nauthor = 'Ada'\n\n{text}", 1, 2)


def _split_title(line: str, index: int, lines: list[str]) -> Iterable[str]:
    if line.startswith("# __"):
        for gap in (", from", " (from page"):
            before, found, after = line[2:].rpartition(gap)
            if found:
                yield f"{before}{gap.replace(' ', chr(10), 1)}{after}\n==="


SLIPS: list[Slip] = [
    Slip("merge-conflict", change_lines(_conflict)),
    Slip("diff3-conflict", change_lines(_diff3_conflict)),
    Slip("leftover-conflict-marker", change_lines(_leftover_marker)),
    Slip("utf-16", _encode("utf-16", "utf-16-le", "utf-16-be")),
    Slip("utf-32", _encode("utf-32", "utf-32-le", "utf-32-be")),
    Slip("legacy-encoding", _encode("latin-1", "cp1252")),
    Slip("byte-order-mark", _mark),
    Slip("other-line-ends", _end_lines_with("\r\n", "\r")),
    Slip("doubled-line-ends", _end_lines_with("\r\r\n", "\r\r\r\n")),
    Slip("line-end-of-one-line", change_lines(_end_one_line)),
    Slip("misplaced-front-matter", _misplace_front_matter),
    Slip("unclosed-front-matter", _leave_front_matter_open),
    Slip("title-over-two-lines", change_lines(_split_title)),
    Slip("tab-in-list", change_lines(_indent_with_tab)),
]
