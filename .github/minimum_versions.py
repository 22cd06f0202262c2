"""Print the lower bound of each run-time dependency as a constraint for pip: ``attrs==25.1``."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print a line for each dependency of the core and the plugins; fail if one has no lower bound."""
    bounds: dict[str, str] = {}
    for path in (ROOT / "pyproject.toml", *ROOT.glob("plugins/*/pyproject.toml")):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        extras = project.get("optional-dependencies", {}).values()
        for requirement in [*project["dependencies"], *(one for extra in extras for one in extra)]:
            found = re.fullmatch(r"([a-z0-9-]+)>=([0-9.]+)(?:,<[0-9.]+)?", requirement)
            if found is None:
                sys.exit(f"{path}: no lower bound: {requirement}")
            if found[1].startswith("signalkit"):
                continue
            if bounds.setdefault(found[1], found[2]) != found[2]:
                sys.exit(f"{path}: another lower bound than elsewhere: {requirement}")
    print("\n".join(f"{name}=={version}" for name, version in sorted(bounds.items())))


if __name__ == "__main__":
    main()
