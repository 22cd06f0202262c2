"""The rules keep the laws of all rules; and what is particular to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalkit_links.addresses import same_page, tracking_parameters, without_tracking
from signalkit_links.rules import RULES

import signalkit
from signalkit import Configuration, Corpus
from signalkit.checking import Checker
from signalkit.checking.fixing import fix
from signalkit.testing import rule_conformance
from tests.support.pool import documents
from tests.support.profiles import fewer

TestTracking, TestHttp, TestSamePage = (rule_conformance(rule, texts=documents()) for rule in RULES)
CHECKER = Checker(Configuration(select=("LNK",)))


def digest(url: str) -> str:
    return f"# __Bees__\n\n__[External link]({url})__\n"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.org/?utm_source=x", "https://a.org/"),
        ("https://a.org/?utm_source=x&id=1&fbclid=y#top", "https://a.org/?id=1#top"),
        ("https://a.org/?id=1&UTM_Medium=x", "https://a.org/?id=1"),
        ("https://a.org/?id=utm_source&x", "https://a.org/?id=utm_source&x"),
        ("https://a.org/?a=1&&b=2", "https://a.org/?a=1&&b=2"),
        ("https://a.org/#?utm_source=x", "https://a.org/#?utm_source=x"),
        ("https://a.org/?", "https://a.org/?"),
    ],
)
def test_only_what_tracks_goes(url: str, clean: str) -> None:
    assert without_tracking(url) == clean
    mended, count = fix(signalkit.parse(digest(url)), CHECKER.check)
    assert mended.text == digest(clean)
    assert count == (url != clean)


@fewer(4)
@given(st.text(st.sampled_from("a?&=#/utm_source")) | st.text())
def test_law_what_is_clean_stays_as_it_is(url: str) -> None:
    clean = without_tracking(url)
    assert not tracking_parameters(clean)
    assert without_tracking(clean) == clean
    assert (clean == url) == (not tracking_parameters(url))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://example.org/a", True),
        ("HTTP://example.org", True),
        ("https://example.org/a", False),
        ("http://localhost:8000/", False),
        ("http://127.0.0.1/", False),
        ("http:/odd", False),
    ],
)
def test_http_where_https_is_meant(url: str, found: bool) -> None:
    assert bool(CHECKER.check(signalkit.parse(digest(url)))) == found


def test_one_page_under_many_addresses(tmp_path: Path) -> None:
    urls = ["http://www.a.org/x/", "https://a.org/x?utm_source=y", "https://A.org/x#top", "https://a.org/y"]
    assert len({same_page(url) for url in urls}) == 2
    for number, url in enumerate(urls):
        (tmp_path / f"{number:032x}.md").write_text(digest(url))
    found = signalkit.check(Corpus.load(tmp_path), config=Configuration(select=("LNK003",)))
    assert [one.path.stem[-1] for one in found if one.path] == ["0", "1", "2"]


def test_more_parameters_may_track(tmp_path: Path) -> None:
    for number, url in enumerate(["https://a.org/x?REF=y&id=1", "https://a.org/x?id=1"]):
        (tmp_path / f"{number:032x}.md").write_text(digest(url))
    corpus = Corpus.load(tmp_path)
    more = {"parameters": ["ref"]}
    config = Configuration(select=["LNK"], rules={"LNK001": more, "same-page": more})
    found = signalkit.check(corpus, config=config)
    assert [(one.code, [place.path for place in one.related]) for one in found] == [
        ("LNK001", []),
        ("LNK003", [corpus.cards[1].path]),
        ("LNK003", [corpus.cards[0].path]),
    ]
    mended, _ = fix(corpus[f"{0:032x}"], Checker(config).check)
    assert mended.text == digest("https://a.org/x?id=1")
    assert not signalkit.check(corpus, config=Configuration(select=["LNK"]))
