"""``junit``: JUnit XML, a suite for each file and a case for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import Diagnostic
from signalkit.display import sanitize_line
from signalkit.exchange.xml_text import illegal


def _legal(value: object) -> str:
    return illegal().sub("\ufffd", str(value))


def _add(parent: Element, tag: str, **attributes: object) -> Element:
    """Add an element on a line of its own."""
    element = ElementTree.SubElement(parent, tag, {name: _legal(value) for name, value in attributes.items()})
    element.tail = "\n"
    return element


def _add_suite(suites: Element, name: str, found: Sequence[Diagnostic]) -> None:
    total = len(found)
    suite = _add(suites, "testsuite", name=name, tests=total, failures=total, errors=0, skipped=0)
    suite.text = "\n"
    for one in found:
        line, column = one.start
        message = sanitize_line(one.message)
        if one.about_corpus:
            case = _add(suite, "testcase", name=f"{one.code} {one.rule}", classname=name)
        else:
            title = f"{one.code} {one.rule} ({line}:{column})"
            case = _add(suite, "testcase", name=title, classname=name, file=name, line=line)
        failure = _add(case, "failure", message=message, type=one.severity)
        failure.text = message if one.about_corpus else _legal(f"line {line}, column {column}: {message}")


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the suites; one that passes if nothing was found."""
    total = len(diagnostics)
    suites = Element(
        "testsuites", name="signalkit", tests=str(max(total, 1)), failures=str(total), errors="0"
    )
    suites.text = "\n"
    for name, found in groupby(diagnostics, name_of):
        _add_suite(suites, name, list(found))
    if not diagnostics:
        suite = _add(suites, "testsuite", name="signalkit", tests=1, failures=0, errors=0, skipped=0)
        _add(suite, "testcase", name=f"{context.files} files", classname="signalkit")
    suites.tail = "\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(suites, "unicode")}'
