"""Importing signalkit is light: what is heavy comes with first use."""

from __future__ import annotations

import subprocess
import sys

import signalkit

HEAVY = ("marko", "pluggy", "click", "rich", "importlib.metadata", "hypothesis", "wcwidth")


def loaded_after(code: str) -> set[str]:
    run = [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"]
    return set(subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())


def test_import_loads_nothing_heavy() -> None:
    assert not loaded_after("import signalkit") & set(HEAVY)


def test_reading_and_writing_load_nothing_heavy() -> None:
    code = "import signalkit; signalkit.serialize(signalkit.parse('# T').digest)"
    assert not loaded_after(code) & set(HEAVY)


def test_all_public_names_are_there() -> None:
    for name in signalkit.__all__:
        assert getattr(getattr(signalkit, name), "__name__", name) == name
    assert set(signalkit.__all__) <= set(dir(signalkit))


def test_loading_our_plugins_is_light() -> None:
    code = "from signalkit.plugins import PluginManager; assert 'opml' in PluginManager().exporters()"
    heavy = {
        "defusedxml",
        "pyld",
        "xml.sax",
        "signalkit_csv.flat",
        "signalkit.codec.lens",
        "difflib",
        "hashlib",
        "signalkit_jsonld.writer",
    }
    assert not loaded_after(code) & heavy
