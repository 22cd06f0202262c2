"""Inline text and HTML: what a reader sees, within bounds. That HTML is harmless: test_security_inline.py."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from signalkit.inline import html, plain


@pytest.mark.parametrize(
    ("value", "text", "markup"),
    [
        ("plain", "plain", "plain"),
        ("a *b* **c** `d`", "a b c d", "a <em>b</em> <strong>c</strong> <code>d</code>"),
        ("[e](http://x.example/?a=1&b=2)", "e", '<a href="http://x.example/?a=1&amp;b=2">e</a>'),
        ("&eacute; \\* 1 < 2", "é * 1 < 2", "é * 1 &lt; 2"),
        ("~~s~~ <b>x</b>", "s x", "<del>s</del> &lt;b&gt;x&lt;/b&gt;"),
        ("www.x.example", "www.x.example", '<a href="http://www.x.example">www.x.example</a>'),
        ("<a@x.example>", "a@x.example", '<a href="mailto:a@x.example">a@x.example</a>'),
        ("[*e*](javascript:x)", "e", "<em>e</em>"),
        ("![a *b* `c` <i>](javascript:x)", "a b c ", "a b c "),
        ("a `b` it's", "a b it's", "a <code>b</code> it&#x27;s"),
        ("a  \nb\\\nc", "a\nb\nc", "a<br />\nb<br />\nc"),
        ("![alt](x.png)", "alt", '<img src="x.png" alt="alt" />'),
        ("# x", "# x", "# x"),
        ("* x", "* x", "* x"),
        ("[a]: /b", "[a]: /b", "[a]: /b"),
        ("a\nb", "a\nb", "a\nb"),
    ],
)
def test_examples(value: str, text: str, markup: str) -> None:
    assert plain(value) == text
    assert html(value) == markup


@pytest.mark.parametrize(
    "piece", ["[", "*", "`", "<", "![", "_a_ ", "[a](b) ", "&amp;", "~~", "**a", "a@b.co ", "\\"]
)
def test_hostile_input_is_bounded(piece: str) -> None:
    for size in (300, 1_000_000):
        value = piece * (size // len(piece))
        plain(value)
        html(value)


def test_where_the_stack_ends_markup_is_text() -> None:
    value = "*a _b " * 99 + "c" + " d_ e*" * 99

    def call(depth: int) -> tuple[str, str]:
        return call(depth - 1) if depth else (plain(value), html(value))

    limit = sys.getrecursionlimit()
    results = {call(depth) for depth in range(0, limit - 150, 50)}
    assert (value, value) in results  # no character of it needs to be escaped
    assert all(text in (value, value.translate({42: None, 95: None})) for text, _ in results)


def test_threads_do_not_meet() -> None:
    entries = [f"*a{i}* [b{i}](http://x.example/{i}) `c{i}`" for i in range(200)]
    alone = [(plain(value), html(value)) for value in entries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda value: (plain(value), html(value)), entries)) == alone


@pytest.mark.process
def test_marko_is_loaded_on_first_use() -> None:
    code = "import sys, signalkit.inline; assert 'marko' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_wrong_type_is_named() -> None:
    with pytest.raises(TypeError, match="value"):
        plain(1)  # type: ignore[arg-type]
