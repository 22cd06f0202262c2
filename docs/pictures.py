"""The pictures of the documentation, in docs/img: `make pictures`.

Those of a terminal are SVG, made by rich from what the commands print, and the same on every machine; a test
compares them. That of the site is a screenshot by Chromium, if there is one.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.text import Text

from signalkit.cli.main import cli

IMAGES = Path(__file__).parent / "img"
COLUMNS = 100
NAME = "4d7c19b0e8a25f3361c4b7f09e2d8a56.md"
DIGEST = """\
# __Kelp Breaks the Waves__, from ([20240931](https://newsletter.example/p/20240931).)

__[External link](https://example.org/kelp-breakwater?utm_source=newsletter)__



## Summary

A small port has anchored rows of kelp outside its harbour wall. In the autumn storms, waves inside were a \
third lower, and the harvest pays for the ropes.

## Keywords

* kelp
* coastal protection
* ports
* Kelp

## Themes

* Climate adaptation

## Signals

| Signal               | Change               | 10y horizon         | Driving force       |
|:---------------------|:---------------------|:--------------------|:--------------------|
| Living breakwaters   | From wall to forest  | Ports plant forests | Higher storm surges |
| A crop that protects | From cost to income  | Insurers farm kelp  | Food | feed prices  |
| Nurseries for fish   | From edge to habitat | Quotas follow ropes |
"""
CORRECT = (
    DIGEST.replace("20240931", "20240922")
    .replace("?utm_source=newsletter", "")
    .replace("* Kelp\n", "")
    .replace("Food | feed", "Food \\| feed")
    .replace("Quotas follow ropes |", "Quotas follow ropes | Overfishing         |")
)
CHECK = ["check", "--isolated", "digests"]
SHOW = ["show", "digests"]

_SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px;
line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""The template of rich, without the font that it fetches."""


class _Terminal(io.TextIOWrapper):
    """A stream in memory that takes itself for a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="", write_through=True)

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.seek(0)
        return self.read()


def run(words: list[str], folder: Path) -> str:
    """Run a command in a folder, and return what a terminal of `COLUMNS` columns gets of it."""
    terminal = _Terminal()
    variables = {"COLUMNS": str(COLUMNS), "LINES": "1000", "TERM": "xterm-256color", "COLORTERM": ""}
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CLICOLOR")}
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, {**kept, **variables}, clear=True),
        contextlib.redirect_stdout(terminal),
        contextlib.redirect_stderr(terminal),
        contextlib.suppress(SystemExit),
    ):
        cli.main(words, prog_name="signalkit")
    return terminal.text()


def draw(words: list[str], folder: Path) -> str:
    """Draw a terminal with a command and what it prints, as SVG."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), color_system="standard", force_terminal=True
    )
    shown = [word for word in words if word != "--isolated"]
    console.print(Text.assemble(("$ ", "green"), (f"signalkit {' '.join(shown)}", "bold")))
    console.print(Text.from_ansi(run(words, folder).rstrip("\n")))
    console.print()  # the last line is clipped below its base line
    svg = console.export_svg(title="", code_format=_SVG, unique_id=f"signalkit-{words[0]}")
    return "\n".join(line.rstrip() for line in svg.split("\n"))


def make_pictures() -> dict[str, str]:
    """Return the pictures of a terminal by their file names."""
    drawn = {}
    for words, text in ((CHECK, DIGEST), (SHOW, CORRECT)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "digests" / NAME
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8", newline="")
            drawn[f"{words[0]}.svg"] = draw(words, Path(folder))
    return drawn


def take_screenshot(path: Path) -> None:
    """Build the site, and write a picture of its first page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("There is no Chromium: docs/img/site.png is unchanged.", file=sys.stderr)
        return
    root = IMAGES.parents[1]
    subprocess.run([sys.executable, "-m", "zensical", "build", "--strict", "--clean"], cwd=root, check=True)
    shown = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    shown += ["--window-size=1280,960", f"--screenshot={path}", (root / "site" / "index.html").as_uri()]
    subprocess.run(shown, check=True, capture_output=True)


def main() -> None:
    """Write all pictures."""
    IMAGES.mkdir(exist_ok=True)
    for name, text in make_pictures().items():
        (IMAGES / name).write_text(text, encoding="utf-8", newline="\n")
    take_screenshot(IMAGES / "site.png")


if __name__ == "__main__":
    main()
