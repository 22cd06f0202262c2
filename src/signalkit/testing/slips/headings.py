"""Slips in the headings of sections: a wrong marker, or decoration."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signalkit.document import parse
from signalkit.testing.slips.slip import Slip, Slipped


def replace_line(text: str, line: int, new: str) -> Slipped:
    r"""Replace a line by others.

    Args:
        text: a text with ``LF`` line ends.
        line: its number, from 1.
        new: what comes in its place, without the last line end.
    """
    lines = text.split("\n")
    lines[line - 1 : line] = new.split("\n")
    return Slipped("\n".join(lines), line, line + new.count("\n"))


def _headings(*forms: str) -> Callable[[str], Iterable[Slipped]]:
    """Make the `apply` of a slip that writes the heading of a section in other forms, ``{}`` for its name."""

    def apply(text: str) -> Iterable[Slipped]:
        document = parse(text)
        for part in document.outline.parts:
            if part.field is not None:
                line, _ = document.position(part.start)
                _, start, end = document.heading(part.heading)
                for form in forms:
                    yield replace_line(text, line, form.format(text[start:end]))

    return apply


SLIPS = [
    Slip("heading-without-space", _headings("##{}", "#{}", "###{}")),
    Slip("heading-with-other-space", _headings("##\u00a0{}", "##\u3000{}", "##\u200b{}", "## \u00a0{}")),
    Slip("heading-with-full-width-signs", _headings("＃＃ {}", "＃＃{}", "#＃ {}", "＃＃\u3000{}")),
    Slip("heading-in-bold", _headings("**{}**", "__{}__", "**{}:**", "**{}**:", "*{}*")),
    Slip("heading-indented", _headings("    ## {}", "\t## {}", "      ## {}", "     {}")),
    Slip("heading-in-html", _headings("<h2>{}</h2>", '<h2 id="a">{}</h2>', "<H2>{}", "<h3> {} </h3>")),
    Slip("heading-after-invisible-character", _headings("\ufeff## {}", "\u200b## {}", "\u2060##{}")),
    Slip("heading-after-html", _headings("<div>\n## {}", "<div>## {}</div>", "<!-- a --> ## {}")),
    Slip(
        "heading-of-wiki", _headings("== {} ==", "=={}==", "=== {}", "!! {}", "h2. {}", "---++ {}", "** {}")
    ),
    Slip("heading-escaped", _headings("\\## {}", "\\##{}")),
    Slip("heading-in-quote", _headings("> ## {}", ">## {}")),
    Slip("heading-of-other-level", _headings("# {}", "### {}", "####### {}", "{}\n===", "# {} (2)")),
    Slip("heading-without-marker", _headings("{}", "{}:", " {}")),
    Slip("heading-with-attributes", _headings("## {} {{#a}}", "## {}{{.a #b}}", "## {} {{: .a}}")),
    Slip("heading-linked", _headings("## [{}](#a)", "## [{}](https://example.org)", "## {} [¶](#a)")),
    Slip("heading-with-count", _headings("## {} (4)", "## {} [12]", "## {}: 4", "## {} 4", "## {} (draft)")),
    Slip("heading-with-emphasis", _headings("## __{}__", "## **{}**", "## *{}*", "## `{}`", "## ~~{}~~")),
    Slip("heading-with-emoji", _headings("## 🔭 {}", "## {} 🔭", "## 🗂️ {}", "## → {}")),
    Slip("heading-with-number", _headings("## 3. {}", "## 3) {}", "## 3.1 {}", "## 3 {}", "## § 3 {}")),
    Slip(
        "heading-with-tag", _headings("## {} #a", "## {} #a #b", "## #{}", "## {}:", '## <a name="a"></a>{}')
    ),
    Slip("heading-with-invisible-character", _headings("## {}\u00a0", "## \ufeff{}", "## {}\u200b")),
]
"""The slips of this module."""
