"""The formats that signalkit brings itself keep the laws of all formats."""

from __future__ import annotations

import pytest

from signalkit.exchange import json, jsonl, markdown
from signalkit.plugins import get_manager
from signalkit.testing import exporter_conformance
from tests.support.pool import single_digests

TestJson = exporter_conformance(
    json.EXPORTER, json.IMPORTER, options=[{"indent": 2}], values=single_digests()
)
TestJsonl = exporter_conformance(jsonl.EXPORTER, jsonl.IMPORTER, values=single_digests())
TestMarkdown = pytest.mark.lengthy(
    exporter_conformance(
        markdown.EXPORTER,
        markdown.IMPORTER,
        options=[{"layout": "extended"}, {"layout": "classic"}],
        files_by_id=True,
        values=single_digests(),
    )
)

MEDIA_TYPES = {
    "csv": ("text/csv", ".csv"),
    "csvw": ("application/csvm+json", ""),
    "json": ("application/json", ".json"),
    "json-ld": ("application/ld+json", ".jsonld"),
    "jsonl": ("application/jsonl", ".jsonl"),
    "markdown": ("text/markdown", ""),
    "opml": ("text/x-opml", ".opml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}


def test_media_types_and_suffixes() -> None:
    exporters, importers = get_manager().exporters(), get_manager().importers()
    assert {name: (one.media_type, one.suffix) for name, one in exporters.items()} == MEDIA_TYPES
    assert {name: (one.media_type, one.suffix) for name, one in importers.items()} == MEDIA_TYPES
    assert all((one.target == "folder") == (one.suffix == "") for one in exporters.values())
    assert all((one.source == "folder") == (one.suffix == "") for one in importers.values())
