"""Reports: for people, and for programs that are not ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from junitparser import JUnitXml

import signalkit
from signalkit import Document
from signalkit.checking import Checker, Diagnostic
from signalkit.checking.reports import FORMATS, Context, write_report
from signalkit.checking.reports.github import escape_data, escape_property
from signalkit.plugins import PluginManager

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
TEXT = (
    "\ufeff# __Bees\x07 🛰️__\n\n## Keywords\n\n* bees\n* bees\n\n## Issues\n\n"
    "| name  | description |\n|:------|:------------|\n| a|b   | text        |\n| Rot | it\nrots |\n"
)
DOCUMENTS = [signalkit.parse(TEXT, path="in/50% a,b:c.md"), signalkit.parse("", path="empty.md")]
CHECKER = Checker(plugins=PluginManager(discover=False))


def report(format: str, documents: list[Document] = DOCUMENTS, **facts: Any) -> str:
    by_path = {document.path: document for document in documents}
    found = [one for document in documents for one in CHECKER.check(document)]
    context = Context(
        dict(CHECKER.rules), lambda path: by_path[path], files=len(documents), version="1.2.3", **facts
    )
    return write_report(format, found, context)


def diagnostics() -> list[Diagnostic]:
    return [one for document in DOCUMENTS for one in CHECKER.check(document)]


def test_the_sample_has_findings_of_every_kind() -> None:
    found = diagnostics()
    assert {one.severity for one in found} >= {"error", "warning"}
    assert any(one.fix is not None and one.fix.safe for one in found)
    assert any(one.fix is not None and not one.fix.safe for one in found)
    assert any(one.start[0] != one.end[0] for one in found)


def test_concise_is_a_line_for_each() -> None:
    lines = report("concise").splitlines()
    assert len(lines) == len(diagnostics())
    assert (
        "in/50% a,b:c.md:1:1: SK002 [*] byte order mark at the beginning of the file [byte-order-mark]"
        in lines
    )
    assert lines[-1] == "empty.md:1:1: SK005 file is empty [empty-file]"


def test_full_shows_the_line_and_where() -> None:
    text = report("full", [signalkit.parse("## Keywords\n\n* bees 北\t- x\n", path="a.md")])
    assert "a.md:3:" in text
    [line, marks] = text[text.index("    3 |") :].splitlines()[:2]
    assert line == "    3 | * bees 北 - x"
    # The tab stands before the dash; the character before it takes two columns of a terminal.
    assert marks.index("^") == line.index("- x") - 1 + 1
    assert "\x1b[" not in text
    assert "\x1b[" in report("full", colour=True)


def test_full_cuts_long_lines() -> None:
    text = report("full", [signalkit.parse("## Keywords\n\n* " + "x " * 5000 + "\ty\n", path="a.md")])
    assert max(map(len, text.splitlines())) < 140
    assert "…" in text


@pytest.mark.parametrize("width", [40, 60, 100])
def test_full_wraps_messages_at_spaces(width: int) -> None:
    document = signalkit.parse(
        "## Keywords\n\n* bees\nA line that continues the item above it, " + "x" * 60, path="a.md"
    )
    lines = report("full", [document], width=width).splitlines()
    words = {word for line in lines for word in line.split()}
    assert all(len(line) <= width or line.startswith("  --> ") for line in lines)
    assert {word for one in CHECKER.check(document) for word in one.message.split()} <= words


def test_json_has_the_names_of_ruff() -> None:
    values = json.loads(report("json"))
    assert len(values) == len(diagnostics())
    mark = next(one for one in values if one["code"] == "SK002")
    assert mark == {
        "code": "SK002",
        "name": "byte-order-mark",
        "severity": "warning",
        "message": "byte order mark at the beginning of the file",
        "filename": "in/50% a,b:c.md",
        "location": {"row": 1, "column": 1},
        "end_location": {"row": 1, "column": 2},
        "fix": {
            "applicability": "safe",
            "edits": [
                {
                    "content": "",
                    "location": {"row": 1, "column": 1},
                    "end_location": {"row": 1, "column": 2},
                }
            ],
        },
        "related": [],
    }


def test_github_escapes_by_its_rules() -> None:
    assert escape_data("50%\r\n") == "50%25%0D%0A"
    assert escape_property("a,b:c%\n") == "a%2Cb%3Ac%25%0A"
    lines = report("github").splitlines()
    assert len(lines) == len(diagnostics())
    for line, one in zip(lines, diagnostics(), strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match
        properties = dict(pair.split("=") for pair in match[2].split(","))
        assert properties["file"] in ("in/50%25 a%2Cb%3Ac.md", "empty.md")
        assert ("col" in properties) == (one.start[0] == one.end[0])
        assert one.code in match[3]


def test_gitlab_fingerprints_stay_when_lines_move() -> None:
    values = json.loads(report("gitlab"))
    prints = [value["fingerprint"] for value in values]
    assert len(set(prints)) == len(prints) == len(diagnostics())
    moved = signalkit.parse(TEXT.replace("## Issues", "\n\n## Issues"), path=DOCUMENTS[0].path)
    assert {v["fingerprint"] for v in json.loads(report("gitlab", [moved, DOCUMENTS[1]]))} == set(prints)
    for value in values:
        assert value["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert value["location"]["positions"]["begin"]["line"] >= 1


@pytest.mark.parametrize("documents", [DOCUMENTS, []])
def test_sarif_is_what_its_schema_says(documents: list[Document]) -> None:
    log = json.loads(report("sarif", documents))
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    [run] = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["version"] == "1.2.3"
    assert len(driver["rules"]) > 40
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
    if documents:
        uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
        assert uris == {"in/50%25%20a%2Cb%3Ac.md", "empty.md"}
        assert any("fixes" in result for result in run["results"])


def test_the_schema_finds_what_is_wrong() -> None:
    log = json.loads(report("sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(log)


def test_junit_is_read_by_a_reader_that_is_not_ours() -> None:
    suites = JUnitXml.fromstring(report("junit").encode())
    cases = [case for suite in suites for case in suite]
    assert len(cases) == len(diagnostics())
    assert all(case.result for case in cases)
    assert [suite.name for suite in suites] == ["in/50% a,b:c.md", "empty.md"]
    clean = JUnitXml.fromstring(report("junit", []).encode())
    assert [(suite.tests, suite.failures) for suite in clean] == [(1, 0)]


def test_junit_keeps_line_ends_of_names_and_replaces_what_xml_cannot_hold() -> None:
    path = "a\n\r\n\r\tb \x07\x85\udcff\ufffe\uffff<&\"'>\U0010ffff.md"
    [suite] = JUnitXml.fromstring(report("junit", [signalkit.parse("", path=path)]).encode())
    expected = "a\n\r\n\r\tb \ufffd\x85\ufffd\ufffd\ufffd<&\"'>\U0010ffff.md"
    [case] = suite
    assert (suite.name, case.classname) == (expected, expected)
    assert [one.text for one in case.result] == ["line 1, column 1: file is empty"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_report_ends_its_last_line(format: str) -> None:
    assert report(format).endswith("\n")
    assert report(format, []) == "" or report(format, []).endswith("\n")


ODD_NAMES = ["a\nb.md", "a\rb.md", "\udcff.md", "t\tab.md", "x\x1b[31m.md", 'q"<&>.md', "a\u2028b.md", "🛰️.md"]


def names_in(format: str, text: str) -> list[str]:
    """Read the names of files from a report, with a program that is not ours."""
    if format == "junit":
        return [case.get("file", "") for case in ElementTree.fromstring(text).iter("testcase")]
    value = json.loads(text.encode())
    json.dumps(value, ensure_ascii=False).encode()  # no lone surrogates
    if format == "sarif":
        places = [one["locations"][0]["physicalLocation"] for one in value["runs"][0]["results"]]
        return [unquote(place["artifactLocation"]["uri"], errors="replace") for place in places]
    return [one["filename"] if format == "json" else one["location"]["path"] for one in value]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_of_files_leave_reports_valid(name: str, format: str) -> None:
    documents = [signalkit.parse("## Keywords\n\n* \udcff\n- 🛰️\udcff\n", path=name)]
    found = len(CHECKER.check(documents[0]))
    text = report(format, documents)
    text.encode()
    if format in ("concise", "github"):
        assert len(text.splitlines()) == found
    elif format == "full":
        assert len(text.splitlines()) == 5 * found
    else:
        replaced = name.replace("\udcff", "\ufffd")
        assert (
            names_in(format, text)
            == [replaced.replace("\x1b", "\ufffd") if format == "junit" else replaced] * found
        )
