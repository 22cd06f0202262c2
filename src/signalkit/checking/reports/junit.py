"""``junit``: JUnit XML, a suite for each file and a case for each finding."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import XMLGenerator

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import Diagnostic
from signalkit.display import harmless_line

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the suites; one that passes where nothing was found."""
    text = io.StringIO()
    xml = XMLGenerator(text, "utf-8", short_empty_elements=True)

    def start(name: str, /, **attributes: object) -> None:
        values = {key: _ILLEGAL.sub("\ufffd", str(value)) for key, value in attributes.items()}
        xml.startElement(name, values)  # type: ignore[arg-type]

    def end(name: str) -> None:
        xml.endElement(name)
        xml.ignorableWhitespace("\n")

    xml.startDocument()
    total = len(diagnostics)
    start("testsuites", name="signalkit", tests=max(total, 1), failures=total, errors=0)
    xml.ignorableWhitespace("\n")
    for name, group in groupby(diagnostics, name_of):
        found = list(group)
        start("testsuite", name=name, tests=len(found), failures=len(found), errors=0, skipped=0)
        xml.ignorableWhitespace("\n")
        for one in found:
            line, column = one.start
            start(
                "testcase",
                name=f"{one.code} {one.rule} ({line}:{column})",
                classname=name,
                file=name,
                line=line,
            )
            start("failure", message=harmless_line(one.message), type=one.severity)
            xml.characters(
                _ILLEGAL.sub("\ufffd", f"line {line}, column {column}: {harmless_line(one.message)}")
            )
            xml.endElement("failure")
            end("testcase")
        end("testsuite")
    if not diagnostics:
        start("testsuite", name="signalkit", tests=1, failures=0, errors=0, skipped=0)
        start("testcase", name=f"{context.files} files", classname="signalkit")
        xml.endElement("testcase")
        end("testsuite")
    end("testsuites")
    return text.getvalue()
