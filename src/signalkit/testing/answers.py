"""What a plugin makes of cases, in any process: bytes, records, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from signalkit.exchange.records import Record
from signalkit.testing.host import Host
from signalkit.testing.trial import find_all


def answer(values: Mapping[str, Any], cases: Sequence[Any]) -> list[Any]:
    """Return what an exporter with its importer makes of each case, or what a rule finds in it.

    Args:
        values: the ``"exporter"`` and perhaps the ``"importer"``, or the ``"rule"``.
        cases: for formats, options, records, and whether they are read back; for a rule, texts.
    """
    if "rule" in values:
        return find_all(values["rule"], cases)
    host = Host(values.get("exporter"), values.get("importer"))
    return [export_and_import(host, *case) for case in cases]


def export_and_import(
    host: Host, options: Mapping[str, Any], records: Sequence[Record], is_read: bool
) -> tuple[bytes, list[Record] | None]:
    """Return the bytes of an export, and what an import of them gives.

    Args:
        host: has the format.
        options: for the export.
        records: the records to export.
        is_read: whether they are imported, too.
    """
    data = host.write(records, options)
    return data, list(host.read(data)) if is_read else None
