"""Any bytes are imported, or refused with an `ImportFormatError`; what came in goes out and comes back.

The first argument is the format. Of a format of several files an input is either an archive or, since no
search gets past checksums, the files themselves: names and contents in turn, parted by NUL.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections import Counter

import harness

import signalkit
from signalkit import Document, ImportFormatError, Record, UnrepresentableError
from signalkit.plugins import PluginManager
from signalkit.testing.input import BAD_INPUT
from signalkit.testing.specimens import PLAIN

METADATA = "csv-metadata.json"
FORMATS = ("json", "jsonl", "markdown", "csv", "csvw", "json-ld", "opml")
PLUGINS = PluginManager()


def pack(data: bytes) -> bytes:
    """Make an archive of the files in an input."""
    out = io.BytesIO()
    parts = data.split(b"\0")
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in zip(parts[::2], parts[1::2], strict=False):
            shown = name.decode("utf-8", "replace")[:100] or "x"
            if shown not in archive.NameToInfo:
                archive.writestr(zipfile.ZipInfo(shown), content)
    return out.getvalue()


def unpack(data: bytes) -> bytes:
    """Return the input that an archive is packed from."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if METADATA in files:  # ten times as long as the tables, and mostly not read
        tables = json.loads(files[METADATA])["tables"]
        kept = [{"url": one["url"], "dc:extent": one["dc:extent"]} for one in tables]
        files[METADATA] = json.dumps({"tables": kept}).encode()
    return b"\0".join(part for name, content in files.items() for part in (name.encode(), content))


def read(format: str, data: bytes) -> list[Record]:
    """Return the records in a file; the only error is the one for an invalid file."""
    return list(signalkit.import_records(format, io.BytesIO(data), plugins=PLUGINS))


def order(record: Record) -> str:
    """Return the key that an archive sorts its digests by."""
    return f"{record.id}.md"


def check(format: str, data: bytes) -> None:
    """Assert the laws of an importer."""
    if PLUGINS.importer(format).source == "folder" and not data.startswith(b"PK"):
        data = pack(data)
    try:
        records = read(format, data)
    except ImportFormatError as error:
        assert error.reason
        assert "\n" not in error.reason.splitlines()[0]
        return
    out = io.BytesIO()
    try:
        signalkit.export(records, format, out, plugins=PLUGINS)
    except UnrepresentableError as error:
        assert error.reason
        return
    again = read(format, out.getvalue())
    if format == "markdown":  # a file is called after a digest without id, and comes in its place
        assert Counter(one.digest for one in again) == Counter(one.digest for one in records)
        again = [one for one in again if one in records]
        records = sorted([one for one in records if one.id is not None], key=order)
    assert again == records


def seeds(format: str) -> list[bytes]:
    """Our digests one by one and together, in that format; and what is something else."""
    documents = [signalkit.parse_bytes(data) for data in harness.digest_files()]
    plain = [Record("0f343b0931126a20f133d67c2b018a3b", PLAIN), Record(None, PLAIN)]
    made = list(BAD_INPUT.values())
    groups: list[list[Document] | list[Record]] = [[], plain[:1], plain, documents[:2]]
    for several in groups + [[one] for one in documents]:
        out = io.BytesIO()
        signalkit.export(several, format, out, plugins=PLUGINS)
        made.append(out.getvalue())
        if PLUGINS.importer(format).source == "folder":
            made.append(unpack(out.getvalue()))
    return [data for data in made if len(data) < 50_000]


TOKENS = {
    "json": [*'{}[],:"', "null", "true", "NaN", "1e400", "-0", "\\u", "\\ud800", '"id":', '"extra":'],
    "csv": [",", ";", "\t", '"', '""', "\r\n", "\ufeff", "digest", "section", "position", "formulas"],
    "csvw": ["\0", ".csv\0", "csv-metadata.json", "dc:extent", "topics.csv", '"', ",", "\r\n", "concerns"],
    "markdown": ["\0", ".md\0", "/", "../", "__MACOSX/"],
    "opml": ['<outline text="', '"/>', "</outline>", "sk:field=", "xmlns:sk=", "&#", "&amp;", "<!DOCTYPE"],
    "json-ld": ["@context", "@id", "@type", "@list", "@set", "@graph", "@value", "@vocab", "@base", "_:b0"],
}  # fmt: skip


def tokens(format: str) -> list[str]:
    """Return what a file of the format is made of, names of fields included."""
    names = [*TOKENS.get(format, []), "title", "relevancy", "extra", "keywords", "summary"]
    if format in ("jsonl", "json-ld"):
        names += TOKENS["json"]
    if format == "json-ld":
        names += ["@container", "@index", "@language", "@nest", "@import", "@protected", "@json", "@included"]
        names += ["@propagate", "@prefix", "_:b0", "https://schema.org/", "position", "headline", "hasPart"]
    return names + (harness.TOKENS if format == "markdown" else [])


if __name__ == "__main__":
    chosen = sys.argv.pop(1)
    harness.run(lambda data: check(chosen, data), lambda: seeds(chosen), tokens(chosen))
