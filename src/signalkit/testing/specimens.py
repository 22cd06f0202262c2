"""Digests with every kind of value in every field: the same in each run, without drawing any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import attrs

from signalkit.exchange.records import Record
from signalkit.model.digest import Digest, Link, Origin, Reference, Section, Signal, Topic

PLAIN = Digest(
    title="A Bridge Made of Mycelium",
    origin=Origin(label="20240512", url="https://newsletter.example/p/20240512"),
    link=Link(url="https://example.org/bridge_(novel)?a=1&b=2"),
    preamble="Seen at a fair.",
    summary="First paragraph, with *emphasis*.\n\n* and\n* a list",
    keywords=("fungi", "a|b", "keyword, with a comma", "“quoted”"),
    themes=("Materials/Bio", "Cities"),
    category="science",
    type="news",
    other=("Mood: hopeful",),
    signals=(
        Signal("Grown bridges", "They grow.", "from poured to grown", "2034", "cost", 4, {"src": "x1"}),
        Signal("=1+1", "", "-", "@home", "+", None),
    ),
    concerns=(Topic("Rot", "It may rot.", 2),),
    behaviors=(Topic("Waiting", ""),),
    technologies=(Topic("Bioreactor", "A vessel; with <b>tags</b> & ampersands", -1, {"src": "x1"}),),
    issues=(Topic("Liability", 'Who "pays"?'),),
    closest=(Reference("Another", "a33285a958e1c67e274803ca7ce0bec2"), Reference("Another", "")),
    sections=(Section("Notes", "Kept\n\n    as it is"), Section("Keywords", "")),
)
"""A digest with a value in every field and nothing that a format may refuse."""

TEXTS = {
    "a NUL": "a\0b",
    "control characters": "a\x01\x08\x0b\x0c\x1b\x7f\x85b",
    "CR LF": "a\r\nb",
    "a CR": "a\rb",
    "a LF": "a\nb",
    "a tab": "a\tb",
    "a line break at each end": "\na\n",
    "spaces at each end": "  a  ",
    "several spaces": "a  b   c",
    "no-break spaces": "\u00a0a\u00a0\u3000b\u2009",
    "letters with separate accents (not NFC)": "cafe\u0301 \u212b n\u0303 \u1100\u1161",
    "ligatures (not NFKC)": "ﬁ ² ™ Ⅳ",
    "capitals": "SIGNAL Signal sIGNAL ß İ",
    "characters beyond U+FFFF": "🛰️ 𝒳 👩‍👩‍👧",
    "characters written from right to left": "שלום \u202eabc\u202c",
    "noncharacters": "a\ufffe\uffff\ufdd0b",
    "a byte order mark": "\ufeffa\ufeff",
    "a line separator": "a\u2028b\u2029c",
    "an invalid byte (a lone surrogate)": "a\udcff",
    "a lone high surrogate": "a\ud83db",
    "a lone low surrogate": "a\ude00b",
    "a word for nothing": "None",
    "another word for nothing": "null",
    "NaN": "nan",
    "a truth value": "true",
    "a number": "0012",
    "a decimal number": "1.50",
    "a number with an exponent": "1e5",
    "a date": "2024-05-12",
    "a formula": "=1+1",
    "other signs of formulas": "@SUM(1)",
    "a quoted formula": "'=1",
    "delimiters": 'a,b;c|d\t"e", f/g & h',
    "quotation marks": "\"a\" 'b' “c” ``d``",
    "an opening quotation mark": '"a',
    "backslashes": "\\ \\\\ \\n \\| \\u0041 a\\",
    "percent signs": "100% %20 %s {0} $a",
    "tags": "<b>a</b> &amp; &#65; <a/> <!-- c --> ]]> <?x?>",
    "Markdown": "# a *b* `c` [d](e) **f** __g__ ![h](i) ~~j~~",
    "a heading": "## Keywords",
    "a path": "../a/b\\c:d",
    "300 characters": ("A swarm of drones counts hives. " * 10)[:300],
    "1,000 characters": ("Another swarm counts “towns”. " * 35)[:1000],
    "a long word": "x" * 300,
}
"""Texts by what is special about them."""

INTEGERS = (
    None,
    0,
    1,
    -1,
    5,
    255,
    2**31,
    2**53 + 1,
    -(2**53) - 1,
    10**15 + 1,
    10**17 + 1,
    10**18 - 1,
    1 - 10**18,
)
"""Relevancies: with 16 digits, most are not equal to any float."""

IDS: tuple[str | None, ...] = (
    "b", None, "a", "B", "A", "none", "None", "null", "nan", "0", "007", "7", "1e5", "true", "ü x.y",
    "cafe\u0301", "caf\u00e9", "20251231-a-yearly-review", "0f343b0931126a20f133d67c2b018a3b", "a,b", "=1",
    "x" * 200, "digest-1", "1",
)  # fmt: skip
"""Ids, not in order: without one, by case, by normal form, like numbers and like words for nothing."""


@attrs.frozen
class Specimen:
    """A digest of which something is special.

    Attributes:
        name: what is special about it.
        digest: the digest.
        parts: makes specimens of its values one by one, for a format that refuses one of them.
    """

    name: str
    digest: Digest
    parts: Callable[[], Iterator[Specimen]] = attrs.field(eq=False)


@cache
def specimens() -> tuple[Specimen, ...]:
    """Return digests with every kind of value."""
    found = [_whole(f"{name} as text", _text_fields(text)) for name, text in TEXTS.items()]
    found += [_whole(f"relevancy {number}", _numbers(number)) for number in INTEGERS]
    found += [_whole(name, fields) for name, fields in _lists().items()]
    found += [_whole(name, fields) for name, fields in _shapes().items()]
    return tuple(found)


def _whole(name: str, fields: dict[str, Any]) -> Specimen:
    def parts() -> Iterator[Specimen]:
        for field, value in fields.items():
            yield Specimen(f"{name} in {field}", Digest(**{field: value}), lambda: iter(()))
            if isinstance(value, tuple) and len(value) == 1 and attrs.has(type(value[0])):
                yield from _parts_of(name, field, value[0], lambda entry: (entry,))
            elif attrs.has(type(value)):
                yield from _parts_of(name, field, value, lambda entry: entry)

    return Specimen(
        name, Digest(title="Bees", **fields) if "title" not in fields else Digest(**fields), parts
    )


def _parts_of(name: str, field: str, entry: Any, wrap: Callable[[Any], Any]) -> Iterator[Specimen]:
    """Make a specimen for each attribute of an entry; the other attributes are plain."""
    for attribute in attrs.fields(type(entry)):
        value = getattr(entry, attribute.name)
        plain = {"name": "Hives"} if hasattr(entry, "name") else {}
        digest = Digest(title="Bees", **{field: wrap(type(entry)(**plain | {attribute.name: value}))})
        yield Specimen(f"{name} in {field}, {attribute.name}", digest, lambda: iter(()))


def _text_fields(text: str) -> dict[str, Any]:
    """Fields with a text in each place of a text."""
    topic = Topic(text, text, None, {"src": text})
    return {
        "title": text,
        "origin": Origin(label=text, url=text),
        "link": Link(text=text, url=text),
        "preamble": text,
        "summary": text,
        "keywords": (text,),
        "themes": (text,),
        "category": text,
        "type": text,
        "other": (text,),
        "signals": (Signal(text, text, text, text, text, None, {"src": text}),),
        "concerns": (topic,),
        "behaviors": (topic,),
        "technologies": (topic,),
        "issues": (topic,),
        "closest": (Reference(text, text),),
        "sections": (Section(text, text),),
    }


def _numbers(number: int | None) -> dict[str, Any]:
    topic = Topic("Hives", "", number)
    return {
        "signals": (Signal("Hives", relevancy=number),),
        "concerns": (topic,),
        "behaviors": (topic,),
        "technologies": (topic,),
        "issues": (topic,),
    }


def _lists() -> dict[str, dict[str, Any]]:
    """Fields with many values each, none of them twice, some twice, and in no order."""
    found: dict[str, dict[str, Any]] = {}
    for size in (9, 60):
        names = [f"Hive {number * 7919 % size}" for number in range(size)]
        topics = tuple(Topic(name, f"Of {name}", number % 6) for number, name in enumerate(names))
        found[f"{size} values in each list"] = {
            "keywords": tuple(names),
            "themes": tuple(names),
            "other": tuple(names),
            "signals": tuple(Signal(name, f"Of {name}", name, "2034", name, 3) for name in names),
            "concerns": topics,
            "behaviors": topics,
            "technologies": topics,
            "issues": topics,
            "closest": tuple(Reference(name, f"{number:032x}") for number, name in enumerate(names)),
            "sections": tuple(Section(name, f"Of {name}") for name in names),
        }
    twice = ("honey", "bees", "honey", "honey")
    topics = tuple(map(Topic, twice))
    found["values that are repeated"] = {
        "keywords": twice,
        "themes": twice,
        "other": twice,
        "signals": tuple(map(Signal, twice)),
        "concerns": topics,
        "behaviors": topics,
        "technologies": topics,
        "issues": topics,
        "closest": tuple(Reference(name, "a33285a958e1c67e274803ca7ce0bec2") for name in twice),
        "sections": tuple(Section(name, name) for name in twice),
    }
    return found


def _shapes() -> dict[str, dict[str, Any]]:
    """Fields of which some are there and others are not."""
    plain = {field.name: getattr(PLAIN, field.name) for field in attrs.fields(Digest)}
    cells = {f"column {number}": f"cell {number}" for number in range(12)}
    return {
        "nothing": {"title": ""},
        "every field": plain,
        "an origin without values": {"origin": Origin(label="", url="")},
        "a link without values": {"link": Link(text="", url="")},
        "an origin with a label alone": {"origin": Origin(label="20240512", url="")},
        "an origin with an address alone": {"origin": Origin(label="", url="https://example.org")},
        "cells of unknown columns": {
            "signals": (Signal("Hives", extra=cells), Signal("Bees", extra={"note": "1", "Año": "2"})),
            "technologies": (Topic("Hives", extra=cells),),
        },
        "a summary of 40,000 characters": {"summary": "Bees count the hours of the day. " * 1212},
        **{f"{name} alone": {"title": "", name: value} for name, value in plain.items() if name != "title"},
    }


def distinct(number: int, size: int) -> Record:
    """Make a record that shares no value with another one.

    Args:
        number: which one; its id begins with it.
        size: the number of characters of its summary.
    """
    text = f"Hive {number} reports. "
    digest = attrs.evolve(
        PLAIN,
        title=f"Hive {number}",
        summary=(text * (size // len(text) + 1))[:size].strip(),
        keywords=(f"hive {number}", f"bees of {number}"),
    )
    return Record(f"{number:032x}", digest)
