"""Fragments of Markdown, each from a small choice of lines, for the comparison with other parsers."""

from __future__ import annotations

import random
from collections.abc import Iterator

# Greek is running text, so that a peer's HTML can be held against the source: whatever else is a mark.
BODIES = [
    "α", "β γ", "δ", "α\\", "ε  ", "ζ | η", "*θ*", "[m]", "λ|", "|μ", "\\| ν", "# ", "α #", "0", "=", "-",
    "+", "a1",
    # digests
    "# __α__, from ([20231203](https://n.example/p/20231203).)", "__[External link](https://a.example/)__",
    "## Summary", "## Keywords", "* α β", "* γ", "## Signals", "| Signal   | Change   |",
    "|:---------|:---------|", "| α        | β        |", "## Closest",
    "* [α](ca5ee4ed37426d3cdb506e1c24b25245)", "| 3 |",
    # headings and rules
    "# α", "## β ##", "### γ #δ", "#", "######", "####### ε", "#ζ", "# η \\#", "#\tθ", "===", "=", "== =",
    "---", "-- ", "--", "***", "* * *", "___", "- - -", "_ _", "**  * ", "-\t-\t-",
    # fences
    "```", "````", "~~~", "``` α", "~~~ `β`", "``` `γ`", "`` δ", "```\t", "~~~~ ~",
    # items
    "* α", "- β", "+ γ", "1. δ", "2) ε", "10) ζ", "0. η", "1) θ", "123456789. α", "1234567890. β", "*", "-",
    "+", "1.", "2.", "*  ", "*   γ", "*     δ", "*\tε", "-\t\tζ", "1.\tη", "- # θ", "* > α", "- * β",
    "1. - γ", "- ```", "* <div>", "- [m]: /l", "*α", "1.β", "- | α |", "* ---", "- ===", "-    α",
    "1.     β",
    # quotes
    "> α", ">", ">β", ">  γ", ">     δ", "> * ε", ">> ζ", "> > η", "> ```", "> # θ", "> <div>",
    "> | α | β |", "> |-|-|", ">\tα", "> 1. β", "> ---", "> ===", "> [m]: /l", ">\t- γ",
    # tables
    "| α | β |", "|-|-|", "|---|---|", "| γ |", "|-|", "|:-|", "| - |", "-|-", "--|--", ":-- | --:",
    ":-:|:-", "δ | ε", "| ζ \\| η | θ |", "| α | β | γ |", "|", "||", "| |", "| | |", "|α|β", "| :-: |",
    ":-", "-:", "|--|--|--|", "- | -", "|-|-", "| α | `β|γ` |", "|-| -|", "|+|+|", "|- -|", "\\|α",
    "α \\\\| β",
    # HTML
    "<div>", "</div>", "<div", "<DIV>α", "<pre>", "</pre>", "<script>α", "α</script>", "<style>β</style>",
    "<textarea", "<!-- x", "y -->", "<!-- z -->", "<!-->", "<!--> δ", "<? x", "?>", "<!A", "<!a x>",
    "<![CDATA[", "]]>", "<b>", "</b>", "<b> α", "<i x='1'>", "<i x=1 y>", "<i x", "<a/>", "<x-y>", "</b x>",
    "<br />", "<table><tr>", "<search>", "<hr/>", "<p>α", "<h1>", "<!-- x --> β",
    # definitions
    "[m]: /l", "[m]:", "/l", "[n]: </l> 't'", "'t'", '"t', 't"', "[m]: /l 't", "[m]: /l t", "[m", "n]: /l",
    "[]: /l", "[m]: <", "[m]: /l\\", "(t)", "[m]: <> 'u'", "[x]: [y]", "[m]: ((", "[m]:/l", "[α]: /l \"",
]  # fmt: skip
PREFIXES = [
    " ", "  ", "   ", "    ", "     ", "\t", " \t", "  \t", "\t\t", "> ", ">", "> > ", ">  ", ">\t", "- ",
    "* ", "1. ", "  - ", "   1. ", "> - ", "- > ", "      ", ">   ", ">     ", "  > ", "   > ",
]  # fmt: skip
BLANK = ["", "", "", " ", "  ", "    ", "\t", ">", "> ", "  >"]


def fragments(rng: random.Random) -> Iterator[str]:
    """Fragments, each from a small choice of lines, so that they meet again."""
    seen: set[int] = set()
    while True:
        bodies = rng.sample(BODIES, rng.randint(2, 9))
        prefixes = ["", *rng.sample(PREFIXES, rng.randint(0, 4))]
        plain = rng.choice((0.3, 0.6, 0.9))
        blank = rng.choice((0.05, 0.15, 0.3))
        for _ in range(20):
            lines = []
            for _ in range(rng.randint(1, 12)):
                if rng.random() < blank:
                    lines.append(rng.choice(BLANK))
                elif rng.random() < plain:
                    lines.append(rng.choice(bodies))
                else:
                    lines.append(rng.choice(prefixes) + rng.choice(bodies))
            text = "\n".join(lines) + "\n"
            if not text.startswith("---") and hash(text) not in seen:
                seen.add(hash(text))
                yield text
