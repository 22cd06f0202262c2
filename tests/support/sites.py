"""Distributions made by hand where pip would put them: a module, and metadata with its entry point."""

from __future__ import annotations

import textwrap
from pathlib import Path


def install(site: Path, distribution: str, code: str, *, version: str = "1.0", entry: str = "") -> None:
    """Put a plugin of one module into a folder.

    Args:
        site: The folder, to be on the path of modules.
        distribution: The name of the distribution, and with underscores that of the module.
        code: That of the module, which may be indented.
        version: The version of the distribution.
        entry: The name of the entry point; that of the module if it is empty.
    """
    module = distribution.replace("-", "_")
    (site / f"{module}.py").write_text(textwrap.dedent(code), encoding="utf-8")
    describe(site, distribution, module, version=version, entry=entry)


def describe(site: Path, distribution: str, module: str, *, version: str = "1.0", entry: str = "") -> None:
    """Put the metadata of a distribution into a folder; its module is somewhere else.

    Args:
        site: The folder, to be on the path of modules.
        distribution: The name of the distribution.
        module: The name of the module that is the plugin.
        version: The version of the distribution.
        entry: The name of the entry point; that of the module if it is empty.
    """
    info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[signalkit]\n{entry or module} = {module}\n")
