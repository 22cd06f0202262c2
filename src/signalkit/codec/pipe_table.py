"""Pipe tables as the producer writes them: tabulate's ``pipe`` format, to the space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat

MIN_PADDING = 2  # a column is at least so much wider than its heading


def escape(value: str) -> str:
    r"""Escape a value for a cell: every ``|`` as ``\|``."""
    return value.replace("|", "\\|")


def is_number(cell: str) -> bool:
    """Whether tabulate takes a cell for a number."""
    try:
        number = float(cell)
    except ValueError:
        return False
    if number != number or number in (float("inf"), float("-inf")):
        return cell.lower() in ("nan", "inf", "-inf")
    return True


def is_numeric(cells: Sequence[str]) -> bool:
    """Whether tabulate takes a column for one of numbers: empty cells say nothing about it."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(is_number, filled))


def after_point(cell: str) -> int:
    """Count the characters after the decimal point, or after the exponent's mark; -1 without one."""
    point = cell.rfind(".")
    if point < 0:
        point = cell.lower().rfind("e")
    return len(cell) - point - 1 if point >= 0 and is_number(cell) else -1


def align_points(cells: Sequence[str]) -> list[str]:
    """Append spaces to the cells of a numeric column, so that the decimal points align."""
    after = [after_point(cell) for cell in cells]
    most = max(after, default=-1)
    return [cell + " " * (most - n) for cell, n in zip(cells, after, strict=True)]


def pad(cell: str, width: int, alignment: str, measure: Callable[[str], int] = len) -> str:
    """Pad a cell with spaces to `width` as `measure` counts it; return a wider one unchanged."""
    spaces = max(width - measure(cell), 0)
    left = {"right": spaces, "center": spaces // 2}.get(alignment, 0)
    return " " * left + cell + " " * (spaces - left)


def rule(width: int, alignment: str) -> str:
    """Render a column of the delimiter row; `width` excludes the two spaces beside a cell."""
    if not alignment:
        return "-" * (width + 2)
    if alignment == "right":
        return "-" * (width + 1) + ":"
    if alignment == "center":
        return ":" + "-" * width + ":"
    return ":" + "-" * (width + 1)


def render(
    headings: Sequence[str], rows: Iterable[Sequence[str]], measure: Callable[[str], int] = len
) -> str:
    """Render a table, without a line end after it.

    Args:
        headings: of the columns; they and the cells are escaped already.
        rows: the cells, as many in each row as there are headings.
        measure: how widths are counted; in characters by default.
    """
    columns: list[Sequence[str]] = list(zip(*rows, strict=True)) or [()] * len(headings)
    alignments = ["right" if is_numeric(cells) else "left" if cells else "" for cells in columns]
    return "\n".join(lines(headings, columns, alignments, measure))


def lines(
    headings: Sequence[str],
    columns: Sequence[Sequence[str]],
    alignments: Sequence[str],
    measure: Callable[[str], int] = len,
    sizes: Iterable[int] | None = None,
) -> list[str]:
    """Render the lines of a table given by columns, as narrow as possible, decimal points aligned.

    Args:
        headings: of the columns; they and the cells are escaped already.
        columns: the cells of each, as many in each.
        alignments: of the columns.
        measure: how widths are counted.
        sizes: how many cells of each row are written; all of them if None.
    """
    padded = [
        align_points(cells) if alignment == "right" and is_numeric(cells) else cells
        for cells, alignment in zip(columns, alignments, strict=True)
    ]
    widths = [
        max([measure(heading) + MIN_PADDING, *map(measure, cells)])
        for heading, cells in zip(headings, padded, strict=True)
    ]
    rows: Iterable[tuple[str, ...]] = zip(*padded, strict=True)
    return [
        row(headings, widths, alignments, measure),
        f"|{'|'.join(map(rule, widths, alignments))}|",
        *(
            row(cells[:size], widths[:size], alignments[:size], measure)
            for cells, size in zip(rows, repeat(len(headings)) if sizes is None else sizes, strict=False)
        ),
    ]


def row(
    cells: Iterable[str],
    widths: Iterable[int],
    alignments: Iterable[str],
    measure: Callable[[str], int] = len,
) -> str:
    """One line of a table."""
    padded = [pad(*column, measure) for column in zip(cells, widths, alignments, strict=True)]
    return f"| {' | '.join(padded)} |"
