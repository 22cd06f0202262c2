"""Slips in lists: near bullets, content that is not read, near keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.document import parse
from signalkit.testing.slips.headings import replace_line
from signalkit.testing.slips.slip import Slip, Slipped


def _items(*forms: str, field: str = "") -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip that writes a one-line item in other forms, ``{}`` for its text."""

    def apply(text: str) -> Iterable[Slipped]:
        document = parse(text)
        for name, items in document.items.items():
            for item in items:
                start, end = item.text
                line, column = document.position(item.start)
                if field not in ("", name) or column != 1 or document.position(item.end - 1)[0] != line:
                    continue
                for form in forms:
                    # A pipe would make more cells, and a fence with a backtick after it is none.
                    if not any(sign in form and sign in item.value for sign in "|`"):
                        yield replace_line(text, line, form.format(text[start:end]))

    return apply


def _keys(*forms: str) -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip in the items with a key, ``{key}`` and ``{value}``."""

    def apply(text: str) -> Iterable[Slipped]:
        document = parse(text)
        values = {"Category": document.digest.category, "Type": document.digest.type}
        for item in document.items.get("other", ()):
            key, _, value = item.value.partition(": ")
            if value and values.get(key) == value and "\n" not in value:
                line, _ = document.position(item.start)
                for form in forms:
                    yield replace_line(text, line, form.format(key=key, value=value))

    return apply


SLIPS = [
    Slip("bullet-without-space", _items("*{}", "-{}", "+{}")),
    Slip("bullet-with-other-space", _items("*\u00a0{}", "*\u2009{}", "*\u200b{}", "-\u3000{}", " *\u00a0{}")),
    Slip("bullet-of-other-sign", _items("• {}", "•{}", "– {}", "— {}", "· {}", "− {}", "‣\t{}", "＊ {}")),
    Slip("bullet-escaped", _items("\\* {}", "\\- {}", "1\\. {}")),
    Slip("bullet-missing", _items("{}", " {}")),
    Slip("bullet-indented", _items("      * {}", "       - {}")),
    Slip("item-of-code", _items("*     {}", "* ```{}", "*\n\n      {}")),
    Slip("item-of-heading", _items("* # {}", "* {}\n  ---")),
    Slip("item-of-quote", _items("* > {}", "> {}", "> * {}")),
    Slip("item-of-table", _items("* | {} |\n  |---|", "| {} |")),
    Slip("item-split", _items("* a\n\n  {}", "* a\n\n{}", "* a\n  > {}", "* a\n{}", "* a\n  ***\n  {}")),
    Slip("key-in-bold", _keys("* **{key}:** {value}", "* **{key}**: {value}", "* __{key}:__ {value}")),
    Slip("key-with-other-colon", _keys("* {key} : {value}", "* {key} = {value}", "* {key}：{value}")),
    Slip("key-with-dash", _keys("* {key} - {value}", "* {key} – {value}", "* {key} — {value}")),
    Slip("key-misspelt", _keys("* {key}s: {value}", "* {key}\u00a0: {value}", "* `{key}`: {value}")),
]
"""The slips of this module."""
