"""``sarif``: SARIF 2.1.0 (OASIS), with the rules, and fixes as replacements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import BaseRule, Diagnostic, Location

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def _rule(rule: BaseRule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.title} {rule.why}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.default},
    }


def _region(start: tuple[int, int], end: tuple[int, int]) -> dict[str, int]:
    return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}


def _location(one: Diagnostic | Location) -> dict[str, str]:
    name = name_of(one)
    if isinstance(one, Diagnostic) and one.about_corpus:
        name += "/"  # a folder (section 3.10.2)
    return {"uri": quote(name.encode("utf-8", "surrogateescape")) if name != "-" else "stdin"}


def _place(one: Diagnostic | Location) -> dict[str, Any]:
    """Return a physical location; that of a corpus is its folder, without a region."""
    if isinstance(one, Diagnostic) and one.about_corpus:
        return {"physicalLocation": {"artifactLocation": _location(one)}}
    return {"physicalLocation": {"artifactLocation": _location(one), "region": _region(one.start, one.end)}}


def _fix(one: Diagnostic, context: Context) -> list[dict[str, Any]]:
    if one.fix is None:
        return []
    document = context.document(one.path)
    replacements = [
        {
            "deletedRegion": _region(document.position(edit.span.start), document.position(edit.span.end)),
            "insertedContent": {"text": edit.text},
        }
        for edit in one.fix.edits
    ]
    change = {"artifactLocation": _location(one), "replacements": replacements}
    return [{"description": {"text": one.message}, "artifactChanges": [change]}]


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the log."""
    rules = sorted(context.rules)
    results = []
    for one in diagnostics:
        result: dict[str, Any] = {
            "ruleId": one.code,
            "level": _LEVELS[one.severity],
            "message": {"text": one.message},
            "locations": [_place(one)],
        }
        if one.code in context.rules:
            result["ruleIndex"] = rules.index(one.code)
        if one.related:
            result["relatedLocations"] = [
                {"id": number, "message": {"text": other.message}, **_place(other)}
                for number, other in enumerate(one.related, 1)
            ]
        if fixes := _fix(one, context):
            result["fixes"] = fixes
        results.append(result)
    driver = {
        "name": "signalkit",
        "version": context.version,
        "rules": [_rule(context.rules[code]) for code in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"
