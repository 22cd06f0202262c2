"""``gitlab``: a code quality report. A fingerprint stays the same when lines move."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from signalkit.checking.reports import Context, name_of
from signalkit.checking.rule import Diagnostic

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def write(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write the report."""
    times: Counter[tuple[str, str, str]] = Counter()
    issues = []
    for one in diagnostics:
        content = one.message
        if not one.about_corpus:
            content = context.document(one.path).text[one.span.start : one.span.end]
        key = (name_of(one), one.code, content)
        text = "\0".join([*key, str(times[key])]).encode("utf-8", "surrogatepass")
        times[key] += 1
        issues.append(
            {
                "description": one.message,
                "check_name": one.code,
                "severity": _SEVERITIES[one.severity],
                "fingerprint": hashlib.sha256(text).hexdigest(),
                "location": {
                    "path": name_of(one),
                    "positions": {
                        "begin": {"line": one.start[0], "column": one.start[1]},
                        "end": {"line": one.end[0], "column": one.end[1]},
                    },
                },
            }
        )
    return json.dumps(issues, indent=2) + "\n"
