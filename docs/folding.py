"""What a page of the reference has twice: the directive for the site, and plain Markdown for other readers.

A page in the checkout has the plain text of a name between two comments, and reads well in an editor or on
GitHub. The site is built from the directive in the first comment, which mkdocstrings expands: this module is
an extension of Python-Markdown, named in zensical.toml.

    <!-- ::: signalkit.load -->
    ### `signalkit.load`
    …
    <!-- ::: -->
"""

from __future__ import annotations

import re

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

BEGIN = "<!-- ::: {} -->"
END = "<!-- ::: -->"
_EXPANDED = re.compile(r"^<!-- (::: [\w.]+) -->\n(?:.*\n)*?<!-- ::: -->$", re.M)


def fold(text: str) -> str:
    """Return a page with directives instead of what they are expanded to."""
    return _EXPANDED.sub(r"\1", text)


class _Fold(Preprocessor):  # type: ignore[misc]
    def run(self, lines: list[str]) -> list[str]:
        return fold("\n".join(lines)).split("\n")


class _Folding(Extension):  # type: ignore[misc]
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_Fold(md), "folding", 1000)  # before all others


def makeExtension(**settings: object) -> Extension:  # noqa: N802
    """Make the extension; the name is Python-Markdown's."""
    return _Folding(**settings)
