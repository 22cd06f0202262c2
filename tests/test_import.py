"""Importing signalkit is light: what is heavy comes with first use."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import signalkit

HEAVY = ("marko", "pluggy", "click", "rich", "importlib.metadata", "hypothesis", "wcwidth")
ORDER = [
    "errors", "display", "text", "tree", "lines", "commonmark", "blocks", "layouts", "digest", "reader",
    "tables", "writer", "lens", "files", "document", "formatter", "inline", "discovery", "corpus",
    "configuration", "records", "json_text", "checking", "exchange", "plugins", "formats", "rules",
    "reports", "cli", "testing",
]  # fmt: skip


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


def test_imports_point_one_way() -> None:
    root = Path(signalkit.__file__).parent
    for path in root.rglob("*.py"):
        module = path.relative_to(root).parts[0].removesuffix(".py")
        if module.startswith("_"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("signalkit."):
                target = str(node.module).split(".")[1]
                assert ORDER.index(target) <= ORDER.index(module), f"{path.name} imports {target}"


def test_loading_our_plugins_is_light() -> None:
    code = "from signalkit.plugins import PluginManager; assert 'opml' in PluginManager().exporters()"
    heavy = {
        "defusedxml",
        "pyld",
        "xml.sax",
        "signalkit_csv.flat",
        "signalkit.lens",
        "difflib",
        "hashlib",
        "signalkit_jsonld.writer",
    }
    assert not loaded_after(code) & heavy
