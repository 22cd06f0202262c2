"""``json``: an array of objects, with the names of ruff's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import Diagnostic, Location


def _place(place: tuple[int, int]) -> dict[str, int]:
    return {"row": place[0], "column": place[1]}


def _fix(one: Diagnostic, context: Context) -> dict[str, Any] | None:
    if one.fix is None:
        return None
    document = context.document(one.path)
    return {
        "applicability": "safe" if one.fix.safe else "unsafe",
        "edits": [
            {
                "content": edit.text,
                "location": _place(document.position(edit.span.start)),
                "end_location": _place(document.position(edit.span.end)),
            }
            for edit in one.fix.edits
        ],
    }


def _related(other: Location) -> dict[str, Any]:
    return {
        "message": other.message,
        "filename": name_of(other),
        "location": _place(other.start),
        "end_location": _place(other.end),
    }


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the array; a finding about a corpus names its folder, and has no location."""
    values = [
        {
            "code": one.code,
            "name": one.rule,
            "severity": one.severity,
            "message": one.message,
            "filename": name_of(one),
            "location": None if one.about_corpus else _place(one.start),
            "end_location": None if one.about_corpus else _place(one.end),
            "fix": _fix(one, context),
            "related": list(map(_related, one.related)),
        }
        for one in diagnostics
    ]
    return json.dumps(values, indent=2) + "\n"
