"""Bullets: `format` and the fix of SK403 replace all that can be replaced, and the values stay."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import signalkit
from signalkit import Configuration, Diagnostic
from signalkit.checking import Checker
from signalkit.checking.fixing import fix
from signalkit.document import format_document
from signalkit.plugins import PluginManager
from signalkit.syntax.tree import Node
from tests.support.pool import texts
from tests.support.profiles import fewer

CHECKER = Checker(Configuration(select=("SK403",)), plugins=PluginManager(discover=False))
HEAD = "## Keywords\n\n"


def found(text: str) -> list[Diagnostic]:
    return CHECKER.check(signalkit.parse(text))


@pytest.mark.parametrize(
    ("text", "fixed", "formatted"),
    [
        ("- a\n- b", "* a\n* b", "* a\n* b"),
        ("1. a\n2. b", "* a\n* b", "* a\n* b"),
        ("9) a\n10) b", "* a\n* b", "* a\n* b"),
        ("1. a\n2.\n3. b", "* a\n2.\n* b", "* a\n2.\n* b"),
        ("- a\n\n- b\n\n\n- c", "* a\n\n* b\n\n\n* c", "* a\n* b\n* c"),
        ("- a\n+ b\n* c\n1. d", "* a\n* b\n* c\n* d", "* a\n* b\n* c\n* d"),
        (" -  a\n -  b", " * a\n * b", "* a\n* b"),
        ("-\ta", "* a", "* a"),
        ("- a\n  - b\n    - c\n- d", "* a\n  * b\n    * c\n* d", "* a\n  * b\n    * c\n* d"),
        ("* a\n  - b\n  - c", "* a\n  * b\n  * c", "* a\n  * b\n  * c"),
        ("1. a\n   - b\n2. c", "* a\n   * b\n* c", "* a\n  * b\n* c"),
        ("10. a\n    1. b\n       - c", "* a\n    * b\n       * c", "* a\n  * b\n    * c"),
        ("- a\n\n  - b\n\n- c", "* a\n\n  * b\n\n* c", "* a\n  * b\n* c"),
        ("-  a\n   b\n-  c", "* a\n   b\n* c", "* a\n  b\n* c"),
        ("- a\nb", "* a\nb", "* a\nb"),
        ("- a\n\n  more\n- b", "* a\n\n  more\n* b", "* a\n\n  more\n* b"),
        ("1000. a\n\n      more\n", "*    a\n\n      more\n", "*    a\n\n      more\n"),
        ("1. a\n\n       code\n2. b", "*  a\n\n       code\n* b", "*  a\n\n       code\n* b"),
        ("- a\n- **\n- b", "* a\n- **\n* b", "* a\n- **\n* b"),
        ("- * *", "- * *", "- * *"),
        ("> - a", "> - a", "> - a"),
        ("- a\n  > - b", "* a\n  > - b", "* a\n  > - b"),
        ("- `x\n  2. y`", "* `x\n  2. y`", "* `x\n  2. y`"),
        ("- a\n2) b\n", "* a\n* b\n", "* a\n* b\n"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_bullets_are_replaced(text: str, fixed: str, formatted: str, newline: str) -> None:
    document = signalkit.parse((HEAD + text).replace("\n", newline))
    mended, _ = fix(document, CHECKER.check)
    assert mended.text == (HEAD + fixed).replace("\n", newline)
    assert mended.digest == document.digest
    assert not CHECKER.check(mended)
    assert format_document(document).text == (HEAD + formatted).replace("\n", newline)
    assert format_document(document).digest == document.digest


def test_each_item_has_a_finding() -> None:
    for text in ("- a\n- b\n", "1. a\n  2) b\n"):
        one, two = found(HEAD + text)
        assert one.start == (3, 1)
        assert two.start[0] == 4
        assert one.message == f'use "*" for bullets, not "{text.split()[0]}"'


@pytest.mark.parametrize("item", ["2. Foo", "- - Foo", "10) a\n  11) b"])
def test_a_marker_that_may_be_text_stays(item: str) -> None:
    document = signalkit.parse(f"{HEAD}* {item}\n* b\n")
    assert [one for one in signalkit.check(document) if one.code == "SK403"] == []
    assert format_document(document) is document or item.split()[0] in format_document(document).text


@fewer(2)
@given(texts())
@example("## Keywords\n\n- a\n2) b\n- ***\n")
def test_law_nothing_is_left_to_fix_after_format(text: str) -> None:
    document = signalkit.parse(text)
    formatted = format_document(document)
    if document.is_digest and formatted is not document:
        left = CHECKER.check(formatted)
        assert all(one.fix is None and "not fixed: " in one.message for one in left)


@fewer(2)
@given(texts())
def test_law_fixed_bullets_keep_values_and_end(text: str) -> None:
    document = signalkit.parse(text)
    mended, _ = fix(document, CHECKER.check)
    assert mended.digest == document.digest
    assert all(one.fix is None and "not fixed: " in one.message for one in CHECKER.check(mended))


def shape(node: Node) -> list[object]:
    """Return texts, items and other blocks as they are nested; which list an item is in is left out."""
    found: list[object] = []
    for child in node.children:
        if child.kind == "list":
            found += shape(child)
        elif child.kind in ("item", "quote"):
            found.append((child.kind, shape(child)))
        elif child.kind not in ("blank", "space", "marker"):
            found.append((child.kind, [line.strip() for line in child.text.splitlines()]))
    return found


LINES = st.lists(
    st.builds(
        lambda indent, marker, spaces, text: f"{' ' * indent}{marker}{' ' * spaces}{text}",
        st.integers(0, 9),
        st.sampled_from(["-", "*", "+", "1.", "10)", "1000.", "", ""]),
        st.integers(1, 5),
        st.sampled_from(["a", "b", "c d", "", "# e", "***", "```"]),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=max(20, settings().max_examples // 5))  # each is slow
@given(LINES)
@example(["1. a", "   b", "", "  c"])
@example(["-   a", "", "  c"])
@example(["1.   a", "    # b"])
@example(["1000. a", "", "      b"])
@example(["10. a", "    1. b", "       - c"])
def test_items_stay_nested_as_they_are(lines: list[str]) -> None:
    document = signalkit.parse(f"{HEAD}* first\n" + "\n".join(lines))
    mended, _ = fix(document, CHECKER.check)
    assert shape(mended.tree) == shape(document.tree)
