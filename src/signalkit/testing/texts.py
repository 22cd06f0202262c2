"""Texts of digest files: the same in each run, and texts that grow."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Any

import attrs

from signalkit.codec.render import serialize
from signalkit.errors import UnrepresentableError
from signalkit.model.digest import Digest, Reference, Section, Signal, Topic
from signalkit.testing.specimens import PLAIN, specimens

_MESSY = (
    "",
    "\n",
    "Once upon a time.",
    "# __BEES__\r\n\r\n## Keywords\r\n\r\n* honey\r\n* Honey\r\n",
    "\ufeff# __Bees__, from ([20240512](https://a.example).)\n\n__[External link]()__\n",
    "# __Bees__\n\n## Keywords\n\n- honey\n+ wax\n1. bees\n\n## Keywords\n\n* twice\n",
    "---\ntitle: Bees\n---\n# Bees\n\n## Summary\n\n```\n## Keywords\n* no item\n```\n",
    "## Signals\n\n| name | change |\n|---|---|\n| a |\n| a | b | c |\n\n| Signal |\n|:-|\n| x\\|y |\n",
    "## Closest\n\n* [Bees](0f343b0931126a20f133d67c2b018a3b)\n* [Bees](bees)\n* no link\n",
    "# __Bees__\n\n## Themes\n\n* A\n\n## Summary\n\n<!-- open\n\n## Keywords\n\n* hidden\n",
    "Bees\n====\n\nThemes\n------\n\n* a\n  * b\n\n    c\n> quote\nlazy\n\n***\n",
    "# __\udcff\0\u2028__\n\n## Other\n\n* Category: \n* Type\n\n## Concerns\n\na | b\n-|-\nc | 4.0\n",
)


@cache
def texts() -> tuple[str, ...]:
    """Return digest files of every kind, and other texts; more than a hundred."""
    found: list[str] = list(_MESSY)
    for specimen in specimens():
        with contextlib.suppress(UnrepresentableError):
            found.append(serialize(specimen.digest))
    found = [text for text in found if len(text) < LONG]
    for number in range(60):
        name = f"hive {number * 17 % 60} reports on the bees of the town"
        keywords = tuple(f"{word} {number}" for word in ("honey", "wax", "bees", "towns", "a"))
        digest = attrs.evolve(PLAIN, title=name.title(), keywords=keywords, summary=f"The {name}.")
        found.append(serialize(digest))
    return tuple(dict.fromkeys(found))


LONG = 20_000
"""The number of characters from which a text is too long to be checked many times."""

GROWING = ("keywords", "signals", "topics", "references", "sections", "words", "paragraphs", "lines")
"""What a text has many of."""


@cache
def growing(what: str, size: int) -> str:
    """Make the text of a digest file that has many of something.

    Args:
        what: one of `GROWING`.
        size: how many.
    """
    names = [f"Hive {number} of {size}" for number in range(size)]
    values: dict[str, dict[str, Any]] = {
        "keywords": {"keywords": names},
        "signals": {"signals": [Signal(name, f"Of {name}", "-", "2034", "cost", 4) for name in names]},
        "topics": {"technologies": [Topic(name, f"Of {name}") for name in names]},
        "references": {"closest": [Reference(name, f"{at:032x}") for at, name in enumerate(names)]},
        "sections": {"sections": [Section(name, "Kept.") for name in names]},
        "words": {"summary": " ".join(names)},
        "paragraphs": {"summary": "\n\n".join(names)},
    }
    if what == "lines":
        return "# __Bees__\n" + "a line\n- an item\n\n" * size
    return serialize(Digest(title="Bees", **values[what]))
