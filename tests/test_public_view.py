"""Our rules use what third-party rules can: the public view of a document, and names that are listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import signalkit
from tests.support.reference import LISTED
from tests.support.samples import ROOT

SOURCE = ROOT / "src" / "signalkit"
FILES = [*SOURCE.rglob("*.py"), *ROOT.glob("plugins/*/src/**/*.py")]
PRIVATE = {name for name in vars(signalkit.Document) if re.match("_[a-z]", name)}
RULES = sorted((SOURCE / "checking" / "rules").rglob("*.py"))


def private_accesses(code: str) -> Iterator[str]:
    """Find the uses of private names of documents that are not those of an object itself."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE:
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Constant) and node.value in PRIVATE:
            yield f"{node.lineno}: {node.value!r}"


@pytest.mark.parametrize(
    "code",
    ["document._parsed", "one.document._parsed.blocks", "getattr(doc, '_parsed')", "Document._with(d, p)"],
)
def test_a_private_access_is_found(code: str) -> None:
    assert list(private_accesses(code))
    assert not list(private_accesses("self._parsed; document.tables; document.text[_parsed:]"))


def test_only_the_document_touches_what_is_private_to_it() -> None:
    outside = [
        file for file in FILES if file != SOURCE / "document.py" and SOURCE / "codec" not in file.parents
    ]
    assert len(outside) > 50
    assert [
        f"{file.relative_to(ROOT)}:{found}"
        for file in outside
        for found in private_accesses(file.read_text(encoding="utf-8"))
    ] == []


def find(name: str) -> object:
    """Import what a dotted name means."""
    module, _, last = name.rpartition(".")
    try:
        return getattr(import_module(module), last)
    except ModuleNotFoundError:
        return getattr(find(module), last)


def imported_names(code: str) -> Iterator[str]:
    """Find what a module imports from signalkit, the other modules of rules left out."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.ImportFrom):
            continue
        module = node.module or ""
        if module.startswith("signalkit") and not f"{module}.".startswith("signalkit.checking.rules."):
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", RULES, ids=lambda file: str(file.relative_to(RULES[0].parent)))
def test_rules_import_only_what_the_reference_lists(file: Path) -> None:
    public = [find(name) for name in LISTED]
    assert [
        name
        for name in imported_names(file.read_text(encoding="utf-8"))
        if not any(find(name) is one for one in public)
    ] == []
