"""Inline text and HTML: what a reader sees, and nothing that could do harm."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signalkit.inline import html, plain
from signalkit.testing import messy_text


@pytest.mark.parametrize(
    ("value", "text", "markup"),
    [
        ("plain", "plain", "plain"),
        ("a *b* **c** `d`", "a b c d", "a <em>b</em> <strong>c</strong> <code>d</code>"),
        ("[e](http://x.example/?a=1&b=2)", "e", '<a href="http://x.example/?a=1&amp;b=2">e</a>'),
        ("&eacute; \\* 1 < 2", "é * 1 < 2", "é * 1 &lt; 2"),
        ("~~s~~ <b>x</b>", "s x", "<del>s</del> &lt;b&gt;x&lt;/b&gt;"),
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


class Judge(HTMLParser):
    """Fails on any tag, attribute or scheme that is not on the list."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "em", "strong", "del", "code", "img", "br"}
        for name, value in attributes:
            assert name in {"href", "src", "alt"}
            if name != "alt":
                head = (value or "").split("/")[0].split("?")[0].split("#")[0]
                assert ":" not in head or head.split(":")[0].lower() in {"http", "https", "mailto"}


def judge(value: str) -> None:
    markup = html(value)
    Judge().feed(markup)
    tags = {"a", "em", "strong", "del", "code", "img", "br"}
    markup = markup.encode("utf-8", "replace").decode()
    kept = nh3.clean(markup, tags=tags, attributes={"a": {"href"}, "img": {"src", "alt"}}, link_rel=None)
    assert kept.count("<") == markup.count("<")


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](java&#x09;script:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](&#1;javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox(1))",
        "![x](javascript:alert(1))",
        '![" onerror="alert(1)](x)',
        '[x](http://a" onmouseover="alert(1))',
        "<img src=x onerror=alert(1)>",
        "<javascript:alert(1)>",
        "`<script>`",
        "[x](//evil.example)",
        "[x](\\\\javascript:alert(1))",
    ],
)
def test_known_vectors_are_harmless(value: str) -> None:
    judge(value)


@settings(max_examples=300)
@given(messy_text() | st.text(alphabet="[]()<>!*_`~&:\\\"' \nabjavscript#;/=x"))
def test_total_and_safe(value: str) -> None:
    assert isinstance(plain(value), str)
    judge(value)


@pytest.mark.parametrize(
    "piece", ["[", "*", "`", "<", "![", "_a_ ", "[a](b) ", "&amp;", "~~", "**a", "a@b.co ", "\\"]
)
def test_hostile_input_is_bounded(piece: str) -> None:
    for size in (300, 1_000_000):
        value = piece * (size // len(piece))
        plain(value)
        html(value)


def test_threads_do_not_meet() -> None:
    entries = [f"*a{i}* [b{i}](http://x.example/{i}) `c{i}`" for i in range(200)]
    alone = [(plain(value), html(value)) for value in entries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda value: (plain(value), html(value)), entries)) == alone


def test_marko_is_loaded_on_first_use() -> None:
    code = "import sys, signalkit.inline; assert 'marko' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_wrong_type_is_named() -> None:
    with pytest.raises(TypeError, match="value"):
        plain(1)  # type: ignore[arg-type]
