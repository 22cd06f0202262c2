"""Agreement at scale: generated fragments through our parser and three others; every difference has a name.

`python -m tests.support.agreement COUNT [SEED [PROCESSES]]` prints how many of so many different fragments
were seen alike by whom, how often each known departure of a peer was the reason (`KNOWN`), with a short
example, and each fragment in which a peer differs from us for no known reason. If there is one, the exit
code is 1.

A departure is known by a rewrite: it takes away what brings the departure out. It explains a disagreement if
peer and we agree without it, so that another difference in the same fragment is not passed over.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import NamedTuple

import comrak as comrak_

from signalkit.syntax.patterns import ATX_HEADING
from tests.support.fragments import fragments
from tests.support.outlines import Outline, markdown_it, marko_gfm, of_html, of_nodes, ours, project, tree_of

OPTIONS = comrak_.ExtensionOptions()
OPTIONS.table = True


def comrak(text: str) -> Outline:
    return of_html(comrak_.render_markdown(text, OPTIONS), greek)


_INLINE_HTML = re.compile(r"<!---?>|<!--.*?-->|<\?.*?\?>|<![A-Za-z].*?>|<!\[CDATA\[.*?\]\]>", re.S)


def greek(text: str) -> str:
    return "".join([char for char in _INLINE_HTML.sub("", text) if "α" <= char <= "ν"])


def ours_as_html(text: str) -> Outline:
    return project(ours(text), greek)


def marko_or_error(text: str) -> Outline:
    try:
        return marko_gfm(text)
    except Exception as error:
        return (("crash", type(error).__name__),)


# -- what peers are known to do otherwise ------------------------------------------------------------------

Rewrite = Callable[[str], str]


class Known(NamedTuple):
    """A known departure of a peer: without what brings it out, the peer sees what we see."""

    name: str
    rewrite: Rewrite


def sub(pattern: str, replacement: str) -> Rewrite:
    compiled = re.compile(pattern, re.M | re.I)
    return lambda text: compiled.sub(replacement, text)


def expand(text: str) -> str:
    return text.expandtabs(4)


def by_lines(change: Callable[[list[str], int], str]) -> Rewrite:
    """A rewrite line by line: the function is given all lines and which one to write anew."""

    def rewrite(text: str) -> str:
        lines = text.split("\n")
        return "\n".join([change(lines, index) for index in range(len(lines))])

    return rewrite


_CONTAINERS = re.compile(r"(?:[ \t]|>|[*+-](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*")
_DELIMITER = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_ODD_DELIMITER = re.compile(r"[ \t>]*(?:(?:[0-9]+[.)]|[*+-])[ \t]+[ \t>]*)*(?:-[ \t][ \t|:-]*|-+)[ \t]*")


def before_delimiter(lines: list[str], index: int) -> bool:
    """Whether what stands below could be a delimiter row, in whatever containers."""
    if index + 1 == len(lines):
        return False
    below = lines[index + 1]
    found = _CONTAINERS.match(below)
    assert found is not None
    return any(_DELIMITER.fullmatch(below, at) for at in (0, found.end())) and "-" in below


def no_dashes_in_header(lines: list[str], index: int) -> str:
    """Words in a header row, where there were dashes."""
    line = lines[index]
    if "|" not in line or not before_delimiter(lines, index):
        return line
    start = _CONTAINERS.match(line).end()  # type: ignore[union-attr]
    body = "x".join(re.split("[-:]", line[start:]))
    return line[:start] + body


def no_pipe_behind_marker(lines: list[str], index: int) -> str:
    """No table that starts on the line of a container's marker."""
    line = lines[index]
    if before_delimiter(lines, index) and re.match(r"[ \t]*(?:>|[*+-][ \t]|[0-9]{1,9}[.)][ \t])", line):
        return line.replace("|", "x")
    return line


def pipe_in_header(lines: list[str], index: int) -> str:
    """A pipe before what is a header row only to those who need none."""
    line = lines[index]
    start = _CONTAINERS.match(line).end()  # type: ignore[union-attr]
    if start == len(line):
        start -= len(line.lstrip(" \t>"))  # an item without text is text where it goes on with a paragraph
    body = line[start:].strip(" \t")
    is_heading = ATX_HEADING.match(body) and not line[:start].endswith("    ")
    if "|" in line or not body or is_heading or not before_delimiter(lines, index):
        return line
    return f"{line[:start]}|{line[start:].replace('=', 'x')}"


def no_paragraph_before_table(lines: list[str], index: int) -> str:
    """A blank line before each header row."""
    line = lines[index]
    if index and "|" in line and before_delimiter(lines, index):
        prefix = re.match(r"[ \t>]*", line)[0].rstrip()  # type: ignore[index]
        return f"{prefix}\n{line}"
    return line


def no_odd_delimiter(lines: list[str], index: int) -> str:
    """What could be a delimiter row, but is the underline of a heading or an item before it is that."""
    line = lines[index]
    if index and "|" in lines[index - 1] and _ODD_DELIMITER.fullmatch(line):
        return re.sub("[-:|]+", "x", line)
    return line


def no_half_delimiter(lines: list[str], index: int) -> str:
    """A line whose cells begin as those of a delimiter row, but do not all end so."""
    line = lines[index]
    if index and "|" in lines[index - 1]:
        inside = _CONTAINERS.match(line).end()  # type: ignore[union-attr]
        for start in (0, *[at for at in range(1, inside + 1) if line[at - 1] in " \t>"]):
            cells = line[start:].strip(" \t|").split("|")
            if not _DELIMITER.fullmatch(line, start) and all(re.match("[ \t]*:?-", cell) for cell in cells):
                return line[:start] + re.sub("[-:|]+", "x", line[start:])
    return line


def no_indented_header(lines: list[str], index: int) -> str:
    return lines[index].lstrip(" \t") if before_delimiter(lines, index) else lines[index]


def no_indented_marker(lines: list[str], index: int) -> str:
    """A word instead of whatever is indented by four."""
    line = lines[index]
    prefix = re.match(r"(?: {0,3}>[ ]?)*", line)[0]  # type: ignore[index]
    rest = line[len(prefix) :]
    body = rest.lstrip(" \t")
    indent = rest[: len(rest) - len(body)]
    return f"{prefix}{indent}w" if body and len(indent.expandtabs(4)) > 3 else line


def one_blank_behind_quote_markers(lines: list[str], index: int) -> str:
    prefix = re.match(r"(?:[ \t]*>)*[ \t]*", lines[index])[0]  # type: ignore[index]
    return "> " * prefix.count(">") + lines[index][len(prefix) :] if ">" in prefix else lines[index]


definitions = Known("4.7 definitions", sub(r"\]:", "];"))
tabs = Known("2.2 tabs", expand)
underline = Known("4.3 an underline or item that could be a delimiter row", by_lines(no_odd_delimiter))
again = Known("4.10 a table behind lines of a paragraph", by_lines(no_paragraph_before_table))

KNOWN: dict[str, list[Known]] = {
    "markdown-it": [
        definitions,
        Known("5.1 a lazy line that is indented", by_lines(no_indented_marker)),
        underline,
        Known("3.1 a table before the item or quote", by_lines(no_pipe_behind_marker)),
        Known("4.10 a tag that ends a table", sub(r"^([ \t>]*)</?[a-z][^<>]*>[ \t]*$", r"\1<div>")),
        again,
        Known("5.3 blank lines between empty items", sub(r"\n(?:[ \t>]*\n){2,}", "\n\n")),
        tabs,
    ],
    "marko": [
        definitions,
        Known("4.10 a header row that could be a delimiter row", by_lines(no_dashes_in_header)),
        Known("4.6 <! without a letter", sub("<!(?![a-z-])", "x")),
        Known("4.6 search", sub("<search", "<div")),
        Known("4.10 a delimiter row that only begins as one", by_lines(no_half_delimiter)),
        again,
        underline,
        Known("5.1 blanks behind a quote marker", by_lines(one_blank_behind_quote_markers)),
        tabs,
        Known("5.2 a table from the line of a marker on", by_lines(no_pipe_behind_marker)),
        Known("4.6 end tags of html 1", sub(r"<(/?)(?:script|style|textarea|pre)\b", r"<\1div")),
        Known("4.10 an escaped pipe alone in the header", sub(r"\\+\|", "|")),
        Known("4.10 a row of one pipe", sub(r"^([ \t>]*)\|[ \t]*$", r"\1||")),
    ],
    "comrak": [
        Known("4.6 html 7 lazy", sub(r"^([ \t>]*)(</?[a-z][^<>]*>)[ \t]*$", r"\1\2 x")),
        Known("a header without a pipe", by_lines(pipe_in_header)),
        again,
        Known("2.1 blank lines of blanks", sub(r"^[ \t]+$", "")),
        Known("4.10 an indented header", by_lines(no_indented_header)),
        definitions,
        Known("4.10 a row of one pipe", sub(r"^([ \t>]*)\|[ \t]*$", r"\1||")),
    ],
}
PEERS: dict[str, tuple[Callable[[str], Outline], Callable[[str], Outline]]] = {
    "markdown-it": (ours, markdown_it),
    "marko": (ours, marko_or_error),
    "comrak": (ours_as_html, comrak),
}
"""For each peer: what we see, as far as the peer can tell it, and what it sees."""


def explain(peer: str, text: str) -> tuple[str, ...]:
    """The known departures that a disagreement comes from: one if one is enough; none if all are not."""
    mine, theirs = PEERS[peer]
    known = [one for one in KNOWN[peer] if one.rewrite(text) != text]
    for one in known:
        rewritten = one.rewrite(text)
        if mine(rewritten) == theirs(rewritten):
            return (one.name,)
    used: list[str] = []
    for one in KNOWN[peer]:
        rewritten = one.rewrite(text)
        if rewritten != text:
            text = rewritten
            used.append(one.name)
            if mine(text) == theirs(text):
                return tuple(used)
    return ()


def agree(peer: str, text: str) -> bool:
    mine, theirs = PEERS[peer]
    return mine(text) == theirs(text)


def shorten(peer: str, text: str, why: tuple[str, ...]) -> str:
    """A shorter text of the same disagreement."""

    def same(shorter: str) -> bool:
        return not shorter.startswith("---") and not agree(peer, shorter) and explain(peer, shorter) == why

    for pattern in (".*\n", "(?s:.)"):
        again = True
        while again:
            again = False
            pieces = re.findall(pattern, text)
            for index in range(len(pieces)):
                shorter = "".join([*pieces[:index], *pieces[index + 1 :]])
                if shorter.endswith("\n") and same(shorter):
                    text, again = shorter, True
                    break
    return text


def check_ours(text: str) -> Outline:
    """Our outline; the shortcuts, other line ends or a missing last one make no difference to it."""
    tree = tree_of(text)
    outline = of_nodes(tree.children)
    assert outline == ours(text, shortcuts=False), ("shortcuts", text)
    other = (text[:-1], text.replace("\n", "\r\n"), text.replace("\n", "\r"))[len(text) % 3]
    assert outline == ours(other), ("line ends", other)
    at = 0
    for leaf in tree.leaves():
        assert leaf.start == at < leaf.end, ("tiling", text)
        at = leaf.end
    assert at == len(text), ("tiling", text)
    return outline


class Result(NamedTuple):
    """What a share of the fragments showed; for each peer and explanation also the shortest fragment."""

    groups: Counter[tuple[str, str]]
    examples: dict[tuple[str, str], str]
    votes: Counter[str]
    unexplained: int


def run(count: int, seed: int, share: int, shares: int) -> Result:
    """Look at every `shares`-th of the first `count` fragments."""
    result = Result(Counter(), {}, Counter(), 0)
    unexplained = 0
    for text in islice(fragments(random.Random(seed)), share, count, shares):
        outlines = {"comrak": project(full := check_ours(text), greek), "markdown-it": full, "marko": full}
        differing = [peer for peer, outline in outlines.items() if PEERS[peer][1](text) != outline]
        result.votes[", ".join(differing)] += 1
        for peer in differing:
            why = explain(peer, text)
            if not why:
                unexplained += 1
                print(f"unexplained: {peer} of {differing}: {text!r}", flush=True)
            group = (peer, why[0] if len(why) == 1 else "several of these" if why else "unexplained")
            result.groups[group] += 1
            result.examples[group] = min(result.examples.get(group, text), text, key=len)
    return result._replace(unexplained=unexplained)


def main(count: int, seed: int, processes: int) -> int:
    with ProcessPoolExecutor(processes) as pool:
        shares = [pool.submit(run, count, seed, share, processes) for share in range(processes)]
        results = [share.result() for share in shares]
    groups: Counter[tuple[str, str]] = Counter()
    votes: Counter[str] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for result in results:
        groups += result.groups
        votes += result.votes
        for group, text in result.examples.items():
            examples[group] = min(examples.get(group, text), text, key=len)
    print(f"{count} fragments, seed {seed}")
    for peers, number in votes.most_common():
        print(f"{number:8}  {peers or 'all agree'}")
    for (peer, name), number in sorted(groups.items(), key=lambda item: (item[0][0], -item[1])):
        example = examples[peer, name]
        if name not in ("several of these", "unexplained"):
            example = shorten(peer, example, (name,))
        print(f"{number:8}  {peer}: {name}  {example!r}")
    unexplained = sum(result.unexplained for result in results)
    print(f"{unexplained} disagreements unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    count, seed, processes = [*map(int, sys.argv[1:]), *(0, os.cpu_count() or 1)[len(sys.argv) - 2 :]]
    sys.exit(main(count, seed, processes))
