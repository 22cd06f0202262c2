"""What the fuzz targets share: atheris to search with, or one input after the other to run again.

    python fuzz/parse.py [-libfuzzer_option=…] FOLDER...      search
    python fuzz/parse.py --replay FILE_OR_FOLDER...           run again, without atheris
    python fuzz/parse.py --seeds FOLDER                       write what the search begins with

A target is a function of bytes that raises when a law is broken. Coverage guides the search only through
modules that are imported here, so that targets import signalkit after this module.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("signalkit", "signalkit_csv", "signalkit_jsonld", "signalkit_opml")
SEARCHING = not {"--replay", "--seeds"} & set(sys.argv)


def _import_all() -> None:
    """Everything that is to be watched, also what signalkit loads at first use only."""
    for name in PACKAGES:
        for module in pkgutil.walk_packages(import_module(name).__path__, f"{name}."):
            if not module.name.endswith(("__main__", "_hypothesis")):
                import_module(module.name)
    import_module("pyld.jsonld")


if SEARCHING:
    import atheris

    with atheris.instrument_imports(include=[*PACKAGES, "pyld"]):
        _import_all()


def digest_files() -> list[bytes]:
    """Our seeds, and short texts of every construct that the reader knows."""
    files = sorted((ROOT / "seeds").glob("*.md"))
    return [path.read_bytes() for path in files] + [text.encode() for text in _SMALL]


_SMALL = [
    "",
    "# T",
    "# __T__, from ([20231203](https://a.example/p).)\n\n__[External link](https://a.example/x)__\n\n\n\n"
    "## Keywords\n\n* a\n* b\n",
    "# __T__, (from page [L](u).)\r\n\r\n## Other\r\n\r\n* Category: science\r\n* Type: news\r\n* x: y\r\n",
    "0f343b0931126a20f133d67c2b018a3b\n===\n\nKeywords\n---\n\n1. a\n   b\n2) c\n\n   - d\n\n     e\n",
    "---\na: b\n---\n## Signals\n\n| name | relevancy | src |\n|:---|---:|---|\n| a \\| b | 4 | x |\n| c | nan |\n",
    "## Closest\n\n* [T](0f343b0931126a20f133d67c2b018a3b)\n* [A ]( b )\n+ none\n\n## Closest\n\n- [x](y)\n",
    "## Summary\n\n> quote\nlazy\n\n    code\n\n```md\n## Keywords\n```\n\n<!-- c -->\n\n<div>\n\nx\n\n***\n\n[a]: /b 'c'\n",
    "\ufeff## Issues ##\n\nname | description\n---|---\na | b | c\nd\n\n## Notes\n\nx\n\n### y\n",
    "<!-- signalkit-disable SK402, SK3 -->\n## Keywords\n\n* a \n<!-- signalkit-enable -->\n* a\n",
]

# What a search by bytes alone would hardly come upon.
TOKENS = [
    *("# ", "## ", "### ", " ##", "\n\n", "\r\n", "\r", "\n* ", "\n- ", "\n+ ", "\n1. ", "\n2) ", "\n  - "),
    *("\n> ", "\n    ", "\t", "\n```\n", "\n~~~\n", "\n---\n", "\n+++\n", "\n===\n"),
    *("\n***\n", "  \n", "\\\n"),
    *("|", "\n| ", " |\n", " | ", "\\|", "\\\\|", "|---|", "|:---|---:|", ":--:", "| nan |", "-1", "1.5"),
    *("__", "**", "_", "*", "`", "~~", "[", "](", ")", "[a](b)", "![a](b)", "<a>", "</a>", "<b ", "&amp;"),
    *("<!--", "-->", "<!-- x -->", "<?", "?>", "<![CDATA[", "]]>", "<!A", "<div>", "<script>", "</script>"),
    *("[a]: /b\n", "[a]: <b> 'c'\n", "'", '"', "(", "<", ">", "\\", "https://", "www.", "a@b.example"),
    *(", from ([", ", (from page [", ").)", " from ([", "](u).)", "__[External link](u)__", "20231203"),
    *("Summary", "Keywords", "Themes", "Other", "Signals", "Concerns", "Behaviors", "Technologies"),
    *("Issues", "Closest", "\n## Keywords\n", "\n## Signals\n", "\n## Closest\n", "\n## Other\n"),
    *("\n## Summary\n", "\n## Issues\n", "\n## Notes\n", "Category: ", "Type: ", "Category:", "TYPE:"),
    *("name", "description", "change", "10-year", "driving-force", "relevancy", "src", "Signal", "Change"),
    *("10y horizon", "Driving force", "\ufeff", "\u2028", "\x85", "\x0b", "\x0c", "\u00a0", "\x00", "é"),
    *("<!-- signalkit-disable", "<!-- signalkit-disable-next-line SK301 -->", "signalkit-enable", "SK402"),
    *("signalkit-disable-file", "signalkit-disable-line", "0f343b0931126a20f133d67c2b018a3b", "ß", "İ"),
]


def write_seeds(folder: Path, seeds: Iterable[bytes]) -> None:
    """Write a file for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:03}").write_bytes(seed)


def write_tokens(path: Path, tokens: Iterable[str]) -> None:
    """Write a dictionary for libFuzzer."""
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in token.encode()) + '"\n' for token in tokens]
    path.write_text("".join(lines), encoding="ascii")


def _files(names: Iterable[str]) -> Iterable[Path]:
    for path in map(Path, names):
        yield from sorted(path.iterdir()) if path.is_dir() else [path]


def run(
    target: Callable[[bytes], None], seeds: Callable[[], Iterable[bytes]], tokens: Iterable[str] = TOKENS
) -> None:
    """Do what the command line says with a target."""
    if "--seeds" in sys.argv:
        folder = Path(sys.argv[-1])
        write_seeds(folder, seeds())
        write_tokens(folder.with_suffix(".dict"), tokens)
    elif not SEARCHING:
        for path in _files(sys.argv[sys.argv.index("--replay") + 1 :]):
            target(path.read_bytes())
    else:
        atheris.Setup(sys.argv, target)
        atheris.Fuzz()
