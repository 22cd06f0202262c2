"""Slips in origins and links, each with an input of its own: code, place, message, fix."""

from __future__ import annotations

import pytest

import signalkit
from signalkit import Diagnostic, Link, Origin
from signalkit.display import quote
from signalkit.syntax.text import apply_edits
from tests.support import clean

ISSUE = "https://letters.example/p/20231105"
ARTICLE = "https://tide.example/report_2"
HEAD = f"# __Tides__, from ([20231105]({ISSUE}).)"
LINK = f"__[External link]({ARTICLE})__"


def page(head: str = HEAD, link: str = LINK) -> str:
    """A digest without findings but those in its title and its link."""
    return f"{head}\n\n{link}\n\n\n\n## Keywords\n\n* sea\n\n## Themes\n\n* coast\n\n## Summary\n\nIt rises."


def only(text: str) -> Diagnostic:
    """The only problem of a text."""
    [one] = clean.problems(text)
    return one


def shown(one: Diagnostic) -> str:
    return f"{one.start[0]}:{one.start[1]} {one.code} {one.message}"


def fixed(text: str) -> str:
    """The text after the unsafe fix of its only problem; nothing is found in it."""
    one = only(text)
    assert one.fix is not None
    assert not one.fix.safe
    after = apply_edits(text, one.fix.edits)
    assert clean.problems(after) == []
    return after


def test_the_page_is_clean() -> None:
    assert clean.problems(page()) == []
    assert signalkit.parse(page()).digest.origin == Origin(label="20231105", url=ISSUE)


# -- origins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["20240631", "99999999", "20230229", "20241301", "20240631d"])
def test_a_date_that_is_not_in_the_calendar(label: str) -> None:
    text = page(f"# __Tides__, from ([{label}](https://letters.example/p/{label}).)")
    assert shown(only(text)) == f"1:21 SK113 {label[:8]} is not a date in the calendar"


@pytest.mark.parametrize("label", ["20240229", "15908.0", "20250622d", "20251231-a-yearly-review", "a-story"])
def test_labels_of_the_producer(label: str) -> None:
    assert clean.problems(page(f"# __Tides__, from ([{label}](https://letters.example/p/{label}).)")) == []


NEAR = {
    "no-break space": f"# __Tides__, from\u00a0([20231105]({ISSUE}).)",
    "no-break space before": f"# __Tides__,\u00a0from ([20231105]({ISSUE}).)",
    "two spaces": f"# __Tides__, from  ([20231105]({ISSUE}).)",
    "zero-width space": f"# __Tides__, from \u200b([20231105]({ISSUE}).)",
    "capital": f"# __Tides__, From ([20231105]({ISSUE}).)",
    "space before the address": f"# __Tides__, from ([20231105] ({ISSUE}).)",
    "no parenthesis at the end": f"# __Tides__, from ([20231105]({ISSUE}).",
    "nothing after the address": f"# __Tides__, from ([20231105]({ISSUE})",
    "no parenthesis": f"# __Tides__, from [20231105]({ISSUE}).",
    "no word": f"# __Tides__, ([20231105]({ISSUE}).)",
}


@pytest.mark.parametrize("name", NEAR)
def test_near_forms_of_the_origin(name: str) -> None:
    text = page(NEAR[name])
    assert signalkit.parse(text).digest.origin is None
    assert shown(only(text)) == ("1:3 SK114 the origin is read as part of the title; expected from ([…](…).)")
    assert fixed(text) == page()


def test_a_near_form_of_the_other_layout() -> None:
    text = page(f"# __Tides__, (from  page [20231105]({ISSUE}).)")
    assert only(text).message.endswith("expected (from page […](…).)")
    assert fixed(text) == page(f"# __Tides__, (from page [20231105]({ISSUE}).)")


@pytest.mark.parametrize("after", ["DRAFT", "(draft)", "✅"])
def test_text_after_the_origin(after: str) -> None:
    one = only(page(f"{HEAD} {after}"))
    what = after.strip(" .)")
    assert shown(one) == f"1:3 SK114 text after the origin makes it part of the title: {quote(what)}"
    assert one.fix is None


def test_a_second_origin() -> None:
    text = page(f"# __Tides__, from ([20231105]({ISSUE}).), from ([20231105]({ISSUE}).)")
    assert "1:3 SK114 the title contains a second origin" in map(shown, clean.problems(text))


def test_a_title_without_anything_like_an_origin() -> None:
    for title in ("__Tides__", "__Tides [sic]__", "__Tides (2 of 3) [sic]__", "__[Tides](tides)__"):
        assert only(page(f"# {title}")).code == "SK102"


@pytest.mark.parametrize(
    ("label", "address"),
    [("2504", "2504.0"), ("2504.0", "2504"), ("20231105.0", "20231105"), ("2023-11-05", "20231105"),
     ("2,504.0", "2504.0"), ("20231105", "20231106"), ("20231105", "20231105d")],
)  # fmt: skip
def test_a_label_that_differs_from_the_address(label: str, address: str) -> None:
    text = page(f"# __Tides__, from ([{label}](https://letters.example/p/{address}).)")
    assert shown(only(text)) == f'1:12 SK106 origin label is "{label}", but the URL ends in "{address}"'


def test_a_query_is_not_compared_with_the_label() -> None:
    for end in ("?utm_source=a&p=7", "#7", "/", "/?a=7"):
        assert clean.problems(page(HEAD.replace(ISSUE, ISSUE + end))) == []


# -- addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (f"<{ARTICLE}>", "angle brackets around the URL are read as part of it"),
        (f'{ARTICLE} "The tide"', "a title after the URL is read as part of it"),
        (f"{ARTICLE} 'The tide'", "a title after the URL is read as part of it"),
        (f'<{ARTICLE}> "The tide"', "a title after the URL is read as part of it"),
    ],
)
def test_markdown_around_an_address(found: str, message: str) -> None:
    text = page(link=LINK.replace(ARTICLE, found))
    assert signalkit.parse(text).digest.link == Link(url=found)
    assert shown(only(text)) == f"3:19 SK115 link.url: {message}"
    assert fixed(text) == page()


def test_markdown_around_the_address_of_the_origin() -> None:
    text = page(HEAD.replace(ISSUE, f"<{ISSUE}>"))
    assert "SK115" in [one.code for one in clean.problems(text)]


@pytest.mark.parametrize(
    ("found", "name", "meant"),
    [
        (r"https://tide.example/report\_2", r"the escape \_", ARTICLE),
        ("https://tide.example/\u200breport_2", "U+200B", ARTICLE),
        ("https://tide.example/report_2\ufeff", "U+FEFF", ARTICLE),
        ("https://tide.example/re\u00adport_2\u00ad", "U+00AD", ARTICLE),
        ('https://tide.example/"report"', '"', "https://tide.example/%22report%22"),
        ("https://tide.example/a\\b`", "\\ and `", "https://tide.example/a%5Cb%60"),
    ],
)
def test_characters_that_no_address_has(found: str, name: str, meant: str) -> None:
    text = page(link=LINK.replace(ARTICLE, found))
    assert shown(only(text)) == f"3:19 SK116 link.url: a URL cannot contain {name}"
    assert fixed(text) == page(link=LINK.replace(ARTICLE, meant))


def test_addresses_of_the_producer() -> None:
    for url in (
        "https://tide.example/Tide_(novel)",
        "https://tide.example/%E2%82%AC?a=b&c[]=d|e",
        "https://tide.example/l’eau/北京#~'!",
    ):
        assert clean.problems(page(link=LINK.replace(ARTICLE, url))) == []


# -- the external link -------------------------------------------------------------------------------------

EXPECTED = "expected __[External link](URL)__"


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (f"__[External link] ({ARTICLE})__", f"the external link is not read; {EXPECTED}"),
        (f"__[External link]({ARTICLE})", f"the external link is not read; {EXPECTED}"),
        (f"[External link]({ARTICLE})__", f"the external link is not read; {EXPECTED}"),
        (f"__[External link]({ARTICLE})_", f"the external link is not read; {EXPECTED}"),
        (f"__[External link]({ARTICLE}__", f"the external link is not read; {EXPECTED}"),
        (f'[External link]({ARTICLE} "The tide")', f"the external link is not read; {EXPECTED}"),
        (ARTICLE, f"the link text is not a link; {EXPECTED}"),
        (f"<{ARTICLE}>", f"the link text is not a link; {EXPECTED}"),
    ],
)
def test_near_forms_of_the_link(link: str, message: str) -> None:
    text = page(link=link)
    assert signalkit.parse(text).digest.link is None
    assert shown(only(text)) == f"3:1 SK117 {message}"
    assert fixed(text) == page()


def test_near_forms_of_the_link_without_a_fix() -> None:
    for link, message in (
        (f"{LINK} (paywall)", 'text after the external link makes it part of the preamble: "(paywall)"'),
        (f"{LINK}\nBy the editors.", "the external link is not a paragraph of its own, and is not read"),
        ("External link: none", f"the external link is not read; {EXPECTED}"),
    ):
        one = only(page(link=link))
        assert shown(one) == f"3:1 SK117 {message}"
        assert one.fix is None


def test_a_preamble_is_not_taken_for_the_link() -> None:
    for preamble in ("See [the tide](https://tide.example).", "[sic] (so they say)?", "Waves."):
        assert only(page(link=preamble)).code == "SK107"


@pytest.mark.parametrize(
    "title", ["__Tides__,\u200b", "__Tides__\u200b,", "__Tides\u200b__,", "\u200b__Tides__,"]
)
def test_a_zero_width_space_between_title_and_origin(title: str) -> None:
    text = page(HEAD.replace("__Tides__,", title))
    assert signalkit.parse(text).digest.title != "Tides"
    [one] = [one for one in clean.problems(text) if one.code == "SK015"]
    assert one.message == "invisible character U+200B zero width space"
    assert one.fix is not None
    assert apply_edits(text, one.fix.edits) == page()
