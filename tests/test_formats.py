"""The formats that signalkit brings itself keep the laws of all formats."""

from __future__ import annotations

from signalkit.exchange import json, jsonl, markdown
from signalkit.testing import exporter_conformance

TestJson = exporter_conformance(json.EXPORTER, json.IMPORTER, options=[{"indent": 2}])
TestJsonl = exporter_conformance(jsonl.EXPORTER, jsonl.IMPORTER)
TestMarkdown = exporter_conformance(
    markdown.EXPORTER, markdown.IMPORTER, options=[{"layout": "extended"}, {"layout": "classic"}]
)
