"""Slips that concern a file as a whole: conflicts, encodings."""

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


SLIPS: list[Slip] = [
    Slip("merge-conflict", change_lines(_conflict)),
    Slip("diff3-conflict", change_lines(_diff3_conflict)),
    Slip("leftover-conflict-marker", change_lines(_leftover_marker)),
    Slip("utf-16", _encode("utf-16", "utf-16-le", "utf-16-be")),
    Slip("utf-32", _encode("utf-32", "utf-32-le", "utf-32-be")),
    Slip("legacy-encoding", _encode("latin-1", "cp1252")),
]
