"""The pool: documents, digests and messy texts that were drawn once, so that a law need not draw its own.

    python -m tests.support.pool draw              draw the pool again; keep what was added
    python -m tests.support.pool add < EXAMPLE     add a counter-example: a string or a `Digest(…)`, as Python

A file of JSON lines, all ASCII, one entry each: ``{"document": …}``, ``{"digest": …}`` or ``{"text": …}``,
with ``"added": true`` if it is a counter-example.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.control import current_build_context

import signalkit
import signalkit.testing
from signalkit import Digest, Record
from signalkit.exchange import from_plain, to_plain
from signalkit.testing.strategies import noise
from tests.support import profiles
from tests.support.samples import ROOT

PATH = ROOT / "tests" / "data" / "pool.jsonl"
SIZES = {"document": 2000, "digest": 2000, "text": 1000}

T = TypeVar("T")
Entry = dict[str, Any]


# -- what a law is given -----------------------------------------------------------------------------------


def documents() -> st.SearchStrategy[str]:
    """Digest files, from the pool or fresh."""
    return signalkit.testing.documents() if profiles.FRESH else dealt(pooled("document"), "documents")


def digests(which: int = 1) -> st.SearchStrategy[Digest]:
    """Digests, from the pool or fresh; a law of several digests numbers them."""
    return signalkit.testing.digests() if profiles.FRESH else dealt(pooled("digest"), f"digests {which}")


def single_digests() -> st.SearchStrategy[Digest]:
    """Digests, each drawn by itself, for examples with any number of them."""
    return signalkit.testing.digests() if profiles.FRESH else st.sampled_from(pooled("digest"))


def texts() -> st.SearchStrategy[str]:
    """Text of any kind, from the pool or fresh: about half of the pool's are digest files."""
    if profiles.FRESH:
        return signalkit.testing.messy_text()
    files = pooled("document")
    distinct = dict.fromkeys([*pooled("text"), *files[::2], *files[1::2]])
    return dealt(list(distinct)[:HANDS], "texts")


def choices(values: Sequence[T], which: int = 1) -> st.SearchStrategy[T]:
    """One of some values; a law of several choices numbers them."""
    return st.sampled_from(values) if profiles.FRESH else dealt(values, f"choices {which}")


def parts(kind: str, parts_of: Callable[[Any], Sequence[T]]) -> st.SearchStrategy[tuple[Any, T]]:
    """Documents ("document") or digests ("digest") with one part each, of those that have any."""
    if not profiles.FRESH:
        return st.deferred(
            lambda: dealt([(value, part) for value in pooled(kind) for part in parts_of(value)], "parts")
        )
    source: st.SearchStrategy[Any] = documents() if kind == "document" else digests()
    return (
        source.map(lambda value: (value, parts_of(value)))
        .filter(lambda found: bool(found[1]))
        .flatmap(lambda found: st.tuples(st.just(found[0]), st.sampled_from(found[1])))
    )


HANDS = 2000


class _Table:
    """The hand of the example that runs, which its first argument draws."""

    example: object = None
    hand = 0


_number = st.integers(0, HANDS - 1)


def dealt(values: Sequence[T], order: str) -> st.SearchStrategy[T]:
    """Values by the number of a hand, which all arguments of a law share, shuffled in an order of their own.

    Hypothesis tries no number twice. If each argument was drawn by itself, it would keep one and vary
    another: of 1,000 examples with two digests, fewer than 600 would have a first digest of their own.
    """
    shuffle = random.Random(order)
    places: list[int] = []
    while len(places) < HANDS:
        places += shuffle.sample(range(len(values)), len(values))

    # Hypothesis tries to make what is drawn twice by one strategy the same, in vain here: the default makes
    # each strategy another one, and the number is drawn once. Of what is mapped, it would show the call.
    @st.composite
    def deal(draw: st.DrawFn, order: str = order) -> T:
        if _Table.example is not (example := current_build_context()):
            _Table.example, _Table.hand = example, draw(_number)
        return values[places[_Table.hand]]

    return deal()


# -- the file ----------------------------------------------------------------------------------------------


@cache
def pooled(kind: str) -> list[Any]:
    """The entries of a kind: "document" and "text" are str, "digest" are Digest."""
    values = [entry[kind] for entry in read() if kind in entry]
    return [from_plain(value).digest for value in values] if kind == "digest" else values


def read() -> list[Entry]:
    """All entries of the pool, as they are in the file."""
    with PATH.open(encoding="ascii") as file:
        return [json.loads(line) for line in file]


def write(entries: Iterable[Entry]) -> None:
    """Write the pool."""
    PATH.write_text("".join([f"{json.dumps(entry)}\n" for entry in entries]), encoding="ascii")


def encode(value: str | Digest) -> Any:
    """A value as an entry holds it: digests without their empty fields."""
    return _brief(to_plain(Record(None, value))) if isinstance(value, Digest) else value


def _brief(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _brief(one) for name, one in value.items() if one or one == 0}
    return [_brief(one) for one in value] if isinstance(value, list) else value


def draw() -> list[Entry]:
    """Draw the pool: as many distinct entries of each kind as `SIZES` has, the same ones each time."""
    return list(
        chain(
            _draw("document", signalkit.testing.documents()),
            _draw("digest", signalkit.testing.digests()),
            _draw("text", noise()),
        )
    )


def _draw(kind: str, source: st.SearchStrategy[Any]) -> list[Entry]:
    found: dict[str, Entry] = {}

    @settings(
        max_examples=2 * SIZES[kind],
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(source)
    def collect(value: Any) -> None:
        entry = {kind: encode(value)}
        found[json.dumps(entry)] = entry

    collect()
    return sorted(
        list(found.values())[: SIZES[kind]], key=lambda entry: (len(line := json.dumps(entry)), line)
    )


def read_example(source: str) -> Entry:
    """An entry of what Hypothesis prints of a counter-example: a string, or a digest.

    Raises:
        TypeError: It is neither.
    """
    names = {name: getattr(signalkit, name) for name in signalkit.__all__}
    value = eval(source, {"__builtins__": {}}, names)
    if not isinstance(value, str | Digest):
        raise TypeError(f"expected a string or a Digest, got {type(value).__name__}")
    return {"digest" if isinstance(value, Digest) else "document": encode(value), "added": True}


def main(verb: str) -> None:
    """Draw the pool, or add what standard input holds."""
    kept = read() if PATH.exists() else []
    if verb == "add":
        write([*kept, read_example(sys.stdin.read().strip())])
    elif verb == "draw":
        write([*draw(), *(entry for entry in kept if entry.get("added"))])
    else:
        sys.exit(f"expected draw or add, got {verb}")


if __name__ == "__main__":
    main(*sys.argv[1:])
