"""Slips that concern a file as a whole: conflicts."""

from __future__ import annotations

from collections.abc import Iterable

from signalkit.testing.slips.slip import Slip, change_lines


def _conflict(line: str, index: int, lines: list[str]) -> Iterable[str]:
    yield f"<<<<<<< HEAD\n{line}\n=======\n{line} too\n>>>>>>> topic"
    yield f"<<<<<<< HEAD\n=======\n{line}\n>>>>>>> 1a2b3c4 (Add bees)"


def _diff3_conflict(line: str, index: int, lines: list[str]) -> Iterable[str]:
    yield f"<<<<<<< HEAD\n{line}\n||||||| merged common ancestors\n=======\n{line} too\n>>>>>>> topic"


def _leftover_marker(line: str, index: int, lines: list[str]) -> Iterable[str]:
    yield f"<<<<<<< HEAD\n{line}"
    yield f"{line}\n>>>>>>> topic"


SLIPS: list[Slip] = [
    Slip("merge-conflict", change_lines(_conflict)),
    Slip("diff3-conflict", change_lines(_diff3_conflict)),
    Slip("leftover-conflict-marker", change_lines(_leftover_marker)),
]
