"""No regular expression of ours takes more than time linear in what it is given, whoever wrote that.

The steps of matching are counted by a matcher of our own, which goes back wherever Python's does: what is
counted is the same each time, and no clock is needed.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from signalkit.store.ignore import compile_patterns
from signalkit.syntax.text import LINE_END
from tests.support.samples import ROOT

SHARES = 6
SIZE = 20
MANY = 20_000  # steps; the most that any expression of ours takes is a fourth
PACKAGES = ["signalkit", *sorted(path.name for path in ROOT.glob("plugins/*/src/signalkit_*"))]
STEPWISE = {"_SHORTCUTS"}  # matches at every place, and `scan` stops where it matches nothing
SEARCHES = {"search", "finditer", "findall", "sub", "split"}


class TooManyError(Exception):
    """More steps than anything linear takes."""


class Matcher:
    """Backtracking as Python does it, each character looked at counted."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.tree = parser.parse(pattern.pattern, pattern.flags)
        self.text = ""
        self.steps = 0
        self.groups: dict[int, tuple[int, int]] = {}
        self.single: dict[int, re.Pattern[str]] = {}
        self.taken: dict[tuple[int, str], bool] = {}

    def count(self, text: str, *, search: bool) -> int:
        """The steps to find a match at the start, or all matches if it is searched for."""
        self.text, self.steps = text, 0
        at = 0
        while at <= len(text):
            end = next(self._all(list(self.tree), at), None)
            if not search:
                break
            at = at + 1 if end is None or end <= at else end
        return self.steps

    def _tick(self) -> None:
        self.steps += 1
        if self.steps > MANY:
            raise TooManyError

    def _all(self, items: list[Any], at: int) -> Iterator[int]:
        if not items:
            yield at
            return
        for end in self._one(items[0], at):
            yield from self._all(items[1:], end)

    def _one(self, item: Any, at: int) -> Iterator[int]:
        op, value = item
        if op in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN):
            self._tick()
            if at < len(self.text) and self._takes(op, value, self.text[at]):
                yield at + 1
        elif op is c.AT:
            self._tick()
            if value in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
                multiline = self.pattern.flags & re.M and value is c.AT_BEGINNING
                holds = at == 0 or (bool(multiline) and self.text[at - 1] == "\n")
            elif value is c.AT_END_STRING:
                holds = at == len(self.text)
            elif value is c.AT_END:
                multiline = self.pattern.flags & re.M
                holds = at == len(self.text) or (bool(multiline) and self.text[at] == "\n")
            else:
                assert value is c.AT_BOUNDARY, value
                around = [k for k in (at - 1, at) if 0 <= k < len(self.text) and self.text[k].isalnum()]
                holds = len(around) == 1
            if holds:
                yield at
        elif op is c.BRANCH:
            for branch in value[1]:
                yield from self._all(list(branch), at)
        elif op is c.SUBPATTERN:
            for end in self._all(list(value[3]), at):
                if value[0] is not None:
                    self.groups[value[0]] = at, end
                yield end
        elif op is c.ATOMIC_GROUP:
            yield from islice(self._all(list(value), at), 1)
        elif op in (c.ASSERT, c.ASSERT_NOT):
            if (self._looks(value, at) is not None) == (op is c.ASSERT):
                yield at
        elif op is c.GROUPREF:
            start, end = self.groups.get(value, (0, -1))
            self._tick()
            if end >= start and self.text.startswith(self.text[start:end], at):
                yield at + end - start
        elif op is c.POSSESSIVE_REPEAT:
            yield from islice(self._repeat(value, at, greedy=True), 1)
        else:
            assert op in (c.MAX_REPEAT, c.MIN_REPEAT), op
            yield from self._repeat(value, at, greedy=op is c.MAX_REPEAT)

    def _looks(self, value: Any, at: int) -> int | None:
        direction, items = value
        if direction > 0:
            return next(self._all(list(items), at), None)
        width = items.getwidth()[0]
        return next(self._all(list(items), at - width), None) if at >= width else None

    def _repeat(self, value: Any, at: int, *, greedy: bool) -> Iterator[int]:
        """Ends of a repetition, by a stack of our own: one frame for each round would be too many."""
        least, most, items = value
        if not greedy and least == 0:
            yield at
        body = list(items)
        stack = [(self._all(body, at), at)]
        while stack:
            rounds, here = stack[-1]
            end = next(rounds, None) if len(stack) <= most else None
            if end is not None and (end > here or len(stack) <= least):
                if not greedy and len(stack) >= least:
                    yield end
                stack.append((self._all(body, end), end))
                continue
            if end is not None:
                continue
            stack.pop()
            if greedy and len(stack) >= least:
                yield here

    def _takes(self, op: Any, value: Any, character: str) -> bool:
        key = id(value) if op is c.IN else hash((op, value))
        taken = self.taken.get((key, character))
        if taken is None:
            taken = self.taken[key, character] = self._matches(key, op, value, character)
        return taken

    def _matches(self, key: int, op: Any, value: Any, character: str) -> bool:
        if key not in self.single:
            one = parser.SubPattern(parser.State(), [(op, value)])
            one.state.flags = self.pattern.flags
            one.state.str = ""
            self.single[key] = _compiled(one, self.pattern.flags)
        return self.single[key].match(character) is not None


def _compiled(tree: Any, flags: int) -> re.Pattern[str]:
    from re import _compiler  # type: ignore[attr-defined]

    pattern: re.Pattern[str] = _compiler.compile(tree, flags)
    return pattern


# -- where the expressions are -----------------------------------------------------------------------------


def _modules() -> list[Any]:
    found = []
    for name in PACKAGES:
        package = importlib.import_module(name)
        found.append(package)
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            found += [importlib.import_module(info.name)] if not info.name.endswith("__main__") else []
    return found


def _patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns_in(one)
    elif isinstance(value, (list, tuple, set)):
        for one in value:
            yield from _patterns_in(one)


def _sources() -> list[Path]:
    return sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("plugins/*/src/**/*.py")])


@cache
def expressions() -> dict[tuple[str, int], tuple[str, bool]]:
    """Each expression with its flags: where it stands, and whether it is searched for anywhere in a text."""
    found: dict[tuple[str, int], tuple[str, bool]] = {}
    searched: set[str] = set()
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else None
            if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name):
                name = owner.func.id
            if node.func.attr in SEARCHES and name is not None and name not in STEPWISE:
                searched.add(f"{path.stem}.{name}")
            if name == "re" and node.args and isinstance(node.args[0], ast.Constant):
                flags = sum(
                    int(getattr(re, flag.attr))
                    for value in (*node.args[1:], *(k.value for k in node.keywords if k.arg == "flags"))
                    for flag in ast.walk(value)
                    if isinstance(flag, ast.Attribute) and flag.attr in ("I", "M", "S", "IGNORECASE")
                )
                constant = re.compile(str(node.args[0].value), flags)
                key = constant.pattern, constant.flags
                found.setdefault(key, (f"{path.stem}:{node.lineno}", node.func.attr in SEARCHES))
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                is_searched = f"{module.__name__.rpartition('.')[2]}.{name}" in searched
                where, before = found.get((pattern.pattern, pattern.flags), ("", False))
                found[pattern.pattern, pattern.flags] = (
                    where or f"{module.__name__}.{name}",
                    is_searched or before,
                )
    return found


# -- what a hostile mind would give them -------------------------------------------------------------------


def _samples(tree: Any, depth: int = 0) -> list[str]:
    """A few texts that a part of an expression takes."""
    made = [""]
    for op, value in tree:
        options: list[str]
        if op is c.LITERAL:
            options = [chr(value)]
        elif op in (c.NOT_LITERAL, c.ANY):
            options = ["a", " "] if op is c.ANY or value != ord("a") else ["b"]
        elif op is c.IN:
            options = _members(value)
        elif op is c.BRANCH:
            options = [text for branch in value[1] for text in _samples(branch, depth + 1)[:2]]
        elif op is c.SUBPATTERN:
            options = _samples(value[3], depth + 1)
        elif op is c.ATOMIC_GROUP:
            options = _samples(value, depth + 1)
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            options = [text * max(value[0], 1) for text in _samples(value[2], depth + 1)]
        else:
            options = [""]
        made = [before + option for before in made[:3] for option in options[:8]]
    return list(dict.fromkeys(made))[:8]


def _members(value: Any) -> list[str]:
    candidates = "a0 \t\n`~|:-=_#*+.,;<>()[]{}\\/\"'!?&@%1zA\x00\x1f\x7f\udc80\ufeff\u202e"
    one = re.compile("x")
    tree = parser.SubPattern(parser.State(), [(c.IN, value)])
    tree.state.str = ""
    one = _compiled(tree, 0)
    return [character for character in candidates if one.match(character)][:5]


def _repeats(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What leads to each repetition, and what it repeats."""
    for op, value in tree:
        parts = []
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            for text in _samples(value[2]):
                yield before, text
            parts = [value[2]]
        elif op is c.BRANCH:
            parts = value[1]
        elif op is c.SUBPATTERN:
            parts = [value[3]]
        elif op is c.ATOMIC_GROUP:
            parts = [value]
        elif op in (c.ASSERT, c.ASSERT_NOT):
            parts = [value[1]]
        for part in parts:
            yield from _repeats(part, before)
        samples = _samples([(op, value)])
        before += samples[0] if samples else ""


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str, str]]:
    """Beginning, what is to be repeated, and end, of texts that an expression could stumble over."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    pairs = list(dict.fromkeys(_repeats(tree)))
    ends = ("", "\x00", "\n", " x")
    made = {(before, text, end) for before, text in pairs for end in ends if text}
    made |= {("", before + text, end) for before, text in pairs for end in ends if before + text}
    made |= {(before, one + two, "\x00") for before, one in pairs[:6] for _, two in pairs[:6] if one + two}
    return made | {("", sample, "\x00") for sample in _samples(tree) if sample}


def worst(pattern: re.Pattern[str], *, search: bool) -> tuple[float, tuple[str, str, str]]:
    """How the steps grow when a text becomes four times as long, at worst, and for which text."""
    matcher = Matcher(pattern)
    found = (0.0, ("", "", ""))
    for before, text, end in sorted(attacks(pattern)):
        try:
            few = matcher.count(before + text * SIZE + end, search=search)
            many = matcher.count(before + text * SIZE * 4 + end, search=search)
        except TooManyError:
            return float("inf"), (before, text, end)
        if many > 750:
            found = max(found, (many / few, (before, text, end)))
    return found


@pytest.fixture(autouse=True)
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


WATCH = """
import importlib, json, pkgutil, re, sys

compiled = []

def watch(pattern, flags=0, real=re.compile):
    made = real(pattern, flags)
    if isinstance(made.pattern, str) and sys._getframe(1).f_globals["__name__"].split(".")[0] in PACKAGES:
        compiled.append((made.pattern, made.flags))
    return made

re.compile = watch
for name in PACKAGES:
    package = importlib.import_module(name)
    for info in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not info.name.endswith("__main__"):
            importlib.import_module(info.name)
print(json.dumps(compiled))
"""


@pytest.mark.process
def test_expressions_that_are_put_together_take_linear_time() -> None:
    """What is compiled when our modules are imported, but neither a constant nor the value of a name."""
    run = [sys.executable, "-c", f"PACKAGES = {PACKAGES}\n{WATCH}"]
    compiled = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    found = {(pattern, flags) for pattern, flags in compiled}
    assert (LINE_END.pattern, LINE_END.flags) in found & expressions().keys()
    assert any(search for _, search in expressions().values())
    for pattern, flags in found - expressions().keys():
        growth, attack = worst(re.compile(pattern, flags & ~re.UNICODE), search=True)
        assert growth < 6, f"{pattern!r} at {attack!r}"


def test_expressions_come_from_re_alone() -> None:
    bounded = "cli/conditions.py"  # which gives the expression of a user a time to end in
    sources = [path for path in _sources() if not path.as_posix().endswith(bounded)]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert not re.search(r"^ *(import regex|from re import)\b", text, re.M)


@pytest.mark.lengthy
@pytest.mark.parametrize("share", range(SHARES))
def test_expressions_take_linear_time(share: int) -> None:
    """Each worker takes a share, so that no worker has to import all our modules to collect them."""
    for (pattern, flags), (where, search) in islice(expressions().items(), share, None, SHARES):
        growth, attack = worst(re.compile(pattern, flags & ~re.UNICODE), search=search)
        assert growth < 6, f"{where}: {pattern!r} at {attack!r}"


@pytest.mark.parametrize(
    ("pattern", "search"),
    [
        (r"(a+)+b", False),
        (r"(?:a|a)*b", False),
        (r"[ \t]+(?=\n|\Z)", True),
        (r"a*a*b", False),
        (r"(?:\w+\s?)*:", False),
        (r"\[[^\]]*x", True),
    ],
)
def test_an_expression_that_does_not_is_found_out(pattern: str, search: bool) -> None:
    assert worst(re.compile(pattern), search=search)[0] > 6


@pytest.mark.parametrize(
    "pattern", [r"(?:ab|a)c*+", r"(?P<x>a+)-(?P=x)", r"^a$|b{2,3}?", r"(?<=a)b(?!c)[^d]+"]
)
def test_the_matcher_agrees_with_the_real_one(pattern: str) -> None:
    matcher = Matcher(re.compile(pattern))

    @given(st.text(alphabet="abcd-", max_size=8))
    @settings(max_examples=200)
    def law(text: str) -> None:
        matcher.count(text, search=False)
        found = re.match(pattern, text)
        matcher.text = text
        assert next(matcher._all(list(matcher.tree), 0), None) == (found and found.end())

    law()


# -- expressions made of patterns that a stranger's repository has -----------------------------------------

PIECES = ["*", "**", "/", "a", "b", "?", "[ab]", "**/", "/**/", "!", "\\*", "*a*", "*/", "[a", " "]


@given(
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.lists(st.text(alphabet="ab.*", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join),
    st.sampled_from(["", "/"]),
)
def test_law_patterns_mean_what_pathspec_says(pattern: str, path: str, end: str) -> None:
    try:
        expected = GitIgnoreSpec.from_lines([pattern]).check_file(path + end).include
    except ValueError:
        assume(False)
    assert compile_patterns([pattern]).check_file(path + end).include == expected


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (lambda n: "*a" * n + "b", lambda n: "a" * n * 4),
        (lambda n: "[!b]*" * n + "b", lambda n: "a" * n * 4),
        (lambda n: "**/a/" * n + "b", lambda n: "a/" * n * 4),
        (lambda n: "x/**/" + "a/**/" * n + "b", lambda n: "x/" + "a/" * n * 4),
        (lambda n: "**/*a*a*/" * n + "b", lambda n: "aaaa/" * n * 2),
        (lambda n: "*" * n + "b", lambda n: "a" * n * 4),
    ],
)
def test_no_pattern_takes_for_ever(pattern: Callable[[int], str], path: Callable[[int], str]) -> None:
    def steps(size: int) -> int:
        [one] = compile_patterns([pattern(size)]).patterns
        assert one.regex is not None
        return Matcher(one.regex).count(path(size), search=False)

    # Pattern and path grow together, so the square of their size it may be; it was beyond all counting.
    assert steps(40) <= 20 * steps(10)
